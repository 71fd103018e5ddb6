"""Cardiovascular disease prevention and diagnosis."""

from openpcn.rules.services.cardiovascular import (
    qof_atrial_fibrillation,
    qof_blood_pressure,
    qof_glucose,
    qof_lipids,
)
from openpcn.rules.services.cardiovascular.cvd01 import CVD01

DEFINITIONS = (
    *qof_blood_pressure.INDICATORS,
    *qof_lipids.INDICATORS,
    *qof_atrial_fibrillation.INDICATORS,
    *qof_glucose.INDICATORS,
    CVD01,
)

__all__ = ["DEFINITIONS"]
