"""The EMIS tables that are read: columns by header name, keys, deletion, what a row waits for.

Source of the shapes: the supplier's bulk extract column tables, versions 5.1 to 8.2. Columns that came or
went between versions may be absent; free text that no rule reads is not read. Tables are delivered
independently of each other, so that every reference is something a row may wait for.
"""

from __future__ import annotations

from datetime import date

from openpcn.record.sources.base import ColumnRule, Kind, Reference, SetAside, SupplierTable

_DAY = ("%Y-%m-%d",)
_PLACEHOLDER = date(1900, 1, 1)  # 1899-12-31 and 1900-01-01 stand for "not known"


def _must(name: str, kind: Kind = Kind.TEXT, *, filled: bool = False) -> ColumnRule:
    """A column without which the file is refused; ``filled``: and a row without a value is quarantined."""
    return ColumnRule(name, kind, required=filled)


def _may(name: str, kind: Kind = Kind.TEXT) -> ColumnRule:
    """A column that some versions do not have."""
    return ColumnRule(name, kind, may_be_absent=True)


def _day(name: str, *, filled: bool = False, future: bool = True) -> ColumnRule:
    """A date; the supplier's placeholder days are read as nothing."""
    return ColumnRule(
        name, Kind.DATE, required=filled, formats=_DAY, future=future, unknown_until=_PLACEHOLDER
    )


def _sct(name: str) -> ColumnRule:
    return ColumnRule(name, Kind.SCTID, nulls=("0", "-1"))


_DELETED = _must("Deleted", Kind.BOOL)
_SEQUENCE = _must("ProcessingId", Kind.INTEGER)
_ORGANISATION = _must("OrganisationGuid", Kind.GUID)
_PATIENT = _must("PatientGuid", Kind.GUID, filled=True)


def _pattern(table: str) -> str:
    """``bulk_123_<table>_20260209203000_<agreement>`` and the older ``291-293_<table>_...``."""
    return rf"[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*_{table}_[0-9]{{14}}_\{{?[0-9A-Fa-f-]{{36}}\}}?"


_OF_PATIENT = Reference("PatientGuid", "Admin_Patient", "PatientGuid", "patient")


ORGANISATION = SupplierTable(
    "Admin_Organisation",
    _pattern("Admin_Organisation"),
    (
        _must("OrganisationGuid", Kind.GUID, filled=True),
        _may("OrganisationName"),
        _must("ODSCode"),
        _SEQUENCE,
    ),
    key=("OrganisationGuid",),
    sequence="ProcessingId",
)

PATIENT = SupplierTable(
    "Admin_Patient",
    _pattern("Admin_Patient"),
    (
        _PATIENT,
        _ORGANISATION,
        _may("UsualGpUserInRoleGuid", Kind.GUID),
        _must("Sex"),
        ColumnRule("DateOfBirth", Kind.DATE, required=True, formats=_DAY, future=False),
        _day("DateOfDeath", future=False),
        _may("Title"),
        _must("GivenName"),
        _may("MiddleNames"),
        _must("Surname"),
        _day("DateOfRegistration", filled=True),
        _must("NhsNumber", Kind.NHS_NUMBER),
        _must("PatientTypeDescription"),
        _may("DummyType", Kind.BOOL),
        _may("HouseNameFlatNumber"),
        _may("NumberAndStreet"),
        _may("Village"),
        _may("Town"),
        _may("County"),
        _must("Postcode", Kind.POSTCODE),
        _day("DateOfDeactivation"),
        _DELETED,
        _must("SpineSensitive", Kind.BOOL),
        _must("IsConfidential", Kind.BOOL),
        _SEQUENCE,
    ),
    key=("PatientGuid",),
    deleted="Deleted",
    sequence="ProcessingId",
    set_aside=(
        SetAside(
            "dummy_patient", "marked by the practice as a dummy, not a person", "DummyType", "DummyType"
        ),
    ),
    delete_keeps=True,  # fallen out of the feed's scope: the person left, the record stays
)

USER = SupplierTable(
    "Admin_UserInRole",
    _pattern("Admin_UserInRole"),
    (
        _must("UserInRoleGuid", Kind.GUID, filled=True),
        _may("Title"),
        _may("GivenName"),
        _must("Surname"),
        _SEQUENCE,
    ),
    key=("UserInRoleGuid",),
    sequence="ProcessingId",
)

