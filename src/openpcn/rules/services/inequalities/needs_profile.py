"""Which registers make up the needs profile of a population: who lives here and what they live with."""

from __future__ import annotations

from openpcn.rules.language import Register
from openpcn.rules.registers import (
    CARE_HOME,
    COMMUNICATION_NEEDS,
    HOUSEBOUND,
    HYPERTENSION,
    INTERPRETER_NEEDED,
    LEARNING_DISABILITY,
    PALLIATIVE,
    SEVERE_FRAILTY,
)
from openpcn.rules.registers.frailty import MODERATE_FRAILTY
from openpcn.rules.registers.heart_and_vessels import (
    ATRIAL_FIBRILLATION,
    CORONARY_HEART_DISEASE,
    HEART_FAILURE,
    PERIPHERAL_ARTERIAL_DISEASE,
    STROKE_TIA,
)
from openpcn.rules.registers.long_term import (
    ASTHMA,
    AUTISM,
    CANCER,
    COPD,
    EPILEPSY,
    OSTEOPOROSIS,
    RHEUMATOID_ARTHRITIS,
)
from openpcn.rules.registers.mental_health import DEMENTIA, DEPRESSION, SERIOUS_MENTAL_ILLNESS
from openpcn.rules.registers.metabolic_and_renal import (
    CHRONIC_KIDNEY_DISEASE,
    DIABETES,
    NON_DIABETIC_HYPERGLYCAEMIA,
    OBESITY,
)
from openpcn.rules.registers.segments import (
    ASYLUM_OR_REFUGEE,
    CARER,
    CORE20,
    CORE20PLUS,
    DRUGS_OR_ALCOHOL,
    ETHNIC_MINORITY,
    GYPSY_ROMA_TRAVELLER,
    HOMELESS,
    INCLUSION_HEALTH,
)
from openpcn.rules.registers.social_needs import HOUSING_NEED, LIVES_ALONE, LONELINESS

#: In the order in which a profile reads: who they are, what they live with, what they need.
NEEDS_PROFILE: tuple[Register, ...] = (
    CORE20,
    CORE20PLUS,
    ETHNIC_MINORITY,
    GYPSY_ROMA_TRAVELLER,
    INCLUSION_HEALTH,
    HOMELESS,
    ASYLUM_OR_REFUGEE,
    DRUGS_OR_ALCOHOL,
    LEARNING_DISABILITY,
    AUTISM,
    SERIOUS_MENTAL_ILLNESS,
    DEPRESSION,
    DEMENTIA,
    HYPERTENSION,
    CORONARY_HEART_DISEASE,
    STROKE_TIA,
    PERIPHERAL_ARTERIAL_DISEASE,
    HEART_FAILURE,
    ATRIAL_FIBRILLATION,
    DIABETES,
    NON_DIABETIC_HYPERGLYCAEMIA,
    OBESITY,
    CHRONIC_KIDNEY_DISEASE,
    ASTHMA,
    COPD,
    EPILEPSY,
    RHEUMATOID_ARTHRITIS,
    OSTEOPOROSIS,
    CANCER,
    MODERATE_FRAILTY,
    SEVERE_FRAILTY,
    PALLIATIVE,
    CARE_HOME,
    HOUSEBOUND,
    CARER,
    INTERPRETER_NEEDED,
    COMMUNICATION_NEEDS,
    LONELINESS,
    LIVES_ALONE,
    HOUSING_NEED,
)
