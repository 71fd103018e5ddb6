"""The SystmOne tables of medicines and of what people do not tolerate."""

from __future__ import annotations

from openpcn.record.sources.base import Kind
from openpcn.record.sources.systmone import declaring as d
from openpcn.record.sources.systmone.declaring import must, table

MEDICATION = table(
    "SRPrimaryCareMedication",
    d.VISIBLE,
    d.moment("DateEventRecorded"),
    d.code("IDMultiLexDMD"),
    must("NameOfMedication"),
    d.moment("DateMedicationStart", Kind.DATE),
    d.moment("DateMedicationEnd", Kind.DATE),
    must("MedicationDosage"),
    must("MedicationQuantity"),
    must("IsRepeatMedication", Kind.BOOL),
    must("IsOtherMedication", Kind.BOOL),
    must("IsDentalMedication", Kind.BOOL),
    must("IsHospitalMedication", Kind.BOOL),
    d.row_number("IDRepeatTemplate"),
    d.PATIENT,
    d.RECORDED_AT,
    references=(d.OF_PATIENT,),
    set_aside=d.OWN,
    becomes="`issue`; `medication` where it is acute or prescribed elsewhere",
    ignored={
        "the start of the medicine dates it": "DateEvent",
        "the supplier's own numbers of the medicine": "IDMultiLexProduct IDMultiLexPack",
        "supervised doses: no rule reads them": "IsSupervised SupervisedDose UnsupervisedDose",
    },
)

TEMPLATE = table(
    "SRRepeatTemplate",
    d.VISIBLE,
    d.moment("DateEvent", Kind.DATE),
    d.code("IDMultiLexDMD"),
    must("NameOfMedication"),
    d.moment("DateMedicationTemplateStart", Kind.DATE),
    d.moment("DateMedicationTemplateEnd", Kind.DATE),
    d.moment("DateMedicationTemplateReview", Kind.DATE, absent=True),
    must("MedicationDosage"),
    must("MedicationQuantity"),
    d.looked_up("DrugStatus"),
    d.PATIENT,
    d.RECORDED_AT,
    references=(d.OF_PATIENT,),
    set_aside=d.OWN,
    becomes="`medication` (repeat)",
    ignored={
        "the supplier's own numbers of the medicine": "IDMultiLexProduct IDMultiLexPack",
        "issues are counted from the issues themselves": "MaxIssues CourseLengthPerIssue",
    },
)

DRUG_NAME = table(
    "SRMedicationReadCodeDetails",
    d.row_number("IDMultiLexProduct"),
    must("DrugReadCode"),
    must("DrugReadCodeDesc"),
    becomes="name of what an `allergy` is to",
)

SENSITIVITY = table(
    "SRDrugSensitivity",
    d.VISIBLE,
    d.moment("DateEvent", Kind.DATE),
    d.moment("DateStarted", Kind.DATE),
    d.moment("DateEnded", Kind.DATE),
    d.code("IDDrugCode", Kind.TEXT),
    d.PATIENT,
    d.RECORDED_AT,
    references=(d.OF_PATIENT,),
    set_aside=d.OWN,
    becomes="`allergy`",
    ignored={
        "one preparation or all of them: the cause is shown as supplied": "FormulationSpecific",
        "the supplier's own group of medicines": "IDMultiLexAction",
    },
)
