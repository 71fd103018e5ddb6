"""What a cell of a report says: a day with its precision, a number with its comparator and unit, a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from openpcn.terms import units

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",),
            ("jun", "june"), ("jul", "july"), ("aug", "august"), ("sep", "sept", "september"),
            ("oct", "october"), ("nov", "november"), ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_CLOCK = r"(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?"
_NAMED = re.compile(r"(\d{1,2})[-/ ]([A-Za-z]{3,9})[-/ ](\d{4}|\d{2})" + _CLOCK)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _CLOCK)
_NUMBERED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})" + _CLOCK)
_MONTH = re.compile(r"([A-Za-z]{3,9})[- ](\d{4})")
_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"(<=|>=|<|>|≤|≥)?\s*(-?\d+(?:\.\d+)?)\s*(.*)")
_PRESSURE = re.compile(r"(\d{2,3})\s*/\s*(\d{2,3})\s*(?:mm ?\[?hg\]?)?", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+")
_SPELT = units.spellings()


@dataclass(frozen=True)
class Day:
    """A day as read. normalised: not written as the clinical systems write it (21-Nov-2026, or ISO)."""

    day: date
    precision: str = "day"
    time: str | None = None
    normalised: bool = False

    @property
    def staged(self) -> str:
        """As the table's rule takes it: the second of its formats says that the writing was normalised."""
        return self.day.strftime("%d/%m/%Y") if self.normalised else self.day.isoformat()


@dataclass(frozen=True)
class Amount:
    """A number with what stands around it."""

    number: str
    comparator: str | None = None
    unit: str | None = None


@lru_cache(maxsize=100_000)  # the days of a report are few
def read_day(text: str, latest: date) -> Day | None:
    """A day, month or year; None for anything else.

    A year of two digits is the latest that is not after ``latest`` (for a birth, the day of the report).
    """
    if found := _ISO.fullmatch(text):
        return _day(found[1], int(found[2]), found[3], found[4], latest, normalised=False)
    if found := _NAMED.fullmatch(text):
        month = _MONTHS.get(found[2].lower())
        other = "-" not in text[:3] or len(found[3]) == 2 or len(found[1]) == 1
        return _day(found[3], month, found[1], found[4], latest, normalised=other) if month else None
    if found := _NUMBERED.fullmatch(text):
        return _day(found[3], int(found[2]), found[1], found[4], latest, normalised=True)
    if (found := _MONTH.fullmatch(text)) and found[1].lower() in _MONTHS:
        return Day(date(int(found[2]), _MONTHS[found[1].lower()], 1), "month") if int(found[2]) else None
    if _YEAR.fullmatch(text) and 1850 <= int(text) <= 2200:
        return Day(date(int(text), 1, 1), "year")
    return None


def _day(
    year: str, month: int | None, day: str, clock: str | None, latest: date, *, normalised: bool
) -> Day | None:
    try:
        found = date(int(year), month or 0, int(day))
        if len(year) == 2:
            found = date(2000 + int(year), month or 0, int(day))
            if found > latest:
                found = date(1900 + int(year), month or 0, int(day))
        moment = None if clock is None else time.fromisoformat(clock.rjust(5, "0")).isoformat("seconds")
    except ValueError:
        return None
    return Day(found, "day", moment, normalised)


def read_amount(text: str) -> Amount | None:
    """A plain number, with a comparator before it and a known unit after it; None for anything else."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    unit = found[3].strip()
    if unit and unit.lower() not in _SPELT:
        return None
    comparator = {"≤": "<=", "≥": ">="}.get(found[1], found[1])
    return Amount(found[2], comparator, _SPELT[unit.lower()] if unit else None)


def read_pressure(text: str) -> tuple[str, str] | None:
    """Systolic and diastolic of a reading such as 140/85."""
    found = _PRESSURE.fullmatch(text)
    return (found[1], found[2]) if found else None


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet has written a long number in scientific notation, and so lost digits."""
    return _SCIENTIFIC.fullmatch(text) is not None


def read_name(text: str) -> tuple[str, str, str | None]:
    """Family name, given names and title of ``SURNAME, Forename (Title)`` or ``Forename Surname``."""
    titled = re.fullmatch(r"(.*?)\s*\(([^()]*)\)", text)
    name, title = (titled[1], titled[2].strip() or None) if titled else (text, None)
    if "," in name:
        family, _, given = name.partition(",")
    else:
        given, _, family = name.rpartition(" ")
    return family.strip(), given.strip(), title
