"""The record's tables, declared once.

A practice's part of a snapshot holds one Parquet file per table below. Codes are text. ``patient`` is the
dense number (0, 1, ...) of the person within that practice's part, in order of ``local_id``; ``person_id`` is
the network-wide id. Dates are days as written by the practice; times are London wall-clock. ``file`` (the
position in the part's list of source files) and ``line`` say where a row came from.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

PRECISIONS = ("day", "month", "year", "unknown")


@dataclass(frozen=True)
class Column:
    """One column: Arrow type, meaning, and what null means (empty text: never null)."""

    name: str
    type: pa.DataType
    what: str
    null_means: str = ""
    provenance: bool = False  # says where a row came from; not part of what the record says


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, the columns that identify a row and the order on disk."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, c.type, nullable=bool(c.null_means)) for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def content(self) -> tuple[str, ...]:
        """The columns that say something about the world: what the state hash is made of."""
        return tuple(c.name for c in self.columns if not c.provenance)


_text, _day, _int, _number, _flag = pa.string(), pa.date32(), pa.int32(), pa.float64(), pa.bool_()
_time = pa.time32("s")


def _where() -> tuple[Column, ...]:
    return (
        Column(
            "file", pa.int16(), "position of the source file in the part's list of files", provenance=True
        ),
        Column(
            "line", _int, "line of the source file on which the row starts, 1 is the first", provenance=True
        ),
    )


_patient = Column("patient", _int, "dense number of the person within this part", provenance=True)

PATIENT = Table(
    "patient",
    "one person on a practice's list, or once on it",
    (
        _patient,
        Column("person_id", pa.int64(), "network-wide id: keyed hash, see terms.person_key", provenance=True),
        Column("local_id", _text, "the clinical system's own id of the patient"),
        Column("nhs_number", _text, "ten digits, check digit verified", "the practice holds none"),
        Column("birth_date", _day, "date of birth"),
        Column("death_date", _day, "date of death", "not recorded as dead"),
        Column("sex", _text, "female, male, other or unknown (FHIR administrative gender)"),
        Column("family_name", _text, "family name as written"),
        Column("given_name", _text, "given names as written"),
        Column("title", _text, "title as written", "none"),
        Column("address", _text, "address in one line; withheld where spine_sensitive", "none"),
        Column(
            "postcode", _text, "postcode, upper case with one space; withheld where spine_sensitive", "none"
        ),
        Column("area", _text, "LSOA code of the postcode", "postcode not in the loaded look-up"),
        Column("deprivation_decile", pa.int8(), "1 most deprived to 10 least, of the area", "area not known"),
        Column("registered_on", _day, "start of the current or last registration here"),
        Column("deregistered_on", _day, "end of the registration here", "still registered"),
        Column(
            "registration_type", _text, "regular, temporary or other; only regular is the practice's list"
        ),
        Column("usual_gp", _text, "name of the usual GP", "not recorded"),
        Column("confidential", _flag, "the practice marked the whole record confidential"),
        Column("spine_sensitive", _flag, "S-flag: location withheld everywhere"),
        *_where(),
    ),
    key=("local_id",),
    order=("patient",),
)

EVENT = Table(
    "event",
    "one coded entry: an observation, value, problem, procedure, referral or administrative code",
    (
        _patient,
        Column("source_key", _text, "the clinical system's own id of the entry"),
        Column("code", _text, "SNOMED CT concept id", "the entry's code has no mapping"),
        Column("source_code", _text, "Read v2, CTV3 or local code beside it", "none supplied"),
        Column("term", _text, "term as supplied", "none supplied"),
        Column(
            "date",
            _day,
            "clinical date; the first day of the month or year where that is all there is",
            "unknown",
        ),
        Column("date_precision", _text, "day, month, year or unknown"),
        Column("time", _time, "clinical time of day, London wall-clock", "the source gives a day only"),
        Column("recorded_at", pa.timestamp("s"), "when it was typed", "not supplied"),
        Column("value", _number, "numeric value as supplied", "no value"),
        Column("unit", _text, "unit, in the spelling of terms.units where known, else as written", "none"),
        Column("comparator", _text, "one of < <= > >=", "the value is exact"),
        Column(
            "standard_value",
            _number,
            "the value in standard_unit: what rules compare",
            "no value, or its unit cannot be turned into the standard one",
        ),
        Column("standard_unit", _text, "unit of standard_value, one of terms.units.Unit", "no unit"),
        Column("implausible", _flag, "the value lies outside plausible limits: visible, not seen by rules"),
        Column("kind", _text, "observation, problem, immunisation, referral or administrative"),
        Column("problem_status", _text, "active or past", "not a problem"),
        Column("problem_end", _day, "end of the problem", "not a problem, still active, or end not recorded"),
        Column("parent_key", _text, "source_key of the entry this one is a part of", "stands alone"),
        Column("consultation_key", _text, "source_key of its consultation", "not linked"),
        Column("confidential", _flag, "the practice marked the entry confidential"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "date", "source_key"),
)

MEDICATION = Table(
    "medication",
    "one authorisation of a medicine: an acute, a repeat or a repeat-dispensing course",
    (
        _patient,
        Column("source_key", _text, "the clinical system's own id"),
        Column("code", _text, "dm+d id (VMP or AMP)", "the medicine is uncoded"),
        Column("term", _text, "name as supplied"),
        Column("start_date", _day, "start of the authorisation", "unknown"),
        Column("end_date", _day, "cancelled or ended on", "still current"),
        Column("course_type", _text, "acute, repeat or repeat_dispensing"),
        Column("dose", _text, "dose as written", "none"),
        Column("quantity", _number, "quantity of one issue", "none"),
        Column("quantity_unit", _text, "unit of the quantity", "none"),
        Column("review_date", _day, "day the authorisation is to be reviewed", "not recorded"),
        Column("elsewhere", _flag, "recorded here, prescribed elsewhere (hospital, dentist, other)"),
        Column("confidential", _flag, "the practice marked the entry confidential"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "start_date", "source_key"),
)

ISSUE = Table(
    "issue",
    "one issue of a medicine",
    (
        _patient,
        Column("source_key", _text, "the clinical system's own id"),
        Column("medication_key", _text, "source_key of its authorisation", "not linked"),
        Column("code", _text, "dm+d id (VMP or AMP)", "the medicine is uncoded"),
        Column("term", _text, "name as supplied"),
        Column("date", _day, "day of issue", "unknown"),
        Column("quantity", _number, "quantity issued", "none"),
        Column("quantity_unit", _text, "unit of the quantity", "none"),
        Column("days", _int, "days supplied", "not recorded"),
        Column("confidential", _flag, "the practice marked the entry confidential"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "date", "source_key"),
)

APPOINTMENT = Table(
    "appointment",
    "one appointment of a person",
    (
        _patient,
        Column("source_key", _text, "the clinical system's own id"),
        Column("start", pa.timestamp("s"), "start, London wall-clock"),
        Column("minutes", _int, "planned length", "not recorded"),
        Column("status", _text, "booked, arrived, fulfilled, noshow or cancelled (FHIR Appointment)"),
        Column("type", _text, "slot type or national category as supplied", "none"),
        Column("mode", _text, "face to face, telephone, video, home visit or other", "not supplied"),
        Column("clinician", _text, "who with, as supplied", "not supplied"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "start", "source_key"),
)

CONSULTATION = Table(
    "consultation",
    "one contact of a person with the practice (FHIR Encounter)",
    (
        _patient,
        Column("source_key", _text, "the clinical system's own id"),
        Column("date", _day, "day of the contact", "unknown"),
        Column("time", _time, "time of day, London wall-clock", "the source gives a day only"),
        Column("type", _text, "kind of contact as supplied", "not supplied"),
        Column("mode", _text, "face to face, telephone, video, home visit or other", "not supplied"),
        Column("clinician", _text, "who with, as supplied", "not supplied"),
        Column("confidential", _flag, "the practice marked the consultation confidential"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "date", "source_key"),
)

REFERRAL = Table(
    "referral",
    "one referral made for a person (FHIR ServiceRequest); its code is in the event of the same source_key",
    (
        _patient,
        Column("source_key", _text, "the clinical system's own id"),
        Column("code", _text, "SNOMED CT concept id of the referral", "uncoded, or the code has no mapping"),
        Column("term", _text, "term as supplied", "none supplied"),
        Column("date", _day, "day it was made", "unknown"),
        Column("urgency", _text, "routine, soon, urgent, two_week_wait or dated", "not supplied"),
        Column("service", _text, "kind of service asked for, as supplied", "not supplied"),
        Column("recipient", _text, "who it went to, as supplied", "not supplied"),
        Column("status", _text, "status as supplied", "not supplied"),
        Column("confidential", _flag, "the practice marked the entry confidential"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "date", "source_key"),
)

ALLERGY = Table(
    "allergy",
    "one allergy or intolerance (FHIR AllergyIntolerance)",
    (
        _patient,
        Column("source_key", _text, "the clinical system's own id"),
        Column("code", _text, "SNOMED CT or dm+d id of the cause", "uncoded, or the code has no mapping"),
        Column("term", _text, "cause as supplied"),
        Column("recorded_on", _day, "day it was recorded or noticed", "unknown"),
        Column("ended_on", _day, "day it was found not to hold any more", "still holds"),
        Column("confidential", _flag, "the practice marked the entry confidential"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "recorded_on", "source_key"),
)

HOSPITAL_STAY = Table(
    "hospital_stay",
    "one admission to hospital, or one attendance there",
    (
        _patient,
        Column("source_key", _text, "the sender's own id of the stay"),
        Column("kind", _text, "admission, emergency_attendance or outpatient_attendance"),
        Column("date", _day, "day of admission or attendance"),
        Column("discharged_on", _day, "day of discharge", "still in hospital, or an attendance"),
        Column("method", _text, "emergency, elective, maternity or transfer", "not supplied"),
        Column("provider", _text, "ODS code of the hospital", "not supplied"),
        Column("specialty", _text, "treatment function or department as supplied", "not supplied"),
        Column("code", _text, "SNOMED CT id of the main diagnosis", "not supplied, or has no mapping"),
        Column("diagnosis", _text, "main diagnosis as supplied (ICD-10 code or text)", "not supplied"),
        Column("destination", _text, "where the person went on discharge, as supplied", "not supplied"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "date", "source_key"),
)

CARE_HOME_STAY = Table(
    "care_home_stay",
    "one stay of a person in a care home, from the home's own bed list",
    (
        _patient,
        Column("source_key", _text, "the sender's own id of the stay"),
        Column("home", _text, "CQC location id or ODS code of the home"),
        Column("home_name", _text, "name of the home as supplied", "not supplied"),
        Column("date", _day, "first day in the home"),
        Column("left_on", _day, "last day in the home", "still there"),
        Column("temporary", _flag, "respite or another stay meant to end"),
        Column("nursing", _flag, "a bed with nursing"),
        *_where(),
    ),
    key=("source_key",),
    order=("patient", "date", "source_key"),
)

TABLES = {
    table.name: table
    for table in (
        PATIENT, EVENT, MEDICATION, ISSUE, APPOINTMENT, CONSULTATION, REFERRAL, ALLERGY, HOSPITAL_STAY,
        CARE_HOME_STAY,
    )
}  # fmt: skip
