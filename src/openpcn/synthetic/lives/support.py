"""Frailty, social needs, and what is done about both: deficits, proactive care, link workers, plans.

Most of what is asked for has happened to most people; enough has not, so that every definition has somebody
who is due, somebody who is done, and somebody who declined.
"""

from __future__ import annotations

import numpy as np

from openpcn.synthetic.randomness import Flags, Floats

from . import journal as j
from .care import MILD, MODERATE, Care
from .conditions import Conditions
from .entries import Pen
from .hospital import EMERGENCY, HospitalStays
from .population import MALE

#: Chance of having each deficit coded at 65 and over, by degree of frailty.
_DEFICITS: dict[str, tuple[float, float, float, float]] = {
    "activity_limitation": (0.004, 0.02, 0.08, 0.20),
    "anaemia": (0.02, 0.07, 0.16, 0.26),
    "arthritis": (0.12, 0.26, 0.42, 0.50),
    "dizziness": (0.03, 0.08, 0.18, 0.26),
    "dyspnoea": (0.03, 0.09, 0.20, 0.30),
    "foot_problem": (0.01, 0.05, 0.12, 0.20),
    "hearing_loss": (0.05, 0.12, 0.22, 0.30),
    "heart_valve_disease": (0.006, 0.02, 0.05, 0.08),
    "hypotension": (0.02, 0.06, 0.14, 0.22),
    "memory_problem": (0.01, 0.04, 0.12, 0.24),
    "mobility_problem": (0.006, 0.05, 0.22, 0.45),
    "parkinsonism": (0.003, 0.01, 0.03, 0.05),
    "care_requirement": (0.002, 0.02, 0.12, 0.38),
    "skin_ulcer": (0.004, 0.02, 0.06, 0.12),
    "sleep_disturbance": (0.02, 0.05, 0.10, 0.12),
    "social_vulnerability": (0.003, 0.01, 0.05, 0.12),
    "thyroid_disorder": (0.05, 0.08, 0.10, 0.11),
    "urinary_incontinence": (0.01, 0.05, 0.14, 0.26),
    "urinary_system_disease": (0.05, 0.12, 0.20, 0.26),
    "vision_problem": (0.05, 0.12, 0.22, 0.30),
}
_HARDER = 0.16  # log-odds of want for each decile towards the most deprived


def write_support(pen: Pen, conditions: Conditions, care: Care, stays: HospitalStays) -> None:
    """Everything of this page."""
    at_home = pen.people.home < 0
    frail = care.frailty_coded & (care.frailty >= MODERATE) & at_home
    _deficits(pen, care)
    alone = _households(pen, care)
    _needs(pen, care, alone)
    _proactive_care(pen, care, frail)
    _after_hospital(pen, care, stays)
    _falls(pen)
    _plans(pen, conditions, care, frail)


def _deficits(pen: Pen, care: Care) -> None:
    old = pen.people.age >= 65
    for list_id, chances in _DEFICITS.items():
        some = pen.chosen(np.where(old, np.array(chances)[care.frailty], 0.0))
        code = pen.codes.draw(pen.rng, list_id, len(some), 0.6)
        pen.write(some, pen.ago(len(some), 2900, 20), list_id, code=code, kind=j.PROBLEM)


def _households(pen: Pen, care: Care) -> Flags:
    """Who lives alone, as the practice has it: those alone at their address, if they are old or frail."""
    people = pen.people
    sizes = np.bincount(people.household[people.listed], minlength=int(people.household.max(initial=0)) + 1)
    really = (sizes[people.household] == 1) & (people.home < 0) & people.listed
    asked = (people.age >= 65) | (care.frailty >= MILD)
    coded = pen.chosen(np.where(really & asked, 0.45, 0.0))
    since = pen.ago(len(coded), 2500, 30)
    pen.write(coded, since, "lives_alone", kind=j.ADMINISTRATIVE)
    moved = coded[pen.part(len(coded), 0.07)]
    pen.write(moved, pen.ago(len(moved), 25), "lives_with_others", kind=j.ADMINISTRATIVE)
    flags = np.zeros(len(people), dtype=bool)
    flags[coded] = True
    flags[moved] = False
    return flags


