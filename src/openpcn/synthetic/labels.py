"""Texts that both suppliers' writers use: names, addresses, staff."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from .lives.population import FEMALE, People
from .names import CULTURES, FAMILY, GIVEN, STREET_KINDS, STREETS
from .places import Places
from .randomness import Array, Ints
from .sheet import lookup

#: Staff of every practice by clinician number: title, role code and name, given and family name.
STAFF = (
    ("Dr", "R0260", "General Medical Practitioner", "Alison", "Fairley"),
    ("Dr", "R0260", "General Medical Practitioner", "Ravi", "Desai"),
    ("Dr", "R0260", "General Medical Practitioner", "Kwame", "Boateng"),
    ("Dr", "R0260", "General Medical Practitioner", "Helen", "Lockwood"),
    ("Ms", "R0600", "Practice Nurse", "Bridget", "Doyle"),
    ("Mr", "R0600", "Practice Nurse", "Callum", "Lennox"),
    ("Mrs", "R0620", "Staff Nurse", "Ioana", "Popescu"),
    ("Ms", "R1290", "Pharmacist", "Harpreet", "Kaur"),
    ("Ms", "R1450", "Health Care Support Worker", "Gemma", "Oakes"),
    ("Mr", "R1480", "Healthcare Assistant", "Tunde", "Adeyemi"),
    ("Mrs", "R1730", "Receptionist", "Maureen", "Garside"),
    ("Mr", "R1200", "Physiotherapist", "Tomasz", "Nowicki"),
)
GPS = 4


@cache
def _given() -> tuple[list[str], Array]:
    names: list[str] = []
    offsets = np.zeros((len(CULTURES), 2), dtype=np.int64)
    for number, culture in enumerate(CULTURES):
        for sex in (0, 1):
            offsets[number, sex] = len(names)
            names += GIVEN[culture][sex]
    return names, offsets


@cache
def _family() -> tuple[list[str], Array]:
    names: list[str] = []
    offsets = []
    for culture in CULTURES:
        offsets.append(len(names))
        names += FAMILY[culture]
    return names, np.array(offsets)


def given_names(people: People, rows: Ints) -> pa.Array:
    """Given names."""
    names, offsets = _given()
    return lookup(names, offsets[people.culture[rows], people.sex[rows]] + people.given[rows])


def family_names(people: People, rows: Ints) -> pa.Array:
    """Family names."""
    names, offsets = _family()
    return lookup(names, offsets[people.culture[rows]] + people.family[rows])


def titles(people: People, rows: Ints) -> pa.Array:
    """Miss, Mrs, Ms, Master or Mr."""
    age, women = people.age[rows], people.sex[rows] == FEMALE
    spare = people.house_number[rows] % 3
    title = np.where(women, np.where(age < 18, 0, 1 + spare % 2), np.where(age < 12, 3, 4))
    return lookup(("Miss", "Mrs", "Ms", "Master", "Mr"), title)


def street_names(people: People, places: Places, rows: Ints) -> pa.Array:
    """Streets, without the number; a care home's own street for its residents."""
    plain = [f"{name} {kind}" for kind in STREET_KINDS for name in STREETS]
    homes = [home.street.split(" ", 1)[1] for home in places.homes]
    position = np.where(people.home[rows] >= 0, len(plain) + people.home[rows], people.street[rows])
    return lookup(plain + homes, position)


def house_numbers(people: People, places: Places, rows: Ints) -> pa.Array:
    """House numbers as text."""
    numbers = [str(i) for i in range(200)] + [home.street.split(" ", 1)[0] for home in places.homes]
    return lookup(
        numbers, np.where(people.home[rows] >= 0, 200 + people.home[rows], people.house_number[rows])
    )


def home_names(people: People, places: Places, rows: Ints) -> pa.Array:
    """Care home names, empty for people in their own homes."""
    names = [home.name for home in places.homes]
    return lookup([*names, ""], np.where(people.home[rows] >= 0, people.home[rows], len(names)))


def postcodes(people: People, places: Places, rows: Ints, *, space: bool) -> pa.Array:
    """Postcodes with or without their space."""
    texts = [code if space else code.replace(" ", "") for code in places.postcodes]
    return lookup(texts, people.postcode[rows])
