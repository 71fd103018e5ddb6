"""The record's tables from the current FHIR resources of a practice, whatever shape they came in."""

from __future__ import annotations

import duckdb

from openpcn.record.sources import expressions as sql

# Organizations and people by reference: with their type, and without where a reference does not say it.
NAMES = """
CREATE OR REPLACE TEMP TABLE fhir_name AS
WITH named AS (
    SELECT n.type, n.id, coalesce(n.name, p.name) AS name, n.ods
    FROM FhirNamed n
    LEFT JOIN FhirNamed p ON p.type = 'Practitioner' AND p.id = n.practitioner AND n.type = 'PractitionerRole'
    WHERE n.type <> 'Medication'
)
SELECT type || '/' || id AS reference, name, ods FROM named
UNION ALL
SELECT '/' || id, min(name), min(ods) FROM named GROUP BY id HAVING count(*) = 1
"""

_REGISTRATION = {
    "temporary": "temporary",
    "private": "other",
    "immediately necessary": "other",
    "emergency": "other",
    "minor surgery": "other",
    "contraceptive": "other",
    "maternity": "other",
    "walk-in": "other",
}

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
    p.identifier AS nhs_number,
    p."birthDate" AS birth_date,
    p."deceasedDateTime" AS death_date,
    CASE WHEN p.gender IN ('female', 'male', 'other') THEN p.gender ELSE 'unknown' END AS sex,
    coalesce(p.family, '') AS family_name,
    coalesce(p.given, '') AS given_name,
    p.title,
    p.address,
    p.postcode,
    coalesce(r.start, p.registered, p."birthDate") AS registered_on,
    coalesce(r.ended, p.ended) AS deregistered_on,
    {sql.words("coalesce(r.registration_type, p.registration_type)", _REGISTRATION, "'regular'")}
        AS registration_type,
    coalesce(p.usual_gp, g.name) AS usual_gp,
    coalesce(p.confidential, false) AS confidential,
    coalesce(p.confidential, false) AS spine_sensitive,
    p.file,
    p.line
FROM FhirPatient p
LEFT JOIN registration r ON r.patient = p.id
LEFT JOIN fhir_name g ON g.reference = p.usual_gp_reference
"""

_SHAPE = (
    '[{"key": "VARCHAR", "code": "VARCHAR", "source_code": "VARCHAR", "term": "VARCHAR", "value": "DOUBLE",'
    ' "unit": "VARCHAR", "comparator": "VARCHAR"}]'
)

# The parts of an observation are entries of their own: same day, same person, same place in the file.
# A referral's code is an entry too, and so is the ethnic category that a patient's own resource gives.
EVENT = f"""
CREATE TABLE record.event AS
WITH
unit_spelling(spelling, unit) AS (VALUES {sql.unit_spellings()}),
contact AS (SELECT DISTINCT id FROM FhirEncounter),
member AS (
    SELECT unnest(from_json(members, '["VARCHAR"]')) AS id, min(type || '/' || id) AS parent
    FROM FhirEntry
    WHERE members IS NOT NULL
    GROUP BY 1
),
part AS (
    SELECT e.*, unnest(from_json(components, {sql.text(_SHAPE)})) AS component
    FROM FhirEntry e
    WHERE components IS NOT NULL
),
entry AS (
    SELECT
        e.patient, e.type || '/' || e.id AS source_key, m.parent AS parent_key,
        CASE e.type WHEN 'Condition' THEN 'problem' WHEN 'Immunization' THEN 'immunisation'
            ELSE 'observation' END AS kind,
        e.code, e.source_code, e.term, e.day, e.precision, e.time, e.recorded, e.value, e.unit, e.comparator,
        CASE WHEN e.type = 'Condition' THEN coalesce(e.status, 'active') END AS problem_status, e.ended,
        e.encounter, e.confidential, e.file, e.line
    FROM FhirEntry e
    LEFT JOIN member m ON m.id = e.id AND e.type = 'Observation'
    UNION ALL
    SELECT
        patient, type || '/' || id || '/' || component.key, type || '/' || id, 'observation', component.code,
        component.source_code, component.term, day, precision, time, recorded, component.value,
        component.unit, component.comparator, NULL, NULL, encounter, confidential, file, line
    FROM part
    UNION ALL
    SELECT
        patient, 'Referral/' || id, NULL, 'referral', code, source_code, term, day, precision, time, NULL,
        NULL, NULL, NULL, NULL, NULL, encounter, confidential, file, line
    FROM FhirReferral
    UNION ALL
    SELECT
        id, 'Patient/' || id || '/ethnicity', NULL, 'administrative', NULL, ethnicity, ethnicity_term, NULL,
        'unknown', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, confidential, file, line
    FROM FhirPatient
    WHERE ethnicity IS NOT NULL
)
SELECT
    e.patient AS local_id,
    e.source_key,
    e.parent_key,
    e.code,
    e.source_code,
    e.term,
    e.day AS date,
    coalesce(e.precision, 'unknown') AS date_precision,
    e.time,
    e.recorded AS recorded_at,
    e.value,
    coalesce(u.unit, e.unit) AS unit,
    CASE WHEN e.value IS NOT NULL THEN {sql.comparator("e.comparator")} END AS comparator,
    e.kind,
    e.problem_status,
    CASE WHEN e.kind = 'problem' THEN e.ended END AS problem_end,
    CASE WHEN c.id IS NOT NULL THEN 'Encounter/' || c.id END AS consultation_key,
    coalesce(e.confidential, false) AS confidential,
    e.file,
    e.line
