"""CAN01 to CAN04: a FIT result with the urgent lower gastrointestinal referral."""

from __future__ import annotations

from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    EPISODE_START,
    BoolExpr,
    Episode,
    Indicator,
    Latest,
    Nearly,
    NetworkPoints,
    Pair,
    Show,
    Work,
    achieve,
    adjust,
    after,
    before,
    days,
    missing,
    on_or_after,
    on_or_before,
)
from openpcn.rules.registers.sources import WIDER_SET, network_des
from openpcn.rules.services.early_cancer.facts import LOWER_GI

#: The published windows; the working rule of the FIT gap has its own, ``fit_gap.look_back``.
DAYS_BEFORE, DAYS_AFTER = 21, 14

_UNTIL = on_or_before(ACHIEVEMENT_DATE)
_referral = Latest(LOWER_GI, in_period=True)
_fit = Latest("fit_result", window=_UNTIL)
_before = Pair(_fit, _referral, within_days=DAYS_BEFORE, a_first=True)
_after = Pair(_referral, _fit, within_days=DAYS_AFTER, a_first=True)
_too_early = Pair(_fit, _referral, within_days=90, at_least_days=DAYS_BEFORE + 1, a_first=True)


def _said_and_no_result_since(codes: str) -> BoolExpr:
    said = Latest(codes, window=_UNTIL)
    return said.exists & missing(Latest("fit_result", window=after(said.date) & _UNTIL))


_NOT_INDICATED = _said_and_no_result_since("fit_not_indicated")
_DECLINED = _said_and_no_result_since("fit_declined")
_NOT_INDICATED_SENTENCE = "A FIT was not indicated, and no result has come since"
_DECLINED_SENTENCE = "Chose not to have a FIT, and no result has come since"
_shows = (
    Show("Urgent lower gastrointestinal referral", _referral),
    Show("Last FIT result", Latest("fit_result"), if_missing="No FIT result on record"),
    Show("FIT requested", Latest("fit_requested")),
)
_work = Work(
    "fit_result_for_referral",
    "Find the FIT result of the referral and record it",
    by=("care_coordinator", "healthcare_assistant", "nurse"),
    minutes=5,
    counts=("fit_result", "fit_not_indicated", "fit_declined"),
)
_requested = Nearly(
    Latest("fit_requested").exists & missing(_fit), "A FIT was requested; only a result counts"
)
_early = Nearly(_too_early.exists, "A FIT result is more than 21 days older than the referral")


CAN04 = Indicator(
    "CAN04",
    "FIT result with the urgent lower gastrointestinal referral",
    source=network_des("CAN04"),
    rationale=(
        "A faecal immunochemical test (FIT) tells who needs a colonoscopy first. Of the people urgently "
        "referred for suspected lower gastrointestinal cancer in the contract year, those with at least one "
        "referral that had a FIT result in the 21 days up to it, the day of the referral included. Any entry "
        "of the test counts as its result, with or without a value, as the national extract counts codes. "
        "Paid to the network by points."
    ),
    also_known_as=("CAN-04",),
    of=_referral.exists,
    rules=(
        achieve("R2", _before.exists, "FIT result in the 21 days up to a referral"),
        adjust("R3", _NOT_INDICATED, _NOT_INDICATED_SENTENCE),
        adjust("R4", _DECLINED, _DECLINED_SENTENCE),
    ),
    due_sentence="Urgent lower gastrointestinal referral, and no FIT result in the 21 days up to it",
    nearly=(
        Nearly(_after.exists, "A FIT result came in the 14 days after the referral; CAN03 counts it"),
        _early,
        _requested,
    ),
    shows=_shows,
    work=_work,
    paid=NetworkPoints("CAN04"),
)

