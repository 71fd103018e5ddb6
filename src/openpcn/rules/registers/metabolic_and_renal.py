"""Registers of diabetes, kidneys, weight and lipids."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    In,
    Latest,
    LatestValue,
    Register,
    Show,
    Source,
    after,
    last,
    missing,
    months,
)
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.sources import UP_TO, qof
from openpcn.terms.units import Unit

_AGE = AgeOn("achievement_date")

_ckd = Latest("ckd")

CHRONIC_KIDNEY_DISEASE = Register(
    "chronic_kidney_disease",
    "People with chronic kidney disease stage 3 to 5",
    source=qof("CKD_REG: CKD_COD, CKD1AND2_COD, CKDRES_COD; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "Aged 18 or over, with a code of stage 3 to 5 and neither a resolved code nor one of stage 1 or 2 "
        "after the latest of them; one of the same day does not take the person off."
    ),
    of=_AGE >= 18,
    member=still_holds(_ckd, "ckd_resolved", "ckd_stage_1_2"),
    shows=(Show("Chronic kidney disease recorded", _ckd),),
)

_diabetes = Latest("diabetes")
#: Diabetes of any type, at any age.
with_diabetes = still_holds(_diabetes, "diabetes_resolved")

DIABETES = Register(
    "diabetes",
    "People with diabetes aged 17 or over",
    source=qof("DM_REG: DM_COD, DMRES_COD; order read in opensafely/qof-diabetes"),
    rationale=(
        "Aged 17 or over with a diagnosis, whatever the type, and no resolved code after the latest "
        "diagnosis. A resolved code of the same day does not take the person off, although a public "
        "implementation does so. Children are on the registers of the types."
    ),
    of=_AGE >= 17,
    member=with_diabetes,
    shows=(Show("Diabetes recorded", _diabetes),),
)

_any_type = ("diabetes", "diabetes_type1", "diabetes_type2")
_last_type = Latest(("diabetes_type1", "diabetes_type2"))
_resolved_since_any = Latest("diabetes_resolved", window=after(Latest(_any_type).date))

DIABETES_TYPE1 = Register(
    "diabetes_type1",
    "People with type 1 diabetes",
    source=qof("DMTYPE1_COD, DMTYPE2_COD, DMRES_COD; the choice of the latest type is ours"),
    rationale=(
        "The latest code that names a type names type 1, and diabetes has not been resolved since. All ages. "
        "With codes of both types on one day the person is on both registers, until the record is put right."
    ),
    member=_last_type.has_code("diabetes_type1") & missing(_resolved_since_any),
    shows=(Show("Type 1 diabetes recorded", Latest("diabetes_type1")),),
)

DIABETES_TYPE2 = Register(
    "diabetes_type2",
    "People with type 2 diabetes",
    source=qof("DMTYPE1_COD, DMTYPE2_COD, DMRES_COD; the choice of the latest type is ours"),
    rationale=(
        "The latest code that names a type names type 2, and diabetes has not been resolved since. All ages. "
        "With codes of both types on one day the person is on both registers, until the record is put right."
    ),
    member=_last_type.has_code("diabetes_type2") & missing(_resolved_since_any),
    shows=(Show("Type 2 diabetes recorded", Latest("diabetes_type2")),),
)

_ndh = Latest("ndh")

NON_DIABETIC_HYPERGLYCAEMIA = Register(
    "non_diabetic_hyperglycaemia",
    "People with non-diabetic hyperglycaemia aged 18 or over",
    source=qof("NDH_REG: NDH_COD, without those with diabetes; read in dbt-ncl-analytics"),
    rationale=(
        "Aged 18 or over, recorded at any time, and no diabetes now: it has no resolved code, and ends when "
        "diabetes is recorded. Somebody whose diabetes has resolved counts again."
    ),
    of=_AGE >= 18,
    member=_ndh.exists & ~with_diabetes,
    shows=(Show("Non-diabetic hyperglycaemia recorded", _ndh),),
)

_fh = Latest("familial_hypercholesterolaemia")

FAMILIAL_HYPERCHOLESTEROLAEMIA = Register(
    "familial_hypercholesterolaemia",
    "People with familial hypercholesterolaemia",
    source=Source(
        "CVDPREVENT indicators",
        "list read in 2026",
        "CVDP002FH; NHS England refset of familial hypercholesterolaemia diagnoses",
        confirmed=False,
    ),
    rationale=(
        "A diagnosis at any time. A possible, probable or suspected one does not count: those people still "
        "need a decision. The published refset also holds other familial lipid disorders, which are left out."
    ),
    member=_fh.exists,
    shows=(Show("Familial hypercholesterolaemia recorded", _fh),),
)

#: 16+1 groups in which weight does harm earlier (NICE PH46 and NG246). Middle Eastern background cannot be
#: told from the groups: Arab is coded together with any other.
EARLIER_HARM_GROUPS = ("H", "J", "K", "L", "M", "N", "P", "R")
EARLIER_HARM = Latest("ethnicity").has_code(In("ethnicity", *EARLIER_HARM_GROUPS))

_YEAR = last(months(12), until=UP_TO)
_bmi = LatestValue("bmi", unit=Unit.KG_PER_M2, window=_YEAR)
_obesity = Latest("obesity", window=_YEAR)

OBESITY = Register(
    "obesity",
    "People living with obesity aged 18 or over",
    source=qof("OB003: BMI30_COD, BMIVAL_COD, ETHNICITY groups; retired as an indicator in 2025/26"),
    rationale=(
        "Aged 18 or over, and in the last 12 months a body mass index of 30 or more, of 27.5 or more in "
        "people of Asian, Black or Chinese background, or a code of obesity. Of several values the latest "
        "counts, and of one day the lowest. The 12 months end on the day of the data, so that the "
        "register is not empty on 1 April."
    ),
    of=_AGE >= 18,
    member=(_bmi.value >= 30) | (EARLIER_HARM & (_bmi.value >= 27.5)) | _obesity.exists,
    shows=(Show("Body mass index", _bmi), Show("Obesity recorded", _obesity)),
)

REGISTERS: tuple[Register, ...] = (
    CHRONIC_KIDNEY_DISEASE,
    DIABETES,
    DIABETES_TYPE1,
    DIABETES_TYPE2,
    NON_DIABETIC_HYPERGLYCAEMIA,
    FAMILIAL_HYPERCHOLESTEROLAEMIA,
    OBESITY,
)
