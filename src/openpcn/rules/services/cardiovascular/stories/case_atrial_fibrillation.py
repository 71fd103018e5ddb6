"""Stories of atrial fibrillation that nobody recorded or treats."""

from __future__ import annotations

from openpcn.rules.language import (
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
)
from openpcn.rules.services.cardiovascular.case_atrial_fibrillation import (
    AF_BY_MEDICINE,
    AF_PULSE_CHECK,
    AF_UNTREATED,
)
from openpcn.rules.services.cardiovascular.qof_atrial_fibrillation import ANTICOAGULANTS
from openpcn.terms.units import Unit

from .telling import teller

_somebody = person(born="1962-07-07", sex="male")
_old = person(born="1955-07-07")

_tm = teller(AF_BY_MEDICINE)
_MEDICINE_DUE = due(by="2026-05-10")
_on_digoxin = _somebody.issued("digoxin", on="2026-01-10")
_BY_MEDICINE = (
    *(
        _tm(f"{codes.replace('_', ' ')} this year", _somebody.issued(codes, on="2026-01-10"), _MEDICINE_DUE)
        for codes in ("digoxin", "antiarrhythmic_af", *ANTICOAGULANTS)
    ),
    _tm("on the first of the 6 months", _somebody.issued("doac", on="2025-08-11"), _MEDICINE_DUE),
    _tm("a day before the 6 months", _somebody.issued("doac", on="2025-08-10"), outside()),
    _tm("none of these medicines", _somebody, outside()),
    _tm("atrial fibrillation is recorded", _on_digoxin.has("af", on="2020-01-01"), achieved("R1")),
    _tm(
        "atrial fibrillation, resolved",
        _on_digoxin.has("af", on="2020-01-01").has("af_resolved", on="2021-01-01"),
        _MEDICINE_DUE,
    ),
    _tm("heart failure", _on_digoxin.has("heart_failure", on="2020-01-01"), excluded("R2")),
    _tm(
        "heart failure, resolved",
        _on_digoxin.has("heart_failure", on="2020-01-01").has("heart_failure_resolved", on="2021-01-01"),
        _MEDICINE_DUE,
    ),
    _tm("a clot long ago", _on_digoxin.has("venous_thromboembolism", on="2009-01-01"), excluded("R3")),
    _tm("a child", person(born="2008-02-11").issued("digoxin", on="2026-01-10"), outside()),
    _tm("18 on the day of the data", person(born="2008-02-10").issued("digoxin", on="2026-01-10"), due()),
)

_tp = teller(AF_PULSE_CHECK)
_PULSE_DUE = due(by="2026-03-31")
_PULSE = (
    _tp("never checked", _old, _PULSE_DUE),
    _tp(
        "checked on the first of the 3 years",
        _old.has("pulse_rhythm", on="2023-02-11"),
        achieved("R3"),
    ),
    _tp("checked a day before the 3 years", _old.has("pulse_rhythm", on="2023-02-10"), _PULSE_DUE),
    _tp("only the rate", _old.measures("pulse", 70, Unit.BEATS_PER_MIN, on="2025-06-01"), _PULSE_DUE),
    _tp("65 on the day of the data", person(born="1961-02-10"), _PULSE_DUE),
    _tp("65 a day later", person(born="1961-02-11"), outside()),
    _tp("atrial fibrillation", _old.has("af", on="2020-01-01"), excluded("R1")),
    _tp(
        "an anticoagulant on the first of the 6 months",
        _old.issued("doac", on="2025-08-11"),
        excluded("R2"),
    ),
    _tp("an anticoagulant a day before the 6 months", _old.issued("doac", on="2025-08-10"), _PULSE_DUE),
    _tp("receiving palliative care", _old.has("palliative_care", on="2025-08-01"), adjusted("R4")),
    _tp(
        "checked and receiving palliative care",
        _old.has("palliative_care", on="2025-08-01").has("pulse_rhythm", on="2025-09-01"),
        achieved("R3"),
    ),
)

_tu = teller(AF_UNTREATED)
_DUE = due(by="2026-03-10")
_af = _old.has("af", on="2019-01-01")  # 70 and a woman: 2 points
_stroke = _af.has("stroke_tia", on="2020-01-01")
_low = _somebody.has("af", on="2019-01-01")  # a man of 63 without other risks: none


def _scored(about: StoryPerson, score: float, on: str = "2025-06-01") -> StoryPerson:
    return about.measures("chadsvasc_score", score, None, on=on)


_UNTREATED = (
    _tu("coded score 2", _scored(_somebody.has("af", on="2019-01-01"), 2), _DUE),
    _tu("coded score 1", _scored(_af, 1), outside()),
    _tu("1 coded long before a stroke: worked out again", _scored(_stroke, 1, "2011-01-01"), _DUE),
    _tu("1 coded on the first of the 12 months", _scored(_stroke, 1, "2025-02-11"), outside()),
    _tu("1 coded a day before the 12 months", _scored(_stroke, 1, "2025-02-10"), _DUE),
    _tu("2 coded long ago, worked out as none: it stays", _scored(_low, 2, "2011-01-01"), _DUE),
    _tu("1 coded long ago, worked out as none", _scored(_low, 1, "2011-01-01"), outside()),
    _tu(
        "2 coded long ago, 1 coded this year",
        _scored(_scored(_low, 2, "2011-01-01"), 1),
        outside(),
    ),
    _tu(
        "2 coded long ago, sex not recorded: it stays",
        _scored(person(born="1955-07-07", sex="unknown").has("af", on="2019-01-01"), 2, "2011-01-01"),
        _DUE,
    ),
    _tu(
        "1 coded long ago, sex not recorded: not known",
        _scored(person(born="1955-07-07", sex="unknown").has("af", on="2019-01-01"), 1, "2011-01-01"),
        outside(),
    ),
    _tu("no coded score, worked out as 2", _af, _DUE),
    _tu(
        "no coded score, a man of 63 without other risks",
        _somebody.has("af", on="2019-01-01"),
        outside(),
    ),
    _tu(
        "no coded score, a man of 63 who had a stroke",
        _somebody.has("af", on="2019-01-01").has("stroke_tia", on="2019-01-01"),
        _DUE,
    ),
    _tu(
        "no coded score, and sex not recorded",
        person(born="1955-07-07", sex="unknown").has("af", on="2019-01-01"),
        outside(),
    ),
    *(
        _tu(f"{codes.replace('_', ' ')} this year", _af.issued(codes, on="2026-01-10"), achieved("R1"))
        for codes in ANTICOAGULANTS
    ),
    _tu("issued on the first of the 6 months", _af.issued("doac", on="2025-08-11"), achieved("R1")),
    _tu("issued a day before the 6 months", _af.issued("doac", on="2025-08-10"), _DUE),
    _tu("only an antiplatelet", _af.issued("antiplatelet", on="2026-01-10"), _DUE),
    _tu("contraindicated", _af.has("anticoagulant_contraindicated", on="2015-01-01"), excluded("R2")),
    _tu(
        "declined on the first of the 12 months",
        _af.has("anticoagulant_declined", on="2025-02-11"),
        adjusted("R3"),
    ),
    _tu("declined a day before the 12 months", _af.has("anticoagulant_declined", on="2025-02-10"), _DUE),
    _tu("receiving palliative care", _af.has("palliative_care", on="2025-08-01"), adjusted("R4")),
    _tu("no atrial fibrillation", _scored(_old, 4), outside()),
)

STORIES: tuple[Story, ...] = (*_BY_MEDICINE, *_PULSE, *_UNTREATED)
