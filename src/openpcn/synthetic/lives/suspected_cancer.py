"""Suspected cancer: findings that ask for a test, FIT, urgent referrals and how far each has come.

Rates are of the size that England publishes: about 5% of people a year are urgently referred, a fifth of them
for the lower gut; about one referral in fifteen finds a cancer.
"""

from __future__ import annotations

import numpy as np

from openpcn.synthetic.randomness import Floats, Ints, options

from . import journal as j
from .care import Care
from .conditions import Conditions
from .entries import Pen, by_age
from .population import FEMALE, MALE

#: Shares of urgent referrals by site, lower gut apart.
_SITES = {
    "skin": 0.27, "breast": 0.2, "gynaecological": 0.13, "urological": 0.12, "head and neck": 0.1,
    "upper gastrointestinal": 0.09, "lung": 0.04, "haematological": 0.02, "non-specific": 0.03,
}  # fmt: skip
#: When the FIT of a lower gut referral came.
_FIT_WHEN = {
    "in time": 0.66, "too early": 0.05, "after": 0.1, "requested": 0.04, "not indicated": 0.03,
    "declined": 0.03, "never": 0.09,
}  # fmt: skip


def write_suspected_cancer(pen: Pen, conditions: Conditions, care: Care) -> None:
    """Everything about suspected cancer but screening."""
    _referrals(pen, conditions, care)
    _fit_without_referral(pen)
    _blood(pen)
    _findings(pen, conditions)
    _tests(pen)


def _referrals(pen: Pen, conditions: Conditions, care: Care) -> None:
    people, rng = pen.people, pen.rng
    length = people.as_at - care.year_start + 45
    lower = pen.chosen(by_age(people, 0.15, 0.7, 1.9, 2.6) * length / 365)
    day = pen.ago(len(lower), length)
    pen.write(
        lower,
        day,
        "lower_gi_urgent_referral",
        code=pen.codes.draw(rng, "lower_gi_urgent_referral", len(lower)),
    )
    _fit_with_referral(pen, lower, day)
    _states(pen, lower, day)

    other = pen.chosen(by_age(people, 1.0, 3.0, 5.0, 6.5) * length / 365)
    day = pen.ago(len(other), length)
    pen.write(other, day, "urgent_cancer_referral", code=_sites(pen, other))
    _states(pen, other, day)

    onset = conditions.onset["cancer"]
    found = np.flatnonzero(conditions.has["cancer"] & (onset > care.year_start - 30))
    pen.write(
        found,
        onset[found] - rng.integers(12, 40, len(found)),
        "urgent_cancer_referral",
        code=_sites(pen, found),
    )


def _sites(pen: Pen, person: Ints) -> Ints:
    """A site for each person; nobody of the other sex is referred to gynaecology."""
    grouped = pen.codes.grouped("urgent_cancer_referral")
    names = list(_SITES)
    site = options(pen.rng, list(_SITES.values()), len(person))
    men = pen.people.sex[person] == MALE
    site = np.where(men & (site == names.index("gynaecological")), names.index("urological"), site)
    return np.array([grouped[name][0] for name in names])[site]


def _fit_with_referral(pen: Pen, person: Ints, day: Ints) -> None:
    rng, names = pen.rng, list(_FIT_WHEN)
    late = np.clip((5.5 - pen.people.decile[person]) * 0.02, 0, 0.09)  # later where life is harder
    when = options(rng, list(_FIT_WHEN.values()), len(person))
    when = np.where((when == 0) & (rng.random(len(person)) < late), names.index("after"), when)

    def those(name: str) -> Ints:
        return np.flatnonzero(when == names.index(name))

    for name, low, high in (("in time", -18, 1), ("too early", -60, -22), ("after", 1, 24)):
        some = those(name)
        on = day[some] + rng.integers(low, high, len(some))
        value = np.where(
            rng.random(len(some)) < 0.16, rng.integers(4, 10, len(some)), _positive(pen, len(some))
        )
        pen.write(person[some], on - rng.integers(5, 12, len(some)), "fit_requested")
        pen.measure(person[some], on, "fit_result", value.astype(float), j.U_UG_G)
    some = those("requested")
    pen.write(person[some], day[some] - rng.integers(0, 6, len(some)), "fit_requested")
    for name, list_id in (("not indicated", "fit_not_indicated"), ("declined", "fit_declined")):
        pen.write(person[those(name)], day[those(name)], list_id)


