"""Stories of diabetes and raised blood sugar that nobody recorded or tests for."""

from __future__ import annotations

from openpcn.rules.language import (
    CaseFinding,
    In,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
)
from openpcn.rules.services.cardiovascular.case_diabetes import (
    BMI_RAISED_NO_HBA1C,
    BMI_VERY_HIGH_NO_HBA1C,
    DIABETES_UNCODED,
    GESTATIONAL_FOLLOW_UP,
    NDH_RECHECK,
    NDH_UNCODED,
)
from openpcn.terms.units import Unit

from .telling import teller

_somebody = person(born="1975-05-15")
_DUE = due(by="2026-05-10")


def _hba1c(about: StoryPerson, value: float | None, on: str = "2025-10-06") -> StoryPerson:
    return about.measures("hba1c", value, Unit.MMOL_PER_MOL if value else None, on=on)


_td = teller(DIABETES_UNCODED)
_CONFIRM = due(by="2026-03-10")
_diabetic = _hba1c(_somebody, 52)
_UNCODED = (
    _td("HbA1c 48", _hba1c(_somebody, 48), _CONFIRM),
    _td("HbA1c 47", _hba1c(_somebody, 47), outside()),
    _td("HbA1c 52 once, 44 later", _hba1c(_diabetic, 44, "2025-12-01"), outside()),
    _td("HbA1c 44 once, 52 later", _hba1c(_hba1c(_somebody, 44, "2025-01-01"), 52), _CONFIRM),
    _td("HbA1c 90", _hba1c(_somebody, 90), _CONFIRM),
    _td("non-diabetic hyperglycaemia recorded since", _diabetic.has("ndh", on="2025-11-01"), _CONFIRM),
    _td("never tested", _somebody, outside()),
    _td("tested without a number", _hba1c(_somebody, None), outside()),
    _td("diabetes recorded", _diabetic.has("diabetes", on="2025-11-01"), achieved("R1")),
    _td("type 1 recorded", _diabetic.has("diabetes_type1", on="2025-11-01"), achieved("R1")),
    _td(
        "diabetes recorded long ago, resolved before the test",
        _diabetic.has("diabetes", on="2010-01-01").has("diabetes_resolved", on="2015-01-01"),
        _CONFIRM,
    ),
    _td(
        "gestational diabetes on the first of the 12 months before",
        _diabetic.has("gestational_diabetes", on="2024-10-07"),
        excluded("R2"),
    ),
    _td(
        "gestational diabetes a day before them",
        _diabetic.has("gestational_diabetes", on="2024-10-06"),
        _CONFIRM,
    ),
    _td(
        "resolved on the day of the test", _diabetic.has("diabetes_resolved", on="2025-10-06"), excluded("R3")
    ),
    _td("resolved a day before the test", _diabetic.has("diabetes_resolved", on="2025-10-05"), _CONFIRM),
    _td("receiving palliative care", _diabetic.has("palliative_care", on="2025-08-01"), adjusted("R9")),
    _td("17 on the day of the data", _hba1c(person(born="2009-02-10"), 52), due()),
    _td("17 a day later", _hba1c(person(born="2009-02-11"), 52), outside()),
)


def _range(definition: CaseFinding, by: str) -> tuple[Story, ...]:
    """Who has a value of 42 to 47; the test is more than a year old."""
    tell = teller(definition)
    old = "2024-06-01"
    return (
        *(
            tell(f"HbA1c {value}", _hba1c(_somebody, value, old), due(by=by) if inside else outside())
            for value, inside in ((41, False), (42, True), (47, True), (48, False))
        ),
        tell("never tested", _somebody, outside()),
        tell("diabetes", _hba1c(_somebody, 44, old).has("diabetes", on="2020-01-01"), excluded("R1")),
        tell(
            "receiving palliative care",
            _hba1c(_somebody, 44, old).has("palliative_care", on="2025-08-01"),
            adjusted("R9"),
        ),
        tell("18 on the day of the data", _hba1c(person(born="2008-02-10"), 44, old), due()),
        tell("18 a day later", _hba1c(person(born="2008-02-11"), 44, old), outside()),
    )


_tn, _tr = teller(NDH_UNCODED), teller(NDH_RECHECK)
_borderline = _hba1c(_somebody, 44, "2024-06-01")
_NDH = (
    *_range(NDH_UNCODED, "2026-05-10"),
    _tn("recorded", _borderline.has("ndh", on="2024-06-10"), achieved("R2")),
    _tn("recorded before the test", _borderline.has("ndh", on="2020-06-10"), achieved("R2")),
    _tn(
        "had diabetes, resolved since",
        _borderline.has("diabetes", on="2015-06-10").has("diabetes_resolved", on="2023-06-10"),
        due(by="2026-05-10"),
    ),
    *_range(NDH_RECHECK, "2026-05-10"),
    _tr("tested on the first of the 12 months", _hba1c(_somebody, 44, "2025-02-11"), achieved("R2")),
    _tr("tested a day before the 12 months", _hba1c(_somebody, 44, "2025-02-10"), _DUE),
    _tr("tested again, still in the range", _hba1c(_borderline, 46, "2025-06-01"), achieved("R2")),
    _tr("tested again, normal", _hba1c(_borderline, 39, "2025-06-01"), outside()),
    _tr(
        "a blood test declined on the first of the 12 months",
        _borderline.has("blood_test_declined", on="2025-02-11"),
        adjusted("R3"),
    ),
    _tr(
        "a blood test declined a day before",
        _borderline.has("blood_test_declined", on="2025-02-10"),
        _DUE,
    ),
    _tr(
        "only a glucose since",
        _borderline.measures("glucose", 5.9, Unit.MMOL_PER_L, on="2025-06-01"),
        _DUE,
    ),
)

