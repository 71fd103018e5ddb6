"""One person as rules see one: registration and rows. What the plain evaluator and the stories work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Day = date  # inside Row, ``date`` is a column


@dataclass(frozen=True)
class Row:
    """One dated coded entry. ``provisional``: made here, not yet seen in an extract.

    date None: unknown, so no rule sees it. value and unit are the standard ones where the record has them;
    ``written`` is what the extract says where that differs, such as "6.5 %". ``implausible`` values are no
    readings. submission, file and line say where the row came from. days: for which an issue was supplied.
    end: of an authorisation or a stay; None: it goes on. status: the course type of an authorisation, or the
    status of an appointment. In a table without codes ``code`` is the kind of row, see language.stays.
    """

    code: str
    date: date | None
    value: float | None = None
    unit: str | None = None
    comparator: str | None = None
    term: str = ""
    table: str = "event"
    implausible: bool = False
    confidential: bool = False
    provisional: bool = False
    practice: str = ""
    submission: str = ""
    file: str = ""
    line: int = 0
    written: str = ""
    days: int | None = None
    end: Day | None = None
    status: str = ""


@dataclass(frozen=True)
class Registered:
    """A person's registration at the practice whose rows the rules use."""

    birth_date: date
    sex: str = "unknown"
    registered_on: date = date(2000, 1, 1)
    deregistered_on: date | None = None
    registration_type: str = "regular"
    death_date: date | None = None
    deprivation_decile: int | None = None

    def on_list(self, as_at: date) -> bool:
        """Registered as a regular patient and alive on a day."""
        return (
            self.registration_type == "regular"
            and self.registered_on <= as_at
            and self.birth_date <= as_at
            and (self.deregistered_on is None or self.deregistered_on > as_at)
            and (self.death_date is None or self.death_date > as_at)
        )


@dataclass(frozen=True)
class Person:
    """Registration and every row of one person at one practice, in no particular order."""

    registered: Registered
    rows: tuple[Row, ...] = ()
