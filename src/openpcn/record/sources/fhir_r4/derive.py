"""The record's tables from the current resources of a practice that sends FHIR bundles."""

from __future__ import annotations

from openpcn.record.sources import expressions as sql

# Without a registration period the only day known is that of birth: docs/reference/sources/fhir_r4.md.
PATIENT = f"""
CREATE TABLE record.patient AS
WITH registration AS (
    SELECT *
    FROM FhirEpisode
    QUALIFY row_number() OVER (
        PARTITION BY patient ORDER BY (ended IS NULL) DESC, start DESC, id
    ) = 1
)
SELECT
    p.id AS local_id,
    p.nhs_number,
    p.birth_date,
    p.death_date,
    CASE WHEN p.gender IN ('female', 'male', 'other') THEN p.gender ELSE 'unknown' END AS sex,
    coalesce(p.family, '') AS family_name,
    coalesce(p.given, '') AS given_name,
    p.title,
    p.address,
    p.postcode,
    coalesce(r.start, p.birth_date) AS registered_on,
    r.ended AS deregistered_on,
    {sql.words("r.registration_type", {"temporary": "temporary", "private": "other"}, "'regular'")}
        AS registration_type,
    p.usual_gp,
    coalesce(p.confidential, false) AS confidential,
    false AS spine_sensitive,
    p.file,
    p.line
FROM FhirPatient p
LEFT JOIN registration r ON r.patient = p.id
"""

_SHAPE = (
    '[{"code": "VARCHAR", "source_code": "VARCHAR", "term": "VARCHAR", "value": "DOUBLE", "unit": "VARCHAR",'
    ' "comparator": "VARCHAR"}]'
)

# Each component of an observation is an entry of its own: same day, same person, same place in the file.
EVENT = f"""
CREATE TABLE record.event AS
WITH
unit_spelling(spelling, unit) AS (VALUES {sql.unit_spellings()}),
part AS (
    SELECT e.*, generate_subscripts(e.held, 1) AS number, unnest(e.held) AS component
    FROM (
        SELECT *, from_json(components, {sql.text(_SHAPE)}) AS held
        FROM FhirEntry
        WHERE components IS NOT NULL
    ) e
),
entry AS (
    SELECT
        patient, type || '/' || id AS source_key, type, code, source_code, term, day, precision, recorded,
        value, unit, comparator, ended, confidential, file, line
    FROM FhirEntry
    UNION ALL
    SELECT
        patient, type || '/' || id || '/' || number, type, component.code, component.source_code,
        component.term, day, precision, recorded, component.value, component.unit, component.comparator,
        ended, confidential, file, line
    FROM part
)
SELECT
    e.patient AS local_id,
    e.source_key,
    e.code,
    e.source_code,
    e.term,
    e.day AS date,
    coalesce(e.precision, 'unknown') AS date_precision,
    e.recorded AS recorded_at,
    e.value,
    coalesce(u.unit, e.unit) AS unit,
    CASE WHEN e.value IS NOT NULL THEN {sql.comparator("e.comparator")} END AS comparator,
    CASE e.type WHEN 'Condition' THEN 'problem' WHEN 'Immunization' THEN 'immunisation' ELSE 'observation' END
        AS kind,
    CASE WHEN e.type = 'Condition' THEN CASE WHEN e.ended IS NULL THEN 'active' ELSE 'past' END END
        AS problem_status,
    CASE WHEN e.type = 'Condition' THEN e.ended END AS problem_end,
    coalesce(e.confidential, false) AS confidential,
    e.file,
    e.line
FROM entry e
LEFT JOIN unit_spelling u ON u.spelling = lower(e.unit)
"""

_REQUEST = """
SELECT r.* EXCLUDE (code, term), coalesce(r.code, m.code) AS code, coalesce(r.term, m.name, '') AS term
FROM FhirMedicationRequest r
LEFT JOIN FhirNamed m ON m.type = 'Medication' AND m.id = r.medication
"""

# An order that is based on no plan is its own authorisation. One that is over without saying when ended when
# its supply ran out, or else on the day it began.
MEDICATION = f"""
CREATE TABLE record.medication AS
WITH request AS ({_REQUEST})
SELECT
    patient AS local_id,
    id AS source_key,
    code,
    term,
    start AS start_date,
    CAST(CASE WHEN NOT coalesce(active, false)
        THEN coalesce(ended, start + CAST(coalesce(days, 0) AS INTEGER)) END AS DATE) AS end_date,
    course_type,
    dose,
    quantity,
    quantity_unit,
    false AS elsewhere,
    false AS confidential,
    file,
    line
FROM request
WHERE intent = 'plan' OR based_on IS NULL
"""

ISSUE = f"""
CREATE TABLE record.issue AS
WITH request AS ({_REQUEST})
SELECT
    patient AS local_id,
    id AS source_key,
    coalesce(based_on, id) AS medication_key,
    code,
    term,
    authored AS date,
    quantity,
    quantity_unit,
    CAST(days AS INTEGER) AS days,
    false AS confidential,
    file,
    line
FROM request
WHERE intent <> 'plan'
"""

APPOINTMENT = """
CREATE TABLE record.appointment AS
SELECT
    a.patient AS local_id,
    a.type || '/' || a.id AS source_key,
    a.start,
    CAST(a.minutes AS INTEGER) AS minutes,
    a.status,
    a.what AS type,
    a.mode,
    coalesce(a.clinician, p.name) AS clinician,
    a.file,
    a.line
FROM FhirAppointment a
LEFT JOIN FhirNamed p ON p.type = 'Practitioner' AND p.id = a.practitioner
WHERE a.type = 'Appointment' OR a.appointment IS NULL
    OR a.appointment NOT IN (SELECT id FROM FhirAppointment WHERE type = 'Appointment')
"""

STATEMENTS = (PATIENT, EVENT, MEDICATION, ISSUE, APPOINTMENT)
"""In order; each creates one of the record's tables."""
