"""By which ids the rows of an EMIS extract belong together. Row ids are unique within a patient only."""

from __future__ import annotations

from openpcn.record.sources.joins import PERSON, Joins, Read

_OF_PATIENT = {"PatientGuid": PERSON}
_STAFF = ("Admin_UserInRole", "UserInRoleGuid")

JOINS = Joins(
    people={
        "Admin_Patient": _OF_PATIENT,
        "CareRecord_Consultation": {**_OF_PATIENT, "ConsultationGuid": "consultation"},
        "CareRecord_Observation": {
            **_OF_PATIENT,
            "ObservationGuid": "observation",
            "ParentObservationGuid": "observation",
            "ConsultationGuid": "consultation",
        },
        "CareRecord_ObservationReferral": {**_OF_PATIENT, "ObservationGuid": "observation"},
        "CareRecord_Problem": {**_OF_PATIENT, "ObservationGuid": "observation"},
        "Prescribing_DrugRecord": {**_OF_PATIENT, "DrugRecordGuid": "course"},
        "Prescribing_IssueRecord": {
            **_OF_PATIENT,
            "IssueRecordGuid": "issue",
            "DrugRecordGuid": "course",
            "ConsultationGuid": "consultation",
        },
        "Appointment_Slot": _OF_PATIENT,
    },
    reads=(
        Read("Appointment_SessionUser", "UserInRoleGuid", *_STAFF),
        Read("Admin_Patient", "UsualGpUserInRoleGuid", *_STAFF),
        Read("CareRecord_Consultation", "ClinicianUserInRoleGuid", *_STAFF),
        Read("Appointment_Slot", "SessionGuid", "Appointment_Session", "AppointmentSessionGuid"),
        Read("Appointment_Slot", "SessionGuid", "Appointment_SessionUser", "SessionGuid"),
        Read("CareRecord_Observation", "CodeId", "Coding_ClinicalCode", "CodeId"),
        Read("Prescribing_DrugRecord", "CodeId", "Coding_DrugCode", "CodeId"),
        Read("Prescribing_IssueRecord", "CodeId", "Coding_DrugCode", "CodeId"),
        Read(
            "CareRecord_ObservationReferral", "ReferralTargetOrganisationGuid", "Admin_Organisation",
            "OrganisationGuid",
        ),
    ),
    aside=frozenset({"Agreements_SharingOrganisation"}),
)  # fmt: skip
