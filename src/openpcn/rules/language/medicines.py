"""Facts about medicines: how many different ones, which repeats are current, and how much was supplied."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.codes import amounts as amount_tables

from .codelists import CodesArgument
from .errors import DefinitionError, nearest
from .expressions import DateExpr, NumberExpr
from .facts import DateArgument, DateOf, EntryFact, EntryTable, NumberOf, _entry_fields
from .frozen import remember_hash
from .windows import EVER, Window

DAYS_SUPPLIED = 28  # of an issue that does not say for how many days it is
REPEATS = frozenset({"repeat", "repeat_dispensing"})


@remember_hash
@dataclass(frozen=True, init=False)
class CountDistinct(EntryFact):
    """How many different groups of the list's codes (as ingredients) have an entry; zero is a number.

    by="code" counts codes. A code without a group counts as itself. ``.date`` is the latest entry, ``.first``
    the earliest.
    """

    gives = ("count", "date", "exists", "first")
    by: str

    def __init__(
        self,
        codes: CodesArgument,
        *,
        by: str = "group",
        window: Window | None = None,
        in_period: bool = False,
        after: DateArgument | None = None,
        table: str = "issue",
    ) -> None:
        if by not in {"group", "code"}:
            raise DefinitionError(f"by: expected 'group' or 'code', found {by!r}")
        _entry_fields(self, codes, window, in_period, after, None, table)
        object.__setattr__(self, "by", by)

    @property
    def count(self) -> NumberExpr:
        return NumberOf(self, "count", None)

    @property
    def first(self) -> DateExpr:
        return DateOf(self, "first")

    def describe(self) -> str:
        return f"number of different {'codes' if self.by == 'code' else 'groups'} with {self.what()}"


@remember_hash
@dataclass(frozen=True, init=False)
class CurrentRepeats(EntryFact):
    """How many different medicines (by group) somebody has on current repeat on the day of the data.

    One is current where its repeat authorisation has begun and has not ended, and an issue of the same code
    lasts to that day: date of issue plus days supplied, 28 where not recorded. ``.date`` is the latest such
    issue.
    """

    gives = ("count", "date", "exists")

    def __init__(self, codes: CodesArgument) -> None:
        _entry_fields(self, codes, EVER, False, None, None, "medication")

    @property
    def tables(self) -> frozenset[str]:
        return frozenset({EntryTable.MEDICATION.value, EntryTable.ISSUE.value})

    @property
    def count(self) -> NumberExpr:
        return NumberOf(self, "count", None)

    def what(self) -> str:
        return f"current repeat of {self.codes.title}"

    def describe(self) -> str:
        return f"number of different medicines on {self.what()}"


@remember_hash
@dataclass(frozen=True, init=False)
class SumOf(EntryFact):
    """The quantities of issues, each times what a table gives for one unit of its code.

    ``.amount``: nought where there is no issue. An issue without a quantity, or of a code that the table does
    not hold, makes it *at least* what is known.
    """

    gives = ("amount", "date", "exists")
    amounts: str

    def __init__(
        self,
        codes: CodesArgument,
        *,
        amounts: str,
        window: Window | None = None,
        in_period: bool = False,
        after: DateArgument | None = None,
    ) -> None:
        known = amount_tables.names()
        if amounts not in known:
            raise DefinitionError(f"amounts {amounts!r}: {nearest(amounts, known)}")
        _entry_fields(self, codes, window, in_period, after, None, "issue")
        object.__setattr__(self, "amounts", amounts)

    @property
    def amount(self) -> NumberExpr:
        return NumberOf(self, "amount", None)

    @property
    def each(self) -> dict[str, float]:
        """Code -> the amount in one unit of it."""
        return dict(amount_tables.amounts(self.amounts))

    def describe(self) -> str:
        return f"amount ({self.amounts.replace('_', ' ')}) of {self.what()}"


def groups_of(fact: CountDistinct | CurrentRepeats) -> dict[str, str]:
    """Code -> what it is counted as."""
    if isinstance(fact, CountDistinct) and fact.by == "code":
        return {code.code: code.code for code in fact.codes.entries}
    return dict(fact.codes.groups)
