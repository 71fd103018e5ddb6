"""What a SystmOne extract makes the record say."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest


def test_a_patient_is_read(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001", MiddleNames="José")  # é in the supplier's encoding
    extract.add("SRGPPracticeHistory", IDPatient="1001", IDPractice="Z99002", IDProfileRegisteredGP="601")
    receipt = practice.take(extract)
    assert receipt.verdict == "accepted", receipt
    assert receipt.quarantined == 0
    tom = practice.row("patient", "1001")
    assert tom["birth_date"] == date(1950, 5, 1), "the time of birth is dropped"
    assert (tom["given_name"], tom["family_name"], tom["sex"]) == ("Tom José", "Brook", "male")
    assert tom["nhs_number"] == "9990000026"
    assert (tom["address"], tom["postcode"]) == ("1 Mill Lane, Fenwick", "ZZ99 1AA")
    assert (tom["registered_on"], tom["deregistered_on"]) == (date(2001, 2, 3), None)
    assert (tom["registration_type"], tom["usual_gp"]) == ("regular", "Dr Ivy Dale")


def test_registrations(practice: Any, systmone: Any) -> None:
    """GMS among the tokens is the list; an open registration outranks an ended one; ours, not elsewhere."""
    extract = systmone().base()
    cases = {
        "11": "GMS,Temporary Resident < 16 days",
        "12": "Patient, Standard",
        "13": "Temporary Resident 16 days to 3 months",
        "14": "Immediately Necessary (Treatment)",
        "15": "Applied",
    }
    meant = {"11": "regular", "12": "regular", "13": "temporary", "14": "temporary", "15": "other"}
    for row, status in cases.items():
        extract.patient(row, NHSNumber="")
        extract.rows["SRPatientRegistration"][-1]["RegistrationStatus"] = status
    extract.patient("16", NHSNumber="")
    extract.rows["SRPatientRegistration"][-1]["DateDeRegistration"] = "01 Mar 2010 00:00:00"
    extract.add(
        "SRPatientRegistration",
        IDPatient="16",
        DateRegistration="05 Jun 2020 00:00:00",
        RegistrationStatus="Private",
    )
    extract.patient("17", NHSNumber="")
    extract.rows["SRPatientRegistration"][-1]["DateDeRegistration"] = "01 Mar 2010 00:00:00"
    extract.add(
        "SRPatientRegistration",
        IDPatient="17",
        IDOrganisation="Z99004",
        DateRegistration="05 Jun 2020 00:00:00",
        RegistrationStatus="GMS",
    )
    receipt = practice.take(extract)
    for row, kind in meant.items():
        assert practice.row("patient", row)["registration_type"] == kind, cases[row]
    sixteen = practice.row("patient", "16")
    assert (sixteen["registered_on"], sixteen["registration_type"]) == (date(2020, 6, 5), "other")
    assert practice.row("patient", "17")["deregistered_on"] == date(2010, 3, 1)
    assert receipt.reasons == {"registered_elsewhere": 1}


def test_the_latest_open_home_address_counts(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001")
    later = {"IDPatient": "1001", "FullPostCode": "ZZ99 2BB", "DateEvent": "01 Jan 2020 00:00:00"}
    extract.add("SRPatientAddressHistory", **later, NameOfRoad="Ford Street", AddressType="9004")
    post = {"IDPatient": "1001", "FullPostCode": "ZZ99 3CC", "DateEvent": "01 Jan 2024 00:00:00"}
    extract.add("SRPatientAddressHistory", **post, NameOfRoad="Box 7", AddressType="9005")
    ended = {"IDPatient": "1001", "FullPostCode": "ZZ99 4DD", "DateEvent": "01 Jan 2025 00:00:00"}
    extract.add("SRPatientAddressHistory", **ended, AddressType="9004", DateTo="01 Feb 2025 00:00:00")
    practice.take(extract)
    assert practice.row("patient", "1001")["postcode"] == "ZZ99 2BB"
    assert practice.row("patient", "1001")["address"] == "Ford Street"


def test_coded_entries(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001")
    value = {"IsNumeric": "TRUE", "NumericUnit": "mm Hg"}
    extract.code("1", "1001", "72313002", "10 Jan 2026 09:12:00", NumericValue="138.0", **value)
    extract.code("2", "1001", "1091811000000102", "10 Jan 2026 09:12:00", NumericValue="88", **value)
    extract.code("3", "1001", "59621000", "10 Jan 2026 00:00:00", NumericValue="0", NumericUnit="x")
    extract.code("4", "1001", "-1", "10 Jan 2026 00:00:00", CTV3Code="Y1234", CTV3Text="Local thing")
    extract.code("5", "1001", "-1", "10 Jan 2026 00:00:00", CTV3Code="XaIIw")
    extract.code("6", "1001", "-1", "10 Jan 2026 00:00:00", CTV3Code="Xaiiw")
    extract.code("7", "1001", "59621000", "", SNOMEDText="Essential hypertension")
    extract.code("8", "1001", "1020291000000106", "10 Jan 2026 00:00:00", NumericComparator=">", **value)
    extract.rows["SRCode"][-1]["NumericValue"] = "90"
    extract.add("SRCtv3ToSnomed", Ctv3Code="XaIIw", SnomedCode="38341003")
    receipt = practice.take(extract)
    assert receipt.quarantined == 0, receipt
    events = {row["source_key"]: row for row in practice.rows("event")}
    assert [(events[k]["value"], events[k]["unit"]) for k in ("1", "2")] == [(138.0, "mmHg"), (88.0, "mmHg")]
    assert events["1"]["date"] == events["2"]["date"] == date(2026, 1, 10)
    assert (events["3"]["value"], events["3"]["unit"]) == (None, None), "only where IsNumeric says so"
    assert (events["4"]["code"], events["4"]["source_code"], events["4"]["term"]) == (
        None,
        "Y1234",
        "Local thing",
    )
    assert events["5"]["code"] == "38341003", "the extract's own map where SNOMED is missing"
    assert events["6"]["code"] is None, "CTV3 codes differ by case"
    assert (events["7"]["date"], events["7"]["date_precision"]) == (None, "unknown")
    assert events["7"]["term"] == "Essential hypertension"
    assert (events["8"]["value"], events["8"]["comparator"]) == (90.0, ">")
    assert events["1"]["recorded_at"] == datetime(2026, 1, 2, 11, 12, 13)


def test_problems(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001")
    for row in ("1", "2", "3"):
        extract.code(row, "1001", "59621000", "10 Jan 2016 00:00:00")
    extract.add("SRProblem", IDPatient="1001", IDCode="1", DateEnd="01 Feb 2020 00:00:00")
    extract.add("SRProblem", IDPatient="1001", IDCode="2", DateEnd="01 Feb 2020 00:00:00")
    extract.add("SRProblem", IDPatient="1001", IDCode="2", DateEnd="")  # two problems, one entry, one open
    extract.add("SRProblem", IDPatient="1001", IDCode="99")  # its entry has not come yet
    receipt = practice.take(extract)
    found = {row["source_key"]: (row["kind"], row["problem_end"]) for row in practice.rows("event")}
    assert found == {"1": ("problem", date(2020, 2, 1)), "2": ("problem", None), "3": ("observation", None)}
    assert receipt.waiting == {"SRProblem": 1}


def test_medicines(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001")
    template = {
        "IDPatient": "1001",
        "IDMultiLexDMD": "318902004",
        "NameOfMedication": "Ramipril 5mg capsules",
        "DateMedicationTemplateStart": "01 Mar 2024 00:00:00",
        "MedicationQuantity": "28 capsule",
        "MedicationDosage": "One a day",
    }
    extract.add("SRRepeatTemplate", RowIdentifier="1", **template)
    extract.add(
        "SRRepeatTemplate",
        RowIdentifier="2",
        DateMedicationTemplateEnd="01 Jan 2025 00:00:00",
        DrugStatus="Repeat dispensing",
        **template,
    )
    days = {"DateMedicationEnd": "29 Mar 2024 00:00:00"}
    extract.medication(
        "1", "1001", "01 Mar 2024 00:00:00", IsRepeatMedication="TRUE", IDRepeatTemplate="1", **days
    )
    extract.medication(
        "2", "1001", "10 Feb 2026 00:00:00", DateMedicationEnd="17 Feb 2026 00:00:00"
    )  # tomorrow
    extract.medication(
        "3", "1001", "01 Mar 2024 00:00:00", IDMultiLexDMD="-1", MedicationQuantity="one pack", **days
    )
    extract.medication("4", "1001", "01 Mar 2024 00:00:00", IsHospitalMedication="TRUE")
    receipt = practice.take(extract)
    medicines = {row["source_key"]: row for row in practice.rows("medication")}
    assert set(medicines) == {"template-1", "template-2", "acute-2", "acute-3", "elsewhere-4"}
    assert (medicines["elsewhere-4"]["elsewhere"], medicines["elsewhere-4"]["end_date"]) == (True, None)
    assert not any(row["elsewhere"] for key, row in medicines.items() if key != "elsewhere-4")
    assert (medicines["template-1"]["course_type"], medicines["template-1"]["end_date"]) == ("repeat", None)
    assert medicines["template-2"]["course_type"] == "repeat_dispensing"
    assert medicines["template-2"]["end_date"] == date(2025, 1, 1)
    acute = medicines["acute-2"]
    assert (acute["course_type"], acute["start_date"], acute["end_date"]) == (
        "acute",
        date(2026, 2, 10),
        date(2026, 2, 17),
    )
    assert (acute["quantity"], acute["quantity_unit"], acute["code"]) == (28.0, "capsule", "318902004")
    assert (medicines["acute-3"]["quantity"], medicines["acute-3"]["quantity_unit"]) == (None, "one pack")
    assert medicines["acute-3"]["code"] is None
    issues = {row["source_key"]: row for row in practice.rows("issue")}
    assert set(issues) == {"1", "2", "3"}
    assert (issues["1"]["medication_key"], issues["1"]["days"]) == ("template-1", 28)
    assert issues["2"]["medication_key"] == "acute-2"
    assert receipt.quarantined == 0


def test_appointments(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001")
    base = {"IDPatient": "1001", "DateStart": "12 Feb 2026 09:30:00", "DateEnd": "12 Feb 2026 09:45:00"}
    extract.add(
        "SRAppointment",
        RowIdentifier="1",
        AppointmentStatus="9001",
        TelephoneAppointment="TRUE",
        RotaType="GP routine",
        IDProfileClinician="601",
        **base,
    )
    extract.add("SRAppointment", RowIdentifier="2", AppointmentStatus="9002", IDClinician="501", **base)
    extract.add("SRAppointment", RowIdentifier="3", AppointmentStatus="9003", **base)
    gone = "11 Feb 2026 08:00:00"
    extract.add(
        "SRAppointment", RowIdentifier="4", AppointmentStatus="9001", DateAppointmentCancelled=gone, **base
    )
    extract.add("SRAppointment", RowIdentifier="5", AppointmentStatus="-1", DatePatientArrival=gone, **base)
    practice.take(extract)
    found = {row["source_key"]: row for row in practice.rows("appointment")}
    assert [found[k]["status"] for k in "12345"] == ["booked", "fulfilled", "noshow", "cancelled", "arrived"]
    assert (found["1"]["start"], found["1"]["minutes"]) == (datetime(2026, 2, 12, 9, 30), 15)
    assert (found["1"]["mode"], found["2"]["mode"]) == ("telephone", None)
    assert found["1"]["clinician"] == found["2"]["clinician"] == "Dr Ivy Dale"
    assert (found["1"]["type"], found["2"]["type"]) == ("GP routine", None)


@pytest.mark.hazard("H10", "rows that other organisations share into the record are kept out and counted")
def test_what_is_not_the_practices_own_is_kept_out_and_counted(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001")
    extract.patient("1002", TestPatient="TRUE", NHSNumber="")
    extract.code("1", "1001", "59621000", "10 Jan 2016 00:00:00")
    extract.code("2", "1001", "59621000", "11 Jan 2016 00:00:00", IDOrganisation="RXX")
    extract.code("3", "1001", "59621000", "12 Jan 2016 00:00:00", IDOrganisationVisibleTo="Z99004")
    extract.code("4", "1001", "59621000", "13 Jan 2016 00:00:00", IDOrganisation="")
    extract.code("5", "1002", "59621000", "13 Jan 2016 00:00:00")
    extract.add(
        "SRPatient",
        RowIdentifier="1003",
        IDOrganisationVisibleTo="Z99004",
        FirstName="Al",
        Surname="Far",
        DateBirth="01 May 1950 03:10",
        Gender="M",
    )
    receipt = practice.take(extract)
    assert receipt.verdict == "accepted", "the group's file holds our practice"
    assert practice.keys("patient") == {"1001"}
    assert practice.keys("event") == {"1", "4"}
    assert receipt.reasons["shared_in"] == 1
    assert sum(file.others for file in receipt.per_file) == 2
    assert receipt.reasons["test_patient"] == 1
    assert receipt.waiting["SRCode"] == 1, "the test patient's entry has nobody to belong to"


def test_one_row_under_several_practices_of_a_group_is_read_once(practice: Any, systmone: Any) -> None:
    """A group's file repeats a row for every practice that may see it: same number, other visibility."""
    extract = systmone().base()
    extract.patient("1001")
    extract.code("1", "1001", "59621000", "10 Jan 2016 00:00:00")
    elsewhere = {"IDOrganisationVisibleTo": "Z99004", "IDOrganisation": "Z99002"}
    for table in ("SRPatient", "SRPatientRegistration", "SRCode"):
        extract.add(table, **{**extract.rows[table][-1], **elsewhere})
    receipt = practice.take(extract)
    assert receipt.verdict == "accepted", receipt
    assert receipt.reasons == {}
    assert sum(file.others for file in receipt.per_file) == 3
    assert practice.keys("patient") == {"1001"}
    assert practice.keys("event") == {"1"}


def test_a_patient_without_a_registration_here_waits_for_it(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001")
    extract.patient("1002", NHSNumber="")
    extract.rows["SRPatientRegistration"].pop()
    extract.code("1", "1002", "59621000", "10 Jan 2016 00:00:00")
    receipt = practice.take(extract)
    assert practice.keys("patient") == {"1001"}
    assert practice.rows("event") == []
    assert receipt.waiting == {"SRPatient": 1, "SRCode": 1, "SRPatientAddressHistory": 1}