def _needs(pen: Pen, care: Care, alone: Flags) -> None:
    people = pen.people
    adult = people.age >= 18
    harder: Floats = np.exp(_HARDER * (5.5 - people.decile))
    old = np.interp(people.age, (18, 50, 75, 90), (0.4, 0.7, 1.4, 2.4))
    chances: dict[str, Floats] = {
        "loneliness": np.where(adult, 0.008, 0.0) * old * np.where(alone, 3.0, 1.0),
        "bereavement": np.where(adult, 0.005, 0.0) * old,
        "debt_need": np.where(adult & (people.age < 75), 0.005, 0.0) * harder,
        "food_need": np.where(adult & (people.age < 75), 0.0015, 0.0) * harder**1.5,
        "housing_need": np.where(adult, 0.004, 0.0) * harder,
        "physical_inactivity": np.where(adult, 0.02, 0.0) * harder,
    }
    wanting = np.zeros(len(people), dtype=bool)
    for list_id, chance in chances.items():
        some = pen.chosen(chance)
        code = pen.codes.draw(pen.rng, list_id, len(some), 0.7)
        pen.write(some, pen.ago(len(some), 500), list_id, code=code, kind=j.ADMINISTRATIVE)
        wanting[some] = True
    active = pen.chosen(np.where(adult, 0.035, 0.0))
    pen.write(active, pen.ago(len(active), 500), "physical_activity_met", kind=j.ADMINISTRATIVE)
    low = pen.chosen(np.where(adult, 0.028, 0.0) * np.exp(0.06 * (5.5 - people.decile)))
    day = pen.ago(len(low), 330)
    score = np.round(np.clip(pen.rng.normal(11.5, 5.5, len(low)), 0, 27))
    pen.write(low, day, "phq9_score", value=score, unit=j.U_NONE)
    anxious = pen.part(len(low), 0.7)
    worry = np.round(np.clip(score[anxious] * 0.75 + pen.rng.normal(0, 3, int(anxious.sum())), 0, 21))
    pen.write(low[anxious], day[anxious], "gad7_score", value=worry, unit=j.U_NONE)
    moody = np.zeros(len(people), dtype=bool)
    moody[low[score < 15]] = True
    lonely_frail = alone & (care.frailty >= MILD)
    _link_workers(pen, np.where(wanting, 0.36, 0.0) + 0.10 * moody + 0.07 * lonely_frail + 0.002 * adult)


def _link_workers(pen: Pen, chance: Floats) -> None:
    """Referrals of the last fourteen months, offers, refusals, and the conversations that followed."""
    referred = pen.chosen(chance)
    day = pen.ago(len(referred), 420, 2)
    pen.write(referred, day, "social_prescribing_referral", kind=j.ADMINISTRATIVE, setting=j.OFFICE)
    offered = pen.part(len(referred), 0.4)
    pen.write(referred[offered], day[offered] - 6, "social_prescribing_offered")
    seen = pen.part(len(referred), 0.8)
    first = day + pen.rng.integers(3, 40, len(referred))
    meetings = np.where(seen, 1 + pen.rng.poisson(2.6, len(referred)), 0)
    person = np.repeat(referred, meetings)
    number = np.arange(len(person)) - np.repeat(np.cumsum(meetings) - meetings, meetings)
    when = np.repeat(first, meetings) + number * 16
    code = pen.codes.draw(pen.rng, "link_worker_consultation", len(person), 0.65)
    pen.write(person, when, "link_worker_consultation", code=code)
    ended = seen & pen.part(len(referred), 0.7)
    last = first + meetings * 16 + 10
    pen.write(referred[ended], last[ended], "social_prescribing_ended", kind=j.ADMINISTRATIVE)
    doctor = np.repeat(referred, pen.rng.poisson(1.1, len(referred)))
    pen.write(doctor, pen.ago(len(doctor), 300), "gp_consultation")
    asked = pen.chosen(np.minimum(chance * 0.35, 0.2))
    on = pen.ago(len(asked), 330)
    pen.write(asked, on, "social_prescribing_offered")
    declined = pen.part(len(asked), 0.45)
    pen.write(asked[declined], on[declined] + 1, "social_prescribing_declined", setting=j.TELEPHONE)


