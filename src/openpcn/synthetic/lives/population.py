"""Who lives here: ages, sexes, households, areas, ethnic groups, care homes, practices and names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.synthetic.names import CULTURES, FAMILY, GIVEN, STREETS
from openpcn.synthetic.places import Places
from openpcn.synthetic.randomness import Flags, Floats, Ints, choose, select, stream

from .households import form_households

FEMALE, MALE = 0, 1

#: England, middle of 2023 (ONS), percent of people under 90, female and male by five-year band from 0-4.
AGE_SEX = np.array(
    [
        [
            2.62,
            2.86,
            3.01,
            2.89,
            2.96,
            3.33,
            3.61,
            3.57,
            3.40,
            3.05,
            3.39,
            3.44,
            3.09,
            2.59,
            2.37,
            2.23,
            1.44,
            0.96,
        ],
        [
            2.74,
            3.00,
            3.16,
            3.07,
            3.08,
            3.27,
            3.41,
            3.34,
            3.22,
            2.96,
            3.27,
            3.32,
            2.98,
            2.45,
            2.16,
            1.95,
            1.14,
            0.66,
        ],
    ]
)
#: 90 and over, percent of everybody, female and male: about the share in England; not in the table above.
NINETY_PLUS = (0.58, 0.28)

#: Census 2021, England, percent: White, Asian, Black, Mixed, Other.
ETHNIC_GROUPS = ("white", "asian", "black", "mixed", "other")
ETHNIC_TARGET = np.array([81.0, 9.6, 4.2, 3.0, 2.2])
#: Log-odds by decile (per decile above 5.5) and by age (per 10 years above 40), relative to White.
_BY_DECILE = np.array([0.0, -0.06, -0.17, -0.09, -0.10])
_BY_AGE = np.array([0.0, -0.28, -0.25, -0.42, -0.30])

RESIDENT_SHARE_65, RESIDENT_PART_65, RESIDENT_PART_85, RESIDENT_WOMEN = 0.025, 0.821, 0.564, 23 / 33

LISTED, LEFT, DIED, TEMPORARY, TEST, FUTURE, UNBORN = range(7)


@dataclass
class People:
    """Arrays over people; position is the person's number everywhere in the synthetic network.

    Days count from 1970-01-01. ``age`` is in years on the as-at day of night 1.
    """

    as_at: int
    status: Ints
    age: Floats
    birth: Ints
    sex: Ints
    household: Ints
    decile: Ints
    area: Ints
    postcode: Ints
    house_number: Ints
    street: Ints
    ethnic_group: Ints
    ethnic_detail: Floats  # uniform draw: which category of the group
    culture: Ints
    given: Ints
    family: Ints
    home: Ints  # care home, or -1
    practice: Ints
    frailty_of_mind: Floats  # shared liability to long-term illness, standard normal

    def __len__(self) -> int:
        return len(self.age)

    @property
    def regular(self) -> Flags:
        """Neither a temporary resident nor a test patient."""
        flags: Flags = ~np.isin(self.status, (TEMPORARY, TEST))
        return flags

    @property
    def listed(self) -> Flags:
        """On a practice's list, as a regular patient, on night 1."""
        flags: Flags = self.status == LISTED
        return flags


def residents_of(people: int) -> int:
    """How many of ``people`` live in care homes."""
    share_65 = float(AGE_SEX[:, 13:].sum() + sum(NINETY_PLUS)) / 100
    return round(people * share_65 * RESIDENT_SHARE_65 / RESIDENT_PART_65)


