"""A snapshot: one part per practice and who is who across them. Every read of people takes a Scope.

What a scope does here. A person is reached when the practice of their current (or last) registration is in
``scope.practices`` and they are in ``scope.people`` (or that is None). Their rows are given from the parts
of practices that are in ``scope.practices``, so that a practice outside an agreement shows nothing. Entries
that a practice marked confidential are given to no scope but the night's evaluation; people marked
confidential as a whole are narrowed by whoever builds the scope. Location of spine-sensitive people
is not in the record at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openpcn.record.store import content
from openpcn.record.store.part import Part, StoreError
from openpcn.record.tables import TABLES
from openpcn.terms.scope import Fields, Purpose, Scope

FORMAT = "openpcn-snapshot/1"

# One row per person of the snapshot, in order of person_id.
PERSON = pa.schema(
    [
        pa.field("person_id", pa.int64(), nullable=False),
        pa.field("nhs_number", pa.string()),
        pa.field("birth_date", pa.date32(), nullable=False),
        pa.field("death_date", pa.date32()),
        pa.field("practice", pa.string(), nullable=False),  # of the current, else the last registration
        pa.field("patient", pa.int32(), nullable=False),  # dense number in that practice's part
        pa.field("registered_on", pa.date32(), nullable=False),
        pa.field("deregistered_on", pa.date32()),  # null: registered now
        pa.field("confidential", pa.bool_(), nullable=False),  # marked so by any of the practices
        pa.field("spine_sensitive", pa.bool_(), nullable=False),
        pa.field("other_practices", pa.list_(pa.string()), nullable=False),  # with their patient numbers:
        pa.field("other_patients", pa.list_(pa.int32()), nullable=False),
        pa.field("flagged", pa.string()),  # what is doubtful about who they are or where registered
    ]
)


@dataclass(frozen=True)
class IdentityIssue:
    """People who could not be told apart or placed. ``set_aside``: on no list until it is solved.

    places: (practice, local id) of each registration concerned.
    """

    kind: str
    sentence: str
    places: tuple[tuple[str, str], ...]
    set_aside: bool


@dataclass(frozen=True)
class Places:
    """Who the patients of a part are. Arrays by dense patient number.

    person_id: -1 where the patient is set aside. current: this part holds the person's current, else last,
    registration, and so answers for them in official indicators.
    """

    person_id: npt.NDArray[np.int64]
    current: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """One row of a record table and where it came from. sender: the companion source; empty: the practice."""

    table: str
    practice: str
    submission: str
    file_name: str
    line: int
    values: Mapping[str, Any]
    sender: str = ""

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True)
class PersonRecord:
    """What the record holds about one person within a scope; newest first, the current registration first."""

    person_id: int
    practice: str
    patients: tuple[Row, ...]
    events: tuple[Row, ...] = ()
    medications: tuple[Row, ...] = ()
    issues: tuple[Row, ...] = ()
    appointments: tuple[Row, ...] = ()
    consultations: tuple[Row, ...] = ()
    referrals: tuple[Row, ...] = ()
    allergies: tuple[Row, ...] = ()
    hospital_stays: tuple[Row, ...] = ()
    care_home_stays: tuple[Row, ...] = ()
    death_date: date | None = None  # held by any of the person's practices

    def __iter__(self) -> Iterator[Row]:
        for attribute, _, _ in _OF_PERSON.values():
            yield from getattr(self, attribute)


# table -> (attribute of PersonRecord, column that orders it, least fields)
_OF_PERSON = {
    "patient": ("patients", "registered_on", Fields.DEMOGRAPHICS),
    "event": ("events", "date", Fields.RECORD),
    "medication": ("medications", "start_date", Fields.RECORD),
    "issue": ("issues", "date", Fields.RECORD),
    "appointment": ("appointments", "start", Fields.DEMOGRAPHICS),
    "consultation": ("consultations", "date", Fields.RECORD),
    "referral": ("referrals", "date", Fields.RECORD),
    "allergy": ("allergies", "recorded_on", Fields.RECORD),
    "hospital_stay": ("hospital_stays", "date", Fields.RECORD),
    "care_home_stay": ("care_home_stays", "date", Fields.RECORD),
}


class Snapshot:
    """A snapshot in the store. Opening reads its manifest; tables are read when asked for."""

    def __init__(self, folder: Path, parts_folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        try:
            held: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
        except FileNotFoundError:
            raise StoreError(f"snapshot {folder.name} is not in the store") from None
        if held.get("format") != FORMAT:
            raise StoreError(f"snapshot format {held.get('format')!r}: expected {FORMAT}")
        self.created = datetime.fromisoformat(held["created"])
        self.content_hash: str = held["content_hash"]
        self.people_hash: str = held.get("people_hash", "")  # who is who: see identity.people_hash
        self.parts: dict[str, Part] = {
            practice: Part(parts_folder / part_id) for practice, part_id in sorted(held["parts"].items())
        }
        self.identity_issues = tuple(
            IdentityIssue(i["kind"], i["sentence"], tuple((p, q) for p, q in i["places"]), i["set_aside"])
            for i in held["identity_issues"]
        )

    @property
    def practices(self) -> tuple[str, ...]:
        """ODS codes, in order."""
        return tuple(self.parts)

    def counts(self) -> dict[str, dict[str, int]]:
        """Rows per record table and practice."""
        return {
            name: {practice: part.description.rows[name] for practice, part in self.parts.items()}
            for name in TABLES
        }

    def places(self, practice: str) -> Places:
        """Who the patients of a practice's part are. For the rules; carries no fact about anybody."""
        if practice not in self._places:
            person_id = np.full(self.parts[practice].n_patients, -1, np.int64)
            current = np.zeros(len(person_id), np.bool_)
            at = self._everybody["practice"].to_numpy(zero_copy_only=False) == practice
            ids = self._everybody["person_id"].to_numpy()
            patient = self._everybody["patient"].to_numpy()
            person_id[patient[at]] = ids[at]
            current[patient[at]] = True
            elsewhere = self._elsewhere
            there = elsewhere["practice"].to_numpy(zero_copy_only=False) == practice
            person_id[elsewhere["patient"].to_numpy()[there]] = elsewhere["person_id"].to_numpy()[there]
            self._places[practice] = Places(person_id, current)
        return self._places[practice]

    def deaths(self, practice: str) -> Mapping[int, date]:
        """Patient -> day of death of the people who answer to a practice, whichever practice knows of it."""
        here = pc.and_(
            pc.equal(self._everybody["practice"], practice), self._everybody["death_date"].is_valid()
        )
        rows = self._everybody.filter(here)
        return dict(zip(rows["patient"].to_pylist(), rows["death_date"].to_pylist(), strict=True))

    def people(self, scope: Scope) -> pa.Table:
        """The people a scope reaches, as PERSON; NHS number null below ``demographics``. Needs ``list``."""
        scope.require(Fields.LIST)
        found = self._everybody.filter(self._reached(scope))
        if not scope.opens(Fields.DEMOGRAPHICS):
            blank = pa.nulls(found.num_rows, pa.string())
            found = found.set_column(found.schema.get_field_index("nhs_number"), "nhs_number", blank)
        return found

    def table(self, name: str, scope: Scope, columns: Sequence[str] | None = None) -> pa.Table:
        """Rows of a record table of the people a scope reaches, with columns practice and person_id.

        Needs ``record``, or ``demographics`` for patient and appointment.
        """
        scope.require(_OF_PERSON[name][2])
        ids = self._everybody.filter(self._reached(scope))["person_id"].to_numpy()
        wanted = None if columns is None else [*columns, *({"patient", "confidential"} - {*columns})]
        if wanted is not None:
            wanted = [column for column in wanted if column in TABLES[name].names]
        tables = []
        for practice in self.practices:
            if practice not in scope.practices:
                continue
            rows = self.parts[practice].table(name, wanted)
            owner = self.places(practice).person_id[rows["patient"].to_numpy()]
            keep = np.isin(owner, ids)
            if name != "patient" and "confidential" in rows.column_names and not _unrestricted(scope):
                keep &= ~rows["confidential"].to_numpy()
            rows = rows.filter(pa.array(keep))
            shown = rows.select(list(columns) if columns is not None else list(TABLES[name].names))
            if "person_id" in shown.column_names:
                shown = shown.drop_columns(["person_id"])
            at = pa.array([practice], pa.string()).take(pa.nulls(0, pa.int32()))
            at = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(rows), np.int32)), [practice])
            tables.append(
                shown.append_column("practice", at.cast(pa.string())).append_column(
                    "person_id", pa.array(owner[keep])
                )
            )
        if tables:
            return pa.concat_tables(tables)
        schema = (
            TABLES[name].schema
            if columns is None
            else pa.schema([TABLES[name].schema.field(c) for c in columns])
        )
        schema = pa.schema([f for f in schema if f.name != "person_id"])
        return (
            schema.append(pa.field("practice", pa.string()))
            .append(pa.field("person_id", pa.int64()))
            .empty_table()
        )

    def person(self, person_id: int, scope: Scope) -> PersonRecord:
        """One person's rows. Raises StoreError, the same for absent and out of scope."""
        ids = self._everybody["person_id"].to_numpy()
        at = int(np.searchsorted(ids, person_id))
        found = at < len(ids) and int(ids[at]) == person_id
        row = self._everybody.slice(at, 1).to_pylist()[0] if found else {}
        if not found or not scope.includes(person_id, row["practice"]):
            raise StoreError("no such person within this scope")
        places = [(row["practice"], row["patient"])]
        places += list(zip(row["other_practices"], row["other_patients"], strict=True))
        held = {
            attribute: tuple(self._rows_of(name, places, order, scope))
            for name, (attribute, order, fields) in _OF_PERSON.items()
            if scope.opens(fields)
        }
        scope.require(Fields.DEMOGRAPHICS)
        return PersonRecord(person_id, row["practice"], death_date=row["death_date"], **held)

    def registration(self, practice: str, patient: int, scope: Scope) -> dict[str, Any] | None:
        """A practice's patient row by its number, also of somebody set aside; None where there is none.

        For the practice's own staff, who put right what could not be matched: needs ``demographics``, of
        everybody at the practice.
        """
        scope.require(Fields.DEMOGRAPHICS)
        part = self.parts.get(practice)
        if part is None or practice not in scope.practices or scope.people is not None:
            return None
        if not 0 <= patient < part.n_patients:
            return None
        values: dict[str, Any] = part.rows_of_patient("patient", patient).to_pylist()[0]
        return values

    def _rows_of(self, name: str, places: Sequence[tuple[str, int]], order: str, scope: Scope) -> list[Row]:
        rows: list[Row] = []
        seen: set[str] = set()  # a hospital may tell two practices of one stay
        for practice, patient in places:
            if practice not in scope.practices:
                continue
            part = self.parts[practice]
            for values in part.rows_of_patient(name, patient).to_pylist():
                if name != "patient" and values.get("confidential") and not _unrestricted(scope):
                    continue
                file = part.files[values["file"]]
                if file.source and values["source_key"] in seen:
                    continue
                if file.source:
                    seen.add(values["source_key"])
                rows.append(
                    Row(name, practice, file.submission, file.name, values["line"], values, file.source)
                )
        if name != "patient":  # patient rows stay in the order of places: current registration first
            dated = [row for row in rows if row[order] is not None]
            undated = [row for row in rows if row[order] is None]
            rows = sorted(dated, key=lambda row: (row[order], row["source_key"]), reverse=True) + undated
        return rows

    def _reached(self, scope: Scope) -> pa.Array:
        reached = pc.is_in(self._everybody["practice"], pa.array(sorted(scope.practices), pa.string()))
        if scope.people is not None:
            people = pa.array(sorted(scope.people), pa.int64())
            reached = pc.and_(reached, pc.is_in(self._everybody["person_id"], people))
        return reached

    @cached_property
    def _places(self) -> dict[str, Places]:
        return {}

    @cached_property
    def _everybody(self) -> pa.Table:
        return pq.read_table(self.folder / "person.parquet")

    @cached_property
    def _elsewhere(self) -> pa.Table:
        """One row per registration that is not the person's current one: person_id, practice, patient."""
        lists = self._everybody["other_practices"].combine_chunks()
        parent = pc.list_parent_indices(lists)
        return pa.table(
            {
                "person_id": self._everybody["person_id"].take(parent),
                "practice": pc.list_flatten(lists),
                "patient": pc.list_flatten(self._everybody["other_patients"].combine_chunks()),
            }
        )


def _unrestricted(scope: Scope) -> bool:
    return scope.purpose is Purpose.EVALUATION


def manifest(
    created: datetime, parts: Sequence[Part], issues: Sequence[IdentityIssue], people: int, people_hash: str
) -> str:
    """The text of a snapshot's ``manifest.json``."""
    described = [part.description for part in parts]
    return json.dumps(
        {
            "format": FORMAT,
            "created": created.isoformat(),
            "parts": {each.practice: each.part_id for each in described},
            "people": people,
            "content_hash": content.combined((d.practice, d.rows, d.hashes) for d in described),
            "people_hash": people_hash,
            "identity_issues": [asdict(issue) for issue in issues],
        },
        indent=1,
        sort_keys=True,
    )
