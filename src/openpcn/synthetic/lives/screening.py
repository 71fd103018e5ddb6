"""Screening: who was screened when, who declined and who did not answer; less where life is harder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.synthetic.randomness import Flags, Floats

from . import journal as j
from .conditions import Conditions
from .entries import Pen
from .population import FEMALE, MALE, People


@dataclass(frozen=True)
class Programme:
    """Ages, who, how often in days, percent covered, percent declined and silent of the others."""

    codes: str
    youngest: float
    oldest: float
    sex: int | None
    every: int
    covered: float
    declined: float
    silent: float


PROGRAMMES = (
    Programme("bowel_screening", 50.2, 75, None, 730, 68, 6, 45),
    Programme("breast_screening", 52.9, 71, FEMALE, 1095, 66, 8, 35),
    Programme("aaa_screening", 65.3, 75, MALE, 3650, 78, 25, 0),
    Programme("lung_screening", 55.5, 75, None, 700, 14, 4, 14),
)


def write_screening(pen: Pen, conditions: Conditions) -> None:
    """Screening of everybody who is of an age for it."""
    people = pen.people
    for programme in PROGRAMMES:
        _programme(pen, programme, conditions)
    _cervical(pen, conditions)
    aneurysm = pen.chosen(
        np.where(people.sex == MALE, np.interp(people.age, (60, 75, 90), (0, 0.9, 1.6)), 0.0) / 100
    )
    pen.write(aneurysm, pen.ago(len(aneurysm), 2500, 100), "abdominal_aortic_aneurysm", kind=j.PROBLEM)


def _reached(people: People, conditions: Conditions, percent: float) -> Floats:
    """Chance of being screened: three in a hundred less for each decile towards the most deprived."""
    fewer = conditions.with_any("learning_disability", "serious_mental_illness") * 0.18
    chance: Floats = np.clip(percent / 100 + 0.016 * (people.decile - 5.5) - fewer, 0.02, 0.97)
    return chance


def _programme(pen: Pen, programme: Programme, conditions: Conditions) -> None:
    people, rng = pen.people, pen.rng
    of_age: Flags = (people.age >= programme.youngest) & (people.age < programme.oldest)
    if programme.sex is not None:
        of_age &= people.sex == programme.sex
    done = np.zeros(len(people), dtype=bool)
    done[pen.chosen(np.where(of_age, _reached(people, conditions, programme.covered), 0.0))] = True
    # every so often in the past: some of those screened are due again by now
    screened = np.flatnonzero(done)
    since = np.minimum(programme.every * 1.12, (people.age[screened] - programme.youngest) * 365 + 30)
    day = people.as_at - 1 - (rng.random(len(screened)) * since).astype(np.int64)
    pen.write(
        screened,
        day,
        f"{programme.codes}_done",
        code=pen.codes.draw(rng, f"{programme.codes}_done", len(screened), 0.96),
        setting=j.OFFICE,
    )
    if programme.silent:  # some came after a second letter
        reminded = (day > people.as_at - 250) & pen.part(len(screened), 0.12)
        pen.write(screened[reminded], day[reminded] - 60, f"{programme.codes}_no_response", setting=j.OFFICE)
    others = np.flatnonzero(of_age & ~done)
    said = rng.random(len(others)) * 100
    declined = others[said < programme.declined]
    pen.write(declined, pen.ago(len(declined), 500), f"{programme.codes}_declined", setting=j.OFFICE)
    silent = others[(said >= programme.declined) & (said < programme.declined + programme.silent)]
    if programme.silent:
        pen.write(silent, pen.ago(len(silent), 600), f"{programme.codes}_no_response", setting=j.OFFICE)
    if programme.codes in ("bowel_screening", "breast_screening"):
        never = others[rng.random(len(others)) < 0.012]
        pen.write(never, pen.ago(len(never), 2000), f"{programme.codes}_not_applicable")


def _cervical(pen: Pen, conditions: Conditions) -> None:
    people, rng = pen.people, pen.rng
    of_age = (people.sex == FEMALE) & (people.age >= 25) & (people.age < 65)
    hysterectomy = pen.chosen(np.where(of_age, np.interp(people.age, (30, 45, 64), (0, 3, 12)) / 100, 0.0))
    pen.write(
        hysterectomy,
        pen.ago(len(hysterectomy), 3000, 100),
        "cervical_screening_not_applicable",
        kind=j.PROBLEM,
    )
    of_age[hysterectomy] = False
    done = np.zeros(len(people), dtype=bool)
    done[pen.chosen(np.where(of_age, _reached(people, conditions, 79), 0.0))] = True
    screened = np.flatnonzero(done)
    interval = np.where(people.age[screened] < 50, 1150, 1900)
    since = np.minimum(interval, (people.age[screened] - 24.6) * 365)
    day = people.as_at - 1 - (rng.random(len(screened)) * since).astype(np.int64)
    negative, positive = pen.codes.first("cervical_hpv_negative"), pen.codes.first("cervical_hpv_positive")
    other = pen.codes.all("cervical_screening_done")[3]
    draw = rng.random(len(screened))
    code = np.where(draw < 0.8, negative, np.where(draw < 0.89, positive, other))
    pen.write(screened, day, "cervical_screening_done", code=code, setting=j.LABORATORY)
    reminded = (day > people.as_at - 250) & pen.part(len(screened), 0.12)
    pen.write(screened[reminded], day[reminded] - 60, "cervical_screening_no_response", setting=j.OFFICE)
    others = np.flatnonzero(of_age & ~done)
    said = rng.random(len(others))
    pen.write(others[said < 0.1], pen.ago(int((said < 0.1).sum()), 500), "cervical_screening_declined")
    silent = others[(said >= 0.07) & (said < 0.55)]  # a few were silent once and declined once
    pen.write(silent, pen.ago(len(silent), 600), "cervical_screening_no_response", setting=j.OFFICE)
