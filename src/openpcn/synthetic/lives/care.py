"""Where each person's care stands on night 1: the positions that this contract year's definitions look at.

Frailty, care home coding, structured medication reviews, learning-disability checks, blood pressure control,
raised readings that nobody followed up, objections, language and contact needs. Every array is over people;
a day of ``NEVER`` means that it has not happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from openpcn.synthetic.randomness import Flags, Floats, Ints, choose, select, stream
from openpcn.synthetic.targets import FRAILTY_50, FRAILTY_65

from .conditions import Conditions
from .population import People

NEVER = -1_000_000
EPOCH = date(1970, 1, 1)

FIT, MILD, MODERATE, SEVERE = range(4)
#: What happened with a structured medication review this contract year.
SMR_NONE, SMR_DONE, SMR_DECLINED, SMR_GENERAL_ONLY = range(4)
#: The learning-disability check this year.
LD_NONE, LD_COMPLETE, LD_PLAN_BEFORE, LD_NO_PLAN, LD_NO_ETHNICITY, LD_DECLINED = range(6)
#: Blood pressure of somebody on the hypertension register.
BP_TARGET, BP_ABOVE, BP_NO_READING, BP_DECLINED, BP_MAXIMAL, BP_INVITED = range(6)
#: A raised reading of somebody not on the register.
RAISED_NO, RAISED_OPEN, RAISED_FOLLOWED, RAISED_HOME_DECLINED, RAISED_EXCLUDED = range(5)


def day(year: int, month: int, of_month: int) -> int:
    """Days since 1970."""
    return (date(year, month, of_month) - EPOCH).days


@dataclass
class Care:
    """Positions of each person (see the constants above); days count from 1970."""

    year_start: int
    frailty: Ints
    frailty_coded: Flags
    scale_only: Flags  # severe by a Clinical Frailty Scale value, without a frailty code
    home_code: Ints  # 0 none, 1 permanent, 2 temporary, 3 permanent then left
    smr_population: Flags
    smr: Ints
    smr_day: Ints
    alignment_declined: Flags
    ld: Ints
    bp: Ints
    raised: Ints
    raised_day: Ints
    severe_bp: Flags
    ethnicity_known: Flags
    ethnicity_refused: Flags
    language: Flags  # prefers another language than English
    interpreter: Flags
    hearing: Flags
    easy_read: Flags
    housebound: Flags
    type1: Flags
    sharing_dissent: Flags
    risk_objection: Flags
    withdrawn: Flags  # took their objections back later
    confidential: Flags
    spine_sensitive: Flags


def make_care(seed: int, people: People, conditions: Conditions) -> Care:
    """Positions of everybody."""
    n = len(people)
    rng = stream(seed, "care")
    as_at = people.as_at
    today = EPOCH.toordinal() + as_at
    start_year = date.fromordinal(today).year - (date.fromordinal(today).timetuple().tm_yday < 91)
    year_start = day(start_year, 4, 1)
    in_year = as_at - year_start
    frailty = _frailty(seed, people, conditions)
    coded = rng.random(n) < np.array([0.1, 0.72, 0.88, 0.92])[frailty]
    scale_only = (frailty == SEVERE) & ~coded
    home_code = np.where(people.home >= 0, choose(rng, np.tile([0.05, 0.88, 0.07], (n, 1))), 0)
    home_code[select(rng, np.where((people.home < 0) & (people.age > 70), 0.004, 0.0))] = 3
    adult = people.age >= 18
    palliative = conditions.has["palliative_care"]
    population = adult & (((frailty == SEVERE) & coded) | scale_only | (home_code == 1))

    smr = np.zeros(n, dtype=np.int64)
    eligible = population & ~palliative
    smr[select(rng, np.where(eligible, 0.04, 0.0))] = SMR_DECLINED
    smr[select(rng, np.where(eligible & (smr == SMR_NONE), 0.55, 0.0), people.practice)] = SMR_DONE
    smr[select(rng, np.where(eligible & (smr == SMR_NONE), 0.2, 0.0))] = SMR_GENERAL_ONLY
    others = adult & ~population & (conditions.count >= 4)
    smr[select(rng, np.where(others, 0.16, 0.0))] = SMR_DONE
    smr_day = year_start + (in_year * rng.beta(1.4, 1.1, n)).astype(np.int64)
    smr_day = np.clip(np.where(smr == SMR_NONE, NEVER, smr_day), NEVER, as_at - 1)

    bp, raised, raised_day, severe = _blood_pressure(seed, people, conditions, year_start)
    minority = people.ethnic_group > 0
    known = rng.random(n) < np.where(people.age < 5, 0.7, 0.9)
    foreign = (people.culture > 0) & (rng.random(n) < np.where(people.age > 60, 0.4, 0.2))
    ld = _learning_disability(seed, people, conditions)
    known = np.where(np.isin(ld, (LD_COMPLETE, LD_PLAN_BEFORE, LD_NO_PLAN)), True, known)
    known = np.where(ld == LD_NO_ETHNICITY, False, known)
    objection = [select(rng, np.full(n, rate)) for rate in (0.04, 0.014, 0.005)]
    return Care(
        year_start=year_start,
        frailty=frailty,
        frailty_coded=coded & (frailty > FIT),
        scale_only=scale_only,
        home_code=home_code,
        smr_population=population,
        smr=smr,
        smr_day=smr_day,
        alignment_declined=select(rng, np.where(home_code == 1, 0.02, 0.0)),
        ld=ld,
        bp=bp,
        raised=raised,
        raised_day=raised_day,
        severe_bp=severe,
        ethnicity_known=known,
        ethnicity_refused=~known & (rng.random(n) < 0.15),
        language=foreign | (minority & (rng.random(n) < 0.04)),
        interpreter=foreign & (rng.random(n) < 0.3),
        hearing=rng.random(n) < np.interp(people.age, (0, 50, 70, 90), (0.002, 0.006, 0.03, 0.12)),
        easy_read=conditions.has["learning_disability"] & (rng.random(n) < 0.5),
        housebound=rng.random(n) < np.array([0.0005, 0.006, 0.07, 0.4])[frailty],
        type1=objection[0],
        sharing_dissent=objection[1],
        risk_objection=objection[2],
        withdrawn=rng.random(n) < 0.12,
        confidential=select(rng, np.full(n, 0.0015)),
        spine_sensitive=select(rng, np.full(n, 0.001)),
    )


def _frailty(seed: int, people: People, conditions: Conditions) -> Ints:
    """Categories by rank of a frailty score, so that their shares meet the published ones."""
    rng = stream(seed, "frailty")
    score: Floats = (
        0.07 * people.age
        + 0.42 * conditions.count
        + 0.5 * people.frailty_of_mind
        + 1.6 * (people.home >= 0)
        + 0.8 * conditions.has["dementia"]
        + 0.05 * (5.5 - people.decile)
        + rng.normal(0, 0.8, len(people))
    )
    frailty = np.zeros(len(people), dtype=np.int64)
    for low, high, shares in ((50, 65, FRAILTY_50), (65, 200, FRAILTY_65)):
        group = (people.age >= low) & (people.age < high)
        for part in (people.listed, ~people.listed):
            chosen = np.flatnonzero(group & part)
            edges = np.floor(np.cumsum(shares) / sum(shares) * len(chosen) + 0.5).astype(np.int64)
            ranks = np.empty(len(chosen), dtype=np.int64)
            ranks[np.argsort(score[chosen])] = np.arange(len(chosen))
            frailty[chosen] = np.minimum(np.searchsorted(edges, ranks, side="right"), SEVERE)
    return frailty


def _learning_disability(seed: int, people: People, conditions: Conditions) -> Ints:
    """About 62% of those who can have a check are complete; a few lack just one piece."""
    rng = stream(seed, "ld")
    group = conditions.has["learning_disability"] & (people.age >= 14)
    state = np.zeros(len(people), dtype=np.int64)
    chosen = rng.permutation(np.flatnonzero(group))
    shares = {
        LD_DECLINED: 0.04,
        LD_COMPLETE: 0.595,
        LD_PLAN_BEFORE: 0.05,
        LD_NO_PLAN: 0.05,
        LD_NO_ETHNICITY: 0.04,
    }
    at = 0
    for value, share in shares.items():
        count = round(len(chosen) * share)
        state[chosen[at : at + count]] = value
        at += count
    return state


def _blood_pressure(
    seed: int, people: People, conditions: Conditions, year_start: int
) -> tuple[Ints, Ints, Ints, Flags]:
    """About 65% of the register at target; raised readings off the register, about half followed up."""
    rng = stream(seed, "blood pressure")
    n, as_at = len(people), people.as_at
    register = conditions.has["hypertension"]
    bp = np.full(n, -1, dtype=np.int64)
    tilt = np.clip((people.decile - 5.5) * 0.012, -0.06, 0.06)  # control is better where life is easier
    shares = np.tile([0.625, 0.155, 0.165, 0.02, 0.02, 0.015], (n, 1))
    shares[:, BP_TARGET] += tilt
    shares[:, BP_NO_READING] -= tilt
    bp[register] = choose(rng, shares[register])
    bp[register & (conditions.onset["hypertension"] > as_at - 20)] = BP_ABOVE

    raised = np.zeros(n, dtype=np.int64)
    candidate = ~register & (people.age >= 18) & ~conditions.has["palliative_care"]
    chance = np.interp(people.age, (18, 30, 45, 60, 75, 95), (0.008, 0.018, 0.045, 0.085, 0.115, 0.10))
    chosen = select(rng, np.where(candidate, chance * np.exp(0.04 * (5.5 - people.decile)), 0.0))
    raised[chosen] = np.array([RAISED_OPEN, RAISED_FOLLOWED, RAISED_HOME_DECLINED, RAISED_EXCLUDED])[
        choose(rng, np.tile([0.46, 0.42, 0.05, 0.07], (int(chosen.sum()), 1)))
    ]
    ago = np.where(rng.random(n) < 0.45, rng.uniform(3, 175, n), rng.uniform(175, 1000, n)).astype(np.int64)
    raised_day = np.where(chosen, as_at - ago, NEVER)
    severe = np.zeros(n, dtype=bool)
    severe[select(rng, np.where((raised == RAISED_OPEN) & (ago < 500), 0.012, 0.0))] = True
    severe[select(rng, np.where(bp == BP_ABOVE, 0.006, 0.0))] = True
    if n >= 100 and not severe.any():
        severe[np.flatnonzero((raised == RAISED_OPEN) | (bp == BP_ABOVE))[:1]] = True
    return bp, raised, raised_day, severe
