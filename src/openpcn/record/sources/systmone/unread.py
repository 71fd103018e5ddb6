"""The SystmOne tables that are known and not read, with their headers where known and the reason."""

from __future__ import annotations

from openpcn.record.sources.base import UnreadTable

_HEAD = (
    "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy"
    " TextualEventDoneBy IDOrganisationDoneAt"
)
_TAIL = "IDPatient IDOrganisation IDOrganisationRegisteredAt RemovedData"


def _unread(name: str, why: str, columns: str = "") -> UnreadTable:
    return UnreadTable(name, why, tuple(columns.split()))


ANY_OTHER = "more than a hundred tables exist: no rule of this version reads this one"

_SAFEGUARDING = "safeguarding: among the most sensitive of all, and no rule reads it"

UNREAD = (
    _unread("SRMappingGroup", "the headings of SRMapping"),
    _unread(
        "SRCtv3",
        "every coded entry carries its own text",
        "RowIdentifier IDOrganisationVisibleTo Ctv3Code Ctv3Text RemovedData",
    ),
    _unread(
        "SRCtv3Hierarchy",
        "rules name their codes one by one",
        "RowIdentifier IDOrganisationVisibleTo Ctv3CodeParent Ctv3CodeChild ChildLevel RemovedData",
    ),
    _unread(
        "SROrganisationBranch",
        "places of the practice: sites are set up here",
        "RowIdentifier IDOrganisationVisibleTo ID BranchName HouseName HouseNumber RoadName Locality Town"
        " County PostCode BranchObsolete IDOrganisation RemovedData",
    ),
    _unread(
        "SRPatientContactDetails",
        "nobody is contacted from here",
        f"{_HEAD} ContactType ContactNumber IDEvent {_TAIL}",
    ),
    _unread(
        "SRRecordStatus",
        "where the paper and the record travelled",
        f"{_HEAD} MedicalRecordStatus IDEvent {_TAIL}",
    ),
    _unread(
        "SRRotaSlot",
        "capacity: an appointment does not say which slot it took",
        "RowIdentifier IDOrganisationVisibleTo IDRota RotaSlotType Duration Quantity EmbargoDuration"
        " EmbargoExpiryTime BlockedSlot BookableCAndB Position OldRowIdentifier RemovedData",
    ),
    _unread(
        "SRVisit",
        "requests for visits: the contact that came of one is read, and a request need not name a patient",
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded IDProfileEnteredBy DateBooked DateRequested"
        " CurrentStatus IDProfileRequested IDProfileAssigned FollowUpDetails IDReferralIn IDPatient"
        " IDOrganisation Duration IDOrganisationRegisteredAt RemovedData",
    ),
    _unread("SRAppointmentAttendees", "who else was there: no rule reads it"),
    _unread("SRReferralIn", "referrals to the practice: it is no community service"),
    _unread("SRReferralContactEvent", "contacts under a referral: no rule reads them"),
    _unread(
        "SRRecall",
        "recalls say what is planned: read as entries, a planned review would count as one that happened",
        f"{_HEAD} DateRecall RecallType RecallInitialStatus RecallStatus RecallStatusDate IDReferralIn"
        f" IDEvent {_TAIL}",
    ),
    _unread(
        "SRSpecialNotes",
        "free text for out-of-hours services",
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded IDProfileEnteredBy DateStart Type Note"
        " DateExpired DateDeleted IDPatient RemovedData",
    ),
    _unread(
        "SRPersonAtRisk",
        _SAFEGUARDING,
        "RowIdentifier IDOrganisationVisibleTo DateAdded IDProfileEnteredBy ProtectionPlan DateRemoved"
        " IDProfileRemovedBy RemovalReason IDPatient IDOrganisation IDOrganisationRegisteredAt ReasonForPlan"
        " RemovedData",
    ),
    _unread(
        "SRChildAtRisk",
        _SAFEGUARDING,
        "RowIdentifier IDOrganisationVisibleTo DateAdded IDProfileEnteredBy ChildProtectionPlan DateRemoved"
        " IDProfileRemovedBy RemovalReason IDPatient IDOrganisation IDOrganisationRegisteredAt RemovedData",
    ),
    _unread(
        "SRCarePlanDetail",
        "care plans are read from coded entries",
        f"{_HEAD} NameOfCarePlanUsed CarePlanCategory CarePlanSubCategory Aim Outcome IDReferralIn IDEvent"
        " IDPatient IDOrganisation PlanType PatientAgreement AfterCare117",
    ),
    _unread(
        "SRPatientGroups",
        "lists that the practice keeps for itself",
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy Name GroupType"
        " Members DateRemoved IDStaffRemoved IDProfileRemoved IDEvent IDPatient IDOrganisation RemovedData",
    ),
    _unread(
        "SRPatientLocation",
        "wards and rooms; care-home residence is read from codes and from the homes' bed lists",
        "RowIdentifier IDOrganisationVisibleTo IDPatient IDLocation DateRecorded IDProfileEnteredBy DateStart"
        " DateEnd DateDeleted Status IDOrganisation RemovedData",
    ),
    _unread(
        "SRTemplate",
        "the forms that entries are made with",
        "RowIdentifier IDOrganisationVisibleTo DatePublished IDProfilePublishedBy TemplateName"
        " TemplateVersion IDOrganisation RemovedData",
    ),
    _unread(
        "SRNDOptOutPreference",
        "the national data opt-out does not apply to direct care, and the record has no place for it yet:"
        " nothing from here may go into research or planning without asking the practice",
    ),
)
