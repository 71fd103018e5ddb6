"""Stories of primary prevention: bands of risk, statins, and assessments that are due."""

from __future__ import annotations

from collections.abc import Callable

from openpcn.rules.language import (
    CaseFinding,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    bp,
    due,
    excluded,
    outside,
    person,
)
from openpcn.rules.services.cardiovascular.case_risk import (
    HEALTH_CHECK,
    QRISK_10,
    QRISK_15,
    QRISK_20,
    QRISK_MISSING,
    STATIN_ABOVE_TARGET,
    STATIN_INTENSITY,
)
from openpcn.rules.services.cardiovascular.qof_lipids import STATIN_UNSUITABLE
from openpcn.terms.units import Unit

from .telling import Teller, teller

_man = person(born="1966-09-09", sex="male")
_DUE = due(by="2026-03-31")
_REGISTERS = (
    ("coronary heart disease", "chd"),
    ("a stroke", "stroke_tia"),
    ("peripheral arterial disease", "pad"),
    ("chronic kidney disease", "ckd"),
    ("diabetes", "diabetes"),
    ("familial hypercholesterolaemia", "familial_hypercholesterolaemia"),
)


def _scored(about: StoryPerson, percent: float, on: str = "2024-05-05") -> StoryPerson:
    return about.measures("qrisk_score", percent, None, on=on)


def _common(tell: Teller, about: StoryPerson) -> tuple[Story, ...]:
    """The registers that take people elsewhere, and the adjustments that all have."""
    return (
        *(tell(words, about.has(codes, on="2015-01-01"), excluded("R1")) for words, codes in _REGISTERS),
        tell(
            "review declined on the first of the 3 years",
            about.has("cvd_review_declined", on="2023-02-11"),
            adjusted("R7"),
        ),
        tell(
            "review declined a day before the 3 years",
            about.has("cvd_review_declined", on="2023-02-10"),
            _DUE,
        ),
        tell("receiving palliative care", about.has("palliative_care", on="2025-08-01"), adjusted("R9")),
    )


def _ages(tell: Teller, told: Callable[[StoryPerson], StoryPerson]) -> tuple[Story, ...]:
    """``told``: who is in the population but for the age."""
    return tuple(
        tell(title, told(person(born=born)), _DUE if met else outside())
        for title, born, met in (
            ("40 on the day of the data", "1986-02-10", True),
            ("40 a day later", "1986-02-11", False),
            ("84 on the day of the data", "1941-02-11", True),
            ("85 on the day of the data", "1941-02-10", False),
        )
    )


def _no_statin(
    definition: CaseFinding, inside: tuple[float, ...], beside: tuple[float, ...]
) -> tuple[Story, ...]:
    tell = teller(definition)
    risky = _scored(_man, inside[0])
    return (
        *(tell(f"QRISK {percent:g}%", _scored(_man, percent), _DUE) for percent in inside),
        *(tell(f"QRISK {percent:g}%", _scored(_man, percent), outside()) for percent in beside),
        tell("never scored, and nothing to work it out from", _man, outside()),
        tell("a coded score of more than 5 years ago", _scored(_man, inside[0], "2021-02-10"), outside()),
        *_ages(tell, lambda somebody: _scored(somebody, inside[0])),
        tell(
            "a statin on the first of the 12 months",
            risky.issued("statin", on="2025-02-11"),
            achieved("R2"),
        ),
        tell("a statin a day before the 12 months", risky.issued("statin", on="2025-02-10"), _DUE),
        *(
            tell(f"{codes.replace('_', ' ')} long ago", risky.has(codes, on="2010-01-01"), excluded("R3"))
            for codes in STATIN_UNSUITABLE
        ),
        tell(
            "a statin declined on the first of the 5 years",
            risky.has("statin_declined", on="2021-02-11"),
            adjusted("R4"),
        ),
        tell(
            "a statin declined a day before the 5 years",
            risky.has("statin_declined", on="2021-02-10"),
            _DUE,
        ),
        *_common(tell, risky),
    )


