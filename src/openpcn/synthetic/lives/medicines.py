"""Medicines: who takes what since when, how it is issued, when it stops, stronger doses later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.synthetic.codebook import Codebook
from openpcn.synthetic.randomness import Array, Flags, Floats, Ints, log_odds, logistic, stream
from openpcn.synthetic.targets import FIVE_MEDICINES

from .conditions import Conditions
from .journal import NONE
from .population import FEMALE, People

ACUTE, REPEAT, REPEAT_DISPENSING = range(3)


@dataclass(frozen=True)
class Habit:
    """How a class of medicines is used: percent taking it by condition, or else by age; how it is dosed."""

    list_id: str
    after: dict[str, float]
    by_age: tuple[float, float, float] = (
        0.05,
        0.3,
        1.0,
    )  # percent at 20, 50, 80 without any of the conditions
    dose: str = "One To Be Taken Each Day"
    quantity: int = 28
    unit: str = "tablet"
    women: float = 0.0


HABITS: tuple[Habit, ...] = (
    Habit(
        "statin",
        {"chd": 86, "stroke_tia": 80, "pad": 78, "diabetes": 62, "ckd": 48, "hypertension": 32},
        (0.1, 3, 16),
        "One To Be Taken At Night",
    ),
    Habit("ace_inhibitor", {"heart_failure": 55, "chd": 48, "hypertension": 42, "diabetes": 36, "ckd": 38}),
    Habit(
        "angiotensin_receptor_blocker", {"heart_failure": 20, "hypertension": 19, "diabetes": 13, "ckd": 18}
    ),
    Habit("calcium_channel_blocker", {"hypertension": 45, "chd": 20}, (0.05, 0.6, 2.5)),
    Habit("thiazide", {"hypertension": 19}),
    Habit("beta_blocker", {"heart_failure": 68, "chd": 58, "af": 55, "hypertension": 10}, (0.6, 1.5, 3)),
    Habit(
        "loop_diuretic",
        {"heart_failure": 62, "ckd": 12, "copd": 6},
        (0.02, 0.3, 5),
        "One To Be Taken Each Morning",
    ),
    Habit("antiplatelet", {"chd": 78, "stroke_tia": 68, "pad": 70}, (0.02, 0.6, 5)),
    Habit("anticoagulant", {"af": 86, "stroke_tia": 12}, (0.1, 0.4, 2.5), "One To Be Taken Twice A Day", 56),
    Habit("metformin", {"diabetes": 68, "ndh": 2}, dose="One To Be Taken Twice A Day With Food", quantity=56),
    Habit("sulfonylurea", {"diabetes": 15}),
    Habit(
        "ppi",
        {"chd": 46, "rheumatoid_arthritis": 58, "copd": 38, "osteoporosis": 40, "depression": 26},
        (4, 11, 28),
        "One To Be Taken Each Day",
        28,
        "capsule",
    ),
    Habit("antidepressant", {"depression": 64, "dementia": 26, "stroke_tia": 20}, (4, 6, 7), women=0.35),
    Habit(
        "antipsychotic",
        {"serious_mental_illness": 62, "dementia": 9, "learning_disability": 12},
        (0.2, 0.4, 0.5),
    ),
    Habit("lithium", {"serious_mental_illness": 7}, (0.01, 0.02, 0.02)),
    Habit(
        "benzodiazepine",
        {"serious_mental_illness": 12, "depression": 5},
        (0.3, 1, 2.5),
        "One At Night When Required",
    ),
    Habit(
        "gabapentinoid",
        {"rheumatoid_arthritis": 14, "diabetes": 7, "depression": 6},
        (0.6, 3, 5),
        "One To Be Taken Three Times A Day",
        84,
        "capsule",
    ),
    Habit(
        "opioid_weak",
        {"rheumatoid_arthritis": 26, "osteoporosis": 22, "copd": 14},
        (0.8, 4, 8),
        "One Or Two Up To Four Times A Day",
        100,
    ),
    Habit(
        "opioid_strong",
        {"palliative_care": 45, "rheumatoid_arthritis": 7, "cancer": 5},
        (0.1, 0.7, 2.2),
        "One To Be Taken Twice A Day",
        56,
    ),
    Habit(
        "paracetamol",
        {"dementia": 45, "rheumatoid_arthritis": 30, "osteoporosis": 35},
        (0.4, 3, 18),
        "Two Up To Four Times A Day",
        100,
    ),
    Habit(
        "laxative",
        {"palliative_care": 50, "dementia": 35, "heart_failure": 18},
        (0.3, 1.2, 10),
        "Two At Night",
        60,
    ),
    Habit("nsaid", {"rheumatoid_arthritis": 24}, (0.6, 2, 1.5), "One Three Times A Day With Food", 84),
    Habit(
        "inhaler_reliever",
        {"asthma": 78, "copd": 76},
        (0.8, 0.8, 1.5),
        "Two Puffs When Required",
        1,
        "device",
    ),
    Habit(
        "inhaler_preventer",
        {"asthma": 66, "copd": 60},
        dose="Two Puffs Twice A Day",
        quantity=1,
        unit="device",
    ),
    Habit("levothyroxine", {}, (0.6, 3.6, 9), "One To Be Taken Each Morning", 28, "tablet", 1.1),
    Habit(
        "bisphosphonate", {"osteoporosis": 72, "rheumatoid_arthritis": 8}, (0.01, 0.2, 4), "One Each Week", 4
    ),
    Habit("methotrexate", {"rheumatoid_arthritis": 46}, (0.02, 0.15, 0.2), "As Directed Once A Week", 16),
    Habit("amiodarone", {"af": 4}, (0.005, 0.02, 0.1)),
    Habit("antiepileptic", {"epilepsy": 84}, (0.2, 0.4, 0.5), "One To Be Taken Twice A Day", 56),
    Habit("lipid_lowering_other", {"chd": 9, "stroke_tia": 6, "pad": 7, "diabetes": 2.5}, (0.01, 0.2, 0.6)),
    Habit("heart_failure_medicine", {"heart_failure": 21}, (0.005, 0.02, 0.08)),
    Habit("antiarrhythmic_af", {"af": 5}, (0.005, 0.03, 0.08)),
    Habit("antiplatelet_not_aspirin", {"chd": 11, "stroke_tia": 14, "pad": 10}, (0.01, 0.1, 0.6)),
    Habit(
        "z_drug",
        {"serious_mental_illness": 6, "depression": 4},
        (0.15, 0.7, 1.6),
        "One At Night When Required",
        14,
    ),
    Habit(
        "opioid_patch",
        {"palliative_care": 10, "dementia": 2},
        (0.01, 0.1, 0.7),
        "One Every 72 Hours",
        10,
        "patch",
    ),
    Habit("azathioprine", {"rheumatoid_arthritis": 5}, (0.05, 0.15, 0.15)),
    Habit("leflunomide", {"rheumatoid_arthritis": 5}, (0.005, 0.02, 0.02)),
    Habit(
        "sulfasalazine", {"rheumatoid_arthritis": 14}, (0.04, 0.12, 0.12), "Two To Be Taken Twice A Day", 112
    ),
    Habit("ciclosporin", {"rheumatoid_arthritis": 0.8}, (0.01, 0.03, 0.02), quantity=56, unit="capsule"),
    Habit("valproate", {"epilepsy": 9, "serious_mental_illness": 7}, (0.02, 0.04, 0.05), quantity=56),
    Habit("digoxin", {"af": 9, "heart_failure": 4}, (0.005, 0.02, 0.3)),
    Habit("anticholinergic_3", {"depression": 6, "dementia": 4}, (0.4, 1.4, 3.5), women=0.3),
    Habit("anticholinergic_2", {"epilepsy": 8}, (0.05, 0.15, 0.2), quantity=56),
)

_ACUTES = (
    ("antibiotic", 0.34, "One To Be Taken Three Times A Day", 21, "capsule", 7),
    ("nsaid", 0.07, "One Three Times A Day With Food", 42, "tablet", 14),
    ("opioid_weak", 0.06, "One Or Two Up To Four Times A Day", 30, "tablet", 7),
    ("paracetamol", 0.05, "Two Up To Four Times A Day", 100, "tablet", 14),
)


@dataclass
class Medicines:
    """Courses (authorisations) and issues as columns; an issue names its course by position."""

    person: Ints
    code: Ints
    start: Ints
    end: Ints  # NONE while current
    kind: Ints
    dose: Ints  # position in ``doses``
    quantity: Ints
    unit: Ints  # position in ``units``
    days: Ints
    issue_course: Ints
    issue_day: Ints
    current: Ints  # number of current repeat medicines of each person
    doses: tuple[str, ...]
    units: tuple[str, ...]


def make_medicines(
    seed: int, people: People, conditions: Conditions, codes: Codebook, last: Ints
) -> Medicines:
    """Everything prescribed; nothing is issued after a person's ``last`` day at the practice."""
    rng = stream(seed, "medicines")
    chance = _chances(people, conditions)
    draws = rng.random(chance.shape)
    taking = draws < _to_target(chance, draws, people)
    doses = tuple(dict.fromkeys([h.dose for h in HABITS] + [a[2] for a in _ACUTES]))
    units = ("tablet", "capsule", "device", "patch")
    parts: list[dict[str, Array]] = []
    for number, habit in enumerate(HABITS):
        chosen = np.flatnonzero(taking[:, number])
        parts += _courses(rng, habit, chosen, people, conditions, codes, doses, units)
    parts += _acute_courses(rng, people, conditions, codes, doses, units)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    keep = (columns["start"] >= people.birth[columns["person"]]) & (
        columns["start"] <= last[columns["person"]]
    )
    order = np.lexsort((columns["start"], columns["person"]))
    order = order[keep[order]]
    columns = {name: column[order] for name, column in columns.items()}
    course, day = _issues(rng, columns, people, last)
    return Medicines(
        **columns, issue_course=course, issue_day=day, current=taking.sum(axis=1), doses=doses, units=units
    )


