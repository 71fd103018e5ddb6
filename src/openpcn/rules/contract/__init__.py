"""Numbers, prices and thresholds of the contract as dated, placed, sourced data, and what follows."""

from openpcn.rules.contract.additional_roles import ArrsClaim, MonthConvention, arrs_claim
from openpcn.rules.contract.enhanced_access import enhanced_access_minutes
from openpcn.rules.contract.in_use import in_use, requirements, variations
from openpcn.rules.contract.income import IncomeLine, Populations, less_than_national, network_income
from openpcn.rules.contract.indicator_money import (
    IndicatorTerms,
    indicator_points,
    indicator_terms,
    marginal_worth,
    people_to,
    points_payment,
)
from openpcn.rules.contract.reading import load
from openpcn.rules.contract.requirements import Requirement
from openpcn.rules.contract.roles import Role, highest_reimbursement, roles
from openpcn.rules.contract.values import Base, Contract, ContractError, NotPublished, Value
from openpcn.rules.contract.variations import LocalVariation, read_variation

__all__ = [
    "ArrsClaim",
    "Base",
    "Contract",
    "ContractError",
    "IncomeLine",
    "IndicatorTerms",
    "LocalVariation",
    "MonthConvention",
    "NotPublished",
    "Populations",
    "Requirement",
    "Role",
    "Value",
    "arrs_claim",
    "enhanced_access_minutes",
    "highest_reimbursement",
    "in_use",
    "indicator_points",
    "indicator_terms",
    "less_than_national",
    "load",
    "marginal_worth",
    "network_income",
    "people_to",
    "points_payment",
    "read_variation",
    "requirements",
    "roles",
    "variations",
]
