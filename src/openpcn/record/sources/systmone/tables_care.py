"""The SystmOne tables of contacts, coded entries, vaccinations and referrals."""

from __future__ import annotations

from openpcn.record.sources.base import Kind, Reference
from openpcn.record.sources.systmone import declaring as d
from openpcn.record.sources.systmone.declaring import may, must, table

EVENT = table(
    "SREvent",
    d.VISIBLE,
    d.moment("DateEvent"),
    d.row_number("IDDoneBy"),
    may("TextualEventDoneBy"),
    d.looked_up("ContactEventLocation"),
    d.looked_up("ContactMethod"),
    may("ClinicalEvent", Kind.BOOL),
    d.PATIENT,
    d.RECORDED_AT,
    references=(d.OF_PATIENT,),
    set_aside=d.OWN,
    becomes="`consultation`, where it is a clinical event",
    lacks="IDEvent",
    ignored={
        "a contact that is still being written up has taken place": "EventIncomplete",
        "who stands behind it: no rule reads it": (
            "IDStaffMemberProfileRole IDAuthorisedBy IDProfileAuthorisedBy IDTeam IDBranch"
        ),
    },
)

CODE = table(
    "SRCode",
    d.VISIBLE,
    d.moment("DateEventRecorded"),
    d.moment("DateEvent"),
    d.code("CTV3Code", Kind.TEXT),
    may("CTV3Text"),
    d.code("SNOMEDCode"),
    may("SNOMEDText"),
    must("NumericComparator"),
    must("IsNumeric", Kind.BOOL),
    must("NumericValue", Kind.NUMBER),
    must("NumericUnit"),
    d.row_number("IDEvent", absent=True),
    d.PATIENT,
    d.RECORDED_AT,
    references=(d.OF_PATIENT,),
    set_aside=d.OWN,
    expected=True,
    becomes="`event`",
    ignored={
        "first, new or review: rules read dates": "EpisodeType",
        "the form it was entered with": "IDTemplate IDQuestionnaire",
        "the contact's own link is read": "IDAppointment IDVisit",
    },
)

PROBLEM = table(
    "SRProblem",
    d.VISIBLE,
    d.moment("DateEnd", Kind.DATE),
    d.row_number("IDCode", filled=True),
    d.PATIENT,
    d.RECORDED_AT,
    references=(Reference("IDCode", "SRCode", "RowIdentifier", "coded entry"),),
    set_aside=d.OWN,
    becomes="kind, status and end of an `event`",
    ignored={
        "the coded entry has its own date and code": "DateEvent CTV3Code",
        "a major problem and a minor one are both problems": "Severity",
    },
)

CONTENT = table(
    "SRImmunisationContent",
    must("Name"),
    becomes="name of a vaccine",
    ignored={"the name is enough": "Content DateDeleted"},
)

IMMUNISATION = table(
    "SRImmunisation",
    d.VISIBLE,
    d.moment("DateEventRecorded"),
    d.moment("DateEvent"),
    d.row_number("IDImmunisationContent"),
    d.code("ImmsReadCode", Kind.TEXT),
    d.code("ImmsSNOMEDCode"),
    d.looked_up("VaccinationStatus"),
    d.row_number("IDEvent", absent=True),
    d.PATIENT,
    d.RECORDED_AT,
    references=(d.OF_PATIENT,),
    set_aside=d.OWN,
    becomes="`event` (immunisation)",
    lacks="IDReferralIn",
    ignored={
        "what was given is in its code": "IDVaccination VaccPart Dose",
        "batch, site and method: no rule reads them": (
            "Location Method DateExpiry VaccBatchNumber VaccAreaCode"
        ),
    },
)

REFERRAL = table(
    "SRReferralOut",
    d.VISIBLE,
    d.moment("DateEvent"),
    d.looked_up("TypeOfReferral"),
    d.looked_up("Reason"),
    d.looked_up("ServiceOffered"),
    d.looked_up("Urgency"),
    d.looked_up("RecipientID"),
    d.PATIENT,
    d.RECORDED_AT,
    references=(d.OF_PATIENT,),
    set_aside=d.OWN,
    becomes="`referral`",
    lacks="IDReferralIn",
    ignored={
        "the diagnosis behind it is a coded entry of its own, and not the code of a referral": (
            "PrimaryDiagnosis SNOMEDPrimaryDiagnosis"
        ),
        "a recipient that is no organisation of the extract stays unnamed": "RecipientIDType",
        d.NO_PLACE: ("IDProfileReferrer ReReferral M101140ReasonForOutOfAreaReferralAdultAcuteMentalHealth"),
    },
)

REFERRAL_STATUS = table(
    "SRReferralOutStatusDetails",
    d.VISIBLE,
    d.moment("DateEvent"),
    d.looked_up("StatusOfReferralOut"),
    d.row_number("IDReferralOut", filled=True),
    d.PATIENT,
    d.RECORDED_AT,
    references=(Reference("IDReferralOut", "SRReferralOut", "RowIdentifier", "referral"),),
    set_aside=d.OWN,
    becomes="status of a `referral`",
    lacks="IDReferralIn",
)
