"""Heart, vessels, kidneys and blood sugar: scores, pulses, lipids, refusals, and cases that nobody coded.

Shares are of the size that practices report: about two thirds of people with atrial fibrillation have a
current stroke score, half of those aged 40 to 74 had a health check, one in twenty declines something.
"""

from __future__ import annotations

import numpy as np

from openpcn.synthetic.randomness import Flags, Ints

from . import journal as j
from .care import Care
from .conditions import Conditions
from .entries import Pen, by_age
from .population import FEMALE, MALE

#: Condition, and the prefix of the lists in which its care is refused or does not suit.
_CARE = (
    ("chd", "chd"),
    ("stroke_tia", "stroke"),
    ("diabetes", "diabetes"),
    ("af", "af"),
    ("ndh", "ndh"),
    ("pad", "lipid"),
    ("chd", "lipid"),
)


def write_heart(pen: Pen, conditions: Conditions, care: Care) -> None:
    """Everything of this theme that measurements and diagnoses do not hold yet."""
    _more_diagnoses(pen, conditions)
    _refusals(pen, conditions, care)
    _lipids(pen, conditions)
    _risk(pen, conditions)
    _rhythm(pen, conditions)
    _kidneys(pen, conditions)
    _blood_sugar(pen, conditions)
    _heart_failure(pen, conditions)


def _within(pen: Pen, who: Flags, share: float) -> Ints:
    """A share of a group."""
    return pen.chosen(np.where(who, share, 0.0))


def _more_diagnoses(pen: Pen, conditions: Conditions) -> None:
    """What makes a condition worse or explains it; a few that are over."""
    people, has, onset = pen.people, conditions.has, conditions.onset
    for condition, share, list_id in (
        ("chd", 0.38, "myocardial_infarction"),
        ("heart_failure", 0.46, "lvsd"),
    ):
        some = _within(pen, has[condition], share)
        pen.write(some, onset[condition][some], list_id, kind=j.PROBLEM)
    for condition, share, list_id in (
        ("af", 0.025, "af_resolved"),
        ("heart_failure", 0.02, "heart_failure_resolved"),
        ("ckd", 0.015, "ckd_resolved"),
        ("ckd", 0.015, "ckd_stage_1_2"),
    ):
        over = _within(pen, ~has[condition] & (people.age > 55), share * 0.2)
        day = pen.ago(len(over), 2200, 400)
        pen.write(over, day - 500, condition, kind=j.PROBLEM)
        pen.write(over, day, list_id)
    for list_id, chance in (
        ("venous_thromboembolism", by_age(people, 0.05, 0.4, 1.4, 3.0)),
        ("major_bleed", by_age(people, 0.01, 0.05, 0.3, 0.9)),
        ("systemic_embolism", by_age(people, 0.0, 0.01, 0.05, 0.12)),
        ("aortic_plaque", by_age(people, 0.0, 0.01, 0.1, 0.3)),
        ("familial_hypercholesterolaemia", by_age(people, 0.03, 0.07, 0.07, 0.04)),
        ("secondary_hyperlipidaemia", by_age(people, 0.0, 0.03, 0.06, 0.05)),
    ):
        some = pen.chosen(chance)
        pen.write(some, pen.ago(len(some), 4000, 30), list_id, kind=j.PROBLEM)
    mothers = _within(pen, (people.sex == FEMALE) & (people.age >= 22) & (people.age <= 52), 0.028)
    pen.write(mothers, pen.ago(len(mothers), 3200, 40), "gestational_diabetes", kind=j.PROBLEM)


