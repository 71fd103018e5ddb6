"""One practice's extract as a SystmOne reporting set (SRE): manifest, mappings, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from openpcn.synthetic.extract import Extract
from openpcn.synthetic.sheet import Sheet
from openpcn.synthetic.submission import File

from . import appointments, care_record, people, prescribing, reference
from .writing import SystmOne

ENCODING = "cp1252"
_REFERENCE: dict[str, Callable[[SystmOne], Iterable[Sheet]]] = {
    "SROrganisation": reference.organisations,
    "SRStaffMember": reference.staff,
    "SRStaffMemberProfile": reference.profiles,
    "SRConfiguredListOption": reference.options,
    "SRCtv3": reference.ctv3_terms,
    "SRCtv3ToSnomed": reference.ctv3_map,
    "SRMedicationReadCodeDetails": reference.medicine_names,
}
_MAKERS: dict[str, Callable[[SystmOne], Iterable[Sheet]]] = {
    "SRPatient": people.patients,
    "SRPatientRegistration": people.registrations,
    "SRPatientAddressHistory": people.addresses,
    "SRPatientContactDetails": people.phones,
    "SRGPPracticeHistory": people.history,
    "SREvent": care_record.events,
    "SRCode": care_record.entries,
    "SRProblem": care_record.problems,
    "SRImmunisation": care_record.immunisations,
    "SRReferralOut": care_record.referrals,
    "SRDrugSensitivity": care_record.sensitivities,
    "SRRepeatTemplate": prescribing.templates,
    "SRPrimaryCareMedication": prescribing.medication,
    "SRAppointment": appointments.appointments,
}


def systmone_files(extract: Extract, nhs_numbers: list[str]) -> list[File]:
    """Every file of the set. SRManifest names the tables; mappings stand beside it, unlisted."""
    writer = SystmOne(extract, nhs_numbers)
    makers = {**(_REFERENCE if extract.full else {}), **_MAKERS}
    unlisted: dict[str, Callable[[SystmOne], Iterable[Sheet]]] = {
        "SRMapping": reference.mappings,
        "SRMappingGroup": reference.mapping_groups,
        "SRManifest": lambda w: reference.manifest(w, list(makers), tuple(_REFERENCE)),
    }

    def sheets(make: Callable[[SystmOne], Iterable[Sheet]]) -> Callable[[], Iterable[Sheet]]:
        return lambda: make(writer)

    return [
        File(f"{name}.csv", name, sheets(make), ENCODING) for name, make in {**makers, **unlisted}.items()
    ]