def _proactive_care(pen: Pen, care: Care, frail: Flags) -> None:
    people = pen.people
    taken_on = pen.chosen(
        np.where(frail & (people.age >= 65), np.array([0, 0, 0.26, 0.42])[care.frailty], 0.0)
    )
    day = pen.ago(len(taken_on), 700, 10)
    pen.write(taken_on, day, "proactive_care_started", kind=j.ADMINISTRATIVE)
    ended = pen.part(len(taken_on), 0.14)
    pen.write(taken_on[ended], day[ended] + 120, "proactive_care_ended", kind=j.ADMINISTRATIVE)
    declined = pen.chosen(np.where(frail, 0.05, 0.0))
    pen.write(declined, pen.ago(len(declined), 500), "proactive_care_declined", setting=j.TELEPHONE)
    whole = pen.part(len(taken_on), 0.4)  # everything that proactive care asks for has been done
    when = np.maximum(day, people.as_at - pen.rng.integers(20, 350, len(taken_on)))
    for list_id, share in (
        ("comprehensive_geriatric_assessment", 0.6),
        ("pcsp_agreed", 0.3),
        ("named_coordinator", 0.7),
        ("multidisciplinary_meeting", 0.5),
        ("proactive_care_intervention", 0.3),
        ("continuity_plan", 0.2),
    ):
        some = whole | pen.part(len(taken_on), share)
        later = np.minimum(when[some] + pen.rng.integers(0, 14, int(some.sum())), people.as_at - 1)
        pen.write(taken_on[some], later, list_id)
    others = pen.chosen(np.where(frail, 0.12, 0.0))
    pen.write(others, pen.ago(len(others), 420), "comprehensive_geriatric_assessment")
    looked = pen.chosen(np.where(care.frailty >= MILD, np.where(frail, 0.3, 0.05), 0.0))
    pen.write(looked, pen.ago(len(looked), 800), "frailty_assessment")
    well = pen.chosen(np.where((care.frailty <= MILD) & (people.age >= 75), 0.02, 0.0))
    pen.write(well, pen.ago(len(well), 600), "frailty_not_present")


def _after_hospital(pen: Pen, care: Care, stays: HospitalStays) -> None:
    """A call or visit within days for more than half of the frail, late for some."""
    home = (stays.kind == EMERGENCY) & (stays.until != j.NONE)
    person, day = stays.person[home], stays.until[home]
    wanted = (care.frailty[person] >= MILD) & (pen.people.home[person] < 0)
    called = wanted & pen.part(len(person), 0.58)
    late = pen.part(len(person), 0.2)
    after = np.where(late, pen.rng.integers(8, 25, len(person)), pen.rng.integers(1, 8, len(person)))
    pen.write(person[called], (day + after)[called], "post_discharge_follow_up", setting=j.TELEPHONE)


def _falls(pen: Pen) -> None:
    """Falls are written with the other statements; here is what came of those of the last year."""
    person, day = pen.written("falls")
    recent = day > pen.people.as_at - 365
    person, day = person[recent], day[recent]
    chance = pen.rng.random(len(person))
    reviewed = chance < 0.45
    late = chance < 0.07
    after = np.where(late, pen.rng.integers(95, 140, len(person)), pen.rng.integers(0, 80, len(person)))
    code = pen.codes.draw(pen.rng, "falls_review", int(reviewed.sum()), 0.6)
    pen.write(person[reviewed], (day + after)[reviewed], "falls_review", code=code)
    declined = chance > 0.96
    pen.write(person[declined], day[declined] + 14, "falls_review_declined", setting=j.TELEPHONE)