def _refusals(pen: Pen, conditions: Conditions, care: Care) -> None:
    """Invitations, refusals, treatment at its limit: what adjusts an indicator this year."""
    has = conditions.has
    year = max(pen.people.as_at - care.year_start - 1, 20)
    for condition, prefix in _CARE:
        for list_id, share in ((f"{prefix}_pca_declined", 0.018), (f"{prefix}_pca_unsuitable", 0.008)):
            some = _within(pen, has[condition], share)
            pen.write(some, pen.ago(len(some), year), list_id, kind=j.ADMINISTRATIVE)
        invited = _within(pen, has[condition], 0.05)
        second = pen.ago(len(invited), max(year // 2, 12), 3)
        gap = pen.rng.integers(5, 40, len(invited))
        letters = pen.codes.all(f"{prefix}_invitation")
        for letter, day in ((0, second - gap), (1, second)):
            pen.write(
                invited,
                day,
                f"{prefix}_invitation",
                code=np.full(len(invited), letters[letter]),
                kind=j.ADMINISTRATIVE,
                setting=j.OFFICE,
            )
    chronic = conditions.with_any("chd", "stroke_tia", "pad", "ckd", "diabetes", "hypertension")
    older = pen.people.age >= 40
    for who, share, list_id, longest in (
        (has["diabetes"], 0.03, "maximal_diabetes_treatment", year),
        (has["diabetes"], 0.004, "fructosamine", year),
        (chronic, 0.012, "maximal_lipid_treatment", year),
        (chronic, 0.01, "blood_test_declined", year),
        (chronic, 0.006, "cholesterol_declined", year),
        (chronic | older, 0.035, "statin_declined", 2600),
        (chronic, 0.02, "statin_intolerance", 3000),
        (chronic, 0.014, "statin_adverse_reaction", 3000),
        (chronic, 0.008, "statin_contraindicated", year),
        (chronic, 0.008, "lipid_lowering_declined", 1500),
        (has["af"], 0.03, "anticoagulant_declined", year),
        (has["af"], 0.02, "anticoagulant_contraindicated", 1800),
        (has["af"], 0.03, "doac_declined", 1500),
        (older, 0.004, "smoking_status_declined", year),
    ):
        some = _within(pen, who, share)
        pen.write(some, pen.ago(len(some), longest), list_id)


def _lipids(pen: Pen, conditions: Conditions) -> None:
    """LDL and non-HDL cholesterol of the last year and a half; a few so high that it may be familial."""
    people, rng = pen.people, pen.rng
    vessels = conditions.with_any("chd", "stroke_tia", "pad")
    for who, share, mean in (
        (vessels, 0.82, 1.95),
        (~vessels & conditions.with_any("diabetes", "ckd", "hypertension"), 0.5, 2.5),
        (~vessels & (people.age >= 40), 0.12, 3.1),
    ):
        some = _within(pen, who, share)
        day = pen.ago(len(some), 430)
        ldl = np.round(np.clip(rng.normal(mean, 0.65, len(some)), 0.6, 6.5), 1)
        other = np.round(ldl + np.clip(rng.normal(0.75, 0.2, len(some)), 0.2, 2.0), 1)
        pen.measure(some, day, "non_hdl", other, j.U_MMOL)
        fasting = pen.part(len(some), 0.62)
        pen.measure(some[fasting], day[fasting], "ldl", ldl[fasting], j.U_MMOL)
    high = pen.chosen(by_age(people, 0.08, 0.22, 0.25, 0.12))
    top = np.where(people.age[high] < 30, 7.6, 9.1)
    pen.measure(
        high,
        pen.ago(len(high), 1500, 20),
        "cholesterol",
        np.round(top + rng.gamma(1.3, 0.5, len(high)), 1),
        j.U_MMOL,
    )
    related = high[pen.part(len(high), 0.3)]
    pen.write(related, pen.ago(len(related), 3000, 30), "family_history_premature_cvd")
    for share, list_id in ((0.25, "fh_assessment"), (0.18, "fh_referral"), (0.04, "fh_referral_declined")):
        some = high[pen.part(len(high), share)]
        pen.write(some, pen.ago(len(some), 300), list_id)


def _risk(pen: Pen, conditions: Conditions) -> None:
    """QRISK scores and NHS Health Checks of people without the conditions that make them needless."""
    people, rng = pen.people, pen.rng
    known = conditions.with_any("chd", "stroke_tia", "pad")
    level = (
        np.interp(people.age, (25, 40, 50, 60, 70, 84), (0.4, 1.8, 4.5, 9.5, 18.0, 33.0))
        * np.where(people.sex == MALE, 1.25, 0.85)
        * np.where(conditions.has["hypertension"], 1.3, 1.0)
        * np.where(conditions.has["diabetes"], 1.6, 1.0)
        * np.exp(0.02 * (5.5 - people.decile))
    )
    scored = pen.chosen(
        np.where(known | (people.age < 25) | (people.age > 84), 0.0, by_age(people, 1, 32, 52, 46))
    )
    risk = np.round(np.clip(level[scored] * np.exp(rng.normal(0, 0.35, len(scored))), 0.1, 90), 1)
    day = pen.ago(len(scored), 2100)
    asked = _last_asked(pen)[scored]
    with_measurements = (asked > people.as_at - 2000) & pen.part(len(scored), 0.7)
    day = np.where(
        with_measurements, np.minimum(asked + rng.integers(0, 30, len(scored)), people.as_at - 1), day
    )
    pen.write(scored, day, "qrisk_score", value=risk)
    tested = scored[with_measurements]
    pen.measure(
        tested,
        day[with_measurements] - rng.integers(1, 40, len(tested)),
        "hdl",
        np.round(np.clip(rng.normal(1.4, 0.35, len(tested)), 0.6, 3.0), 1),
        j.U_MMOL,
    )
    again = pen.part(len(scored), 0.2)
    pen.write(scored[again], pen.ago(int(again.sum()), 300), "qrisk_score", value=risk[again] + 1)
    checked = ~conditions.with_any("chd", "stroke_tia", "pad", "hypertension", "diabetes", "ckd", "af")
    due = checked & (people.age >= 40) & (people.age <= 79)
    some = _within(pen, due, 0.46)
    pen.write(some, pen.ago(len(some), 2200), "nhs_health_check")
    refused = _within(pen, due, 0.03)
    pen.write(refused, pen.ago(len(refused), 500), "nhs_health_check_declined")
    high = scored[risk >= 10]
    refused = high[pen.part(len(high), 0.03)]
    pen.write(refused, pen.ago(len(refused), 1300), "cvd_review_declined")


def _last_asked(pen: Pen) -> Ints:
    """The last day on which each person said whether they smoke."""
    last = np.full(len(pen.people), j.NONE)
    np.maximum.at(last, *pen.written("smoking_status"))
    return last


def _rhythm(pen: Pen, conditions: Conditions) -> None:
    """Pulses felt, symptoms, electrocardiograms, stroke scores and the blood count that ORBIT needs."""
    people, rng, has = pen.people, pen.rng, conditions.has
    older = people.age >= 65
    felt = pen.chosen(np.where(older, 0.55, np.where(people.age >= 40, 0.08, 0.0)))
    pen.write(felt, pen.ago(len(felt), 1300), "pulse_rhythm")
    irregular = _within(pen, older & ~has["af"], 0.022)
    day = pen.ago(len(irregular), 280, 3)
    pen.write(irregular, day, "pulse_irregular")
    traced = pen.part(len(irregular), 0.6)
    later = day[traced] + rng.integers(0, 20, int(traced.sum()))
    pen.write(irregular[traced], later, "ecg")
    unwell = pen.chosen(by_age(people, 1.2, 1.9, 3.4, 5.5))
    day = pen.ago(len(unwell), 300)
    pen.write(unwell, day, "af_symptom", code=pen.codes.draw(rng, "af_symptom", len(unwell), 0.2))
    checked = pen.part(len(unwell), 0.5)
    pen.write(unwell[checked], day[checked], "pulse_rhythm")

    points = (
        has["heart_failure"].astype(np.int64)
        + has["hypertension"]
        + 2 * (people.age >= 75)
        + ((people.age >= 65) & (people.age < 75))
        + has["diabetes"]
        + 2 * has["stroke_tia"]
        + has["pad"]
        + (people.sex == FEMALE)
    )
    scored = _within(pen, has["af"], 0.84)
    pen.write(scored, pen.ago(len(scored), 700), "chadsvasc_score", value=points[scored].astype(float))
    some = _within(pen, has["af"], 0.3)
    pen.write(some, pen.ago(len(some), 400), "orbit_score", value=rng.integers(0, 5, len(some)).astype(float))
    counted = _within(pen, has["af"], 0.8)
    normal = np.where(people.sex[counted] == MALE, 141, 129)
    pen.measure(
        counted,
        pen.ago(len(counted), 340),
        "haemoglobin",
        np.round(np.clip(rng.normal(normal, 13), 75, 180)),
        j.U_G_L,
    )


def _kidneys(pen: Pen, conditions: Conditions) -> None:
    """Urine ratios; two low eGFRs, or two raised ratios, that nobody recorded as kidney disease."""
    people, rng, has = pen.people, pen.rng, conditions.has
    for who, share, typical in ((has["ckd"], 0.62, 1.3), (has["diabetes"] & ~has["ckd"], 0.66, 0.5)):
        some = _within(pen, who, share)
        value = np.round(np.clip(np.exp(rng.normal(typical, 1.2, len(some))), 0.3, 400), 1)
        pen.measure(some, pen.ago(len(some), 500), "albumin_creatinine_ratio", value, j.U_MG_MMOL)
    free = ~has["ckd"] & (people.age >= 50)
    hidden = pen.chosen(np.where(free, by_age(people, 0, 0.1, 0.9, 3.2), 0.0))
    last = pen.ago(len(hidden), 20, 2)
    for back in (rng.integers(95, 320, len(hidden)), 0):
        value = np.round(rng.uniform(44, 59, len(hidden)))
        pen.measure(hidden, last - back, "egfr", value, j.U_EGFR)
    leaking = _within(pen, free, 0.006)
    last = pen.ago(len(leaking), 60, 2)
    for back in (rng.integers(95, 320, len(leaking)), 0):
        value = np.round(3 + rng.gamma(1.2, 9, len(leaking)), 1)
        pen.measure(leaking, last - back, "albumin_creatinine_ratio", value, j.U_MG_MMOL)
    severe = _within(pen, has["ckd"], 0.045)
    risk = np.round(5 + rng.gamma(1.1, 6, len(severe)), 1)
    pen.write(severe, pen.ago(len(severe), 330), "kidney_failure_risk_5_years", value=risk)
    referred = severe[pen.part(len(severe), 0.5)]
    pen.write(referred, pen.ago(len(referred), 600), "renal_referral")


def _blood_sugar(pen: Pen, conditions: Conditions) -> None:
    """HbA1c of this year's reviews; and last ones in the range of diabetes that nobody recorded."""
    people, rng, has = pen.people, pen.rng, conditions.has
    reviewed = _within(pen, has["diabetes"], 0.66)
    level = np.round(np.clip(rng.normal(56, 13, len(reviewed)), 36, 118))
    pen.measure(reviewed, pen.ago(len(reviewed), 220, 2), "hba1c", level, j.U_MMOL_MOL)
    free = ~has["diabetes"] & ~has["ndh"] & (people.age >= 25)
    for chance, low, high, longest in (
        (by_age(people, 0.01, 0.12, 0.3, 0.4), 48, 75, 25),
        (by_age(people, 0.3, 1.2, 2.4, 2.8), 42, 47, 25),
    ):
        some = pen.chosen(np.where(free, chance, 0.0))
        value = rng.integers(low, high + 1, len(some)).astype(float)
        pen.measure(some, pen.ago(len(some), longest, 2), "hba1c", value, j.U_MMOL_MOL)


def _heart_failure(pen: Pen, conditions: Conditions) -> None:
    """NT-proBNP taken for breathlessness, and what came of a raised one."""
    people, rng = pen.people, pen.rng
    free = ~conditions.has["heart_failure"]
    tested = pen.chosen(np.where(free, by_age(people, 0.0, 0.2, 1.1, 3.4), 0.0))
    day = pen.ago(len(tested), 650, 3)
    value = np.round(np.exp(rng.normal(5.5, 1.15, len(tested))))
    pen.measure(tested, day, "nt_probnp", value, j.U_NG_L)
    raised = value >= 400
    for share, list_id, soon in ((0.62, "heart_failure_referral", 25), (0.12, "heart_failure_excluded", 90)):
        some = raised & pen.part(len(tested), share)
        pen.write(tested[some], day[some] + rng.integers(0, soon, int(some.sum())), list_id)