_measured = (
    person(born="1948-01-01", sex="male")
    .measures("bmi", 31, Unit.KG_PER_M2, on="2025-06-01")
    .measures("cholesterol", 6.4, Unit.MMOL_PER_L, on="2025-06-01")
    .measures("hdl", 1.0, Unit.MMOL_PER_L, on="2025-06-01")
    .reads(bp(158, 92), on="2025-06-01")
    .has("smoking_status", on="2025-06-01")
)
_near_20 = (
    person(born="1955-01-01", sex="male")
    .measures("bmi", 27.4, Unit.KG_PER_M2, on="2025-01-01")
    .measures("cholesterol", 5.6, Unit.MMOL_PER_L, on="2025-01-01")
    .measures("hdl", 1.4, Unit.MMOL_PER_L, on="2025-01-01")
    .has("smoking_status", on="2025-01-01", code="266919005")
)
_at_19_95 = _near_20.measures("systolic_clinic", 130.5, Unit.MMHG, on="2025-10-01")
_at_20_04 = _near_20.measures("systolic_clinic", 131.1, Unit.MMHG, on="2025-10-01")
_t15 = teller(QRISK_15)
_t20 = teller(QRISK_20)
_WORKED_OUT = (
    _t20("no coded score: worked out from the record", _measured, _DUE),
    _t20("worked out: 20.04%", _at_20_04, _DUE),
    _t20("worked out: 19.95%, shown as 20.0", _at_19_95, outside()),
    _t15("worked out: 20.04%", _at_20_04, outside()),
    _t15("worked out: 19.95%, shown as 20.0", _at_19_95, _DUE),
    _t20("a coded low score outranks the one worked out", _scored(_measured, 9), outside()),
)

_t_target = teller(STATIN_ABOVE_TARGET)


def _non_hdl(about: StoryPerson, value: float, on: str = "2025-10-06") -> StoryPerson:
    return about.measures("non_hdl", value, Unit.MMOL_PER_L, on=on)


_on_statin = _scored(_man, 12).issued("statin", on="2026-01-10")
_above = _non_hdl(_on_statin, 3.1)
_TARGET = (
    _t_target("non-HDL 2.6", _non_hdl(_on_statin, 2.6), _DUE),
    _t_target("non-HDL 2.5", _non_hdl(_on_statin, 2.5), achieved("R2")),
    _t_target("no non-HDL", _on_statin, outside()),
    *_ages(
        _t_target, lambda somebody: _non_hdl(_scored(somebody, 12).issued("statin", on="2026-01-10"), 3.1)
    ),
    _t_target("non-HDL on the first of the 12 months", _non_hdl(_on_statin, 3.1, "2025-02-11"), _DUE),
    _t_target("non-HDL a day before them", _non_hdl(_on_statin, 3.1, "2025-02-10"), outside()),
    _t_target("no statin", _non_hdl(_scored(_man, 12), 3.1), outside()),
    _t_target(
        "a statin on the first of the 6 months",
        _non_hdl(_scored(_man, 12), 3.1).issued("statin", on="2025-08-11"),
        _DUE,
    ),
    _t_target(
        "a statin a day before the 6 months",
        _non_hdl(_scored(_man, 12), 3.1).issued("statin", on="2025-08-10"),
        outside(),
    ),
    _t_target("QRISK 10%", _non_hdl(_scored(_man, 10).issued("statin", on="2026-01-10"), 3.1), _DUE),
    _t_target("QRISK 9.9%", _non_hdl(_scored(_man, 9.9).issued("statin", on="2026-01-10"), 3.1), outside()),
    _t_target(
        "on maximal treatment, on the first of the 12 months",
        _above.has("maximal_lipid_treatment", on="2025-02-11"),
        adjusted("R4"),
    ),
    _t_target(
        "on maximal treatment, a day before them",
        _above.has("maximal_lipid_treatment", on="2025-02-10"),
        _DUE,
    ),
    *_common(_t_target, _above),
)

_ti = teller(STATIN_INTENSITY)
_LOW = "319997009"  # simvastatin 20 mg
_weak = _scored(_man, 12).issued("statin", on="2026-01-10", code=_LOW)
_INTENSITY = (
    _ti("simvastatin 20 mg", _weak, _DUE),
    _ti(
        "atorvastatin 40 mg",
        _scored(_man, 12).issued("statin", on="2026-01-10", code="320031002"),
        achieved("R2"),
    ),
    _ti(
        "simvastatin, and atorvastatin 40 mg on the first of the 6 months",
        _weak.issued("statin", on="2025-08-11", code="320031002"),
        achieved("R2"),
    ),
    _ti(
        "simvastatin, and atorvastatin 40 mg a day before the 6 months",
        _weak.issued("statin", on="2025-08-10", code="320031002"),
        _DUE,
    ),
    _ti("no statin", _scored(_man, 12), outside()),
    *_ages(_ti, lambda somebody: _scored(somebody, 12).issued("statin", on="2026-01-10", code=_LOW)),
    _ti(
        "simvastatin on the first of the 6 months",
        _scored(_man, 12).issued("statin", on="2025-08-11", code=_LOW),
        _DUE,
    ),
    _ti(
        "simvastatin a day before the 6 months",
        _scored(_man, 12).issued("statin", on="2025-08-10", code=_LOW),
        outside(),
    ),
    _ti("QRISK 10%", _scored(_man, 10).issued("statin", on="2026-01-10", code=_LOW), _DUE),
    _ti("QRISK 9.9%", _scored(_man, 9.9).issued("statin", on="2026-01-10", code=_LOW), outside()),
    *(
        _ti(f"{codes.replace('_', ' ')} long ago", _weak.has(codes, on="2010-01-01"), excluded("R3"))
        for codes in STATIN_UNSUITABLE
    ),
    _ti(
        "on maximal treatment, on the first of the 12 months",
        _weak.has("maximal_lipid_treatment", on="2025-02-11"),
        adjusted("R4"),
    ),
    _ti(
        "on maximal treatment, a day before them",
        _weak.has("maximal_lipid_treatment", on="2025-02-10"),
        _DUE,
    ),
    *_common(_ti, _weak),
)

