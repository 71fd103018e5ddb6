"""Cardiovascular disease prevention and diagnosis."""

from openpcn.rules.services.cardiovascular import (
    case_atrial_fibrillation,
    case_diabetes,
    case_heart_failure,
    case_hypertension,
    case_kidney,
    case_risk,
    familial,
    network_pulse,
    network_risk,
    network_statins,
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
    *network_statins.INDICATORS,
    *familial.INDICATORS,
    *network_risk.INDICATORS,
    *network_pulse.INDICATORS,
    *case_hypertension.INDICATORS,
    *case_atrial_fibrillation.INDICATORS,
    *case_kidney.INDICATORS,
    *case_diabetes.INDICATORS,
    *case_heart_failure.INDICATORS,
    *case_risk.INDICATORS,
)

__all__ = ["DEFINITIONS"]
