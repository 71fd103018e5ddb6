"""Companions: hospital files, bed lists and readings stand beside an extract and replace none of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from openpcn.codes import codelist
from openpcn.record.intake import Limits, Receipt, make_manifest, take
from openpcn.record.reference import Reference
from openpcn.record.sources.home_readings.source import CODES

Rows = list[dict[str, Any]]

STAY = {
    "provider": "RXX01",
    "stay_id": "S1",
    "kind": "admission",
    "date": "2026-01-05",
    "birth_date": "1950-05-01",
}
BED = {"home": "1-100", "home_name": "The Limes", "birth_date": "1950-05-01", "from": "2025-06-01"}
READING = {
    "sender": "FA123", "birth_date": "1950-05-01", "date": "2026-02-01", "time": "08:15", "systolic": "142",
    "diastolic": "88", "place": "home",
}  # fmt: skip


def folder_of(
    desk: Any, source: str, rows: Rows, *, as_at: str = "2026-02-09", kind: str = "full", ods: str = "Z99001",
    based_on: str | None = None, name: str = "", columns: list[str] | None = None,
) -> Path:  # fmt: skip
    """A companion's submission with one file."""
    folder: Path = desk.new_folder()
    folder.mkdir()
    name = (
        name or {"hospital": "admissions", "bed_list": "bed_list", "home_readings": "home_readings"}[source]
    )
    text = io.StringIO(newline="")
    names = columns or list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / f"{name}.csv").write_text(text.getvalue(), newline="")
    make_manifest(
        folder, source=source, practice=ods, as_at=date.fromisoformat(as_at), kind=kind,
        based_on=date.fromisoformat(based_on) if based_on else None, rows={f"{name}.csv": len(rows)},
        test_data=True,
    )  # fmt: skip
    return folder


def send(desk: Any, source: str, rows: Rows, *, approved: bool = False, **how: Any) -> Receipt:
    folder = folder_of(desk, source, rows, **how)
    receipt: Receipt = desk.take(folder, how.get("ods", "Z99001"), approved=approved).receipt
    return receipt


def rows_of(desk: Any, table: str, ods: str = "Z99001") -> Rows:
    found: Rows = desk.live[ods].table(table).to_pylist()
    return found


def test_a_stay_is_added_and_the_extract_stays_as_it_was(
    desk: Any, practice: Any, test_number: Callable
) -> None:
    desk.submit(practice)
    before = desk.live["Z99001"]
    receipt = send(desk, "hospital", [STAY | {"nhs_number": test_number(3)}])
    assert receipt.verdict == "accepted", receipt.reason
    assert (receipt.rows_in, receipt.accepted, receipt.quarantined) == (1, 1, 0)
    [stay] = rows_of(desk, "hospital_stay")
    part = desk.live["Z99001"]
    assert (stay["patient"], stay["provider"], stay["source_key"]) == (3, "RXX01", "hospital:RXX01/S1")
    file = part.files[stay["file"]]
    assert (file.name, file.source, stay["line"]) == ("admissions.csv", "hospital", 2)
    assert "hospital_stay" in part.supplies and "hospital_stay" not in before.supplies
    assert part.as_at == before.as_at and part.submission_id == before.submission_id
    same = set(part.description.hashes.items()) ^ set(before.description.hashes.items())
    assert {name for name, _ in same} == {"hospital_stay"}
    for table in ("patient", "event"):  # the very same files: nothing was derived again
        assert (part.folder / f"{table}.parquet").samefile(before.folder / f"{table}.parquet")


def test_the_order_of_extract_and_companions_does_not_matter(
    make_desk: Any, tmp_path: Path, make_practice: Any, test_number: Callable
) -> None:
    """Full load with companions after it, and companions that were there before the full load: one record."""
    first, second = make_desk(tmp_path / "one"), make_desk(tmp_path / "two")
    early, late = make_practice(people=25), make_practice()
    stays = [STAY | {"nhs_number": test_number(n), "stay_id": f"S{n}"} for n in (3, 27)]
    readings = [READING | {"nhs_number": test_number(n)} for n in (3, 27)]
    for desk in (first, second):
        (desk.folder / "home").parent.mkdir(parents=True, exist_ok=True)

    first.submit(late, as_at="2026-02-09")
    assert send(first, "hospital", stays).verdict == "accepted"
    assert send(first, "home_readings", readings).quarantined == 0

    second.submit(early, as_at="2026-02-08")
    waits = send(second, "home_readings", readings)
    assert (waits.quarantined, waits.reasons, waits.waiting) == (1, {"waits_for_person": 1}, {"reading": 1})
    assert send(second, "hospital", stays).reasons == {"waits_for_person": 1}
    assert len(rows_of(second, "hospital_stay")) == 1
    second.submit(late, as_at="2026-02-09")
    assert len(rows_of(second, "hospital_stay")) == 2
    assert second.live["Z99001"].description.companions["hospital"].waiting == {}

    assert first.hashes() == second.hashes()
    assert (
        first.live["Z99001"]
        .table("event")
        .drop_columns(["file", "line"])
        .equals(second.live["Z99001"].table("event").drop_columns(["file", "line"]))
    )