def _positive(pen: Pen, size: int) -> Floats:
    value: Floats = np.round(np.clip(np.exp(pen.rng.normal(3.7, 1.1, size)), 10, 400))
    return value


def _states(pen: Pen, person: Ints, day: Ints) -> None:
    """Appointment, clinic, outcome: most come in time, some never."""
    rng, size = pen.rng, len(person)
    rejected = pen.part(size, 0.03)
    pen.write(person[rejected], day[rejected] + 3, "cancer_referral_rejected", setting=j.OFFICE)
    again = rejected & pen.part(size, 0.4)
    pen.write(person[again], day[again] + 6, "cancer_safety_netting")
    netted = pen.part(size, 0.35)
    pen.write(person[netted], day[netted], "cancer_safety_netting")
    on = ~rejected
    made = on & pen.part(size, 0.95)
    pen.write(
        person[made],
        day[made] + rng.integers(1, 7, int(made.sum())),
        "cancer_appointment_made",
        setting=j.OFFICE,
    )
    missed = made & pen.part(size, 0.045)
    pen.write(person[missed], day[missed] + 11, "cancer_appointment_missed", setting=j.OFFICE)
    rebooked = missed & pen.part(size, 0.7)
    pen.write(person[rebooked], day[rebooked] + 14, "cancer_appointment_made", setting=j.OFFICE)
    seen = made & (~missed | rebooked) & pen.part(size, 0.96)
    clinic = day + rng.integers(8, 19, size)
    pen.write(person[seen], clinic[seen], "cancer_clinic_seen", setting=j.OFFICE)
    told = seen & pen.part(size, 0.93)
    delay = np.where(pen.part(size, 0.82), rng.integers(1, 9, size), rng.integers(12, 40, size))
    pen.write(person[told], clinic[told] + delay[told], "suspected_cancer_excluded", setting=j.OFFICE)
    stopped = on & ~made & pen.part(size, 0.3)
    pen.write(person[stopped], day[stopped] + 4, "cancer_referral_declined")


def _fit_without_referral(pen: Pen) -> None:
    """Tests that were negative; a few raised and nothing done; kits that never came back."""
    tested = pen.chosen(by_age(pen.people, 0.2, 1.2, 3.2, 4.0))
    day = pen.ago(len(tested), 360)
    pen.write(tested, day - 8, "fit_requested")
    pen.measure(tested, day, "fit_result", pen.rng.integers(4, 10, len(tested)).astype(float), j.U_UG_G)
    raised = pen.chosen(by_age(pen.people, 0.005, 0.03, 0.09, 0.12))
    day = pen.ago(len(raised), 60, 2)
    pen.write(raised, day - 8, "fit_requested")
    pen.measure(raised, day, "fit_result", _positive(pen, len(raised)), j.U_UG_G)
    lost = pen.chosen(by_age(pen.people, 0.02, 0.15, 0.4, 0.45))
    pen.write(lost, pen.ago(len(lost), 170, 2), "fit_requested")


