"""EMIS deliveries one after another: deltas, deletes, late dictionaries, other layouts, refusals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

FULL, NEXT, LATER = "2026-02-09", "2026-02-10", "2026-02-11"


def full(emis: Any) -> Any:
    extract = emis().base()
    extract.patient("ann")
    extract.patient("ben", NhsNumber="9990000034", DateOfBirth="1980-01-01", Sex="M")
    extract.add("Appointment_Session", AppointmentSessionGuid="session", Description="Surgery")
    extract.observation("o1", "ann", "1001", "2019-01-10")
    extract.observation("o2", "ben", "1001", "2020-01-10")
    extract.add("CareRecord_Problem", ObservationGuid="o1", PatientGuid="ann", EndDate="")
    extract.drug("d1", "ann", "2024-03-01")
    extract.issue("i1", "ann", "2024-03-01", DrugRecordGuid="d1")
    extract.slot("s1", "ann", "2026-02-12")
    extract.slot("s2", "ben", "2026-02-13")
    return extract


def test_tables_change_independently(practice: Any, emis: Any, key: Any) -> None:
    practice.take(full(emis), FULL)
    delta = emis(processing=500)
    delta.add(
        "CareRecord_Problem", ObservationGuid="o1", PatientGuid="ann", EndDate="2026-02-10"
    )  # only the problem
    delta.add("CareRecord_Observation", ObservationGuid="o2", PatientGuid="ben", Deleted="true")  # only keys
    delta.observation("o3", "ben", "1001", "2026-02-10")
    delta.add("Prescribing_IssueRecord", IssueRecordGuid="i1", PatientGuid="ann", Deleted="true")
    receipt = practice.take(delta, NEXT, FULL)
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0), receipt
    assert practice.keys("event") == {key("o1"), key("o3")}
    problem = practice.row("event", key("o1"))
    assert (problem["kind"], problem["problem_end"], problem["date"]) == (
        "problem",
        date(2026, 2, 10),
        date(2019, 1, 10),
    )
    assert practice.rows("issue") == []
    assert practice.keys("medication") == {key("d1")}, "no delete row came for the course"


def test_delete_then_add_again(practice: Any, emis: Any, key: Any) -> None:
    practice.take(full(emis), FULL)
    gone = emis(processing=500)
    gone.add("CareRecord_Observation", ObservationGuid="o1", PatientGuid="ann", Deleted="true")
    practice.take(gone, NEXT, FULL)
    assert practice.keys("event") == {key("o2")}
    back = emis(processing=600)
    back.observation("o1", "ann", "1001", "2019-01-10")
    practice.take(back, LATER, NEXT)
    assert practice.row("event", key("o1"))["kind"] == "problem", "the problem row is still held"


def test_rows_apply_in_order_of_processing(practice: Any, emis: Any, key: Any) -> None:
    extract = full(emis)
    extract.observation("o9", "ann", "1002", "2026-01-01", Value="150", ProcessingId="900")
    extract.observation("o9", "ann", "1002", "2026-01-01", Value="140", ProcessingId="899")
    extract.add(
        "CareRecord_Observation", ObservationGuid="o8", PatientGuid="ann", Deleted="true", ProcessingId="950"
    )
    extract.observation("o8", "ann", "1001", "2026-01-01", ProcessingId="940")
    practice.take(extract, FULL)
    assert practice.row("event", key("o9"))["value"] == 150.0
    assert key("o8") not in practice.keys("event")


@pytest.mark.hazard("H02", "rows whose code or patient comes later wait for it and are not lost")
def test_a_late_dictionary_releases_the_rows_that_wait(practice: Any, emis: Any, key: Any) -> None:
    extract = full(emis)
    extract.observation("late", "ann", "7777", "2026-01-10")
    extract.drug("late drug", "ann", "2026-01-10", CodeId="8888")
    extract.observation("early", "cat", "1001", "2026-01-10")
    receipt = practice.take(extract, FULL)
    assert receipt.quarantined == 3
    assert receipt.waiting == {"CareRecord_Observation": 2, "Prescribing_DrugRecord": 1}
    assert key("late") not in practice.keys("event")
    delta = emis(processing=500)
    delta.code("7777", "Systolic blood pressure sitting", snomed="407554009")
    delta.add("Coding_DrugCode", CodeId="8888", Term="Late tablets", DmdProductCodeId="")
    delta.patient("cat", NhsNumber="9990000042")
    receipt = practice.take(delta, NEXT, FULL)
    assert (receipt.quarantined, receipt.waiting) == (0, {})
    assert practice.row("event", key("late"))["code"] == "407554009"
    assert practice.row("event", key("early"))["local_id"] == key("cat")
    assert practice.row("medication", key("late drug"))["term"] == "Late tablets"


def test_a_patient_that_falls_out_of_scope_keeps_the_record_and_leaves_the_list(
    practice: Any, emis: Any, key: Any
) -> None:
    practice.take(full(emis), FULL)
    delta = emis(processing=500)
    delta.add("Admin_Patient", PatientGuid="ann", Deleted="true")
    receipt = practice.take(delta, NEXT, FULL)
    assert receipt.quarantined == 0
    ann = practice.row("patient", key("ann"))
    assert (ann["deregistered_on"], ann["birth_date"]) == (date(2026, 2, 10), date(1950, 5, 1))
    assert practice.row("patient", key("ben"))["deregistered_on"] is None
    assert key("o1") in practice.keys("event"), "no delete rows follow for what was recorded: it stays"
    again = emis(processing=600)
    again.patient("ann", DateOfRegistration="2026-02-11")
    practice.take(again, LATER, NEXT)
    ann = practice.row("patient", key("ann"))
    assert (ann["registered_on"], ann["deregistered_on"]) == (date(2026, 2, 11), None), "left and came back"


def test_trap_slot_reuse_a_cancelled_booking_is_sent_again_without_its_patient(
    practice: Any, emis: Any, key: Any
) -> None:
    practice.take(full(emis), FULL)
    ann, ben = key("ann"), key("ben")
    assert practice.keys("appointment") == {f"{key('s1')}/{ann}", f"{key('s2')}/{ben}"}
    delta = emis(processing=500)
    delta.slot("s1", "", "2026-02-12")
    delta.slot("s2", "ann", "2026-02-13")  # cancelled and taken by somebody else
    practice.take(delta, NEXT, FULL)
    assert practice.keys("appointment") == {f"{key('s2')}/{ann}"}, "not the appointment that ben had"
    gone = emis(processing=600)
    gone.slot("s2", "ann", "2026-02-13", Deleted="true")  # removed with its patient still in it
    practice.take(gone, LATER, NEXT)
    assert practice.rows("appointment") == []


def test_full_equals_earlier_full_and_deltas(practice: Any, another: Any, emis: Any, key: Any) -> None:
    practice.take(full(emis), FULL)
    delta = emis(processing=500)
    delta.observation("o3", "ben", "1002", "2026-02-10", Value="151", NumericUnit="mmHg")
    delta.add("CareRecord_Observation", ObservationGuid="o2", PatientGuid="ben", Deleted="true")
    delta.patient("ben", NhsNumber="9990000034", DateOfBirth="1980-01-01", Sex="M", Surname="Stone")
    delta.drug("d1", "ann", "2024-03-01", IsActive="false", CancellationDate="2026-02-10")
    practice.take(delta, NEXT, FULL)

    whole = full(emis)
    whole.rows["CareRecord_Observation"].pop()
    whole.observation("o3", "ben", "1002", "2026-02-10", Value="151", NumericUnit="mmHg")
    whole.rows["Admin_Patient"].pop()
    whole.patient("ben", NhsNumber="9990000034", DateOfBirth="1980-01-01", Sex="M", Surname="Stone")
    whole.rows["Prescribing_DrugRecord"].pop()
    whole.drug("d1", "ann", "2024-03-01", IsActive="false", CancellationDate="2026-02-10")
    whole.shuffle = 7
    another.take(whole, NEXT)
    assert practice.hashes == another.hashes
    assert practice.take(delta, NEXT, FULL).verdict == "unchanged"


def test_order_of_columns_and_unknown_ones_do_not_matter(practice: Any, another: Any, emis: Any) -> None:
    practice.take(full(emis), FULL)
    extract = full(emis)
    extract.shuffle = 3
    extract.also = {"Admin_Patient": ["PreferredPronoun"], "CareRecord_Observation": ["NewIn9"]}
    extract.prefix = "291-293"  # the older file name
    extract.add("Admin_Location", LocationGuid="here", LocationName="Main site")
    receipt = another.take(extract, FULL)
    assert receipt.verdict == "accepted", receipt
    assert practice.hashes == another.hashes
    assert list(receipt.not_used.values()) == [1], "the table of places is counted and not read"
    unread = [file for file in receipt.per_file if file.not_used]
    assert "no rule" in unread[0].not_used


def test_the_older_layout_is_read(practice: Any, emis: Any, key: Any) -> None:
    extract = full(emis)
    extract.without = {
        "Appointment_Slot": set(
            "BookedDate BookedTime SlotStatus SlotType IsBookableOnline BookingMethod"
            " ExternalPatientGuid ExternalPatientOrganisation ModeOfContact IsBlocked"
            " NationalSlotCategoryName ContextType ServiceSetting".split()
        ),
        "CareRecord_Observation": {"Qualifiers", "Abnormal", "NumericOperator"},
        "CareRecord_Problem": {"Deleted"},
        "Admin_UserInRole": {"RegistrationNumber"},
    }
    receipt = practice.take(extract, FULL)
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0), receipt
    assert practice.row("appointment", f"{key('s1')}/{key('ann')}")["status"] == "booked"
    assert practice.row("event", key("o1"))["kind"] == "problem"


@pytest.mark.parametrize(
    ("table", "column"), [("Admin_Patient", "DateOfBirth"), ("CareRecord_Observation", "CodeId")]
)
def test_a_missing_column_refuses_by_name(practice: Any, emis: Any, table: str, column: str) -> None:
    extract = full(emis)
    extract.without = {table: {column}}
    receipt = practice.take(extract, FULL)
    assert receipt.verdict == "refused"
    assert column in receipt.reason
    assert table in receipt.reason


def test_a_missing_table_refuses_a_full_submission(practice: Any, emis: Any) -> None:
    extract = full(emis)
    extract.skip = {"Prescribing_DrugRecord"}
    receipt = practice.take(extract, FULL)
    assert receipt.verdict == "refused"
    assert "Prescribing_DrugRecord" in receipt.reason


@pytest.mark.hazard("H01", "an extract whose rows belong to another practice is refused whole")
def test_rows_of_another_practice_alone_refuse_the_delivery(practice: Any, emis: Any) -> None:
    extract = full(emis)
    extract.practice = "Z99003"  # the manifest's
    receipt = practice.take(extract, FULL)
    assert receipt.verdict == "refused"
    assert "Z99001" in receipt.reason
    unknown = full(emis)
    unknown.rows["Admin_Organisation"].clear()
    receipt = practice.take(unknown, FULL)
    assert receipt.verdict == "refused", "an organisation that nobody names never passes for the practice"
    assert "without an ODS code in Admin_Organisation (Admin_Patient, line 2: " in receipt.reason


@pytest.mark.hazard("H13", "damaged codes, numbers and dates are set aside with the reason, not repaired")
def test_damaged_values_are_quarantined_and_named(practice: Any, emis: Any, key: Any) -> None:
    extract = full(emis)
    extract.code("5001", "Damaged by a spreadsheet", snomed="1091811000000100")
    extract.observation("damaged code", "ann", "5001", "2026-01-10")
    extract.observation("no code", "ann", "", "2026-01-10")
    extract.observation("comma", "ann", "1002", "2026-01-10", Value="138,5")
    extract.observation("tomorrow", "ann", "1001", "2026-02-10")  # kept: it has not happened yet
    extract.observation("no such day", "ann", "1001", "2026-02-30")
    extract.observation("precise", "ann", "1001", "2026-01-10", EffectiveDatePrecision="HOUR")
    extract.patient("cat", NhsNumber="9.99E+09")
    extract.patient("dan", DateOfBirth="2031-01-01", NhsNumber="9990000042")
    extract.patient("eve", DateOfRegistration="", NhsNumber="9990000050")
    receipt = practice.take(extract, FULL)
    assert receipt.verdict == "accepted"
    assert receipt.quarantined == 8 + 1, "and the entry whose code was set aside waits for it"
    assert practice.keys("event") == {key("o1"), key("o2"), key("tomorrow")}
    assert practice.keys("patient") == {key("ann"), key("ben")}
    fields = {(row["table"], row["field"]) for row in practice.part.quarantine().to_pylist()}
    assert fields == {
        ("Coding_ClinicalCode", "SnomedCTConceptId"),
        ("CareRecord_Observation", "CodeId"),
        ("CareRecord_Observation", "Value"),
        ("CareRecord_Observation", "EffectiveDate"),
        ("CareRecord_Observation", "EffectiveDatePrecision"),
        ("Admin_Patient", "NhsNumber"),
        ("Admin_Patient", "DateOfBirth"),
        ("Admin_Patient", "DateOfRegistration"),
    }


def test_guids_in_other_spellings_are_the_same(practice: Any, emis: Any, key: Any) -> None:
    extract = full(emis)
    extract.observation("o5", "=" + key("ann"), "1001", "2026-01-10")  # lower case without braces
    extract.observation("o6", "={" + key("ann") + "}  ", "1001", "2026-01-10")
    receipt = practice.take(extract, FULL)
    assert receipt.quarantined == 0
    assert {practice.row("event", key(name))["local_id"] for name in ("o5", "o6")} == {key("ann")}
    assert receipt.normalised >= 1
