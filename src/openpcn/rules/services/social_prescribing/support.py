"""Social prescribing as it is counted, and whether an offer or a referral led to anything."""

from __future__ import annotations

from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    IN_PERIOD,
    Contacts,
    Count,
    Indicator,
    Latest,
    Nearly,
    NumberExpr,
    On,
    Ratio,
    Register,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    after,
    days,
    last,
    missing,
    months,
    on_or_after,
    on_or_before,
    points,
)
from openpcn.rules.registers.social_needs import SOCIAL_PRESCRIBING
from openpcn.rules.registers.sources import DICTIONARY, UP_TO
from openpcn.rules.services.social_prescribing.referral import ROLES


def _dictionary(indicator: str) -> Source:
    """2024/25 is the last edition of the dictionary that holds the social prescribing indicators."""
    return Source(
        "Network Contract DES indicator dictionary", "2024/25", f"{DICTIONARY}, {indicator}", confirmed=True
    )


_referral = Latest("social_prescribing_referral")
_closed = Latest("social_prescribing_ended", window=after(_referral.date))

SUPPORTED = Register(
    "social_prescribing_current",
    "People supported by social prescribing",
    source=_dictionary("PC02, denominator"),
    rationale=(
        "As the dictionary has it: referred to social prescribing at any time, less those whose case was "
        "closed after it and who were not referred again. However old the referral: nobody closed the case. "
        "Closed on the day of the referral is not after it."
    ),
    member=_referral.exists & missing(_closed),
    shows=(Show("Last referral", _referral),),
)

_referred = Latest("social_prescribing_referral", window=IN_PERIOD)
_declined = Latest("social_prescribing_declined", window=on_or_before(ACHIEVEMENT_DATE))

PC01 = Ratio(
    "PC01",
    "Registered people referred to social prescribing",
    source=_dictionary("PC01"),
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
        source=_dictionary(id),
        rationale=(
            f"{how} For everybody supported by social prescribing: how many there were in the contract year, "
            "and none is a number."
        ),
        also_known_as=also,
        of=SUPPORTED,
        numerator=with_whom,
        per="person",
        shows=(Show("Last referral", _referral),),
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

_EARLIER = " In the dictionary of 2023/24 under this id; no longer in that of 2024/25."


def _earlier(indicator: str) -> Source:
    return Source(
        "Network Contract DES indicator dictionary", "2023/24", f"{DICTIONARY}, {indicator}", confirmed=True
    )


_encounters = Count("link_worker_consultation", window=IN_PERIOD)

NCDMI063 = Ratio(
    "NCDMI063",
    "Registered people supported by social prescribing now",
    source=_earlier("NCDMI063"),
    rationale="Everybody registered, and of them those whom social prescribing supports." + _EARLIER,
    numerator=points(On(SUPPORTED), 1, "supported by social prescribing"),
    per="100 people",
    shows=(Show("Last referral", _referral),),
)
NCDMI107 = Ratio(
    "NCDMI107",
    "Supported people whom a link worker has seen this year",
    source=_earlier("NCDMI107"),
    rationale=(
        "Everybody supported by social prescribing, and of them those with a consultation with a link worker "
        "in the contract year." + _EARLIER
    ),
    of=SUPPORTED,
    numerator=points(_encounters.exists, 1, "a consultation with a link worker"),
    per="100 people",
    shows=(Show("Last consultation with a link worker", _encounters.date),),
)
NCDMI152 = Ratio(
    "NCDMI152",
    "Encounters with a link worker for each 1,000 registered people",
    source=_earlier("NCDMI152"),
    rationale=(
        "Every coded encounter with a link worker in the contract year, over everybody registered: how much "
        "of this work the network does." + _EARLIER
    ),
    numerator=_encounters.count,
    per="1,000 people",
)
NCDMI153 = Ratio(
    "NCDMI153",
    "Registered people whom a link worker has seen this year",
    source=_earlier("NCDMI153"),
    rationale=(
        "Everybody registered, and of them those with at least one encounter with a link worker in the "
        "contract year." + _EARLIER
    ),
    numerator=points(_encounters.exists, 1, "an encounter with a link worker"),
    per="100 people",
    shows=(Show("Last consultation with a link worker", _encounters.date),),
)

_offered = Latest("social_prescribing_offered", window=last(months(3), until=UP_TO))

OFFERED_NOT_REFERRED = Indicator(
    "social_prescribing_offered",
    "Referred after social prescribing was offered",
    source=SOCIAL_PRESCRIBING,
    rationale=(
        "An offer of the last three months that led to neither a referral nor a refusal was forgotten by one "
        "side or the other. Four weeks are given; that limit is ours."
    ),
    of=_offered.exists,
    rules=(
        achieve(
            "O1",
            Latest("social_prescribing_referral", window=on_or_after(_offered.date)).exists,
            "Referred after the offer",
        ),
        adjust(
            "O2",
            Latest("social_prescribing_declined", window=on_or_after(_offered.date)).exists,
            "Chose not to see a link worker",
        ),
    ),
    due_sentence="Social prescribing was offered, and there is neither a referral nor a refusal",
    nearly=(
        Nearly(
            Latest("link_worker_consultation", window=on_or_after(_offered.date)).exists,
            "A link worker has seen the person, and no referral is recorded",
        ),
    ),
    shows=(Show("Offered", _offered),),
    due_by=_offered.date + days(28),
    work=Work(
        "social_prescribing_answer",
        "Ask what became of the offer, and refer",
        by=ROLES,
        minutes=10,
        counts=("social_prescribing_referral", "social_prescribing_declined"),
    ),
    listed=False,
)

_awaiting = Latest("social_prescribing_referral", window=last(months(3), until=UP_TO))

REFERRED_NOT_SEEN = Indicator(
    "social_prescribing_first_contact",
    "Seen by a link worker within four weeks of the referral",
    source=SOCIAL_PRESCRIBING,
    rationale=(
        "A referral that nobody takes up is worse than none. Referrals of the last three months; a "
        "consultation with a link worker on the day of the referral or later settles it. Four weeks are "
        "given; that limit is ours."
    ),
    of=_awaiting.exists,
    rules=(
        achieve(
            "W1",
            Latest("link_worker_consultation", window=on_or_after(_awaiting.date)).exists,
            "Seen by a link worker after the referral",
        ),
        adjust(
            "W2",
            Latest("social_prescribing_declined", window=on_or_after(_awaiting.date)).exists,
            "Chose not to see a link worker",
        ),
        adjust(
            "W3",
            Latest("social_prescribing_ended", window=on_or_after(_awaiting.date)).exists,
            "The service has ended its support",
        ),
    ),
    due_sentence="Referred to social prescribing, and not yet seen by a link worker",
    shows=(Show("Referred", _awaiting),),
    due_by=_awaiting.date + days(28),
    work=Work(
        "link_worker_first_contact",
        "First conversation with the link worker",
        by=("link_worker",),
        minutes=45,
        counts=("link_worker_consultation",),
    ),
)

REGISTERS = (SUPPORTED,)
DEFINITIONS = (
    PC01,
    PC02,
    PC03,
    PC20,
    NCDMI063,
    NCDMI107,
    NCDMI152,
    NCDMI153,
    REFERRED_NOT_SEEN,
    OFFERED_NOT_REFERRED,
)