FROM entry e
LEFT JOIN contact c ON c.id = e.encounter
LEFT JOIN unit_spelling u ON u.spelling = lower(e.unit)
"""

MEDICINES = """
CREATE OR REPLACE TEMP VIEW fhir_medicine AS
SELECT
    r.* EXCLUDE (code, term, source_code, system, confidential),
    coalesce(r.code, m.code) AS code,
    coalesce(r.term, m.name, '') AS term,
    coalesce(r.confidential, false) AS confidential,
    r.type || '/' || r.id AS source_key
FROM FhirMedicine r
LEFT JOIN FhirNamed m ON m.type = 'Medication' AND m.id = r.medication
"""

# An order that is based on no plan, a dispense of no request and a statement of no request are their own
# authorisation; the last is of a medicine that nobody here prescribed. One that is over without saying when
# ended when its supply ran out, or else on the day it began.
MEDICATION = """
CREATE TABLE record.medication AS
WITH
agency AS (
    SELECT based_on, bool_or(elsewhere) AS elsewhere
    FROM fhir_medicine
    WHERE intent = 'statement' AND based_on IS NOT NULL AND elsewhere IS NOT NULL
    GROUP BY based_on
)
SELECT
    r.patient AS local_id,
    r.source_key,
    r.code,
    r.term,
    r.start AS start_date,
    CAST(CASE WHEN NOT coalesce(r.active, false)
        THEN coalesce(r.ended, r.start + CAST(coalesce(r.days, 0) AS INTEGER)) END AS DATE) AS end_date,
    coalesce(r.course_type, 'acute') AS course_type,
    r.dose,
    r.quantity,
    r.quantity_unit,
    r.review AS review_date,
    coalesce(a.elsewhere, r.elsewhere, r.intent = 'statement') AS elsewhere,
    r.confidential,
    r.file,
    r.line
FROM fhir_medicine r
LEFT JOIN agency a ON a.based_on = r.id AND r.type = 'MedicationRequest'
WHERE r.intent = 'plan'
    OR r.based_on IS NULL
    OR r.based_on NOT IN (SELECT id FROM fhir_medicine WHERE type = 'MedicationRequest')
"""

# Where a supply was both ordered and dispensed, the order is the issue: it is what the practice did, and
# every practice records it. A dispense counts where its order is not in the record, or it names none.
ISSUE = """
CREATE TABLE record.issue AS
WITH request AS (
    SELECT id, intent, source_key FROM fhir_medicine WHERE type = 'MedicationRequest'
)
SELECT
    r.patient AS local_id,
    r.source_key,
    coalesce(b.source_key, r.source_key) AS medication_key,
    r.code,
    r.term,
    r.day AS date,
    r.quantity,
    r.quantity_unit,
    CAST(r.days AS INTEGER) AS days,
    r.confidential,
    r.file,
    r.line