CAN03 = Indicator(
    "CAN03",
    "FIT result with the urgent lower gastrointestinal referral, up to 14 days after it",
    source=network_des("CAN03", WIDER_SET),
    rationale=(
        "As CAN04, and a result in the 14 days after the referral counts too: how many results come late. "
        "Collected until 2024/25, never paid."
    ),
    also_known_as=("CAN-03",),
    of=_referral.exists,
    rules=(
        achieve(
            "R2",
            _before.exists | _after.exists,
            "FIT result in the 21 days up to a referral or the 14 days after it",
        ),
        adjust("R3", _NOT_INDICATED, _NOT_INDICATED_SENTENCE),
        adjust("R4", _DECLINED, _DECLINED_SENTENCE),
    ),
    due_sentence=(
        "Urgent lower gastrointestinal referral, and no FIT result in the 21 days up to it or the 14 days "
        "after it"
    ),
    nearly=(_early, _requested),
    shows=_shows,
    work=_work,
    listed=False,
)

_UP_TO_THE_REFERRAL = on_or_after(EPISODE_START - days(DAYS_BEFORE)) & on_or_before(EPISODE_START) & _UNTIL
_AFTER_THE_REFERRAL = on_or_after(EPISODE_START) & on_or_before(EPISODE_START + days(DAYS_AFTER)) & _UNTIL
_early_for_it = Nearly(
    Latest(
        "fit_result",
        window=on_or_after(EPISODE_START - days(90)) & before(EPISODE_START - days(DAYS_BEFORE)) & _UNTIL,
    ).exists,
    "A FIT result is more than 21 days older than this referral",
)
_each_referral = Episode(start=_referral, close_within=days(0), keep="each")
_PER_REFERRAL = (
    " Counted for each referral, not for each person; in the dictionary of these two the adjustments come "
    "before the numerator. Replaced during 2024/25."
)

CAN02 = Indicator(
    "CAN02",
    "Urgent lower gastrointestinal referrals with a FIT result",
    source=network_des("CAN02, June 2024", WIDER_SET),
    rationale="The paid indicator before CAN04: a FIT result in the 21 days up to the referral."
    + _PER_REFERRAL,
    also_known_as=("CAN-02", "NCD123"),
    per=_each_referral,
    rules=(
        adjust("R2", _NOT_INDICATED, _NOT_INDICATED_SENTENCE),
        adjust("R3", _DECLINED, _DECLINED_SENTENCE),
        achieve(
            "R4",
            Latest("fit_result", window=_UP_TO_THE_REFERRAL).exists,
            "FIT result in the 21 days up to this referral",
        ),
    ),
    due_sentence="This urgent referral had no FIT result in the 21 days up to it",
    nearly=(
        Nearly(
            Latest("fit_result", window=_AFTER_THE_REFERRAL).exists,
            "A FIT result came in the 14 days after the referral; CAN01 counts it",
        ),
        _early_for_it,
        _requested,
    ),
    shows=_shows,
    work=_work,
    listed=False,
)

CAN01 = Indicator(
    "CAN01",
    "Urgent lower gastrointestinal referrals with a FIT result, up to 14 days after",
    source=network_des("CAN01, June 2024", WIDER_SET),
    rationale="As CAN02, and a result in the 14 days after the referral counts too." + _PER_REFERRAL,
    also_known_as=("CAN-01", "NCD112"),
    per=_each_referral,
    rules=(
        adjust("R2", _NOT_INDICATED, _NOT_INDICATED_SENTENCE),
        adjust("R3", _DECLINED, _DECLINED_SENTENCE),
        achieve(
            "R4",
            Latest("fit_result", window=_UP_TO_THE_REFERRAL).exists
            | Latest("fit_result", window=_AFTER_THE_REFERRAL).exists,
            "FIT result in the 21 days up to this referral or the 14 days after it",
        ),
    ),
    due_sentence="This urgent referral had no FIT result in the 21 days up to it or the 14 days after it",
    nearly=(_early_for_it, _requested),
    shows=_shows,
    due_by=EPISODE_START + days(DAYS_AFTER),
    work=_work,
    listed=False,
)

DEFINITIONS = (CAN04, CAN03, CAN02, CAN01)
