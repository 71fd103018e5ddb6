"""Measurements and tests: blood pressure over the years, bloods, weight, smoking, vaccinations.

Values are a person's own: a level by age and conditions, a spread from visit to visit, and treatment that
lowers them. The last blood pressure of somebody on the hypertension register follows their position in
``care``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from openpcn.synthetic.codebook import Codebook
from openpcn.synthetic.randomness import Array, Floats, Ints, stream

from . import care as positions
from . import journal as j
from .care import Care
from .conditions import Conditions
from .population import MALE, People

YEARS = 6
_HOME_OFFSET = 6


def write_measurements(
    seed: int, people: People, conditions: Conditions, care: Care, codes: Codebook, book: j.Journal
) -> None:
    """Everything measured."""
    _blood_pressure_history(seed, people, conditions, care, codes, book)
    _blood_tests(seed, people, conditions, codes, book)
    _lifestyle(seed, people, conditions, codes, book)


def spread(rng: np.random.Generator, mean: Floats, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Occasions: a Poisson number for each person, on days between start and stop (person numbers, days)."""
    counts = rng.poisson(np.maximum(mean, 0))
    person = np.repeat(np.arange(len(mean)), counts)
    span = np.maximum(stop - start, 1)[person]
    return person, start[person] + (rng.random(len(person)) * span).astype(np.int64)


def add_reading(
    book: j.Journal,
    codes: Codebook,
    rng: np.random.Generator,
    person: Ints,
    day: Ints,
    systolic: Floats,
    diastolic: Floats,
    *,
    home: bool = False,
    cause: Ints | int = -1,
) -> None:
    """One blood pressure for each person: a heading entry and its two values, clinic or home average."""
    size = len(person)
    group = book.new_groups(size)
    place = "home" if home else "clinic"
    setting = np.where(rng.random(size) < 0.85, j.SURGERY, j.VISIT)
    shared = {"group": group, "setting": setting, "cause": cause}
    book.add(person, day, codes.first("blood_pressure"), header=True, **shared)
    pick = np.zeros(size, dtype=np.int64) if home else (rng.random(size) < 0.3).astype(np.int64)
    for part, value in (("systolic", systolic), ("diastolic", diastolic)):
        book.add(
            person,
            day,
            codes.first(f"{part}_{place}") + pick,
            value=np.round(value),
            unit=j.U_MMHG,
            kind=j.VALUE,
            **shared,
        )


def _blood_pressure_history(
    seed: int, people: People, conditions: Conditions, care: Care, codes: Codebook, book: j.Journal
) -> None:
    rng = stream(seed, "blood pressure history")
    n, as_at, has = len(people), people.as_at, conditions.has
    register = has["hypertension"]
    last = _last_register_day(rng, people, care)
    rate = np.interp(people.age, (0, 16, 18, 40, 60, 75), (0, 0.0, 0.14, 0.26, 0.5, 0.8))
    rate = np.where(conditions.with_any("diabetes", "ckd", "chd", "stroke_tia", "heart_failure"), 1.3, rate)
    rate = np.where(register, 1.5, rate)
    stop = np.where(register, last - 10, as_at)
    stop = np.where(care.raised > 0, care.raised_day, stop)  # a later lower reading would be a follow-up
    start = np.full(n, as_at - YEARS * 365)
    level = np.clip(rng.normal(np.interp(people.age, (18, 40, 60, 80), (117, 121, 126, 129)), 7), 98, 131)
    diastole = np.clip(rng.normal(75, 6, n), 56, 84)
    person, day = spread(rng, rate * YEARS * np.clip((stop - start) / (YEARS * 365), 0, 1), start, stop)
    untreated = register[person] & (day < conditions.onset["hypertension"][person] + 90)
    treated = register[person] & ~untreated
    systolic = (
        level[person] + rng.normal(0, 6, len(person)) + np.where(untreated, 30, 0) + np.where(treated, 10, 0)
    )
    diastolic = (
        diastole[person]
        + rng.normal(0, 5, len(person))
        + np.where(untreated, 13, 0)
        + np.where(treated, 4, 0)
    )
    quiet = ~register[person]  # readings of people off the register stay under 140/90 except the raised one
    systolic, diastolic = (
        np.where(quiet, np.minimum(v, top), v) for v, top in ((systolic, 138), (diastolic, 88))
    )
    add_reading(book, codes, rng, person, day, np.clip(systolic, 86, 205), np.clip(diastolic, 48, 118))

    _register_readings(rng, people, care, codes, book, last)
    _raised_readings(rng, people, care, codes, book)


def _last_register_day(rng: np.random.Generator, people: People, care: Care) -> Ints:
    """Day of the last reading of people on the hypertension register, in this contract year or before it."""
    n, as_at = len(people), people.as_at
    this_year = as_at - 2 - (rng.beta(1.1, 1.5, n) * (as_at - care.year_start - 4)).astype(np.int64)
    before = care.year_start - rng.integers(20, 600, n)
    without = np.isin(care.bp, (positions.BP_NO_READING, positions.BP_DECLINED, positions.BP_INVITED))
    return np.where(without, before, this_year)


