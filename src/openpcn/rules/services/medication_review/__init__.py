"""Structured medication reviews."""

from openpcn.rules.services.medication_review import pincer
from openpcn.rules.services.medication_review.smr01 import SMR01B, SMR01D

DEFINITIONS = (SMR01B, SMR01D, *pincer.DEFINITIONS)

__all__ = ["DEFINITIONS", "SMR01B", "SMR01D"]
