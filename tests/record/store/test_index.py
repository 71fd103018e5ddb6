"""What the index says of stays, contacts, appointments and supplies; and an index of an earlier program."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from openpcn.record.store import DAYS_SUPPLIED, STATUSES, STILL_CURRENT, stay_kind, supplied_until
from openpcn.record.store.index import ConceptIndex, build, columns
from openpcn.record.tables import TABLES

EPOCH = date(1970, 1, 1)


def table_of(name: str, *rows: dict[str, Any]) -> pa.Table:
    """Rows of a record table in their order: what is not given is null, or nought where it may not be."""
    nought = {"int32": 0, "int16": 0, "string": "x", "bool": False, "date32[day]": EPOCH}
    filled = [
        {column.name: None if column.null_means else nought.get(str(column.type)) for column in declared}
        | {"line": at}
        | row
        for declared in [TABLES[name].columns]
        for at, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(filled, schema=TABLES[name].schema).select(list(columns(name)))


def found(index: ConceptIndex, *words: str) -> list[tuple[str, date, date | None, str]]:
    """(word, day, end, status) of the rows of some words, in order."""
    rows = index.rows(words or None)
    return [
        (
            index.codes[rows.concept[at]],
            date.fromordinal(EPOCH.toordinal() + int(rows.date[at])),
            None
            if rows.end[at] == STILL_CURRENT
            else date.fromordinal(EPOCH.toordinal() + int(rows.end[at])),
            STATUSES[rows.status[at]],
        )
        for at in range(len(rows))
    ]


def test_hospital_stays_are_told_apart_by_how_they_came_about() -> None:
    day, left = date(2026, 1, 5), date(2026, 1, 9)
    rows = [
        {"kind": "admission", "method": "emergency", "discharged_on": left},
        {"kind": "admission", "method": "elective"},
        {"kind": "admission", "method": "maternity"},
        {"kind": "admission", "method": "transfer"},
        {"kind": "admission", "method": None},
        {"kind": "emergency_attendance", "method": "emergency"},
        {"kind": "outpatient_attendance", "method": None},
    ]
    index = ConceptIndex.of("hospital_stay", table_of("hospital_stay", *({"date": day} | r for r in rows)))
    assert found(index) == [
        ("emergency_admission", day, left, ""),
        ("elective_admission", day, None, ""),
        ("maternity_admission", day, None, ""),
        ("transfer", day, None, ""),
        ("other_admission", day, None, ""),
        ("emergency_attendance", day, day, ""),  # over on the day it began
        ("outpatient_attendance", day, day, ""),
    ]
    assert [word for word, *_ in found(index)] == [stay_kind(row["kind"], row["method"]) for row in rows]
    assert len(index.rows(["emergency_admission", "transfer"])) == 2


def test_stays_in_a_care_home_contacts_and_appointments_are_indexed_by_their_words() -> None:
    day, left = date(2026, 1, 5), date(2026, 1, 9)
    homes = table_of(
        "care_home_stay", {"date": day, "temporary": True, "left_on": left}, {"date": day, "temporary": False}
    )
    assert found(ConceptIndex.of("care_home_stay", homes)) == [
        ("temporary", day, left, ""), ("permanent", day, None, ""),
    ]  # fmt: skip
    contacts = table_of(
        "consultation",
        {"date": None, "mode": "telephone"},  # no day: no rule sees it
        {"date": day, "mode": None},
        {"date": day, "mode": "telephone"},
        {"date": day, "mode": "telephone", "confidential": True},
    )
    assert found(ConceptIndex.of("consultation", contacts)) == [
        ("consultation", day, day, ""), ("telephone", day, day, ""),
    ]  # fmt: skip
    slots = table_of(
        "appointment",
        {"start": datetime(2026, 1, 5, 23, 50), "type": "Structured Medication Review", "status": "noshow"},
        {"start": datetime(2026, 1, 9, 0, 0), "type": None, "status": "fulfilled"},
    )
    assert found(ConceptIndex.of("appointment", slots)) == [
        ("Structured Medication Review", day, day, "noshow"), ("", left, left, "fulfilled"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "until"),
    [(7, date(2026, 1, 12)), (None, date(2026, 2, 2)), (0, date(2026, 2, 2)), (56, date(2026, 3, 2))],
)
def test_an_issue_lasts_as_long_as_it_says_or_28_days(days: int | None, until: date) -> None:
    day = date(2026, 1, 5)
    index = ConceptIndex.of("issue", table_of("issue", {"code": "1", "date": day, "days": days}))
    assert found(index) == [("1", day, until, "")]
    assert supplied_until(day, days) == until
    assert DAYS_SUPPLIED == 28


def test_an_authorisation_says_whether_it_repeats() -> None:
    day = date(2026, 1, 5)
    rows = [
        {"code": "1", "start_date": day, "course_type": course}
        for course in ("acute", "repeat", "repeat_dispensing")
    ]
    statuses = [row[3] for row in found(ConceptIndex.of("medication", table_of("medication", *rows)))]
    assert statuses == ["acute", "repeat", "repeat_dispensing"]


def test_what_is_written_reads_the_same_and_another_layout_is_not_read(tmp_path: Path) -> None:
    rows = [{"patient": at // 2, "code": str(at % 3), "date": date(2026, 1, 1 + at)} for at in range(9)]
    table = table_of("issue", *rows)
    build("issue", table, tmp_path / "issue")
    read, made = ConceptIndex.open(tmp_path / "issue"), ConceptIndex.of("issue", table)
    assert read is not None and read.codes == made.codes == ("0", "1", "2")
    for name in ("patient", "date", "end", "row", "concept", "status"):
        one, other = getattr(read.rows(["2", "0"]), name), getattr(made.rows(["2", "0"]), name)
        assert one.tolist() == other.tolist() and one.dtype == other.dtype
    held = json.loads((tmp_path / "issue" / "index.json").read_text())
    (tmp_path / "issue" / "index.json").write_text(json.dumps(held | {"layout": held["layout"] + 1}))
    assert ConceptIndex.open(tmp_path / "issue") is None


def test_a_part_whose_indexes_an_earlier_program_wrote_opens_and_is_renewed_by_the_next_submission(
    desk: Any, practice: Any
) -> None:
    desk.submit(practice)
    part = desk.live["Z99001"]
    expected = part.index.rows(["72313002"]).patient.tolist()
    for name in ("event", "appointment"):  # as if they had never been
        (part.folder / "index" / name / "index.json").unlink()
    older = desk.store.part(part.folder.name)
    assert older.index.rows(["72313002"]).patient.tolist() == expected
    assert len(older.index_of("appointment").rows(None)) == len(expected)
    practice.row("medication", "P0001-rx")["end_date"] = "2026-01-31"
    desk.submit(practice, as_at="2026-02-10")
    renewed = desk.live["Z99001"].folder / "index"
    assert all((renewed / name / "index.json").exists() for name in ("event", "appointment"))
