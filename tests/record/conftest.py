"""A small practice in the simple form, and how its files are damaged, for the tests of the record."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.identity import assemble
from openpcn.record.intake import Limits, Receipt, Taken, make_manifest, take
from openpcn.record.reference import Reference
from openpcn.record.store import Part, Store, durable
from openpcn.terms import nhs_number
from openpcn.terms.clock import LONDON

TODAY = date(2026, 2, 10)
Rows = list[dict[str, Any]]

HEADERS = {
    "patient": (
        "practice,local_id,nhs_number,birth_date,death_date,sex,family_name,given_name,address,postcode,"
        "registered_on,deregistered_on,registration_type,confidential,spine_sensitive,deleted"
    ),
    "event": (
        "practice,local_id,source_key,code,term,date,date_precision,value,unit,comparator,kind,problem_end,"
        "confidential,deleted"
    ),
    "medication": "practice,local_id,source_key,code,term,start_date,end_date,course_type,quantity,deleted",
    "issue": "practice,local_id,source_key,medication_key,code,term,date,quantity,days,deleted",
    "appointment": "practice,local_id,source_key,start,minutes,status,type,mode,deleted",
}


def number(serial: int) -> str:
    """A valid NHS number of the test range."""
    while nhs_number.check_digit(f"999{serial:06d}") is None:
        serial += 500_000
    return f"999{serial:06d}{nhs_number.check_digit(f'999{serial:06d}')}"


class Practice:
    """Rows of one practice in the simple form, to be changed at will and written as a submission."""

    def __init__(self, ods: str = "Z99001", people: int = 30, serial: int = 0) -> None:
        self.ods = ods
        self.tables: dict[str, Rows] = {name: [] for name in HEADERS}
        for i in range(people):
            self.person(f"P{i:04d}", number(serial + i))

    def person(self, local_id: str, nhs: str, **changes: Any) -> None:
        self.tables["patient"].append(
            {
                "practice": self.ods, "local_id": local_id, "nhs_number": nhs, "birth_date": "1950-05-01",
                "sex": "female", "family_name": "Example", "given_name": "Avery", "address": "1 High Street",
                "postcode": "ZZ1 1AA", "registered_on": "2010-01-01",
            }
            | changes
        )  # fmt: skip
        self.event(local_id, f"{local_id}-dx", "38341003", "2019-03-02", kind="problem")
        self.event(local_id, f"{local_id}-sys", "72313002", "2026-01-10", value="138", unit="mmHg")
        self.event(local_id, f"{local_id}-dia", "1091811000000102", "2026-01-10", value="88", unit="mmHg")
        self.tables["medication"].append(
            {"practice": self.ods, "local_id": local_id, "source_key": f"{local_id}-rx", "code": "319775004",
             "term": "Amlodipine 5mg tablets", "start_date": "2020-01-01", "course_type": "repeat"}
        )  # fmt: skip
        self.tables["issue"].append(
            {"practice": self.ods, "local_id": local_id, "source_key": f"{local_id}-is", "code": "319775004",
             "medication_key": f"{local_id}-rx", "term": "Amlodipine 5mg tablets", "date": "2026-01-20",
             "quantity": "28", "days": "28"}
        )  # fmt: skip
        self.tables["appointment"].append(
            {"practice": self.ods, "local_id": local_id, "source_key": f"{local_id}-ap",
             "start": "2026-02-20 09:30:00", "minutes": "10", "status": "booked"}
        )  # fmt: skip

    def event(self, local_id: str, key: str, code: str, day: str, **changes: Any) -> None:
        self.tables["event"].append(
            {"practice": self.ods, "local_id": local_id, "source_key": key, "code": code, "term": "a term",
             "date": day}
            | changes
        )  # fmt: skip

    def row(self, table: str, key: str) -> dict[str, Any]:
        name = "local_id" if table == "patient" else "source_key"
        return next(row for row in self.tables[table] if row[name] == key)

    def write(
        self,
        folder: Path,
        *,
        as_at: str = "2026-02-09",
        kind: str = "full",
        based_on: str | None = None,
        tables: dict[str, Rows] | None = None,
        damage: Callable[[str, bytes], bytes] | None = None,
        compressed: bool = False,
        rows: dict[str, int] | None = None,
    ) -> Path:
        """A folder with manifest. damage: changes a file's bytes before the manifest is made."""
        folder.mkdir(parents=True)
        counts = {}
        for name, held in (tables or self.tables).items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, HEADERS[name].split(","), restval="", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(held)
            data = text.getvalue().encode()
            if damage is not None:
                data = damage(name, data)
            file = f"{name}.csv.gz" if compressed else f"{name}.csv"
            (folder / file).write_bytes(gzip.compress(data, mtime=0) if compressed else data)
            counts[file] = len(held)
        make_manifest(
            folder,
            source="openpcn_csv",
            practice=self.ods,
            as_at=date.fromisoformat(as_at),
            kind=kind,
            based_on=date.fromisoformat(based_on) if based_on else None,
            rows=counts | (rows or {}),
            test_data=True,
        )
        return folder


class Desk:
    """A store, and submissions taken into it one after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder / "home")
        self.live: dict[str, Part] = {}
        self._serial = 0

    def new_folder(self) -> Path:
        self._serial += 1
        return self.folder / f"submission-{self._serial}"

    def submit(self, practice: Practice, *, approved: bool = False, **how: Any) -> Receipt:
        return self.take(practice.write(self.new_folder(), **how), practice.ods, approved=approved).receipt

    def take(self, folder: Path, ods: str, *, approved: bool = False, today: date = TODAY) -> Taken:
        taken = take(
            folder,
            self.store,
            self.live.get(ods),
            today=today,
            reference=Reference.of(self.store.home),
            limits=Limits(approved=approved),
        )
        if taken.part is not None:
            self.live[ods] = self.store.part(taken.part.part_id)
        receipt = taken.receipt
        assert receipt.rows_in == receipt.accepted + receipt.normalised + receipt.quarantined
        assert sum(receipt.reasons.values()) == receipt.quarantined
        return taken

    def snapshot(self) -> Any:
        from datetime import datetime

        refs = [part.ref for part in self.live.values()]
        return assemble(self.store, refs, created=datetime(2026, 2, 10, 3, tzinfo=LONDON))

    def hashes(self, ods: str = "Z99001") -> dict[str, str]:
        return self.live[ods].description.hashes


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def practice() -> Practice:
    return Practice()


@pytest.fixture(scope="session")
def make_practice() -> type[Practice]:
    return Practice


@pytest.fixture(scope="session")
def make_desk() -> type[Desk]:
    return Desk


@pytest.fixture
def test_number() -> Callable[[int], str]:
    return number


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Sequence[str]:
    """The names of the steps that are passed, in order."""
    passed: list[str] = []
    monkeypatch.setattr(durable, "hook", passed.append)
    return passed
