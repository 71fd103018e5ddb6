"""How many long-term conditions somebody lives with, of those that have a register here."""

from __future__ import annotations

from openpcn.rules.language import NumberExpr, On, Register, Show, Source, points, total
from openpcn.rules.registers.conditions import HYPERTENSION
from openpcn.rules.registers.heart_and_vessels import (
    ATRIAL_FIBRILLATION,
    CORONARY_HEART_DISEASE,
    HEART_FAILURE,
    PERIPHERAL_ARTERIAL_DISEASE,
    STROKE_TIA,
)
from openpcn.rules.registers.long_term import (
    ASTHMA,
    CANCER,
    COPD,
    EPILEPSY,
    OSTEOPOROSIS,
    RHEUMATOID_ARTHRITIS,
)
from openpcn.rules.registers.mental_health import DEMENTIA, DEPRESSION, SERIOUS_MENTAL_ILLNESS
from openpcn.rules.registers.metabolic_and_renal import CHRONIC_KIDNEY_DISEASE, DIABETES

COUNTED = (
    HYPERTENSION,
    ATRIAL_FIBRILLATION,
    CORONARY_HEART_DISEASE,
    HEART_FAILURE,
    PERIPHERAL_ARTERIAL_DISEASE,
    STROKE_TIA,
    DIABETES,
    CHRONIC_KIDNEY_DISEASE,
    ASTHMA,
    COPD,
    CANCER,
    EPILEPSY,
    OSTEOPOROSIS,
    RHEUMATOID_ARTHRITIS,
    DEPRESSION,
    DEMENTIA,
    SERIOUS_MENTAL_ILLNESS,
)
CONDITIONS: NumberExpr = total(*(points(On(each), 1, each.title) for each in COUNTED))

_SOURCE = Source(
    "Quality and Outcomes Framework registers, counted",
    "2025/26",
    "which conditions count as long-term is this project's choice: the QOF registers of lasting disease",
    confirmed=False,
)
_WHICH = (
    f"Each of the {len(COUNTED)} QOF registers of lasting disease counts one. Risk states (obesity, "
    "non-diabetic hyperglycaemia) and a learning disability do not count."
)


def _at_least(id: str, title: str, count: int) -> Register:
    return Register(
        id,
        title,
        source=_SOURCE,
        rationale=_WHICH,
        member=count <= CONDITIONS,
        shows=(Show("Long-term conditions", CONDITIONS),),
    )


TWO_CONDITIONS = _at_least("two_long_term_conditions", "People with two or more long-term conditions", 2)
THREE_CONDITIONS = _at_least(
    "three_long_term_conditions", "People with three or more long-term conditions", 3
)

REGISTERS = (TWO_CONDITIONS, THREE_CONDITIONS)
