"""Blood tests and checks of people whose medicines ask for them; most are in time, some are not.

Written after the medicines are known: who takes what decides who is tested.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.codes import codelist
from openpcn.synthetic.codebook import Codebook
from openpcn.synthetic.randomness import Flags, Floats, Ints

from . import journal as j
from .conditions import Conditions
from .entries import Pen
from .medicines import Medicines
from .population import FEMALE, MALE


@dataclass(frozen=True)
class Routine:
    """Tests that a medicine asks for, about every so many days, and the share of people who are in time."""

    medicines: tuple[str, ...]
    tests: tuple[str, ...]
    days: int
    in_time: float


ROUTINES = (
    Routine(
        ("methotrexate", "azathioprine", "leflunomide"),
        ("full_blood_count", "liver_function", "electrolytes", "renal_function"),
        75,
        0.82,
    ),
    Routine(("sulfasalazine",), ("full_blood_count", "liver_function"), 80, 0.7),
    Routine(("ciclosporin",), ("electrolytes", "renal_function"), 75, 0.85),
    Routine(("lithium",), ("lithium_level",), 78, 0.8),
    Routine(("lithium",), ("thyroid_function", "serum_calcium", "renal_function", "weight"), 160, 0.8),
    Routine(("amiodarone",), ("thyroid_function", "liver_function"), 150, 0.72),
    Routine(("levothyroxine",), ("thyroid_stimulating_hormone",), 300, 0.86),
    Routine(("digoxin",), ("electrolytes", "renal_function"), 300, 0.85),
    Routine(
        ("ace_inhibitor", "angiotensin_receptor_blocker", "loop_diuretic", "thiazide"),
        ("electrolytes", "renal_function"),
        290,
        0.86,
    ),
    Routine(("doac",), ("full_blood_count", "liver_function"), 280, 0.84),
)


def write_medicine_checks(pen: Pen, conditions: Conditions, medicines: Medicines) -> None:
    """Every check that somebody's medicines ask for."""
    takers = _Takers(medicines, pen.codes, len(pen.people))
    for routine in ROUTINES:
        _test(pen, takers, routine)
    _anticoagulants(pen, takers)
    _valproate(pen, takers)
    _antipsychotics(pen, takers, conditions)
    _histories(pen)


class _Takers:
    """Who has a current course of what, by codelist."""

    def __init__(self, medicines: Medicines, codes: Codebook, people: int) -> None:
        current = medicines.end == j.NONE
        self._person = medicines.person[current]
        self._code = np.array([codes.entries[position].code for position in medicines.code[current]])
        self._people = people

    def of(self, *lists: str) -> Flags:
        """Those with a current course of any of the lists."""
        wanted = [code for name in lists for code in codelist(name).ids]
        found = np.zeros(self._people, dtype=bool)
        found[self._person[np.isin(self._code, wanted)]] = True
        return found


def _value(pen: Pen, person: Ints, test: str) -> tuple[Floats, int] | None:
    """What a test says where its first code carries a number."""
    size = len(person)
    if test == "renal_function":
        men = pen.people.sex[person] == MALE
        level = np.where(men, 88, 74) + 0.4 * np.maximum(pen.people.age[person] - 60, 0)
        return _rounded(np.clip(pen.rng.normal(level, 14), 40, 400), 0), j.U_UMOL
    if test == "thyroid_stimulating_hormone":
        return _rounded(np.clip(pen.rng.lognormal(0.7, 0.6, size), 0.02, 60), 2), j.U_MU_L
    if test == "weight":
        return _rounded(np.clip(pen.rng.normal(76, 13, size), 40, 150), 1), j.U_KG
    return None


def _rounded(value: Floats, decimals: int) -> Floats:
    return np.asarray(np.round(value, decimals), dtype=np.float64)


def _test(pen: Pen, takers: _Takers, routine: Routine) -> None:
    """One round about every ``days``, the last of them in time for most and long ago for the others."""
    person = np.flatnonzero(takers.of(*routine.medicines))
    in_time = pen.part(len(person), routine.in_time)
    first = np.where(in_time, pen.rng.integers(2, routine.days, len(person)), routine.days * 5 // 2)
    rounds = 2 if routine.days > 200 else 3
    for turn in range(rounds):
        day = pen.people.as_at - first - turn * routine.days - pen.rng.integers(0, 9, len(person))
        for test in routine.tests:
            done = pen.part(len(person), 0.97)
            valued = _value(pen, person[done], test)
            if valued is None:
                pen.write(person[done], day[done], test, setting=j.LABORATORY)
            else:
                pen.measure(person[done], day[done], test, *valued)


def _anticoagulants(pen: Pen, takers: _Takers) -> None:
    """Creatinine clearance and weight on one day, and the dose confirmed by most who looked."""
    person = np.flatnonzero(takers.of("doac"))
    size = len(person)
    in_time = pen.part(size, 0.74)
    day = pen.people.as_at - np.where(
        in_time, pen.rng.integers(3, 230, size), pen.rng.integers(380, 600, size)
    )
    age = pen.people.age[person]
    clearance = np.round(np.clip(pen.rng.normal(135 - age, 16), 12, 150))
    weight = np.round(np.clip(pen.rng.normal(np.where(age > 85, 64, 77), 13), 38, 140), 1)
    pen.write(person, day, "weight", value=weight, unit=j.U_KG)
    pen.measure(person, day, "creatinine", np.round(np.clip(pen.rng.normal(98, 24, size), 45, 320)), j.U_UMOL)
    recorded = pen.part(size, 0.8)
    pen.measure(person[recorded], day[recorded], "creatinine_clearance", clearance[recorded], j.U_ML_MIN)
    confirmed = recorded & pen.part(size, 0.8)
    pen.write(person[confirmed], day[confirmed] + 2, "doac_dose_confirmed", setting=j.TELEPHONE)


def _valproate(pen: Pen, takers: _Takers) -> None:
    people = pen.people
    person = np.flatnonzero(takers.of("valproate") & (people.sex == FEMALE) & (people.age < 55))
    for list_id, share in (("valproate_risk_acknowledged", 0.72), ("valproate_pregnancy_prevention", 0.8)):
        some = person[pen.part(len(person), share)]
        pen.write(some, pen.ago(len(some), 430), list_id)


def _antipsychotics(pen: Pen, takers: _Takers, conditions: Conditions) -> None:
    person = np.flatnonzero(takers.of("antipsychotic") & conditions.has["dementia"])
    some = person[pen.part(len(person), 0.55)]
    pen.write(some, pen.ago(len(some), 150), "antipsychotic_review", setting=j.TELEPHONE)


def _histories(pen: Pen) -> None:
    """Ulcers and bleeds of the past, which make some medicines dangerous."""
    people = pen.people
    for list_id, rate in (("peptic_ulcer", (0.0, 0.8, 3.2)), ("gi_bleed", (0.05, 0.4, 1.6))):
        person = pen.chosen(np.interp(people.age, (18, 50, 80), rate) / 100 * people.listed)
        day = people.as_at - 200 - (pen.rng.random(len(person)) * 7000).astype(np.int64)
        code = pen.codes.draw(pen.rng, list_id, len(person), 0.7)
        pen.write(person, day, list_id, code=code, kind=j.PROBLEM)
