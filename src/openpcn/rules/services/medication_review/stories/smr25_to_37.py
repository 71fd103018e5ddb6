"""Stories of SMR25, SMR26 and SMR30 to SMR37. Three months to 10 February start on 11 November."""

from __future__ import annotations

from collections.abc import Callable

from openpcn.rules.language import Indicator, Story, StoryPerson, achieved, due, outside, person, story
from openpcn.rules.services.medication_review.smr25_to_37 import (
    SMR25,
    SMR26,
    SMR30,
    SMR31,
    SMR32,
    SMR33,
    SMR34,
    SMR35,
    SMR36,
    SMR37,
)
from openpcn.terms.units import Unit

FIRST_DAY, DAY_BEFORE = "2025-11-11", "2025-11-10"
_adult = person(born="1970-08-15")
_child = person(born="2008-04-01")  # 18 a day after the contract year
_just_18 = person(born="2008-03-31")  # 18 on its last day


def _unprotected(definition: Indicator, medicine: str) -> tuple[Story, ...]:
    ulcer = _adult.has("peptic_ulcer", on="2015-01-01")
    taking = ulcer.issued(medicine, on=FIRST_DAY)
    return (
        story(definition, "issued on the first day of the three months, no protection", taking, expect=due()),
        story(
            definition,
            "issued a day before the three months",
            ulcer.issued(medicine, on=DAY_BEFORE),
            expect=outside(),
        ),
        story(
            definition,
            "protected on the first day of the three months",
            taking.issued("ppi", on=FIRST_DAY),
            expect=achieved("R4"),
        ),
        story(
            definition,
            "protected a day before the three months",
            taking.issued("ppi", on=DAY_BEFORE),
            expect=due(),
        ),
        story(
            definition,
            "the ulcer was recorded three months ago to the day",
            _adult.has("peptic_ulcer", on="2025-11-10").issued(medicine, on=FIRST_DAY),
            expect=due(),
        ),
        story(
            definition,
            "the ulcer was recorded a day later than that",
            _adult.has("peptic_ulcer", on="2025-11-11").issued(medicine, on=FIRST_DAY),
            expect=outside(),
        ),
        story(
            definition,
            "aged 17 at the end of the year",
            _child.has("peptic_ulcer", on="2020-01-01").issued(medicine, on=FIRST_DAY),
            expect=outside(),
        ),
        story(
            definition,
            "18 on the last day of the year",
            _just_18.has("peptic_ulcer", on="2020-01-01").issued(medicine, on=FIRST_DAY),
            expect=due(),
        ),
        story(
            definition,
            "a bleed counts like an ulcer",
            _adult.has("gi_bleed", on="2015-01-01").issued(medicine, on=FIRST_DAY),
            expect=due(),
        ),
        story(definition, "no ulcer or bleed", _adult.issued(medicine, on=FIRST_DAY), expect=outside()),
        story(
            definition,
            "the same issue, after 31 March",
            taking,
            as_at="2026-04-01",
            achievement_date="2027-03-31",
            expect=outside(),
        ),
    )


Told = Callable[[StoryPerson, str], StoryPerson]


def _hazard(definition: Indicator, condition: Told, medicine: str, code: str) -> tuple[Story, ...]:
    """``condition``: gives somebody what makes the medicine dangerous, on a day."""
    about = condition(_adult, "2021-01-01")
    return (
        story(
            definition,
            "issued on the first day of the three months",
            about.issued(medicine, on=FIRST_DAY),
            expect=due(),
        ),
        story(
            definition,
            "issued a day before the three months",
            about.issued(medicine, on=DAY_BEFORE),
            expect=achieved(code),
        ),
        story(definition, "never issued", about, expect=achieved(code)),
        story(definition, "the medicine alone", _adult.issued(medicine, on=FIRST_DAY), expect=outside()),
        story(
            definition,
            "the condition was recorded three months ago to the day",
            condition(_adult, "2025-11-10").issued(medicine, on=FIRST_DAY),
            expect=due(),
        ),
        story(
            definition,
            "the condition was recorded a day later than that",
            condition(_adult, "2025-11-11").issued(medicine, on=FIRST_DAY),
            expect=outside(),
        ),
        story(
            definition,
            "aged 17 at the end of the year",
            condition(_child, "2021-01-01").issued(medicine, on=FIRST_DAY),
            expect=outside(),
        ),
        story(
            definition,
            "18 on the last day of the year",
            condition(_just_18, "2021-01-01").issued(medicine, on=FIRST_DAY),
            expect=due(),
        ),
        story(
            definition,
            "the same issue, after 31 March",
            about.issued(medicine, on=FIRST_DAY),
            as_at="2026-04-01",
            achievement_date="2027-03-31",
            expect=achieved(code),
        ),
    )


