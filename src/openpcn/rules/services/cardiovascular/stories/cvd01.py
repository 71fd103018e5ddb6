"""Stories of CVD01: a raised pressure and what became of it."""

from __future__ import annotations

from openpcn.rules.language import (
    Expected,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    bp,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.cardiovascular.cvd01 import CVD01

_well = person(born="1970-08-15")
_raised = _well.reads(bp(152, 94), on="2025-11-10")
_RAISED_DUE = due(by="2026-05-10", episode_start="2025-11-10")
_in_may = _well.reads(bp(152, 94), on="2025-05-01")


def _c(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(CVD01, title, about, expect=expect)


_START = (
    _c("a raised reading, nothing since", _raised, _RAISED_DUE),
    *(
        _c(
            f"{top}/{bottom} {where}",
            _well.reads(bp(top, bottom), on="2025-11-10", at=at),
            _RAISED_DUE if raised else outside(),
        )
        for where, at, readings in (
            ("in the surgery", "clinic", ((140, 89, True), (139, 90, True), (139, 89, False))),
            ("at home", "home", ((135, 84, True), (134, 85, True), (134, 84, False))),
        )
        for top, bottom, raised in readings
    ),
    _c("no reading", _well, outside()),
    _c(
        "a systolic alone opens nothing",
        _well.measures("systolic_clinic", 170, "mmHg", on="2025-11-10"),
        outside(),
    ),
    _c(
        "18 on the last day of the year",
        person(born="2008-03-31").reads(bp(152, 94), on="2025-11-10"),
        _RAISED_DUE,
    ),
    _c(
        "18 a day after the year",
        person(born="2008-04-01").reads(bp(152, 94), on="2025-11-10"),
        outside(),
    ),
    _c(
        "raised on the first day of the look-back of 4 years",
        _well.reads(bp(152, 94), on="2021-04-01"),
        due(by="2021-10-01", episode_start="2021-04-01"),
    ),
    _c(
        "raised a day before the look-back",
        _well.reads(bp(152, 94), on="2021-03-31"),
        outside(),
    ),
    _c(
        "raised again 6 months later to the day: the same episode",
        _well.reads(bp(152, 94), on="2025-05-10").reads(bp(150, 92), on="2025-11-10"),
        due(by="2025-11-10", episode_start="2025-05-10"),
    ),
    _c(
        "raised again a day after the 6 months: a new episode",
        _well.reads(bp(152, 94), on="2025-05-10").reads(bp(150, 92), on="2025-11-11"),
        due(by="2026-05-11", episode_start="2025-11-11"),
    ),
    story(
        CVD01,
        "raised on 31 March, still due on 1 April",
        _well.reads(bp(152, 94), on="2026-03-31"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(by="2026-09-30", episode_start="2026-03-31"),
    ),
)

_KNOWN = (
    _c("hypertension known before", _raised.has("hypertension", on="2025-11-09"), excluded("R2")),
    _c(
        "hypertension known once, resolved before the reading",
        _raised.has("hypertension", on="2010-01-01").has("hypertension_resolved", on="2015-01-01"),
        _RAISED_DUE,
    ),
    _c("diagnosed on the day of the reading", _raised.has("hypertension", on="2025-11-10"), achieved("R7")),
    _c("diagnosed since", _raised.has("hypertension", on="2026-01-15"), achieved("R7")),
    _c(
        "raised and settled before the contract year",
        _well.reads(bp(152, 94), on="2024-12-01").reads(bp(130, 80), on="2025-03-31"),
        excluded("R3"),
    ),
    _c(
        "raised on the first of the 6 months before the year, and monitored before it",
        _well.reads(bp(152, 94), on="2024-10-01").has("abpm", on="2025-03-31"),
        excluded("R3"),
    ),
    _c(
        "raised a day before those 6 months, and monitored before the year: it counts",
        _well.reads(bp(152, 94), on="2024-09-30").has("abpm", on="2025-03-31"),
        achieved("R6"),
    ),
    _c(
        "raised at home on the first of those 6 months, and monitored before the year",
        _well.reads(bp(140, 80), on="2024-10-01", at="home").has("abpm", on="2025-03-31"),
        excluded("R3"),
    ),
    _c(
        "raised and settled just before the year, but raised at home a day before those 6 months as well",
        _well.reads(bp(140, 80), on="2024-09-30", at="home")
        .reads(bp(152, 94), on="2025-03-31")
        .has("white_coat_or_excluded", on="2025-03-31"),
        achieved("R7"),
    ),
    _c(
        "raised and monitored just before the year, but raised years before as well: it counts",
        _well.reads(bp(152, 94), on="2022-06-01")
        .reads(bp(152, 94), on="2024-12-01")
        .has("abpm", on="2025-02-01"),
        achieved("R6"),
    ),
    _c(
        "raised and monitored just before the year, raised before the look-back as well",
        _well.reads(bp(152, 94), on="2021-03-31")
        .reads(bp(152, 94), on="2024-12-01")
        .has("abpm", on="2025-02-01"),
        excluded("R3"),
    ),
    _c(
        "raised long before the year, the last reading before it not raised",
        _well.reads(bp(152, 94), on="2023-06-01").reads(bp(130, 80), on="2025-03-31"),
        excluded("R4"),
    ),
    _c(
        "raised long before the year, monitored, and the last reading before it not raised",
        _well.reads(bp(152, 94), on="2023-06-01")
        .has("abpm", on="2023-07-01")
        .reads(bp(130, 80), on="2025-03-31"),
        excluded("R4"),
    ),
    _c(
        "raised long before the year, the first lower reading on its first day",
        _well.reads(bp(152, 94), on="2023-06-01").reads(bp(130, 80), on="2025-04-01"),
        achieved("R5"),
    ),
    _c(
        "diagnosed a day before the contract year",
        _well.reads(bp(152, 94), on="2024-06-01").has("hypertension", on="2025-03-31"),
        excluded("R2"),
    ),
    _c(
        "diagnosed on the first day of the contract year",
        _well.reads(bp(152, 94), on="2024-06-01").has("hypertension", on="2025-04-01"),
        achieved("R7"),
    ),
    _c(
        "raised before the contract year, settled on its first day",
        _well.reads(bp(152, 94), on="2024-12-01").reads(bp(130, 80), on="2025-04-01"),
        achieved("R5"),
    ),
)

_FOLLOWED_UP = (
    _c("139/89 in the surgery later", _raised.reads(bp(139, 89), on="2025-12-01"), achieved("R5")),
    _c(
        "140/89 in the surgery later is still raised",
        _raised.reads(bp(140, 89), on="2025-12-01"),
        _RAISED_DUE,
    ),
    _c(
        "a lower reading of the same day makes the day lower: no episode",
        _raised.reads(bp(138, 88), on="2025-11-10"),
        outside(),
    ),
    _c(
        "134/84 at home later",
        _raised.reads(bp(134, 84), on="2025-12-01", at="home"),
        achieved("R5"),
    ),
    _c(
        "home monitoring later, whatever it shows",
        _raised.reads(bp(142, 90), on="2025-12-01", at="home"),
        achieved("R6"),
    ),
    _c(
        "home monitoring later, only the set of readings coded",
        _raised.has("home_bp_monitoring", on="2025-12-01", code="335661000000109"),
        achieved("R6"),
    ),
    _c("ambulatory monitoring later", _raised.has("abpm", on="2025-12-01", code="314463006"), achieved("R6")),
    _c(
        "home monitoring before the raised reading",
        _raised.has("home_bp_monitoring", on="2025-11-09", code="335661000000109"),
        _RAISED_DUE,
    ),
    _c(
        "lower, and raised again: still to be followed up",
        _raised.reads(bp(130, 80), on="2025-12-01").reads(bp(146, 90), on="2026-01-10"),
        _RAISED_DUE,
    ),
    _c(
        "lower, raised and lower again",
        _raised.reads(bp(130, 80), on="2025-12-01")
        .reads(bp(146, 90), on="2026-01-10")
        .reads(bp(134, 80), on="2026-01-20"),
        achieved("R5"),
    ),
    _c(
        "raised in the surgery after home monitoring",
        _raised.has("abpm", on="2025-12-01", code="314463006").reads(bp(179, 119), on="2026-01-10"),
        achieved("R6"),
    ),
    _c(
        "severe in the surgery after home monitoring: still to be followed up",
        _raised.has("abpm", on="2025-12-01", code="314463006").reads(bp(180, 100), on="2026-01-10"),
        _RAISED_DUE,
    ),
    _c(
        "150/120 in the surgery after home monitoring: still to be followed up",
        _raised.has("abpm", on="2025-12-01", code="314463006").reads(bp(150, 120), on="2026-01-10"),
        _RAISED_DUE,
    ),
    _c(
        "the home monitoring itself is 169/114, not severe",
        _raised.reads(bp(169, 114), on="2025-12-01", at="home"),
        achieved("R6"),
    ),
    _c(
        "the home monitoring itself is severe by its diastolic",
        _raised.reads(bp(150, 115), on="2025-12-01", at="home"),
        _RAISED_DUE,
    ),
    _c(
        "the home monitoring itself is severe",
        _raised.reads(bp(170, 100), on="2025-12-01", at="home"),
        _RAISED_DUE,
    ),
    _c(
        "severe after hypertension was excluded",
        _raised.has("white_coat_or_excluded", on="2025-12-01").reads(bp(182, 100), on="2026-01-10"),
        _RAISED_DUE,
    ),
    _c("white coat hypertension", _raised.has("white_coat_or_excluded", on="2025-12-01"), achieved("R7")),
    _c(
        "followed up on the last day of the 6 months",
        _well.reads(bp(152, 94), on="2025-05-01").reads(bp(130, 80), on="2025-11-01"),
        achieved("R5"),
    ),
    _c(
        "followed up a day too late",
        _well.reads(bp(152, 94), on="2025-05-01").reads(bp(130, 80), on="2025-11-02"),
        excluded("LATE"),
    ),
    *(
        _c(f"{words} {when}", _in_may.has(codes, on=on), expect)
        for words, codes, rule in (
            ("monitored", "abpm", "R6"),
            ("hypertension recorded", "hypertension", "R7"),
            ("hypertension excluded", "white_coat_or_excluded", "R7"),
        )
        for when, on, expect in (
            ("on the last day of the 6 months", "2025-11-01", achieved(rule)),
            ("a day too late", "2025-11-02", excluded("LATE")),
        )
    ),
    *(
        _c(f"lower at home {when}", _in_may.reads(bp(130, 80), on=on, at="home"), expect)
        for when, on, expect in (
            ("on the last day of the 6 months", "2025-11-01", achieved("R5")),
            ("a day too late", "2025-11-02", excluded("LATE")),
        )
    ),
    _c(
        "raised on 1 October before the year: 6 months to follow up",
        _well.reads(bp(152, 94), on="2024-10-01").reads(bp(130, 80), on="2025-12-01"),
        excluded("LATE"),
    ),
    _c(
        "raised on 30 September before the year: the whole year to follow up",
        _well.reads(bp(152, 94), on="2024-09-30").reads(bp(130, 80), on="2025-12-01"),
        achieved("R5"),
    ),
)

_ADJUSTED = (
    _c("receiving palliative care", _raised.has("palliative_care", on="2025-08-01"), adjusted("R8")),
    _c(
        "followed up and receiving palliative care",
        _raised.has("palliative_care", on="2025-08-01").has("abpm", on="2025-12-01"),
        achieved("R6"),
    ),
    _c(
        "raised in the 6 months before the year, declined on the first of the 24 months",
        _well.reads(bp(152, 94), on="2024-12-01").declines("home_monitoring_declined", on="2024-04-01"),
        adjusted("R9"),
    ),
    _c(
        "raised in the 6 months before the year, declined a day before the 24 months",
        _well.reads(bp(152, 94), on="2024-12-01").declines("home_monitoring_declined", on="2024-03-31"),
        due(by="2025-06-01", episode_start="2024-12-01"),
    ),
    _c(
        "raised in those 6 months and years before as well, declined within 24 months",
        _well.reads(bp(152, 94), on="2022-06-01")
        .reads(bp(152, 94), on="2024-12-01")
        .declines("home_monitoring_declined", on="2024-12-10"),
        due(by="2025-06-01", episode_start="2024-12-01"),
    ),
    _c(
        "raised in the year, declined more than 12 months ago",
        _raised.declines("home_monitoring_declined", on="2025-03-31"),
        _RAISED_DUE,
    ),
    _c(
        "raised in the year, declined on the first of the 12 months",
        _raised.declines("home_monitoring_declined", on="2025-04-01"),
        adjusted("R10"),
    ),
)

STORIES: tuple[Story, ...] = (*_START, *_KNOWN, *_FOLLOWED_UP, *_ADJUSTED)
