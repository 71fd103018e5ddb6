"""Stories of the PINCER composites, and of the one list made of all thirteen."""

from __future__ import annotations

from openpcn.rules.language import Story, achieved, due, member, outside, person, story
from openpcn.rules.services.medication_review.pincer import (
    MEDICINES_SAFETY,
    PINCER_ALL,
    PINCER_GI,
    PINCER_MONITORING,
    PINCER_OTHER,
)
from openpcn.terms.units import Unit

_adult = person(born="1970-08-15")
_on_nsaid = person(born="1961-02-10").issued("nsaid", on="2026-01-20")  # 65 on the day of the data
_ulcer = _adult.has("peptic_ulcer", on="2019-04-01")
_failing = _adult.has("heart_failure", on="2020-02-02")
_failing_on_nsaid = _failing.issued("nsaid", on="2026-01-20")
_blocked = _adult.has("asthma", on="2001-06-01").issued("beta_blocker_non_selective", on="2026-01-20")
_on_lithium = _adult.issued("lithium", on="2025-09-01").issued("lithium", on="2026-01-02")
_half_tested = (
    _adult.issued("methotrexate", on="2025-09-01")
    .issued("methotrexate", on="2026-01-02")
    .has("full_blood_count", on="2026-01-15")
)
_on_ramipril = (
    person(born="1951-02-10")
    .issued("ace_inhibitor", on="2024-11-10")
    .issued("ace_inhibitor", on="2025-12-01")
)
_poor_kidneys = _adult.measures("egfr", 30, Unit.ML_PER_MIN, on="2025-09-01").issued("nsaid", on="2026-01-20")
_fair_kidneys = _adult.measures("egfr", 45, Unit.ML_PER_MIN, on="2025-09-01").issued("nsaid", on="2026-01-20")

_COMPOSITES = (
    story(PINCER_GI, "65 and an NSAID without protection", _on_nsaid, expect=member()),
    story(PINCER_GI, "an ulcer and an NSAID", _ulcer.issued("nsaid", on="2026-01-20"), expect=member()),
    story(PINCER_GI, "an ulcer and aspirin", _ulcer.issued("aspirin", on="2026-01-20"), expect=member()),
    story(
        PINCER_GI,
        "an anticoagulant and an NSAID, protected all the same",
        _adult.issued("doac", on="2026-01-20")
        .issued("nsaid", on="2026-01-20")
        .issued("ppi", on="2026-01-20"),
        expect=member(),
    ),
    story(
        PINCER_GI,
        "an anticoagulant and aspirin",
        _adult.issued("doac", on="2026-01-20").issued("aspirin", on="2026-01-20"),
        expect=member(),
    ),
    story(
        PINCER_GI,
        "aspirin and clopidogrel",
        _adult.issued("aspirin", on="2026-01-20").issued("antiplatelet_not_aspirin", on="2026-01-20"),
        expect=member(),
    ),
    story(
        PINCER_GI,
        "two hazards are one person",
        _on_nsaid.issued("doac", on="2026-01-20"),
        expect=member(),
    ),
    story(PINCER_GI, "protected", _on_nsaid.issued("ppi", on="2026-01-20"), expect=outside()),
    story(
        PINCER_GI,
        "the NSAID a day before the three months",
        person(born="1961-02-10").issued("nsaid", on="2025-11-10"),
        expect=outside(),
    ),
    story(PINCER_GI, "a hazard of another kind", _failing_on_nsaid, expect=outside()),
    story(PINCER_GI, "no medicines", _adult, expect=outside()),
    story(PINCER_OTHER, "heart failure and an NSAID", _failing_on_nsaid, expect=member()),
    story(PINCER_OTHER, "asthma and propranolol", _blocked, expect=member()),
    story(PINCER_OTHER, "poor kidneys and an NSAID", _poor_kidneys, expect=member()),
    story(PINCER_OTHER, "a risk of bleeding is not here", _on_nsaid, expect=outside()),
    story(PINCER_OTHER, "heart failure without an NSAID", _failing, expect=outside()),
    story(PINCER_OTHER, "an eGFR of 45", _fair_kidneys, expect=outside()),
    story(PINCER_MONITORING, "lithium without a level", _on_lithium, expect=member()),
    story(
        PINCER_MONITORING,
        "amiodarone without its test",
        _adult.issued("amiodarone", on="2025-05-01").issued("amiodarone", on="2026-01-02"),
        expect=member(),
    ),
    story(
        PINCER_MONITORING,
        "methotrexate with half of its tests",
        _half_tested,
        expect=member(),
    ),
    story(
        PINCER_MONITORING,
        "lithium with a level",
        _on_lithium.has("lithium_level", on="2026-01-15"),
        expect=outside(),
    ),
    story(PINCER_MONITORING, "a ramipril taken for two years, not tested", _on_ramipril, expect=member()),
    story(PINCER_MONITORING, "a risk of bleeding is not here", _on_nsaid, expect=outside()),
    story(PINCER_MONITORING, "no medicines", _adult, expect=outside()),
    story(PINCER_ALL, "by bleeding", _on_nsaid, expect=member()),
    story(PINCER_ALL, "by another pair", _failing_on_nsaid, expect=member()),
    story(PINCER_ALL, "by a missed test", _on_lithium, expect=member()),
    story(
        PINCER_ALL,
        "by two kinds, once",
        _on_lithium.issued("nsaid", on="2026-01-20").issued("doac", on="2026-01-20"),
        expect=member(),
    ),
    story(PINCER_ALL, "in a denominator, at no hazard", _failing, expect=outside()),
    story(PINCER_ALL, "no medicines", _adult, expect=outside()),
)