def _has(codes: str) -> Told:
    return lambda about, on: about.has(codes, on=on)


_failing = _adult.has("heart_failure", on="2021-01-01")
_30 = (
    *_hazard(SMR30, _has("heart_failure"), "nsaid", "R4"),
    story(
        SMR30,
        "resolved on the day of the diagnosis",
        _failing.has("heart_failure_resolved", on="2021-01-01").issued("nsaid", on=FIRST_DAY),
        expect=outside(),
    ),
    story(
        SMR30,
        "resolved the day before the diagnosis",
        _failing.has("heart_failure_resolved", on="2020-12-31").issued("nsaid", on=FIRST_DAY),
        expect=due(),
    ),
)


def _egfr(value: float) -> Told:
    return lambda about, on: about.measures("egfr", value, Unit.ML_PER_MIN, on=on)


_poor_kidneys = _egfr(44)(_adult, "2025-09-01").issued("nsaid", on=FIRST_DAY)
_31 = (
    *_hazard(SMR31, _egfr(44), "nsaid", "R3"),
    story(
        SMR31,
        "eGFR of 45",
        _egfr(45)(_adult, "2025-09-01").issued("nsaid", on=FIRST_DAY),
        expect=outside(),
    ),
    story(
        SMR31,
        "a better eGFR of the last three months is not looked at",
        _egfr(70)(_poor_kidneys, "2025-11-11"),
        expect=due(),
    ),
    story(
        SMR31,
        "a better eGFR of three months ago to the day",
        _egfr(70)(_poor_kidneys, "2025-11-10"),
        expect=outside(),
    ),
)
_asthma = _adult.has("asthma", on="2001-01-01")
_32 = (
    *_hazard(SMR32, _has("asthma"), "beta_blocker_non_selective", "R4"),
    story(
        SMR32,
        "resolved a day after the diagnosis",
        _asthma.has("asthma_resolved", on="2001-01-02").issued("beta_blocker_non_selective", on=FIRST_DAY),
        expect=outside(),
    ),
    story(
        SMR32,
        "resolved on the day of the diagnosis",
        _asthma.has("asthma_resolved", on="2001-01-01").issued("beta_blocker_non_selective", on=FIRST_DAY),
        expect=due(),
    ),
)

