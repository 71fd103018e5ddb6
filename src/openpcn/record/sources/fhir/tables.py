"""What is staged of FHIR resources: one row a resource, by kind.

Every entry of a bundle and every line of NDJSON is one row, or one fault. Ids are the resource's own and
unique within its type. Columns are named after the element where the intake may still find a fault in them.
"""

from __future__ import annotations

from openpcn.record.sources.base import ColumnRule, Kind, Reference, SupplierTable

_DAY = ("%Y-%m-%d",)
_MOMENT = ("%Y-%m-%d %H:%M:%S",)
_NO_FILE = r"(?!)"  # no file holds one table: the resources are read by ``stage``

_TYPE = ColumnRule("type", required=True)
_ID = ColumnRule("id", required=True)
_DELETED = ColumnRule("deleted", Kind.BOOL)
_PATIENT = ColumnRule("patient", required=True)
_CONFIDENTIAL = ColumnRule("confidential", Kind.BOOL)
_OF_PATIENT = Reference("patient", "FhirPatient", "id", "patient")
_CODED = (
    ColumnRule("code", Kind.SCTID),
    ColumnRule("source_code"),
    ColumnRule("system"),  # of source_code
    ColumnRule("term"),
)


def _day(name: str, *, required: bool = False, future: bool = True) -> ColumnRule:
    return ColumnRule(name, Kind.DATE, required=required, formats=_DAY, future=future)


def _moment(name: str, *, required: bool = False) -> ColumnRule:
    return ColumnRule(name, Kind.DATETIME, required=required, formats=_MOMENT)


def table(
    name: str, *columns: ColumnRule, several: bool = False, sequence: str | None = None
) -> SupplierTable:
    """A staged table of resources of a person; ``several`` types share it."""
    own = any(rule is _PATIENT for rule in columns)
    return SupplierTable(
        name,
        _NO_FILE,
        ((_TYPE,) if several else ()) + (_ID, *columns, _DELETED),
        key=("type", "id") if several else ("id",),
        deleted="deleted",
        sequence=sequence,
        references=(_OF_PATIENT,) if own else (),
        expected=False,
    )


PATIENT = table(
    "FhirPatient",
    ColumnRule("identifier", Kind.NHS_NUMBER),
    _day("birthDate", required=True, future=False),
    _day("deceasedDateTime", future=False),
    ColumnRule("gender"),
    ColumnRule("family"),
    ColumnRule("given"),
    ColumnRule("title"),
    ColumnRule("address"),
    ColumnRule("postcode", Kind.POSTCODE),
    ColumnRule("organisation"),  # id of its Organization
    ColumnRule("ods", Kind.ODS),
    ColumnRule("usual_gp"),
    ColumnRule("usual_gp_reference"),
    ColumnRule("ethnicity"),
    ColumnRule("ethnicity_term"),
    _day("registered"),  # GP Connect: the registration is in the Patient
    _day("ended"),
    ColumnRule("registration_type"),
    ColumnRule("unverified", Kind.BOOL),
    _CONFIDENTIAL,
)

EPISODE = table(
    "FhirEpisode", _PATIENT, _day("start", required=True), _day("ended"), ColumnRule("registration_type")
)

ENTRY = table(
    "FhirEntry",  # Observation, Condition, Procedure or Immunization
    _PATIENT,
    *_CODED,
    _day("day"),
    ColumnRule("precision"),
    ColumnRule("time", Kind.TIME),
    _moment("recorded"),
    ColumnRule("value", Kind.NUMBER),
    ColumnRule("unit"),
    ColumnRule("comparator"),
    ColumnRule("components"),  # JSON list of {key, code, source_code, term, value, unit, comparator}
    ColumnRule("members"),  # JSON list of ids of the observations that are its parts
    ColumnRule("status"),  # of a problem: active or past
    _day("ended"),
    ColumnRule("encounter"),
    _CONFIDENTIAL,
    several=True,
)

MEDICINE = table(
    "FhirMedicine",  # MedicationRequest, MedicationStatement or MedicationDispense
    _PATIENT,
    ColumnRule("intent", required=True),  # plan, order, statement or dispense
    ColumnRule("based_on"),
    ColumnRule("medication"),
    *_CODED,
    _day("day"),
    _day("start"),
    _day("ended"),
    ColumnRule("active", Kind.BOOL),
    ColumnRule("course_type"),
    ColumnRule("dose"),
    ColumnRule("quantity", Kind.NUMBER),
    ColumnRule("quantity_unit"),
    ColumnRule("days", Kind.INTEGER),
    _day("review"),
    ColumnRule("elsewhere", Kind.BOOL),
    _CONFIDENTIAL,
    several=True,
)

ALLERGY = table("FhirAllergy", _PATIENT, *_CODED, _day("recorded"), _day("ended"), _CONFIDENTIAL)

ENCOUNTER = table(
    "FhirEncounter",
    _PATIENT,
    _day("day"),
    ColumnRule("time", Kind.TIME),
    ColumnRule("class"),
    ColumnRule("what"),
    ColumnRule("mode"),
    ColumnRule("clinician"),
    ColumnRule("clinician_reference"),
    _day("ended"),
    ColumnRule("method"),
    ColumnRule("provider"),
    ColumnRule("provider_reference"),
    ColumnRule("specialty"),
    ColumnRule("diagnosis_code", Kind.SCTID),
    ColumnRule("diagnosis"),
    ColumnRule("destination"),
    _CONFIDENTIAL,
)

APPOINTMENT = table(
    "FhirAppointment",
    _PATIENT,
    _moment("start", required=True),
    ColumnRule("minutes", Kind.INTEGER),
    ColumnRule("status", required=True),
    ColumnRule("what"),
    ColumnRule("mode"),
    ColumnRule("clinician"),
    ColumnRule("clinician_reference"),
)

REFERRAL = table(
    "FhirReferral",
    _PATIENT,
    *_CODED,
    _day("day"),
    ColumnRule("precision"),
    ColumnRule("time", Kind.TIME),
    ColumnRule("urgency"),
    ColumnRule("service"),
    ColumnRule("recipient"),
    ColumnRule("recipient_reference"),
    ColumnRule("status"),
    ColumnRule("encounter"),
    _CONFIDENTIAL,
)

# Organization, Practitioner, PractitionerRole, Location or Medication: read where another resource names
# them. The same one comes with many bundles; the latest counts.
NAMED = table(
    "FhirNamed",
    ColumnRule("name"),
    ColumnRule("ods", Kind.ODS),
    ColumnRule("code", Kind.SCTID),
    ColumnRule("practitioner"),  # of a PractitionerRole: id of its Practitioner
    ColumnRule("updated"),
    several=True,
    sequence="updated",
)

TABLES = (NAMED, PATIENT, EPISODE, ENTRY, MEDICINE, ALLERGY, ENCOUNTER, APPOINTMENT, REFERRAL)
