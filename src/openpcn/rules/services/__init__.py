"""What the contract's eight services ask for, one package per service."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.rules.language import Definition
from openpcn.rules.services import (
    cardiovascular,
    care_homes,
    early_cancer,
    inequalities,
    medication_review,
    personalised_care,
    proactive_care,
    social_prescribing,
)


@dataclass(frozen=True)
class Service:
    """One of the eight services: its id (the package's name), its name and its definitions in order."""

    id: str
    title: str
    definitions: tuple[Definition, ...]


SERVICES = (
    Service("medication_review", "Structured medication reviews", medication_review.DEFINITIONS),
    Service("care_homes", "Enhanced health in care homes", care_homes.DEFINITIONS),
    Service("early_cancer", "Early cancer diagnosis", early_cancer.DEFINITIONS),
    Service("cardiovascular", "Cardiovascular disease prevention and diagnosis", cardiovascular.DEFINITIONS),
    Service("inequalities", "Tackling health inequalities", inequalities.DEFINITIONS),
    Service("proactive_care", "Proactive care", proactive_care.DEFINITIONS),
    Service("social_prescribing", "Social prescribing", social_prescribing.DEFINITIONS),
    Service("personalised_care", "Personalised care", personalised_care.DEFINITIONS),
)

__all__ = ["SERVICES", "Service"]
