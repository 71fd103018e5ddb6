"""Where a definition stands: counts, per cent, thresholds, money; by practice, fifth and ethnic group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openpcn.work.access.models import Post


@dataclass(frozen=True)
class Number:
    """A count as the reader may see it. shown: '*' for 1 to 7, else rounded to 5 where not exact."""

    shown: str
    value: int | None  # None: hidden
    exact: bool
    opens: bool  # the reader may open the people behind it


@dataclass(frozen=True)
class Line:
    """One row of a table: a practice, a fifth, an ethnic group or the whole."""

    key: str
    title: str
    achieved: Number
    due: Number
    adjusted: Number
    excluded: Number
    percent: float | None  # achieved / (achieved + due) of the shown numbers; None: cannot be said
    change: int | None  # of achieved since the snapshot before, of the shown numbers


@dataclass(frozen=True)
class RuleCount:
    """How many one rule decided."""

    code: str
    word: str
    sentence: str
    number: Number


@dataclass(frozen=True)
class Money:
    """Points and pounds as they stand. pence: None where not paid or not known."""

    paid: bool
    whose: str  # pcn, practice, nobody
    known: bool
    confirmed: bool
    lower: float | None  # thresholds in per cent
    upper: float | None
    points: float | None
    points_available: float | None
    pence: int | None
    worth_of_one_more: int | None
    people_to_upper: int | None
    note: str


@dataclass(frozen=True)
class Position:
    """A definition's position in the live snapshot, narrowed to what the reader may see."""

    definition: str
    title: str
    kind: str
    as_at: date
    achievement_date: date
    whole: Line
    percent_change: float | None
    rules: tuple[RuleCount, ...]
    by_practice: tuple[Line, ...]
    by_fifth: tuple[Line, ...]
    by_ethnic_group: tuple[Line, ...]
    gap: float | None  # per cent of the least deprived fifth minus that of the most deprived
    gap_change: float | None
    not_assessed: tuple[tuple[str, str], ...]  # practice, what its feed lacks
    money: Money
    exact: bool  # False: small numbers hidden, others to the nearest 5
    note: str


def positions(post: Post) -> tuple[Position, ...]:
    """Every definition counted in the live snapshot."""
    raise NotImplementedError


def position(definition: str, post: Post) -> Position:
    """Raises KeyError where the live snapshot has no count of the definition."""
    raise NotImplementedError
