"""Registers of long-term conditions: lungs, brain, joints and bones, cancer, autism."""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import (
    AgeOn,
    Issues,
    Latest,
    Register,
    Show,
    last,
    months,
    on_or_after,
)
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.sources import UP_TO, network_des, qof

_SAME_DAY = " A resolved code of the day of the latest diagnosis does not take the person off."

_asthma = Latest("asthma")
_asthma_medicines = Issues(("inhaler_reliever", "inhaler_preventer"), window=last(months(12), until=UP_TO))

ASTHMA = Register(
    "asthma",
    "People with asthma who are treated",
    source=qof("AST_REG; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "Aged 6 or over, a diagnosis that is not resolved, and a medicine for asthma issued in the last "
        "12 months." + _SAME_DAY
    ),
    of=AgeOn("achievement_date") >= 6,
    member=still_holds(_asthma, "asthma_resolved") & _asthma_medicines.exists,
    shows=(Show("Asthma recorded", _asthma), Show("Inhaler last issued", _asthma_medicines)),
)

_copd = Latest("copd")

COPD = Register(
    "copd",
    "People with chronic obstructive pulmonary disease",
    source=qof("COPD_REG, rules 1 to 4 of version 50; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "A diagnosis that is not resolved. The published rules 2 and 3 ask for spirometry of those diagnosed "
        "on or after 1 April 2023, but rule 4 then takes in everybody left, so spirometry decides nothing."
        + _SAME_DAY
    ),
    member=still_holds(_copd, "copd_resolved"),
    shows=(Show("COPD recorded", _copd),),
)

_epilepsy = Latest("epilepsy")
_epilepsy_medicines = Issues("antiepileptic", window=last(months(6), until=UP_TO))

EPILEPSY = Register(
    "epilepsy",
    "Adults with epilepsy who are treated",
    source=qof("EP_REG; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "Aged 18 or over, a diagnosis that is not resolved, and a medicine for epilepsy issued in the last "
        "6 months." + _SAME_DAY
    ),
    of=AgeOn("achievement_date") >= 18,
    member=still_holds(_epilepsy, "epilepsy_resolved") & _epilepsy_medicines.exists,
    shows=(Show("Epilepsy recorded", _epilepsy), Show("Medicine last issued", _epilepsy_medicines)),
)

_arthritis = Latest("rheumatoid_arthritis")

RHEUMATOID_ARTHRITIS = Register(
    "rheumatoid_arthritis",
    "People with rheumatoid arthritis",
    source=qof("RA_REG, cluster RARTH_COD"),
    rationale="Aged 16 or over and a diagnosis at any time: nothing takes anybody off.",
    of=AgeOn("achievement_date") >= 16,
    member=_arthritis.exists,
    shows=(Show("Rheumatoid arthritis recorded", _arthritis),),
)

_osteoporosis = Latest("osteoporosis")
_fracture_2012 = Latest("fragility_fracture", window=on_or_after(date(2012, 4, 1)))
_fracture_2014 = Latest("fragility_fracture", window=on_or_after(date(2014, 4, 1)))
_scan = Latest("dxa_scan")
_age = AgeOn("achievement_date")

OSTEOPOROSIS = Register(
    "osteoporosis",
    "People with osteoporosis",
    source=qof("cluster OSTEO_COD"),
    rationale=(
        "A diagnosis at any time, at any age. The QOF counts fewer people: those who also had a fragility "
        "fracture, see the register osteoporosis_with_fracture."
    ),
    member=_osteoporosis.exists,
    shows=(Show("Osteoporosis recorded", _osteoporosis),),
)

OSTEOPOROSIS_WITH_FRACTURE = Register(
    "osteoporosis_with_fracture",
    "People with osteoporosis who had a fragility fracture",
    source=qof("OSTEO1_REG and OSTEO2_REG; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "Aged 50 to 74: a fragility fracture on or after 1 April 2012, a diagnosis, and a bone density scan. "
        "Aged 75 or over: a fragility fracture on or after 1 April 2014 and a diagnosis. A T-score of -2.5 "
        "or less, which the published register takes in the place of the scan, is not looked at here."
    ),
    of=OSTEOPOROSIS,
    member=((_age >= 75) & _fracture_2014.exists)
    | ((_age >= 50) & (_age < 75) & _fracture_2012.exists & _scan.exists),
    shows=(Show("Osteoporosis recorded", _osteoporosis), Show("Fragility fracture", _fracture_2012)),
)

CANCER_DIAGNOSED = Latest("cancer", window=on_or_after(date(2003, 4, 1)))

CANCER = Register(
    "cancer",
    "People with cancer",
    source=qof("CAN_REG, cluster CAN_COD"),
    rationale=(
        "A cancer recorded on or after 1 April 2003; nothing takes anybody off. Skin cancers other than "
        "melanoma are not in the list. CAN_COD itself was not found in public: the list is of solid cancers."
    ),
    member=CANCER_DIAGNOSED.exists,
    shows=(Show("Cancer recorded", CANCER_DIAGNOSED),),
)

_autism = Latest("autism")

AUTISM = Register(
    "autism",
    "Autistic people",
    source=network_des("HI21"),
    rationale="A diagnosis of autism at any time, at any age.",
    member=_autism.exists,
    shows=(Show("Autism recorded", _autism),),
)

REGISTERS: tuple[Register, ...] = (
    ASTHMA,
    COPD,
    EPILEPSY,
    RHEUMATOID_ARTHRITIS,
    OSTEOPOROSIS,
    OSTEOPOROSIS_WITH_FRACTURE,
    CANCER,
    AUTISM,
)
