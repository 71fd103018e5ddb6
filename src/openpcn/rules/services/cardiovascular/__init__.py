"""Cardiovascular disease prevention and diagnosis."""

from openpcn.rules.services.cardiovascular.cvd01 import CVD01
from openpcn.rules.services.cardiovascular.hyp008 import HYP008

DEFINITIONS = (HYP008, CVD01)

__all__ = ["CVD01", "DEFINITIONS", "HYP008"]
