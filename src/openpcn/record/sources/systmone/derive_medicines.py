"""Medicines, their issues, and allergies from the current rows of a SystmOne practice."""

from __future__ import annotations

from openpcn.record.sources.systmone import words

_AMOUNT = r"'([0-9]+(?:\.[0-9]+)?)'"


def _quantity(column: str) -> str:
    """The first number of a text such as ``28 tablets``."""
    return f"TRY_CAST(regexp_extract({column}, {_AMOUNT}, 1) AS DOUBLE)"


def _quantity_unit(column: str) -> str:
    """What is left of the text without its first number."""
    return f"nullif(trim(regexp_replace({column}, {_AMOUNT}, '')), '')"


_ELSEWHERE = (
    "coalesce(IsOtherMedication, false) OR coalesce(IsDentalMedication, false)"
    " OR coalesce(IsHospitalMedication, false)"
)

_STATUS = words.word("t.DrugStatus", "builtin", "option")

# A template is a repeat; a prescription that is no repeat is its own authorisation, and its end is set in
# advance; a medicine prescribed elsewhere is noted here and runs until it is said to have ended. The tables
# number their rows independently, so that the kind is part of the record's key.
MEDICATION = f"""
CREATE TABLE record.medication AS
SELECT
    CAST(t.IDPatient AS VARCHAR) AS local_id,
    'template-' || t.RowIdentifier AS source_key,
    t.IDMultiLexDMD AS code,
    coalesce(t.NameOfMedication, '') AS term,
    coalesce(t.DateMedicationTemplateStart, t.DateEvent) AS start_date,
    t.DateMedicationTemplateEnd AS end_date,
    CASE WHEN contains(lower({_STATUS}), 'dispens') THEN 'repeat_dispensing' ELSE 'repeat' END AS course_type,
    t.MedicationDosage AS dose,
    {_quantity("t.MedicationQuantity")} AS quantity,
    {_quantity_unit("t.MedicationQuantity")} AS quantity_unit,
    t.DateMedicationTemplateReview AS review_date,
    false AS elsewhere,
    false AS confidential,
    t.file,
    t.line
FROM SRRepeatTemplate t
{words.joins("t.DrugStatus", "builtin", "option")}
UNION ALL
SELECT
    CAST(IDPatient AS VARCHAR),
    CASE WHEN {_ELSEWHERE} THEN 'elsewhere-' ELSE 'acute-' END || RowIdentifier,
    IDMultiLexDMD,
    coalesce(NameOfMedication, ''),
    DateMedicationStart,
    CASE WHEN {_ELSEWHERE} THEN DateMedicationEnd
        ELSE coalesce(DateMedicationEnd, DateMedicationStart, CAST(DateEventRecorded AS DATE)) END,
    'acute',
    MedicationDosage,
    {_quantity("MedicationQuantity")},
    {_quantity_unit("MedicationQuantity")},
    NULL,
    {_ELSEWHERE},
    false,
    file,
    line
FROM SRPrimaryCareMedication
WHERE NOT coalesce(IsRepeatMedication, false) OR {_ELSEWHERE}
"""

ISSUE = f"""
CREATE TABLE record.issue AS
SELECT
    CAST(IDPatient AS VARCHAR) AS local_id,
    CAST(RowIdentifier AS VARCHAR) AS source_key,
    CASE WHEN coalesce(IsRepeatMedication, false) THEN 'template-' || IDRepeatTemplate
        ELSE 'acute-' || RowIdentifier END AS medication_key,
    IDMultiLexDMD AS code,
    coalesce(NameOfMedication, '') AS term,
    DateMedicationStart AS date,
    {_quantity("MedicationQuantity")} AS quantity,
    {_quantity_unit("MedicationQuantity")} AS quantity_unit,
    CASE WHEN DateMedicationEnd >= DateMedicationStart
        THEN CAST(DateMedicationEnd - DateMedicationStart AS INTEGER) END AS days,
    false AS confidential,
    file,
    line
FROM SRPrimaryCareMedication
WHERE NOT ({_ELSEWHERE})
"""

# The cause is a medicine of the supplier's own list, which the extract names by product or by code.
ALLERGY = """
CREATE TABLE record.allergy AS
WITH
by_product AS (
    SELECT IDMultiLexProduct, min(DrugReadCodeDesc) AS name FROM SRMedicationReadCodeDetails GROUP BY 1
),
by_code AS (SELECT DrugReadCode, min(DrugReadCodeDesc) AS name FROM SRMedicationReadCodeDetails GROUP BY 1)
SELECT
    CAST(s.IDPatient AS VARCHAR) AS local_id,
    CAST(s.RowIdentifier AS VARCHAR) AS source_key,
    coalesce(
        c.name,
        p.name,
        'Medicine ' || s.IDDrugCode || ' of the clinical system',
        'Medicine not named'
    ) AS term,
    coalesce(s.DateStarted, s.DateEvent) AS recorded_on,
    s.DateEnded AS ended_on,
    false AS confidential,
    s.file,
    s.line
FROM SRDrugSensitivity s
LEFT JOIN by_code c ON c.DrugReadCode = s.IDDrugCode
LEFT JOIN by_product p ON p.IDMultiLexProduct = TRY_CAST(s.IDDrugCode AS BIGINT)
"""
