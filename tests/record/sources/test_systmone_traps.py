"""What the field's SystmOne extracts are known to hold, by the numbers of that list of traps.

Traps 16 and 17 (one row under several practices, rows shared in) and 25 (addresses) are in
test_systmone_record, 13 (removed rows) also in test_systmone_deliveries.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any

FULL, NEXT = "2026-02-09", "2026-02-10"


def test_traps_14_20_21_and_27_codes_keep_case_and_local_words_and_line_breaks(
    practice: Any, systmone: Any
) -> None:
    extract = systmone().base()
    extract.patient("1001")
    extract.code("1", "1001", "0", "10 Jan 2026 00:00:00", CTV3Code="XaIIw")
    extract.code("2", "1001", "-1", "10 Jan 2026 00:00:00", CTV3Code="Xaiiw")
    extract.code("3", "1001", "-1", "10 Jan 2026 00:00:00", CTV3Code="Y0001", CTV3Text='Two\nlines, "said"')
    extract.add("SRCtv3ToSnomed", Ctv3Code="XaIIw", SnomedCode="38341003")
    extract.add("SRCtv3ToSnomed", Ctv3Code="Y0001", SnomedCode="-1")
    receipt = practice.take(extract, FULL)
    assert receipt.quarantined == 0
    found = {row["source_key"]: (row["code"], row["source_code"]) for row in practice.rows("event")}
    assert found == {"1": ("38341003", "XaIIw"), "2": (None, "Xaiiw"), "3": (None, "Y0001")}
    assert practice.row("event", "3")["term"] == 'Two\nlines, "said"'


def test_trap_15_windows_1252(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001", Surname="Núñez–O’Brien")
    practice.take(extract, FULL)
    assert practice.row("patient", "1001")["family_name"] == "Núñez–O’Brien"


def test_trap_18_the_list_is_any_gms_or_standard_among_the_words(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    meant = {
        "11": ("Private,GMS", "regular"),
        "12": ("Standard", "regular"),
        "13": ("Temporary Resident < 16 days", "temporary"),
        "14": ("Applied", "other"),
        "15": ("Contraception, Maternity", "other"),
        "16": ("Non-GMS", "other"),
    }
    for row, (status, _) in meant.items():
        extract.patient(row, NHSNumber="")
        extract.rows["SRPatientRegistration"][-1]["RegistrationStatus"] = status
    practice.take(extract, FULL)
    found = {row["local_id"]: row["registration_type"] for row in practice.rows("patient")}
    assert found == {row: kind for row, (_, kind) in meant.items()}


def test_traps_19_and_23_time_of_day_and_the_contact_join_the_halves_of_a_pressure(
    practice: Any, systmone: Any
) -> None:
    extract = systmone().base()
    extract.add("SRConfiguredListOption", RowIdentifier="8001", ConfiguredListOption="Face to face")
    extract.add("SRConfiguredListOption", RowIdentifier="8002", ConfiguredListOption="Surgery")
    extract.patient("1001")
    contact = {"IDPatient": "1001", "DateEvent": "10 Jan 2026 09:12:00", "IDDoneBy": "501"}
    extract.add(
        "SREvent", RowIdentifier="70", ClinicalEvent="TRUE", ContactMethod="8001",
        ContactEventLocation="8002", **contact,
    )  # fmt: skip
    extract.add("SREvent", RowIdentifier="71", ClinicalEvent="FALSE", EventIncomplete="TRUE", **contact)
    extract.add(
        "SREvent", RowIdentifier="72", IDPatient="1001", DateEvent="11 Jan 2026 00:00:00",
        TextualEventDoneBy="District nurse", ContactMethod="-1", EventIncomplete="TRUE",
    )  # fmt: skip
    value = {"IsNumeric": "TRUE", "NumericUnit": "mmHg", "IDEvent": "70"}
    extract.code("1", "1001", "1091811000000102", "10 Jan 2026 09:12:00", NumericValue="88", **value)
    extract.code("2", "1001", "72313002", "10 Jan 2026 09:12:00", NumericValue="138", **value)
    extract.code("3", "1001", "59621000", "10 Jan 2026 00:00:00", IDEvent="71")
    practice.take(extract, FULL)
    low, high, plain = (practice.row("event", key) for key in "123")
    assert low["time"] == high["time"] == time(9, 12)
    assert low["consultation_key"] == high["consultation_key"] == "70"
    assert (low["parent_key"], high["parent_key"]) == (None, None)
    assert (plain["date"], plain["time"], plain["consultation_key"]) == (date(2026, 1, 10), None, None)
    contacts = {row["source_key"]: row for row in practice.rows("consultation")}
    assert set(contacts) == {"70", "72"}, "paperwork is no contact; one still being written up is"
    face, nurse = contacts["70"], contacts["72"]
    assert (face["type"], face["mode"], face["clinician"]) == ("Face to face", "face to face", "Dr Ivy Dale")
    assert (face["date"], face["time"]) == (date(2026, 1, 10), time(9, 12))
    assert (nurse["type"], nurse["time"], nurse["clinician"]) == (None, None, "District nurse")


def test_traps_22_and_24_medicines_without_a_code_and_in_the_future(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.add("SRMapping", RowIdentifier="9010", IdMappingGroup="2", Mapping="Repeat dispensing")
    extract.patient("1001")
    extract.medication("1", "1001", "01 Mar 2026 00:00:00", IDMultiLexDMD="-1", NameOfMedication="Aqueous")
    extract.add(
        "SRRepeatTemplate", RowIdentifier="1", IDPatient="1001", NameOfMedication="Ramipril 5mg capsules",
        DateMedicationTemplateStart="01 Mar 2024 00:00:00", DrugStatus="9010",
        DateMedicationTemplateReview="01 Jun 2026 00:00:00",
    )  # fmt: skip
    for row, mark in (("2", "IsDentalMedication"), ("3", "IsOtherMedication")):
        extract.medication(
            row, "1001", "01 Mar 2024 00:00:00", **{mark: "TRUE", "IsRepeatMedication": "TRUE"}
        )
    receipt = practice.take(extract, FULL)
    assert receipt.quarantined == 0
    found = {row["source_key"]: row for row in practice.rows("medication")}
    assert set(found) == {"acute-1", "template-1", "elsewhere-2", "elsewhere-3"}
    assert (found["acute-1"]["code"], found["acute-1"]["term"]) == (None, "Aqueous")
    assert found["acute-1"]["start_date"] == date(2026, 3, 1)
    repeat = found["template-1"]
    assert (repeat["course_type"], repeat["review_date"]) == ("repeat_dispensing", date(2026, 6, 1))
    assert [row["source_key"] for row in practice.rows("issue")] == ["1"], "others' medicines are not issued"
    index = practice.part.index_of("medication")
    assert len(index.rows(["318902004"])) == 0, "rules see no note of a medicine prescribed elsewhere"


def test_traps_13_and_26_removed_rows_say_nothing_else_and_a_test_patient_is_no_person(
    practice: Any, systmone: Any
) -> None:
    extract = systmone().base()
    extract.patient("1001")
    extract.patient("1002", TestPatient="TRUE", NHSNumber="")
    extract.add("SREvent", RowIdentifier="70", IDPatient="1001", DateEvent="10 Jan 2026 09:12:00")
    extract.add("SRImmunisation", RowIdentifier="5", IDPatient="1001", ImmsSNOMEDCode="86198006",
                DateEvent="10 Jan 2026 00:00:00")  # fmt: skip
    extract.code("1", "1001", "59621000", "10 Jan 2026 00:00:00", IDEvent="70")
    practice.take(extract, FULL)
    assert practice.keys("patient") == {"1001"}
    delta = systmone(first=70001)
    delta.delta = True
    delta.removed("SREvent", "70")
    delta.removed("SRImmunisation", "5")
    receipt = practice.take(delta, NEXT, FULL)
    assert receipt.quarantined == 0
    assert practice.rows("consultation") == []
    assert practice.keys("event") == {"1"}, "the entry made in the contact stays"
    assert practice.row("event", "1")["consultation_key"] is None


def test_vaccinations_referrals_and_allergies(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.add("SRMapping", RowIdentifier="9020", IdMappingGroup="3", Mapping="Refused")
    extract.add("SRMapping", RowIdentifier="9021", IdMappingGroup="4", Mapping="Outpatient referral")
    extract.add("SRMapping", RowIdentifier="9022", IdMappingGroup="5", Mapping="Cardiology")
    for number, word in (
        ("8001", "Chest pain"),
        ("8002", "Non-urgent"),
        ("8003", "Accepted"),
        ("8004", "Sent"),
    ):
        extract.add("SRConfiguredListOption", RowIdentifier=number, ConfiguredListOption=word)
    extract.add("SROrganisation", Name="Fenwick General", ID="RXX01")
    extract.add("SRImmunisationContent", RowIdentifier="31", Name="Influenza vaccine")
    extract.add("SRMedicationReadCodeDetails", IDMultiLexProduct="41000", DrugReadCode="e311.",
                DrugReadCodeDesc="Amoxicillin 250mg capsules")  # fmt: skip
    extract.add("SRCtv3ToSnomed", Ctv3Code="65E..", SnomedCode="86198006")
    extract.patient("1001")
    jab = {"IDPatient": "1001", "DateEvent": "10 Oct 2025 10:30:00", "IDImmunisationContent": "31"}
    extract.add("SRImmunisation", RowIdentifier="1", ImmsSNOMEDCode="86198006", **jab)
    extract.add("SRImmunisation", RowIdentifier="2", ImmsReadCode="65E..", ImmsSNOMEDCode="-1", **jab)
    extract.add(
        "SRImmunisation", RowIdentifier="3", ImmsSNOMEDCode="86198006", VaccinationStatus="9020", **jab
    )
    extract.add(
        "SRReferralOut", RowIdentifier="1", IDPatient="1001", DateEvent="12 Jan 2026 00:00:00",
        TypeOfReferral="9021", Reason="8001", ServiceOffered="9022", Urgency="8002", RecipientID="RXX01",
        SNOMEDPrimaryDiagnosis="29857009",
    )  # fmt: skip
    for row, status, day in (("1", "8004", "13"), ("2", "8003", "20")):
        extract.add(
            "SRReferralOutStatusDetails", RowIdentifier=row, IDPatient="1001", IDReferralOut="1",
            StatusOfReferralOut=status, DateEvent=f"{day} Jan 2026 00:00:00",
        )  # fmt: skip
    for row, drug, ended in (("1", "41000", ""), ("2", "e311.", "01 Jan 2020 00:00:00"), ("3", "999", "")):
        extract.add(
            "SRDrugSensitivity", RowIdentifier=row, IDPatient="1001", IDDrugCode=drug, DateEnded=ended,
            DateStarted="05 May 2010 00:00:00",
        )  # fmt: skip
    receipt = practice.take(extract, FULL)
    assert receipt.quarantined == 0, receipt
    jabs = {row["source_key"]: row for row in practice.rows("event")}
    assert [jabs[f"immunisation-{n}"]["code"] for n in "123"] == ["86198006", "86198006", None]
    assert [jabs[f"immunisation-{n}"]["kind"] for n in "123"] == [
        "immunisation", "immunisation", "administrative",
    ]  # fmt: skip
    assert jabs["immunisation-3"]["term"] == "Influenza vaccine, Refused"
    assert jabs["immunisation-1"]["time"] == time(10, 30)
    (sent,) = practice.rows("referral")
    assert (sent["term"], sent["urgency"], sent["service"]) == (
        "Outpatient referral: Chest pain", "routine", "Cardiology",
    )  # fmt: skip
    assert (sent["recipient"], sent["status"], sent["code"]) == ("Fenwick General", "Accepted", None)
    allergies = {row["source_key"]: (row["term"], row["ended_on"]) for row in practice.rows("allergy")}
    assert allergies == {
        "1": ("Amoxicillin 250mg capsules", None),
        "2": ("Amoxicillin 250mg capsules", date(2020, 1, 1)),
        "3": ("Medicine 999 of the clinical system", None),
    }


def test_the_mode_and_type_of_an_appointment_from_what_hangs_on_it(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.add("SRConfiguredListOption", RowIdentifier="8001", ConfiguredListOption="Video consultation")
    extract.add("SRConfiguredListOption", RowIdentifier="8002", ConfiguredListOption="Home visit")
    extract.add("SRRota", RowIdentifier="400", Name="Monday", RotaType="Nurse clinic")
    extract.patient("1001")
    base = {"IDPatient": "1001", "DateStart": "12 Jan 2026 09:30:00", "TelephoneAppointment": "FALSE"}
    extract.add("SRAppointment", RowIdentifier="1", IDRota="400", **base)
    extract.add("SRAppointment", RowIdentifier="2", RotaType="GP", IDRota="400", **base)
    extract.add("SRAppointment", RowIdentifier="3", **base)
    extract.add("SRAppointmentFlags", IDAppointment="1", Flag="8001")
    extract.add("SRAppointmentFlags", IDAppointment="3", Flag="8003")
    extract.add("SREvent", RowIdentifier="70", IDPatient="1001", ContactMethod="8002",
                DateEvent="12 Jan 2026 09:40:00")  # fmt: skip
    extract.add("SREventLink", IDEvent="70", IDAppointment="2", IDPatient="1001")
    practice.take(extract, FULL)
    found = {row["source_key"]: (row["type"], row["mode"]) for row in practice.rows("appointment")}
    assert found == {"1": ("Nurse clinic", "video"), "2": ("GP", "home visit"), "3": (None, None)}


def test_what_a_group_does_not_report_is_not_supplied(practice: Any, systmone: Any) -> None:
    extract = systmone().base()
    extract.patient("1001")
    extract.skip = {"SRReferralOut", "SRDrugSensitivity", "SREvent"}
    practice.take(extract, FULL)
    supplied = set(practice.part.description.supplies)
    assert {"patient", "event", "medication", "issue", "appointment"} <= supplied
    assert not {"consultation", "referral", "allergy"} & supplied
