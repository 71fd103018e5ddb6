"""Stories of chronic kidney disease: uncoded, at risk of failing, not monitored."""

from __future__ import annotations

from openpcn.rules.language import (
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    outside,
    person,
    story,
)
from openpcn.rules.services.cardiovascular.case_kidney import (
    CKD_FAILURE_RISK,
    CKD_HIGH_ACR,
    CKD_MONITORING,
    CKD_UNCODED_ACR,
    CKD_UNCODED_EGFR,
)
from openpcn.terms.units import Unit

from .telling import teller

_somebody = person(born="1952-12-01", sex="male")
_CODE_DUE = due(by="2026-05-10")
_DYING = ("palliative_care", "2025-08-01")


def _egfr(about: StoryPerson, value: float, on: str) -> StoryPerson:
    return about.measures("egfr", value, Unit.ML_PER_MIN, on=on)


def _acr(about: StoryPerson, value: float, on: str) -> StoryPerson:
    return about.measures("albumin_creatinine_ratio", value, Unit.MG_PER_MMOL, on=on)


_te = teller(CKD_UNCODED_EGFR)
_low = _egfr(_egfr(_somebody, 52, "2025-01-01"), 55, "2025-04-01")  # 90 days apart

_EGFR = (
    _te("52 and 55, 90 days apart", _low, _CODE_DUE),
    _te(
        "52 and 55, 10 years apart",
        _egfr(_egfr(_somebody, 52, "2015-04-04"), 55, "2025-04-01"),
        _CODE_DUE,
    ),
    _te(
        "52 and 55, a day more than 10 years apart",
        _egfr(_egfr(_somebody, 52, "2015-04-03"), 55, "2025-04-01"),
        outside(),
    ),
    _te(
        "52 and 55, 89 days apart",
        _egfr(_egfr(_somebody, 52, "2025-01-02"), 55, "2025-04-01"),
        outside(),
    ),
    _te("59 and 59", _egfr(_egfr(_somebody, 59, "2024-01-01"), 59, "2025-04-01"), _CODE_DUE),
    _te("60 and 59", _egfr(_egfr(_somebody, 60, "2024-01-01"), 59, "2025-04-01"), outside()),
    _te("59.9 and 59.9", _egfr(_egfr(_somebody, 59.9, "2024-01-01"), 59.9, "2025-04-01"), _CODE_DUE),
    _te("two low ones, recovered since", _egfr(_low, 64, "2025-09-01"), outside()),
    _te("two low ones, 60 since", _egfr(_low, 60, "2025-09-01"), outside()),
    _te(
        "three low ones, the ends 90 days apart",
        _egfr(
            _egfr(_egfr(_somebody, 52, "2025-01-01"), 50, "2025-02-15"),
            55,
            "2025-04-01",
        ),
        _CODE_DUE,
    ),
    _te("one low eGFR", _egfr(_somebody, 52, "2025-01-01"), outside()),
    _te(
        "one low eGFR, and one without its number",
        _egfr(_somebody, 52, "2025-04-01").measures("egfr", None, None, on="2025-01-01"),
        outside(),
    ),
    _te(
        "two of one day are one occasion",
        _egfr(_egfr(_somebody, 52, "2025-01-01"), 48, "2025-01-01"),
        outside(),
    ),
    _te("never tested", _somebody, outside()),
    _te("recorded", _low.has("ckd", on="2025-05-01"), achieved("R1")),
    _te(
        "recorded, resolved later",
        _low.has("ckd", on="2020-05-01").has("ckd_resolved", on="2021-01-01"),
        due(),
    ),
    _te("stage 2 recorded", _low.has("ckd_stage_1_2", on="2025-05-01"), _CODE_DUE),
    _te("receiving palliative care", _low.has(_DYING[0], on=_DYING[1]), adjusted("R9")),
    _te(
        "18 on the day of the data",
        _egfr(_egfr(person(born="2008-02-10"), 52, "2025-01-01"), 55, "2025-04-01"),
        due(),
    ),
    _te(
        "18 a day later",
        _egfr(_egfr(person(born="2008-02-11"), 52, "2025-01-01"), 55, "2025-04-01"),
        outside(),
    ),
)

