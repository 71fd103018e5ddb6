"""CVD01: a raised blood pressure, hypertension not known, is followed up within 6 months."""

from __future__ import annotations

from collections.abc import Callable

from openpcn.rules.language import (
    EPISODE_START,
    EVER,
    YEAR_START,
    AgeOn,
    BoolExpr,
    CaseFinding,
    Episode,
    Latest,
    Nearly,
    On,
    Show,
    Window,
    Work,
    achieve,
    adjust,
    after,
    before,
    contract_period,
    exclude,
    last,
    latest_of,
    missing,
    months,
    on_or_after,
    on_or_before,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.sources import SERVICE_YEAR_END, WIDER_SET, network_des
from openpcn.rules.services.cardiovascular.readings import (
    LAST,
    LAST_IS_SEVERE,
    RAISED,
    READING_CODES,
    SEVERE,
    SEVERE_SENTENCE,
    clinic,
    home,
    none_reaches,
)

_SIX_MONTHS = months(6)
_LOOK_BACK = on_or_after(YEAR_START - contract_period("cvd01.lookback"))
_IN_SIX_MONTHS = on_or_before(EPISODE_START + _SIX_MONTHS)
_BEFORE_THE_YEAR = before(YEAR_START)
_LONG_BEFORE_THE_YEAR = EPISODE_START < YEAR_START - _SIX_MONTHS
_EARLIER = _LOOK_BACK & before(YEAR_START - _SIX_MONTHS)
_SINCE = after(EPISODE_START)

_raised_clinic = clinic(_LOOK_BACK).of_at_least(*RAISED.clinic)
_raised_home = home(_LOOK_BACK).of_at_least(*RAISED.home)

#: The first raised reading of the look-back lies in the 6 months before the year.
_FIRST_RAISED_JUST_BEFORE = (EPISODE_START < YEAR_START) & none_reaches(RAISED, _EARLIER)

_last_raised = latest_of(_raised_clinic.date, _raised_home.date)


def _lower(until: Window) -> BoolExpr:
    """The readings since the last raised one have come under the limit of their setting."""
    window = _SINCE & after(_last_raised) & until
    return clinic(window).of_below(*RAISED.clinic).exists | home(window).of_below(*RAISED.home).exists


def _without_severe_since(evidence: Latest) -> BoolExpr:
    """The evidence is there, and no reading of its day or later is severe."""
    return evidence.exists & none_reaches(SEVERE, on_or_after(evidence.date))


def _monitored(until: Window) -> BoolExpr:
    return _without_severe_since(Latest(("abpm", "home_bp_monitoring"), window=_SINCE & until))


def _settled(until: Window) -> BoolExpr:
    """Diagnosed, or excluded, on the day of the reading or later."""
    window = on_or_after(EPISODE_START) & until
    excluded = Latest("white_coat_or_excluded", window=window)
    return Latest("hypertension", window=window).exists | _without_severe_since(excluded)


def _followed_up(until: Window) -> BoolExpr:
    return _lower(until) | _monitored(until) | _settled(until)


def _in_time(evidence: Callable[[Window], BoolExpr]) -> BoolExpr:
    """Within 6 months; for a reading from longer ago than 6 months before the year, by now."""
    return evidence(_IN_SIX_MONTHS) | (_LONG_BEFORE_THE_YEAR & evidence(EVER))


_known_before = Latest("hypertension", window=before(EPISODE_START))
_resolved_before = Latest(
    "hypertension_resolved", window=after(_known_before.date) & on_or_before(EPISODE_START)
)
_known_at_start = Latest("hypertension", window=_BEFORE_THE_YEAR)
_resolved_at_start = Latest("hypertension_resolved", window=after(_known_at_start.date) & _BEFORE_THE_YEAR)
_declined_12 = Latest("home_monitoring_declined", window=last(months(12)))
_declined_24 = Latest("home_monitoring_declined", window=last(months(24)))

CVD01 = CaseFinding(
    "CVD01",
    "Raised blood pressure followed up, hypertension not known",
    source=network_des("CVD01", WIDER_SET),
    rationale=(
        "A reading of 140/90 or more in the surgery, or 135/85 or more at home, opens an episode of 6 "
        "months in which hypertension is confirmed or excluded. How many years before the contract year "
        "readings are looked at is a contract value; only the latest episode of a person counts. Rules R2, "
        "R3, R4, R8, R9 and R10 are the dictionary's; the numerator has no published codes, so R5 to R7 are "
        "ours. Rule 11 of the dictionary (the 6 months are not over at the year's end) is not applied: "
        "those people are due now, by their own date. A raised reading after a lower one, or a severe one "
        "after monitoring, leaves the person due. Follow-up too late for a reading of this year or of "
        "the 6 months before it takes the person off the list without counting (LATE). Not paid since "
        "2023/24."
    ),
    also_known_as=("CVD-01", "NCD011"),
    of=AgeOn(SERVICE_YEAR_END) >= 18,
    per=Episode(start=(_raised_clinic, _raised_home), close_within=_SIX_MONTHS),
    rules=(
        exclude(
            "R2",
            (_known_before.exists & missing(_resolved_before))
            | (_known_at_start.exists & missing(_resolved_at_start)),
            "Already on the hypertension register when the reading was taken, or when the year started",
        ),
        exclude(
            "R3",
            _FIRST_RAISED_JUST_BEFORE & _followed_up(_BEFORE_THE_YEAR),
            "First raised in the 6 months before the contract year, and followed up before it",
        ),
        exclude(
            "R4",
            _LONG_BEFORE_THE_YEAR & _lower(_BEFORE_THE_YEAR),
            "The last reading before the contract year was not raised, and none was since",
        ),
        achieve("R5", _in_time(_lower), "A later reading was not raised"),
        achieve("R6", _in_time(_monitored), "Ambulatory or home monitoring done"),
        achieve("R7", _in_time(_settled), "Hypertension confirmed or excluded"),
        exclude("LATE", _followed_up(EVER), "Followed up, but after the 6 months"),
        adjust("R8", On(PALLIATIVE), "Receiving palliative care"),
        adjust(
            "R9",
            _FIRST_RAISED_JUST_BEFORE & _declined_24.exists,
            "First raised in the 6 months before the year, and declined monitoring in the last 24 months",
        ),
        adjust("R10", _declined_12.exists, "Chose not to have ambulatory or home monitoring"),
    ),
    due_sentence="Raised blood pressure, hypertension neither confirmed nor excluded",
    nearly=(
        Nearly(
            Latest("systolic_clinic", window=_SINCE).exists | Latest("systolic_home", window=_SINCE).exists,
            "Blood pressure was taken again and was still raised, or only half of the reading was recorded",
        ),
    ),
    shows=(
        Show("Raised reading in the surgery", _raised_clinic),
        Show("Raised reading at home", _raised_home),
        Show("Last blood pressure taken", LAST.date),
    ),
    work=Work(
        "confirm_hypertension",
        "Confirm or exclude hypertension",
        by=("clinical_pharmacist", "care_coordinator", "healthcare_assistant", "nurse"),
        minutes=15,
        counts=("abpm", "home_bp_monitoring", "hypertension", "white_coat_or_excluded", *READING_CODES),
        red_flag=LAST_IS_SEVERE,
        red_flag_sentence=SEVERE_SENTENCE,
    ),
)
