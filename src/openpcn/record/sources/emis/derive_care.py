"""Coded entries, referrals, allergies and consultations from the current rows of an EMIS practice.

One pass over the observations makes ``emis_entry``, an entry with everything that the record's tables say of
it; ``record.event`` is a view of it, and referrals and allergies are rows of it.
"""

from __future__ import annotations

from openpcn.record.sources import expressions as sql

_ADMINISTRATIVE = r"'(administration|documents and attachments)\b.*'"
"""EmisCodeCategoryDescription of codes that say something about paperwork, not about the person."""

_LOCAL_CONCEPT = r"'[0-9]*10000061[01][0-9]'"
"""Ids in the supplier's own SNOMED namespace: in no national list, so not a national concept."""

_READ_CODE = r"'([0-9A-Za-z.]{1,5})(-[0-9]+)?'"
"""A five-character Read code, perhaps cut short, perhaps with the number of a synonym behind it."""

NO_ALLERGY = ("716186003", "409137002", "428607008", "429625007", "716184000", "716220001", "428197003")
"""SNOMED CT: no known allergy, of medicines, environmental, of food, of latex, of animals, of insects."""

_NO_ALLERGY = ", ".join(sql.text(code) for code in NO_ALLERGY)


def dated(row: str) -> tuple[str, str]:
    """SQL of a row's date, cut to what is known of it, and of its precision.

    A precision the row does not give is a whole date. U says: ignore the date, whatever it is padded with.
    """
    written = f"upper(coalesce({row}.EffectiveDatePrecision, 'YMD'))"
    day = (
        f"CAST(CASE {written} WHEN 'U' THEN NULL WHEN 'Y' THEN date_trunc('year', {row}.EffectiveDate)"
        f" WHEN 'YM' THEN date_trunc('month', {row}.EffectiveDate) ELSE {row}.EffectiveDate END AS DATE)"
    )
    known = (
        f"CASE WHEN {row}.EffectiveDate IS NULL OR {written} = 'U' THEN 'unknown'"
        f" WHEN {written} = 'Y' THEN 'year' WHEN {written} = 'YM' THEN 'month' ELSE 'day' END"
    )
    return day, known


def keyed(guid: str, patient: str, shared: str) -> str:
    """The record's key of a row: its id, with the patient's before it where several patients share the id."""
    return f"CASE WHEN {shared} THEN {patient} || '/' || {guid} ELSE CAST({guid} AS VARCHAR) END"


_DAY, _KNOWN = dated("o")

_CODE = f"""
SELECT
    CodeId,
    CASE WHEN national THEN SnomedCTConceptId END AS code,
    coalesce(
        CASE WHEN regexp_full_match(ReadTermId, {_READ_CODE})
            THEN rpad(regexp_extract(ReadTermId, {_READ_CODE}, 1), 5, '.') ELSE ReadTermId END,
        CASE WHEN NOT national THEN CAST(CodeId AS VARCHAR) END
    ) AS source_code,
    Term AS term,
    coalesce(regexp_full_match(lower(EmisCodeCategoryDescription), {_ADMINISTRATIVE}), false)
        AS administrative,
    coalesce(starts_with(lower(EmisCodeCategoryDescription), 'allergy'), false) AS of_allergy,
    coalesce(starts_with(lower(EmisCodeCategoryDescription), 'family history'), false) AS of_family
FROM (
    SELECT
        *,
        SnomedCTConceptId IS NOT NULL AND NOT regexp_full_match(SnomedCTConceptId, {_LOCAL_CONCEPT})
            AS national
    FROM Coding_ClinicalCode
)
"""

