"""Stories of CVD04 and of possible familial hypercholesterolaemia."""

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
    story,
)
from openpcn.rules.services.cardiovascular.familial import CVD04, FH_POSSIBLE
from openpcn.terms.units import Unit

from .telling import teller

_born_1990 = person(born="1990-06-15")
_DUE = due(by="2026-05-10")
_PALLIATIVE = "palliative_care"


def _cholesterol(about: StoryPerson, value: float, on: str) -> StoryPerson:
    return about.measures("cholesterol", value, Unit.MMOL_PER_L, on=on)


_t04 = teller(CVD04)
_high = _cholesterol(_born_1990, 9.4, "2024-03-03")

_CVD04 = (
    _t04("9.1 at 33", _cholesterol(_born_1990, 9.1, "2024-03-03"), _DUE),
    _t04("9.0 at 33", _cholesterol(_born_1990, 9.0, "2024-03-03"), outside()),
    _t04("7.6 at 29", _cholesterol(_born_1990, 7.6, "2020-06-14"), _DUE),
    _t04("7.5 at 29", _cholesterol(_born_1990, 7.5, "2020-06-14"), outside()),
    _t04("7.6 on the thirtieth birthday", _cholesterol(_born_1990, 7.6, "2020-06-15"), outside()),
    _t04("7.51 at 29", _cholesterol(_born_1990, 7.51, "2020-06-14"), _DUE),
    _t04("high once, normal on treatment later", _cholesterol(_high, 4.0, "2025-03-03"), _DUE),
    _t04(
        "reported as over 9",
        _born_1990.measures("cholesterol", 9.0, "mmol/L", on="2024-03-03", comparator=">"),
        _DUE,
    ),
    _t04("never measured", _born_1990, outside()),
    *(
        _t04(f"{codes.replace('_', ' ')}", _high.has(codes, on="2024-06-01"), achieved("R2"))
        for codes in (
            "secondary_hyperlipidaemia",
            "fh_assessment",
            "fh_referral",
            "familial_hypercholesterolaemia",
        )
    ),
    _t04("assessed before this value", _high.has("fh_assessment", on="2022-06-01"), achieved("R2")),
    _t04("receiving palliative care", _high.has(_PALLIATIVE, on="2025-08-01"), adjusted("R3")),
    _t04(
        "referral declined on the first of the 12 months",
        _high.has("fh_referral_declined", on="2025-04-01"),
        adjusted("R4"),
    ),
    _t04(
        "referral declined a day before the 12 months",
        _high.has("fh_referral_declined", on="2025-03-31"),
        _DUE,
    ),
    story(
        CVD04,
        "a refusal of last year is over on 1 April",
        _high.has("fh_referral_declined", on="2026-03-31"),
        as_at="2027-04-01",
        achievement_date="2028-03-31",
        expect=due(by="2027-07-01"),
    ),
)

_tp = teller(FH_POSSIBLE)
_relative = _born_1990.has("family_history_premature_cvd", on="2015-01-01")
_possible = _cholesterol(_relative, 7.9, "2024-03-03")


def _ldl(value: float, on: str) -> StoryPerson:
    return _relative.measures("ldl", value, Unit.MMOL_PER_L, on=on)


_POSSIBLE = (
    _tp("7.6 and a relative", _cholesterol(_relative, 7.6, "2024-03-03"), _DUE),
    _tp("7.5 and a relative", _cholesterol(_relative, 7.5, "2024-03-03"), outside()),
    _tp("7.9, no relative", _cholesterol(_born_1990, 7.9, "2024-03-03"), outside()),
    _tp("LDL 5.0", _ldl(5.0, "2024-03-03"), _DUE),
    _tp("LDL 4.9", _ldl(4.9, "2024-03-03"), outside()),
    _tp("LDL 4.1 a day before sixteen", _ldl(4.1, "2006-06-14"), _DUE),
    _tp("LDL 4.0 a day before sixteen", _ldl(4.0, "2006-06-14"), outside()),
    _tp("LDL 4.1 at sixteen", _ldl(4.1, "2006-06-15"), outside()),
    _tp("6.8 a day before sixteen", _cholesterol(_relative, 6.8, "2006-06-14"), _DUE),
    _tp("6.7 a day before sixteen", _cholesterol(_relative, 6.7, "2006-06-14"), outside()),
    _tp("6.8 at sixteen", _cholesterol(_relative, 6.8, "2006-06-15"), outside()),
    _tp("a relative, never measured", _relative, outside()),
    _tp(
        "explained by another disease",
        _possible.has("secondary_hyperlipidaemia", on="2024-06-01"),
        excluded("R1"),
    ),
    _tp("referred", _possible.has("fh_referral", on="2024-06-01"), achieved("R2")),
    _tp("diagnosed", _possible.has("familial_hypercholesterolaemia", on="2024-06-01"), achieved("R2")),
    _tp("receiving palliative care", _possible.has(_PALLIATIVE, on="2025-08-01"), adjusted("R3")),
    _tp(
        "referral declined on the first of the 12 months",
        _possible.has("fh_referral_declined", on="2025-04-01"),
        adjusted("R4"),
    ),
    _tp(
        "referral declined a day before the 12 months",
        _possible.has("fh_referral_declined", on="2025-03-31"),
        _DUE,
    ),
)

STORIES: tuple[Story, ...] = (*_CVD04, *_POSSIBLE)