_ta = teller(CKD_UNCODED_ACR)
_raised = _acr(_acr(_somebody, 3, "2025-01-01"), 3, "2025-04-01")
_ACR = (
    _ta("3 and 3, 90 days apart", _raised, _CODE_DUE),
    _ta("3 and 3, 89 days apart", _acr(_acr(_somebody, 3, "2025-01-02"), 3, "2025-04-01"), outside()),
    _ta("2.9 and 3", _acr(_acr(_somebody, 2.9, "2025-01-01"), 3, "2025-04-01"), outside()),
    _ta("3 and 3, ten years apart", _acr(_acr(_somebody, 3, "2015-04-04"), 3, "2025-04-01"), _CODE_DUE),
    _ta(
        "3 and 3, a day more than ten years apart",
        _acr(_acr(_somebody, 3, "2015-04-03"), 3, "2025-04-01"),
        outside(),
    ),
    _ta(
        "18 on the day of the data",
        _acr(_acr(person(born="2008-02-10"), 3, "2025-01-01"), 3, "2025-04-01"),
        due(),
    ),
    _ta(
        "18 a day later",
        _acr(_acr(person(born="2008-02-11"), 3, "2025-01-01"), 3, "2025-04-01"),
        outside(),
    ),
    _ta("two raised, normal since", _acr(_raised, 2.9, "2025-09-01"), outside()),
    _ta("one raised", _acr(_somebody, 20, "2025-01-01"), outside()),
    _ta(
        "recorded, and resolved since",
        _raised.has("ckd", on="2020-05-01").has("ckd_resolved", on="2021-01-01"),
        _CODE_DUE,
    ),
    _ta("never tested", _somebody, outside()),
    _ta("stage 3 recorded", _raised.has("ckd", on="2025-05-01"), achieved("R1")),
    _ta("stage 2 recorded", _raised.has("ckd_stage_1_2", on="2025-05-01"), achieved("R1")),
    _ta("receiving palliative care", _raised.has(_DYING[0], on=_DYING[1]), adjusted("R9")),
)

_th = teller(CKD_HIGH_ACR)
_heavy = _acr(_somebody, 70, "2025-06-01")
_HIGH = (
    _th("70", _heavy, _CODE_DUE),
    _th("69.9", _acr(_somebody, 69.9, "2025-06-01"), outside()),
    _th("70 first, 30 later", _acr(_heavy, 30, "2025-09-01"), outside()),
    _th("18 on the day of the data", _acr(person(born="2008-02-10"), 90, "2025-06-01"), due()),
    _th("18 a day later", _acr(person(born="2008-02-11"), 90, "2025-06-01"), outside()),
    _th("never tested", _somebody, outside()),
    _th("stage 3 recorded", _heavy.has("ckd", on="2025-07-01"), achieved("R1")),
    _th("referred on the day", _heavy.has("renal_referral", on="2025-06-01"), achieved("R2")),
    _th("referred a day before", _heavy.has("renal_referral", on="2025-05-31"), _CODE_DUE),
    _th("receiving palliative care", _heavy.has(_DYING[0], on=_DYING[1]), adjusted("R9")),
)

_tf = teller(CKD_FAILURE_RISK)
_FAILURE_DUE = due(by="2026-03-10")
_ckd = _somebody.has("ckd", on="2019-01-01")


def _coded(about: StoryPerson, risk: float) -> StoryPerson:
    return about.measures("kidney_failure_risk_5_years", risk, None, on="2025-06-01")