FROM fhir_medicine r
LEFT JOIN request b ON b.id = r.based_on
WHERE r.intent = 'order' OR (r.intent = 'dispense' AND coalesce(b.intent, 'plan') = 'plan')
"""

APPOINTMENT = """
CREATE TABLE record.appointment AS
SELECT
    a.patient AS local_id,
    'Appointment/' || a.id AS source_key,
    a.start,
    CAST(a.minutes AS INTEGER) AS minutes,
    a.status,
    a.what AS type,
    a.mode,
    coalesce(a.clinician, p.name) AS clinician,
    a.file,
    a.line
FROM FhirAppointment a
LEFT JOIN fhir_name p ON p.reference = a.clinician_reference
"""

CONSULTATION = """
CREATE TABLE record.consultation AS
SELECT
    e.patient AS local_id,
    'Encounter/' || e.id AS source_key,
    e.day AS date,
    e.time,
    e.what AS type,
    e.mode,
    coalesce(e.clinician, p.name) AS clinician,
    coalesce(e.confidential, false) AS confidential,
    e.file,
    e.line
FROM FhirEncounter e
LEFT JOIN fhir_name p ON p.reference = e.clinician_reference
"""

REFERRAL = """
CREATE TABLE record.referral AS
SELECT
    r.patient AS local_id,
    'Referral/' || r.id AS source_key,
    r.code,
    r.term,
    r.day AS date,
    r.urgency,
    r.service,
    coalesce(r.recipient, p.name) AS recipient,
    r.status,
    coalesce(r.confidential, false) AS confidential,
    r.file,
    r.line
FROM FhirReferral r
LEFT JOIN fhir_name p ON p.reference = r.recipient_reference
"""

ALLERGY = """
CREATE TABLE record.allergy AS
SELECT
    patient AS local_id,
    'AllergyIntolerance/' || id AS source_key,
    code,
    coalesce(term, source_code, '') AS term,
    recorded AS recorded_on,
    ended AS ended_on,
    coalesce(confidential, false) AS confidential,
    file,
    line
FROM FhirAllergy
"""

STATEMENTS = (
    NAMES, PATIENT, EVENT, MEDICINES, MEDICATION, ISSUE, APPOINTMENT, CONSULTATION, REFERRAL, ALLERGY,
)  # fmt: skip
"""In order; each but NAMES and MEDICINES creates one of the record's tables."""

FILLED_BY = {
    "patient": "FhirPatient",
    "event": "FhirEntry",
    "medication": "FhirMedicine",
    "issue": "FhirMedicine",
    "appointment": "FhirAppointment",
    "consultation": "FhirEncounter",
    "referral": "FhirReferral",
    "allergy": "FhirAllergy",
}
"""Table of the record -> the staged table whose rows fill it."""


def supplied(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The record's tables that there is at least one resource for.

    A practice that sends no AllergyIntolerance at all has not said that nobody has an allergy.
    """
    return frozenset(
        table
        for table, staged in FILLED_BY.items()
        if con.execute(f'SELECT 1 FROM "{staged}" LIMIT 1').fetchone() is not None
    )


def practices(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The ODS codes that patients name as their managing organisation; empty where none does."""
    rows = con.execute(
        """
        SELECT DISTINCT coalesce(p.ods, o.ods)
        FROM new_FhirPatient p
        LEFT JOIN FhirNamed o ON o.type = 'Organization' AND o.id = p.organisation
        WHERE coalesce(p.ods, o.ods) IS NOT NULL
        """
    ).fetchall()
    return {code for (code,) in rows}


NO_EPISODES = """
CREATE OR REPLACE TEMP VIEW FhirEpisode AS
SELECT NULL::VARCHAR AS id, NULL::VARCHAR AS patient, NULL::DATE AS start, NULL::DATE AS ended,
    NULL::VARCHAR AS registration_type
WHERE false
"""
"""For a shape without EpisodeOfCare."""
