"""Stories of AF006 and AF008."""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import (
    Expected,
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
from openpcn.rules.services.cardiovascular.qof_atrial_fibrillation import AF006, AF008
from openpcn.rules.services.cardiovascular.quality import ATRIAL_FIBRILLATION_CARE

from .quality import DUE, adjustment_stories

_somebody = person(born="1951-06-30")
_af = _somebody.has("af", on="2018-04-05")


def _scored(about: StoryPerson, score: float | None, on: str | date) -> StoryPerson:
    return about.measures("chadsvasc_score", score, None, on=on)


def _s(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(AF006, title, about, expect=expect)


_AF006 = (
    _s("never scored", _af, DUE),
    _s("scored 1 this year", _scored(_af, 1, "2025-10-06"), achieved("R2")),
    _s("scored 3 this year, for the first time", _scored(_af, 3, "2025-10-06"), achieved("R2")),
    _s("scored on the first of the 12 months", _scored(_af, 1, "2025-04-01"), achieved("R2")),
    _s("scored 1 a day before the 12 months", _scored(_af, 1, "2025-03-31"), DUE),
    _s("scored 2 a day before the 12 months", _scored(_af, 2, "2025-03-31"), excluded("R1")),
    _s(
        "scored 1 and 2 on one day long ago: the higher counts",
        _scored(_scored(_af, 1, "2024-01-01"), 2, "2024-01-01"),
        excluded("R1"),
    ),
    _s(
        "scored 2 long ago and again this year",
        _scored(_scored(_af, 2, "2022-01-01"), 2, "2025-10-06"),
        excluded("R1"),
    ),
    _s(
        "scored 2 long ago, 1 later: the last one before the year counts",
        _scored(_scored(_af, 2, "2022-01-01"), 1, "2024-01-01"),
        DUE,
    ),
    _s("scored this year, without the number", _scored(_af, None, "2025-10-06"), achieved("R2")),
    _s("scored long ago, without the number", _scored(_af, None, "2022-01-01"), DUE),
    _s("no atrial fibrillation", _scored(_somebody, 1, "2025-10-06"), outside()),
    _s("atrial fibrillation resolved", _af.has("af_resolved", on="2024-01-01"), outside()),
    story(
        AF006,
        "scored 1 on 31 March, due again on 1 April the year after",
        _scored(_af, 1, "2026-03-31"),
        as_at="2027-04-01",
        achievement_date="2028-03-31",
        expect=due(by="2028-03-31"),
    ),
    *adjustment_stories(
        AF006,
        3,
        ATRIAL_FIBRILLATION_CARE,
        _af,
        lambda day: _somebody.has("af", on=day),
        new_since=date(2026, 1, 1),
    ),
)

_at_risk = _scored(_af, 3, "2023-05-05")
_on_warfarin = _at_risk.issued("vitamin_k_antagonist", on="2026-02-01")


def _a(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(AF008, title, about, expect=expect)


_AF008 = (
    _a("a direct oral anticoagulant", _at_risk.issued("doac", on="2026-02-01"), achieved("R1")),
    _a("on the first of the 6 months", _at_risk.issued("doac", on="2025-10-01"), achieved("R1")),
    _a("a day before the 6 months", _at_risk.issued("doac", on="2025-09-30"), DUE),
    _a("no anticoagulant", _at_risk, DUE),
    _a("warfarin alone", _on_warfarin, DUE),
    *(
        _a(
            f"warfarin, and {codes.replace('_', ' ')} long ago",
            _on_warfarin.has(codes, on="2019-01-01"),
            achieved("R2"),
        )
        for codes in ("antiphospholipid_syndrome", "doac_contraindicated", "mechanical_heart_valve")
    ),
    *(
        _a(
            f"a direct one contraindicated, and warfarin {words}",
            _at_risk.has("doac_contraindicated", on="2019-01-01").issued("vitamin_k_antagonist", on=on),
            expect,
        )
        for words, on, expect in (
            ("on the first of the 6 months", "2025-10-01", achieved("R2")),
            ("a day before the 6 months", "2025-09-30", DUE),
        )
    ),
    _a(
        "warfarin, and a direct one declined on the first of the 12 months",
        _on_warfarin.has("doac_declined", on="2025-04-01"),
        achieved("R2"),
    ),
    _a(
        "warfarin, and a direct one declined a day before the 12 months",
        _on_warfarin.has("doac_declined", on="2025-03-31"),
        DUE,
    ),
    _a(
        "a direct one with a mechanical heart valve: dangerous, and does not count",
        _at_risk.issued("doac", on="2026-02-01").has("mechanical_heart_valve", on="2010-01-01"),
        DUE,
    ),
    _a(
        "a mechanical heart valve and nothing taken",
        _at_risk.has("mechanical_heart_valve", on="2010-01-01"),
        DUE,
    ),
    _a("a direct one declined, and nothing taken", _at_risk.has("doac_declined", on="2025-06-01"), DUE),
    _a("score 2", _scored(_af, 2, "2023-05-05"), DUE),
    _a("score 1", _scored(_af, 1, "2023-05-05"), outside()),
    _a(
        "scored 1 and 2 on one day: the higher counts",
        _scored(_scored(_af, 1, "2024-01-01"), 2, "2024-01-01"),
        DUE,
    ),
    _a("the latest score is 1", _scored(_at_risk, 1, "2025-05-05"), outside()),
    _a("never scored", _af, outside()),
    _a("a score without its number", _scored(_af, None, "2023-05-05"), outside()),
    _a("no atrial fibrillation", _scored(_somebody, 3, "2023-05-05"), outside()),
    _a(
        "contraindicated at any time",
        _at_risk.has("anticoagulant_contraindicated", on="2019-01-01"),
        adjusted("R3"),
    ),
    _a(
        "declined on the first of the 12 months",
        _at_risk.has("anticoagulant_declined", on="2025-04-01"),
        adjusted("R4"),
    ),
    _a(
        "declined a day before the 12 months",
        _at_risk.has("anticoagulant_declined", on="2025-03-31"),
        DUE,
    ),
    story(
        AF008,
        "issued in September, due on 1 April",
        _at_risk.issued("doac", on="2025-09-30"),
        as_at="2026-04-01",
        achievement_date="2026-04-01",
        expect=due(by="2026-04-01"),
    ),
    *adjustment_stories(
        AF008,
        5,
        ATRIAL_FIBRILLATION_CARE,
        _at_risk,
        lambda day: _scored(_somebody, 3, day).has("af", on=day),
        new_since=date(2026, 1, 1),
    ),
)

STORIES: tuple[Story, ...] = (*_AF006, *_AF008)
