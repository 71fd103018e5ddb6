"""Scope: what a query about people starts from. There is no default; no scope, no rows.

A scope says for which purpose, the people of which practices, which of those people, and which of their
fields. It is built in one place (work.access) from agreement, purpose, role and grant; the record and the
rules only narrow by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """Why information about people is used. Individual care and the others are kept apart."""

    INDIVIDUAL_CARE = "individual_care"
    RISK_STRATIFICATION = "risk_stratification"
    PLANNING = "planning"
    EVALUATION = "evaluation"  # the night's own work: rules run, nobody looks

    @property
    def label(self) -> str:
        return {
            "individual_care": "Individual care",
            "risk_stratification": "Finding people who would benefit",
            "planning": "Planning and service evaluation",
            "evaluation": "Overnight evaluation",
        }[self.value]


class Fields(StrEnum):
    """How much of a person a scope opens; each level includes the ones before."""

    COUNTS = "counts"  # no people, only numbers under the small-number rule
    LIST = "list"  # name, age, practice, need, contact needs
    DEMOGRAPHICS = "demographics"  # and NHS number, address, bookings; no clinical entries
    RECORD = "record"  # the coded record


_ORDER = tuple(Fields)


class ScopeError(PermissionError):
    """The scope does not reach what was asked."""


@dataclass(frozen=True)
class Scope:
    """Purpose x practices x people x fields.

    practices: ODS codes. people: person ids, or None for everybody at those practices.
    """

    purpose: Purpose
    practices: frozenset[str]
    fields: Fields
    people: frozenset[int] | None = None

    @classmethod
    def of(
        cls, purpose: Purpose, practices: Iterable[str], fields: Fields, people: Iterable[int] | None = None
    ) -> Scope:
        return cls(purpose, frozenset(practices), fields, None if people is None else frozenset(people))

    @classmethod
    def evaluation(cls, practices: Iterable[str]) -> Scope:
        """The scope of the night's evaluation: whole record, nobody reads it."""
        return cls.of(Purpose.EVALUATION, practices, Fields.RECORD)

    @classmethod
    def nobody(cls, purpose: Purpose) -> Scope:
        return cls(purpose, frozenset(), Fields.COUNTS, frozenset())

    def opens(self, fields: Fields) -> bool:
        """Whether this scope reaches at least ``fields``."""
        return _ORDER.index(self.fields) >= _ORDER.index(fields)

    def require(self, fields: Fields) -> None:
        """Raises ScopeError where the scope does not reach ``fields``."""
        if not self.opens(fields):
            raise ScopeError(f"this needs {fields.value}; the scope opens {self.fields.value}")

    def includes(self, person: int, practice: str) -> bool:
        """Whether a person registered at a practice is inside."""
        return practice in self.practices and (self.people is None or person in self.people)
