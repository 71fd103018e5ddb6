"""Long-term conditions: who has them, since when, and which come together.

Each condition has a prevalence by age (its shape), effects of sex, ethnic group and other conditions, and a
shared liability, so that conditions cluster in the same people. The intercept is solved to meet the
register's target, and the slope over deprivation to meet the published crude rates of the most and least
deprived tenth: where those are reversed by age, or flat, so are these.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from openpcn.synthetic.randomness import (
    Flags,
    Floats,
    Ints,
    intercept,
    log_odds,
    logistic,
    root,
    select,
    stream,
)
from openpcn.synthetic.targets import REGISTERS, RegisterTarget

from .population import FEMALE, MALE, People

_AGES = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)


@dataclass(frozen=True)
class Shape:
    """How a condition's chance varies: percent at ages 0, 10 ... 100, and log-odds for the rest."""

    by_age: tuple[float, ...]
    men: float = 0.0
    decile: float = 0.0  # log-odds per decile towards less deprived, where no crude rates are published
    liability: float = 0.45
    ethnicity: tuple[float, ...] = (0, 0, 0, 0, 0)  # white, asian, black, mixed, other
    after: dict[str, float] = field(default_factory=dict)  # log-odds with an earlier condition
    youngest_onset: float = 0.0
    years: float = 12.0  # typical years since onset in somebody old enough