_tq = teller(QRISK_MISSING)
_old = person(born="1948-01-01")
_MISSING = (
    _tq("never scored", _old, _DUE),
    _tq("scored on the first of the 5 years", _scored(_old, 25, "2021-02-11"), achieved("R4")),
    _tq("scored a day before the 5 years", _scored(_old, 25, "2021-02-10"), _DUE),
    _tq("a score that could be worked out is no assessment", _measured, _DUE),
    _tq("75 on the day of the data", person(born="1951-02-10"), _DUE),
    _tq("75 a day later", person(born="1951-02-11"), outside()),
    _tq("84 on the day of the data", person(born="1941-02-11"), _DUE),
    _tq("85 on the day of the data", person(born="1941-02-10"), outside()),
    _tq("on a statin", _old.issued("statin", on="2025-02-11"), excluded("R3")),
    _tq("on a statin a day before the 12 months", _old.issued("statin", on="2025-02-10"), _DUE),
    *_common(_tq, _old),
)

_th = teller(HEALTH_CHECK)
_CHECK = (
    _th("never checked", _man, _DUE),
    _th(
        "checked on the first of the 5 years",
        _man.has("nhs_health_check", on="2021-02-11"),
        achieved("R8"),
    ),
    _th("checked a day before the 5 years", _man.has("nhs_health_check", on="2021-02-10"), _DUE),
    _th("40 on the day of the data", person(born="1986-02-10"), _DUE),
    _th("40 a day later", person(born="1986-02-11"), outside()),
    _th("74 on the day of the data", person(born="1951-02-11"), _DUE),
    _th("75 on the day of the data", person(born="1951-02-10"), outside()),
    *(
        _th(words, _man.has(codes, on="2015-01-01"), excluded(rule))
        for words, codes, rule in (
            ("coronary heart disease", "chd", "R1"),
            ("a stroke", "stroke_tia", "R1"),
            ("peripheral arterial disease", "pad", "R1"),
            ("hypertension", "hypertension", "R2"),
            ("diabetes", "diabetes", "R3"),
            ("chronic kidney disease", "ckd", "R4"),
            ("atrial fibrillation", "af", "R5"),
            ("heart failure", "heart_failure", "R5"),
            ("familial hypercholesterolaemia", "familial_hypercholesterolaemia", "R6"),
        )
    ),
    _th(
        "hypertension, resolved",
        _man.has("hypertension", on="2015-01-01").has("hypertension_resolved", on="2018-01-01"),
        _DUE,
    ),
    _th("a statin on the first of the 12 months", _man.issued("statin", on="2025-02-11"), excluded("R7")),
    _th("a statin a day before the 12 months", _man.issued("statin", on="2025-02-10"), _DUE),
    _th("QRISK 20%", _scored(_man, 20), excluded("R9")),
    _th("QRISK 19.9%", _scored(_man, 19.9), _DUE),
    _th(
        "declined on the first of the 12 months",
        _man.has("nhs_health_check_declined", on="2025-02-11"),
        adjusted("R10"),
    ),
    _th(
        "declined a day before the 12 months",
        _man.has("nhs_health_check_declined", on="2025-02-10"),
        _DUE,
    ),
    _th("receiving palliative care", _man.has("palliative_care", on="2025-08-01"), adjusted("R11")),
)

STORIES: tuple[Story, ...] = (
    *_no_statin(QRISK_20, (20, 45), (19.9,)),
    *_WORKED_OUT,
    *_no_statin(QRISK_15, (15, 19.9), (14.9, 20)),
    *_no_statin(QRISK_10, (10, 14.9), (9.9, 15)),
    *_TARGET,
    *_INTENSITY,
    *_MISSING,
    *_CHECK,
)
