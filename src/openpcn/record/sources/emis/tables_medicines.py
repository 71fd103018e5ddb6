"""The EMIS tables of medicines: the dictionary, authorisations, issues."""

from __future__ import annotations

from openpcn.record.sources.base import Kind, Reference, SupplierTable, because
from openpcn.record.sources.emis import declaring as d
from openpcn.record.sources.emis.declaring import may, must, pattern

_OF_DRUG = Reference("CodeId", "Coding_DrugCode", "CodeId", "medicine code")

DRUG_CODE = SupplierTable(
    "Coding_DrugCode",
    pattern("Coding_DrugCode"),
    (
        must("CodeId", Kind.ID, filled=True),
        must("Term"),
        d.sct("DmdProductCodeId"),
        d.SEQUENCE,
    ),
    key=("CodeId",),
    sequence="ProcessingId",
    becomes="codes and terms of medicines",
    ignored=because(
        {
            "always empty since version 8.1; rules name medicines by dm+d": "BNFChapterRef",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

DRUG_RECORD = SupplierTable(
    "Prescribing_DrugRecord",
    pattern("Prescribing_DrugRecord"),
    (
        must("DrugRecordGuid", Kind.GUID, filled=True),
        d.PATIENT,
        d.ORGANISATION,
        d.day("EffectiveDate"),
        d.precision(),
        d.day("EnteredDate"),
        must("CodeId", Kind.ID, filled=True),
        must("Dosage"),
        must("Quantity", Kind.NUMBER),
        must("QuantityUnit"),
        must("PrescriptionType"),
        must("IsActive", Kind.BOOL),
        d.day("CancellationDate"),
        must("IsConfidential", Kind.BOOL),
        d.DELETED,
        d.SEQUENCE,
    ),
    key=("PatientGuid", "DrugRecordGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(d.OF_PATIENT, _OF_DRUG),
    set_aside=(d.ELSEWHERE,),
    becomes="`medication`",
    ignored=because(
        {
            d.TYPIST: "EnteredByUserInRoleGuid",
            "who authorised it: no rule reads it": "ClinicianUserInRoleGuid ClinicanUserInRoleGuid",
            "the day is enough": "EnteredTime",
            "what it is for: rules read problems and medicines, not their link": "ProblemObservationGuid",
            "issues are counted from the issues themselves": "NumberOfIssues NumberOfIssuesAuthorised",
            "when the authorisation lapses is not when the medicine ends": "ExpiryDate",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)

ISSUE_RECORD = SupplierTable(
    "Prescribing_IssueRecord",
    pattern("Prescribing_IssueRecord"),
    (
        must("IssueRecordGuid", Kind.GUID, filled=True),
        d.PATIENT,
        d.ORGANISATION,
        must("DrugRecordGuid", Kind.GUID),
        d.day("EffectiveDate"),
        d.precision(),
        must("CodeId", Kind.ID, filled=True),
        must("Quantity", Kind.NUMBER),
        must("QuantityUnit"),
        must("CourseDurationInDays", Kind.INTEGER),
        must("IsConfidential", Kind.BOOL),
        may("ConsultationGuid", Kind.GUID),
        d.day_of_moment("ReviewDate"),
        d.DELETED,
        d.SEQUENCE,
    ),
    key=("PatientGuid", "IssueRecordGuid"),
    deleted="Deleted",
    sequence="ProcessingId",
    references=(d.OF_PATIENT, _OF_DRUG),
    set_aside=(d.ELSEWHERE,),
    becomes="`issue`; end and review date of a `medication`",
    ignored=because(
        {
            d.TYPIST: "EnteredByUserInRoleGuid",
            "who issued it: no rule reads it": "ClinicianUserInRoleGuid ClinicanUserInRoleGuid",
            "when it was typed": "EnteredDate EnteredTime",
            "the authorisation holds the dose": "Dosage",
            "what it is for: rules read problems and medicines, not their link": "ProblemObservationGuid",
            "an estimate; prices are not read from records": "EstimatedNhsCost",
            "the supplier's own number of the medicine": "EmisCode",
            d.FREE_TEXT: "PatientMessage ScriptPharmacyStamp PharmacyMessage PharmacyText",
            "the supplier's own estimate, in a notation that loses digits": "Compliance AverageCompliance",
            "no rule of this version reads it": (
                "IsPrescribedAsContraceptive IsPrivatelyPrescribed IssueMethodDescription"
            ),
            "always empty since version 8.1": "ExpiryDate",
            d.AGREEMENT: "AgreementGuid",
        }
    ),
)
