"""What an entry may say: a code from a list that counts, a day that can be, a value where one belongs.

A code that carries a number carries it whichever list it is chosen from. What a number is measured in and
which numbers can be is said once, in ``terms.analytes``; scores are no measurements, so theirs stand here.
Medicines are no entries: what counts is that the practice issues one, and only its own system can say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openpcn.codes import Codelist, codelist
from openpcn.terms.analytes import ANALYTES
from openpcn.terms.units import Unit
from openpcn.work.network.errors import WorkError


class FormError(WorkError):
    """The form cannot be recorded; the message names the field and what is expected."""


@dataclass(frozen=True)
class Limits:
    """The unit of a number, and the limits outside which it is a slip of the pen, both included."""

    unit: str
    lowest: float
    highest: float

    def __str__(self) -> str:
        """Such as: from 70 to 270 mmHg."""
        return f"from {self.lowest:g} to {self.highest:g} {self.unit}"


MEDICINES = "dmd"  # the system of a codelist of medicines
#: Scores that are recorded as a number, by codelist, within their published range.
SCORES = {
    "chadsvasc_score": Limits(Unit.SCORE.value, 0, 9),
    "clinical_frailty_scale": Limits(Unit.SCORE.value, 1, 9),
    "qrisk_score": Limits(Unit.PERCENT.value, 0, 100),
}


@dataclass(frozen=True)
class Choice:
    """One code that may be recorded. limits: of the value it carries; None where it carries none."""

    codelist: str
    title: str
    code: str
    term: str
    limits: Limits | None


@dataclass(frozen=True)
class NewEntry:
    """One line of a form. value: for codes that carry one, and only those."""

    codelist: str
    code: str
    date: date
    value: float | None = None


@dataclass(frozen=True)
class Checked:
    """A line of a form that may be written."""

    codelist: str
    code: str
    term: str
    date: date
    value: float | None
    unit: str


def choices(codelists: Iterable[str]) -> tuple[Choice, ...]:
    """What may be recorded of these lists, list by list.

    Of a list that has codes without a number, only those: a number is asked for where it has to be.
    """
    limits = _limits()
    found: list[Choice] = []
    for held in recordable(codelists):
        every = [Choice(held.id, held.title, code.code, code.term, limits.get(code.code)) for code in held]
        found += [choice for choice in every if choice.limits is None] or every
    return tuple(found)


def recordable(codelists: Iterable[str]) -> tuple[Codelist, ...]:
    """The lists whose codes are entries."""
    return tuple(held for held in map(codelist, codelists) if held.system != MEDICINES)


def medicines(codelists: Iterable[str]) -> tuple[Codelist, ...]:
    """The lists of medicines: an issue of one counts."""
    return tuple(held for held in map(codelist, codelists) if held.system == MEDICINES)


def check(entries: Sequence[NewEntry], codelists: Iterable[str], *, born: date, today: date) -> list[Checked]:
    """The lines with their terms. Raises FormError at the first line that cannot be."""
    if not entries:
        raise FormError("nothing was entered: choose at least one code")
    allowed = {held.id: held for held in recordable(codelists)}
    carried = _limits()
    checked: list[Checked] = []
    for number, entry in enumerate(entries, start=1):
        held = allowed.get(entry.codelist)
        if held is None or entry.code not in held:
            raise FormError(f"line {number}, code: expected one of the codes that count for this work")
        if entry.date > today:
            raise FormError(f"line {number}, date: the day lies in the future; expected today or earlier")
        if entry.date < born:
            raise FormError(f"line {number}, date: the day lies before the person was born")
        limits = carried.get(entry.code)
        if limits is None and entry.value is not None:
            raise FormError(f"line {number}, value: this code carries none; leave it empty")
        if limits is not None and (entry.value is None or not limits.lowest <= entry.value <= limits.highest):
            raise FormError(f"line {number}, value: expected a number {limits}")
        line = Checked(
            entry.codelist,
            entry.code,
            held.term(entry.code) or "",
            entry.date,
            entry.value,
            limits.unit if limits else "",
        )
        if line in checked:
            raise FormError(f"line {number}: the same entry twice; remove one")
        checked.append(line)
    return checked


def _limits() -> dict[str, Limits]:
    """By code that carries a number."""
    measured = {each.codelist: Limits(each.unit.value, each.lowest, each.highest) for each in ANALYTES}
    return {code: limits for name, limits in (measured | SCORES).items() for code in codelist(name).ids}
