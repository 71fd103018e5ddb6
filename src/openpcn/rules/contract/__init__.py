"""Numbers, prices and thresholds of the contract as dated, placed, sourced data, and what follows."""

from openpcn.rules.contract.additional_roles import ArrsClaim, MonthConvention, arrs_claim
from openpcn.rules.contract.enhanced_access import enhanced_access_minutes
from openpcn.rules.contract.income import IncomeLine, Populations, network_income
from openpcn.rules.contract.indicator_money import (
    IndicatorTerms,
    iif_payment,
    indicator_points,
    indicator_terms,
    marginal_worth,
    to_lower_threshold,
    to_upper_threshold,
)
from openpcn.rules.contract.values import Contract, ContractError, NotPublished, Value

__all__ = [
    "ArrsClaim",
    "Contract",
    "ContractError",
    "IncomeLine",
    "IndicatorTerms",
    "MonthConvention",
    "NotPublished",
    "Populations",
    "Value",
    "arrs_claim",
    "enhanced_access_minutes",
    "iif_payment",
    "indicator_points",
    "indicator_terms",
    "marginal_worth",
    "network_income",
    "to_lower_threshold",
    "to_upper_threshold",
]