def _chances(people: People, conditions: Conditions) -> Floats:
    """Log-odds of taking each class."""
    columns = []
    for habit in HABITS:
        percent = np.interp(people.age, (12, 20, 50, 80), (0.01, *habit.by_age))
        for name, share in habit.after.items():
            percent = np.where(conditions.has[name], np.maximum(percent, share), percent)
        score = (
            log_odds(np.clip(percent, 0.005, 95) / 100)
            + 0.72 * people.frailty_of_mind
            + 0.021 * (people.age - 55)
            + 0.25 * (people.home >= 0)
        )
        columns.append(score + habit.women * (people.sex == FEMALE))
    return np.stack(columns, axis=1)


def _to_target(chance: Floats, draws: Floats, people: People) -> Floats:
    """Shift all log-odds alike until the published share of adults takes five medicines or more."""
    adults = people.listed & (people.age >= 18)
    low, high = -2.0, 2.0
    for _ in range(14):
        middle = (low + high) / 2
        share = ((draws[adults] < logistic(chance[adults] + middle)).sum(axis=1) >= 5).mean()
        low, high = (middle, high) if share < FIVE_MEDICINES / 100 else (low, middle)
    return logistic(chance + (low + high) / 2)


def _courses(
    rng: np.random.Generator,
    habit: Habit,
    chosen: Ints,
    people: People,
    conditions: Conditions,
    codes: Codebook,
    doses: tuple[str, ...],
    units: tuple[str, ...],
) -> list[dict[str, Array]]:
    """The current course of each taker, the weaker one it replaced, and courses of people who stopped."""
    size = len(chosen)
    options = codes.all(habit.list_id)
    onset = np.full(size, people.as_at - 6000)
    for name in habit.after:
        onset = np.where(
            conditions.has[name][chosen], np.maximum(onset, conditions.onset[name][chosen]), onset
        )
    start = onset + ((people.as_at - onset) * rng.beta(0.7, 2.2, size)).astype(np.int64)
    start = np.maximum(start, people.as_at - rng.integers(10, 2600, size))
    start = np.minimum(start, people.as_at - 3)
    strength = rng.integers(len(options), size=size)
    kind = np.where(rng.random(size) < 0.88, REPEAT, REPEAT_DISPENSING)
    months = np.where(rng.random(size) < 0.75, 1, np.where(rng.random(size) < 0.8, 2, 3))

    def course(rows: Flags | Ints, first: Ints, end: Ints, code: Ints) -> dict[str, Array]:
        supply = months[rows]
        return {
            "person": chosen[rows],
            "code": code,
            "start": first,
            "end": end,
            "kind": kind[rows],
            "dose": np.full(len(first), doses.index(habit.dose)),
            "quantity": habit.quantity * supply,
            "unit": np.full(len(first), units.index(habit.unit)),
            "days": 28 * supply,
        }

    everybody = np.arange(size)
    none = np.full(size, NONE)
    parts = [course(everybody, start, none, options[strength])]
    stepped = np.flatnonzero((rng.random(size) < 0.3) & (strength > 0))
    before = start[stepped] - rng.integers(60, 900, len(stepped))
    parts.append(course(stepped, before, start[stepped] - 1, options[strength[stepped] - 1]))
    stopped = np.flatnonzero(rng.random(size) < 0.22)  # somebody much like them who has stopped
    other = rng.permutation(chosen)[: len(stopped)]
    first = people.as_at - rng.integers(500, 2200, len(stopped))
    parts.append(
        course(stopped, first, first + rng.integers(60, 480, len(stopped)), options[strength[stopped]])
        | {"person": other}
    )
    return parts


