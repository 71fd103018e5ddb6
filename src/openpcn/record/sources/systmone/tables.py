"""The SystmOne tables that are read: columns by header name, keys, deletion, what a row waits for.

Source of the shapes: the supplier's reporting layout 93 and what is publicly known of its neighbours.
RowIdentifier is the key of every table; a delete row carries nothing else. -1 and 0 stand for nothing in id
and look-up columns. Layouts without RemovedData exist (full extracts only).
"""

from __future__ import annotations

from datetime import date

from openpcn.record.sources.base import ColumnRule, Kind, Reference, SetAside, SupplierTable

_MOMENT = ("%d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%d %b %Y")
_TO_THE_MINUTE = ("%d %b %Y %H:%M", "%d %b %Y %H:%M:%S", "%d %b %Y")  # SRPatient's own habit
_PLACEHOLDER = date(1900, 1, 1)
_NOTHING = ("-1", "0")


def _must(name: str, kind: Kind = Kind.TEXT, *, filled: bool = False) -> ColumnRule:
    """A column without which the file is refused; ``filled``: and a row without a value is quarantined."""
    return ColumnRule(name, kind, required=filled)


def _may(name: str, kind: Kind = Kind.TEXT) -> ColumnRule:
    """A column that some layouts do not have."""
    return ColumnRule(name, kind, may_be_absent=True)


def _id(name: str, *, filled: bool = False) -> ColumnRule:
    """A row number of this or another table."""
    return ColumnRule(name, Kind.ID, required=filled, nulls=_NOTHING)


def _moment(name: str, kind: Kind = Kind.DATETIME, *, filled: bool = False) -> ColumnRule:
    """A date-time such as ``29 Sep 2011 14:53:28``; as a DATE its time of day is dropped."""
    return ColumnRule(name, kind, required=filled, formats=_MOMENT, unknown_until=_PLACEHOLDER)


def _code(name: str, kind: Kind) -> ColumnRule:
    return ColumnRule(name, kind, nulls=_NOTHING)


_ROW = _id("RowIdentifier", filled=True)
_VISIBLE = _must("IDOrganisationVisibleTo", Kind.ODS, filled=True)
_PATIENT = _id("IDPatient", filled=True)
_RECORDED_AT = ColumnRule("IDOrganisation", Kind.ODS, nulls=_NOTHING)
_REMOVED = _may("RemovedData", Kind.BOOL)
_OF_PATIENT = Reference("IDPatient", "SRPatient", "RowIdentifier", "patient")

_OTHER_PRACTICE = SetAside(
    "other_practice",
    "visible to another organisation of the reporting group, not to this practice",
    "IDOrganisationVisibleTo",
    "IDOrganisationVisibleTo <> {practice}",
    another=True,
)
_SHARED_IN = SetAside(
    "shared_in",
    "recorded at another organisation and shared with the practice: not the practice's own record",
    "IDOrganisation",
    "IDOrganisation IS NOT NULL AND IDOrganisation <> {practice}",
)
_OWN = (_OTHER_PRACTICE, _SHARED_IN)


def _table(
    name: str,
    *columns: ColumnRule,
    references: tuple[Reference, ...] = (),
    set_aside: tuple[SetAside, ...] = (),
    expected: bool = False,
) -> SupplierTable:
    return SupplierTable(
        name,
        name,
        (_ROW, *columns, _REMOVED),
        key=("RowIdentifier",),
        deleted="RemovedData",
        references=references,
        set_aside=set_aside,
        expected=expected,
    )


MAPPING = _table("SRMapping", _must("Mapping"))
LIST_OPTION = _table("SRConfiguredListOption", _must("ConfiguredListOption"))
CTV3_TO_SNOMED = _table("SRCtv3ToSnomed", _must("Ctv3Code"), _code("SnomedCode", Kind.SCTID))
ORGANISATION = _table("SROrganisation", _must("Name"), _must("ID", Kind.ODS))
STAFF = _table("SRStaffMember", _must("StaffName"))
PROFILE = _table("SRStaffMemberProfile", _id("IDStaffMember"))

PATIENT = _table(
    "SRPatient",
    _VISIBLE,
    _may("Title"),
    _must("FirstName"),
    _may("MiddleNames"),
    _must("Surname"),
    _must("NHSNumber", Kind.NHS_NUMBER),
    ColumnRule("DateBirth", Kind.DATE, required=True, formats=_TO_THE_MINUTE, future=False),
    ColumnRule("DateDeath", Kind.DATE, formats=_TO_THE_MINUTE, future=False, unknown_until=_PLACEHOLDER),
    _must("Gender"),
    _must("TestPatient", Kind.BOOL),
    references=(Reference("RowIdentifier", "SRPatientRegistration", "IDPatient", "registration"),),
    set_aside=(
        _OTHER_PRACTICE,
        SetAside(
            "test_patient",
            "marked by the practice as a test patient, not a person",
            "TestPatient",
            "TestPatient",
        ),
    ),
    expected=True,
)

REGISTRATION = _table(
    "SRPatientRegistration",
    _VISIBLE,
    _moment("DateRegistration", Kind.DATE, filled=True),
    _moment("DateDeRegistration", Kind.DATE),
    _must("RegistrationStatus"),
    _PATIENT,
    _RECORDED_AT,
    set_aside=(
        _OTHER_PRACTICE,
        SetAside(
            "registered_elsewhere",
            "a registration at another organisation, not on this practice's list",
            "IDOrganisation",
            _SHARED_IN.where,
        ),
    ),
    expected=True,
)