_severe = _acr(_egfr(_ckd, 18, "2025-06-01"), 250, "2025-06-01")
_mild = _acr(_egfr(_ckd, 55, "2025-06-01"), 1, "2025-06-01")
_thirty = _egfr(_ckd, 30, "2025-06-01")
_FAILURE = (
    _tf("coded risk 5.1%", _coded(_ckd, 5.1), _FAILURE_DUE),
    _tf("coded risk 5%", _coded(_ckd, 5), outside()),
    _tf("worked out: eGFR 18 and a ratio of 250", _severe, _FAILURE_DUE),
    _tf("worked out: eGFR 55 and a ratio of 1", _mild, outside()),
    _tf("worked out: 5.04%, over 5 although shown as 5.0", _acr(_thirty, 5.48, "2025-06-01"), _FAILURE_DUE),
    _tf("worked out: 4.96%", _acr(_thirty, 5.28, "2025-06-01"), outside()),
    _tf("a coded low risk outranks the one worked out", _coded(_severe, 2), outside()),
    _tf("no urine ratio, so no risk", _egfr(_ckd, 18, "2025-06-01"), outside()),
    _tf("no chronic kidney disease recorded", _coded(_somebody, 9), outside()),
    _tf(
        "referred on the first of the 2 years",
        _coded(_ckd, 9).has("renal_referral", on="2024-02-11"),
        achieved("R1"),
    ),
    _tf(
        "referred a day before the 2 years",
        _coded(_ckd, 9).has("renal_referral", on="2024-02-10"),
        _FAILURE_DUE,
    ),
    _tf("receiving palliative care", _coded(_ckd, 9).has(_DYING[0], on=_DYING[1]), adjusted("R9")),
)

_tm = teller(CKD_MONITORING)
_both = _acr(_egfr(_ckd, 50, "2025-06-01"), 2, "2025-06-01")
_MONITORING = (
    _tm("both this year", _both, achieved("R1")),
    _tm(
        "both without their numbers: tested all the same",
        _ckd.measures("egfr", None, None, on="2025-06-01").measures(
            "albumin_creatinine_ratio", None, None, on="2025-06-01"
        ),
        achieved("R1"),
    ),
    _tm("neither", _ckd, due("egfr", "albumin_to_creatinine_ratio", by="2026-03-31")),
    _tm("eGFR alone", _egfr(_ckd, 50, "2025-06-01"), due("albumin_to_creatinine_ratio", by="2026-03-31")),
    _tm("ratio alone", _acr(_ckd, 2, "2025-06-01"), due("egfr", by="2026-03-31")),
    _tm(
        "both on the first of the 12 months",
        _acr(_egfr(_ckd, 50, "2025-02-11"), 2, "2025-02-11"),
        achieved("R1"),
    ),
    _tm(
        "both a day before the 12 months",
        _acr(_egfr(_ckd, 50, "2025-02-10"), 2, "2025-02-10"),
        due("egfr", "albumin_to_creatinine_ratio", by="2026-03-31"),
    ),
    _tm(
        "a blood test declined on the first of the 12 months",
        _ckd.has("blood_test_declined", on="2025-02-11"),
        adjusted("R2"),
    ),
    _tm(
        "a blood test declined a day before",
        _ckd.has("blood_test_declined", on="2025-02-10"),
        due("egfr", "albumin_to_creatinine_ratio", by="2026-03-31"),
    ),
    _tm("receiving palliative care", _ckd.has(_DYING[0], on=_DYING[1]), adjusted("R9")),
    _tm(
        "creatinine without an eGFR",
        _ckd.measures("creatinine", 140, Unit.UMOL_PER_L, on="2025-06-01"),
        due("egfr", "albumin_to_creatinine_ratio", by="2026-03-31"),
    ),
    _tm("not on the register", _somebody, outside()),
    story(
        CKD_MONITORING,
        "tests of last June still count on 1 April",
        _both,
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=achieved("R1"),
    ),
)

STORIES: tuple[Story, ...] = (*_EGFR, *_ACR, *_HIGH, *_FAILURE, *_MONITORING)
