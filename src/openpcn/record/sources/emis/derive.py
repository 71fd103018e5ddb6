"""The record's tables from the current rows of an EMIS practice.

Every statement reads the state: views named like the supplier's tables, one row a key, typed, text trimmed
and empty text null. A row whose patient or code has not been delivered is not there yet.
"""

from __future__ import annotations

from openpcn.record.sources import expressions as sql

ADMINISTRATIVE = ("administration", "documents and attachments")
"""EmisCodeCategoryDescription of codes that say something about paperwork, not about the person."""

_LOCAL_CONCEPT = r"'[0-9]*10000061[01][0-9]'"
"""Ids in the supplier's own SNOMED namespace: in no national list, so not a national concept."""

_TEMPORARY = ("temporary", "immediately necessary", "emergency", "emg")

_SLOT_STATUS = {
    "cancel": "cancelled",
    "dna": "noshow",
    "did not attend": "noshow",
    "no access": "noshow",
    "left": "fulfilled",
    "finished": "fulfilled",
    "complete": "fulfilled",
    "seen": "fulfilled",
    "arrived": "arrived",
    "sent in": "arrived",
    "waiting": "arrived",
    "in progress": "arrived",
    "walked out": "arrived",
    "booked": "booked",
}

PATIENT = f"""
CREATE TABLE record.patient AS
SELECT
    CAST(p.PatientGuid AS VARCHAR) AS local_id,
    p.NhsNumber AS nhs_number,
    p.DateOfBirth AS birth_date,
    p.DateOfDeath AS death_date,
    {sql.sex("p.Sex")} AS sex,
    coalesce(p.Surname, '') AS family_name,
    concat_ws(' ', p.GivenName, p.MiddleNames) AS given_name,
    p.Title AS title,
    {sql.joined(", ", "p.HouseNameFlatNumber", "p.NumberAndStreet", "p.Village", "p.Town", "p.County")}
        AS address,
    p.Postcode AS postcode,
    p.DateOfRegistration AS registered_on,
    coalesce(p.DateOfDeactivation, p.ended_on) AS deregistered_on,
    CASE
        WHEN {sql.one_of("p.PatientTypeDescription", ["regular"])} THEN 'regular'
        WHEN {sql.one_of("p.PatientTypeDescription", _TEMPORARY)} THEN 'temporary'
        ELSE 'other'
    END AS registration_type,
    {sql.joined(" ", "gp.Title", "gp.GivenName", "gp.Surname")} AS usual_gp,
    coalesce(p.IsConfidential, false) AS confidential,
    coalesce(p.SpineSensitive, false) AS spine_sensitive,
    p.file,
    p.line
FROM Admin_Patient p
LEFT JOIN Admin_UserInRole gp ON gp.UserInRoleGuid = p.UsualGpUserInRoleGuid
"""

_CODE = f"""
SELECT
    CodeId,
    CASE WHEN national THEN SnomedCTConceptId END AS code,
    coalesce(ReadTermId, CASE WHEN NOT national THEN CAST(CodeId AS VARCHAR) END) AS source_code,
    Term AS term,
    {sql.one_of("EmisCodeCategoryDescription", ADMINISTRATIVE)} AS administrative
FROM (
    SELECT
        *,
        SnomedCTConceptId IS NOT NULL AND NOT regexp_full_match(SnomedCTConceptId, {_LOCAL_CONCEPT})
            AS national
    FROM Coding_ClinicalCode
)
"""

# A precision the row does not give is a whole date. U says: ignore the date, whatever it is padded with.
_OBSERVATION = """
SELECT
    *,
    upper(coalesce(EffectiveDatePrecision, 'YMD')) AS own_precision,
    CASE WHEN own_precision <> 'U' THEN EffectiveDate END AS own_date
FROM CareRecord_Observation
"""

