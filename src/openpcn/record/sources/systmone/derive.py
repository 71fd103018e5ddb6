"""The record's tables from the current rows of a SystmOne practice.

Every statement reads the state: views named like the supplier's tables, one row a RowIdentifier, typed,
text trimmed, with empty text and the -1 and 0 of id columns read as null. Rows of other organisations are
kept out before.
"""

from __future__ import annotations

from openpcn.record.sources import expressions as sql
from openpcn.record.sources.systmone import words
from openpcn.record.sources.systmone.derive_care import CONSULTATION, EVENT, REFERRAL
from openpcn.record.sources.systmone.derive_medicines import ALLERGY, ISSUE, MEDICATION

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

# The telephone flag is the only mode that every appointment has. Where it says nothing, a flag of the
# practice's own or the contact that came of the appointment may name one.
APPOINTMENT = f"""
CREATE TABLE record.appointment AS
WITH
staff AS ({_STAFF}),
flag AS (
    SELECT IDAppointment, string_agg(lower({words.word("f.Flag", "option", "builtin")}), ' ') AS said
    FROM SRAppointmentFlags f
    {words.joins("f.Flag", "option", "builtin")}
    GROUP BY IDAppointment
),
contact AS (
    SELECT l.IDAppointment, string_agg(lower(v.said), ' ') AS said
    FROM SREventLink l
    JOIN ({words.CONTACT}) v ON v.RowIdentifier = l.IDEvent
    WHERE l.IDAppointment IS NOT NULL
    GROUP BY l.IDAppointment
)
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
    coalesce(a.RotaType, rota.RotaType, a.RotaName, rota.Name) AS type,
    CASE WHEN a.TelephoneAppointment THEN 'telephone'
        ELSE coalesce({sql.mode_named("flag.said")}, {sql.mode_named("contact.said")}) END AS mode,
    coalesce(staff.name, member.StaffName) AS clinician,
    a.file,
    a.line
FROM SRAppointment a
LEFT JOIN SRMapping m ON m.RowIdentifier = a.AppointmentStatus
LEFT JOIN SRRota rota ON rota.RowIdentifier = a.IDRota
LEFT JOIN flag ON flag.IDAppointment = a.RowIdentifier
LEFT JOIN contact ON contact.IDAppointment = a.RowIdentifier
LEFT JOIN staff ON staff.profile = a.IDProfileClinician
LEFT JOIN SRStaffMember member ON member.RowIdentifier = a.IDClinician
"""

STATEMENTS = (
    PATIENT, EVENT, CONSULTATION, REFERRAL, ALLERGY, MEDICATION, ISSUE, APPOINTMENT,
)  # fmt: skip
"""In order; each creates one of the record's tables."""