def make_people(seed: int, status: Ints, places: Places, as_at: int) -> People:
    """People with the given statuses, believable as a whole."""
    age, sex = _ages(seed, status)
    household = form_households(stream(seed, "households"), age, sex)
    area, decile = _areas(seed, age, household, places, status)
    group = _ethnicity(seed, age, household, decile, status)
    home = _care_homes(seed, age, sex, places, status)
    practice = _practices(seed, household, decile, home, places)
    rng = stream(seed, "addresses")
    n = len(age)
    per_area = np.bincount(places.postcode_area)[0]
    postcode = (area * per_area + rng.integers(per_area, size=n))[household]
    house_number, street = (
        rng.integers(1, 140, size=n)[household],
        rng.integers(len(STREETS) * 8, size=n)[household],
    )
    in_home = home >= 0
    if in_home.any():
        home_postcode = np.array([h.postcode for h in places.homes])
        postcode = np.where(in_home, home_postcode[home], postcode)
        area = np.where(in_home, places.postcode_area[postcode], area)
        decile = np.where(in_home, places.decile[area], decile)
        household = np.where(in_home, n + home, household)
    culture, given, family = _names(seed, sex, household, group)
    birth = as_at - np.floor(age * 365.25).astype(np.int64)
    return People(
        as_at,
        status,
        age,
        birth,
        sex,
        household,
        decile,
        area,
        postcode,
        house_number,
        street,
        group,
        stream(seed, "ethnic detail").random(n),
        culture,
        given,
        family,
        home,
        practice,
        stream(seed, "liability").standard_normal(n),
    )


def _ages(seed: int, status: Ints) -> tuple[Floats, Ints]:
    """Ages and sexes whose shares meet England's, for the listed people and for the rest."""
    rng = stream(seed, "ages")
    cells = np.hstack([AGE_SEX * (1 - sum(NINETY_PLUS) / 100), np.array(NINETY_PLUS)[:, None]]).ravel()
    cells = cells / cells.sum()
    cell = np.empty(len(status), dtype=np.int64)
    for group in (status == LISTED, status != LISTED):
        size = int(group.sum())
        edges = np.floor(np.cumsum(cells) * size + 0.5).astype(np.int64)
        numbers = np.searchsorted(edges, np.arange(size), side="right")
        cell[group] = rng.permutation(np.minimum(numbers, len(cells) - 1))
    sex, band = np.divmod(cell, 19)
    within = rng.random(len(status)) * 5
    oldest = 90 + np.minimum(rng.exponential(2.6, len(status)), 15)
    age = np.where(band == 18, oldest, band * 5 + within)
    leaving = np.isin(status, (DIED,))
    elderly = 100 - np.minimum(rng.exponential(17, len(status)), 95)
    age = np.where(leaving, elderly, age)
    return np.where(status == UNBORN, 0.01, age), sex


def _areas(seed: int, age: Floats, household: Ints, places: Places, status: Ints) -> tuple[Ints, Ints]:
    """One area for each household: the young live in more deprived areas; each decile holds a tenth."""
    rng = stream(seed, "areas")
    head_age = age[household]
    steps = np.arange(1, 11) - 5.5
    slope = np.where(head_age < 45, 0.0016, 0.0036) * (head_age - 45)
    weights = np.exp(slope[:, None] * steps[None, :])
    listed = status == LISTED
    for _ in range(12):  # iterative proportional fitting to equal deciles
        share = (weights / weights.sum(axis=1, keepdims=True))[listed].mean(axis=0)
        weights /= share
    decile = (choose(rng, weights) + 1)[household]
    per_decile = len(places.decile) // 10
    area = ((decile - 1) * per_decile + rng.integers(per_decile, size=len(age)))[household]
    return area, places.decile[area]


def _ethnicity(seed: int, age: Floats, household: Ints, decile: Ints, status: Ints) -> Ints:
    """Households share a group; some children and adults are of mixed descent. Totals meet the census."""
    rng = stream(seed, "ethnicity")
    base = ETHNIC_TARGET / 100
    listed = status == LISTED
    head_age = age[household]
    shape = np.exp(_BY_DECILE * (decile[:, None] - 5.5) + _BY_AGE * (head_age[:, None] - 40) / 10)
    for _ in range(12):
        weights = base * shape
        share = (weights / weights.sum(axis=1, keepdims=True))[listed].mean(axis=0)
        base = base * (ETHNIC_TARGET / 100) / share
    weights = base * shape
    cumulative = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    heads, size = np.unique(household[listed], return_counts=True)
    order = heads[np.lexsort((rng.random(len(heads)), decile[heads], size))]
    draws = rng.random(len(age))
    # an even sequence over households alike in size and area, so that totals hardly vary
    draws[order] = (np.arange(len(order)) * 0.6180339887498949 + rng.random()) % 1.0
    group: Ints = np.minimum((draws[:, None] >= cumulative).sum(axis=1), 4)
    return group[household]


