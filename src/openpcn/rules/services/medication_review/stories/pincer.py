"""Stories of the nine PINCER indicators of prescribing. Three months to 10 February start on 11 November."""

from __future__ import annotations

from collections.abc import Callable

from openpcn.rules.language import (
    Definition,
    Story,
    StoryPerson,
    achieved,
    due,
    outside,
    person,
    story,
)
from openpcn.rules.services.medication_review.pincer import (
    AS_P3G,
    GI_P3A,
    GI_P3B,
    GI_P3C,
    GI_P3D,
    GI_P3E,
    GI_P3F,
    HF_P3I,
    KI_P3K,
)
from openpcn.terms.units import Unit

FIRST_DAY, DAY_BEFORE = "2025-11-11", "2025-11-10"
_adult = person(born="1970-08-15")
_old = person(born="1961-02-10")  # 65 on the day of the data
_just_18, _17 = person(born="2008-02-10"), person(born="2008-02-11")
_SAFE = achieved("R1")
Told = Callable[[StoryPerson], StoryPerson]


def _from_18(definition: Definition, at_hazard: Told) -> tuple[Story, ...]:
    """``at_hazard``: gives somebody the medicine and what makes it dangerous."""
    return (
        story(definition, "18 on the day of the data", at_hazard(_just_18), expect=due()),
        story(definition, "18 a day after the data", at_hazard(_17), expect=outside()),
    )


def _last_issue(definition: Definition, about: StoryPerson, medicine: str, named: str) -> tuple[Story, ...]:
    """The medicine that makes the hazard: never, on both sides of the three months, and after the data."""
    return (
        story(definition, f"no {named} ever", about, expect=_SAFE),
        story(
            definition,
            f"{named} on the first day of the three months",
            about.issued(medicine, on=FIRST_DAY),
            expect=due(by="2026-03-10"),
        ),
        story(
            definition,
            f"{named} a day before the three months",
            about.issued(medicine, on=DAY_BEFORE),
            expect=_SAFE,
        ),
        story(
            definition,
            f"{named} on the day of the data",
            about.issued(medicine, on="2026-02-10"),
            expect=due(),
        ),
        story(
            definition, f"{named} dated after the data", about.issued(medicine, on="2026-02-11"), expect=_SAFE
        ),
    )


def _protected(definition: Definition, at_hazard: StoryPerson) -> tuple[Story, ...]:
    """An ulcer-healing medicine on both sides of the three months."""
    return (
        story(
            definition,
            "an ulcer-healing medicine on the first day of the three months",
            at_hazard.issued("ppi", on=FIRST_DAY),
            expect=outside(),
        ),
        story(
            definition,
            "an ulcer-healing medicine a day before the three months",
            at_hazard.issued("ppi", on=DAY_BEFORE),
            expect=due(),
        ),
    )


_on_nsaid = _old.issued("nsaid", on="2026-01-20")
_A = (
    *_last_issue(GI_P3A, _old, "nsaid", "NSAID"),
    *_protected(GI_P3A, _on_nsaid),
    story(
        GI_P3A,
        "65 a day after the data",
        person(born="1961-02-11").issued("nsaid", on="2026-01-20"),
        expect=outside(),
    ),
)

_bled = _adult.has("peptic_ulcer", on="2019-04-01")


def _history(definition: Definition, medicine: str) -> tuple[Story, ...]:
    taking = _adult.issued(medicine, on="2026-01-20")
    return (
        story(
            definition, "a bleed counts like an ulcer", taking.has("gi_bleed", on="2018-01-01"), expect=due()
        ),
        story(
            definition,
            "an ulcer recorded three months ago to the day",
            taking.has("peptic_ulcer", on="2025-11-10"),
            expect=due(),
        ),
        story(
            definition,
            "an ulcer recorded a day later than that",
            taking.has("peptic_ulcer", on="2025-11-11"),
            expect=outside(),
        ),
        story(definition, "no ulcer or bleed on record", taking, expect=outside()),
        *_from_18(
            definition,
            lambda about: about.has("peptic_ulcer", on="2020-01-01").issued(medicine, on="2026-01-20"),
        ),
    )


