"""What an EMIS extract makes the record say."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest


def test_a_patient_is_read(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann", PatientTypeDescription="  Regular", MiddleNames="May", DateOfDeath="")
    receipt = practice.take(extract)
    assert receipt.verdict == "accepted", receipt
    ann = practice.row("patient", key("ann"))
    assert ann["nhs_number"] == "9990000018"
    assert ann["birth_date"] == date(1950, 5, 1)
    assert ann["sex"] == "female"
    assert (ann["given_name"], ann["family_name"], ann["title"]) == ("Ann May", "Brook", "Mrs")
    assert ann["address"] == "1 Mill Lane, Fenwick"
    assert ann["postcode"] == "ZZ99 1AA"
    assert (ann["registered_on"], ann["deregistered_on"]) == (date(2001, 2, 3), None)
    assert ann["registration_type"] == "regular", "leading spaces in the patient type do not matter"
    assert ann["usual_gp"] == "Dr Ada Marsh"
    assert (ann["confidential"], ann["spine_sensitive"], ann["death_date"]) == (False, False, None)


def test_registration_types(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    meant = {
        "Regular": "regular",
        "Temporary": "temporary",
        "Immediately Necessary": "temporary",
        " Emg": "temporary",
        "Private": "other",
        "Pre Registration": "other",
        "": "other",
    }
    for written in meant:
        extract.patient(written or "none", PatientTypeDescription=written, NhsNumber="")
    practice.take(extract)
    for written, kind in meant.items():
        assert practice.row("patient", key(written or "none"))["registration_type"] == kind, written


@pytest.mark.hazard("H09", "an S-flag withholds address and postcode in the record itself")
def test_flags_are_kept_and_an_s_flag_withholds_the_place(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann", SpineSensitive="true", IsConfidential="TRUE")
    practice.take(extract)
    ann = practice.row("patient", key("ann"))
    assert ann["spine_sensitive"] is True
    assert ann["confidential"] is True
    assert ann["address"] is None
    assert ann["postcode"] is None


def test_a_dummy_patient_is_kept_out_with_the_reason(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.patient("dummy", DummyType="true", NhsNumber="")
    extract.observation("o1", "dummy", "1001", "2020-01-01")
    receipt = practice.take(extract)
    assert practice.keys("patient") == {key("ann")}
    assert receipt.reasons["dummy_patient"] == 1
    assert practice.rows("event") == []


def test_precision_of_dates(practice: Any, emis: Any, key: Any) -> None:
    cases: list[tuple[str, str, date | None, str]] = [
        ("YMD", "2019-06-15", date(2019, 6, 15), "day"),
        ("YMDT", "2019-06-15", date(2019, 6, 15), "day"),
        ("YM", "2019-06-15", date(2019, 6, 1), "month"),
        ("Y", "2019-06-15", date(2019, 1, 1), "year"),
        ("U", "2019-06-15", None, "unknown"),
        ("", "2019-06-15", date(2019, 6, 15), "day"),
        ("YMD", "", None, "unknown"),
        ("YMD", "1900-01-01", None, "unknown"),
        ("YMD", "1899-12-31", None, "unknown"),
    ]
    extract = emis().base()
    extract.patient("ann")
    for number, (precision, written, _, _) in enumerate(cases):
        extract.observation(
            f"o{number}", "ann", "1001", written, EffectiveDatePrecision=precision, EnteredDate="2019-06-16"
        )
    practice.take(extract)
    for number, (precision, written, day, meant) in enumerate(cases):
        event = practice.row("event", key(f"o{number}"))
        assert (event["date"], event["date_precision"]) == (day, meant), (precision, written)
        assert event["recorded_at"] == datetime(2019, 6, 16, 10, 15)


def test_a_blood_pressure_is_told_apart_by_code_and_dated_by_its_parent(
    practice: Any, emis: Any, key: Any
) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.observation("bp", "ann", "1004", "2026-01-10")
    undated = {"ParentObservationGuid": "bp", "NumericUnit": "mm Hg", "EffectiveDatePrecision": "U"}
    extract.observation("low", "ann", "1003", "", Value="88.000", **undated)  # the diastolic comes first
    extract.observation("high", "ann", "1002", "", Value="138.000", **undated)
    extract.observation("dated", "ann", "1002", "2026-01-09", Value="138", ParentObservationGuid="bp")
    extract.observation("orphan", "ann", "1002", "", Value="120", ParentObservationGuid="never sent")
    practice.take(extract)
    low, high = practice.row("event", key("low")), practice.row("event", key("high"))
    assert (high["code"], high["value"], high["unit"]) == ("72313002", 138.0, "mmHg")
    assert (low["code"], low["value"], low["unit"]) == ("1091811000000102", 88.0, "mmHg")
    for half in (low, high):
        assert (half["date"], half["date_precision"]) == (date(2026, 1, 10), "day")
    assert practice.row("event", key("bp"))["value"] is None
    assert practice.row("event", key("dated"))["date"] == date(2026, 1, 9), (
        "a half with its own date keeps it"
    )
    assert practice.row("event", key("orphan"))["date"] is None, "its reading was never sent"


def test_comparators_and_units(practice: Any, emis: Any, key: Any) -> None:
    kept = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "": None, "=": None, "~": None}
    extract = emis().base()
    extract.patient("ann")
    for written in kept:
        extract.observation(f"o{written}", "ann", "1002", "2026-01-10", Value="90", NumericOperator=written)
    for name, unit in (("spelt", "mm Hg"), ("unknown", "Puffs"), ("none", "")):
        extract.observation(name, "ann", "1002", "2026-01-10", Value="90.5000", NumericUnit=unit)
    practice.take(extract)
    for written, comparator in kept.items():
        assert practice.row("event", key(f"o{written}"))["comparator"] == comparator, written
    units = {name: practice.row("event", key(name))["unit"] for name in ("spelt", "unknown", "none")}
    assert units == {"spelt": "mmHg", "unknown": "Puffs", "none": None}
    assert practice.row("event", key("none"))["value"] == 90.5


def test_local_codes_have_no_national_code_and_stay_readable(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.code("1672871000006114", "Local template", snomed="1672871000006105", read="EMISNQLO12")
    extract.code("1011", "Local without Read", snomed="1672871000006105")
    extract.code("1012", "Not mapped", snomed="", read="^ESCTLO1")
    extract.patient("ann")
    for number, code in enumerate(("1672871000006114", "1011", "1012"), start=1):
        extract.observation(f"o{number}", "ann", code, "2026-01-10")
    receipt = practice.take(extract)
    assert receipt.quarantined == 0
    found = [practice.row("event", key(f"o{number}")) for number in (1, 2, 3)]
    assert [event["code"] for event in found] == [None, None, None]
    assert [event["source_code"] for event in found] == ["EMISNQLO12", "1011", "^ESCTLO1"]
    assert found[0]["term"] == "Local template"


def test_kinds_of_entry(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.code("1020", "Notes summary on computer", snomed="416118004", category="Administration")
    extract.patient("ann")
    extract.observation("problem", "ann", "1001", "2019-01-10")
    extract.add(
        "CareRecord_Problem",
        ObservationGuid="problem",
        PatientGuid="ann",
        EndDate="2020-02-03",
        ProblemStatusDescription="Past Problem",
    )
    extract.observation("jab", "ann", "1001", "2019-01-10", ObservationType="Immunisation")
    extract.observation("referred", "ann", "1001", "2019-01-10")
    extract.add("CareRecord_ObservationReferral", ObservationGuid="referred", PatientGuid="ann")
    extract.observation("paper", "ann", "1020", "2019-01-10")
    extract.observation("plain", "ann", "1001", "2019-01-10")
    practice.take(extract)
    kinds = {
        name: practice.row("event", key(name))["kind"]
        for name in ("problem", "jab", "referred", "paper", "plain")
    }
    assert kinds == {
        "problem": "problem",
        "jab": "immunisation",
        "referred": "referral",
        "paper": "administrative",
        "plain": "observation",
    }
    assert practice.row("event", key("problem"))["problem_end"] == date(2020, 2, 3)


def test_confidential_entries_and_visits(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.add("CareRecord_Consultation", ConsultationGuid="visit", PatientGuid="ann", IsConfidential="true")
    extract.add(
        "CareRecord_Consultation", ConsultationGuid="other", PatientGuid="ann", IsConfidential="false"
    )
    extract.observation("own", "ann", "1001", "2019-01-10", IsConfidential="true")
    extract.observation("inside", "ann", "1001", "2019-01-10", ConsultationGuid="visit")
    extract.observation("open", "ann", "1001", "2019-01-10", ConsultationGuid="other")
    practice.take(extract)
    flags = {name: practice.row("event", key(name))["confidential"] for name in ("own", "inside", "open")}
    assert flags == {"own": True, "inside": True, "open": False}


def test_one_row_id_under_two_patients_stays_two_entries(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.patient("ben", NhsNumber="9990000034")
    extract.observation("o1", "ann", "1001", "2019-01-10")
    extract.observation("o1", "ben", "1001", "2020-01-10")
    practice.take(extract)
    assert {(row["local_id"], row["date"]) for row in practice.rows("event")} == {
        (key("ann"), date(2019, 1, 10)),
        (key("ben"), date(2020, 1, 10)),
    }


def test_medicines(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.add("Coding_DrugCode", CodeId="2002", Term="Special cream", DmdProductCodeId="")
    extract.patient("ann")
    extract.drug("active", "ann", "2024-03-01", CancellationDate="2024-06-01")
    extract.drug("cancelled", "ann", "2024-03-01", IsActive="false", CancellationDate="2024-06-01")
    extract.drug("ran out", "ann", "2024-03-01", IsActive="false", PrescriptionType="Acute")
    extract.issue("i1", "ann", "2024-03-01", DrugRecordGuid="ran out", CourseDurationInDays="14")
    extract.drug("never issued", "ann", "2024-03-01", IsActive="false", PrescriptionType="Acute")
    extract.drug("uncoded", "ann", "2024-03-01", CodeId="2002", PrescriptionType="Repeat Dispensing")
    extract.issue("i2", "ann", "2024-04-01", DrugRecordGuid="")
    practice.take(extract)
    medicines = {
        name: practice.row("medication", key(name))
        for name in ("active", "cancelled", "ran out", "never issued", "uncoded")
    }
    ends = {name: row["end_date"] for name, row in medicines.items()}
    assert ends == {
        "active": None,  # active outranks a cancellation date
        "cancelled": date(2024, 6, 1),
        "ran out": date(2024, 3, 15),
        "never issued": date(2024, 3, 1),
        "uncoded": None,
    }
    assert [row["course_type"] for row in medicines.values()] == [
        "repeat",
        "repeat",
        "acute",
        "acute",
        "repeat_dispensing",
    ]
    assert medicines["active"]["code"] == "318902004"
    assert (medicines["uncoded"]["code"], medicines["uncoded"]["term"]) == (None, "Special cream")
    assert (medicines["active"]["quantity"], medicines["active"]["quantity_unit"]) == (28.0, "capsule")
    first, second = practice.row("issue", key("i1")), practice.row("issue", key("i2"))
    assert (first["medication_key"], first["days"], first["date"]) == (key("ran out"), 14, date(2024, 3, 1))
    assert second["medication_key"] is None


@pytest.mark.hazard("H10", "a medicine marked confidential carries the mark, and so do its issues")
def test_confidential_medicines_carry_the_mark(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.add("CareRecord_Consultation", ConsultationGuid="visit", PatientGuid="ann", IsConfidential="true")
    extract.drug("hidden", "ann", "2024-03-01", IsConfidential="true")
    extract.drug("open", "ann", "2024-03-01")
    extract.issue("of hidden", "ann", "2024-03-01", DrugRecordGuid="hidden")
    extract.issue("itself", "ann", "2024-03-02", DrugRecordGuid="open", IsConfidential="true")
    extract.issue("in visit", "ann", "2024-03-03", DrugRecordGuid="open", ConsultationGuid="visit")
    extract.issue("plain", "ann", "2024-03-04", DrugRecordGuid="open")
    receipt = practice.take(extract)
    assert receipt.quarantined == 0
    assert {name: practice.row("medication", key(name))["confidential"] for name in ("hidden", "open")} == {
        "hidden": True,
        "open": False,
    }
    issues = ("of hidden", "itself", "in visit", "plain")
    assert [practice.row("issue", key(name))["confidential"] for name in issues] == [True, True, True, False]


def test_review_date_is_the_last_issues(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.drug("d1", "ann", "2024-03-01")
    extract.issue("i1", "ann", "2024-03-01", DrugRecordGuid="d1", ReviewDate="2026-12-01 00:00:00")
    extract.issue("i2", "ann", "2025-03-01", DrugRecordGuid="d1", ReviewDate="2026-03-01 00:00:00")
    extract.issue("i3", "ann", "2025-04-01", DrugRecordGuid="d1")
    extract.drug("d2", "ann", "2024-03-01")
    practice.take(extract)
    assert practice.row("medication", key("d1"))["review_date"] == date(2026, 3, 1)
    assert practice.row("medication", key("d2"))["review_date"] is None


def test_appointments(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.add("Appointment_Session", AppointmentSessionGuid="session", Description="Dr Marsh surgery")
    for who in ("gp", "gp", "nurse"):  # a duplicate row is one person
        extract.add("Appointment_SessionUser", SessionGuid="session", UserInRoleGuid=who)
    extract.slot("booked", "ann", "2026-02-12", SlotStatus="Booked", ModeOfContact="Telephone")
    extract.slot("gone", "ann", "2026-01-12", SlotStatus="Left", NationalSlotCategoryName="Planned Clinics")
    extract.slot("missed", "ann", "2026-01-13", DidNotAttend="true", ModeOfContact="Face to Face")
    extract.slot("classic", "ann", "2026-01-14", LeftTime="10:05:00")
    extract.slot("waiting", "ann", "2026-02-09", SendInTime="09:31:00")
    extract.slot("free", "", "2026-02-13")
    practice.take(extract)
    found = {
        name: practice.row("appointment", f"{key(name)}/{key('ann')}")
        for name in ("booked", "gone", "missed", "classic", "waiting")
    }
    assert {name: row["status"] for name, row in found.items()} == {
        "booked": "booked",
        "gone": "fulfilled",
        "missed": "noshow",
        "classic": "fulfilled",
        "waiting": "arrived",
    }
    assert found["booked"]["start"] == datetime(2026, 2, 12, 9, 30)
    assert found["booked"]["minutes"] == 10
    assert found["booked"]["clinician"] == "Dr Ada Marsh, Sr Bo Reed"
    assert [found[name]["mode"] for name in ("booked", "missed", "gone")] == [
        "telephone",
        "face to face",
        None,
    ]
    assert (found["gone"]["type"], found["booked"]["type"]) == ("Planned Clinics", "Dr Marsh surgery")
    assert len(practice.rows("appointment")) == 5, "a free slot is nobody's"
