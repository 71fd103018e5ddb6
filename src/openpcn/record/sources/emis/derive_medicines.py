"""Authorisations and issues of medicines from the current rows of an EMIS practice."""

from __future__ import annotations

from openpcn.record.sources import expressions as sql
from openpcn.record.sources.emis.derive_care import keyed

_LOCAL_MEDICINE = r"'[0-9]*10000331[01][0-9]'"
"""Ids in the supplier's own namespace for medicines: not dm+d."""

_CODE = f"""
SELECT
    CodeId,
    CASE WHEN NOT regexp_full_match(DmdProductCodeId, {_LOCAL_MEDICINE}) THEN DmdProductCodeId END AS code,
    coalesce(Term, '') AS term
FROM Coding_DrugCode
"""

# An active course has no end, whatever its cancellation date says. An ended one without a cancellation date
# ended when its last issue ran out, or else on the day it began. Its review date is that of its last issue
# that has one.
MEDICATION = f"""
CREATE TABLE record.medication AS
WITH code AS ({_CODE}),
from_issues AS (
    SELECT
        PatientGuid,
        DrugRecordGuid,
        max(EffectiveDate + CAST(coalesce(CourseDurationInDays, 0) AS INTEGER)) AS runs_out,
        max({{'issued': EffectiveDate, 'review': ReviewDate}}) FILTER (ReviewDate IS NOT NULL) AS last_review
    FROM Prescribing_IssueRecord
    WHERE DrugRecordGuid IS NOT NULL
    GROUP BY ALL
),
shared_key AS (SELECT DrugRecordGuid FROM Prescribing_DrugRecord GROUP BY 1 HAVING count(*) > 1)
SELECT
    CAST(d.PatientGuid AS VARCHAR) AS local_id,
    {keyed("d.DrugRecordGuid", "d.PatientGuid", "s.DrugRecordGuid IS NOT NULL")} AS source_key,
    c.code,
    c.term,
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
    i.last_review.review AS review_date,
    false AS elsewhere,
    coalesce(d.IsConfidential, false) AS confidential,
    d.file,
    d.line
FROM Prescribing_DrugRecord d
JOIN code c ON c.CodeId = d.CodeId
LEFT JOIN from_issues i ON i.DrugRecordGuid = d.DrugRecordGuid AND i.PatientGuid = d.PatientGuid
LEFT JOIN shared_key s ON s.DrugRecordGuid = d.DrugRecordGuid
"""

# An issue of a confidential course, or made in a confidential consultation, says as much as either.
ISSUE = f"""
CREATE TABLE record.issue AS
WITH code AS ({_CODE}),
shared_key AS (SELECT IssueRecordGuid FROM Prescribing_IssueRecord GROUP BY 1 HAVING count(*) > 1),
shared_course AS (SELECT DrugRecordGuid FROM Prescribing_DrugRecord GROUP BY 1 HAVING count(*) > 1),
confidential_course AS (SELECT PatientGuid, DrugRecordGuid FROM Prescribing_DrugRecord WHERE IsConfidential),
confidential_visit AS (
    SELECT DISTINCT PatientGuid, ConsultationGuid FROM CareRecord_Consultation WHERE IsConfidential
)
SELECT
    CAST(i.PatientGuid AS VARCHAR) AS local_id,
    {keyed("i.IssueRecordGuid", "i.PatientGuid", "s.IssueRecordGuid IS NOT NULL")} AS source_key,
    {keyed("i.DrugRecordGuid", "i.PatientGuid", "d.DrugRecordGuid IS NOT NULL")} AS medication_key,
    c.code,
    c.term,
    CASE WHEN upper(coalesce(i.EffectiveDatePrecision, 'YMD')) <> 'U' THEN i.EffectiveDate END AS date,
    i.Quantity AS quantity,
    i.QuantityUnit AS quantity_unit,
    CAST(i.CourseDurationInDays AS INTEGER) AS days,
    coalesce(i.IsConfidential, false) OR k.DrugRecordGuid IS NOT NULL OR v.ConsultationGuid IS NOT NULL
        AS confidential,
    i.file,
    i.line
FROM Prescribing_IssueRecord i
JOIN code c ON c.CodeId = i.CodeId
LEFT JOIN shared_key s ON s.IssueRecordGuid = i.IssueRecordGuid
LEFT JOIN shared_course d ON d.DrugRecordGuid = i.DrugRecordGuid
LEFT JOIN confidential_course k ON k.DrugRecordGuid = i.DrugRecordGuid AND k.PatientGuid = i.PatientGuid
LEFT JOIN confidential_visit v ON v.ConsultationGuid = i.ConsultationGuid AND v.PatientGuid = i.PatientGuid
"""
