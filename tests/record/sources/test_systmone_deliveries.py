"""SystmOne deliveries one after another: deltas, delete rows, the supplier's manifest, refusals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

FULL, NEXT, LATER = "2026-02-09", "2026-02-10", "2026-02-11"


def full(systmone: Any) -> Any:
    extract = systmone().base()
    extract.patient("1001")
    extract.patient("1002", NHSNumber="9990000034")
    extract.code("1", "1001", "59621000", "10 Jan 2019 00:00:00")
    extract.code("2", "1002", "59621000", "10 Jan 2020 00:00:00")
    extract.add("SRProblem", RowIdentifier="1", IDPatient="1001", IDCode="1")
    extract.medication("1", "1001", "01 Mar 2024 00:00:00", DateMedicationEnd="15 Mar 2024 00:00:00")
    return extract


def delta_of(systmone: Any) -> Any:
    extract = systmone(first=70001)
    extract.delta = True
    return extract


def test_a_delta_adds_changes_and_removes_by_row_number_alone(practice: Any, systmone: Any) -> None:
    practice.take(full(systmone), FULL)
    delta = delta_of(systmone)
    delta.removed("SRCode", "2")
    delta.removed("SRPrimaryCareMedication", "1")
    delta.removed("SRCode", "404")  # never seen here
    delta.code("3", "1002", "38341003", "10 Feb 2026 09:00:00")
    delta.add("SRProblem", RowIdentifier="1", IDPatient="1001", IDCode="1", DateEnd="10 Feb 2026 00:00:00")
    receipt = practice.take(delta, NEXT, FULL)
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0), receipt
    assert practice.keys("event") == {"1", "3"}
    assert practice.row("event", "1")["problem_end"] == date(2026, 2, 10)
    assert practice.rows("medication") == practice.rows("issue") == []
    back = delta_of(systmone)
    back.code("2", "1002", "59621000", "10 Jan 2020 00:00:00")
    practice.take(back, LATER, NEXT)
    assert practice.keys("event") == {"1", "2", "3"}


def test_what_another_practice_sees_of_a_row_does_not_change_ours(practice: Any, systmone: Any) -> None:
    practice.take(full(systmone), FULL)
    delta = delta_of(systmone)
    delta.code("1", "1001", "38341003", "10 Feb 2026 09:00:00", IDOrganisationVisibleTo="Z99004")
    delta.code("2", "1002", "59621000", "10 Jan 2020 00:00:00", IDOrganisation="RXX")  # ours, now shared in
    delta.code("3", "1002", "38341003", "10 Feb 2026 09:00:00")
    receipt = practice.take(delta, NEXT, FULL)
    assert receipt.reasons == {"shared_in": 1}
    assert [(file.name, file.others) for file in receipt.per_file if file.others] == [("SRCode.csv", 1)]
    assert practice.keys("event") == {"1", "3"}
    assert practice.row("event", "1")["code"] == "59621000"


def test_full_equals_earlier_full_and_deltas(practice: Any, another: Any, systmone: Any) -> None:
    practice.take(full(systmone), FULL)
    delta = delta_of(systmone)
    delta.removed("SRCode", "2")
    delta.code("3", "1002", "-1", "10 Feb 2026 09:00:00", CTV3Code="XaIIw")
    delta.add("SRCtv3ToSnomed", Ctv3Code="XaIIw", SnomedCode="38341003")
    practice.take(delta, NEXT, FULL)
    whole = full(systmone)
    whole.rows["SRCode"].pop()
    whole.code("3", "1002", "-1", "10 Feb 2026 09:00:00", CTV3Code="XaIIw")
    whole.add("SRCtv3ToSnomed", Ctv3Code="XaIIw", SnomedCode="38341003")
    whole.shuffle = 11
    whole.also = {"SRCode": ["NewColumn"]}
    another.take(whole, NEXT)
    assert practice.hashes == another.hashes


def test_a_layout_without_deletes_and_without_some_tables_is_read(
    practice: Any, another: Any, systmone: Any
) -> None:
    practice.take(full(systmone), FULL)
    extract = full(systmone)
    extract.without = {table: {"RemovedData"} for table in extract.headers}
    extract.skip = {"SRCtv3ToSnomed", "SRGPPracticeHistory", "SRAppointment", "SRRepeatTemplate"}
    receipt = another.take(extract, FULL)
    assert receipt.verdict == "accepted", receipt
    assert practice.hashes == another.hashes


def test_unused_tables_are_counted(practice: Any, systmone: Any) -> None:
    extract = full(systmone)
    extract.add("SRRecall", IDPatient="1001", DateRecall="10 Jan 2027 00:00:00")
    receipt = practice.take(extract, FULL)
    assert receipt.not_used == {"SRRecall.csv": 1}
    assert practice.take(extract, FULL).verdict == "unchanged"


def test_a_table_sent_whole_within_a_delta_replaces_what_was_held(
    practice: Any, another: Any, systmone: Any
) -> None:
    practice.take(full(systmone), FULL)
    delta = delta_of(systmone)
    delta.whole = {"SRCode", "SRPatient"}  # coded entries again; the flag of SRPatient is a mistake
    delta.code("1", "1001", "59621000", "10 Jan 2019 00:00:00")
    delta.code("3", "1002", "38341003", "10 Feb 2026 09:00:00")
    delta.add("SRPatient", IDOrganisationVisibleTo="Z99004", FirstName="Al", Surname="Far",
              DateBirth="01 May 1950 03:10", Gender="M")  # fmt: skip
    receipt = practice.take(delta, NEXT, FULL)
    assert receipt.verdict == "accepted", receipt
    assert practice.keys("event") == {"1", "3"}, "entry 2 is not in the new whole table"
    assert practice.keys("patient") == {"1001", "1002"}, "a whole table without our rows says nothing"
    assert practice.row("event", "1")["kind"] == "problem", "other tables are deltas still"
    assert any("SRCode: sent whole" in note for note in receipt.noted)
    whole = full(systmone)
    whole.rows["SRCode"].pop()
    whole.code("3", "1002", "38341003", "10 Feb 2026 09:00:00")
    another.take(whole, NEXT)
    assert practice.hashes == another.hashes


@pytest.mark.hazard("H05", "a delta that its own manifest calls a full extract is refused")
def test_the_suppliers_manifest_must_agree(practice: Any, another: Any, systmone: Any) -> None:
    wrong = full(systmone)
    wrong.delta = True
    receipt = practice.take(wrong, FULL)
    assert receipt.verdict == "refused"
    assert "IsDelta=Y in a full submission" in receipt.reason

    unlisted = full(systmone)
    unlisted.add("SRManifest", FileName="SRPatient", IsDelta="N")
    receipt = another.take(unlisted, FULL)
    assert receipt.verdict == "refused"
    assert "not listed" in receipt.reason


@pytest.mark.parametrize(("table", "column"), [("SRPatient", "DateBirth"), ("SRCode", "SNOMEDCode")])
def test_a_missing_column_refuses_by_name(practice: Any, systmone: Any, table: str, column: str) -> None:
    extract = full(systmone)
    extract.without = {table: {column}}
    receipt = practice.take(extract, FULL)
    assert receipt.verdict == "refused"
    assert column in receipt.reason
    assert table in receipt.reason


def test_an_extract_that_does_not_hold_the_practice_is_refused(practice: Any, systmone: Any) -> None:
    extract = full(systmone)
    extract.practice = "Z99004"
    receipt = practice.take(extract, FULL)
    assert receipt.verdict == "refused"
    assert "Z99002" in receipt.reason


def test_damaged_values_are_quarantined(practice: Any, systmone: Any) -> None:
    extract = full(systmone)
    extract.code("11", "1001", "1091811000000100", "10 Jan 2026 00:00:00")  # rounded by a spreadsheet
    extract.code("12", "1001", "59621000", "31 Feb 2026 00:00:00")
    extract.code("13", "1001", "59621000", "10 Feb 2026 00:00:00")  # kept: it has not happened yet
    extract.code("14", "1001", "72313002", "10 Jan 2026 00:00:00", IsNumeric="TRUE", NumericValue="13,8")
    extract.code("15", "-1", "59621000", "10 Jan 2026 00:00:00")
    extract.patient("1003", DateBirth="")
    receipt = practice.take(extract, FULL)
    assert receipt.verdict == "accepted"
    assert practice.keys("event") == {"1", "2", "13"}
    assert practice.keys("patient") == {"1001", "1002"}
    quarantined = {(row["table"], row["field"]) for row in practice.part.quarantine().to_pylist()}
    assert quarantined >= {
        ("SRCode", "SNOMEDCode"),
        ("SRCode", "DateEvent"),
        ("SRCode", "NumericValue"),
        ("SRCode", "IDPatient"),
        ("SRPatient", "DateBirth"),
    }