def _plans(pen: Pen, conditions: Conditions, care: Care, frail: Flags) -> None:
    """Plans of people at home; those of care home residents are written with their home."""
    people, rng = pen.people, pen.rng
    here = people.home < 0
    chance = np.where(frail, 0.44, 0.0)
    for condition, share in (("dementia", 0.4), ("learning_disability", 0.25), ("palliative_care", 0.55)):
        chance = np.maximum(chance, np.where(conditions.has[condition], share, 0.0))
    chance = np.maximum(chance, np.where(conditions.count >= 3, 0.08, 0.0))
    agreed = pen.chosen(np.where(here, chance, 0.0))
    day = pen.ago(len(agreed), 760, 3)
    pen.write(agreed, day, "pcsp_agreed")
    offered = pen.part(len(agreed), 0.3)
    pen.write(agreed[offered], day[offered] - 10, "pcsp_offered")
    for list_id, share, delay in (
        ("personal_goal", 0.62, 0),
        ("what_matters_to_me", 0.4, 0),
        ("plan_action", 0.55, 0),
        ("plan_review_date", 0.6, 0),
        ("pcsp_shared", 0.5, 5),
        ("shared_decision", 0.36, 0),
    ):
        some = pen.part(len(agreed), share)
        pen.write(agreed[some], day[some] + delay, list_id)
    reviewed = pen.part(len(agreed), 0.5)
    pen.write(agreed[reviewed], day[reviewed] + rng.integers(200, 400, int(reviewed.sum())), "pcsp_reviewed")
    only = pen.chosen(np.where(here, chance * 0.12, 0.0))
    pen.write(only, pen.ago(len(only), 220), "pcsp_offered")
    declined = pen.chosen(np.where(here, chance * 0.06, 0.0))
    pen.write(declined, pen.ago(len(declined), 500), "pcsp_declined", setting=j.TELEPHONE)
    another = pen.chosen(np.where(here, chance * 0.15, 0.0))
    pen.write(another, pen.ago(len(another), 400), "other_care_plan")
    wishes = pen.chosen(np.where(here & conditions.has["palliative_care"], 0.55, 0.0))
    pen.write(wishes, pen.ago(len(wishes), 700), "advance_care_plan")
    decided = pen.chosen(np.where(people.age >= 18, 0.012, 0.0))
    pen.write(decided, pen.ago(len(decided), 420), "shared_decision")
    aided = pen.chosen(np.where(people.age >= 18, 0.004, 0.0))
    pen.write(aided, pen.ago(len(aided), 420), "decision_aid")


def write_risk_factors(pen: Pen) -> None:
    """What calculators of heart and kidney risk ask for beyond conditions and measurements."""
    people = pen.people
    adult = people.age >= 18
    man = people.sex == MALE
    for list_id, chance in (
        ("migraine", np.where(adult, np.where(man, 0.02, 0.055), 0.0)),
        ("lupus", np.where(adult, np.where(man, 0.0001, 0.0008), 0.0)),
        (
            "erectile_dysfunction",
            np.where(adult & man, np.interp(people.age, (30, 55, 75), (0.005, 0.06, 0.11)), 0.0),
        ),
        ("family_history_premature_cvd", np.where(adult, 0.035, 0.0)),
        ("irritable_bowel", np.where(adult, 0.035, 0.0)),
        ("connective_tissue_disease", np.where(people.age >= 50, 0.012, 0.0)),
    ):
        some = pen.chosen(chance)
        code = pen.codes.draw(pen.rng, list_id, len(some), 0.8)
        pen.write(some, pen.ago(len(some), 3300, 30), list_id, code=code, kind=j.PROBLEM)