_L = 0.001
SHAPES: dict[str, Shape] = {
    "learning_disability": Shape(
        (0.3, 0.8, 0.8, 0.7, 0.6, 0.55, 0.45, 0.3, 0.15, 0.1, 0.1), men=0.45, liability=0.1, years=60
    ),
    "obesity": Shape(
        (_L, 0.5, 7, 10, 13, 15, 15, 13, 8, 4, 2),
        men=-0.15,
        ethnicity=(0, -0.1, 0.25, 0, -0.2),
        after={"learning_disability": 0.6},
        youngest_onset=16,
        years=10,
    ),
    "hypertension": Shape(
        (_L, _L, 0.2, 1.0, 4.5, 13, 25, 40, 53, 58, 60),
        men=0.12,
        ethnicity=(0, 0.15, 0.5, 0.1, 0),
        after={"obesity": 0.9},
        youngest_onset=18,
    ),
    "diabetes": Shape(
        (0.05, 0.3, 0.6, 1.4, 3.6, 7.5, 12, 16, 17, 13, 10),
        men=0.3,
        ethnicity=(0, 1.0, 0.7, 0.3, 0.5),
        after={"obesity": 1.0, "hypertension": 0.7},
        years=9,
        youngest_onset=4,
    ),
    "ndh": Shape(
        (_L, _L, 0.4, 1.2, 3.2, 5.6, 8.2, 11, 11, 8, 6),
        decile=-0.01,
        ethnicity=(0, 0.7, 0.4, 0.2, 0.4),
        after={"obesity": 0.7, "hypertension": 0.3, "diabetes": -9.0},
        years=5,
        youngest_onset=20,
    ),
    "asthma": Shape(
        (0.5, 6, 6, 5.8, 6, 6.5, 7, 7.5, 7, 5, 4),
        men=-0.2,
        decile=-0.02,
        ethnicity=(0, -0.1, -0.2, 0.1, -0.3),
        after={"obesity": 0.25},
        liability=0.3,
        years=22,
        youngest_onset=4,
    ),
    "chd": Shape(
        (_L, _L, 0.01, 0.05, 0.5, 2.2, 5.5, 10.5, 17, 19, 18),
        men=0.95,
        ethnicity=(0, 0.35, -0.3, 0, 0.1),
        after={"hypertension": 0.6, "diabetes": 0.5, "obesity": 0.15},
        years=10,
        youngest_onset=30,
    ),
    "af": Shape(
        (_L, _L, 0.02, 0.07, 0.2, 0.8, 2.5, 6.5, 14.5, 20, 22),
        men=0.55,
        ethnicity=(0, -0.7, -0.6, -0.2, -0.3),
        after={"hypertension": 0.4, "chd": 0.4, "obesity": 0.3},
        years=7,
        youngest_onset=25,
    ),
    "heart_failure": Shape(
        (_L, _L, 0.01, 0.03, 0.1, 0.35, 1.1, 2.8, 6.5, 11, 13),
        men=0.35,
        decile=-0.04,
        after={"chd": 1.5, "af": 1.3, "hypertension": 0.3, "diabetes": 0.4},
        years=5,
        youngest_onset=30,
    ),
    "stroke_tia": Shape(
        (_L, 0.01, 0.03, 0.1, 0.35, 1.1, 2.7, 5.5, 10.5, 13, 13),
        men=0.2,
        decile=-0.03,
        ethnicity=(0, 0, 0.25, 0, 0),
        after={"hypertension": 0.5, "af": 0.8, "diabetes": 0.3},
        years=8,
        youngest_onset=25,
    ),
    "pad": Shape(
        (_L, _L, _L, 0.01, 0.1, 0.4, 1.1, 2.3, 3.2, 3, 2.5),
        men=0.6,
        decile=-0.08,
        after={"chd": 0.8, "diabetes": 0.6, "hypertension": 0.3},
        years=8,
        youngest_onset=40,
    ),
    "ckd": Shape(
        (_L, 0.02, 0.1, 0.25, 0.6, 1.6, 4.2, 10.5, 24, 33, 35),
        men=-0.12,
        decile=-0.015,
        after={"hypertension": 0.6, "diabetes": 0.6, "heart_failure": 0.7},
        years=6,
        youngest_onset=20,
    ),
    "copd": Shape(
        (_L, _L, 0.01, 0.05, 0.4, 1.7, 4.2, 6.8, 7.2, 5, 3),
        men=0.1,
        ethnicity=(0, -0.9, -0.8, -0.2, -0.6),
        after={"asthma": 0.8, "chd": 0.3},
        years=9,
        youngest_onset=35,
    ),
    "cancer": Shape(
        (0.05, 0.12, 0.25, 0.6, 1.6, 3.5, 6.5, 11, 15, 15, 13),
        men=-0.05,
        ethnicity=(0, -0.6, -0.4, -0.2, -0.4),
        liability=0.1,
        years=8,
    ),
    "depression": Shape(
        (0.05, 1, 9, 12.5, 14.5, 15.5, 14, 11, 9.5, 9, 8),
        men=-0.6,
        ethnicity=(0, -0.6, -0.6, 0.1, -0.5),
        after={"copd": 0.4, "diabetes": 0.2, "obesity": 0.3, "chd": 0.2},
        years=9,
        youngest_onset=13,
    ),
    "serious_mental_illness": Shape(
        (_L, 0.02, 0.4, 0.9, 1.2, 1.4, 1.35, 1.2, 1.1, 0.9, 0.8),
        men=0.1,
        ethnicity=(0, 0.1, 0.9, 0.5, 0.2),
        after={"depression": 0.6, "obesity": 0.3},
        years=15,
        youngest_onset=15,
    ),
    "epilepsy": Shape(
        (0.3, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 0.8, 0.7),
        after={"learning_disability": 3.0, "stroke_tia": 0.8},
        years=20,
        liability=0.2,
    ),
    "rheumatoid_arthritis": Shape(
        (0.01, 0.03, 0.06, 0.18, 0.45, 0.85, 1.4, 2.0, 2.1, 1.5, 1.1), men=-0.85, years=11, youngest_onset=16
    ),
    "osteoporosis": Shape(
        (_L, _L, _L, _L, 0.05, 0.15, 0.4, 1.0, 2.1, 3.0, 3.0),
        men=-1.6,
        ethnicity=(0, -0.2, -0.9, -0.3, -0.2),
        after={"rheumatoid_arthritis": 0.7, "copd": 0.4},
        years=6,
        youngest_onset=50,
    ),
    "dementia": Shape(
        (_L, _L, _L, _L, 0.01, 0.08, 0.35, 1.6, 7.5, 18, 24),
        after={"stroke_tia": 0.6, "learning_disability": 1.6, "depression": 0.3},
        years=4,
        youngest_onset=45,
    ),
    "palliative_care": Shape(
        (0.01, 0.01, 0.02, 0.03, 0.07, 0.2, 0.5, 1.0, 2.6, 6.0, 8.0),
        after={"cancer": 1.9, "dementia": 1.0, "heart_failure": 0.9, "copd": 0.5},
        years=1.0,
    ),
}


