"""Facts about the person rather than the entries: age, sex, registration, deprivation; parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from openpcn.terms.units import Unit

from .errors import DefinitionError, nearest
from .expressions import (
    ACHIEVEMENT_DATE,
    AS_AT,
    EPISODE_START,
    YEAR_END,
    YEAR_START,
    DateExpr,
    MomentDate,
    Node,
    NumberExpr,
    TextExpr,
    as_date,
    walk,
)
from .periods import amounts_in_words, contract_rows

_MOMENTS = {
    "achievement_date": ACHIEVEMENT_DATE, "as_at": AS_AT, "year_start": YEAR_START, "year_end": YEAR_END,
}  # fmt: skip


@dataclass(frozen=True, init=False)
class AgeOn(NumberExpr):
    """Completed years of age on a day that is the same for everybody: ``AgeOn("achievement_date")``."""

    day: DateExpr

    def __init__(self, day: str | date | DateExpr) -> None:
        if isinstance(day, str):
            if day not in _MOMENTS:
                raise DefinitionError(f"AgeOn({day!r}): {nearest(day, _MOMENTS)}")
            chosen = _MOMENTS[day]
        else:
            chosen = as_date(day, "AgeOn")
        for node in walk(chosen):
            if not node.children() and not _is_common(node):
                raise DefinitionError(
                    "AgeOn takes a day that is the same for everybody, not a person's own date"
                )
        object.__setattr__(self, "day", chosen)

    @property
    def unit(self) -> Unit | None:
        return None

    def children(self) -> tuple[Node, ...]:
        return (self.day,)

    def describe(self) -> str:
        return f"age on {self.day.describe()}"


def _is_common(node: Node) -> bool:
    if isinstance(node, MomentDate):
        return node != EPISODE_START
    return not isinstance(node, RegisteredSince | BirthDate)


@dataclass(frozen=True)
class Sex(TextExpr):
    """The recorded sex; ``unknown`` is missing."""

    words: ClassVar[frozenset[str]] = frozenset({"female", "male", "other"})

    def describe(self) -> str:
        return "sex"


FEMALE, MALE = Sex().is_("female"), Sex().is_("male")


@dataclass(frozen=True)
class RegisteredSince(DateExpr):
    """The day the current registration at the practice started."""

    def describe(self) -> str:
        return "the start of the registration"


@dataclass(frozen=True)
class BirthDate(DateExpr):
    def describe(self) -> str:
        return "the date of birth"


@dataclass(frozen=True)
class DeprivationFifth(NumberExpr):
    """1 (most deprived) to 5 of the area of residence; missing where the area is not known."""

    @property
    def unit(self) -> Unit | None:
        return None

    def describe(self) -> str:
        return "deprivation fifth"


@dataclass(frozen=True)
class Param(NumberExpr):
    """A dated contract value, by name, on the achievement date.

    After its dates: the last published one, and the evaluation says *unconfirmed*. Before its first: missing.
    """

    name: str
    of_unit: Unit | None = None

    def __post_init__(self) -> None:
        contract_rows(self.name)

    @property
    def unit(self) -> Unit | None:
        return self.of_unit

    def describe(self) -> str:
        return f"the contract's {amounts_in_words(self.name)} ({contract_rows(self.name)[0].title})"