ADDRESS = _table(
    "SRPatientAddressHistory",
    _VISIBLE,
    _moment("DateEventRecorded"),
    _moment("DateEvent"),
    _may("NameOfBuilding"),
    _may("NumberOfBuilding"),
    _may("NameOfRoad"),
    _may("NameOfLocality"),
    _may("NameOfTown"),
    _may("NameOfCounty"),
    _must("FullPostCode", Kind.POSTCODE),
    _moment("DateTo"),
    _id("AddressType"),
    _PATIENT,
    references=(_OF_PATIENT,),
    set_aside=(_OTHER_PRACTICE,),
    expected=True,
)

GP_HISTORY = _table(
    "SRGPPracticeHistory",
    _VISIBLE,
    ColumnRule("IDPractice", Kind.ODS, nulls=_NOTHING),
    _id("IDProfileRegisteredGP"),
    _moment("DateFrom"),
    _moment("DateTo"),
    _PATIENT,
    references=(_OF_PATIENT,),
    set_aside=(_OTHER_PRACTICE,),
)

CODE = _table(
    "SRCode",
    _VISIBLE,
    _moment("DateEventRecorded"),
    _moment("DateEvent", Kind.DATE),
    _code("CTV3Code", Kind.TEXT),
    _may("CTV3Text"),
    _code("SNOMEDCode", Kind.SCTID),
    _may("SNOMEDText"),
    _must("NumericComparator"),
    _must("IsNumeric", Kind.BOOL),
    _must("NumericValue", Kind.NUMBER),
    _must("NumericUnit"),
    _PATIENT,
    _RECORDED_AT,
    references=(_OF_PATIENT,),
    set_aside=_OWN,
    expected=True,
)

PROBLEM = _table(
    "SRProblem",
    _VISIBLE,
    _moment("DateEnd", Kind.DATE),
    _id("IDCode", filled=True),
    _PATIENT,
    _RECORDED_AT,
    references=(Reference("IDCode", "SRCode", "RowIdentifier", "coded entry"),),
    set_aside=_OWN,
)

_PRESCRIBED_ELSEWHERE = SetAside(
    "prescribed_elsewhere",
    "a note of a medicine prescribed by a hospital, a dentist or others: not the practice's prescription",
    "IsHospitalMedication",
    "IsOtherMedication OR IsDentalMedication OR IsHospitalMedication",
)

MEDICATION = _table(
    "SRPrimaryCareMedication",
    _VISIBLE,
    _moment("DateEventRecorded"),
    _code("IDMultiLexDMD", Kind.SCTID),
    _must("NameOfMedication"),
    _moment("DateMedicationStart", Kind.DATE),
    _moment("DateMedicationEnd", Kind.DATE),
    _must("MedicationDosage"),
    _must("MedicationQuantity"),
    _must("IsRepeatMedication", Kind.BOOL),
    _must("IsOtherMedication", Kind.BOOL),
    _must("IsDentalMedication", Kind.BOOL),
    _must("IsHospitalMedication", Kind.BOOL),
    _id("IDRepeatTemplate"),
    _PATIENT,
    _RECORDED_AT,
    references=(_OF_PATIENT,),
    set_aside=(*_OWN, _PRESCRIBED_ELSEWHERE),
)

TEMPLATE = _table(
    "SRRepeatTemplate",
    _VISIBLE,
    _moment("DateEvent", Kind.DATE),
    _code("IDMultiLexDMD", Kind.SCTID),
    _must("NameOfMedication"),
    _moment("DateMedicationTemplateStart", Kind.DATE),
    _moment("DateMedicationTemplateEnd", Kind.DATE),
    _must("MedicationDosage"),
    _must("MedicationQuantity"),
    _may("DrugStatus"),
    _PATIENT,
    _RECORDED_AT,
    references=(_OF_PATIENT,),
    set_aside=_OWN,
)

APPOINTMENT = _table(
    "SRAppointment",
    _VISIBLE,
    _moment("DateStart", filled=True),
    _moment("DateEnd"),
    _id("AppointmentStatus"),
    _moment("DatePatientArrival"),
    _moment("DatePatientSeen"),
    _must("TelephoneAppointment", Kind.BOOL),
    _id("IDClinician"),
    _id("IDProfileClinician"),
    _may("RotaName"),
    _may("RotaType"),
    _moment("DateAppointmentCancelled"),
    _PATIENT,
    _RECORDED_AT,
    references=(_OF_PATIENT,),
    set_aside=_OWN,
)

MANIFEST = SupplierTable(
    "SRManifest",
    "SRManifest",
    (
        _must("FileName", filled=True),
        _must("IsDelta", Kind.BOOL, filled=True),
        _may("DateExtractFrom"),
        _may("DateExtractTo"),
    ),
    key=("FileName",),
    expected=True,
)

TABLES = (
    MANIFEST, MAPPING, LIST_OPTION, CTV3_TO_SNOMED, ORGANISATION, STAFF, PROFILE, REGISTRATION, PATIENT,
    ADDRESS, GP_HISTORY, CODE, PROBLEM, MEDICATION, TEMPLATE, APPOINTMENT,
)  # fmt: skip

NOT_USED = {
    "SREvent|SREventLink": "consultations: every coded entry carries its own date",
    "SRImmunisation|SRImmunisationContent": "vaccinations: no rule of this version reads them",
    "SRReferralOut|SRReferralOutStatusDetails|SRReferralIn": "referrals: no rule of this version reads them",
    "SRDrugSensitivity": "drug sensitivities: no rule of this version reads them",
    "SRRota|SRRotaSlot|SRVisit|SRAppointmentFlags|SRAppointmentAttendees": "capacity and visits: only booked"
    " appointments are read",
    "SRPatientContactDetails": "telephone numbers: nobody is contacted from here",
    "SRMappingGroup": "the headings of SRMapping",
    "SR[A-Z][A-Za-z0-9]*": "no rule of this version reads it",
}
"""File names of tables that are known and not read, with the reason given in the receipt."""
