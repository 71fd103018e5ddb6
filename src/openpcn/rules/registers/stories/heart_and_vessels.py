"""Stories of the registers of the heart and the vessels."""

from __future__ import annotations

from openpcn.rules.language import Register, Story, member, outside, person, story
from openpcn.rules.registers.heart_and_vessels import (
    ATRIAL_FIBRILLATION,
    CARDIOVASCULAR_DISEASE,
    CORONARY_HEART_DISEASE,
    HEART_FAILURE,
    HEART_FAILURE_LVSD,
    PERIPHERAL_ARTERIAL_DISEASE,
    STROKE_TIA,
)

_somebody = person(born="1955-03-08")


def resolvable(register: Register, codes: str, resolved: str) -> tuple[Story, ...]:
    """A diagnosis that a later code takes off again."""
    diagnosed = _somebody.has(codes, on="2019-03-02")
    return (
        story(register, "a diagnosis", diagnosed, expect=member()),
        story(register, "no diagnosis", _somebody, expect=outside()),
        story(register, "resolved a day later", diagnosed.has(resolved, on="2019-03-03"), expect=outside()),
        story(
            register,
            "resolved on the day of the diagnosis stays on",
            diagnosed.has(resolved, on="2019-03-02"),
            expect=member(),
        ),
        story(
            register,
            "resolved, and diagnosed again later",
            diagnosed.has(resolved, on="2020-01-01").has(codes, on="2023-06-01"),
            expect=member(),
        ),
        story(
            register,
            "resolved without a diagnosis",
            _somebody.has(resolved, on="2020-01-01"),
            expect=outside(),
        ),
    )


def for_life(register: Register, codes: str) -> tuple[Story, ...]:
    """A diagnosis that stays."""
    return (
        story(register, "a diagnosis long ago", _somebody.has(codes, on="1998-07-01"), expect=member()),
        story(register, "no diagnosis", _somebody, expect=outside()),
        story(
            register,
            "a diagnosis on the day of the data",
            _somebody.has(codes, on="2026-02-10"),
            expect=member(),
        ),
        story(
            register,
            "an entry dated after the data is not seen",
            _somebody.has(codes, on="2026-02-11"),
            expect=outside(),
        ),
        story(
            register,
            "left the list",
            _somebody.has(codes, on="2010-01-01").leaves(on="2026-02-10"),
            expect=outside(),
        ),
        story(
            register,
            "still on the list on the day before leaving",
            _somebody.has(codes, on="2010-01-01").leaves(on="2026-02-11"),
            expect=member(),
        ),
    )


_failing = _somebody.has("heart_failure", on="2021-05-06")

STORIES: tuple[Story, ...] = (
    *resolvable(ATRIAL_FIBRILLATION, "af", "af_resolved"),
    *for_life(CORONARY_HEART_DISEASE, "chd"),
    *for_life(STROKE_TIA, "stroke_tia"),
    *for_life(PERIPHERAL_ARTERIAL_DISEASE, "pad"),
    *resolvable(HEART_FAILURE, "heart_failure", "heart_failure_resolved"),
    story(
        HEART_FAILURE_LVSD,
        "heart failure and systolic dysfunction",
        _failing.has("lvsd", on="2021-05-06"),
        expect=member(),
    ),
    story(
        HEART_FAILURE_LVSD,
        "systolic dysfunction before heart failure",
        _failing.has("lvsd", on="2018-01-01"),
        expect=member(),
    ),
    story(HEART_FAILURE_LVSD, "heart failure alone", _failing, expect=outside()),
    story(
        HEART_FAILURE_LVSD,
        "systolic dysfunction without heart failure",
        _somebody.has("lvsd", on="2021-05-06"),
        expect=outside(),
    ),
    story(
        HEART_FAILURE_LVSD,
        "heart failure resolved",
        _failing.has("lvsd", on="2021-05-06").has("heart_failure_resolved", on="2024-01-01"),
        expect=outside(),
    ),
    story(HEART_FAILURE_LVSD, "neither", _somebody, expect=outside()),
    *(
        story(
            CARDIOVASCULAR_DISEASE,
            f"{words} alone",
            _somebody.has(codes, on="2012-01-01"),
            expect=member(),
        )
        for words, codes in (
            ("coronary heart disease", "chd"),
            ("a stroke", "stroke_tia"),
            ("peripheral arterial disease", "pad"),
        )
    ),
    story(
        CARDIOVASCULAR_DISEASE,
        "all three",
        _somebody.has("chd", on="2012-01-01").has("stroke_tia", on="2015-01-01").has("pad", on="2016-01-01"),
        expect=member(),
    ),
    story(CARDIOVASCULAR_DISEASE, "heart failure alone", _failing, expect=outside()),
    story(CARDIOVASCULAR_DISEASE, "none of them", _somebody, expect=outside()),
)
