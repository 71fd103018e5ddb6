"""Stories of whether frailty is recognised: the data are of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import (
    Indicator,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.proactive_care.recognition import (
    CODED_UNCONFIRMED,
    MODERATE_BY_INDEX,
    REASSESSED,
    SEVERE_BY_INDEX,
)

_old = person(born="1945-05-01")


def _index(value: float, of: StoryPerson = _old, on: str = "2025-06-01") -> StoryPerson:
    return of.measures("electronic_frailty_index", value, None, on=on)


def _by_index(of: Indicator, found: float, degree: str) -> tuple[Story, ...]:
    said = _index(found)
    return (
        story(of, "nobody has looked", said, expect=due()),
        story(of, "coded later", said.has(f"frailty_{degree}", on="2025-09-01"), expect=achieved("E1")),
        story(of, "coded mild years ago", said.has("frailty_mild", on="2018-09-01"), expect=achieved("E1")),
        story(
            of,
            "a scale a year ago less a day",
            said.measures("clinical_frailty_scale", 6, None, on="2025-02-11"),
            expect=achieved("E2"),
        ),
        story(
            of,
            "a scale a year ago",
            said.measures("clinical_frailty_scale", 6, None, on="2025-02-10"),
            expect=due(),
        ),
        story(
            of,
            "a scale without its number",
            said.measures("clinical_frailty_scale", None, None, on="2025-09-01"),
            expect=due(),
        ),
        story(
            of,
            "an assessment without a result",
            said.has("frailty_assessment", on="2025-09-01"),
            expect=due(),
        ),
        story(
            of,
            "not frail a year ago less a day",
            said.has("frailty_not_present", on="2025-02-11"),
            expect=adjusted("E3"),
        ),
        story(
            of,
            "not frail a year ago",
            said.has("frailty_not_present", on="2025-02-10"),
            expect=due(),
        ),
        story(
            of,
            "receiving palliative care",
            said.has("palliative_care", on="2025-09-01"),
            expect=adjusted("E4"),
        ),
        story(of, "65 on the day of the data", _index(found, person(born="1961-02-10")), expect=due()),
        story(of, "65 a day later", _index(found, person(born="1961-02-11")), expect=outside()),
        story(of, "an index of 2 years ago less a day", _index(found, on="2024-02-11"), expect=due()),
        story(of, "an index of 2 years ago", _index(found, on="2024-02-10"), expect=outside()),
        story(of, "no index and nothing to make one of", _old, expect=outside()),
    )


def _of_deficits(count: int) -> StoryPerson:
    somebody = _old
    for codes in (
        "arthritis", "af", "stroke_tia", "ckd", "diabetes", "dizziness", "dyspnoea", "falls", "foot_problem",
        "hearing_loss", "heart_failure", "heart_valve_disease", "housebound",
    )[:count]:  # fmt: skip
        somebody = somebody.has(codes, on="2020-01-01")
    return somebody


_LIMITS = (
    story(SEVERE_BY_INDEX, "an index of 0.36", _index(0.36), expect=outside()),
    story(SEVERE_BY_INDEX, "an index of 0.37", _index(0.37), expect=due()),
    story(SEVERE_BY_INDEX, "no index, thirteen deficits", _of_deficits(13), expect=due()),
    story(SEVERE_BY_INDEX, "no index, twelve deficits", _of_deficits(12), expect=outside()),
    story(
        SEVERE_BY_INDEX,
        "thirteen deficits and a coded index of 0.20: the coded one counts",
        _index(0.20, _of_deficits(13)),
        expect=outside(),
    ),
    story(MODERATE_BY_INDEX, "an index of 0.36", _index(0.36), expect=due()),
    story(MODERATE_BY_INDEX, "an index of 0.37", _index(0.37), expect=outside()),
    story(MODERATE_BY_INDEX, "an index of 0.24", _index(0.24), expect=outside()),
    story(MODERATE_BY_INDEX, "an index of 0.25", _index(0.25), expect=due()),
    story(MODERATE_BY_INDEX, "no index, nine deficits", _of_deficits(9), expect=due()),
    story(MODERATE_BY_INDEX, "no index, eight deficits", _of_deficits(8), expect=outside()),
)

_coded = _old.has("frailty_moderate", on="2025-06-30")
_CONFIRMED = (
    story(CODED_UNCONFIRMED, "coded, nobody looked", _coded, expect=due()),
    story(
        CODED_UNCONFIRMED,
        "a scale 28 days before",
        _coded.measures("clinical_frailty_scale", 6, None, on="2025-06-02"),
        expect=achieved("B1"),
    ),
    story(
        CODED_UNCONFIRMED,
        "a scale 29 days before",
        _coded.measures("clinical_frailty_scale", 6, None, on="2025-06-01"),
        expect=due(),
    ),
    story(
        CODED_UNCONFIRMED,
        "assessed since",
        _coded.has("frailty_assessment", on="2025-12-01"),
        expect=achieved("B1"),
    ),
    story(CODED_UNCONFIRMED, "an index does not confirm", _index(0.30, _coded), expect=due()),
    story(
        CODED_UNCONFIRMED,
        "receiving palliative care",
        _coded.has("palliative_care", on="2025-12-01"),
        expect=excluded("X1"),
    ),
    story(
        CODED_UNCONFIRMED,
        "assessed since and found not frail",
        _coded.has("frailty_not_present", on="2025-12-01"),
        expect=achieved("B1"),
    ),
    story(CODED_UNCONFIRMED, "coded mild", _old.has("frailty_mild", on="2025-06-30"), expect=outside()),
)

_long_ago = _old.has("frailty_moderate", on="2024-06-30")
_REASSESSED = (
    story(REASSESSED, "coded long ago", _long_ago, expect=due()),
    story(
        REASSESSED,
        "coded a year ago less a day",
        _old.has("frailty_moderate", on="2025-02-11"),
        expect=achieved("B1"),
    ),
    story(REASSESSED, "coded a year ago", _old.has("frailty_moderate", on="2025-02-10"), expect=due()),
    story(
        REASSESSED,
        "a scale since",
        _long_ago.measures("clinical_frailty_scale", 6, None, on="2025-09-01"),
        expect=achieved("B1"),
    ),
    story(REASSESSED, "an index is no assessment", _index(0.3, _long_ago), expect=due()),
    story(
        REASSESSED,
        "receiving palliative care",
        _long_ago.has("palliative_care", on="2025-12-01"),
        expect=excluded("X1"),
    ),
    story(
        REASSESSED,
        "found not frail since",
        _long_ago.has("frailty_not_present", on="2025-12-01"),
        expect=achieved("B1"),
    ),
    story(REASSESSED, "found to be mild", _long_ago.has("frailty_mild", on="2025-09-01"), expect=outside()),
)

STORIES: tuple[Story, ...] = (
    *_by_index(SEVERE_BY_INDEX, 0.45, "severe"),
    *_by_index(MODERATE_BY_INDEX, 0.30, "moderate"),
    *_LIMITS,
    *_CONFIRMED,
    *_REASSESSED,
)
