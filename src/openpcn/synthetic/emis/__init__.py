"""One practice's extract as an EMIS bulk CSV set, version 8.2: all 21 files, empty ones with their header."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta

from openpcn.synthetic.extract import Extract
from openpcn.synthetic.lives.care import EPOCH
from openpcn.synthetic.sheet import Sheet
from openpcn.synthetic.submission import File

from . import appointments, care_record, people, prescribing, reference
from .tables import TABLES
from .writing import Emis

_MAKERS: dict[str, Callable[[Emis], Iterable[Sheet]]] = {
    "Admin_Organisation": reference.organisations,
    "Admin_Location": reference.locations,
    "Admin_OrganisationLocation": reference.organisation_locations,
    "Admin_Patient": people.patients,
    "Admin_PatientHistory": people.patient_history,
    "Admin_UserInRole": reference.users,
    "Agreements_SharingOrganisation": reference.agreements,
    "Appointment_Session": appointments.sessions,
    "Appointment_SessionUser": appointments.session_users,
    "Appointment_Slot": appointments.slots,
    "CareRecord_Consultation": care_record.consultations,
    "CareRecord_Observation": care_record.observations,
    "CareRecord_Problem": care_record.problems,
    "CareRecord_ObservationReferral": care_record.referrals,
    "Prescribing_DrugRecord": prescribing.drug_records,
    "Prescribing_IssueRecord": prescribing.issue_records,
    "Coding_ClinicalCode": reference.clinical_codes,
    "Coding_DrugCode": reference.drug_codes,
}


def emis_files(extract: Extract, nhs_numbers: list[str], *, late: bool) -> list[File]:
    """Every file of the set, under the supplier's names."""
    writer = Emis(extract, nhs_numbers, late)
    stamp = (EPOCH + timedelta(days=extract.as_at)).strftime("%Y%m%d") + "213004"
    digest = hashlib.sha256(f"agreement/{extract.lives.seed}/{extract.practice.code}".encode()).hexdigest()
    agreement = "-".join((digest[:8], digest[8:12], "4" + digest[13:16], "8" + digest[17:20], digest[20:32]))

    def sheets(table: str) -> Callable[[], Iterable[Sheet]]:
        make = _MAKERS.get(table)
        return lambda: make(writer) if make else [Sheet(TABLES[table], 0, {})]

    return [File(f"291_{table}_{stamp}_{agreement.upper()}.csv", table, sheets(table)) for table in TABLES]
