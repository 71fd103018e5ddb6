"""The record's tables from the current rows of a SystmOne practice.

Every statement reads the state: views named like the supplier's tables, one row a RowIdentifier, typed,
text trimmed, with empty text and the -1 and 0 of id columns read as null. Rows of other organisations are
kept out before.
"""

from __future__ import annotations

from openpcn.record.sources import expressions as sql

_STATUS = {
    "cancel": "cancelled",
    "rejected": "cancelled",
    "did not attend": "noshow",
    "no access": "noshow",
    "finished": "fulfilled",
    "arrived": "arrived",
    "waiting": "arrived",
    "in progress": "arrived",
    "walked out": "arrived",
}

# GMS or Standard anywhere among the comma-joined tokens is the practice's list.
_REGISTRATION = """
SELECT
    *,
    list_transform(string_split(coalesce(RegistrationStatus, ''), ','), lambda token: lower(trim(token)))
        AS tokens,
    CASE
        WHEN list_has_any(tokens, ['gms', 'standard']) THEN 'regular'
        WHEN len(list_filter(tokens, lambda token: starts_with(token, 'temporary')
            OR starts_with(token, 'immediately necessary') OR token = 'emergency')) > 0 THEN 'temporary'
        ELSE 'other'
    END AS registration_type
FROM SRPatientRegistration
QUALIFY row_number() OVER (
    PARTITION BY IDPatient
    ORDER BY (DateDeRegistration IS NULL) DESC, (registration_type = 'regular') DESC, DateRegistration DESC,
        RowIdentifier DESC
) = 1
"""

# Several open addresses can overlap: the latest home address counts.
_ADDRESS = """
SELECT a.*
FROM SRPatientAddressHistory a
LEFT JOIN SRMapping m ON m.RowIdentifier = a.AddressType
WHERE a.DateTo IS NULL AND coalesce(lower(m.Mapping), 'home') = 'home'
QUALIFY row_number() OVER (
    PARTITION BY a.IDPatient
    ORDER BY a.DateEvent DESC NULLS LAST, a.DateEventRecorded DESC NULLS LAST, a.RowIdentifier DESC
) = 1
"""

_STAFF = """
SELECT profile.RowIdentifier AS profile, staff.StaffName AS name
FROM SRStaffMemberProfile profile
JOIN SRStaffMember staff ON staff.RowIdentifier = profile.IDStaffMember
"""

_USUAL_GP = """
SELECT h.IDPatient, staff.name
FROM SRGPPracticeHistory h
JOIN staff ON staff.profile = h.IDProfileRegisteredGP
WHERE h.DateTo IS NULL AND coalesce(h.IDPractice, h.IDOrganisationVisibleTo) = h.IDOrganisationVisibleTo
QUALIFY row_number() OVER (
    PARTITION BY h.IDPatient ORDER BY h.DateFrom DESC NULLS LAST, h.RowIdentifier DESC
) = 1
"""

PATIENT = f"""
CREATE TABLE record.patient AS
WITH
registration AS ({_REGISTRATION}),
address AS ({_ADDRESS}),
staff AS ({_STAFF}),
usual_gp AS ({_USUAL_GP})
SELECT
    CAST(p.RowIdentifier AS VARCHAR) AS local_id,
    p.NHSNumber AS nhs_number,
    p.DateBirth AS birth_date,
    p.DateDeath AS death_date,
    {sql.sex("p.Gender")} AS sex,
    coalesce(p.Surname, '') AS family_name,
    concat_ws(' ', p.FirstName, p.MiddleNames) AS given_name,
    p.Title AS title,
    {
    sql.joined(
        ", ",
        "a.NameOfBuilding",
        sql.joined(" ", "a.NumberOfBuilding", "a.NameOfRoad"),
        "a.NameOfLocality",
        "a.NameOfTown",
        "a.NameOfCounty",
    )
} AS address,
    a.FullPostCode AS postcode,
    r.DateRegistration AS registered_on,
    r.DateDeRegistration AS deregistered_on,
    r.registration_type,
    g.name AS usual_gp,
    false AS confidential,
    false AS spine_sensitive,
    p.file,
    p.line
FROM SRPatient p
JOIN registration r ON r.IDPatient = p.RowIdentifier
LEFT JOIN address a ON a.IDPatient = p.RowIdentifier
LEFT JOIN usual_gp g ON g.IDPatient = p.RowIdentifier
"""

