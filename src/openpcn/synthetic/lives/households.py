"""Who lives with whom: children with their mothers, couples, and everybody else alone."""

from __future__ import annotations

import numpy as np

from openpcn.synthetic.randomness import Floats, Ints

_COUPLE_AGES = (0, 18, 22, 30, 40, 65, 75, 85, 100)
_COUPLE_SHARE = (0.0, 0.04, 0.30, 0.70, 0.76, 0.76, 0.64, 0.38, 0.15)


def form_households(rng: np.random.Generator, age: Floats, sex: Ints) -> Ints:
    """The household of each person, named by the number of one adult in it who heads it."""
    n = len(age)
    household = np.arange(n)
    couple = np.interp(age, _COUPLE_AGES, _COUPLE_SHARE)
    willing = rng.random(n) < couple
    women, men = (np.flatnonzero(willing & (sex == s)) for s in (0, 1))
    pairs = min(len(women), len(men))
    women, men = (np.sort(rng.permutation(group)[:pairs]) for group in (women, men))
    women = women[np.argsort(age[women] + rng.normal(0, 1.5, pairs))]
    men = men[np.argsort(age[men] + rng.normal(0, 3.0, pairs))]
    household[men] = women

    at_home = (age < 18) | ((age < 28) & (rng.random(n) < 0.62) & ~willing)
    wanted = age + np.clip(rng.normal(30, 5.5, n), 17, 45)
    mothers = (sex == 0) & (age >= 20) & (age < 70) & (rng.random(n) < 0.72) & ~at_home
    for year in range(17, 71):
        children = np.flatnonzero(at_home & (np.floor(wanted) == year))
        near = np.flatnonzero(mothers & (np.abs(np.floor(age) - max(year, 20)) <= 1))
        if len(children) and len(near):
            household[children] = near[rng.integers(len(near), size=len(children))]
    alone = np.flatnonzero((age < 18) & (household == np.arange(n)))
    adults = np.flatnonzero((age >= 30) & (age < 75))
    if len(alone) and len(adults):
        household[alone] = adults[rng.integers(len(adults), size=len(alone))]
    return household[household]