def _blood(pen: Pen) -> None:
    """Full blood count, ferritin, PSA, CA125."""
    people, rng = pen.people, pen.rng
    counted = pen.chosen(by_age(people, 1.5, 3.0, 6.0, 9.0))
    day = pen.ago(len(counted), 200)
    normal = np.where(people.sex[counted] == MALE, 147, 133) - np.clip(people.age[counted] - 60, 0, 40) * 0.3
    haemoglobin = np.round(np.clip(rng.normal(normal, 11), 70, 185))
    pen.measure(counted, day, "haemoglobin", haemoglobin, j.U_G_L)
    platelets = np.round(np.clip(rng.normal(262, 60, len(counted)), 60, 440))
    many = pen.part(len(counted), 0.022)
    platelets = np.where(many, rng.integers(451, 720, len(counted)), platelets)
    pen.measure(counted, day, "platelet_count", platelets, j.U_BILLIONS)
    looked = many & pen.part(len(counted), 0.55)
    pen.write(counted[looked], day[looked] + 4, "chest_xray_requested")
    pen.write(counted[looked], day[looked] + 10, "chest_xray_done", setting=j.OFFICE)
    pen.measure(
        counted,
        day,
        "white_cell_count",
        np.round(np.clip(rng.normal(7, 1.9, len(counted)), 2, 24), 1),
        j.U_BILLIONS,
    )
    low = haemoglobin < np.where(people.sex[counted] == MALE, 130, 120)
    iron = low & pen.part(len(counted), 0.7)
    pen.measure(
        counted[iron],
        day[iron],
        "ferritin",
        np.round(np.exp(rng.normal(3.7, 1.0, int(iron.sum())))),
        j.U_UG_L,
    )

    men = (
        np.where(people.sex == MALE, np.interp(people.age, (45, 50, 60, 75, 85), (0, 5, 12, 16, 4)), 0.0)
        / 100
    )
    tested = pen.chosen(men)
    day = pen.ago(len(tested), 350)
    psa = np.round(np.exp(rng.normal(0.15 + 0.012 * (people.age[tested] - 55), 0.9)), 1)
    pen.measure(tested, day, "psa", psa, j.U_UG_L)
    limit = np.interp(
        people.age[tested],
        (40, 49.99, 50, 59.99, 60, 69.99, 70, 79.99),
        (2.5, 2.5, 3.5, 3.5, 4.5, 4.5, 6.5, 6.5),
    )
    referred = (psa > limit) & pen.part(len(tested), 0.75)
    code = int(pen.codes.grouped("urgent_cancer_referral")["urological"][0])
    pen.write(tested[referred], day[referred] + 4, "urgent_cancer_referral", code=code)
    told = referred & pen.part(len(tested), 0.9)
    pen.write(tested[told], day[told] + 29, "suspected_cancer_excluded", setting=j.OFFICE)

    women = pen.chosen(np.where(people.sex == FEMALE, by_age(people, 0.2, 1.0, 2.0, 1.2), 0.0))
    value = np.round(
        np.where(
            pen.part(len(women), 0.09), rng.integers(35, 260, len(women)), rng.integers(5, 34, len(women))
        )
    )
    day = pen.ago(len(women), 200)
    pen.measure(women, day, "ca125", value.astype(float), j.U_KU_L)
    looked = (value >= 35) & pen.part(len(women), 0.6)
    pen.write(women[looked], day[looked] + 2, "ultrasound_requested")
    pen.write(women[looked], day[looked] + 16, "ultrasound_done", setting=j.OFFICE)


#: Finding: percent in three months at 20, 40, 60 and 80; of whom; the share that was answered; how.
_FINDINGS: tuple[tuple[str, tuple[float, float, float, float], int | None, float, str], ...] = (
    ("rectal_bleeding", (0.1, 0.14, 0.16, 0.14), None, 0.62, "fit_requested"),
    ("change_in_bowel_habit", (0.03, 0.07, 0.14, 0.16), None, 0.6, "fit_requested"),
    ("abdominal_pain", (0.4, 0.35, 0.3, 0.3), None, 0.45, "fit_requested"),
    ("weight_loss", (0.02, 0.03, 0.08, 0.2), None, 0.4, "fit_requested"),
    ("abdominal_mass", (0.0, 0.008, 0.02, 0.03), None, 0.6, "fit_requested"),
    ("rectal_mass", (0.0, 0.01, 0.03, 0.04), None, 0.5, "lower_gi_urgent_referral"),
    ("cough", (0.5, 0.6, 0.8, 0.9), None, 0.25, "chest_xray_requested"),
    ("fatigue", (0.5, 0.6, 0.5, 0.5), None, 0.1, "chest_xray_requested"),
    ("chest_pain", (0.15, 0.3, 0.35, 0.35), None, 0.15, "chest_xray_requested"),
    ("appetite_loss", (0.01, 0.01, 0.03, 0.1), None, 0.2, "chest_xray_requested"),
    ("haematuria_visible", (0.01, 0.03, 0.1, 0.18), None, 0.55, "urological"),
    ("haematuria_non_visible", (0.02, 0.06, 0.16, 0.2), None, 0.4, "urological"),
    ("postmenopausal_bleeding", (0.0, 0.0, 0.2, 0.1), FEMALE, 0.65, "gynaecological"),
    ("breast_lump", (0.08, 0.18, 0.14, 0.12), FEMALE, 0.72, "breast"),
    ("dysphagia", (0.01, 0.03, 0.06, 0.1), None, 0.65, "upper_gi_endoscopy"),
)