def test_a_delta_of_the_extract_keeps_what_companions_said(
    desk: Any, practice: Any, make_practice: Any, test_number: Callable
) -> None:
    desk.submit(practice, as_at="2026-02-08")
    send(desk, "hospital", [STAY | {"nhs_number": test_number(3)}])
    change = make_practice(people=0)
    change.person("P0100", test_number(100))
    desk.submit(change, kind="delta", as_at="2026-02-09", based_on="2026-02-08")
    [stay] = rows_of(desk, "hospital_stay")
    part = desk.live["Z99001"]
    assert part.files[stay["file"]].source == "hospital"
    assert [file.source for file in part.files if file.source] == ["hospital"]
    assert rows_of(desk, "patient")[stay["patient"]]["local_id"] == "P0003"


def test_a_companion_without_an_extract_is_refused(desk: Any, test_number: Callable) -> None:
    receipt = send(desk, "hospital", [STAY | {"nhs_number": test_number(3)}])
    assert (receipt.verdict, receipt.reason_code) == ("refused", "no_main_extract")


@pytest.mark.hazard("H01", "A companion's row reaches nobody unless number and date of birth both agree")
@pytest.mark.parametrize("damage", [{"birth_date": "1951-05-01"}, {"nhs_number": "9990007004"}])
def test_number_and_date_of_birth_must_both_agree(
    desk: Any, practice: Any, test_number: Callable, damage: dict[str, str]
) -> None:
    desk.submit(practice)
    receipt = send(desk, "hospital", [STAY | {"nhs_number": test_number(3)} | damage])
    assert receipt.verdict == "accepted" and receipt.quarantined == 1
    assert rows_of(desk, "hospital_stay") == []


def test_faults_are_quarantined_with_field_and_reason(
    desk: Any, practice: Any, test_number: Callable
) -> None:
    desk.submit(practice)
    good = STAY | {"nhs_number": test_number(1)}
    receipt = send(desk, "hospital", [
        good | {"stay_id": "1", "discharged_on": "2026-01-02"},
        good | {"stay_id": "2", "kind": "visit"},
        good | {"stay_id": "3", "date": "2026-02-30"},
        good | {"stay_id": "4", "nhs_number": ""},
        good | {"stay_id": "5", "date": "2026-03-01"},
        good | {"stay_id": "6", "date": "05/01/2026", "method": "2A"},
    ])  # fmt: skip
    assert receipt.reasons == {
        "discharge_before_admission": 1, "unexpected_value": 1, "not_a_date": 1, "missing_value": 1,
        "future_date": 1,
    }  # fmt: skip
    assert receipt.normalised == 1
    [stay] = rows_of(desk, "hospital_stay")
    assert (stay["date"], stay["method"]) == (date(2026, 1, 5), "emergency")
    kept = desk.live["Z99001"].quarantine("hospital")
    assert kept.num_rows == 5 and desk.live["Z99001"].quarantine().num_rows == 0


def test_a_full_file_replaces_only_the_hospitals_it_names(
    desk: Any, practice: Any, test_number: Callable
) -> None:
    desk.submit(practice)
    here = STAY | {"nhs_number": test_number(1)}
    send(desk, "hospital", [here, here | {"stay_id": "S2"}], as_at="2026-02-07")
    send(desk, "hospital", [here | {"provider": "RYY01"}], as_at="2026-02-06")  # another's earlier day: taken
    send(desk, "hospital", [here | {"stay_id": "S3"}], as_at="2026-02-09")
    found = {(row["provider"], row["source_key"]) for row in rows_of(desk, "hospital_stay")}
    assert found == {("RYY01", "hospital:RYY01/S1"), ("RXX01", "hospital:RXX01/S3")}
    older = send(desk, "hospital", [here], as_at="2026-02-08")
    assert (older.verdict, older.reason_code) == ("refused", "older")
    again = send(desk, "hospital", [here | {"stay_id": "S4"}], as_at="2026-02-09")
    assert (again.verdict, again.reason_code) == ("held", "same_day")


