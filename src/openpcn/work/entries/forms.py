"""What an entry may say: a code from a list that counts, a day that can be, a value where one belongs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openpcn.codes import Codelist, codelist
from openpcn.terms.units import Unit
from openpcn.work.network.errors import WorkError

# Codelists whose codes carry a number: unit, and the limits outside which it is a slip of the pen.
VALUES: dict[str, tuple[Unit, float, float]] = {
    "systolic_clinic": (Unit.MMHG, 50, 300),
    "systolic_home": (Unit.MMHG, 50, 300),
    "diastolic_clinic": (Unit.MMHG, 20, 200),
    "diastolic_home": (Unit.MMHG, 20, 200),
    "clinical_frailty_scale": (Unit.SCORE, 1, 9),
}


class FormError(WorkError):
    """The form cannot be recorded; the message names the field and what is expected."""


@dataclass(frozen=True)
class Choice:
    """One code that may be recorded. unit: of the value it carries; empty where it carries none."""

    codelist: str
    title: str
    code: str
    term: str
    unit: str


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
    """Every code of these lists, list by list."""
    return tuple(
        Choice(held.id, held.title, code.code, code.term, _unit(held.id))
        for held in map(codelist, codelists)
        for code in held
    )


def check(entries: Sequence[NewEntry], codelists: Iterable[str], *, born: date, today: date) -> list[Checked]:
    """The lines with their terms. Raises FormError at the first line that cannot be."""
    if not entries:
        raise FormError("nothing was entered: choose at least one code")
    allowed: dict[str, Codelist] = {name: codelist(name) for name in codelists}
    checked: list[Checked] = []
    for number, entry in enumerate(entries, start=1):
        held = allowed.get(entry.codelist)
        if held is None or entry.code not in held:
            raise FormError(f"line {number}, code: expected one of the codes that count for this work")
        if entry.date > today:
            raise FormError(f"line {number}, date: the day lies in the future; expected today or earlier")
        if entry.date < born:
            raise FormError(f"line {number}, date: the day lies before the person was born")
        limits = VALUES.get(entry.codelist)
        if limits is None and entry.value is not None:
            raise FormError(f"line {number}, value: this code carries none; leave it empty")
        if limits is not None:
            unit, low, high = limits
            if entry.value is None or not low <= entry.value <= high:
                raise FormError(f"line {number}, value: expected a number from {low:g} to {high:g} {unit}")
        line = Checked(
            entry.codelist,
            entry.code,
            held.term(entry.code) or "",
            entry.date,
            entry.value,
            _unit(entry.codelist),
        )
        if line in checked:
            raise FormError(f"line {number}: the same entry twice; remove one")
        checked.append(line)
    return checked


def _unit(name: str) -> str:
    return VALUES[name][0].value if name in VALUES else ""
