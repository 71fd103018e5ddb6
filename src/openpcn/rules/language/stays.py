"""Facts from tables without codes: stays in hospital and in care homes, contacts, appointments.

A row is counted by its kind. A stay is dated by its first day, or (``on="end"``) by the day it ended, and one
that goes on has then no day yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .codelists import Codes
from .errors import DefinitionError, nearest
from .facts import Count, DateArgument, EntryTable
from .frozen import remember_hash
from .windows import Window, window_of

KINDS: dict[EntryTable, tuple[str, ...]] = {
    EntryTable.HOSPITAL_STAY: (
        "emergency_admission", "elective_admission", "maternity_admission", "transfer", "other_admission",
        "emergency_attendance", "outpatient_attendance",
    ),
    EntryTable.CARE_HOME_STAY: ("permanent", "temporary"),
    EntryTable.CONSULTATION: ("face to face", "telephone", "video", "home visit", "other"),
}  # fmt: skip
CONTACT = "consultation"  # the word of a contact that does not say by what mode
STATUSES = ("booked", "arrived", "fulfilled", "noshow", "cancelled")
NAMES = {
    EntryTable.HOSPITAL_STAY: "hospital stay",
    EntryTable.CARE_HOME_STAY: "care home stay",
    EntryTable.CONSULTATION: "contact with the practice",
    EntryTable.APPOINTMENT: "appointment",
}
_SENT_AS = {
    EntryTable.HOSPITAL_STAY: "hospital files",
    EntryTable.CARE_HOME_STAY: "bed lists",
    EntryTable.CONSULTATION: "lists of contacts",
    EntryTable.APPOINTMENT: "appointment books",
}


@remember_hash
@dataclass(frozen=True, init=False)
class Stays(Count):
    """How many stays, contacts or appointments: ``.count``, ``.date`` of the latest, ``.first``.

    current=True: only stays not over on the day of the data. statuses: of appointments.
    if_supplied=True: evidence beside other evidence, such as a bed list beside codes. A practice whose feed
    lacks the table is assessed all the same, and nothing is found there; so only that something was found may
    be asked, see ``checks.check_beside``.
    """

    on: str
    current: bool
    statuses: tuple[str, ...]
    if_supplied: bool

    def __init__(
        self,
        table: str,
        *,
        kinds: Iterable[str] | None = None,
        statuses: Iterable[str] | None = None,
        window: Window | None = None,
        in_period: bool = False,
        after: DateArgument | None = None,
        on: str = "start",
        current: bool = False,
        per: str = "entry",
        if_supplied: bool = False,
    ) -> None:
        tables = [each.value for each in NAMES]
        if table not in tables:
            raise DefinitionError(f"Stays({table!r}): {nearest(table, tables)}")
        if on not in {"start", "end"}:
            raise DefinitionError(f"on: expected 'start' or 'end', found {on!r}")
        if current and on == "end":
            raise DefinitionError("a stay that is current has not ended: on='start'")
        if (current or on == "end") and table not in {EntryTable.HOSPITAL_STAY, EntryTable.CARE_HOME_STAY}:
            raise DefinitionError(f"only a stay has an end: {table} takes neither current= nor on='end'")
        if statuses is not None and table != EntryTable.APPOINTMENT:
            raise DefinitionError(f"only an appointment has a status: {table} takes no statuses=")
        if per not in {"entry", "day"}:
            raise DefinitionError(f"per: expected 'entry' or 'day', found {per!r}")
        parts = {
            "codes": Codes.of_words(_chosen(kinds, KINDS.get(EntryTable(table)), f"{table}: kind")),
            "window": window_of(window, in_period, after), "where": None, "table": EntryTable(table),
            "per": per, "apart": 0, "on": on, "current": current,
            "statuses": _chosen(statuses, STATUSES, f"{table}: status"),
            "if_supplied": if_supplied,
        }  # fmt: skip
        for name, value in parts.items():
            object.__setattr__(self, name, value)

    @property
    def tables_required(self) -> frozenset[str]:
        return frozenset() if self.if_supplied else self.tables

    def what(self) -> str:
        words = self.codes.title if self.codes.words else ""
        if self.table is EntryTable.CARE_HOME_STAY or not words:
            words = f"{words} {NAMES[self.table]}".strip()
        if self.statuses:
            words += f" ({' or '.join(self.statuses)})"
        if self.on == "end":
            words = f"end of {words}"
        if self.current:
            words = f"current {words}"
        if self.if_supplied:
            words += f" (from {_SENT_AS[self.table]}, where there are any)"
        return f"{words} {self.window.label}".strip()


def Contacts(
    *,
    window: Window | None = None,
    in_period: bool = False,
    after: DateArgument | None = None,
    kinds: Iterable[str] | None = None,
    per: str = "day",
) -> Stays:
    """Consultations with the practice: days with one, unless ``per="entry"``. kinds: by mode of contact."""
    return Stays("consultation", kinds=kinds, window=window, in_period=in_period, after=after, per=per)


def Appointments(
    types: Iterable[str] | None = None,
    *,
    statuses: Iterable[str] | None = None,
    window: Window | None = None,
    in_period: bool = False,
    after: DateArgument | None = None,
    per: str = "entry",
) -> Stays:
    """Appointments by national category as the practice writes it; none named: of any.

    Those after the day of the data do not count, as nothing after it does.
    """
    return Stays(
        "appointment",
        kinds=types,
        statuses=statuses,
        window=window,
        in_period=in_period,
        after=after,
        per=per,
    )


def _chosen(words: Iterable[str] | None, known: tuple[str, ...] | None, where: str) -> tuple[str, ...]:
    """The words, each once and in order; any at all where none are known."""
    chosen = (words,) if isinstance(words, str) else tuple(words or ())
    for word in chosen:
        if known is not None and word not in known:
            raise DefinitionError(f"{where} {word!r}: {nearest(word, known)}")
    return tuple(sorted(set(chosen)))