def test_the_same_submission_twice_changes_nothing(desk: Any, practice: Any, test_number: Callable) -> None:
    desk.submit(practice)
    folder = folder_of(desk, "hospital", [STAY | {"nhs_number": test_number(1)}])
    assert desk.take(folder, "Z99001").receipt.verdict == "accepted"
    assert desk.take(folder, "Z99001").receipt.verdict == "unchanged"


def test_a_daily_file_adds_changes_and_removes(desk: Any, practice: Any, test_number: Callable) -> None:
    desk.submit(practice)
    here = STAY | {"nhs_number": test_number(1)}
    none = send(desk, "hospital", [here], kind="delta", based_on="2026-02-06", as_at="2026-02-07")
    assert none.reason_code == "no_base"
    send(desk, "hospital", [here, here | {"stay_id": "S2"}], as_at="2026-02-07")
    send(
        desk, "hospital", kind="delta", based_on="2026-02-07", as_at="2026-02-08",
        rows=[here | {"discharged_on": "2026-01-20"}, here | {"stay_id": "S2", "deleted": "true"}],
    )  # fmt: skip
    [stay] = rows_of(desk, "hospital_stay")
    assert stay["discharged_on"] == date(2026, 1, 20)
    gap = send(desk, "hospital", [here], kind="delta", based_on="2026-02-06", as_at="2026-02-09")
    assert gap.reason_code == "not_based_on_live"


def test_rows_of_other_practices_are_counted_apart(desk: Any, practice: Any, test_number: Callable) -> None:
    """By the practice column, or because another practice of the network has the person on its list."""
    desk.submit(practice)
    rows = [
        STAY | {"nhs_number": test_number(1), "stay_id": "1"},
        STAY | {"nhs_number": test_number(2), "stay_id": "2", "practice": "Z99002"},
        STAY | {"nhs_number": test_number(500), "stay_id": "3"},
        STAY | {"nhs_number": test_number(600), "stay_id": "4"},
    ]
    elsewhere = pa.table(
        {"nhs_number": [test_number(500)], "birth_date": pa.array([date(1950, 5, 1)], pa.date32())}
    )
    taken = take(
        folder_of(desk, "hospital", rows), desk.store, desk.live["Z99001"], today=date(2026, 2, 10),
        reference=Reference.of(desk.store.home), limits=Limits(), elsewhere=elsewhere,
    )  # fmt: skip
    receipt = taken.receipt
    assert (receipt.rows_in, receipt.accepted, receipt.reasons) == (2, 1, {"waits_for_person": 1})
    assert receipt.per_file[0].others == 2
    assert receipt.waiting == {"stay": 1}


def test_who_is_not_on_a_homes_next_list_has_left_by_its_day(
    desk: Any, practice: Any, test_number: Callable
) -> None:
    desk.submit(practice)
    rows = [BED | {"nhs_number": test_number(n), "bed": str(n)} for n in range(1, 5)]
    other = BED | {"nhs_number": test_number(9), "home": "1-200"}
    empty = {"home": "1-100", "bed": "5"}
    first = send(desk, "bed_list", [*rows, other, empty], as_at="2026-02-01")
    assert first.reasons == {"empty_bed": 1}
    send(desk, "bed_list", [*rows[1:], empty], as_at="2026-02-08")
    left = {row["patient"]: row["left_on"] for row in rows_of(desk, "care_home_stay")}
    assert left == {1: date(2026, 2, 8), 2: None, 3: None, 4: None, 9: None}
    # the end stays where it is when the practice's own extract comes again, and at the next list
    desk.submit(practice, as_at="2026-02-10")
    send(desk, "bed_list", [*rows[1:], empty], as_at="2026-02-09")
    assert {row["patient"]: row["left_on"] for row in rows_of(desk, "care_home_stay")} == left


def test_absence_from_a_list_with_unusable_rows_is_not_believed(
    desk: Any, practice: Any, test_number: Callable
) -> None:
    """A mistyped NHS number looks like a resident who has left."""
    desk.submit(practice)
    rows = [BED | {"nhs_number": test_number(n)} for n in range(1, 5)]
    send(desk, "bed_list", rows, as_at="2026-02-01")
    receipt = send(desk, "bed_list", [*rows[1:], rows[0] | {"nhs_number": "1234567890"}], as_at="2026-02-08")
    assert receipt.quarantined == 1
    assert "1-100: some rows could not be used: nobody was taken to have left" in receipt.noted
    assert [row["left_on"] for row in rows_of(desk, "care_home_stay")] == [None] * 4