# Two problems can point to one coded entry: it is over when both are. A code without SNOMED is mapped by the
# extract's own CTV3 map where that gives one answer (CTV3 codes differ by case: no folding).
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
unit_spelling(spelling, unit) AS (VALUES {sql.unit_spellings()})
SELECT
    CAST(e.IDPatient AS VARCHAR) AS local_id,
    CAST(e.RowIdentifier AS VARCHAR) AS source_key,
    coalesce(e.SNOMEDCode, c.code) AS code,
    e.CTV3Code AS source_code,
    coalesce(e.SNOMEDText, e.CTV3Text) AS term,
    e.DateEvent AS date,
    CASE WHEN e.DateEvent IS NULL THEN 'unknown' ELSE 'day' END AS date_precision,
    e.DateEventRecorded AS recorded_at,
    CASE WHEN e.IsNumeric THEN e.NumericValue END AS value,
    CASE WHEN e.IsNumeric THEN coalesce(u.unit, e.NumericUnit) END AS unit,
    CASE WHEN e.IsNumeric AND e.NumericValue IS NOT NULL THEN {sql.comparator("e.NumericComparator")} END
        AS comparator,
    CASE WHEN p.IDCode IS NULL THEN 'observation' ELSE 'problem' END AS kind,
    CASE WHEN p.IDCode IS NULL THEN NULL WHEN p.ended IS NULL THEN 'active' ELSE 'past' END AS problem_status,
    p.ended AS problem_end,
    false AS confidential,
    e.file,
    e.line
FROM SRCode e
LEFT JOIN problem p ON p.IDCode = e.RowIdentifier
LEFT JOIN ctv3_map c ON e.SNOMEDCode IS NULL AND c.Ctv3Code = e.CTV3Code
LEFT JOIN unit_spelling u ON u.spelling = lower(e.NumericUnit)
"""

_AMOUNT = r"'([0-9]+(?:\.[0-9]+)?)'"


def _quantity(column: str) -> str:
    """The first number of a text such as ``28 tablets``."""
    return f"TRY_CAST(regexp_extract({column}, {_AMOUNT}, 1) AS DOUBLE)"


def _quantity_unit(column: str) -> str:
    """What is left of the text without its first number."""
    return f"nullif(trim(regexp_replace({column}, {_AMOUNT}, '')), '')"


# A template is a repeat; a prescription that is no repeat is its own authorisation. The two tables number
# their rows independently, so that the kind is part of the record's key.
MEDICATION = f"""
CREATE TABLE record.medication AS
SELECT
    CAST(IDPatient AS VARCHAR) AS local_id,
    'template-' || RowIdentifier AS source_key,
    IDMultiLexDMD AS code,
    coalesce(NameOfMedication, '') AS term,
    coalesce(DateMedicationTemplateStart, DateEvent) AS start_date,
    DateMedicationTemplateEnd AS end_date,
    CASE WHEN contains(lower(DrugStatus), 'dispens') THEN 'repeat_dispensing' ELSE 'repeat' END
        AS course_type,
    MedicationDosage AS dose,
    {_quantity("MedicationQuantity")} AS quantity,
    {_quantity_unit("MedicationQuantity")} AS quantity_unit,
    false AS elsewhere,
    false AS confidential,
    file,
    line
FROM SRRepeatTemplate
UNION ALL
SELECT
    CAST(IDPatient AS VARCHAR),
    'acute-' || RowIdentifier,
    IDMultiLexDMD,
    coalesce(NameOfMedication, ''),
    DateMedicationStart,
    coalesce(DateMedicationEnd, DateMedicationStart, CAST(DateEventRecorded AS DATE)),
    'acute',
    MedicationDosage,
    {_quantity("MedicationQuantity")},
    {_quantity_unit("MedicationQuantity")},
    false,
    false,
    file,
    line
FROM SRPrimaryCareMedication
WHERE NOT coalesce(IsRepeatMedication, false)
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
"""

# The telephone flag is the only mode the supplier gives: without it the mode is not known.
APPOINTMENT = f"""
CREATE TABLE record.appointment AS
WITH staff AS ({_STAFF})
SELECT
    CAST(a.IDPatient AS VARCHAR) AS local_id,
    CAST(a.RowIdentifier AS VARCHAR) AS source_key,
    a.DateStart AS start,
    CASE WHEN a.DateEnd >= a.DateStart THEN CAST(date_diff('minute', a.DateStart, a.DateEnd) AS INTEGER) END
        AS minutes,
    CASE
        WHEN a.DateAppointmentCancelled IS NOT NULL THEN 'cancelled'
        ELSE {
    sql.words(
        "m.Mapping",
        _STATUS,
        "CASE WHEN a.DatePatientSeen IS NOT NULL THEN 'fulfilled' "
        "WHEN a.DatePatientArrival IS NOT NULL THEN 'arrived' ELSE 'booked' END",
    )
}
    END AS status,
    coalesce(a.RotaType, a.RotaName) AS type,
    CASE WHEN a.TelephoneAppointment THEN 'telephone' END AS mode,
    coalesce(staff.name, member.StaffName) AS clinician,
    a.file,
    a.line
FROM SRAppointment a
LEFT JOIN SRMapping m ON m.RowIdentifier = a.AppointmentStatus
LEFT JOIN staff ON staff.profile = a.IDProfileClinician
LEFT JOIN SRStaffMember member ON member.RowIdentifier = a.IDClinician
"""

STATEMENTS = (PATIENT, EVENT, MEDICATION, ISSUE, APPOINTMENT)
"""In order; each creates one of the record's tables."""
