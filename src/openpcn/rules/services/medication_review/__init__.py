"""Structured medication reviews, and the safety of medicines."""

from openpcn.rules.services.medication_review import (
    anticholinergic,
    dependence,
    doac,
    eligibility,
    monitoring,
    pincer,
    polypharmacy,
    smr02,
    smr25_to_37,
)
from openpcn.rules.services.medication_review.smr01 import SMR01A, SMR01B, SMR01C, SMR01D
from openpcn.rules.services.medication_review.smr01_cohorts import COHORTS
from openpcn.rules.services.medication_review.smr03 import SMR03

DEFINITIONS = (
    *COHORTS,
    SMR01A,
    SMR01B,
    SMR01C,
    SMR01D,
    *smr02.DEFINITIONS,
    SMR03,
    *smr25_to_37.DEFINITIONS,
    *pincer.DEFINITIONS,
    *polypharmacy.DEFINITIONS,
    *dependence.DEFINITIONS,
    *monitoring.DEFINITIONS,
    *doac.DEFINITIONS,
    *anticholinergic.DEFINITIONS,
    *eligibility.DEFINITIONS,
)

__all__ = ["DEFINITIONS"]
