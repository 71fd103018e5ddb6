"""What is refused or held whole: the receipt says why, and nothing changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.intake import Verdict


def _edit(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    held = json.loads(path.read_text())
    held.update(changes)
    path.write_text(json.dumps(held))


def _unchanged(desk: Any) -> tuple[Any, ...]:
    root = desk.store.root
    return tuple(sorted(str(p) for p in root.rglob("*") if p.is_file() and p.name != "writer.lock"))


@pytest.fixture
def live(desk: Any, practice: Any) -> Any:
    desk.submit(practice)
    return desk


@pytest.mark.hazard("H01", "a file of another practice is refused whole")
def test_rows_of_another_practice_refuse_the_submission(live: Any, practice: Any) -> None:
    before = _unchanged(live)
    practice.row("event", "P0007-sys")["practice"] = "Z99005"
    receipt = live.submit(practice, as_at="2026-02-10")
    assert (receipt.verdict, receipt.reason_code) == (Verdict.REFUSED, "wrong_practice")
    assert "Z99005" in receipt.reason and "Z99001" in receipt.reason
    assert _unchanged(live) == before


def test_a_manifest_of_another_practice_than_its_rows(desk: Any, practice: Any) -> None:
    folder = practice.write(desk.new_folder())
    _edit(folder, practice="Z99003")
    taken = desk.take(folder, "Z99003")
    assert taken.part is None and taken.receipt.reason_code == "wrong_practice"


@pytest.mark.parametrize("cut", [-5, -200, None])
def test_a_torn_file_is_refused(desk: Any, practice: Any, cut: int | None) -> None:
    folder = practice.write(desk.new_folder())
    path = folder / "event.csv"
    data = path.read_bytes()
    path.write_bytes(
        data[:cut] if cut else data[: data.rindex(b"\r\n", 0, -2) + 2]
    )  # None: exactly at a line end
    taken = desk.take(folder, practice.ods)
    assert (taken.receipt.verdict, taken.receipt.reason_code) == (Verdict.REFUSED, "torn")
    assert "event.csv" in taken.receipt.reason


def test_fewer_rows_than_the_manifest_says(desk: Any, practice: Any) -> None:
    receipt = desk.submit(practice, rows={"event.csv": 91})
    assert receipt.reason_code == "torn" and "90 rows" in receipt.reason and "91" in receipt.reason


def test_a_cut_gzip_file_is_refused_although_its_hash_agrees(desk: Any, practice: Any) -> None:
    folder = practice.write(desk.new_folder(), compressed=True)
    path = folder / "event.csv.gz"
    path.write_bytes(path.read_bytes()[:-9])
    import hashlib

    held = json.loads((folder / "manifest.json").read_text())
    for file in held["files"]:
        if file["name"] == path.name:
            file["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    _edit(folder, files=held["files"])
    assert desk.take(folder, practice.ods).receipt.reason_code == "torn"


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        ({"format": "something/2"}, "bad_manifest", "format"),
        ({"source": "vision"}, "unknown_shape", "source"),
        ({"source": "emis"}, "unknown_shape", "emis"),
        ({"practice": "riverside"}, "bad_manifest", "practice"),
        ({"as_at": "09/02/2026"}, "bad_manifest", "as_at"),
        ({"as_at": "2026-02-11"}, "future_as_at", "2026-02-11"),
        ({"kind": "partial"}, "bad_manifest", "kind"),
        ({"kind": "delta"}, "bad_manifest", "based_on"),
        ({"files": []}, "bad_manifest", "files"),
        ({"files": [{"name": "../event.csv", "rows": 1, "sha256": "0"}]}, "bad_manifest", "name"),
        ({"files": [{"name": "event.csv"}]}, "bad_manifest", "rows"),
    ],
)
def test_a_manifest_that_does_not_hold(
    desk: Any, practice: Any, change: dict[str, Any], code: str, named: str
) -> None:
    folder = practice.write(desk.new_folder())
    _edit(folder, **change)
    receipt = desk.take(folder, practice.ods).receipt
    assert (receipt.verdict, receipt.reason_code) == (Verdict.REFUSED, code)
    assert named in receipt.reason


def test_no_manifest_and_no_json(desk: Any, practice: Any) -> None:
    folder = practice.write(desk.new_folder())
    (folder / "manifest.json").write_text("{")
    assert desk.take(folder, practice.ods).receipt.reason_code == "bad_manifest"
    (folder / "manifest.json").unlink()
    assert desk.take(folder, practice.ods).receipt.reason_code == "no_manifest"


def test_a_file_too_many_or_missing(desk: Any, practice: Any) -> None:
    folder = practice.write(desk.new_folder())
    (folder / "more.csv").write_text("a\n")
    assert desk.take(folder, practice.ods).receipt.reason_code == "unknown_file"
    (folder / "more.csv").unlink()
    (folder / "issue.csv").unlink()
    assert desk.take(folder, practice.ods).receipt.reason_code == "torn"


def test_a_full_submission_without_its_events(desk: Any, practice: Any) -> None:
    tables = {name: rows for name, rows in practice.tables.items() if name != "event"}
    receipt = desk.submit(practice, tables=tables)
    assert receipt.reason_code == "missing_table" and "event" in receipt.reason


def test_a_missing_required_column_is_named(desk: Any, practice: Any) -> None:
    def damage(name: str, data: bytes) -> bytes:
        return data.replace(b"birth_date", b"born") if name == "patient" else data

    receipt = desk.submit(practice, damage=damage)
    assert (receipt.verdict, receipt.reason_code) == (Verdict.REFUSED, "missing_column")
    assert "patient.csv: line 1" in receipt.reason and "birth_date" in receipt.reason


@pytest.mark.hazard("H05", "an older extract is refused")
def test_an_older_submission_is_refused(live: Any, practice: Any) -> None:
    receipt = live.submit(practice, as_at="2026-02-08")
    assert (receipt.verdict, receipt.reason_code) == (Verdict.REFUSED, "older")


def test_the_same_submission_twice_changes_nothing(desk: Any, practice: Any) -> None:
    folder = practice.write(desk.new_folder())
    assert desk.take(folder, practice.ods).receipt.verdict is Verdict.ACCEPTED
    before = _unchanged(desk)
    taken = desk.take(folder, practice.ods)
    assert (taken.receipt.verdict, taken.part) == (Verdict.UNCHANGED, None)
    assert _unchanged(desk) == before


def test_another_submission_of_the_same_day_is_for_a_person(live: Any, practice: Any) -> None:
    practice.row("patient", "P0001")["family_name"] = "Corrected"
    assert live.submit(practice).verdict is Verdict.HELD
    assert live.submit(practice, approved=True).verdict is Verdict.ACCEPTED


def test_a_delta_needs_the_live_submission_it_follows(desk: Any, practice: Any) -> None:
    how: dict[str, Any] = {"kind": "delta", "based_on": "2026-02-08", "as_at": "2026-02-10"}
    assert desk.submit(practice, **how).reason_code == "no_base"
    desk.submit(practice)
    receipt = desk.submit(practice, **how)
    assert receipt.reason_code == "not_based_on_live" and "2026-02-09" in receipt.reason


@pytest.mark.hazard("H02", "an empty list or one that shrinks is held for a person")
def test_an_empty_list_is_held(live: Any, practice: Any) -> None:
    before = _unchanged(live)
    receipt = live.submit(practice, as_at="2026-02-10", tables={name: [] for name in practice.tables})
    assert (receipt.verdict, receipt.reason_code) == (Verdict.HELD, "empty_list")
    assert _unchanged(live) == before


@pytest.mark.parametrize(("left", "held"), [(27, False), (26, True)])
def test_a_list_that_shrinks_is_held_until_approved(
    live: Any, make_practice: Any, left: int, held: bool
) -> None:
    smaller = make_practice(people=left)
    receipt = live.submit(smaller, as_at="2026-02-10")
    assert (receipt.list_before, receipt.list_now) == (30, left)
    assert receipt.verdict is (Verdict.HELD if held else Verdict.ACCEPTED)
    if held:
        assert receipt.reason_code == "list_shrinks" and receipt.rows_in == left * 7
        assert live.submit(smaller, as_at="2026-02-10", approved=True).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda data: data.decode().encode("utf-16"), "UTF-16"),
        (lambda data: data.decode().encode("utf-16-le"), "UTF-16"),
        (lambda data: data.replace(b"Example", "Exämple".encode("latin-1"), 1), "line 2"),
        (lambda data: data.replace(b"P0004", b"P\x00004", 1), "line 6"),
        (lambda data: data.replace(b"local_id", b"practice", 1), "line 1"),
        (lambda data: b"", "line 1"),
    ],
)
def test_a_file_that_is_not_text_of_the_declared_encoding(
    desk: Any, practice: Any, damage: Any, named: str
) -> None:
    receipt = desk.submit(practice, damage=lambda name, data: damage(data) if name == "patient" else data)
    assert receipt.verdict is Verdict.REFUSED
    assert "patient.csv" in receipt.reason and named in receipt.reason


def test_today_comes_from_the_caller(desk: Any, practice: Any) -> None:
    folder = practice.write(desk.new_folder(), as_at="2026-02-09")
    assert desk.take(folder, practice.ods, today=date(2026, 2, 8)).receipt.reason_code == "future_as_at"
    assert desk.take(folder, practice.ods, today=date(2026, 2, 9)).receipt.verdict is Verdict.ACCEPTED