def _register_readings(
    rng: np.random.Generator, people: People, care: Care, codes: Codebook, book: j.Journal, last: Ints
) -> None:
    """The last reading of people on the register, and what else was said about it this year."""
    as_at = people.as_at
    on = care.bp >= 0
    above = np.isin(care.bp, (positions.BP_ABOVE, positions.BP_MAXIMAL))
    n = len(people)
    systolic = np.where(above, rng.uniform(141, 172, n), np.clip(rng.normal(130, 7, n), 104, 140))
    diastolic = np.where(above, np.clip(rng.normal(86, 8, n), 66, 109), np.clip(rng.normal(77, 7, n), 55, 90))
    systolic = np.where(care.severe_bp, rng.uniform(181, 212, n), systolic)
    diastolic = np.where(care.severe_bp, rng.uniform(96, 121, n), diastolic)
    home = on & (care.bp == positions.BP_TARGET) & (rng.random(n) < 0.2)
    for chosen, at_home in ((np.flatnonzero(on & ~home), False), (np.flatnonzero(home), True)):
        lower = _HOME_OFFSET if at_home else 0
        add_reading(
            book,
            codes,
            rng,
            chosen,
            last[chosen],
            systolic[chosen] - lower,
            diastolic[chosen] - lower,
            home=at_home,
        )
    year = as_at - care.year_start - 1
    for state, list_id in (
        (positions.BP_DECLINED, "bp_declined"),
        (positions.BP_MAXIMAL, "maximal_bp_treatment"),
    ):
        chosen = np.flatnonzero(care.bp == state)
        book.add(chosen, as_at - rng.integers(1, year, len(chosen)), codes.draw(rng, list_id, len(chosen)))
    chosen = np.flatnonzero(care.bp == positions.BP_INVITED)
    second = as_at - rng.integers(5, year // 2, len(chosen))
    invitations = codes.all("bp_invitation")
    book.add(chosen, second - rng.integers(12, 60, len(chosen)), invitations[1], setting=j.OFFICE)
    book.add(chosen, second, invitations[2], setting=j.OFFICE)


def _raised_readings(
    rng: np.random.Generator, people: People, care: Care, codes: Codebook, book: j.Journal
) -> None:
    """A raised reading off the register, and its follow-up within six months where there was one."""
    as_at = people.as_at
    chosen = np.flatnonzero(care.raised > 0)
    size = len(chosen)
    severe = care.severe_bp[chosen]
    systolic = np.where(severe, rng.uniform(181, 210, size), np.clip(140 + rng.gamma(1.6, 6, size), 140, 178))
    diastolic = np.where(severe, rng.uniform(98, 122, size), np.clip(rng.normal(87, 7, size), 66, 112))
    add_reading(book, codes, rng, chosen, care.raised_day[chosen], systolic, diastolic)
    room = np.minimum(as_at - 1 - care.raised_day, 170)
    followed = np.flatnonzero((care.raised == positions.RAISED_FOLLOWED) & (room > 2))
    day = care.raised_day[followed] + 1 + (rng.random(len(followed)) * (room[followed] - 1)).astype(np.int64)
    add_reading(
        book,
        codes,
        rng,
        followed,
        day,
        np.clip(rng.normal(126, 5, len(followed)), 108, 134),
        np.clip(rng.normal(77, 5, len(followed)), 60, 84),
        home=True,
    )
    book.add(followed, day, codes.draw(rng, "home_bp_monitoring", len(followed), 0.0))
    for state, list_id in (
        (positions.RAISED_HOME_DECLINED, "home_monitoring_declined"),
        (positions.RAISED_EXCLUDED, "white_coat_or_excluded"),
    ):
        some = np.flatnonzero((care.raised == state) & (room > 2))
        day = care.raised_day[some] + 1 + (rng.random(len(some)) * (room[some] - 1)).astype(np.int64)
        book.add(some, day, codes.draw(rng, list_id, len(some), 0.9))


def _blood_tests(seed: int, people: People, conditions: Conditions, codes: Codebook, book: j.Journal) -> None:
    """Yearly panels in long-term conditions, now and then for others; values worsen with the years."""
    rng = stream(seed, "bloods")
    n, as_at, has = len(people), people.as_at, conditions.has
    chronic = conditions.with_any(
        "hypertension",
        "diabetes",
        "ckd",
        "chd",
        "stroke_tia",
        "heart_failure",
        "ndh",
        "serious_mental_illness",
        "af",
    )
    rate = np.interp(people.age, (0, 18, 40, 60, 80), (0.02, 0.22, 0.4, 0.6, 0.8))
    rate = np.where(chronic, 1.15, rate)
    rate = np.where(has["diabetes"], 1.6, rate)
    person, day = spread(rng, rate * YEARS, np.full(n, as_at - YEARS * 365), np.full(n, as_at))
    back = (as_at - day) / 365.25
    size = len(person)
    group = book.new_groups(size)
    shared = {"setting": j.LABORATORY, "kind": j.VALUE, "group": group}
    own = rng.normal(0, 1, n)
    egfr = np.interp(people.age, (18, 40, 60, 80, 95), (108, 98, 85, 70, 58)) + 8 * own
    egfr = np.where(has["ckd"], np.clip(48 + 8 * own, 14, 59), np.maximum(egfr, 61))
    egfr_then = np.clip(
        egfr[person] + back * np.where(has["ckd"][person], 1.6, 0.6) + rng.normal(0, 3, size), 8, 120
    )
    creatinine = np.clip(np.where(people.sex[person] == MALE, 7600, 6200) / egfr_then, 40, 600)
    for list_id, value, unit, share in (
        ("creatinine", np.round(creatinine), j.U_UMOL, 0.95),
        ("egfr", np.round(egfr_then), j.U_EGFR, 0.95),
        ("cholesterol", np.round(np.clip(rng.normal(4.9, 1.0, size), 2.2, 9.5), 1), j.U_MMOL, 0.8),
        ("hdl", np.round(np.clip(rng.normal(1.4, 0.35, size), 0.6, 3.0), 1), j.U_MMOL, 0.7),
    ):
        done = rng.random(size) < share
        book.add(
            person[done],
            day[done],
            codes.draw(rng, list_id, int(done.sum()), 0.85),
            value=value[done],
            unit=unit,
            setting=j.LABORATORY,
            kind=j.VALUE,
            group=group[done],
        )
    level = np.where(has["diabetes"], 56 + 9 * np.abs(own), np.where(has["ndh"], 44 + own, 36 + 2 * own))
    level = level[person] - back * np.where(has["diabetes"][person], 0.9, 0.0) + rng.normal(0, 2.5, size)
    tested = rng.random(size) < np.where(has["diabetes"] | has["ndh"], 0.97, 0.45)[person]
    value = np.round(np.clip(level, 24, 125))[tested]
    book.add(
        person[tested],
        day[tested],
        codes.first("hba1c"),
        value=value,
        unit=j.U_MMOL_MOL,
        **_some(shared, tested),
    )


def _some(shared: dict[str, Any], rows: Array) -> dict[str, object]:
    return {name: value[rows] if isinstance(value, np.ndarray) else value for name, value in shared.items()}


def _lifestyle(seed: int, people: People, conditions: Conditions, codes: Codebook, book: j.Journal) -> None:
    """Weight, height, body mass index, pulse, smoking status, yearly influenza vaccination."""
    rng = stream(seed, "lifestyle")
    n, as_at = len(people), people.as_at
    rate = (
        np.interp(people.age, (0, 2, 5, 16, 18, 50, 75), (4.0, 1.5, 0.35, 0.3, 0.4, 0.7, 0.9))
        + 0.12 * conditions.count
    )
    start = np.full(n, as_at - YEARS * 365)
    height = np.where(people.sex == MALE, 176, 163) + rng.normal(0, 7, n)
    growing = people.age < 18
    height = np.where(growing, np.interp(people.age, (0, 2, 10, 18), (52, 88, 139, 171)), height)
    bmi = np.where(
        conditions.has["obesity"], 32 + rng.gamma(1.5, 2.2, n), np.clip(rng.normal(25, 3, n), 16.5, 29.9)
    )
    bmi = np.where(growing, np.interp(people.age, (0, 2, 10, 18), (15, 16.5, 17.5, 21)), bmi)
    person, day = spread(rng, rate * YEARS, start, np.full(n, as_at))
    weight = np.maximum(bmi[person] * (height[person] / 100) ** 2 + rng.normal(0, 1.2, len(person)), 2.5)
    group = book.new_groups(len(person))
    parts = (
        ("weight", np.round(weight, 1), j.U_KG, 1.0),
        ("height", np.round(height[person]), j.U_CM, 0.35),
        ("bmi", np.round(weight / (height[person] / 100) ** 2, 1), j.U_BMI, 0.75),
        ("pulse", np.round(np.clip(rng.normal(74, 9, len(person)), 44, 128)), j.U_BEATS, 0.5),
    )
    for list_id, value, unit, share in parts:
        done = rng.random(len(person)) < share
        book.add(
            person[done],
            day[done],
            codes.first(list_id),
            value=value[done],
            unit=unit,
            kind=j.VALUE,
            group=group[done],
        )
    status = codes.all("smoking_status")[
        np.where(
            rng.random(n) < 0.139 + 0.015 * (5.5 - people.decile), 0, np.where(rng.random(n) < 0.33, 1, 2)
        )
    ]
    asked = (rng.random(len(person)) < 0.75) & (people.age[person] >= 15)
    book.add(person[asked], day[asked], status[person[asked]], kind=j.OBSERVATION)
    for back in range(4):
        chance = np.where(
            people.age >= 65, 0.75, np.where(conditions.count > 0, 0.4, np.where(people.age < 12, 0.35, 0.04))
        )
        chosen = np.flatnonzero(rng.random(n) < chance)
        autumn = positions.day(2025 - back, 9, 15) + rng.integers(0, 100, len(chosen))
        book.add(chosen, autumn, codes.first("influenza_vaccination"), kind=j.IMMUNISATION)