def test_a_list_that_empties_a_home_is_held(desk: Any, practice: Any, test_number: Callable) -> None:
    desk.submit(practice)
    send(desk, "bed_list", [BED | {"nhs_number": test_number(n)} for n in range(1, 5)], as_at="2026-02-01")
    receipt = send(desk, "bed_list", [{"home": "1-100", "bed": "1"} | dict.fromkeys(BED, "") | {
        "home": "1-100", "nhs_number": ""}], as_at="2026-02-08")  # fmt: skip
    assert (receipt.verdict, receipt.reason_code) == ("held", "source_asks")
    nothing = send(desk, "bed_list", [], as_at="2026-02-08", columns=["nhs_number", *BED])
    assert (nothing.verdict, nothing.reason_code) == ("held", "empty_file")


def test_a_first_day_that_the_home_corrects_is_one_stay(
    desk: Any, practice: Any, test_number: Callable
) -> None:
    desk.submit(practice)
    bed = BED | {"nhs_number": test_number(1)}
    send(desk, "bed_list", [bed], as_at="2026-02-01")
    send(desk, "bed_list", [bed | {"from": "2025-06-11"}], as_at="2026-02-08")
    assert [(r["date"], r["left_on"]) for r in rows_of(desk, "care_home_stay")] == [(date(2025, 6, 11), None)]


@pytest.mark.hazard(
    "H05", "A reading from home is never taken for an average or for a reading in the practice"
)
def test_readings_carry_the_codes_of_where_they_were_taken(
    desk: Any, practice: Any, test_number: Callable
) -> None:
    desk.submit(practice)
    reading = READING | {"nhs_number": test_number(2)}
    receipt = send(desk, "home_readings", [
        reading | {"pulse": "71"},
        reading | {"time": "20:00", "average": "yes"},
        reading | {"place": "pharmacy", "time": "11:00"},
        reading | {"place": "pharmacy", "time": "11:05", "average": "true"},
        reading | {"time": "21:00", "systolic": "138,5"},
    ])  # fmt: skip
    assert receipt.reasons == {"reading_or_average": 1, "not_a_number": 1}
    part = desk.live["Z99001"]
    found = {
        (row["code"], row["value"], row["unit"], str(row["time"]))
        for row in rows_of(desk, "event")
        if part.files[row["file"]].source == "home_readings"
    }
    assert found == {
        ("1162737008", 142, "mmHg", "08:15:00"), ("1162735000", 88, "mmHg", "08:15:00"),
        ("78564009", 71, "beats/min", "08:15:00"),
        ("413606001", 142, "mmHg", "20:00:00"), ("413605002", 88, "mmHg", "20:00:00"),
        ("72313002", 142, "mmHg", "11:00:00"), ("1091811000000102", 88, "mmHg", "11:00:00"),
    }  # fmt: skip
    assert part.index.count(["413606001"]) == 1


def test_a_mass_delete_is_held_and_applied_only_when_approved(
    desk: Any, make_practice: Any, test_number: Callable
) -> None:
    practice = make_practice(people=60)
    desk.submit(practice, as_at="2026-02-08")
    change = make_practice(people=0)
    change.tables["event"] = [
        {
            "practice": "Z99001",
            "local_id": row["local_id"],
            "source_key": row["source_key"],
            "deleted": "true",
        }
        for row in practice.tables["event"][:40]
    ]
    held = desk.submit(change, kind="delta", as_at="2026-02-09", based_on="2026-02-08")
    assert (held.verdict, held.reason_code) == ("held", "mass_delete")
    assert "event: 40 of 180 rows" in held.reason
    assert desk.live["Z99001"].description.rows["event"] == 180
    taken = desk.submit(change, kind="delta", as_at="2026-02-09", based_on="2026-02-08", approved=True)
    assert taken.verdict == "accepted" and desk.live["Z99001"].description.rows["event"] == 140


def test_a_list_far_below_the_published_one_is_held(desk: Any, practice: Any) -> None:
    folder = practice.write(desk.new_folder())
    taken = take(
        folder, desk.store, None, today=date(2026, 2, 10), reference=Reference.of(desk.store.home),
        limits=Limits(published_list=38),
    )  # fmt: skip
    assert (taken.receipt.verdict, taken.receipt.reason_code) == ("held", "below_published_list")


def test_the_codes_of_readings_are_those_of_the_codelists() -> None:
    """Otherwise a reading would be outside every rule, or inside the wrong one."""
    lists = {
        ("home", False): "single",
        ("home", True): "home",
        ("pharmacy", False): "clinic",
        ("ambulatory", True): "home",
    }
    for which, pair in CODES.items():
        for side, (code, term) in zip(("systolic", "diastolic"), pair, strict=True):
            assert codelist(f"{side}_{lists[which]}").term(code) == term