def _acute_courses(
    rng: np.random.Generator,
    people: People,
    conditions: Conditions,
    codes: Codebook,
    doses: tuple[str, ...],
    units: tuple[str, ...],
) -> list[dict[str, Array]]:
    parts = []
    years = 3
    for list_id, yearly, dose, quantity, unit, days in _ACUTES:
        rate = yearly * years * np.exp(0.3 * people.frailty_of_mind) * (0.8 + 0.15 * conditions.count)
        if list_id in ("nsaid", "opioid_weak"):
            rate = np.where(people.age < 16, 0.0, rate)
        person = np.repeat(np.arange(len(people)), rng.poisson(rate))
        size = len(person)
        start = people.as_at - rng.integers(1, years * 365, size)
        parts.append(
            {
                "person": person,
                "code": codes.draw(rng, list_id, size),
                "start": start,
                "end": start + days,
                "kind": np.full(size, ACUTE),
                "dose": np.full(size, doses.index(dose)),
                "quantity": np.full(size, quantity),
                "unit": np.full(size, units.index(unit)),
                "days": np.full(size, days),
            }
        )
    return parts


def _issues(
    rng: np.random.Generator, courses: dict[str, Ints], people: People, last: Ints
) -> tuple[Ints, Ints]:
    """Issues of the last year, every 28, 56 or 84 days with the odd one missed; acute courses have one."""
    acute = courses["kind"] == ACUTE
    ends = np.where(courses["end"] == NONE, people.as_at, courses["end"])
    ends = np.minimum(ends, last[courses["person"]])
    first = np.where(
        acute,
        courses["start"],
        np.maximum(courses["start"], people.as_at - 365 + rng.integers(0, courses["days"])),
    )
    count = np.where(acute, 1, np.maximum((ends - first) // courses["days"] + 1, 0))
    course = np.repeat(np.arange(len(count)), count)
    turn = np.arange(len(course)) - np.repeat(np.cumsum(count) - count, count)
    day = (
        first[course]
        + turn * courses["days"][course]
        + np.where(acute[course], 0, rng.integers(-2, 3, len(course)))
    )
    keep = (rng.random(len(course)) < 0.95) & (day >= courses["start"][course]) & (day <= ends[course])
    return course[keep], day[keep]


__all__ = ["HABITS", "Medicines", "make_medicines"]
