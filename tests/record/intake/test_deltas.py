"""A full load says the same as an earlier full load with its deltas; rows wait for what they name."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from openpcn.record.intake import Verdict


def _delta(as_at: str = "2026-02-10", based_on: str = "2026-02-09") -> dict[str, Any]:
    return {"kind": "delta", "as_at": as_at, "based_on": based_on}


def _only(practice: Any, **tables: Any) -> Any:
    changed = copy.copy(practice)
    changed.tables = {name: tables.get(name, []) for name in practice.tables}
    return changed


def test_full_equals_full_and_deltas(desk: Any, practice: Any, make_desk: Any, tmp_path: Any) -> None:
    desk.submit(practice)
    first = desk.hashes()

    later = copy.deepcopy(practice)
    later.row("event", "P0001-sys")["value"] = "128"
    later.event("P0002", "new-entry", "72313002", "2026-02-09", value="150", unit="mmHg")
    moved = later.row("patient", "P0004")
    moved["deregistered_on"] = "2026-02-09"
    removed = later.row("event", "P0003-dx")
    later.tables["event"].remove(removed)
    changed = [later.row("event", "P0001-sys"), later.row("event", "new-entry")]
    delta = _only(
        later,
        patient=[moved],
        event=[*changed, {"practice": "Z99001", "source_key": "P0003-dx", "deleted": "true"}],
    )
    receipt = desk.submit(delta, **_delta())
    assert (receipt.verdict, receipt.rows_in, receipt.accepted) == (Verdict.ACCEPTED, 4, 4)

    whole = make_desk(tmp_path / "whole")
    whole.submit(later, as_at="2026-02-10")
    assert desk.hashes() == whole.hashes()
    assert desk.hashes() != first
    assert desk.snapshot().content_hash == whole.snapshot().content_hash
    assert desk.live["Z99001"].description.rows == whole.live["Z99001"].description.rows


def test_every_row_still_knows_its_file_and_line(desk: Any, practice: Any) -> None:
    desk.submit(practice)
    practice.row("event", "P0001-sys")["value"] = "128"
    desk.submit(_only(practice, event=[practice.row("event", "P0001-sys")]), **_delta())
    part = desk.live["Z99001"]
    rows = {row["source_key"]: row for row in part.table("event").to_pylist()}
    files = part.description.files
    assert rows["P0001-sys"]["line"] == 2
    assert files[rows["P0001-sys"]["file"]].submission == part.submission_id
    assert files[rows["P0000-dx"]["file"]].submission == part.description.history[0]
    assert {files[row["file"]].name for row in rows.values()} == {"event.csv"}


def test_a_deleted_row_can_come_back(desk: Any, practice: Any) -> None:
    desk.submit(practice, as_at="2026-02-07")
    before = desk.hashes()
    gone = {"practice": "Z99001", "source_key": "P0003-dx", "deleted": "1"}
    desk.submit(_only(practice, event=[gone]), **_delta("2026-02-08", "2026-02-07"))
    assert desk.hashes() != before
    desk.submit(
        _only(practice, event=[practice.row("event", "P0003-dx")]), **_delta("2026-02-09", "2026-02-08")
    )
    assert desk.hashes() == before


def test_a_late_patient_releases_the_rows_that_waited(desk: Any, practice: Any, make_practice: Any) -> None:
    late = practice.row("patient", "P0009")
    practice.tables["patient"].remove(late)
    receipt = desk.submit(practice)
    assert receipt.reasons == {"unknown_patient": 6} and receipt.waiting == {
        "event": 3, "medication": 1, "issue": 1, "appointment": 1,
    }  # fmt: skip
    assert {(e.field, e.reason) for e in receipt.examples} == {("local_id", "unknown_patient")}
    assert desk.live["Z99001"].description.rows["event"] == 87

    receipt = desk.submit(_only(practice, patient=[late]), **_delta())
    assert (receipt.rows_in, receipt.accepted, receipt.waiting) == (1, 1, {})
    assert any("event: 3 fewer rows wait" in note for note in receipt.noted)
    assert desk.live["Z99001"].description.rows["event"] == 90

    practice.tables["patient"].append(late)
    assert desk.submit(practice, as_at="2026-02-10", approved=True).quarantined == 0


@pytest.mark.hazard("H05", "a row that cannot be used ends what an earlier extract said of its key")
def test_a_row_that_goes_bad_does_not_leave_its_old_self(
    desk: Any, practice: Any, make_desk: Any, tmp_path: Any
) -> None:
    desk.submit(practice)
    practice.row("event", "P0001-sys")["value"] = "1,28"
    receipt = desk.submit(_only(practice, event=[practice.row("event", "P0001-sys")]), **_delta())
    assert receipt.reasons == {"not_a_number": 1}
    whole = make_desk(tmp_path / "whole")
    whole.submit(practice, as_at="2026-02-10")
    assert desk.hashes() == whole.hashes()


def test_a_delta_may_leave_tables_out(desk: Any, practice: Any) -> None:
    desk.submit(practice)
    before = desk.hashes()
    folder = practice.write(
        desk.new_folder(), tables={"patient": [practice.row("patient", "P0001")]}, **_delta()
    )
    assert desk.take(folder, "Z99001").receipt.verdict is Verdict.ACCEPTED
    assert desk.hashes() == before


def test_the_order_of_rows_does_not_matter(desk: Any, practice: Any, make_desk: Any, tmp_path: Any) -> None:
    desk.submit(practice)
    other = make_desk(tmp_path / "other")
    for rows in practice.tables.values():
        rows.reverse()
    other.submit(practice)
    assert desk.hashes() == other.hashes()
    assert desk.snapshot().content_hash == other.snapshot().content_hash


def test_any_change_of_content_changes_the_hash(
    desk: Any, practice: Any, make_desk: Any, tmp_path: Any
) -> None:
    desk.submit(practice)
    seen = {tuple(desk.hashes().items())}
    changes = [
        ("event", "P0001-sys", "value", "139"), ("event", "P0001-sys", "local_id", "P0002"),
        ("patient", "P0001", "family_name", "Other"), ("issue", "P0001-is", "days", "56"),
        ("appointment", "P0001-ap", "status", "cancelled"),
        ("medication", "P0001-rx", "end_date", "2026-02-01"),
    ]  # fmt: skip
    for i, (table, key, column, value) in enumerate(changes):
        changed = copy.deepcopy(practice)
        changed.row(table, key)[column] = value
        other = make_desk(tmp_path / f"changed-{i}")
        assert other.submit(changed).verdict is Verdict.ACCEPTED
        seen.add(tuple(other.hashes().items()))
    assert len(seen) == 1 + len(changes)
