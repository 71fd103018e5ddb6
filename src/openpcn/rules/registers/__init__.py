"""Who belongs to what: condition registers, where people live, what restricts and what helps contact."""

from openpcn.rules.registers import (
    frailty,
    heart_and_vessels,
    languages,
    long_term,
    mental_health,
    metabolic_and_renal,
    multimorbidity,
    residence,
    segments,
    social_needs,
)
from openpcn.rules.registers.conditions import HYPERTENSION, LEARNING_DISABILITY, LEARNING_DISABILITY_14_PLUS
from openpcn.rules.registers.contact_needs import COMMUNICATION_NEEDS, HOUSEBOUND, INTERPRETER_NEEDED
from openpcn.rules.registers.end_of_life import PALLIATIVE
from openpcn.rules.registers.frailty import SEVERE_FRAILTY
from openpcn.rules.registers.residence import CARE_HOME, CARE_HOME_PERMANENT, CARE_HOME_TEMPORARY
from openpcn.rules.registers.restrictions import (
    RISK_STRATIFICATION_OBJECTION,
    SHARING_OBJECTION,
    TYPE1_OPT_OUT,
)

REGISTERS = (
    HYPERTENSION,
    LEARNING_DISABILITY,
    LEARNING_DISABILITY_14_PLUS,
    SEVERE_FRAILTY,
    *frailty.REGISTERS,
    CARE_HOME_PERMANENT,
    CARE_HOME_TEMPORARY,
    CARE_HOME,
    *residence.REGISTERS,
    PALLIATIVE,
    TYPE1_OPT_OUT,
    SHARING_OBJECTION,
    RISK_STRATIFICATION_OBJECTION,
    INTERPRETER_NEEDED,
    COMMUNICATION_NEEDS,
    HOUSEBOUND,
    *languages.REGISTERS,
    *heart_and_vessels.REGISTERS,
    *metabolic_and_renal.REGISTERS,
    *mental_health.REGISTERS,
    *long_term.REGISTERS,
    *multimorbidity.REGISTERS,
    *segments.REGISTERS,
    *social_needs.REGISTERS,
)

__all__ = [
    "CARE_HOME",
    "CARE_HOME_PERMANENT",
    "CARE_HOME_TEMPORARY",
    "COMMUNICATION_NEEDS",
    "HOUSEBOUND",
    "HYPERTENSION",
    "INTERPRETER_NEEDED",
    "LEARNING_DISABILITY",
    "LEARNING_DISABILITY_14_PLUS",
    "PALLIATIVE",
    "REGISTERS",
    "RISK_STRATIFICATION_OBJECTION",
    "SEVERE_FRAILTY",
    "SHARING_OBJECTION",
    "TYPE1_OPT_OUT",
]
