"""Reports into the record: people of the lists of people, entries of every report, each entry once.

Only a list of people says who is registered. An entry that two reports list stands in the record once.
"""

from __future__ import annotations

from openpcn.codes import codelist
from openpcn.record.sources import expressions as e

_TYPE = e.words(
    "registration_type",
    {"regular": "regular", "gms": "regular", "tempor": "temporary", "emergency": "temporary",
     "immediately": "temporary"},
    "'other'",
)  # fmt: skip
_SEX = (
    "CASE lower(left(sex, 1)) WHEN 'f' THEN 'female' WHEN 'm' THEN 'male' "
    "WHEN 'i' THEN 'other' WHEN 'o' THEN 'other' ELSE 'unknown' END"
)
_SPELT = f"(SELECT u FROM (VALUES {e.unit_spellings()}) s(w, u) WHERE w = lower(unit))"
_COURSE = e.words(
    "course",
    {"dispensing": "repeat_dispensing", "automatic": "repeat", "repeat": "repeat"},
    "'acute'",
)

PATIENT = f"""
    CREATE TABLE record.patient AS
    SELECT person AS local_id, nhs_number, birth_date, death_date, {_SEX} AS sex, family_name, given_name,
        title, address, postcode, registered_on, deregistered_on,
        CASE WHEN registration_type IS NULL THEN 'regular' ELSE {_TYPE} END AS registration_type,
        usual_gp, false AS confidential, false AS spine_sensitive, "file", "line"
    FROM "ReportPerson"
    QUALIFY row_number() OVER (
        PARTITION BY person
        ORDER BY (SELECT max(run_on) FROM "Report" r WHERE r.report = "ReportPerson".report) DESC, report
    ) = 1
"""

# Each entry once; of two reports that list it, the one with the earlier name.
_ENTRIES = """
    CREATE TEMP TABLE _entries AS SELECT * FROM "ReportEntry"
    QUALIFY row_number() OVER (PARTITION BY entry ORDER BY report) = 1
"""

_EVENT = f"""
    SELECT person AS local_id, 'report-' || entry AS source_key, code, stated AS source_code, term, date,
        CASE WHEN date IS NULL THEN 'unknown' ELSE coalesce(precision, 'day') END AS date_precision,
        time, value, coalesce({_SPELT}, unit) AS unit, comparator, 'observation' AS kind,
        false AS confidential, "file", "line"
    FROM _entries WHERE kind = 'event'
"""


def _event() -> str:
    """Entries, and the lower half of each pressure that was written as 140/85."""
    diastolic = e.text(codelist("diastolic_clinic").first.code)
    return f"""
    CREATE TABLE record.event AS {_EVENT}
    UNION ALL BY NAME
    SELECT person AS local_id, 'report-' || entry || '-d' AS source_key,
        {diastolic} AS code, stated AS source_code, term, date,
        CASE WHEN date IS NULL THEN 'unknown' ELSE coalesce(precision, 'day') END AS date_precision,
        time, diastolic AS value, 'mmHg' AS unit, comparator, 'observation' AS kind,
        false AS confidential, "file", "line"
    FROM _entries WHERE kind = 'event' AND diastolic IS NOT NULL
"""


MEDICATION = f"""
    CREATE TABLE record.medication AS
    SELECT person AS local_id, 'report-' || entry AS source_key, code,
        coalesce(term, stated, 'not named in the report') AS term, date AS start_date, ended AS end_date,
        CASE WHEN course IS NULL THEN 'acute' ELSE {_COURSE} END AS course_type,
        false AS elsewhere, false AS confidential, "file", "line"
    FROM _entries WHERE kind = 'medication'
"""

ISSUE = """
    CREATE TABLE record.issue AS
    SELECT person AS local_id, 'report-' || entry AS source_key, code,
        coalesce(term, stated, 'not named in the report') AS term, date, false AS confidential,
        "file", "line"
    FROM _entries WHERE kind = 'issue'
"""


def statements() -> tuple[str, ...]:
    """In their order; codes that a mapping states are those of the lists in use now."""
    return (PATIENT, _ENTRIES, _event(), MEDICATION, ISSUE)
