"""Where the definitions are published, and the one date that several of them share."""

from __future__ import annotations

from openpcn.rules.language import ACHIEVEMENT_DATE, AS_AT, YEAR_END, Source, earliest_of

DICTIONARY = "NHSDigital/ncdes, NCD_metadata.csv"

#: The 31 March that ends the contract year: the dictionary's "quality service end date".
SERVICE_YEAR_END = YEAR_END

#: The edition of the dictionary that last holds the wider set; that of 2025/26 holds eight indicators.
WIDER_SET = "2024/25, the last in which it was collected"

#: Where treatment is looked back from: the day of the data, so that nobody leaves a register on 1 April for
#: want of an issue in a year that has just begun; the achievement date where that is earlier.
UP_TO = earliest_of(AS_AT, ACHIEVEMENT_DATE)


def network_des(indicator: str, edition: str = "2025/26") -> Source:
    """The indicator dictionary of the Network Contract DES: ids, rule codes and order as published."""
    return Source(
        "Network Contract DES indicator dictionary", edition, f"{DICTIONARY}, {indicator}", confirmed=True
    )


def qof(reference: str) -> Source:
    """QOF 2025/26, known through public implementations, not re-read in the business rules themselves."""
    return Source("Quality and Outcomes Framework business rules", "2025/26", reference, confirmed=False)
