"""What a worklist hands to a page or a file: plain values, already narrowed to what the reader may see.

A row of a person whom the reader has not claimed carries name, age, practice, needs and contact needs, and
``None`` or nothing for everything else (number, birth, appointment, reasons, what is missing): the narrowing
happens here, not in a template.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from openpcn.terms import money
from openpcn.terms.scope import Fields

UNCONFIRMED = "unconfirmed"  # stands in the note of every worth whose inputs are not all read in a source


class Status(StrEnum):
    """Where one need stands. ``closed`` means by hand; what the extract closed is on no list."""

    OPEN = "open"
    CLAIMED = "claimed"
    AWAITING = "done_awaiting_extract"
    NOT_COUNTED = "done_not_counted"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {
            "open": "To do",
            "claimed": "Taken",
            "done_awaiting_extract": "Done, waiting for the extract",
            "done_not_counted": "Done, but will not be counted",
            "closed": "Closed by hand",
        }[self.value]


@dataclass(frozen=True)
class Calculator:
    """What has to stand beside a score that was worked out here and is not recorded. id: of its module."""

    id: str
    title: str
    version: str
    notice: str

    @property
    def sentence(self) -> str:
        """Such as: Worked out here, not recorded: eFI 2016, 36 deficits."""
        return f"Worked out here, not recorded: {self.version}. {self.notice}".strip()


@dataclass(frozen=True)
class Reason:
    """A sentence of the rule with the value and the day that made it hold, and the practice it came from.

    calculator: where the value is a score that the record does not hold.
    """

    sentence: str
    value: str
    date: date | None
    source: str
    calculator: Calculator | None = None


@dataclass(frozen=True)
class Worth:
    """What one more achieved person is worth, and whose money it is.

    pence: None where not paid or not known. whose: pcn, practice or nobody.
    """

    pence: int | None
    known: bool
    whose: str
    note: str = ""  # such as: contract values unconfirmed

    @property
    def confirmed(self) -> bool:
        """Whether every figure behind the amount was read in a source for its day."""
        return UNCONFIRMED not in self.note

    @property
    def sentence(self) -> str:
        """Such as: £70.00, the PCN's; or about £18.29, the practice's (unconfirmed)."""
        if self.whose == "nobody":
            return "Not paid"
        owner = {"pcn": "the PCN's", "practice": "the practice's"}[self.whose]
        if not self.known or self.pence is None:
            return f"Not known, {owner}"
        amount = f"{money.display(self.pence)}, {owner}"
        return amount if self.confirmed else f"about {amount} ({UNCONFIRMED})"


@dataclass(frozen=True)
class NeedRow:
    """One need of one person. reasons: empty where the reader may not see clinical evidence yet."""

    definition: str
    subject: str
    title: str
    work: str
    minutes: int
    due_by: date | None
    red_flag: bool
    status: Status
    missing: tuple[str, ...]
    sentence: str  # why it will not be counted, or what it is waiting for; empty otherwise
    reasons: tuple[Reason, ...]
    worth: Worth
    closed_because: str = ""


@dataclass(frozen=True)
class Holder:
    """Who has taken a person on, in which role."""

    name: str
    role: str
    since: datetime
    mine: bool


@dataclass(frozen=True)
class Row:
    """One person on a list with all their needs there. ``fields`` says how far the row is filled."""

    ref: str  # for a URL: terms.person_key
    person_id: int
    name: str  # SURNAME, First
    age: int
    practice: str
    practice_name: str
    as_at: date | None  # day of the practice's extract
    contact_needs: tuple[str, ...]
    needs: tuple[NeedRow, ...]
    holder: Holder | None
    fields: Fields
    restricted: bool = False  # confidential, S-flag or objection: only ever true for the practice's own staff
    nhs_number: str | None = None
    birth_date: date | None = None
    next_appointment: str | None = None

    @property
    def red_flag(self) -> bool:
        return any(need.red_flag for need in self.needs)

    @property
    def due_by(self) -> date | None:
        """The earliest day something is due."""
        return min((need.due_by for need in self.needs if need.due_by), default=None)

    @property
    def minutes(self) -> int:
        """Minutes to help this person: one piece of work counts once, however many needs it meets."""
        return sum({need.work: need.minutes for need in self.needs}.values())


@dataclass(frozen=True)
class Card:
    """A number with the filter that shows what is behind it."""

    label: str
    count: int
    filter: str  # query such as status=claimed&assigned=me


@dataclass(frozen=True)
class NotAssessed:
    """A practice whose feed lacks what a definition needs: its people are not on the list."""

    definition: str
    title: str
    practice: str
    practice_name: str
    lacks: str


@dataclass(frozen=True)
class Page:
    """One page of a worklist. total: people matching; whole: people on the list without filters."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int
    whole: int
    cards: tuple[Card, ...]
    sort: str
    role: str
    practices: tuple[tuple[str, str], ...]  # (ODS code, name) that can be filtered by
    definitions: tuple[tuple[str, str], ...]  # (id, title)
    not_assessed: tuple[NotAssessed, ...]
    minutes_left: int | None  # None: no weekly minutes set
    empty_because: str  # what would put somebody on this list; empty where there are rows
    can_fill: bool  # False: nobody can come onto this list as things stand, so there is nothing to filter
