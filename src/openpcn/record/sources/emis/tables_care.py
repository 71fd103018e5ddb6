"""The EMIS tables of coded entries: the dictionary, observations, problems, referrals, consultations."""

from __future__ import annotations

from openpcn.record.sources.base import Kind, Reference, SupplierTable, because
from openpcn.record.sources.emis import declaring as d
from openpcn.record.sources.emis.declaring import may, must, pattern

_OF_OBSERVATION = Reference("ObservationGuid", "CareRecord_Observation", "ObservationGuid", "observation")

CLINICAL_CODE = SupplierTable(
    "Coding_ClinicalCode",
    pattern("Coding_ClinicalCode"),
    (
        must("CodeId", Kind.ID, filled=True),
        must("Term"),
        may("ReadTermId"),
        d.sct("SnomedCTConceptId"),
        may("EmisCodeCategoryDescription"),
        d.SEQUENCE,
    ),
    key=("CodeId",),
    sequence="ProcessingId",
    becomes="codes and terms of entries",
    ignored=because(
        {
            "rules speak of concepts, not of their descriptions": "SnomedCTDescriptionId",
            "the supplier's own mapping to national lists; the concept id is the national code": (
                "NationalCode NationalCodeCategory NationalDescription"
            ),
            "a local code can have several parents: none is taken for its meaning": "ParentCodeId",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

CONSULTATION = SupplierTable(
    "CareRecord_Consultation",
    pattern("CareRecord_Consultation"),
    (
        must("ConsultationGuid", Kind.GUID, filled=True),
        d.PATIENT,
        d.ORGANISATION,
        d.day("EffectiveDate"),
        d.precision(),
        d.CLINICIAN,
        may("ConsultationSourceTerm"),
        may("ConsultationType"),
        d.DELETED,
        must("IsConfidential", Kind.BOOL),
        d.SEQUENCE,
    ),
    key=("PatientGuid", "ConsultationGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(d.OF_PATIENT,),
    set_aside=(d.ELSEWHERE,),
    becomes="`consultation`; confidentiality of an `event`",
    ignored=because(
        {
            d.TYPIST: "EnteredByUserInRoleGuid",
            "when it was typed, which is not when it took place": "EnteredDate EnteredTime",
            "the link to the appointment: no rule reads it": "AppointmentSlotGuid",
            "its words are read": "ConsultationSourceCodeId",
            "a contact that is still being written up has taken place": "Complete",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

OBSERVATION = SupplierTable(
    "CareRecord_Observation",
    pattern("CareRecord_Observation"),
    (
        must("ObservationGuid", Kind.GUID, filled=True),
        d.PATIENT,
        d.ORGANISATION,
        d.day("EffectiveDate"),
        d.precision(),
        d.day("EnteredDate"),
        may("EnteredTime", Kind.TIME),
        must("ParentObservationGuid", Kind.GUID),
        must("CodeId", Kind.ID, filled=True),
        may("ConsultationGuid", Kind.GUID),
        must("Value", Kind.NUMBER),
        must("NumericUnit"),
        may("ObservationType"),
        d.DELETED,
        must("IsConfidential", Kind.BOOL),
        may("NumericOperator"),
        d.SEQUENCE,
    ),
    key=("PatientGuid", "ObservationGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(
        d.OF_PATIENT,
        Reference("CodeId", "Coding_ClinicalCode", "CodeId", "code"),
    ),
    set_aside=(d.ELSEWHERE,),
    becomes="`event`; `allergy` where it is one",
    ignored=because(
        {
            d.TYPIST: "EnteredByUserInRoleGuid",
            "who recorded it: no rule reads it": "ClinicianUserInRoleGuid",
            "which problem it was recorded under: no rule reads it": "ProblemGuid",
            d.FREE_TEXT: "AssociatedText Qualifiers",
            "the laboratory's own range and verdict: rules state their own limits": (
                "NumericRangeLow NumericRangeHigh Abnormal AbnormalReason"
            ),
            "documents are not part of the extract": "DocumentGuid",
            "first, new or review: rules read dates": "Episode",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

REFERRAL = SupplierTable(
    "CareRecord_ObservationReferral",
    pattern("CareRecord_ObservationReferral"),
    (
        must("ObservationGuid", Kind.GUID, filled=True),
        d.PATIENT,
        d.ORGANISATION,
        may("ReferralTargetOrganisationGuid", Kind.GUID),
        may("ReferralUrgency"),
        may("ReferralServiceType"),
        d.SEQUENCE,
    ),
    key=("PatientGuid", "ObservationGuid"),
    sequence="ProcessingId",
    references=(_OF_OBSERVATION,),
    set_aside=(d.ELSEWHERE,),
    expected=False,
    becomes="`referral`, with its observation",
    ignored=because(
        {
            "how it was sent: no rule reads it": "ReferralMode TransportRequired",
            "the booking reference identifies a person elsewhere, and no rule reads it": "ReferralUBRN",
            d.ALWAYS_EMPTY: (
                "ReferralReceivedDate ReferralReceivedTime ReferralEndDate ReferralSourceId"
                " ReferralSourceOrganisationGuid ReferralReasonCodeId"
                " ReferringCareProfessionalStaffGroupCodeId ReferralEpisodeRTTMeasurementTypeId"
                " ReferralEpisodeClosureDate ReferralEpisodeDischargeLetterIssuedDate"
                " ReferralClosureReasonCodeId"
            ),
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

PROBLEM = SupplierTable(
    "CareRecord_Problem",
    pattern("CareRecord_Problem"),
    (
        must("ObservationGuid", Kind.GUID, filled=True),
        d.PATIENT,
        d.ORGANISATION,
        may("Deleted", Kind.BOOL),  # since version 5.2
        d.day("EndDate"),
        may("EndDatePrecision"),
        must("ProblemStatusDescription"),
        d.SEQUENCE,
    ),
    key=("PatientGuid", "ObservationGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(_OF_OBSERVATION,),
    set_aside=(d.ELSEWHERE,),
    becomes="kind, status and end of an `event`",
    ignored=because(
        {
            d.FREE_TEXT: "Comment",
            "what a problem grew out of or was grouped with: each stands for itself": (
                "ParentProblemObservationGuid ParentProblemRelationship"
            ),
            "a significant problem and a minor one are both problems": "SignificanceDescription",
            "an expectation, not an end": "ExpectedDuration",
            "reviews are read from coded entries": (
                "LastReviewDate LastReviewDatePrecision LastReviewUserInRoleGuid"
            ),
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)