EVENT = f"""
CREATE TABLE record.event AS
WITH
code AS ({_CODE}),
observation AS ({_OBSERVATION}),
-- the two halves of a blood pressure may carry no date of their own: the reading above them does
inherited AS (
    SELECT
        child.PatientGuid,
        child.ObservationGuid,
        parent.own_date AS day,
        parent.own_precision AS precision_code
    FROM observation child
    JOIN observation parent
        ON parent.ObservationGuid = child.ParentObservationGuid AND parent.PatientGuid = child.PatientGuid
    WHERE child.own_date IS NULL AND parent.own_date IS NOT NULL
),
dated AS (
    SELECT
        o.*,
        coalesce(o.own_date, i.day) AS day,
        CASE WHEN o.own_date IS NULL AND i.day IS NULL THEN 'U'
            ELSE coalesce(i.precision_code, o.own_precision) END AS precision_code
    FROM observation o
    LEFT JOIN inherited i USING (PatientGuid, ObservationGuid)
),
-- the supplier's row ids are unique within a patient, the record's within a practice
shared_key AS (SELECT ObservationGuid FROM CareRecord_Observation GROUP BY 1 HAVING count(*) > 1),
confidential_visit AS (SELECT DISTINCT ConsultationGuid FROM CareRecord_Consultation WHERE IsConfidential),
unit_spelling(spelling, unit) AS (VALUES {sql.unit_spellings()})
SELECT
    CAST(o.PatientGuid AS VARCHAR) AS local_id,
    CASE WHEN s.ObservationGuid IS NULL THEN CAST(o.ObservationGuid AS VARCHAR)
        ELSE o.PatientGuid || '/' || o.ObservationGuid END AS source_key,
    c.code,
    c.source_code,
    c.term,
    CAST(CASE o.precision_code
        WHEN 'Y' THEN date_trunc('year', o.day)
        WHEN 'YM' THEN date_trunc('month', o.day)
        ELSE o.day
    END AS DATE) AS date,
    CASE o.precision_code WHEN 'U' THEN 'unknown' WHEN 'Y' THEN 'year' WHEN 'YM' THEN 'month' ELSE 'day' END
        AS date_precision,
    o.EnteredDate + coalesce(o.EnteredTime, TIME '00:00:00') AS recorded_at,
    o.Value AS value,
    coalesce(u.unit, o.NumericUnit) AS unit,
    CASE WHEN o.Value IS NOT NULL THEN {sql.comparator("o.NumericOperator")} END AS comparator,
    CASE
        WHEN p.ObservationGuid IS NOT NULL THEN 'problem'
        WHEN {sql.one_of("o.ObservationType", ["immunisation"])} THEN 'immunisation'
        WHEN r.ObservationGuid IS NOT NULL OR {sql.one_of("o.ObservationType", ["referral"])} THEN 'referral'
        WHEN c.administrative THEN 'administrative'
        ELSE 'observation'
    END AS kind,
    CASE WHEN p.ObservationGuid IS NULL THEN NULL WHEN p.EndDate IS NULL THEN 'active' ELSE 'past' END
        AS problem_status,
    p.EndDate AS problem_end,
    coalesce(o.IsConfidential, false) OR v.ConsultationGuid IS NOT NULL AS confidential,
    o.file,
    o.line
FROM dated o
JOIN code c ON c.CodeId = o.CodeId
LEFT JOIN CareRecord_Problem p ON p.ObservationGuid = o.ObservationGuid AND p.PatientGuid = o.PatientGuid
LEFT JOIN CareRecord_ObservationReferral r
    ON r.ObservationGuid = o.ObservationGuid AND r.PatientGuid = o.PatientGuid
LEFT JOIN confidential_visit v ON v.ConsultationGuid = o.ConsultationGuid
LEFT JOIN shared_key s ON s.ObservationGuid = o.ObservationGuid
LEFT JOIN unit_spelling u ON u.spelling = lower(o.NumericUnit)
"""

# An active course has no end, whatever its cancellation date says. An ended one without a cancellation date
# ended when its last issue ran out, or else on the day it began.
MEDICATION = f"""
CREATE TABLE record.medication AS
WITH last_issue AS (
    SELECT
        PatientGuid,
        DrugRecordGuid,
        max(EffectiveDate + CAST(coalesce(CourseDurationInDays, 0) AS INTEGER)) AS runs_out
    FROM Prescribing_IssueRecord
    WHERE DrugRecordGuid IS NOT NULL
    GROUP BY ALL
),
shared_key AS (SELECT DrugRecordGuid FROM Prescribing_DrugRecord GROUP BY 1 HAVING count(*) > 1)
SELECT
    CAST(d.PatientGuid AS VARCHAR) AS local_id,
    CASE WHEN s.DrugRecordGuid IS NULL THEN CAST(d.DrugRecordGuid AS VARCHAR)
        ELSE d.PatientGuid || '/' || d.DrugRecordGuid END AS source_key,
    c.DmdProductCodeId AS code,
    coalesce(c.Term, '') AS term,
    CASE WHEN upper(coalesce(d.EffectiveDatePrecision, 'YMD')) <> 'U' THEN d.EffectiveDate END AS start_date,
    CAST(CASE WHEN NOT coalesce(d.IsActive, false)
        THEN coalesce(d.CancellationDate, i.runs_out, d.EffectiveDate, d.EnteredDate) END AS DATE)
        AS end_date,
    CASE
        WHEN {sql.one_of("d.PrescriptionType", ["repeat dispensing"])} THEN 'repeat_dispensing'
        WHEN {sql.one_of("d.PrescriptionType", ["repeat", "automatic"])} THEN 'repeat'
        ELSE 'acute'
    END AS course_type,
    d.Dosage AS dose,
    d.Quantity AS quantity,
    d.QuantityUnit AS quantity_unit,
    false AS elsewhere,
    false AS confidential,
    d.file,
    d.line
FROM Prescribing_DrugRecord d
JOIN Coding_DrugCode c ON c.CodeId = d.CodeId
LEFT JOIN last_issue i ON i.DrugRecordGuid = d.DrugRecordGuid AND i.PatientGuid = d.PatientGuid
LEFT JOIN shared_key s ON s.DrugRecordGuid = d.DrugRecordGuid
"""

