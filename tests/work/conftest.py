"""Sites after a night, and factories for lists: definitions, needs, and snapshots and evaluations by hand."""

from __future__ import annotations

import copy
import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pytest
from django.db import connection, transaction

from openpcn.terms import person_key

if TYPE_CHECKING:
    from openpcn.rules.engine import Evaluation
    from openpcn.work.people.models import PersonState
    from openpcn.work.worklists.models import Listed, Need

SNAPSHOT = "20260210T010000-test"  # the live one of the shared fixtures
AS_AT, YEAR_END = date(2026, 2, 10), date(2026, 3, 31)
PRACTICES = ("Z99001", "Z99002", "Z99003")
Made = TypeVar("Made")


class RowsOnSQLite:
    """Every row of the test database, to be put back as they were."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect(":memory:")
        connection.ensure_connection()
        connection.connection.backup(self._kept)

    def put_back(self) -> None:
        self._kept.backup(connection.connection)


class RowsOnPostgreSQL:
    """The same by COPY, with where each sequence stands."""

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}
        with connection.cursor() as cursor:
            for table in connection.introspection.django_table_names(only_existing=True):
                with cursor.copy(f'COPY "{table}" TO STDOUT') as out:
                    self._rows[table] = b"".join(out)
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
            self._sequences = cursor.fetchall()

    def put_back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # references wait for the last row
            for table, rows in self._rows.items():
                cursor.execute(f'DELETE FROM "{table}"')
                if rows:
                    with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
                        into.write(rows)
            for name, value in self._sequences:
                cursor.execute("SELECT setval(%s, %s)", [f'"{name}"', value])


@dataclass
class Kept:
    """What some nights left: the data directory, the rows, the hour, and what the test was told of them."""

    home: Path
    rows: RowsOnSQLite | RowsOnPostgreSQL
    now: str
    made: Any


@pytest.fixture(scope="session")
def kept_sites() -> dict[tuple[object, ...], Kept]:
    """The sites that tests of this process have begun with."""
    return {}


@pytest.fixture
def beginning_with(
    kept_sites: dict[tuple[object, ...], Kept],
    transactional_db: None,
    site_home: Path,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[[], Made]], Made]:
    """Begin with what some nights left: ``beginning_with(nights)``, called once a process, then only copied.

    Each test has a data directory, rows, hour and result of ``nights`` of its own, so it may change them all.
    """

    def begin(nights: Callable[[], Made]) -> Made:
        whole = request.node.get_closest_marker("whole_catalogue") is not None
        key = (nights.__module__, nights.__qualname__, whole)
        if key not in kept_sites:
            made, home = nights(), tmp_path_factory.mktemp("kept") / "home"
            shutil.copytree(site_home, home)
            rows = RowsOnSQLite() if connection.vendor == "sqlite" else RowsOnPostgreSQL()
            kept_sites[key] = Kept(home, rows, os.environ["OPENPCN_NOW"], copy.deepcopy(made))
            return made
        kept = kept_sites[key]
        shutil.copytree(kept.home, site_home, dirs_exist_ok=True)
        kept.rows.put_back()
        monkeypatch.setenv("OPENPCN_NOW", kept.now)
        return copy.deepcopy(kept.made)

    return begin


@pytest.fixture
def one_night(
    beginning_with: Callable[[Callable[[], Made]], Made], small_practice: Any, tmp_path: Path, riverbank: Any
) -> Any:
    """Twelve frail people at Mill Lane, live after a first night; their practice, for the nights to come."""

    def nights() -> Any:
        from openpcn.work import night

        practice = small_practice()
        night.run([practice.write(tmp_path / "first", "2026-02-09")], by="test")
        return practice

    return beginning_with(nights)


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
