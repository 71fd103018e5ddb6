"""Social prescribing as the dictionary counts it: referrals, supported people, consultations."""

from __future__ import annotations

from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    IN_PERIOD,
    Contacts,
    Count,
    Latest,
    NumberExpr,
    On,
    Ratio,
    Register,
    Show,
    missing,
    on_or_before,
    points,
)
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.sources import WIDER_SET, network_des

_referral = Latest("social_prescribing_referral")
_SHOW_REFERRAL = Show("Last referral", _referral)

SUPPORTED = Register(
    "social_prescribing_current",
    "People supported by social prescribing",
    source=network_des("PC02, denominator", WIDER_SET),
    rationale=(
        "As the dictionary has it: referred to social prescribing at any time, less those whose case was "
        "closed after it and who were not referred again. However old the referral: nobody closed the case. "
        "Closed on the day of the referral is not after it."
    ),
    member=still_holds(_referral, "social_prescribing_ended"),
    shows=(_SHOW_REFERRAL,),
)

_referred = Latest("social_prescribing_referral", window=IN_PERIOD)
_declined = Latest("social_prescribing_declined", window=on_or_before(ACHIEVEMENT_DATE))

PC01 = Ratio(
    "PC01",
    "Registered people referred to social prescribing",
    source=network_des("PC01", WIDER_SET),
    rationale=(
        "Everybody registered, less those who chose not to be referred at any time up to the achievement "
        "date and were not referred all the same (rule 2, SOCPRESDEC1_DAT); and of them those with a "
        "referral in the contract year. Counts what was done, whatever need led to it. The 2022/23 "
        "thresholds were 0.8% and 1.2%; not paid since."
    ),
    also_known_as=("PC-01", "NCD001"),
    of=_referred.exists | missing(_declined),
    numerator=points(_referred.exists, 1, "a referral in the contract year"),
    per="100 people",
    shows=(Show("Referred", _referred),),
)


def _consultations(id: str, title: str, with_whom: NumberExpr, how: str, *also: str) -> Ratio:
    return Ratio(
        id,
        title,
        source=network_des(id, WIDER_SET),
        rationale=(
            f"{how} For everybody supported by social prescribing: how many there were in the contract year; "
            "somebody who had none counts with nought."
        ),
        also_known_as=also,
        of=SUPPORTED,
        numerator=with_whom,
        per="person",
        shows=(_SHOW_REFERRAL,),
    )


PC02 = _consultations(
    "PC02",
    "Link worker consultations for each supported person",
    Count("link_worker_consultation", window=IN_PERIOD, per="day").count,
    "Days with a coded consultation with a link worker; the dictionary's codes were not found.",
    "PC-02",
    "NCDMI105",
)
PC03 = _consultations(
    "PC03",
    "GP consultations for each supported person",
    Count("gp_consultation", window=IN_PERIOD, per="day").count,
    "Days with a coded consultation with a GP. Extracts do not say who was seen, so only a code can.",
    "PC-03",
    "NCDMI106",
)
PC20 = _consultations(
    "PC20",
    "Consultations for each supported person",
    Contacts(window=IN_PERIOD, per="entry").count,
    "Every consultation with the practice, whoever was seen.",
    "PC-20",
    "NCDMI109",
)

_encounters = Count("link_worker_consultation", window=IN_PERIOD)
_SHOW_ENCOUNTER = Show("Last consultation with a link worker", _encounters.date)


def _until_2023(
    id: str,
    title: str,
    rationale: str,
    numerator: NumberExpr,
    *,
    of: Register | None = None,
    per: str = "100 people",
    shows: tuple[Show, ...] = (),
) -> Ratio:
    """One that the dictionary of 2023/24 holds and that of 2024/25 no longer does."""
    return Ratio(
        id,
        title,
        source=network_des(id, "2023/24"),
        rationale=f"{rationale} In the dictionary of 2023/24 under this id; no longer in that of 2024/25.",
        of=of,
        numerator=numerator,
        per=per,
        shows=shows,
    )


NCDMI063 = _until_2023(
    "NCDMI063",
    "Registered people supported by social prescribing now",
    "Everybody registered, and of them those whom social prescribing supports.",
    points(On(SUPPORTED), 1, "supported by social prescribing"),
    shows=(_SHOW_REFERRAL,),
)
NCDMI107 = _until_2023(
    "NCDMI107",
    "Supported people whom a link worker has seen this year",
    "Everybody supported by social prescribing, and of them those with a consultation with a link worker in "
    "the contract year.",
    points(_encounters.exists, 1, "a consultation with a link worker"),
    of=SUPPORTED,
    shows=(_SHOW_ENCOUNTER,),
)
NCDMI152 = _until_2023(
    "NCDMI152",
    "Encounters with a link worker for each 1,000 registered people",
    "Every coded encounter with a link worker in the contract year, over everybody registered: how much of "
    "this work the network does.",
    _encounters.count,
    per="1,000 people",
)
NCDMI153 = _until_2023(
    "NCDMI153",
    "Registered people whom a link worker has seen this year",
    "Everybody registered, and of them those with at least one encounter with a link worker in the contract "
    "year.",
    points(_encounters.exists, 1, "an encounter with a link worker"),
    shows=(_SHOW_ENCOUNTER,),
)

REGISTERS = (SUPPORTED,)
DEFINITIONS = (PC01, PC02, PC03, PC20, NCDMI063, NCDMI107, NCDMI152, NCDMI153)
