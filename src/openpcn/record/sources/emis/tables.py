"""The EMIS tables that are read: columns by header name, keys, deletion, what a row waits for.

Source of the shapes: the supplier's bulk extract column tables, versions 5.1 to 8.2. Columns that came or
went between versions may be absent; free text that no rule reads is not read. Tables are delivered
independently of each other, so that every reference is something a row may wait for.
"""

from __future__ import annotations

from openpcn.record.sources.base import Kind, SetAside, SupplierTable, because
from openpcn.record.sources.emis import declaring as d
from openpcn.record.sources.emis.declaring import may, must, pattern
from openpcn.record.sources.emis.tables_care import (
    CLINICAL_CODE,
    CONSULTATION,
    OBSERVATION,
    PROBLEM,
    REFERRAL,
)
from openpcn.record.sources.emis.tables_medicines import DRUG_CODE, DRUG_RECORD, ISSUE_RECORD
from openpcn.record.sources.emis.unread import UNREAD

ORGANISATION = SupplierTable(
    "Admin_Organisation",
    pattern("Admin_Organisation"),
    (
        must("OrganisationGuid", Kind.GUID, filled=True),
        may("OrganisationName"),
        must("ODSCode"),
        d.SEQUENCE,
    ),
    key=("OrganisationGuid",),
    sequence="ProcessingId",
    becomes="whose rows these are; names of those referred to",
    ignored=because(
        {
            "how the supplier arranges organisations: practices and networks are set up here": (
                "CDB ParentOrganisationGuid CCGOrganisationGuid OrganisationType OpenDate CloseDate"
                " MainLocationGuid"
            ),
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

PATIENT = SupplierTable(
    "Admin_Patient",
    pattern("Admin_Patient"),
    (
        d.PATIENT,
        d.ORGANISATION,
        may("UsualGpUserInRoleGuid", Kind.GUID),
        must("Sex"),
        d.born("DateOfBirth"),
        d.day("DateOfDeath", future=False),
        may("Title"),
        must("GivenName"),
        may("MiddleNames"),
        must("Surname"),
        d.day("DateOfRegistration", filled=True),
        must("NhsNumber", Kind.NHS_NUMBER),
        must("PatientTypeDescription"),
        may("DummyType", Kind.BOOL),
        may("HouseNameFlatNumber"),
        may("NumberAndStreet"),
        may("Village"),
        may("Town"),
        may("County"),
        must("Postcode", Kind.POSTCODE),
        d.day("DateOfDeactivation"),
        d.DELETED,
        must("SpineSensitive", Kind.BOOL),
        must("IsConfidential", Kind.BOOL),
        may("ExternalUsualGP", Kind.TEXT, "ExternalUsusalGP"),
        d.SEQUENCE,
    ),
    key=("PatientGuid",),
    deleted="Deleted",
    sequence="ProcessingId",
    set_aside=(
        d.ELSEWHERE,
        SetAside(
            "dummy_patient", "marked by the practice as a dummy, not a person", "DummyType", "DummyType"
        ),
    ),
    delete_keeps=True,  # fallen out of the feed's scope: the person left, the record stays
    becomes="`patient`",
    ignored=because(
        {
            "the clinical system's own number; PatientGuid identifies": "PatientNumber PersonGuid",
            "sparsely filled; care-home residence is read from codes and from the homes' bed lists": (
                "ResidentialInstituteCode"
            ),
            d.ALWAYS_EMPTY: "NHSNumberStatus",
            "carers are read from coded entries; a name of another person is not taken": (
                "CarerName CarerRelation"
            ),
            "nobody is contacted from here": "EmailAddress HomePhone MobilePhone ContactComments",
            "only the name is shown": (
                "ExternalUsualGPGuid ExternalUsualGPOrganisation ExternalUsusalGPOrganisation"
            ),
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

USER = SupplierTable(
    "Admin_UserInRole",
    pattern("Admin_UserInRole"),
    (
        must("UserInRoleGuid", Kind.GUID, filled=True),
        may("Title"),
        may("GivenName"),
        must("Surname"),
        d.SEQUENCE,
    ),
    key=("UserInRoleGuid",),
    sequence="ProcessingId",
    becomes="names of clinicians",
    ignored=because(
        {
            "only the name is shown": (
                "OrganisationGuid JobCategoryCode JobCategoryName ContractStartDate ContractEndDate"
                " RegistrationNumber"
            ),
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

SESSION = SupplierTable(
    "Appointment_Session",
    pattern("Appointment_Session"),
    (
        must("AppointmentSessionGuid", Kind.GUID, filled=True),
        must("Description"),
        may("SessionCategoryDisplayName"),
        d.ORGANISATION,
        d.DELETED,
        d.SEQUENCE,
    ),
    key=("AppointmentSessionGuid",),
    deleted="Deleted",
    sequence="ProcessingId",
    set_aside=(d.ELSEWHERE,),
    becomes="type of an `appointment`",
    ignored=because(
        {
            "the appointment has its own date and time": "StartDate StartTime EndDate EndTime",
            d.NO_PLACE: "LocationGuid SessionTypeDescription Private",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

SESSION_USER = SupplierTable(
    "Appointment_SessionUser",
    pattern("Appointment_SessionUser"),
    (
        must("SessionGuid", Kind.GUID, filled=True),
        must("UserInRoleGuid", Kind.GUID, filled=True),
        d.DELETED,
        d.SEQUENCE,
    ),
    key=("SessionGuid", "UserInRoleGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    set_aside=(
        SetAside(
            "other_practice",
            "of a session of another organisation in the same delivery",
            "SessionGuid",
            # the table names no organisation: the session does, and is judged before
            'SessionGuid IN (SELECT AppointmentSessionGuid FROM new."Appointment_Session"'
            " WHERE fault = 'set_aside:0')",
            another=True,
        ),
    ),
    becomes="clinicians of an `appointment`",
    ignored=because({d.AGREEMENT: "AgreementGuid"}),
)

SLOT = SupplierTable(
    "Appointment_Slot",
    pattern("Appointment_Slot"),
    (
        must("SlotGuid", Kind.GUID, filled=True),
        d.day("AppointmentDate", filled=True),
        must("AppointmentStartTime", Kind.TIME, filled=True),
        must("PlannedDurationInMinutes", Kind.INTEGER),
        must("PatientGuid", Kind.GUID),  # empty: nobody is booked, or the booking was cancelled
        may("SendInTime", Kind.TIME),
        may("LeftTime", Kind.TIME),
        must("DidNotAttend", Kind.BOOL),
        d.ORGANISATION,
        must("SessionGuid", Kind.GUID),
        may("SlotStatus"),
        may("SlotType"),
        may("ModeOfContact"),
        may("NationalSlotCategoryName"),
        d.DELETED,
        d.SEQUENCE,
    ),
    key=("SlotGuid",),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(d.OF_PATIENT,),
    set_aside=(d.ELSEWHERE,),
    becomes="`appointment`",
    ignored=because(
        {
            "waits and lengths as they turned out: no measure of this version reads them": (
                "PatientWaitInMin AppointmentDelayInMin ActualDurationInMinutes"
            ),
            "how and when it was booked: no measure of this version reads it": (
                "BookedDate BookedTime IsBookableOnline BookingMethod"
            ),
            "a patient of another organisation: their own practice's extract holds the appointment": (
                "ExternalPatientGuid ExternalPatientOrganisation"
            ),
            d.NO_PLACE: "DnaReasonCodeId IsBlocked ContextType ServiceSetting",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

AGREEMENT = SupplierTable(
    "Agreements_SharingOrganisation",
    pattern("Agreements_SharingOrganisation"),
    (
        must("OrganisationGuid", Kind.GUID, filled=True),
        must("IsActivated", Kind.BOOL),
        must("Disabled", Kind.BOOL),
        d.DELETED,
    ),
    key=("OrganisationGuid",),
    deleted="Deleted",
    expected=False,
    set_aside=(d.ELSEWHERE,),
    becomes="a check: see below",
    ignored=because(
        {
            "what is in force is read, not since when": "LastModifiedDate",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

TABLES = (
    ORGANISATION, PATIENT, USER, CLINICAL_CODE, DRUG_CODE, CONSULTATION, OBSERVATION, REFERRAL, PROBLEM,
    DRUG_RECORD, ISSUE_RECORD, SESSION, SESSION_USER, SLOT, AGREEMENT,
)  # fmt: skip

NOT_USED = {pattern(table.name): table.why for table in UNREAD}
"""File name patterns of tables that are known and not read, with the reason given in the receipt."""
