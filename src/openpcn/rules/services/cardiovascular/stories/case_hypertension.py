"""Stories of the four bands of blood pressure in people whose hypertension is not recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openpcn.rules.language import (
    CaseFinding,
    In,
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
from openpcn.rules.services.cardiovascular.case_hypertension import (
    HYPERTENSION_SEVERE,
    HYPERTENSION_STAGE_1,
    HYPERTENSION_STAGE_1_RISK,
    HYPERTENSION_STAGE_2,
)
from openpcn.terms.units import Unit

from .telling import teller

_somebody = person(born="1972-02-02")
_at_risk = _somebody.has("diabetes", on="2015-01-01")
_ON = "2025-11-10"


def _read(about: StoryPerson, top: int, bottom: int, at: str = "clinic", on: str = _ON) -> StoryPerson:
    return about.reads(bp(top, bottom), on=on, at=at)


def aged(about: StoryPerson, born: str) -> StoryPerson:
    """The same record with another date of birth."""
    birth = date.fromisoformat(born)
    somebody = replace(about.registered, birth_date=birth, registered_on=birth)
    return replace(about, registered=somebody, told=(f"born on {birth:%-d %B %Y}", *about.told[1:]))


def _band(
    definition: CaseFinding,
    about: StoryPerson,
    low: tuple[tuple[int, int], tuple[int, int]],
    by: str,
    *,
    monitoring_settles: bool,
) -> tuple[Story, ...]:
    """What the bands share. low: the lowest reading of the band, in the surgery and at home."""
    tell = teller(definition)
    waiting = due(by=by)
    (top, bottom), (home_top, home_bottom) = low
    seen = _read(about, top, 70)
    known = about.has("hypertension", on="2015-01-01")
    return (
        tell(f"{top}/70 in the surgery", seen, waiting),
        tell(f"{top - 1}/70 in the surgery", _read(about, top - 1, 70), outside()),
        tell(f"120/{bottom} in the surgery", _read(about, 120, bottom), waiting),
        tell(f"120/{bottom - 1} in the surgery", _read(about, 120, bottom - 1), outside()),
        tell(f"{home_top}/70 at home", _read(about, home_top, 70, "home"), waiting),
        tell(f"{home_top - 1}/70 at home", _read(about, home_top - 1, 70, "home"), outside()),
        tell(f"120/{home_bottom} at home", _read(about, 120, home_bottom, "home"), waiting),
        tell(f"120/{home_bottom - 1} at home", _read(about, 120, home_bottom - 1, "home"), outside()),
        tell("a normal reading later", _read(seen, 118, 72, on="2025-12-01"), outside()),
        tell("a normal reading before", _read(seen, 118, 72, on="2025-10-01"), waiting),
        tell("no reading", about, outside()),
        tell(
            "half a reading",
            about.measures("systolic_clinic", top, Unit.MMHG, on=_ON),
            outside(),
        ),
        tell("on the first of the 5 years", _read(about, top, 70, on="2021-02-11"), waiting),
        tell("a day before the 5 years", _read(about, top, 70, on="2021-02-10"), outside()),
        tell(
            "at home on the first of the 5 years",
            _read(about, home_top, 70, "home", on="2021-02-11"),
            waiting,
        ),
        tell(
            "at home a day before the 5 years",
            _read(about, home_top, 70, "home", on="2021-02-10"),
            outside(),
        ),
        tell("18 on the day of the data", _read(aged(about, "2008-02-10"), top, 70), waiting),
        tell("18 a day later", _read(aged(about, "2008-02-11"), top, 70), outside()),
        tell("hypertension known before", _read(known, top, 70), excluded("R1")),
        tell(
            "hypertension known once, and resolved before the reading",
            _read(known.has("hypertension_resolved", on="2018-01-01"), top, 70),
            waiting,
        ),
        tell(
            "hypertension recorded and resolved on one day: still known",
            _read(known.has("hypertension_resolved", on="2015-01-01"), top, 70),
            excluded("R1"),
        ),
        tell(
            "resolved a day after it was recorded",
            _read(known.has("hypertension_resolved", on="2015-01-02"), top, 70),
            waiting,
        ),
        tell("recorded on the day of the reading", seen.has("hypertension", on=_ON), achieved("R3")),
        tell("recorded a day before it", seen.has("hypertension", on="2025-11-09"), excluded("R1")),
        *(
            tell(
                f"{codes.replace('_', ' ')} since",
                seen.has(codes, on="2025-11-11"),
                achieved("R4") if monitoring_settles else waiting,
            )
            for codes in ("abpm", "home_bp_monitoring", "white_coat_or_excluded")
        ),
        tell(
            "monitored a day before the reading",
            seen.has("abpm", on="2025-11-09"),
            waiting,
        ),
        tell("receiving palliative care", seen.has("palliative_care", on="2025-08-01"), adjusted("R5")),
        tell(
            "monitoring declined on the day of the reading",
            seen.has("home_monitoring_declined", on=_ON),
            adjusted("R6") if monitoring_settles else waiting,
        ),
        tell(
            "monitoring declined a day before the reading",
            seen.has("home_monitoring_declined", on="2025-11-09"),
            waiting,
        ),
        tell(
            "an older reading, monitoring declined on the first of the 12 months",
            _read(about, top, 70, on="2025-01-10").has("home_monitoring_declined", on="2025-02-11"),
            adjusted("R6") if monitoring_settles else waiting,
        ),
        tell(
            "an older reading, monitoring declined a day before the 12 months",
            _read(about, top, 70, on="2025-01-10").has("home_monitoring_declined", on="2025-02-10"),
            waiting,
        ),
    )


_stage_1 = _read(_somebody, 144, 88)
_t2, _tr, _t1 = teller(HYPERTENSION_STAGE_2), teller(HYPERTENSION_STAGE_1_RISK), teller(HYPERTENSION_STAGE_1)
_RISK_DUE, _DUE = due(by="2026-05-10"), due(by="2026-08-10")

_RISKS = (
    ("coronary heart disease", _stage_1.has("chd", on="2015-01-01"), True),
    ("diabetes", _stage_1.has("diabetes", on="2015-01-01"), True),
    ("an eGFR of 59", _stage_1.measures("egfr", 59, Unit.ML_PER_MIN, on="2025-06-01"), True),
    ("an eGFR of 60", _stage_1.measures("egfr", 60, Unit.ML_PER_MIN, on="2025-06-01"), False),
    ("an eGFR of 59 2 years ago", _stage_1.measures("egfr", 59, Unit.ML_PER_MIN, on="2024-02-10"), False),
    ("a body mass index of 35.1", _stage_1.measures("bmi", 35.1, Unit.KG_PER_M2, on="2025-06-01"), True),
    (
        "a body mass index of 35.1 on the first of the 5 years",
        _stage_1.measures("bmi", 35.1, Unit.KG_PER_M2, on="2021-02-11"),
        True,
    ),
    (
        "a body mass index of 35.1 a day before the 5 years",
        _stage_1.measures("bmi", 35.1, Unit.KG_PER_M2, on="2021-02-10"),
        False,
    ),
    (
        "an eGFR of 59 on the first of the 2 years",
        _stage_1.measures("egfr", 59, Unit.ML_PER_MIN, on="2024-02-11"),
        True,
    ),
    ("a body mass index of 35", _stage_1.measures("bmi", 35, Unit.KG_PER_M2, on="2025-06-01"), False),
    ("of Pakistani background", _stage_1.has(In("ethnicity", "J"), on="2001-01-01"), True),
    ("of African background", _stage_1.has(In("ethnicity", "N"), on="2001-01-01"), True),
    ("of Irish background", _stage_1.has(In("ethnicity", "B"), on="2001-01-01"), False),
    ("no other risk", _stage_1, False),
)
_OLD = person(born="1945-01-01")
#: The lowest readings of stage 2 but 160 in the surgery.
_STAGE_2_BY = (
    (120, 100, "in the surgery", "clinic"),
    (150, 70, "at home", "home"),
    (120, 95, "at home", "home"),
)

STORIES: tuple[Story, ...] = (
    *_band(
        HYPERTENSION_SEVERE,
        _somebody,
        ((180, 120), (170, 115)),
        "2026-02-11",
        monitoring_settles=False,
    ),
    *_band(
        HYPERTENSION_STAGE_2,
        _somebody,
        ((160, 100), (150, 95)),
        "2026-03-10",
        monitoring_settles=True,
    ),
    _t2(
        "home monitoring that was raised, and coded as such",
        _read(_somebody, 164, 90).has("abpm", on="2025-11-20").reads(bp(152, 90), on="2025-12-01", at="home"),
        due(by="2026-03-10"),
    ),
    _t2(
        "monitored on the day of the reading in the surgery",
        _read(_somebody, 164, 90).has("abpm", on=_ON),
        due(by="2026-03-10"),
    ),
    _t2("180/90 in the surgery is severe", _read(_somebody, 180, 90), excluded("R2")),
    _t2("150/120 in the surgery is severe", _read(_somebody, 150, 120), excluded("R2")),
    _t2("179/119 in the surgery", _read(_somebody, 179, 119), due()),
    _t2("170/90 at home is severe", _read(_somebody, 170, 90, "home"), excluded("R2")),
    _t2("140/115 at home is severe", _read(_somebody, 140, 115, "home"), excluded("R2")),
    _t2("169/114 at home", _read(_somebody, 169, 114, "home"), due()),
    *_band(
        HYPERTENSION_STAGE_1_RISK,
        _at_risk,
        ((140, 90), (135, 85)),
        "2026-05-10",
        monitoring_settles=True,
    ),
    _tr("160/90 in the surgery is stage 2", _read(_at_risk, 160, 90), excluded("R2")),
    _tr("159/99 in the surgery", _read(_at_risk, 159, 99), _RISK_DUE),
    *(
        _tr(f"{top}/{bottom} {where} is stage 2", _read(_at_risk, top, bottom, at), excluded("R2"))
        for top, bottom, where, at in _STAGE_2_BY
    ),
    _tr("149/94 at home", _read(_at_risk, 149, 94, "home"), _RISK_DUE),
    *(_tr(f"stage 1, {words}", about, _RISK_DUE if risk else outside()) for words, about, risk in _RISKS),
    _tr(
        "79 on the day of the data",
        _read(person(born="1946-02-11").has("chd", on="2015-01-01"), 144, 88),
        _RISK_DUE,
    ),
    _tr(
        "80 on the day of the data",
        _read(person(born="1946-02-10").has("chd", on="2015-01-01"), 144, 88),
        outside(),
    ),
    *_band(
        HYPERTENSION_STAGE_1,
        _somebody,
        ((140, 90), (135, 85)),
        "2026-08-10",
        monitoring_settles=True,
    ),
    _t1("160/90 in the surgery is stage 2", _read(_somebody, 160, 90), excluded("R2")),
    _t1("159/99 in the surgery", _read(_somebody, 159, 99), _DUE),
    *(
        _t1(f"{top}/{bottom} {where} is stage 2", _read(_somebody, top, bottom, at), excluded("R2"))
        for top, bottom, where, at in _STAGE_2_BY
    ),
    _t1("149/94 at home", _read(_somebody, 149, 94, "home"), _DUE),
    _t1("79 on the day of the data, 144/88", _read(aged(_somebody, "1946-02-11"), 144, 88), _DUE),
    _t1("80 on the day of the data, 144/88", _read(aged(_somebody, "1946-02-10"), 144, 88), outside()),
    _t1("80 on the day of the data, 150/88", _read(aged(_somebody, "1946-02-10"), 150, 88), _DUE),
    *(_t1(f"stage 1, {words}", about, excluded("R2B") if risk else _DUE) for words, about, risk in _RISKS),
    *(
        _t1(f"{top}/{bottom} {where}, aged 81", _read(_OLD, top, bottom, at), _DUE if met else outside())
        for where, at, readings in (
            ("in the surgery", "clinic", ((150, 80, True), (149, 89, False), (130, 90, True))),
            ("at home", "home", ((145, 80, True), (144, 84, False), (130, 85, True))),
        )
        for top, bottom, met in readings
    ),
    _t1("150/80, aged 81, with diabetes", _read(_OLD.has("diabetes", on="2015-01-01"), 150, 80), _DUE),
)
