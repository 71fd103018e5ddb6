"""By which ids the rows of a SystmOne extract belong together. RowIdentifier is unique within a table."""

from __future__ import annotations

from openpcn.record.sources.joins import PERSON, Joins, Read

_OF_PATIENT = {"IDPatient": PERSON}
_MEMBER = ("SRStaffMember", "RowIdentifier")
_PROFILE = ("SRStaffMemberProfile", "RowIdentifier")
_CTV3 = ("SRCtv3ToSnomed", "Ctv3Code")

_WORDS = {
    "SRAppointmentFlags": ("Flag",),
    "SREvent": ("ContactMethod", "ContactEventLocation"),
    "SRImmunisation": ("VaccinationStatus",),
    "SRReferralOut": ("TypeOfReferral", "Reason", "ServiceOffered", "Urgency"),
    "SRReferralOutStatusDetails": ("StatusOfReferralOut",),
    "SRRepeatTemplate": ("DrugStatus",),
}
"""Columns that hold the number of a word of either list: see ``words``."""

JOINS = Joins(
    people={
        "SRPatient": {"RowIdentifier": PERSON},
        "SRPatientRegistration": _OF_PATIENT,
        "SRPatientAddressHistory": _OF_PATIENT,
        "SRGPPracticeHistory": _OF_PATIENT,
        "SREvent": {**_OF_PATIENT, "RowIdentifier": "event"},
        "SRCode": {**_OF_PATIENT, "RowIdentifier": "code", "IDEvent": "event"},
        "SRProblem": {**_OF_PATIENT, "IDCode": "code"},
        "SRImmunisation": {**_OF_PATIENT, "IDEvent": "event"},
        "SRReferralOut": {**_OF_PATIENT, "RowIdentifier": "referral"},
        "SRReferralOutStatusDetails": {**_OF_PATIENT, "IDReferralOut": "referral"},
        "SRDrugSensitivity": _OF_PATIENT,
        "SRPrimaryCareMedication": _OF_PATIENT,
        "SRRepeatTemplate": _OF_PATIENT,
        "SRAppointment": {**_OF_PATIENT, "RowIdentifier": "appointment"},
        "SREventLink": {**_OF_PATIENT, "IDEvent": "event", "IDAppointment": "appointment"},
        "SRAppointmentFlags": {"IDAppointment": "appointment"},
    },
    reads=(
        Read("SRStaffMemberProfile", "IDStaffMember", *_MEMBER),
        Read("SRGPPracticeHistory", "IDProfileRegisteredGP", *_PROFILE),
        Read("SREvent", "IDDoneBy", *_MEMBER),
        Read("SRAppointment", "IDClinician", *_MEMBER),
        Read("SRAppointment", "IDProfileClinician", *_PROFILE),
        Read("SRAppointment", "IDRota", "SRRota", "RowIdentifier"),
        Read("SRAppointment", "AppointmentStatus", "SRMapping", "RowIdentifier"),
        Read("SRPatientAddressHistory", "AddressType", "SRMapping", "RowIdentifier"),
        Read("SRCode", "CTV3Code", *_CTV3),
        Read("SRImmunisation", "ImmsReadCode", *_CTV3),
        Read("SRImmunisation", "IDImmunisationContent", "SRImmunisationContent", "RowIdentifier"),
        Read("SRReferralOut", "upper(RecipientID)", "SROrganisation", "ID"),
        Read("SRDrugSensitivity", "IDDrugCode", "SRMedicationReadCodeDetails", "DrugReadCode"),
        Read(
            "SRDrugSensitivity", "TRY_CAST(IDDrugCode AS BIGINT)", "SRMedicationReadCodeDetails",
            "IDMultiLexProduct",
        ),
        *(
            Read(table, f"TRY_CAST({column} AS BIGINT)", of, "RowIdentifier")
            for table, columns in _WORDS.items()
            for column in columns
            for of in ("SRMapping", "SRConfiguredListOption")
        ),
    ),
    aside=frozenset({"SRManifest"}),
)  # fmt: skip
