"""Coded entries, vaccinations, contacts and referrals from the current rows of a SystmOne practice."""

from __future__ import annotations

from openpcn.record.sources import expressions as sql
from openpcn.record.sources.systmone import words

_NOT_GIVEN = "'refus|declin|not given|not done|contra|cancel|did not attend|no consent|withh'"
"""Words of a vaccination's status that say that it was not given."""

# Two problems can point to one coded entry: it is over when both are. A code without SNOMED is mapped by the
# extract's own CTV3 map where that gives one answer (CTV3 codes differ by case: no folding). A vaccination
# that was not given keeps its words and loses its code: no rule may count it.
EVENT = f"""
CREATE TABLE record.event AS
WITH
problem AS (
    SELECT IDCode, CASE WHEN bool_and(DateEnd IS NOT NULL) THEN max(DateEnd) END AS ended
    FROM SRProblem
    GROUP BY IDCode
),
ctv3_map AS (
    SELECT Ctv3Code, min(SnomedCode) AS code
    FROM SRCtv3ToSnomed
    GROUP BY Ctv3Code
    HAVING count(DISTINCT SnomedCode) = 1
),
contact AS (SELECT RowIdentifier FROM SREvent WHERE coalesce(ClinicalEvent, true)),
unit_spelling(spelling, unit) AS (VALUES {sql.unit_spellings()}),
vaccination AS (
    SELECT
        i.*,
        {words.word("i.VaccinationStatus", "builtin", "option")} AS status,
        coalesce(regexp_matches(lower(status), {_NOT_GIVEN}), false) AS not_given,
        content.Name AS vaccine
    FROM SRImmunisation i
    {words.joins("i.VaccinationStatus", "builtin", "option")}
    LEFT JOIN SRImmunisationContent content ON content.RowIdentifier = i.IDImmunisationContent
)
SELECT
    CAST(e.IDPatient AS VARCHAR) AS local_id,
    CAST(e.RowIdentifier AS VARCHAR) AS source_key,
    coalesce(e.SNOMEDCode, c.code) AS code,
    e.CTV3Code AS source_code,
    coalesce(e.SNOMEDText, e.CTV3Text) AS term,
    CAST(e.DateEvent AS DATE) AS date,
    {sql.time_of_day("e.DateEvent")} AS time,
    CASE WHEN e.DateEvent IS NULL THEN 'unknown' ELSE 'day' END AS date_precision,
    e.DateEventRecorded AS recorded_at,
    CASE WHEN e.IsNumeric THEN e.NumericValue END AS value,
    CASE WHEN e.IsNumeric THEN coalesce(u.unit, e.NumericUnit) END AS unit,
    CASE WHEN e.IsNumeric AND e.NumericValue IS NOT NULL THEN {sql.comparator("e.NumericComparator")} END
        AS comparator,
    CASE WHEN p.IDCode IS NULL THEN 'observation' ELSE 'problem' END AS kind,
    CASE WHEN p.IDCode IS NULL THEN NULL WHEN p.ended IS NULL THEN 'active' ELSE 'past' END AS problem_status,
    p.ended AS problem_end,
    CAST(v.RowIdentifier AS VARCHAR) AS consultation_key,
    false AS confidential,
    e.file,
    e.line
FROM SRCode e
LEFT JOIN problem p ON p.IDCode = e.RowIdentifier
LEFT JOIN ctv3_map c ON e.SNOMEDCode IS NULL AND c.Ctv3Code = e.CTV3Code
LEFT JOIN contact v ON v.RowIdentifier = e.IDEvent
LEFT JOIN unit_spelling u ON u.spelling = lower(e.NumericUnit)
UNION ALL
SELECT
    CAST(i.IDPatient AS VARCHAR),
    'immunisation-' || i.RowIdentifier,
    CASE WHEN NOT i.not_given THEN coalesce(i.ImmsSNOMEDCode, c.code) END,
    i.ImmsReadCode,
    concat_ws(', ', coalesce(i.vaccine, 'Vaccination'), i.status),
    CAST(i.DateEvent AS DATE),
    {sql.time_of_day("i.DateEvent")},
    CASE WHEN i.DateEvent IS NULL THEN 'unknown' ELSE 'day' END,
    i.DateEventRecorded,
    NULL,
    NULL,
    NULL,
    CASE WHEN i.not_given THEN 'administrative' ELSE 'immunisation' END,
    NULL,
    NULL,
    CAST(v.RowIdentifier AS VARCHAR),
    false,
    i.file,
    i.line
FROM vaccination i
LEFT JOIN ctv3_map c ON i.ImmsSNOMEDCode IS NULL AND c.Ctv3Code = i.ImmsReadCode
LEFT JOIN contact v ON v.RowIdentifier = i.IDEvent
"""

CONSULTATION = f"""
CREATE TABLE record.consultation AS
SELECT
    CAST(v.IDPatient AS VARCHAR) AS local_id,
    CAST(v.RowIdentifier AS VARCHAR) AS source_key,
    CAST(v.DateEvent AS DATE) AS date,
    {sql.time_of_day("v.DateEvent")} AS time,
    v.method AS type,
    {sql.mode_named("v.said")} AS mode,
    coalesce(member.StaffName, v.TextualEventDoneBy) AS clinician,
    false AS confidential,
    v.file,
    v.line
FROM ({words.CONTACT}) v
LEFT JOIN SRStaffMember member ON member.RowIdentifier = v.IDDoneBy
"""

_LOOKED_UP = {
    "r.TypeOfReferral": ("builtin", "option"),
    "r.Reason": ("option", "builtin"),
    "r.ServiceOffered": ("builtin", "option"),
    "r.Urgency": ("option", "builtin"),
}
_WORD = {column: words.word(column, *lists) for column, lists in _LOOKED_UP.items()}
_JOINS = "\n".join(words.joins(column, *lists) for column, lists in _LOOKED_UP.items())

# A referral has no code of its own here; rows of other tables have the same numbers, hence the key.
REFERRAL = f"""
CREATE TABLE record.referral AS
WITH
named AS (SELECT ID, min(Name) AS name FROM SROrganisation GROUP BY ID),
latest AS (
    SELECT s.IDReferralOut, {words.word("s.StatusOfReferralOut", "option", "builtin")} AS status
    FROM SRReferralOutStatusDetails s
    {words.joins("s.StatusOfReferralOut", "option", "builtin")}
    QUALIFY row_number() OVER (
        PARTITION BY s.IDReferralOut ORDER BY s.DateEvent DESC NULLS LAST, s.RowIdentifier DESC
    ) = 1
)
SELECT
    CAST(r.IDPatient AS VARCHAR) AS local_id,
    'referral-' || r.RowIdentifier AS source_key,
    {sql.joined(": ", _WORD["r.TypeOfReferral"], _WORD["r.Reason"])} AS term,
    CAST(r.DateEvent AS DATE) AS date,
    {sql.urgency(_WORD["r.Urgency"])} AS urgency,
    {_WORD["r.ServiceOffered"]} AS service,
    named.name AS recipient,
    latest.status AS status,
    false AS confidential,
    r.file,
    r.line
FROM SRReferralOut r
{_JOINS}
LEFT JOIN named ON named.ID = upper(r.RecipientID)
LEFT JOIN latest ON latest.IDReferralOut = r.RowIdentifier
"""
