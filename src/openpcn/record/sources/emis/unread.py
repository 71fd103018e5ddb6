"""The EMIS tables that are known and not read, with their headers and the reason."""

from __future__ import annotations

from openpcn.record.sources.base import UnreadTable


def _unread(name: str, why: str, columns: str = "") -> UnreadTable:
    return UnreadTable(name, why, tuple(columns.split()))


UNREAD = (
    _unread(
        "Admin_Location",
        "places of the practice: sites are set up here, and no rule reads where an entry was made",
        "LocationGuid LocationName LocationTypeDescription ParentLocationGuid OpenDate CloseDate"
        " MainContactName FaxNumber EmailAddress PhoneNumber HouseNameFlatNumber NumberAndStreet Village Town"
        " County Postcode Deleted ProcessingId",
    ),
    _unread(
        "Admin_OrganisationLocation",
        "places of the practice: sites are set up here",
        "OrganisationGuid LocationGuid IsMainLocation Deleted ProcessingId",
    ),
    _unread(
        "Admin_PatientHistory",
        "earlier registrations: the record holds the current or last one, which Admin_Patient gives; a"
        " history of statuses without their reasons would not correct it",
        "PatientGuid OrganisationGuid HistoryDate HistoryTime StatusDescription ProcessingId",
    ),
    _unread(
        "CareRecord_Diary",
        "diary entries say what is planned, under the code of the thing itself: read as entries, a planned"
        " review would count as a review that happened",
        "DiaryGuid PatientGuid OrganisationGuid EffectiveDate EffectiveDatePrecision EnteredDate EnteredTime"
        " ClinicianUserInRoleGuid EnteredByUserInRoleGuid CodeId OriginalTerm AssociatedText DurationTerm"
        " LocationTypeDescription Deleted IsConfidential IsActive IsComplete ConsultationGuid ProcessingId",
    ),
    _unread(
        "Audit_PatientAudit",
        "the supplier's own audit of edits: every row says itself when it was entered",
        "ItemGuid PatientGuid OrganisationGuid ModifiedDate ModifiedTime UserInRoleGuid ItemType ModeType"
        " ProcessingId",
    ),
    _unread(
        "Audit_RegistrationAudit",
        "the supplier's own audit of edits to registrations",
        "PatientGuid OrganisationGuid ModifiedDate ModifiedTime UserInRoleGuid ModeType ProcessingId",
    ),
    _unread("PatientAdmin_ListEntry", "list entries: configured for some feeds, not seen filled"),
)