def _findings(pen: Pen, conditions: Conditions) -> None:
    people, rng = pen.people, pen.rng
    sites = pen.codes.grouped("urgent_cancer_referral")
    for list_id, percent, sex, answered, how in _FINDINGS:
        chance = by_age(people, *percent)
        found = pen.chosen(chance if sex is None else np.where(people.sex == sex, chance, 0.0))
        day = pen.ago(len(found), 90)
        pen.write(found, day, list_id, code=pen.codes.draw(rng, list_id, len(found)))
        done = pen.part(len(found), answered)
        if how in sites:
            pen.write(found[done], day[done] + 1, "urgent_cancer_referral", code=int(sites[how][0]))
        else:
            pen.write(found[done], day[done] + 1, how)
        if how == "chest_xray_requested":
            back = done & pen.part(len(found), 0.94)
            pen.write(found[back], day[back] + 9, "chest_xray_done", setting=j.OFFICE)
        if how == "fit_requested":
            back = done & pen.part(len(found), 0.88)
            value = np.where(
                pen.part(len(found), 0.1), _positive(pen, len(found)), rng.integers(4, 10, len(found))
            )
            pen.measure(found[back], day[back] + 9, "fit_result", value[back].astype(float), j.U_UG_G)
        if list_id == "haematuria_visible":
            infection = ~done & pen.part(len(found), 0.6)
            pen.write(found[infection], day[infection], "urinary_tract_infection")
        if list_id == "haematuria_non_visible":
            sore = pen.part(len(found), 0.4)
            pen.write(found[sore], day[sore], "dysuria")
    ill = np.flatnonzero(
        conditions.has["diabetes"] & (conditions.onset["diabetes"] > people.as_at - 330) & (people.age >= 60)
    )
    thin = ill[pen.part(len(ill), 0.12)]
    day = pen.ago(len(thin), 60)
    pen.write(thin, day, "weight_loss")
    scanned = pen.part(len(thin), 0.45)
    pen.write(thin[scanned], day[scanned] + 1, "abdominal_ct")
    exposed = pen.chosen(np.where(people.sex == MALE, by_age(people, 0.0, 0.05, 0.5, 1.0), 0.0))
    pen.write(exposed, pen.ago(len(exposed), 9000, 800), "asbestos_exposure")


def _tests(pen: Pen) -> None:
    """X-rays and ultrasound asked for in half a year; a few reports never came."""
    for name, percent, wait in (
        ("chest_xray", (0.3, 0.7, 1.6, 2.6), 12),
        ("ultrasound", (0.8, 1.0, 1.2, 1.3), 24),
    ):
        asked = pen.chosen(by_age(pen.people, *percent))
        day = pen.ago(len(asked), 180)
        pen.write(asked, day, f"{name}_requested")
        done = pen.part(len(asked), 0.95)
        after = pen.rng.integers(2, wait, int(done.sum()))
        pen.write(asked[done], day[done] + after, f"{name}_done", setting=j.OFFICE)
