"""Stories of CVD03, CVD07, CVD08, CVD10, CVD11, CVD13 and CVD14."""

from __future__ import annotations

from openpcn.rules.language import (
    Indicator,
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
from openpcn.rules.services.cardiovascular.network_pulse import CVD10, CVD11, CVD14
from openpcn.rules.services.cardiovascular.network_risk import CVD07
from openpcn.rules.services.cardiovascular.network_statins import CVD03, CVD08, CVD13
from openpcn.terms.units import Unit

from .telling import teller

_DUE = due(by="2026-03-31")
_man = person(born="1964-08-08", sex="male")


def _scored(about: StoryPerson, percent: float | None, on: str = "2023-05-05") -> StoryPerson:
    return about.measures("qrisk_score", percent, None, on=on)


def _treatment(indicator: Indicator, in_band: float, under: float, r_statin: str) -> tuple[Story, ...]:
    """What the three share: who is in, and when a statin counts."""
    tell = teller(indicator)
    risky = _scored(_man, in_band)

    def aged(title: str, born: str, met: bool) -> Story:
        return tell(title, _scored(person(born=born), in_band), _DUE if met else outside())

    return (
        tell(f"QRISK {in_band:g}%, no statin", risky, _DUE),
        tell(f"QRISK {under:g}%", _scored(_man, under), outside()),
        tell("never scored", _man, outside()),
        tell("a score without its number", _scored(_man, None), outside()),
        tell("the latest score is low", _scored(risky, 4, "2025-05-05"), outside()),
        tell("a statin this month", risky.issued("statin", on="2026-02-01"), achieved(r_statin)),
        tell(
            "a statin on the first of the 6 months",
            risky.issued("statin", on="2025-10-01"),
            achieved(r_statin),
        ),
        tell("a statin a day before the 6 months", risky.issued("statin", on="2025-09-30"), _DUE),
        aged("25 on the last day of the year", "2001-03-31", True),
        aged("25 a day after the year", "2001-04-01", False),
        aged("84 on the last day of the year", "1941-04-01", True),
        aged("85 on the last day of the year", "1941-03-31", False),
        tell("coronary heart disease", risky.has("chd", on="2020-01-01"), excluded("R3")),
        story(
            indicator,
            "a statin in September counts on 1 April no more",
            risky.issued("statin", on="2025-09-30"),
            as_at="2026-04-01",
            achievement_date="2026-04-01",
            expect=due(by="2026-04-01"),
        ),
    )


def _adjusted_statin(indicator: Indicator) -> tuple[Story, ...]:
    """Rules 3 and 5 to 9 of CVD03 and CVD13."""
    tell = teller(indicator)
    risky = _scored(_man, 22)
    return (
        tell("a stroke", risky.has("stroke_tia", on="2020-01-01"), excluded("R3")),
        tell("receiving palliative care", risky.has("palliative_care", on="2025-08-01"), excluded("R3")),
        tell(
            "on a statin and adverse reaction long ago",
            risky.has("statin_adverse_reaction", on="2010-01-01").issued("statin", on="2026-02-01"),
            achieved("R4"),
        ),
        *(
            story
            for code, codes in (("R5", "maximal_lipid_treatment"), ("R7", "statin_contraindicated"))
            for story in (
                tell(
                    f"{codes.replace('_', ' ')} on the first of the 12 months",
                    risky.has(codes, on="2025-04-01"),
                    adjusted(code),
                ),
                tell(
                    f"{codes.replace('_', ' ')} a day before the 12 months",
                    risky.has(codes, on="2025-03-31"),
                    _DUE,
                ),
            )
        ),
        *(
            tell(f"{codes.replace('_', ' ')} long ago", risky.has(codes, on="2010-01-01"), adjusted(code))
            for code, codes in (
                ("R6", "statin_adverse_reaction"),
                ("R8", "statin_intolerance"),
                ("R9", "statin_declined"),
            )
        ),
    )


_risky = _scored(_man, 22)
_t08 = teller(CVD08)
_CVD08 = (
    _t08("type 2 diabetes", _risky.has("diabetes", on="2020-01-01"), excluded("R4")),
    _t08(
        "diabetes resolved",
        _risky.has("diabetes", on="2020-01-01").has("diabetes_resolved", on="2020-01-02"),
        _DUE,
    ),
    _t08("another medicine alone", _risky.issued("lipid_lowering_other", on="2026-02-01"), _DUE),
    _t08(
        "another medicine, a statin declined",
        _risky.issued("lipid_lowering_other", on="2026-02-01").has("statin_declined", on="2015-01-01"),
        achieved("R5"),
    ),
    *(
        _t08(
            f"a statin declined, another medicine {words}",
            _risky.has("statin_declined", on="2015-01-01").issued("lipid_lowering_other", on=on),
            expect,
        )
        for words, on, expect in (
            ("on the first of the 6 months", "2025-10-01", achieved("R5")),
            ("a day before the 6 months", "2025-09-30", _DUE),
        )
    ),
    _t08("a statin declined, nothing else", _risky.has("statin_declined", on="2015-01-01"), _DUE),
    _t08(
        "statins and other medicines declined",
        _risky.has("statin_declined", on="2015-01-01").has("lipid_lowering_declined", on="2016-01-01"),
        adjusted("R6"),
    ),
    _t08(
        "on maximal treatment, on the first of the 12 months",
        _risky.has("maximal_lipid_treatment", on="2025-04-01"),
        adjusted("R7"),
    ),
    _t08(
        "on maximal treatment, a day before the 12 months",
        _risky.has("maximal_lipid_treatment", on="2025-03-31"),
        _DUE,
    ),
    _t08("receiving palliative care", _risky.has("palliative_care", on="2025-08-01"), adjusted("R8")),
)

_t07 = teller(CVD07)


def _measured(about: StoryPerson, cholesterol: str, pressure: str, smoking: str) -> StoryPerson:
    return (
        about.measures("cholesterol", 5.2, Unit.MMOL_PER_L, on=cholesterol)
        .reads(bp(128, 78), on=pressure)
        .has("smoking_status", on=smoking)
    )


_fresh = _measured(_scored(_man, 12, "2024-06-10"), "2024-05-01", "2024-05-01", "2024-05-01")
_CVD07 = (
    _t07("scored from measurements of the month before", _fresh, achieved("R6")),
    _t07(
        "never scored",
        _man,
        due("risk_score", "cholesterol", "blood_pressure", "smoking_status", by="2026-03-31"),
    ),
    _t07(
        "measurements on the first of the 12 months up to the score",
        _measured(_scored(_man, 12, "2024-06-10"), "2023-06-11", "2023-06-11", "2023-06-11"),
        achieved("R6"),
    ),
    _t07(
        "cholesterol a day before them",
        _measured(_scored(_man, 12, "2024-06-10"), "2023-06-10", "2023-06-11", "2023-06-11"),
        due("cholesterol", by="2026-03-31"),
    ),
    _t07(
        "blood pressure and smoking a day before them",
        _measured(_scored(_man, 12, "2024-06-10"), "2023-06-11", "2023-06-10", "2023-06-10"),
        due("blood_pressure", "smoking_status", by="2026-03-31"),
    ),
    _t07(
        "blood pressure a day after the score",
        _measured(_scored(_man, 12, "2024-06-10"), "2024-06-10", "2024-06-11", "2024-06-10"),
        due("blood_pressure", by="2026-03-31"),
    ),
    _t07(
        "scored on the first of the 5 years",
        _measured(_scored(_man, 12, "2021-04-01"), "2021-03-01", "2021-03-01", "2021-03-01"),
        achieved("R6"),
    ),
    _t07(
        "scored a day before the 5 years",
        _measured(_scored(_man, 12, "2021-03-31"), "2021-03-01", "2021-03-01", "2021-03-01"),
        due("risk_score", "cholesterol", "blood_pressure", "smoking_status", by="2026-03-31"),
    ),
    *(
        _t07(title, person(born=born, sex=sex), due() if met else outside())
        for title, born, sex, met in (
            ("a man of 50 on the last day of the year", "1976-03-31", "male", True),
            ("a man of 50 a day after the year", "1976-04-01", "male", False),
            ("a woman of 55 on the last day of the year", "1971-03-31", "female", True),
            ("a woman of 55 a day after the year", "1971-04-01", "female", False),
            ("sex not recorded", "1950-01-01", "unknown", False),
        )
    ),
    _t07("peripheral arterial disease", _fresh.has("pad", on="2020-01-01"), excluded("R2")),
    _t07(
        "diabetes, on a statin on the first of the 6 months",
        _man.has("diabetes", on="2015-01-01").issued("statin", on="2025-10-01"),
        excluded("R3"),
    ),
    _t07(
        "diabetes, on a statin a day before the 6 months",
        _man.has("diabetes", on="2015-01-01").issued("statin", on="2025-09-30"),
        due(),
    ),
    _t07(
        "diabetes and moderate frailty, started a statin this year",
        _man.has("diabetes", on="2015-01-01")
        .has("frailty_moderate", on="2024-01-01")
        .issued("statin", on="2026-02-01"),
        due(),
    ),
    _t07("receiving palliative care", _fresh.has("palliative_care", on="2025-08-01"), excluded("R4")),
    _t07("on a statin when the year started", _man.issued("statin", on="2025-04-01"), excluded("R5")),
    _t07("on a statin a day after it started", _man.issued("statin", on="2025-04-02"), due()),
    _t07(
        "on a statin half a year before the year",
        _man.issued("statin", on="2024-10-01"),
        due(),
    ),
    _t07(
        "on a statin on the first of the 6 months before it",
        _man.issued("statin", on="2024-10-02"),
        excluded("R5"),
    ),
    *(
        _t07(
            f"{codes.replace('_', ' ')} in the 12 months up to the score",
            _scored(_man, 12, "2024-06-10").has(codes, on="2024-06-10"),
            adjusted("R7"),
        )
        for codes in ("bp_declined", "cholesterol_declined", "smoking_status_declined")
    ),
    _t07(
        "cholesterol declined on the first of the 12 months up to the score",
        _scored(_man, 12, "2024-06-10").has("cholesterol_declined", on="2023-06-11"),
        adjusted("R7"),
    ),
    _t07(
        "cholesterol declined a day before them",
        _scored(_man, 12, "2024-06-10").has("cholesterol_declined", on="2023-06-10"),
        due("cholesterol", "blood_pressure", "smoking_status", by="2026-03-31"),
    ),
    _t07(
        "cholesterol declined a day after the score",
        _scored(_man, 12, "2024-06-10").has("cholesterol_declined", on="2024-06-11"),
        due("cholesterol", "blood_pressure", "smoking_status", by="2026-03-31"),
    ),
    story(
        CVD07,
        "scored 5 years before the year's end, due on 1 April",
        _measured(_scored(_man, 12, "2021-04-01"), "2021-03-01", "2021-03-01", "2021-03-01"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(by="2027-03-31"),
    ),
)

_old = person(born="1950-04-04").reads(bp(128, 78), on="2025-09-01")
_t10 = teller(CVD10)
_CVD10 = (
    _t10("blood pressure taken, pulse not checked", _old, _DUE),
    _t10("pulse checked this year", _old.has("pulse_rhythm", on="2025-09-01"), achieved("R4")),
    _t10("pulse checked on 1 April", _old.has("pulse_rhythm", on="2025-04-01"), achieved("R4")),
    _t10("pulse checked on 31 March", _old.has("pulse_rhythm", on="2025-03-31"), _DUE),
    _t10(
        "only the rate recorded",
        _old.measures("pulse", 72, Unit.BEATS_PER_MIN, on="2025-09-01"),
        _DUE,
    ),
    _t10("no blood pressure at all", person(born="1950-04-04"), outside()),
    _t10(
        "blood pressure on 31 March", person(born="1950-04-04").reads(bp(128, 78), on="2025-03-31"), outside()
    ),
    _t10(
        "blood pressure on 1 April",
        person(born="1950-04-04").reads(bp(128, 78), on="2025-04-01"),
        _DUE,
    ),
    _t10(
        "65 on the last day of the year",
        person(born="1961-03-31").reads(bp(128, 78), on="2025-09-01"),
        _DUE,
    ),
    _t10(
        "65 a day after the year",
        person(born="1961-04-01").reads(bp(128, 78), on="2025-09-01"),
        outside(),
    ),
    _t10("atrial fibrillation", _old.has("af", on="2020-01-01"), excluded("R2")),
    _t10(
        "atrial fibrillation, resolved",
        _old.has("af", on="2020-01-01").has("af_resolved", on="2021-01-01"),
        _DUE,
    ),
    story(
        CVD10,
        "pressure and pulse of last year do not count on 1 April",
        _old.has("pulse_rhythm", on="2025-09-01"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=outside(),
    ),
)

_dizzy = person(born="1980-04-04").has("af_symptom", on="2025-09-01")
_t11 = teller(CVD11)
_CVD11 = (
    _t11("a symptom, pulse not checked", _dizzy, _DUE),
    _t11("checked on the day of the symptom", _dizzy.has("pulse_rhythm", on="2025-09-01"), achieved("R4")),
    _t11("checked a day before it", _dizzy.has("pulse_rhythm", on="2025-08-31"), _DUE),
    _t11(
        "checked before it, and only the rate recorded since",
        _dizzy.has("pulse_rhythm", on="2025-08-31").measures(
            "pulse", 72, Unit.BEATS_PER_MIN, on="2025-09-01"
        ),
        _DUE,
    ),
    _t11(
        "checked, and another symptom later",
        _dizzy.has("pulse_rhythm", on="2025-09-01").has("af_symptom", on="2025-12-01"),
        _DUE,
    ),
    _t11(
        "only the rate recorded",
        _dizzy.measures("pulse", 72, Unit.BEATS_PER_MIN, on="2025-09-01"),
        _DUE,
    ),
    _t11("no symptom", person(born="1980-04-04"), outside()),
    _t11("a symptom on 1 April", person(born="1980-04-04").has("af_symptom", on="2025-04-01"), _DUE),
    _t11("a symptom on 31 March", person(born="1980-04-04").has("af_symptom", on="2025-03-31"), outside()),
    _t11(
        "18 on the last day of the year",
        person(born="2008-03-31").has("af_symptom", on="2025-09-01"),
        _DUE,
    ),
    _t11(
        "18 a day after the year",
        person(born="2008-04-01").has("af_symptom", on="2025-09-01"),
        outside(),
    ),
    _t11("atrial fibrillation", _dizzy.has("af", on="2020-01-01"), excluded("R2")),
    story(
        CVD11,
        "a symptom of last year does not count on 1 April",
        _dizzy,
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=outside(),
    ),
)

_irregular = person(born="1950-04-04").has("pulse_irregular", on="2025-09-01")
_t14 = teller(CVD14)
_CVD14 = (
    _t14("irregular, no electrocardiogram", _irregular, _DUE),
    _t14("electrocardiogram on the day", _irregular.has("ecg", on="2025-09-01"), achieved("R4")),
    _t14("electrocardiogram a day before", _irregular.has("ecg", on="2025-08-31"), _DUE),
    _t14("never irregular", person(born="1950-04-04"), outside()),
    _t14("irregular on 1 April", person(born="1950-04-04").has("pulse_irregular", on="2025-04-01"), _DUE),
    _t14(
        "irregular on 31 March",
        person(born="1950-04-04").has("pulse_irregular", on="2025-03-31"),
        outside(),
    ),
    _t14(
        "65 on the last day of the year",
        person(born="1961-03-31").has("pulse_irregular", on="2025-09-01"),
        _DUE,
    ),
    _t14(
        "65 a day after the year",
        person(born="1961-04-01").has("pulse_irregular", on="2025-09-01"),
        outside(),
    ),
    _t14("atrial fibrillation found since", _irregular.has("af", on="2025-10-01"), excluded("R2")),
    story(
        CVD14,
        "irregular last year, not followed up, does not count on 1 April",
        _irregular,
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=outside(),
    ),
)

STORIES: tuple[Story, ...] = (
    *_treatment(CVD03, 20.1, 20, "R4"),
    *_adjusted_statin(CVD03),
    *_treatment(CVD13, 10, 9.9, "R4"),
    *_adjusted_statin(CVD13),
    *_treatment(CVD08, 20.1, 20, "R5"),
    *_CVD08,
    *_CVD07,
    *_CVD10,
    *_CVD11,
    *_CVD14,
)
