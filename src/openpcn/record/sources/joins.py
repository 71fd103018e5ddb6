"""By which ids the rows of a supplier's tables belong together: what deriving only some people rests on.

A source whose ``to_record`` joins rows of people only by the ids declared here, and reads dictionaries only
by the reads declared here, says the same of a person from that person's rows, and those they share an id
with, as from all rows. The intake then derives only the people a delta touches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

PERSON = "person"  # the kind of id that is a person's; its text is the record's ``local_id``


@dataclass(frozen=True)
class Read:
    """Rows of ``table`` read the rows of dictionary ``of`` whose ``column`` equals ``expression``."""

    table: str
    expression: str
    of: str
    column: str


@dataclass(frozen=True)
class Joins:
    """people: table -> column -> kind of id, for every table with rows of people; others are dictionaries.

    reads: by what a dictionary is read; where one reads another, a row of it that reads a changed row counts
    as changed. aside: tables that ``to_record`` does not read. A dictionary with no read declared is read in
    ways not told: where it changes, everything is derived.
    """

    people: dict[str, dict[str, str]]
    reads: tuple[Read, ...] = ()
    aside: frozenset[str] = frozenset()

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of id, the person's first."""
        found = {kind for ids in self.people.values() for kind in ids.values()}
        return (PERSON, *sorted(found - {PERSON}))
