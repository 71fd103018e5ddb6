"""Where the definitions are published, and the one date that several of them share."""

from __future__ import annotations

from openpcn.rules.language import YEAR_START, Source, days, months

DICTIONARY = "NHSDigital/ncdes, NCD_metadata.csv"

#: The 31 March that ends the contract year: the dictionary's "quality service end date".
SERVICE_YEAR_END = YEAR_START + months(12) - days(1)


def network_des(indicator: str) -> Source:
    """The indicator dictionary of the Network Contract DES: ids, rule codes and order as published."""
    return Source("Network Contract DES indicator dictionary", "2025/26", f"{DICTIONARY}, {indicator}")


def qof(reference: str) -> Source:
    """QOF 2025/26, known through public implementations, not re-read in the business rules themselves."""
    return Source("Quality and Outcomes Framework business rules", "2025/26", reference, confirmed=False)