_SAFETY = (
    story(
        MEDICINES_SAFETY, "at risk of bleeding", _on_nsaid, expect=due("no_bleeding_risk", by="2026-03-10")
    ),
    story(MEDICINES_SAFETY, "another pair", _failing_on_nsaid, expect=due("no_other_hazard")),
    story(MEDICINES_SAFETY, "a missed test", _on_lithium, expect=due("tests_in_time")),
    story(
        MEDICINES_SAFETY,
        "two kinds are named together",
        _failing.issued("nsaid", on="2026-01-20").issued("doac", on="2026-01-20"),
        expect=due("no_bleeding_risk", "no_other_hazard"),
    ),
    story(
        MEDICINES_SAFETY,
        "an ulcer-healing medicine a day before the three months",
        _on_nsaid.issued("ppi", on="2025-11-10"),
        expect=due("no_bleeding_risk"),
    ),
    story(
        MEDICINES_SAFETY,
        "protection does not make an NSAID with an anticoagulant safe",
        _adult.issued("nsaid", on="2026-01-20")
        .issued("doac", on="2026-01-20")
        .issued("ppi", on="2026-01-20"),
        expect=due("no_bleeding_risk"),
    ),
    story(
        MEDICINES_SAFETY,
        "asthma resolved on the day it was recorded",
        _blocked.has("asthma_resolved", on="2001-06-01"),
        expect=due("no_other_hazard"),
    ),
    story(
        MEDICINES_SAFETY,
        "heart failure resolved: PINCER counts it all the same",
        _failing_on_nsaid.has("heart_failure_resolved", on="2024-01-01"),
        expect=due("no_other_hazard"),
    ),
    story(
        MEDICINES_SAFETY,
        "a better eGFR, too new to count",
        _poor_kidneys.measures("egfr", 60, Unit.ML_PER_MIN, on="2025-11-11"),
        expect=due("no_other_hazard"),
    ),
    story(
        MEDICINES_SAFETY,
        "the test was done a day before the three months",
        _on_lithium.has("lithium_level", on="2025-11-10"),
        expect=due("tests_in_time"),
    ),
    story(MEDICINES_SAFETY, "heart failure, no NSAID", _failing, expect=achieved("R1")),
    *(
        story(MEDICINES_SAFETY, f"{title}, and no hazard", about, expect=achieved("R1"))
        for title, about in (
            ("65", person(born="1961-02-10")),
            ("an ulcer in the past", _ulcer),
            ("on an anticoagulant", _adult.issued("doac", on="2026-01-20")),
            ("on aspirin", _adult.issued("aspirin", on="2026-01-20")),
            ("asthma", _adult.has("asthma", on="2001-06-01")),
            ("an eGFR of 44", _adult.measures("egfr", 44, Unit.ML_PER_MIN, on="2025-09-01")),
            (
                "ramipril for two years, tested",
                _on_ramipril.has("renal_function", on="2025-11-01").has("electrolytes", on="2025-11-01"),
            ),
            ("methotrexate, tested", _half_tested.has("liver_function", on="2026-01-15")),
        )
    ),
    story(
        MEDICINES_SAFETY,
        "the test was done on the day of the data",
        _on_lithium.has("lithium_level", on="2026-02-10"),
        expect=achieved("R1"),
    ),
    story(MEDICINES_SAFETY, "in no denominator", _adult, expect=outside()),
)

STORIES: tuple[Story, ...] = (*_COMPOSITES, *_SAFETY)