# A diagnosis written down as family history is somebody else's: it keeps its words and loses its code.
ENTRY = f"""
CREATE TABLE emis_entry AS
WITH
code AS ({_CODE}),
observation AS (
    SELECT
        o.*,
        {_DAY} AS own_date,
        {_KNOWN} AS own_precision,
        {sql.one_of("o.ObservationType", ["family history"])} AS family
    FROM CareRecord_Observation o
),
-- the two halves of a blood pressure may carry no date of their own: the reading above them does
inherited AS (
    SELECT
        child.PatientGuid,
        child.ObservationGuid,
        parent.own_date AS day,
        parent.own_precision AS known
    FROM observation child
    JOIN observation parent
        ON parent.ObservationGuid = child.ParentObservationGuid AND parent.PatientGuid = child.PatientGuid
    WHERE child.own_date IS NULL AND parent.own_date IS NOT NULL
),
-- the supplier's row ids are unique within a patient, the record's within a practice
shared_key AS (SELECT ObservationGuid FROM CareRecord_Observation GROUP BY 1 HAVING count(*) > 1),
shared_visit AS (SELECT ConsultationGuid FROM CareRecord_Consultation GROUP BY 1 HAVING count(*) > 1),
confidential_visit AS (
    SELECT DISTINCT PatientGuid, ConsultationGuid FROM CareRecord_Consultation WHERE IsConfidential
),
problem AS (
    SELECT
        PatientGuid,
        ObservationGuid,
        CASE WHEN upper(coalesce(EndDatePrecision, 'YMD')) <> 'U' THEN EndDate END AS ended,
        -- the status decides where there is one: a past problem need not say when it ended
        CASE
            WHEN starts_with(lower(ProblemStatusDescription), 'past') THEN 'past'
            WHEN starts_with(lower(ProblemStatusDescription), 'active') THEN 'active'
            WHEN EndDate IS NULL THEN 'active'
            ELSE 'past'
        END AS status
    FROM CareRecord_Problem
),
unit_spelling(spelling, unit) AS (VALUES {sql.unit_spellings()})
SELECT
    CAST(o.PatientGuid AS VARCHAR) AS local_id,
    {keyed("o.ObservationGuid", "o.PatientGuid", "s.ObservationGuid IS NOT NULL")} AS source_key,
    CASE WHEN NOT o.family OR c.of_family THEN c.code END AS code,
    c.source_code,
    CASE WHEN o.family AND NOT c.of_family THEN 'Family history: ' || coalesce(c.term, '') ELSE c.term END
        AS term,
    coalesce(o.own_date, i.day) AS date,
    coalesce(i.known, o.own_precision) AS date_precision,
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
    p.status AS problem_status,
    CASE WHEN p.status = 'past' THEN p.ended END AS problem_end,
    {keyed("o.ParentObservationGuid", "o.PatientGuid", "sp.ObservationGuid IS NOT NULL")} AS parent_key,
    {keyed("o.ConsultationGuid", "o.PatientGuid", "sv.ConsultationGuid IS NOT NULL")} AS consultation_key,
    coalesce(o.IsConfidential, false) OR v.ConsultationGuid IS NOT NULL AS confidential,
    o.file,
    o.line,
    o.PatientGuid AS patient_guid,
    o.ObservationGuid AS observation_guid,
    r.ObservationGuid IS NOT NULL OR {sql.one_of("o.ObservationType", ["referral"])} AS is_referral,
    (c.of_allergy OR {sql.one_of("o.ObservationType", ["allergy"])})
        AND coalesce(c.code, '') NOT IN ({_NO_ALLERGY})
        AND NOT coalesce(starts_with(lower(c.term), 'no known'), false) AS is_allergy
FROM observation o
JOIN code c ON c.CodeId = o.CodeId
LEFT JOIN inherited i ON i.PatientGuid = o.PatientGuid AND i.ObservationGuid = o.ObservationGuid
LEFT JOIN problem p ON p.ObservationGuid = o.ObservationGuid AND p.PatientGuid = o.PatientGuid
LEFT JOIN CareRecord_ObservationReferral r
    ON r.ObservationGuid = o.ObservationGuid AND r.PatientGuid = o.PatientGuid
LEFT JOIN confidential_visit v
    ON v.ConsultationGuid = o.ConsultationGuid AND v.PatientGuid = o.PatientGuid
LEFT JOIN shared_key s ON s.ObservationGuid = o.ObservationGuid
LEFT JOIN shared_key sp ON sp.ObservationGuid = o.ParentObservationGuid
LEFT JOIN shared_visit sv ON sv.ConsultationGuid = o.ConsultationGuid
LEFT JOIN unit_spelling u ON u.spelling = lower(o.NumericUnit)
"""

EVENT = """
CREATE VIEW record.event AS
SELECT * EXCLUDE (patient_guid, observation_guid, is_referral, is_allergy) FROM emis_entry
"""

# Who is referred to is an organisation of the organisation table. The extract gives no status.
REFERRAL = f"""
CREATE TABLE record.referral AS
SELECT
    e.local_id,
    e.source_key,
    e.code,
    e.term,
    e.date,
    {sql.urgency("r.ReferralUrgency")} AS urgency,
    r.ReferralServiceType AS service,
    target.OrganisationName AS recipient,
    e.confidential,
    e.file,
    e.line
FROM emis_entry e
LEFT JOIN CareRecord_ObservationReferral r
    ON r.ObservationGuid = e.observation_guid AND r.PatientGuid = e.patient_guid
LEFT JOIN Admin_Organisation target ON target.OrganisationGuid = r.ReferralTargetOrganisationGuid
WHERE e.is_referral
"""

# A problem that is past does not say that the allergy no longer holds: no allergy ends here.
ALLERGY = """
CREATE TABLE record.allergy AS
SELECT
    local_id,
    source_key,
    code,
    coalesce(term, source_code, '') AS term,
    date AS recorded_on,
    CAST(NULL AS DATE) AS ended_on,
    confidential,
    file,
    line
FROM emis_entry
WHERE is_allergy
"""

_VISIT_DAY, _ = dated("v")

# The only time of a consultation is when it was typed, which is not when it took place.
CONSULTATION = f"""
CREATE TABLE record.consultation AS
WITH shared_visit AS (SELECT ConsultationGuid FROM CareRecord_Consultation GROUP BY 1 HAVING count(*) > 1)
SELECT
    CAST(v.PatientGuid AS VARCHAR) AS local_id,
    {keyed("v.ConsultationGuid", "v.PatientGuid", "s.ConsultationGuid IS NOT NULL")} AS source_key,
    {_VISIT_DAY} AS date,
    coalesce(v.ConsultationSourceTerm, v.ConsultationType) AS type,
    {sql.mode_named("concat_ws(' ', v.ConsultationSourceTerm, v.ConsultationType)")} AS mode,
    {sql.joined(" ", "u.Title", "u.GivenName", "u.Surname")} AS clinician,
    coalesce(v.IsConfidential, false) AS confidential,
    v.file,
    v.line
FROM CareRecord_Consultation v
LEFT JOIN Admin_UserInRole u ON u.UserInRoleGuid = v.ClinicianUserInRoleGuid
LEFT JOIN shared_visit s ON s.ConsultationGuid = v.ConsultationGuid
"""