_aged = person(born="1951-03-31")  # 75 on the last day of the year
_ramipril = _aged.issued("ace_inhibitor", on="2025-11-01")
_33 = (
    story(
        SMR33,
        "a repeat for 15 months to the day",
        _ramipril.repeat("ace_inhibitor", since="2024-11-10"),
        expect=due("renal_function", "electrolytes"),
    ),
    story(
        SMR33,
        "a repeat since a day later",
        _ramipril.repeat("ace_inhibitor", since="2024-11-11"),
        expect=outside(),
    ),
    story(
        SMR33,
        "tested on the first day of the 15 months",
        _ramipril.issued("ace_inhibitor", on="2024-11-10")
        .has("renal_function", on="2024-11-11")
        .has("electrolytes", on="2024-11-11"),
        expect=achieved("R3"),
    ),
    story(
        SMR33,
        "tested a day before the 15 months",
        _ramipril.issued("ace_inhibitor", on="2024-11-10")
        .has("renal_function", on="2024-11-10")
        .has("electrolytes", on="2024-11-10"),
        expect=due(),
    ),
    story(
        SMR33,
        "only half of the tests",
        _ramipril.issued("ace_inhibitor", on="2024-11-10").has("electrolytes", on="2025-11-01"),
        expect=due("renal_function"),
    ),
    story(
        SMR33,
        "75 a day after the year",
        person(born="1951-04-01")
        .issued("ace_inhibitor", on="2024-11-10")
        .issued("ace_inhibitor", on="2025-11-01"),
        expect=outside(),
    ),
    story(
        SMR33,
        "a loop diuretic",
        _aged.issued("loop_diuretic", on="2024-11-10").issued("loop_diuretic", on="2025-11-01"),
        expect=due("renal_function", "electrolytes"),
    ),
    story(
        SMR33,
        "a loop diuretic since 15 months less a day",
        _aged.issued("loop_diuretic", on="2024-11-11").issued("loop_diuretic", on="2025-11-01"),
        expect=outside(),
    ),
    story(
        SMR33,
        "a loop diuretic last issued six months ago to the day",
        _aged.issued("loop_diuretic", on="2024-11-10").issued("loop_diuretic", on="2025-08-10"),
        expect=outside(),
    ),
    story(
        SMR33,
        "a loop diuretic on repeat, issues of last year not held",
        _aged.repeat("loop_diuretic", since="2024-11-10", last_issued="2025-11-01"),
        expect=due(),
    ),
    story(
        SMR33,
        "kidney function without electrolytes",
        _ramipril.issued("ace_inhibitor", on="2024-11-10").has("renal_function", on="2025-11-01"),
        expect=due("electrolytes"),
    ),
    story(
        SMR33,
        "last issued on the first day of the six months",
        _aged.issued("ace_inhibitor", on="2024-11-10").issued("ace_inhibitor", on="2025-08-11"),
        expect=due(),
    ),
    story(
        SMR33,
        "last issued six months ago to the day",
        _aged.issued("ace_inhibitor", on="2024-11-10").issued("ace_inhibitor", on="2025-08-10"),
        expect=outside(),
    ),
)


def _monitored(
    definition: Indicator, medicine: str, test: str, now: str, early: str, before: tuple[str, str]
) -> tuple[Story, ...]:
    """``now``, ``early``: first days of the two periods; ``before``: the day before each."""
    taking = _adult.issued(medicine, on=early).issued(medicine, on=now)
    return (
        story(definition, "taken for long enough, never tested", taking, expect=due()),
        story(
            definition,
            "tested on the first day of the period",
            taking.has(test, on=now),
            expect=achieved("R3"),
        ),
        story(definition, "tested a day before the period", taking.has(test, on=before[0]), expect=due()),
        story(
            definition,
            "the earlier issue on the last day of its period",
            _adult.issued(medicine, on=before[0]).issued(medicine, on=now),
            expect=due(),
        ),
        story(definition, "started in this period", _adult.issued(medicine, on=now), expect=outside()),
        story(
            definition,
            "the earlier issue a day too early",
            _adult.issued(medicine, on=before[1]).issued(medicine, on=now),
            expect=outside(),
        ),
        story(
            definition,
            "aged 17 at the end of the year",
            _child.issued(medicine, on=early).issued(medicine, on=now),
            expect=outside(),
        ),
        story(
            definition,
            "18 on the last day of the year",
            _just_18.issued(medicine, on=early).issued(medicine, on=now),
            expect=due(),
        ),
        story(
            definition,
            "not issued in this period",
            _adult.issued(medicine, on=early).issued(medicine, on=before[0]),
            expect=outside(),
        ),
    )


_THREE = ("2025-11-11", "2025-08-11", ("2025-11-10", "2025-08-10"))

STORIES: tuple[Story, ...] = (
    *_unprotected(SMR25, "nsaid"),
    *_unprotected(SMR26, "aspirin"),
    story(
        SMR26,
        "clopidogrel counts too",
        _adult.has("peptic_ulcer", on="2015-01-01").issued("antiplatelet_not_aspirin", on=FIRST_DAY),
        expect=due(),
    ),
    *_30,
    *_31,
    *_32,
    *_33,
    *_monitored(SMR34, "methotrexate", "full_blood_count", *_THREE),
    *_monitored(SMR35, "methotrexate", "liver_function", *_THREE),
    *_monitored(SMR36, "lithium", "lithium_level", *_THREE),
    *_monitored(
        SMR37, "amiodarone", "thyroid_function", "2025-08-11", "2025-02-11", ("2025-08-10", "2025-02-10")
    ),
)
