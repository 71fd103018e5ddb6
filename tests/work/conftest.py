"""Factories for lists: the live snapshot's definitions, needs, and snapshots and evaluations made by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from openpcn.terms import person_key

if TYPE_CHECKING:
    from openpcn.rules.engine import Evaluation
    from openpcn.work.people.models import PersonState
    from openpcn.work.worklists.models import Listed, Need

SNAPSHOT = "20260210T010000-test"  # the live one of the shared fixtures
AS_AT, YEAR_END = date(2026, 2, 10), date(2026, 3, 31)
PRACTICES = ("Z99001", "Z99002", "Z99003")


@pytest.fixture
def listed(riverbank: Any) -> list[Listed]:
    """The definitions with work, from the catalogue, as prepared for the live snapshot."""
    from openpcn.rules import catalogue
    from openpcn.rules.language import Indicator
    from openpcn.work.worklists.models import Listed

    return Listed.objects.bulk_create(
        Listed(
            snapshot_id=SNAPSHOT,
            definition=d.id,
            title=d.title,
            purpose=d.purpose.value,
            work=d.work.id,
            roles=list(d.work.by),
            minutes=d.work.minutes,
            counts=list(d.work.counts),
            not_assessed={},
            as_at=dict.fromkeys(PRACTICES, "2026-02-09"),
            run_as_at=AS_AT,
            achievement_date=YEAR_END,
        )
        for d in catalogue.definitions()
        if isinstance(d, Indicator) and d.work is not None
    )


@pytest.fixture
def need_of(listed: list[Listed]) -> Callable[..., Need]:
    """Find somebody due in the live snapshot: ``need_of(state, "SMR01B", red_flag=True)``."""
    from openpcn.work.worklists.models import Need
    from openpcn.work.worklists.prepare import evidence

    by_id = {row.definition: row for row in listed}

    def make(state: PersonState, definition: str, **fields: Any) -> Need:
        row = by_id[definition]
        reasons = fields.pop(
            "reasons",
            [
                {
                    "sentence": "Severe frailty recorded",
                    "value": "CFS 7",
                    "date": "2025-06-01",
                    "source": state.practice,
                }
            ],
        )
        parts = fields.pop("parts", [])
        return Need.objects.create(
            **{
                "snapshot_id": SNAPSHOT,
                "person_id": state.person_id,
                "practice": state.practice,
                "definition": definition,
                "subject": person_key.encode(state.person_id),
                "rule": "",
                "parts": parts,
                "due_by": YEAR_END,
                "red_flag": False,
                "minutes": row.minutes,
                "work": row.work,
                "purpose": row.purpose,
                "reasons": reasons,
                "evidence": evidence("", parts, reasons),
                "worth_known": True,
                "whose": "nobody",
                "birth_date": state.birth_date,
                "deprivation_fifth": state.deprivation_fifth,
                "care_home": False,
                **fields,
            }
        )

    return make


@pytest.fixture
def key() -> Callable[[], str]:
    """A new idempotency key each time."""
    numbers = itertools.count(1)
    return lambda: f"key-{next(numbers)}"


@dataclass
class FakePart:
    """What preparing asks of a part."""

    practice: str
    as_at: date = date(2026, 2, 9)
    list_size: int = 1_000
    supplies: frozenset[str] = frozenset({"patient", "event", "medication", "issue", "appointment"})
    covers: tuple[str, ...] | None = None

    @property
    def description(self) -> SimpleNamespace:
        return SimpleNamespace(list_size=self.list_size)


@dataclass
class FakeSnapshot:
    """What preparing and the overlay ask of a snapshot: parts, and one person's record."""

    id: str = SNAPSHOT
    parts: dict[str, FakePart] = field(default_factory=lambda: {ods: FakePart(ods) for ods in PRACTICES})
    records: dict[int, Any] = field(default_factory=dict)

    @property
    def practices(self) -> tuple[str, ...]:
        return tuple(self.parts)

    def person(self, person_id: int, scope: Any) -> Any:
        return self.records[person_id]


@pytest.fixture
def snapshot() -> FakeSnapshot:
    return FakeSnapshot()


@pytest.fixture
def record_of() -> Callable[..., Any]:
    """One person's record with coded events: ``record_of(state, ("ld_health_check", "2025-09-01"), ...)``.

    An event is a codelist's id (its first code) and a day, and may have a value and a unit.
    """
    from openpcn.codes import codelist
    from openpcn.record.store import PersonRecord, Row

    def make(state: PersonState, *events: tuple[Any, ...]) -> Any:
        patient = Row(
            "patient",
            state.practice,
            "s",
            "f",
            1,
            {
                "birth_date": state.birth_date,
                "sex": state.sex,
                "registered_on": state.registered_on,
                "deregistered_on": None,
                "registration_type": "regular",
                "death_date": None,
                "deprivation_decile": 3,
            },
        )
        rows = []
        for line, (name, day, *rest) in enumerate(events, start=2):
            value, unit = (*rest, None, None)[:2]
            values = {
                "code": codelist(name).codes[0].code,
                "date": date.fromisoformat(day),
                "value": value,
                "unit": unit,
                "standard_value": value,
                "standard_unit": unit,
                "comparator": None,
                "term": name,
                "implausible": False,
                "confidential": False,
            }
            rows.append(Row("event", state.practice, "s", "f", line, values))
        return PersonRecord(state.person_id, state.practice, (patient,), tuple(rows))

    return make


@pytest.fixture
def evaluation_of() -> Callable[..., Evaluation]:
    """An evaluation made by hand.

    Each outcome: (state, definition, word) and, where due, a dict of parts, nearly, red_flag, reasons, start.
    """
    from openpcn.rules.engine import OUTCOMES, SHOWN, Evaluation

    def make(outcomes: Sequence[tuple[Any, ...]], not_assessed: Sequence[Any] = ()) -> Evaluation:
        rows, shown = [], []
        for state, definition, word, *more in outcomes:
            said = more[0] if more else {}
            start = said.get("start")
            subject = person_key.encode(state.person_id) + (f"/{start.isoformat()}" if start else "")
            due = word == "due"
            rows.append(
                {
                    "person_id": state.person_id,
                    "practice": state.practice,
                    "subject": subject,
                    "definition": definition,
                    "word": word,
                    "rule": said.get("rule"),
                    "parts": said.get("parts", []) if due else None,
                    "due_by": YEAR_END if due else None,
                    "episode_start": start,
                    "nearly": said.get("nearly", []) if due else None,
                    "red_flag": said.get("red_flag", False),
                }
            )
            if due:
                shown.append(
                    {
                        "person_id": state.person_id,
                        "subject": subject,
                        "definition": definition,
                        "reasons": said.get("reasons", []),
                    }
                )
        return Evaluation(
            pa.Table.from_pylist(rows, schema=OUTCOMES),
            pa.Table.from_pylist(shown, schema=SHOWN),
            tuple(not_assessed),
            AS_AT,
            YEAR_END,
            {"definitions": {}, "codelists": {}, "parameters": {}},
        )

    return make