_tg = teller(GESTATIONAL_FOLLOW_UP)
_mother = person(born="1990-01-01").has("gestational_diabetes", on="2020-03-03")
_GESTATIONAL = (
    _tg("never tested since", _mother, _DUE),
    _tg("tested on the first of the 12 months", _hba1c(_mother, 38, "2025-02-11"), achieved("R2")),
    _tg("tested a day before the 12 months", _hba1c(_mother, 38, "2025-02-10"), _DUE),
    _tg(
        "only a glucose this year",
        _mother.measures("glucose", 5.1, Unit.MMOL_PER_L, on="2025-06-01"),
        _DUE,
    ),
    _tg("no gestational diabetes", person(born="1990-01-01"), outside()),
    _tg("diabetes since", _mother.has("diabetes", on="2022-01-01"), excluded("R1")),
    _tg(
        "a blood test declined on the first of the 12 months",
        _mother.has("blood_test_declined", on="2025-02-11"),
        adjusted("R3"),
    ),
    _tg("a blood test declined a day before", _mother.has("blood_test_declined", on="2025-02-10"), _DUE),
    _tg("receiving palliative care", _mother.has("palliative_care", on="2025-08-01"), adjusted("R9")),
    _tg(
        "coded for a man by mistake",
        person(born="1990-01-01", sex="male").has("gestational_diabetes", on="2020-03-03"),
        outside(),
    ),
    _tg(
        "sex not recorded",
        person(born="1990-01-01", sex="unknown").has("gestational_diabetes", on="2020-03-03"),
        _DUE,
    ),
    _tg(
        "16 on the day of the data",
        person(born="2010-02-10").has("gestational_diabetes", on="2026-01-01"),
        _DUE,
    ),
    _tg(
        "16 a day later",
        person(born="2010-02-11").has("gestational_diabetes", on="2026-01-01"),
        outside(),
    ),
)

_indian = _somebody.has(In("ethnicity", "H"), on="2001-01-01")
_white = _somebody.has(In("ethnicity", "A"), on="2001-01-01")


def _bmi(about: StoryPerson, value: float, on: str = "2025-06-01") -> StoryPerson:
    return about.measures("bmi", value, Unit.KG_PER_M2, on=on)


def _weight(definition: CaseFinding, value: float) -> tuple[Story, ...]:
    """What both have in common; ``value`` is inside."""
    tell = teller(definition)
    heavy = _bmi(_somebody, value)
    return (
        tell("tested on the first of the 2 years", _hba1c(heavy, 38, "2024-02-11"), achieved("R3")),
        tell("tested a day before the 2 years", _hba1c(heavy, 38, "2024-02-10"), _DUE),
        tell("never tested", heavy, _DUE),
        tell("glucose tested", heavy.measures("glucose", 5.1, Unit.MMOL_PER_L, on="2025-09-01"), _DUE),
        tell("tested, and the value not recorded", heavy.has("hba1c", on="2025-09-01"), _DUE),
        tell("never weighed", _somebody, outside()),
        tell("lighter since", _bmi(heavy, 24, "2025-09-01"), outside()),
        tell("diabetes", heavy.has("diabetes", on="2020-01-01"), excluded("R1")),
        tell(
            "a blood test declined on the first of the 12 months",
            heavy.has("blood_test_declined", on="2025-02-11"),
            adjusted("R4"),
        ),
        tell("a blood test declined a day before", heavy.has("blood_test_declined", on="2025-02-10"), _DUE),
        tell("receiving palliative care", heavy.has("palliative_care", on="2025-08-01"), adjusted("R9")),
        tell("18 on the day of the data", _bmi(person(born="2008-02-10"), value), due()),
        tell("18 a day later", _bmi(person(born="2008-02-11"), value), outside()),
    )


_tv, _tw = teller(BMI_VERY_HIGH_NO_HBA1C), teller(BMI_RAISED_NO_HBA1C)
_WEIGHT = (
    *_weight(BMI_VERY_HIGH_NO_HBA1C, 36),
    _tv("35, ethnic group not known", _bmi(_somebody, 35), _DUE),
    _tv("34.9, ethnic group not known", _bmi(_somebody, 34.9), outside()),
    _tv("32.5, Indian", _bmi(_indian, 32.5), _DUE),
    _tv("32.4, Indian", _bmi(_indian, 32.4), outside()),
    _tv("32.5, White British", _bmi(_white, 32.5), outside()),
    *_weight(BMI_RAISED_NO_HBA1C, 32),
    _tw("30, ethnic group not known", _bmi(_somebody, 30), _DUE),
    _tw("29.9, ethnic group not known", _bmi(_somebody, 29.9), outside()),
    _tw("35 is very high", _bmi(_somebody, 35), excluded("R2")),
    _tw("34.9, White British", _bmi(_white, 34.9), _DUE),
    _tw("27.5, Indian", _bmi(_indian, 27.5), _DUE),
    _tw("27.4, Indian", _bmi(_indian, 27.4), outside()),
    _tw("32.4, Indian, is not very high", _bmi(_indian, 32.4), _DUE),
    _tw("32.5, Indian, is very high", _bmi(_indian, 32.5), excluded("R2")),
)

STORIES: tuple[Story, ...] = (*_UNCODED, *_NDH, *_GESTATIONAL, *_WEIGHT)
