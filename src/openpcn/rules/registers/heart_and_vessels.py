"""Registers of the heart and the vessels."""

from __future__ import annotations

from openpcn.rules.language import Latest, On, Register, Show
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.sources import qof

_af = Latest("af")

ATRIAL_FIBRILLATION = Register(
    "atrial_fibrillation",
    "People with atrial fibrillation",
    source=qof("AFIB_REG: AFIB_COD, AFIBRES_COD; order read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "A diagnosis and no resolved code after the latest diagnosis; a resolved code of the same day does "
        "not take the person off. The cluster of resolved codes was not found in public: ours is one code."
    ),
    member=still_holds(_af, "af_resolved"),
    shows=(Show("Atrial fibrillation recorded", _af),),
)

_chd = Latest("chd")

CORONARY_HEART_DISEASE = Register(
    "coronary_heart_disease",
    "People with coronary heart disease",
    source=qof("CHD_REG: CHD_COD; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale="A diagnosis at any time: the disease is for life and has no resolved code.",
    member=_chd.exists,
    shows=(Show("Coronary heart disease recorded", _chd),),
)

_stroke_tia = Latest("stroke_tia")

STROKE_TIA = Register(
    "stroke_tia",
    "People who have had a stroke or transient ischaemic attack",
    source=qof("STIA_REG: STRK_COD, TIA_COD; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale="A stroke, of whichever kind, or a transient ischaemic attack at any time: nobody comes off.",
    member=_stroke_tia.exists,
    shows=(Show("Stroke or transient ischaemic attack recorded", _stroke_tia),),
)

_pad = Latest("pad")

PERIPHERAL_ARTERIAL_DISEASE = Register(
    "peripheral_arterial_disease",
    "People with peripheral arterial disease",
    source=qof("PAD_REG: PAD_COD; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale="A diagnosis at any time: the disease is for life and has no resolved code.",
    member=_pad.exists,
    shows=(Show("Peripheral arterial disease recorded", _pad),),
)

_heart_failure = Latest("heart_failure")

HEART_FAILURE = Register(
    "heart_failure",
    "People with heart failure",
    source=qof("HF_REG: HF_COD, HFRES_COD; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "A diagnosis and no resolved code after the latest diagnosis; a resolved code of the same day does "
        "not take the person off."
    ),
    member=still_holds(_heart_failure, "heart_failure_resolved"),
    shows=(Show("Heart failure recorded", _heart_failure),),
)

_lvsd = Latest("lvsd")

HEART_FAILURE_LVSD = Register(
    "heart_failure_lvsd",
    "People with heart failure due to left ventricular systolic dysfunction",
    source=qof("HF_REG with HFLVSD_COD; read in ncl-icb-analytics/dbt-ncl-analytics"),
    rationale=(
        "On the heart failure register, and left ventricular systolic dysfunction recorded at any time: "
        "those whom the heart failure treatments of QOF are for."
    ),
    of=HEART_FAILURE,
    member=_lvsd.exists,
    shows=(
        Show("Heart failure recorded", _heart_failure),
        Show("Left ventricular systolic dysfunction recorded", _lvsd),
    ),
)

CARDIOVASCULAR_DISEASE = Register(
    "cardiovascular_disease",
    "People with cardiovascular disease",
    source=qof("CHOL003 and CHOL004: CHD_REG, STIA_REG, PAD_REG"),
    rationale=(
        "Coronary heart disease, stroke or transient ischaemic attack, or peripheral arterial disease: those "
        "in whom treatment is secondary prevention. Heart failure and aneurysm alone do not count."
    ),
    member=On(CORONARY_HEART_DISEASE) | On(STROKE_TIA) | On(PERIPHERAL_ARTERIAL_DISEASE),
    shows=(
        Show("Coronary heart disease recorded", _chd),
        Show("Stroke or transient ischaemic attack recorded", _stroke_tia),
        Show("Peripheral arterial disease recorded", _pad),
    ),
)

REGISTERS: tuple[Register, ...] = (
    ATRIAL_FIBRILLATION,
    CORONARY_HEART_DISEASE,
    STROKE_TIA,
    PERIPHERAL_ARTERIAL_DISEASE,
    HEART_FAILURE,
    HEART_FAILURE_LVSD,
    CARDIOVASCULAR_DISEASE,
)
