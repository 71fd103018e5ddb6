"""The record's tables from the current rows of an EMIS practice.

Every statement reads the state: views named like the supplier's tables, one row a key, typed, text trimmed
and empty text null. A row whose patient or code has not been delivered is not there yet.
"""

from __future__ import annotations

from openpcn.record.sources import expressions as sql
from openpcn.record.sources.emis.derive_care import ALLERGY, CONSULTATION, ENTRY, EVENT, REFERRAL
from openpcn.record.sources.emis.derive_medicines import ISSUE, MEDICATION

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
    coalesce({sql.joined(" ", "gp.Title", "gp.GivenName", "gp.Surname")}, p.ExternalUsualGP) AS usual_gp,
    coalesce(p.IsConfidential, false) AS confidential,
    coalesce(p.SpineSensitive, false) AS spine_sensitive,
    p.file,
    p.line
FROM Admin_Patient p
LEFT JOIN Admin_UserInRole gp ON gp.UserInRoleGuid = p.UsualGpUserInRoleGuid
"""

# A slot whose booking was cancelled is re-sent without a patient: it is nobody's appointment any more. A slot
# is used again by the next patient: the key of an appointment is the slot and its patient.
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
    s.SlotGuid || '/' || s.PatientGuid AS source_key,
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

STATEMENTS = (PATIENT, ENTRY, EVENT, REFERRAL, ALLERGY, CONSULTATION, MEDICATION, ISSUE, APPOINTMENT)
"""In order; each creates one of the record's tables, or what several of them are made of."""
