"""What the field's EMIS deliveries are known to hold, by the numbers of that list of traps.

Trap 3 (late dictionaries) is in test_emis_deliveries, 7 (duplicate rows) and 9 (active with a cancellation
date) in test_emis_record.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.intake import Limits, make_manifest
from openpcn.record.intake.vouching import vouch_each

FULL, NEXT, LATER = "2026-02-09", "2026-02-10", "2026-02-11"


def test_trap_1_no_delete_of_a_patient_takes_other_rows_with_it(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.add("CareRecord_Consultation", ConsultationGuid="visit", PatientGuid="ann")
    extract.observation("o1", "ann", "1001", "2019-01-10")
    extract.drug("d1", "ann", "2024-03-01")
    extract.issue("i1", "ann", "2024-03-01", DrugRecordGuid="d1")
    practice.take(extract, FULL)
    gone = emis(processing=500)
    gone.add("Admin_Patient", PatientGuid="ann", Deleted="true")
    practice.take(gone, NEXT, FULL)
    assert practice.row("patient", key("ann"))["deregistered_on"] == date(2026, 2, 10)
    for table in ("event", "medication", "issue", "consultation"):
        assert len(practice.rows(table)) == 1, table


def test_trap_2_a_registration_again_on_the_same_day_is_an_open_one(
    practice: Any, emis: Any, key: Any
) -> None:
    """One row a patient, overwritten: the end of the spell before never arrives."""
    extract = emis().base()
    extract.patient("ann", DateOfDeactivation="2026-01-31")
    practice.take(extract, FULL)
    again = emis(processing=500)
    again.patient("ann", DateOfRegistration="2026-01-31", DateOfDeactivation="")
    practice.take(again, NEXT, FULL)
    ann = practice.row("patient", key("ann"))
    assert (ann["registered_on"], ann["deregistered_on"]) == (date(2026, 1, 31), None)


def test_traps_4_and_5_codes_are_keyed_by_their_id_and_local_ones_keep_their_words(
    practice: Any, emis: Any, key: Any
) -> None:
    extract = emis().base()
    extract.patient("ann")
    written = {
        "synonym": ("246..-1", "75367002", "246.."),
        "short": ("G20", "59621000", "G20.."),
        "synonym 11": ("65PW-11", "59621000", "65PW."),
        "local": ("EMISNQLO12", "1672871000006105", "EMISNQLO12"),
        "suffix": ("XE2mKC60", "", "XE2mKC60"),
        "case": ("XaIIw", "", "XaIIw"),
    }
    for number, (name, (read, snomed, _)) in enumerate(written.items(), start=3001):
        extract.code(str(number), name, snomed=snomed, read=read)
        extract.observation(name, "ann", str(number), "2026-01-10")
    extract.code("3001", "synonym, by a later name", snomed="75367002", read="246..-1")  # the latest counts
    extract.add("Coding_DrugCode", CodeId="2009", Term="Own mixture", DmdProductCodeId="84521000033100")
    extract.drug("local medicine", "ann", "2024-03-01", CodeId="2009")
    receipt = practice.take(extract, FULL)
    assert {name: practice.row("event", key(name))["source_code"] for name in written} == {
        name: meant for name, (_, _, meant) in written.items()
    }
    assert practice.row("event", key("local"))["code"] is None
    assert practice.row("event", key("synonym"))["term"] == "synonym, by a later name"
    assert any("Coding_ClinicalCode: 1 rows repeat" in note for note in receipt.noted)


def test_trap_6_what_is_never_delivered_leaves_the_rest_readable(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann", UsualGpUserInRoleGuid="never", ExternalUsualGP="Dr Far Away")
    extract.patient("ben", UsualGpUserInRoleGuid="never", NhsNumber="9990000034")
    extract.observation("no code", "ann", "", "2026-01-10")
    extract.observation("orphan", "ann", "1001", "2026-01-10", ParentObservationGuid="never")
    extract.add(
        "CareRecord_Consultation", ConsultationGuid="visit", PatientGuid="ann", EffectiveDate="2026-01-10",
        ClinicianUserInRoleGuid="never", ConsultationSourceTerm="GP Surgery",
    )  # fmt: skip
    extract.slot("stray", "stranger", "2026-02-12", SessionGuid="never")
    extract.slot("ours", "ann", "2026-02-12", SessionGuid="never")
    receipt = practice.take(extract, FULL)
    assert receipt.reasons == {"missing_value": 1, "unknown_patient": 1}
    assert practice.row("patient", key("ann"))["usual_gp"] == "Dr Far Away"
    assert practice.row("patient", key("ben"))["usual_gp"] is None
    assert practice.row("event", key("orphan"))["code"] == "59621000"
    assert practice.rows("consultation")[0]["clinician"] is None
    assert [row["local_id"] for row in practice.rows("appointment")] == [key("ann")]


def test_trap_8_a_report_heading_and_stand_alone_halves_are_entries(
    practice: Any, emis: Any, key: Any
) -> None:
    extract = emis().base()
    extract.code("3001", "Full blood count", snomed="26604007")
    extract.patient("ann")
    extract.observation("heading", "ann", "3001", "2026-01-10", NumericRangeLow="1.0", NumericRangeHigh="9.0")
    extract.observation("alone", "ann", "1002", "2026-01-11", Value="150.000", NumericUnit="mmHg")
    extract.observation("child", "ann", "1002", "2026-01-10", Value="140", ParentObservationGuid="heading")
    practice.take(extract, FULL)
    heading, alone = practice.row("event", key("heading")), practice.row("event", key("alone"))
    assert (heading["value"], heading["unit"], heading["parent_key"]) == (None, None, None)
    assert (alone["value"], alone["parent_key"]) == (150.0, None)
    assert practice.row("event", key("child"))["parent_key"] == key("heading")


def test_trap_10_every_mark_of_confidence_is_kept(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann", IsConfidential="true")
    extract.patient("ben", SpineSensitive="TRUE", NhsNumber="9990000034")
    extract.add("CareRecord_Consultation", ConsultationGuid="visit", PatientGuid="ann", IsConfidential="true")
    extract.observation("o1", "ann", "1001", "2019-01-10", IsConfidential="true", ObservationType="Referral")
    practice.take(extract, FULL)
    assert practice.row("patient", key("ann"))["confidential"] is True
    ben = practice.row("patient", key("ben"))
    assert (ben["spine_sensitive"], ben["postcode"], ben["address"]) == (True, None, None)
    assert practice.rows("consultation")[0]["confidential"] is True
    assert practice.row("referral", key("o1"))["confidential"] is True


def test_traps_11_and_12_placeholder_days_and_stray_spaces(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.patient("ann", DateOfRegistration="1900-01-01", Surname="  Brook ", Postcode=" zz99 1aa")
    extract.rows["Admin_UserInRole"][0].update(Title="", GivenName="", Surname=" Chiropody Department ")
    extract.observation("o1", "ann", "1001", "1899-12-31", EnteredDate="1900-01-01")
    extract.add("CareRecord_Problem", ObservationGuid="o1", PatientGuid="ann", EndDate="1900-01-01",
                ProblemStatusDescription="Past Problem")  # fmt: skip
    practice.take(extract, FULL)
    ann = practice.row("patient", key("ann"))
    assert ann["registered_on"] == date(1900, 1, 1), "long ago; the person is on the list all the same"
    assert (ann["family_name"], ann["postcode"]) == ("Brook", "ZZ99 1AA")
    assert ann["usual_gp"] == "Chiropody Department"
    event = practice.row("event", key("o1"))
    assert (event["date"], event["recorded_at"], event["problem_end"]) == (None, None, None)


def test_problems_are_past_by_status_and_by_end(practice: Any, emis: Any, key: Any) -> None:
    cases = {
        "past, no end": ("Past Problem", "", "", "past", None),
        "past, ended": ("Past Problem", "2020-02-03", "YMD", "past", date(2020, 2, 3)),
        "past, end not known": ("Past Problem", "2020-01-01", "U", "past", None),
        "active": ("Active Problem", "", "", "active", None),
        "active, end expected": ("Active Problem", "2027-01-01", "YMD", "active", None),
        "no status, ended": ("", "2020-02-03", "YMD", "past", date(2020, 2, 3)),
        "no status": ("", "", "", "active", None),
    }
    extract = emis().base()
    extract.patient("ann")
    for name, (status, end, precision, _, _) in cases.items():
        extract.observation(name, "ann", "1001", "2019-01-10")
        extract.add(
            "CareRecord_Problem", ObservationGuid=name, PatientGuid="ann", EndDate=end,
            EndDatePrecision=precision, ProblemStatusDescription=status,
        )  # fmt: skip
    practice.take(extract, FULL)
    for name, (*_, status, end) in cases.items():
        event = practice.row("event", key(name))
        assert (event["problem_status"], event["problem_end"]) == (status, end), name
    rows = practice.part.index.rows(["59621000"])
    ended = {practice.part.table("event")["source_key"][int(row)].as_py(): int(end)
             for row, end in zip(rows.row, rows.end, strict=True)}  # fmt: skip
    began = (date(2019, 1, 10) - date(1970, 1, 1)).days
    assert ended[key("past, no end")] == began, "on no later day is it an active problem"
    assert ended[key("active")] > 10**6


def test_contacts_referrals_and_allergies(practice: Any, emis: Any, key: Any) -> None:
    extract = emis().base()
    extract.add(
        "Admin_Organisation", OrganisationGuid="hospital", OrganisationName="Fenwick General", ODSCode="RXX"
    )
    extract.code("3001", "Referral to cardiologist", snomed="183519002")
    extract.code("3002", "Allergy to penicillin", snomed="91936005", category="Allergy and adverse reactions")
    extract.code("3003", "No known allergies", snomed="716186003", category="Allergy and adverse reactions")
    extract.patient("ann")
    extract.add(
        "CareRecord_Consultation", ConsultationGuid="call", PatientGuid="ann", EffectiveDate="2026-01-10",
        EffectiveDatePrecision="YMD", EnteredDate="2026-01-11", EnteredTime="18:00:00",
        ClinicianUserInRoleGuid="gp", ConsultationSourceTerm="Telephone call to a patient",
    )  # fmt: skip
    extract.observation("sent", "ann", "3001", "2026-01-10", ConsultationGuid="call")
    extract.add(
        "CareRecord_ObservationReferral", ObservationGuid="sent", PatientGuid="ann",
        ReferralTargetOrganisationGuid="hospital", ReferralUrgency="2 Week Wait",
        ReferralServiceType="Outpatient", TransportRequired="None Required",
    )  # fmt: skip
    extract.observation("typed", "ann", "3001", "2026-01-12", ObservationType="Referral")
    extract.observation("penicillin", "ann", "3002", "2020-05-06")
    extract.observation("typed allergy", "ann", "1001", "2020-05-07", ObservationType="Allergy")
    extract.observation("none known", "ann", "3003", "2019-01-01")
    extract.observation("mother", "ann", "1001", "2018-01-01", ObservationType="Family history")
    receipt = practice.take(extract, FULL)
    assert receipt.quarantined == 0, receipt
    (call,) = practice.rows("consultation")
    assert (call["date"], call["time"], call["mode"]) == (date(2026, 1, 10), None, "telephone")
    assert (call["type"], call["clinician"]) == ("Telephone call to a patient", "Dr Ada Marsh")
    event = practice.row("event", key("sent"))
    assert (event["consultation_key"], event["time"]) == (call["source_key"], None)
    sent = practice.row("referral", key("sent"))
    assert (sent["code"], sent["urgency"], sent["service"], sent["recipient"], sent["status"]) == (
        "183519002", "two_week_wait", "Outpatient", "Fenwick General", None,
    )  # fmt: skip
    assert practice.row("referral", key("typed"))["urgency"] is None
    assert practice.keys("allergy") == {key("penicillin"), key("typed allergy")}
    assert practice.row("allergy", key("penicillin"))["recorded_on"] == date(2020, 5, 6)
    mother = practice.row("event", key("mother"))
    assert (mother["code"], mother["term"]) == (None, "Family history: Essential hypertension")


def test_a_line_that_is_not_utf_8_is_read_as_windows_1252_and_said(
    practice: Any, emis: Any, key: Any, tmp_path: Path
) -> None:
    extract = emis().base()
    extract.patient("ann", Surname="Brontë")
    extract.patient("ben", Surname="Núñez", NhsNumber="9990000034")
    folder = extract.write(tmp_path / "x", kind="full", as_at=date(2026, 2, 9), based_on=None)
    path = next(folder.glob("*Admin_Patient_*"))
    first, ann, ben = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + ann + ben.decode().encode("cp1252"))
    rows = {file.name: len(file.read_bytes().splitlines()) - 1 for file in folder.glob("*.csv")}
    make_manifest(folder, source="emis", practice="Z99001", as_at=date(2026, 2, 9), rows=rows)
    receipt = practice.take_folder(folder)
    assert receipt.verdict == "accepted", receipt
    assert {row["family_name"] for row in practice.rows("patient")} == {"Brontë", "Núñez"}
    assert any("1 lines are not UTF-8" in note and "line 3" in note for note in receipt.noted)


@pytest.mark.parametrize("layout", ["emis-5.0", "emis-7.1"])
def test_older_headings_say_the_same(practice: Any, another: Any, emis: Any, key: Any, layout: str) -> None:
    """Misspelt headings, columns that came later, free text in another place: one record."""
    clinician = "ClinicanUserInRoleGuid" if layout == "emis-5.0" else "ClinicianUserInRoleGuid"

    def written(extract: Any) -> Any:
        extract.base()
        external = "ExternalUsusalGP" if external_misspelt(extract) else "ExternalUsualGP"
        extract.patient("ann", UsualGpUserInRoleGuid="", **{external: "Dr Far Away"})
        extract.observation("o1", "ann", "1001", "2019-01-10")
        extract.add("CareRecord_Problem", ObservationGuid="o1", PatientGuid="ann", EndDate="2020-01-01",
                    EndDatePrecision="YMD", ProblemStatusDescription="Past Problem")  # fmt: skip
        held = extract.headers["Prescribing_DrugRecord"].split()
        spelt = {clinician: "gp"} if clinician in held else {"ClinicianUserInRoleGuid": "gp"}
        extract.drug("d1", "ann", "2024-03-01", **spelt)
        extract.slot("s1", "ann", "2026-02-12")
        return extract

    def external_misspelt(extract: Any) -> bool:
        return "ExternalUsusalGP" in extract.headers["Admin_Patient"].split()

    receipt = practice.take(written(emis(layout=layout)), FULL)
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0), receipt
    assert not any("columns not known" in note for note in receipt.noted), "every heading is known"
    assert practice.row("patient", key("ann"))["usual_gp"] == "Dr Far Away"
    another.take(written(emis()), FULL)
    assert practice.hashes == another.hashes


@pytest.mark.hazard("H01", "a delivery of several practices gives each its own rows and no other's text")
def test_a_delivery_of_several_practices_is_split(
    practice: Any, another: Any, emis: Any, key: Any, tmp_path: Path
) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.observation("o1", "ann", "1001", "2019-01-10")
    extract.add("Appointment_Session", AppointmentSessionGuid="session", Description="Surgery")
    extract.add("Appointment_SessionUser", SessionGuid="session", UserInRoleGuid="gp")
    extract.add(
        "Admin_Organisation", OrganisationGuid="other", OrganisationName="Elm Practice", ODSCode="Z99005"
    )
    extract.own = "other"
    extract.patient("bea", Surname="Elsewhere", NhsNumber="9990000034")
    extract.observation("o1", "bea", "1001", "2020-01-10")  # a row id is not unique across practices
    extract.observation("o2", "bea", "1001", "2020-01-10", Deleted="true")
    extract.drug("d1", "bea", "2024-03-01", EffectiveDate="no day")  # their fault is not ours
    extract.add("Appointment_Session", AppointmentSessionGuid="theirs", Description="Clinic")
    extract.add("Appointment_SessionUser", SessionGuid="theirs", UserInRoleGuid="nurse")
    extract.add("Agreements_SharingOrganisation", IsActivated="true", Disabled="true")
    folder = extract.write(tmp_path / "group", kind="full", as_at=date(2026, 2, 9), based_on=None)
    (folder / "manifest.json").unlink()
    name, rows = vouch_each(folder, tmp_path / "each", ["Z99001", "Z99005"], as_at=date(2026, 2, 9))
    assert (name, sum(rows.values())) == ("emis", 20)

    ours = practice.take_folder(tmp_path / "each" / "Z99001", Limits())
    assert ours.verdict == "accepted", "the other practice's agreement ended, not ours"
    assert practice.keys("patient") == {key("ann")}
    assert practice.keys("event") == {key("o1")}
    others = {file.table: file.others for file in ours.per_file if file.others}
    assert others == {
        "Admin_Patient": 1, "CareRecord_Observation": 2, "Prescribing_DrugRecord": 1,
        "Appointment_Session": 1, "Appointment_SessionUser": 1, "Agreements_SharingOrganisation": 1,
    }  # fmt: skip
    assert "Elsewhere" not in str(practice.part.quarantine().to_pylist())
    theirs = another.take_folder(tmp_path / "each" / "Z99005", Limits())
    assert (theirs.verdict, theirs.reason_code) == ("held", "source_asks")
    theirs = another.take_folder(tmp_path / "each" / "Z99005")
    assert another.keys("patient") == {key("bea")}


@pytest.mark.hazard("H05", "deletes that follow the end of an agreement, and mass deletes, wait for a person")
def test_mass_deletes_and_ended_agreements_wait_for_a_person(
    practice: Any, emis: Any, key: Any, tmp_path: Path
) -> None:
    extract = emis().base()
    extract.patient("ann")
    extract.patient("ben", NhsNumber="9990000034")
    for number in range(60):
        extract.observation(f"o{number}", "ann", "1001", "2019-01-10")
    practice.take(extract, FULL)
    many = emis(processing=500)
    for number in range(30):
        many.add("CareRecord_Observation", ObservationGuid=f"o{number}", PatientGuid="ann", Deleted="true")
    held = practice.take(many, NEXT, FULL, approved=False)
    assert (held.verdict, held.reason_code) == ("held", "mass_delete")
    assert "CareRecord_Observation: 30 of 60" in held.reason
    stopped = emis(processing=600)
    stopped.add("Agreements_SharingOrganisation", IsActivated="false", Disabled="false")
    stopped.add("Admin_Patient", PatientGuid="ann", Deleted="true")
    held = practice.take(stopped, NEXT, FULL, approved=False)
    assert (held.verdict, held.reason_code) == ("held", "source_asks")
    assert "ask the practice" in held.reason
    assert len(practice.rows("event")) == 60, "nothing changed"
    practice.take(stopped, NEXT, FULL)  # approved
    assert practice.row("patient", key("ann"))["deregistered_on"] == date(2026, 2, 10)
    assert len(practice.rows("event")) == 60, "what the rows say, and no more"


def test_a_table_fed_again_by_agreement_replaces_what_was_held(
    practice: Any, emis: Any, key: Any, tmp_path: Path
) -> None:
    extract = emis().base()
    extract.patient("ann")
    for name in ("o1", "o2"):
        extract.observation(name, "ann", "1001", "2019-01-10")
    practice.take(extract, FULL)
    plain = emis(processing=500)
    plain.observation("o2", "ann", "1001", "2019-01-11")
    practice.take(plain, NEXT, FULL)
    assert practice.keys("event") == {key("o1"), key("o2")}, "without agreement rows only add and change"
    again = emis(processing=600)
    again.observation("o2", "ann", "1001", "2019-01-12")
    again.again = ("CareRecord_Observation", "Prescribing_DrugRecord")
    receipt = practice.take(again, LATER, NEXT)
    assert practice.keys("event") == {key("o2")}
    assert any("CareRecord_Observation: sent whole" in note for note in receipt.noted)
    assert any("Prescribing_DrugRecord: called whole, holds no rows" in note for note in receipt.noted)
    wrong = emis(processing=700)
    wrong.again = ("CareRecord_Observations",)
    receipt = practice.take(wrong, "2026-02-12", LATER)
    assert (receipt.verdict, "CareRecord_Observations" in receipt.reason) == ("refused", True)