_B = (
    *_last_issue(GI_P3B, _bled, "nsaid", "NSAID"),
    *_protected(GI_P3B, _bled.issued("nsaid", on="2026-01-20")),
    *_history(GI_P3B, "nsaid"),
)
_C = (
    *_last_issue(GI_P3C, _bled, "aspirin", "aspirin"),
    *_protected(GI_P3C, _bled.issued("aspirin", on="2026-01-20")),
    *_history(GI_P3C, "aspirin"),
    story(
        GI_P3C,
        "clopidogrel counts too",
        _bled.issued("antiplatelet_not_aspirin", on="2026-01-20"),
        expect=due(),
    ),
)

_anticoagulated = _adult.issued("doac", on="2026-01-05")
_D = (
    *_last_issue(GI_P3D, _anticoagulated, "nsaid", "NSAID"),
    story(
        GI_P3D,
        "protection does not make the pair safe",
        _anticoagulated.issued("nsaid", on="2026-01-20").issued("ppi", on="2026-01-20"),
        expect=due(),
    ),
    story(
        GI_P3D,
        "anticoagulant a day before the three months",
        _adult.issued("doac", on=DAY_BEFORE).issued("nsaid", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        GI_P3D,
        "anticoagulant on the first day of the three months",
        _adult.issued("doac", on=FIRST_DAY).issued("nsaid", on="2026-01-20"),
        expect=due(),
    ),
    *_from_18(GI_P3D, lambda about: about.issued("doac", on="2026-01-05").issued("nsaid", on="2026-01-20")),
    story(
        GI_P3D,
        "warfarin counts too",
        _adult.issued("anticoagulant", on="2026-01-05", code="319733000").issued("nsaid", on="2026-01-20"),
        expect=due(),
    ),
)


def _pair(definition: Definition, one: str, other: str, named: str) -> tuple[Story, ...]:
    taking = _adult.issued(one, on="2025-12-20")
    return (
        story(definition, f"no {named} ever", taking, expect=_SAFE),
        story(definition, f"{named} on the same day", taking.issued(other, on="2025-12-20"), expect=due()),
        story(definition, f"{named} 28 days later", taking.issued(other, on="2026-01-17"), expect=due()),
        story(definition, f"{named} 29 days later", taking.issued(other, on="2026-01-18"), expect=_SAFE),
        story(definition, f"{named} 28 days earlier", taking.issued(other, on="2025-11-22"), expect=due()),
        story(definition, f"{named} 29 days earlier", taking.issued(other, on="2025-11-21"), expect=_SAFE),
        story(
            definition,
            f"{named} within 28 days, a day before the three months",
            _adult.issued(one, on="2025-11-20").issued(other, on=DAY_BEFORE),
            expect=_SAFE,
        ),
        *_protected(definition, taking.issued(other, on="2025-12-20")),
        story(definition, f"{named} alone", _adult.issued(other, on="2025-12-20"), expect=outside()),
        *_from_18(
            definition, lambda about: about.issued(one, on="2025-12-20").issued(other, on="2025-12-20")
        ),
    )


_E = (
    *_pair(GI_P3E, "doac", "antiplatelet_not_aspirin", "clopidogrel"),
    story(GI_P3E, "aspirin counts too", _anticoagulated.issued("aspirin", on="2026-01-20"), expect=due()),
)
_F = _pair(GI_P3F, "aspirin", "antiplatelet_not_aspirin", "clopidogrel")

_asthma = _adult.has("asthma", on="2001-06-01")
_blocked = _asthma.issued("beta_blocker_non_selective", on="2026-01-20")
_G = (
    *_last_issue(AS_P3G, _asthma, "beta_blocker_non_selective", "propranolol"),
    story(AS_P3G, "asthma resolved", _blocked.has("asthma_resolved", on="2010-01-01"), expect=outside()),
    story(
        AS_P3G,
        "asthma resolved on the day it was recorded is not after it",
        _blocked.has("asthma_resolved", on="2001-06-01"),
        expect=due(),
    ),
    story(
        AS_P3G,
        "asthma recorded again after it resolved",
        _blocked.has("asthma_resolved", on="2010-01-01").has("asthma", on="2015-01-01"),
        expect=due(),
    ),
    story(
        AS_P3G,
        "asthma recorded three months ago to the day",
        _adult.has("asthma", on="2025-11-10").issued("beta_blocker_non_selective", on="2026-01-20"),
        expect=due(),
    ),
    story(
        AS_P3G,
        "asthma recorded a day later than that",
        _adult.has("asthma", on="2025-11-11").issued("beta_blocker_non_selective", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        AS_P3G,
        "asthma resolved a day after it was recorded",
        _blocked.has("asthma_resolved", on="2001-06-02"),
        expect=outside(),
    ),
    story(
        AS_P3G,
        "no asthma",
        _adult.issued("beta_blocker_non_selective", on="2026-01-20"),
        expect=outside(),
    ),
    *_from_18(
        AS_P3G,
        lambda about: about.has("asthma", on="2015-06-01").issued(
            "beta_blocker_non_selective", on="2026-01-20"
        ),
    ),
    story(
        AS_P3G,
        "a selective beta-blocker",
        _asthma.issued("beta_blocker", on="2026-01-20", code="376209006"),
        expect=_SAFE,
    ),
)

_failing = _adult.has("heart_failure", on="2020-02-02")
_I = (
    *_last_issue(HF_P3I, _failing, "nsaid", "NSAID"),
    story(
        HF_P3I,
        "heart failure recorded three months ago to the day",
        _adult.has("heart_failure", on="2025-11-10").issued("nsaid", on="2026-01-20"),
        expect=due(),
    ),
    story(
        HF_P3I,
        "heart failure recorded a day later than that",
        _adult.has("heart_failure", on="2025-11-11").issued("nsaid", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        HF_P3I,
        "heart failure resolved: ever is what counts",
        _failing.has("heart_failure_resolved", on="2024-01-01").issued("nsaid", on="2026-01-20"),
        expect=due(),
    ),
    story(HF_P3I, "no heart failure", _adult.issued("nsaid", on="2026-01-20"), expect=outside()),
    *_from_18(
        HF_P3I, lambda about: about.has("heart_failure", on="2020-02-02").issued("nsaid", on="2026-01-20")
    ),
)


def _kidneys(value: float, comparator: str | None = None) -> StoryPerson:
    return _adult.measures("egfr", value, Unit.ML_PER_MIN, on="2025-09-01", comparator=comparator)


_K = (
    *_last_issue(KI_P3K, _kidneys(44), "nsaid", "NSAID"),
    story(KI_P3K, "eGFR of 45", _kidneys(45).issued("nsaid", on="2026-01-20"), expect=outside()),
    story(KI_P3K, "eGFR of 44.9", _kidneys(44.9).issued("nsaid", on="2026-01-20"), expect=due()),
    story(
        KI_P3K,
        "eGFR reported as less than 15",
        _kidneys(15, comparator="<").issued("nsaid", on="2026-01-20"),
        expect=due(),
    ),
    story(
        KI_P3K,
        "eGFR reported as more than 30 may be more than 45",
        _kidneys(30, comparator=">").issued("nsaid", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        KI_P3K,
        "the last eGFR is less than three months old, the one before was low",
        _kidneys(44).measures("egfr", 60, Unit.ML_PER_MIN, on="2025-11-11").issued("nsaid", on="2026-01-20"),
        expect=due(),
    ),
    story(
        KI_P3K,
        "the last eGFR of three months ago was better",
        _kidneys(44).measures("egfr", 60, Unit.ML_PER_MIN, on="2025-11-10").issued("nsaid", on="2026-01-20"),
        expect=outside(),
    ),
    story(KI_P3K, "no eGFR on record", _adult.issued("nsaid", on="2026-01-20"), expect=outside()),
    story(
        KI_P3K,
        "an eGFR without its value",
        _adult.measures("egfr", None, None, on="2025-09-01").issued("nsaid", on="2026-01-20"),
        expect=outside(),
    ),
    *_from_18(
        KI_P3K,
        lambda about: about.measures("egfr", 44, Unit.ML_PER_MIN, on="2025-09-01").issued(
            "nsaid", on="2026-01-20"
        ),
    ),
)

STORIES: tuple[Story, ...] = (*_A, *_B, *_C, *_D, *_E, *_F, *_G, *_I, *_K)