@dataclass
class Conditions:
    """Flags and onset days (days since 1970) of each condition, by name."""

    has: dict[str, Flags]
    onset: dict[str, Ints]
    count: Ints  # how many long-term conditions

    def with_any(self, *names: str) -> Flags:
        """Whether a person has at least one of the named conditions."""
        some: Flags = np.logical_or.reduce([self.has[name] for name in names])
        return some


def make_conditions(seed: int, people: People) -> Conditions:
    """Conditions of everybody, in the order in which they act on each other."""
    has: dict[str, Flags] = {}
    onset: dict[str, Ints] = {}
    in_home = people.home >= 0
    for target in REGISTERS:
        shape = SHAPES[target.name]
        rng = stream(seed, "condition", target.name)
        score = log_odds(np.interp(people.age, _AGES, shape.by_age) / 100)
        score = (
            score + np.where(people.sex == MALE, shape.men, 0.0) + shape.liability * people.frailty_of_mind
        )
        score = score + np.asarray(shape.ethnicity, dtype=float)[people.ethnic_group]
        for name, effect in shape.after.items():
            score = score + np.where(has[name], effect, 0.0)
        if target.name == "dementia":
            score = score + np.where(in_home & (people.age > 60), 2.6, 0.0)
        if target.name == "learning_disability":
            score = score + np.where(in_home & (people.age < 65), 4.0, 0.0)
        if target.name in ("palliative_care", "heart_failure"):
            score = score + np.where(in_home, 0.8, 0.0)
        eligible = people.age >= max(target.base, shape.youngest_onset)
        has[target.name] = _calibrated(rng, score, eligible, target, shape, people)
        onset[target.name] = _onset(rng, people, shape)
    count = np.sum(
        [has[t.name] for t in REGISTERS if t.name not in ("palliative_care", "obesity", "ndh")], axis=0
    )
    return Conditions(has, onset, count.astype(np.int64))


def _calibrated(
    rng: np.random.Generator,
    score: Floats,
    eligible: Flags,
    target: RegisterTarget,
    shape: Shape,
    people: People,
) -> Flags:
    listed = people.listed
    base = listed & (people.age >= target.base)
    fit = listed & eligible
    chosen = np.zeros(len(people), dtype=bool)
    if not fit.any():
        return chosen
    wanted = min(0.9, target.percent / 100 * base.sum() / fit.sum())
    slope = shape.decile
    ends = [base & (people.decile == decile) for decile in (1, 10)]
    if target.most_deprived and target.least_deprived and all(end.sum() > 200 for end in ends):
        ratio = target.most_deprived / target.least_deprived

        def excess(value: float) -> float:
            tilted = score + value * (5.5 - people.decile)
            chance = np.where(eligible, logistic(tilted + intercept(tilted[fit], wanted)), 0.0)
            return float(np.log(chance[ends[0]].mean() / chance[ends[1]].mean() / ratio))

        slope = -root(excess, -0.3, 0.4)
    tilted = score + slope * (people.decile - 5.5)
    chance = np.where(eligible, logistic(tilted + intercept(tilted[fit], wanted)), 0.0)
    for group in (listed, ~listed):  # stratified, so that small registers keep their gradient
        chosen[group] = select(rng, chance[group], people.decile[group])
    return chosen


def _onset(rng: np.random.Generator, people: People, shape: Shape) -> Ints:
    """Days of onset: after the youngest believable age, before the as-at day."""
    lived = np.maximum(people.age - shape.youngest_onset, 0.02)
    years = np.minimum(
        rng.gamma(1.6, shape.years / 1.6, len(people)), lived * rng.uniform(0.5, 1.0, len(people))
    )
    return people.as_at - np.maximum(1, years * 365.25).astype(np.int64)


__all__ = ["FEMALE", "SHAPES", "Conditions", "Shape", "make_conditions"]