CLINICAL_CODE = SupplierTable(
    "Coding_ClinicalCode",
    _pattern("Coding_ClinicalCode"),
    (
        _must("CodeId", Kind.ID, filled=True),
        _must("Term"),
        _may("ReadTermId"),
        _sct("SnomedCTConceptId"),
        _may("EmisCodeCategoryDescription"),
        _SEQUENCE,
    ),
    key=("CodeId",),
    sequence="ProcessingId",
)

DRUG_CODE = SupplierTable(
    "Coding_DrugCode",
    _pattern("Coding_DrugCode"),
    (
        _must("CodeId", Kind.ID, filled=True),
        _must("Term"),
        _sct("DmdProductCodeId"),
        _SEQUENCE,
    ),
    key=("CodeId",),
    sequence="ProcessingId",
)

CONSULTATION = SupplierTable(
    "CareRecord_Consultation",
    _pattern("CareRecord_Consultation"),
    (
        _must("ConsultationGuid", Kind.GUID, filled=True),
        _PATIENT,
        _DELETED,
        _must("IsConfidential", Kind.BOOL),
        _SEQUENCE,
    ),
    key=("PatientGuid", "ConsultationGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
)

OBSERVATION = SupplierTable(
    "CareRecord_Observation",
    _pattern("CareRecord_Observation"),
    (
        _must("ObservationGuid", Kind.GUID, filled=True),
        _PATIENT,
        _ORGANISATION,
        _day("EffectiveDate"),
        ColumnRule("EffectiveDatePrecision", choices=("U", "Y", "YM", "YMD", "YMDT")),
        _day("EnteredDate"),
        _may("EnteredTime", Kind.TIME),
        _must("ParentObservationGuid", Kind.GUID),
        _must("CodeId", Kind.ID, filled=True),
        _may("ConsultationGuid", Kind.GUID),
        _must("Value", Kind.NUMBER),
        _must("NumericUnit"),
        _may("ObservationType"),
        _DELETED,
        _must("IsConfidential", Kind.BOOL),
        _may("NumericOperator"),
        _SEQUENCE,
    ),
    key=("PatientGuid", "ObservationGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(
        _OF_PATIENT,
        Reference("CodeId", "Coding_ClinicalCode", "CodeId", "code"),
    ),
)

REFERRAL = SupplierTable(
    "CareRecord_ObservationReferral",
    _pattern("CareRecord_ObservationReferral"),
    (
        _must("ObservationGuid", Kind.GUID, filled=True),
        _PATIENT,
        _SEQUENCE,
    ),
    key=("PatientGuid", "ObservationGuid"),
    sequence="ProcessingId",
    references=(Reference("ObservationGuid", "CareRecord_Observation", "ObservationGuid", "observation"),),
    expected=False,
)

PROBLEM = SupplierTable(
    "CareRecord_Problem",
    _pattern("CareRecord_Problem"),
    (
        _must("ObservationGuid", Kind.GUID, filled=True),
        _PATIENT,
        _may("Deleted", Kind.BOOL),  # since version 5.2
        _day("EndDate"),
        _SEQUENCE,
    ),
    key=("PatientGuid", "ObservationGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(Reference("ObservationGuid", "CareRecord_Observation", "ObservationGuid", "observation"),),
)

_CONFIDENTIAL_MEDICINE = (
    SetAside(
        "confidential_medicine",
        "the practice marked the medicine confidential, and the record has no place to keep that mark",
        "IsConfidential",
        "IsConfidential",
    ),
)

DRUG_RECORD = SupplierTable(
    "Prescribing_DrugRecord",
    _pattern("Prescribing_DrugRecord"),
    (
        _must("DrugRecordGuid", Kind.GUID, filled=True),
        _PATIENT,
        _ORGANISATION,
        _day("EffectiveDate"),
        ColumnRule("EffectiveDatePrecision", choices=("U", "Y", "YM", "YMD", "YMDT")),
        _day("EnteredDate"),
        _must("CodeId", Kind.ID, filled=True),
        _must("Dosage"),
        _must("Quantity", Kind.NUMBER),
        _must("QuantityUnit"),
        _must("PrescriptionType"),
        _must("IsActive", Kind.BOOL),
        _day("CancellationDate"),
        _must("IsConfidential", Kind.BOOL),
        _DELETED,
        _SEQUENCE,
    ),
    key=("PatientGuid", "DrugRecordGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(
        _OF_PATIENT,
        Reference("CodeId", "Coding_DrugCode", "CodeId", "medicine code"),
    ),
    set_aside=_CONFIDENTIAL_MEDICINE,
)

ISSUE_RECORD = SupplierTable(
    "Prescribing_IssueRecord",
    _pattern("Prescribing_IssueRecord"),
    (
        _must("IssueRecordGuid", Kind.GUID, filled=True),
        _PATIENT,
        _ORGANISATION,
        _must("DrugRecordGuid", Kind.GUID),
        _day("EffectiveDate"),
        ColumnRule("EffectiveDatePrecision", choices=("U", "Y", "YM", "YMD", "YMDT")),
        _must("CodeId", Kind.ID, filled=True),
        _must("Quantity", Kind.NUMBER),
        _must("QuantityUnit"),
        _must("CourseDurationInDays", Kind.INTEGER),
        _must("IsConfidential", Kind.BOOL),
        _DELETED,
        _SEQUENCE,
    ),
    key=("PatientGuid", "IssueRecordGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(
        _OF_PATIENT,
        Reference("CodeId", "Coding_DrugCode", "CodeId", "medicine code"),
    ),
    set_aside=_CONFIDENTIAL_MEDICINE,
)

SESSION = SupplierTable(
    "Appointment_Session",
    _pattern("Appointment_Session"),
    (
        _must("AppointmentSessionGuid", Kind.GUID, filled=True),
        _must("Description"),
        _may("SessionCategoryDisplayName"),
        _ORGANISATION,
        _DELETED,
        _SEQUENCE,
    ),
    key=("AppointmentSessionGuid",),
    deleted="Deleted",
    sequence="ProcessingId",
)

SESSION_USER = SupplierTable(
    "Appointment_SessionUser",
    _pattern("Appointment_SessionUser"),
    (
        _must("SessionGuid", Kind.GUID, filled=True),
        _must("UserInRoleGuid", Kind.GUID, filled=True),
        _DELETED,
        _SEQUENCE,
    ),
    key=("SessionGuid", "UserInRoleGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
)

SLOT = SupplierTable(
    "Appointment_Slot",
    _pattern("Appointment_Slot"),
    (
        _must("SlotGuid", Kind.GUID, filled=True),
        ColumnRule("AppointmentDate", Kind.DATE, required=True, formats=_DAY),
        _must("AppointmentStartTime", Kind.TIME, filled=True),
        _must("PlannedDurationInMinutes", Kind.INTEGER),
        _must("PatientGuid", Kind.GUID),  # empty: nobody is booked, or the booking was cancelled
        _may("SendInTime", Kind.TIME),
        _may("LeftTime", Kind.TIME),
        _must("DidNotAttend", Kind.BOOL),
        _ORGANISATION,
        _must("SessionGuid", Kind.GUID),
        _may("SlotStatus"),
        _may("SlotType"),
        _may("ModeOfContact"),
        _may("NationalSlotCategoryName"),
        _DELETED,
        _SEQUENCE,
    ),
    key=("SlotGuid",),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(_OF_PATIENT,),
)

AGREEMENT = SupplierTable(
    "Agreements_SharingOrganisation",
    _pattern("Agreements_SharingOrganisation"),
    (
        _must("OrganisationGuid", Kind.GUID, filled=True),
        _must("IsActivated", Kind.BOOL),
        _must("Disabled", Kind.BOOL),
        _DELETED,
    ),
    key=("OrganisationGuid",),
    deleted="Deleted",
    expected=False,
)

TABLES = (
    ORGANISATION, PATIENT, USER, CLINICAL_CODE, DRUG_CODE, CONSULTATION, OBSERVATION, REFERRAL, PROBLEM,
    DRUG_RECORD, ISSUE_RECORD, SESSION, SESSION_USER, SLOT, AGREEMENT,
)  # fmt: skip

_NO_RULE = "no rule of this version reads it"
NOT_USED = {
    _pattern("Admin_Location"): f"places of the practice: {_NO_RULE}",
    _pattern("Admin_OrganisationLocation"): f"places of the practice: {_NO_RULE}",
    _pattern("Admin_PatientHistory"): "earlier registrations: the record holds the current or last one",
    _pattern("CareRecord_Diary"): f"diary and recall entries: {_NO_RULE}",
    _pattern("Audit_PatientAudit"): "the supplier's own audit of edits",
    _pattern("Audit_RegistrationAudit"): "the supplier's own audit of edits",
    _pattern("PatientAdmin_ListEntry"): f"list entries: {_NO_RULE}",
}
"""File name patterns of tables that are known and not read, with the reason given in the receipt."""
