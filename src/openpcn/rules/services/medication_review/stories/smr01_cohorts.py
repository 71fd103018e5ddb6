"""Stories of the nine cohorts of SMR01A."""

from __future__ import annotations

from openpcn.rules.language import (
    Register,
    Story,
    StoryPerson,
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.medication_review.smr01_cohorts import (
    ANTICOAGULANT_ANTIPLATELET,
    ANTICOAGULANT_NSAID,
    ASTHMA_BETA_BLOCKER,
    HEART_FAILURE_NSAID,
    KIDNEY_NSAID,
    NSAID_65,
    TWO_ANTIPLATELETS,
    ULCER_ANTIPLATELET,
    ULCER_NSAID,
)
from openpcn.terms.units import Unit

_adult = person(born="1970-08-15")
_child = person(born="2008-04-01")  # 18 a day after the contract year
_just_18 = person(born="2008-03-31")  # 18 on its last day


def _issue_in_year(register: Register, about: StoryPerson, medicine: str, named: str) -> tuple[Story, ...]:
    return (
        story(register, f"{named} on 1 April", about.issued(medicine, on="2025-04-01"), expect=member()),
        story(
            register,
            f"{named} on 31 March, the day before the year",
            about.issued(medicine, on="2025-03-31"),
            expect=outside(),
        ),
        story(register, f"{named} after the data", about.issued(medicine, on="2026-02-11"), expect=outside()),
        story(
            register,
            f"{named} on 31 March, looked at in April",
            about.issued(medicine, on="2026-03-31"),
            as_at="2026-04-10",
            expect=member(),
        ),
        story(
            register,
            f"{named} on 1 April, after the year",
            about.issued(medicine, on="2026-04-01"),
            as_at="2026-04-10",
            expect=outside(),
        ),
        story(register, f"no {named}", about, expect=outside()),
    )


def _condition(
    register: Register, medicine: str, condition: str, named: str, of: StoryPerson = _adult
) -> tuple[Story, ...]:
    """The condition on the day of the issue, after it, and not at all."""
    taking = of.issued(medicine, on="2025-09-10")
    return (
        story(
            register,
            f"{named} on the day of the issue",
            taking.has(condition, on="2025-09-10"),
            expect=member(),
        ),
        story(register, f"{named} a day later", taking.has(condition, on="2025-09-11"), expect=outside()),
        story(register, f"no {named}", taking, expect=outside()),
        story(
            register,
            "aged 17 at the end of the year",
            _child.has(condition, on="2020-01-01").issued(medicine, on="2025-09-10"),
            expect=outside(),
        ),
        story(
            register,
            "18 on the last day of the year",
            _just_18.has(condition, on="2020-01-01").issued(medicine, on="2025-09-10"),
            expect=member(),
        ),
    )


_old = person(born="1961-03-31")  # 65 on the last day of the year
_on_nsaid = _old.issued("nsaid", on="2025-09-10")
_NSAID_65 = (
    *_issue_in_year(NSAID_65, _old, "nsaid", "NSAID"),
    story(
        NSAID_65,
        "65 a day after the year",
        person(born="1961-04-01").issued("nsaid", on="2025-09-10"),
        expect=outside(),
    ),
    story(
        NSAID_65,
        "protected three months before the issue, to the day",
        _on_nsaid.issued("ppi", on="2025-06-10"),
        expect=outside(),
    ),
    story(
        NSAID_65,
        "protected a day earlier than that",
        _on_nsaid.issued("ppi", on="2025-06-09"),
        expect=member(),
    ),
    story(NSAID_65, "protected since", _on_nsaid.issued("ppi", on="2026-02-01"), expect=outside()),
)
_ULCER_NSAID = (
    *_issue_in_year(ULCER_NSAID, _adult.has("peptic_ulcer", on="2011-05-05"), "nsaid", "NSAID"),
    *_condition(ULCER_NSAID, "nsaid", "peptic_ulcer", "ulcer"),
    story(
        ULCER_NSAID,
        "a bleed counts like an ulcer",
        _adult.issued("nsaid", on="2025-09-10").has("gi_bleed", on="2011-05-05"),
        expect=member(),
    ),
)
_ULCER_ANTIPLATELET = (
    *_issue_in_year(ULCER_ANTIPLATELET, _adult.has("peptic_ulcer", on="2011-05-05"), "aspirin", "aspirin"),
    *_condition(ULCER_ANTIPLATELET, "antiplatelet_not_aspirin", "peptic_ulcer", "ulcer"),
    story(
        ULCER_ANTIPLATELET,
        "a bleed counts like an ulcer",
        _adult.issued("aspirin", on="2025-09-10").has("gi_bleed", on="2011-05-05"),
        expect=member(),
    ),
)


def _pair(register: Register, one: str, other: str) -> tuple[Story, ...]:
    taking = _adult.issued(one, on="2025-09-10")
    return (
        story(register, "both on one day", taking.issued(other, on="2025-09-10"), expect=member()),
        story(register, "28 days apart", taking.issued(other, on="2025-10-08"), expect=member()),
        story(register, "29 days apart", taking.issued(other, on="2025-10-09"), expect=outside()),
        story(
            register,
            "the other one 28 days before, in the year",
            taking.issued(other, on="2025-08-13"),
            expect=member(),
        ),
        story(
            register, "the other one 29 days before", taking.issued(other, on="2025-08-12"), expect=outside()
        ),
        story(
            register,
            "together within 28 days, across 31 March",
            _adult.issued(one, on="2025-04-05").issued(other, on="2025-03-31"),
            expect=outside(),
        ),
        story(
            register,
            "both on 1 April",
            _adult.issued(one, on="2025-04-01").issued(other, on="2025-04-01"),
            expect=member(),
        ),
        story(
            register,
            "both on 31 March, looked at in April",
            _adult.issued(one, on="2026-03-31").issued(other, on="2026-03-31"),
            as_at="2026-04-10",
            expect=member(),
        ),
        story(
            register,
            "one of them on 1 April, after the year",
            _adult.issued(one, on="2026-03-31").issued(other, on="2026-04-01"),
            as_at="2026-04-10",
            expect=outside(),
        ),
        story(
            register,
            "18 on the last day of the year",
            _just_18.issued(one, on="2025-09-10").issued(other, on="2025-09-10"),
            expect=member(),
        ),
        story(register, "one without the other", taking, expect=outside()),
        story(
            register,
            "aged 17 at the end of the year",
            _child.issued(one, on="2025-09-10").issued(other, on="2025-09-10"),
            expect=outside(),
        ),
    )


_failing = _adult.has("heart_failure", on="2021-01-01").issued("nsaid", on="2025-09-10")
_HEART_FAILURE = (
    *_issue_in_year(HEART_FAILURE_NSAID, _adult.has("heart_failure", on="2021-01-01"), "nsaid", "NSAID"),
    *_condition(HEART_FAILURE_NSAID, "nsaid", "heart_failure", "heart failure"),
    story(
        HEART_FAILURE_NSAID,
        "resolved on the day it was recorded",
        _failing.has("heart_failure_resolved", on="2021-01-01"),
        expect=outside(),
    ),
    story(
        HEART_FAILURE_NSAID,
        "resolved before it was recorded again",
        _failing.has("heart_failure_resolved", on="2020-12-31"),
        expect=member(),
    ),
    story(
        HEART_FAILURE_NSAID,
        "resolved since",
        _failing.has("heart_failure_resolved", on="2021-01-02"),
        expect=outside(),
    ),
)


def _kidneys(value: float, on: str) -> StoryPerson:
    return _adult.issued("nsaid", on="2025-09-10").measures("egfr", value, Unit.ML_PER_MIN, on=on)


_KIDNEYS = (
    *_issue_in_year(
        KIDNEY_NSAID, _adult.measures("egfr", 30, Unit.ML_PER_MIN, on="2025-01-01"), "nsaid", "NSAID"
    ),
    story(
        KIDNEY_NSAID,
        "18 on the last day of the year",
        _just_18.issued("nsaid", on="2025-09-10").measures("egfr", 44, Unit.ML_PER_MIN, on="2025-06-01"),
        expect=member(),
    ),
    story(KIDNEY_NSAID, "eGFR 44 before the issue", _kidneys(44, "2025-06-01"), expect=member()),
    story(KIDNEY_NSAID, "eGFR 45 before the issue", _kidneys(45, "2025-06-01"), expect=outside()),
    story(KIDNEY_NSAID, "eGFR 44 on the day of the issue", _kidneys(44, "2025-09-10"), expect=member()),
    story(KIDNEY_NSAID, "eGFR 44 a day after the issue", _kidneys(44, "2025-09-11"), expect=outside()),
    story(
        KIDNEY_NSAID,
        "eGFR 44, then 60, both before the issue",
        _kidneys(44, "2025-06-01").measures("egfr", 60, Unit.ML_PER_MIN, on="2025-08-01"),
        expect=outside(),
    ),
    story(
        KIDNEY_NSAID,
        "aged 17 at the end of the year",
        _child.issued("nsaid", on="2025-09-10").measures("egfr", 44, Unit.ML_PER_MIN, on="2025-06-01"),
        expect=outside(),
    ),
    story(KIDNEY_NSAID, "no eGFR", _adult.issued("nsaid", on="2025-09-10"), expect=outside()),
    story(
        KIDNEY_NSAID,
        "an eGFR without its value",
        _adult.issued("nsaid", on="2025-09-10").measures("egfr", None, None, on="2025-06-01"),
        expect=outside(),
    ),
)
_asthma = _adult.has("asthma", on="2001-01-01").issued("beta_blocker_non_selective", on="2025-09-10")
_ASTHMA = (
    *_issue_in_year(
        ASTHMA_BETA_BLOCKER,
        _adult.has("asthma", on="2001-01-01"),
        "beta_blocker_non_selective",
        "propranolol",
    ),
    *_condition(ASTHMA_BETA_BLOCKER, "beta_blocker_non_selective", "asthma", "asthma"),
    story(
        ASTHMA_BETA_BLOCKER,
        "resolved a day after it was recorded",
        _asthma.has("asthma_resolved", on="2001-01-02"),
        expect=outside(),
    ),
    story(
        ASTHMA_BETA_BLOCKER,
        "resolved on the day it was recorded",
        _asthma.has("asthma_resolved", on="2001-01-01"),
        expect=member(),
    ),
)

STORIES: tuple[Story, ...] = (
    *_NSAID_65,
    *_ULCER_NSAID,
    *_ULCER_ANTIPLATELET,
    *_pair(ANTICOAGULANT_NSAID, "doac", "nsaid"),
    *_pair(ANTICOAGULANT_ANTIPLATELET, "doac", "aspirin"),
    story(
        ANTICOAGULANT_ANTIPLATELET,
        "clopidogrel counts too",
        _adult.issued("doac", on="2025-09-10").issued("antiplatelet_not_aspirin", on="2025-09-10"),
        expect=member(),
    ),
    *_pair(TWO_ANTIPLATELETS, "aspirin", "antiplatelet_not_aspirin"),
    *_HEART_FAILURE,
    *_KIDNEYS,
    *_ASTHMA,
)
