"""What is staged of a bundle: one row an entry, by kind of resource.

Every entry of a bundle is one row, or one fault. Ids are the resource's own and unique within its type.
"""

from __future__ import annotations

from openpcn.record.sources.base import ColumnRule, Kind, Reference, SupplierTable

_DAY = ("%Y-%m-%d",)
_MOMENT = ("%Y-%m-%d %H:%M:%S",)
_NO_FILE = r"(?!)"  # no file holds one table: the bundles are read by ``stage``

_TYPE = ColumnRule("type", required=True)
_ID = ColumnRule("id", required=True)
_DELETED = ColumnRule("deleted", Kind.BOOL)
_PATIENT = ColumnRule("patient", required=True)
_OF_PATIENT = Reference("patient", "FhirPatient", "id", "patient")


def _day(name: str, *, required: bool = False, future: bool = True) -> ColumnRule:
    return ColumnRule(name, Kind.DATE, required=required, formats=_DAY, future=future)


PATIENT = SupplierTable(
    "FhirPatient",
    _NO_FILE,
    (
        _ID,
        ColumnRule("nhs_number", Kind.NHS_NUMBER),
        _day("birth_date", required=True, future=False),
        _day("death_date", future=False),
        ColumnRule("gender"),
        ColumnRule("family"),
        ColumnRule("given"),
        ColumnRule("title"),
        ColumnRule("address"),
        ColumnRule("postcode", Kind.POSTCODE),
        ColumnRule("organisation"),
        ColumnRule("ods", Kind.ODS),
        ColumnRule("usual_gp"),
        ColumnRule("confidential", Kind.BOOL),
        _DELETED,
    ),
    key=("id",),
    deleted="deleted",
)

EPISODE = SupplierTable(
    "FhirEpisode",
    _NO_FILE,
    (_ID, _PATIENT, _day("start", required=True), _day("ended"), ColumnRule("registration_type"), _DELETED),
    key=("id",),
    deleted="deleted",
    references=(_OF_PATIENT,),
    expected=False,
)

ENTRY = SupplierTable(
    "FhirEntry",
    _NO_FILE,
    (
        _TYPE,  # Observation, Condition, Procedure or Immunization
        _ID,
        _PATIENT,
        ColumnRule("code", Kind.SCTID),
        ColumnRule("source_code"),
        ColumnRule("term"),
        _day("day"),
        ColumnRule("precision"),
        ColumnRule("recorded", Kind.DATETIME, formats=_MOMENT),
        ColumnRule("value", Kind.NUMBER),
        ColumnRule("unit"),
        ColumnRule("comparator"),
        ColumnRule("components"),  # JSON list of {code, source_code, term, value, unit, comparator}
        _day("ended"),
        ColumnRule("confidential", Kind.BOOL),
        _DELETED,
    ),
    key=("type", "id"),
    deleted="deleted",
    references=(_OF_PATIENT,),
    expected=False,
)

MEDICATION_REQUEST = SupplierTable(
    "FhirMedicationRequest",
    _NO_FILE,
    (
        _ID,
        _PATIENT,
        ColumnRule("intent", required=True),
        ColumnRule("based_on"),
        ColumnRule("medication"),
        ColumnRule("code", Kind.SCTID),
        ColumnRule("term"),
        _day("authored"),
        _day("start"),
        _day("ended"),
        ColumnRule("active", Kind.BOOL),
        ColumnRule("course_type"),
        ColumnRule("dose"),
        ColumnRule("quantity", Kind.NUMBER),
        ColumnRule("quantity_unit"),
        ColumnRule("days", Kind.INTEGER),
        _DELETED,
    ),
    key=("id",),
    deleted="deleted",
    references=(_OF_PATIENT,),
    expected=False,
)

APPOINTMENT = SupplierTable(
    "FhirAppointment",
    _NO_FILE,
    (
        _TYPE,  # Appointment or Encounter
        _ID,
        _PATIENT,
        ColumnRule("start", Kind.DATETIME, required=True, formats=_MOMENT),
        ColumnRule("minutes", Kind.INTEGER),
        ColumnRule("status", required=True),
        ColumnRule("what"),
        ColumnRule("mode"),
        ColumnRule("practitioner"),
        ColumnRule("clinician"),
        ColumnRule("appointment"),  # of an Encounter: the booking it came from
        _DELETED,
    ),
    key=("type", "id"),
    deleted="deleted",
    references=(_OF_PATIENT,),
    expected=False,
)

NAMED = SupplierTable(
    "FhirNamed",
    _NO_FILE,
    (
        _TYPE,  # Organization, Practitioner or Medication: read where another resource names it
        _ID,
        ColumnRule("name"),
        ColumnRule("ods", Kind.ODS),
        ColumnRule("code", Kind.SCTID),
        _DELETED,
    ),
    key=("type", "id"),
    deleted="deleted",
    expected=False,
)

TABLES = (NAMED, PATIENT, EPISODE, ENTRY, MEDICATION_REQUEST, APPOINTMENT)