ISSUE = """
CREATE TABLE record.issue AS
WITH
shared_key AS (SELECT IssueRecordGuid FROM Prescribing_IssueRecord GROUP BY 1 HAVING count(*) > 1),
shared_course AS (SELECT DrugRecordGuid FROM Prescribing_DrugRecord GROUP BY 1 HAVING count(*) > 1)
SELECT
    CAST(i.PatientGuid AS VARCHAR) AS local_id,
    CASE WHEN s.IssueRecordGuid IS NULL THEN CAST(i.IssueRecordGuid AS VARCHAR)
        ELSE i.PatientGuid || '/' || i.IssueRecordGuid END AS source_key,
    CASE WHEN d.DrugRecordGuid IS NULL THEN CAST(i.DrugRecordGuid AS VARCHAR)
        ELSE i.PatientGuid || '/' || i.DrugRecordGuid END AS medication_key,
    c.DmdProductCodeId AS code,
    coalesce(c.Term, '') AS term,
    CASE WHEN upper(coalesce(i.EffectiveDatePrecision, 'YMD')) <> 'U' THEN i.EffectiveDate END AS date,
    i.Quantity AS quantity,
    i.QuantityUnit AS quantity_unit,
    CAST(i.CourseDurationInDays AS INTEGER) AS days,
    false AS confidential,
    i.file,
    i.line
FROM Prescribing_IssueRecord i
JOIN Coding_DrugCode c ON c.CodeId = i.CodeId
LEFT JOIN shared_key s ON s.IssueRecordGuid = i.IssueRecordGuid
LEFT JOIN shared_course d ON d.DrugRecordGuid = i.DrugRecordGuid
"""

# A slot whose booking was cancelled is re-sent without a patient: it is nobody's appointment any more.
APPOINTMENT = f"""
CREATE TABLE record.appointment AS
WITH who AS (
    SELECT SessionGuid, string_agg(name, ', ' ORDER BY name) AS clinician
    FROM (
        SELECT DISTINCT su.SessionGuid, {sql.joined(" ", "u.Title", "u.GivenName", "u.Surname")} AS name
        FROM Appointment_SessionUser su
        JOIN Admin_UserInRole u ON u.UserInRoleGuid = su.UserInRoleGuid
    )
    GROUP BY SessionGuid
)
SELECT
    CAST(s.PatientGuid AS VARCHAR) AS local_id,
    CAST(s.SlotGuid AS VARCHAR) AS source_key,
    s.AppointmentDate + s.AppointmentStartTime AS start,
    CAST(s.PlannedDurationInMinutes AS INTEGER) AS minutes,
    CASE
        WHEN coalesce(s.DidNotAttend, false) THEN 'noshow'
        ELSE {
    sql.words(
        "s.SlotStatus",
        _SLOT_STATUS,
        "CASE WHEN s.LeftTime IS NOT NULL THEN 'fulfilled' "
        "WHEN s.SendInTime IS NOT NULL THEN 'arrived' ELSE 'booked' END",
    )
}
    END AS status,
    coalesce(s.NationalSlotCategoryName, s.SlotType, e.Description, e.SessionCategoryDisplayName) AS type,
    {sql.mode("s.ModeOfContact")} AS mode,
    w.clinician,
    s.file,
    s.line
FROM Appointment_Slot s
LEFT JOIN Appointment_Session e ON e.AppointmentSessionGuid = s.SessionGuid
LEFT JOIN who w ON w.SessionGuid = s.SessionGuid
WHERE s.PatientGuid IS NOT NULL
"""

STATEMENTS = (PATIENT, EVENT, MEDICATION, ISSUE, APPOINTMENT)
"""In order; each creates one of the record's tables."""