def _care_homes(seed: int, age: Floats, sex: Ints, places: Places, status: Ints) -> Ints:
    """Residents by age and sex as in the census of 2021, placed in homes in proportion to beds."""
    rng = stream(seed, "care homes")
    home = np.full(len(age), -1, dtype=np.int64)
    if not places.homes:
        return home
    total = residents_of(int((status == LISTED).sum()))
    probability = np.zeros(len(age))
    bands = (
        (age >= 30) & (age < 65),
        (age >= 65) & (age < 85),
        age >= 85,
    )
    older = RESIDENT_PART_65
    parts = (1 - older, older * (1 - RESIDENT_PART_85), older * RESIDENT_PART_85)
    for band, part in zip(bands, parts, strict=True):
        weight = np.where(sex == FEMALE, RESIDENT_WOMEN, 1 - RESIDENT_WOMEN)
        weight = weight / np.where(sex == FEMALE, *(max(1, (band & (sex == s)).sum()) for s in (0, 1)))
        weight = np.where(band & (status == LISTED), weight * (np.clip(age - 25, 1, None) ** 1.5), 0)
        if weight.sum() > 0:
            probability += np.minimum(weight / weight.sum() * total * part, 0.95)
    probability[(status == DIED) & (age > 80)] = 0.25
    chosen = select(rng, probability, np.digitize(age, (65, 85)) * 2 + sex)
    beds = np.array([h.beds for h in places.homes], dtype=float)
    home[chosen] = np.searchsorted(
        np.cumsum(beds / beds.sum())[:-1], rng.random(int(chosen.sum())), side="right"
    )
    return home


def _practices(seed: int, household: Ints, decile: Ints, home: Ints, places: Places) -> Ints:
    """A household's practice: by share and by how deprived its area is; a resident's is the home's."""
    rng = stream(seed, "practices")
    share = np.array([p.share for p in places.practices])
    leaning = np.array([p.leaning for p in places.practices])
    weights = share * np.exp(leaning * (decile[:, None] - 5.5) / 4.5)
    for _ in range(8):
        weights *= share / (weights / weights.sum(axis=1, keepdims=True)).mean(axis=0)
    practice = choose(rng, weights)[household]
    if places.homes:
        aligned = np.array([h.practice for h in places.homes])
        own = rng.random(len(decile)) < 0.07  # kept the practice they had before
        practice = np.where((home >= 0) & ~own, aligned[home], practice)
    return practice


def _names(seed: int, sex: Ints, household: Ints, group: Ints) -> tuple[Ints, Ints, Ints]:
    """Name culture of a household, given name by sex, family name shared by most of a household."""
    rng = stream(seed, "names")
    n = len(sex)
    by_group = np.array(
        [
            [0.93, 0.0, 0.0, 0.07, 0.0],
            [0.02, 0.85, 0.0, 0.0, 0.13],
            [0.12, 0.0, 0.88, 0.0, 0.0],
            [0.6, 0.1, 0.2, 0.05, 0.05],
            [0.1, 0.0, 0.0, 0.1, 0.8],
        ]
    )
    size = max(int(household.max()) + 1, n)
    culture_of = choose(rng, by_group[group])
    shared = np.zeros(size, dtype=np.int64)
    shared[:n] = rng.integers(1 << 30, size=n)
    family = np.where(rng.random(n) < 0.82, shared[household], rng.integers(1 << 30, size=n))
    culture = np.where(household < n, culture_of[np.minimum(household, n - 1)], culture_of)
    given = rng.integers(1 << 30, size=n)
    women = np.array([len(GIVEN[c][0]) for c in CULTURES])
    men = np.array([len(GIVEN[c][1]) for c in CULTURES])
    surnames = np.array([len(FAMILY[c]) for c in CULTURES])
    given = given % np.where(sex == FEMALE, women[culture], men[culture])
    return culture, given, family % surnames[culture]
