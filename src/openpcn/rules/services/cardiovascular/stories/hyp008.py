"""Stories of HYP008, in full: those of its kin are in qof_blood_pressure."""

from __future__ import annotations

from openpcn.rules.language import (
    Expected,
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
from openpcn.rules.services.cardiovascular.qof_blood_pressure import HYP008

_hypertension = person(born="1960-05-01").has("hypertension", on="2015-03-02")
_high = _hypertension.reads(bp(158, 94), on="2025-10-06")
_DUE = due(by="2026-03-31")


def _h(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(HYP008, title, about, expect=expect)


_READINGS = (
    *(
        _h(f"{top}/{bottom} {where}", _hypertension.reads(bp(top, bottom), on="2025-10-06", at=at), expect)
        for where, at, readings in (
            ("in the surgery", "clinic", ((140, 90, True), (141, 90, False), (140, 91, False))),
            ("at home", "home", ((135, 85, True), (136, 85, False), (135, 86, False))),
        )
        for top, bottom, met in readings
        for expect in (achieved("R2") if met else _DUE,)
    ),
    _h("no reading", _hypertension, _DUE),
    _h("a severe reading", _hypertension.reads(bp(184, 100), on="2025-10-06"), _DUE),
    _h(
        "high first, at target later",
        _high.reads(bp(132, 80), on="2026-01-10"),
        achieved("R2"),
    ),
    _h("at target first, high later", _high.reads(bp(132, 80), on="2025-10-05"), _DUE),
    _h(
        "two readings of one day: the lowest of each half",
        _hypertension.reads(bp(150, 85), on="2025-10-06").reads(bp(138, 95), on="2025-10-06"),
        achieved("R2"),
    ),
    _h(
        "at target at home, high in the surgery later",
        _hypertension.reads(bp(128, 78), on="2025-10-06", at="home").reads(bp(150, 95), on="2025-10-07"),
        _DUE,
    ),
    _h(
        "high in the surgery, at target at home later",
        _high.reads(bp(128, 78), on="2025-10-07", at="home"),
        achieved("R2"),
    ),
    _h(
        "138/88 at home is over the limit at home",
        _hypertension.reads(bp(138, 88), on="2025-10-06", at="home"),
        _DUE,
    ),
    _h(
        "surgery and home on one day: either may meet its own limit",
        _high.reads(bp(128, 78), on="2025-10-06", at="home"),
        achieved("R2"),
    ),
    _h(
        "at target on the first of the 12 months",
        _hypertension.reads(bp(132, 80), on="2025-04-01"),
        achieved("R2"),
    ),
    _h(
        "at target a day before the 12 months",
        _hypertension.reads(bp(132, 80), on="2025-03-31"),
        _DUE,
    ),
    _h(
        "at target at home on the first of the 12 months",
        _hypertension.reads(bp(132, 80), on="2025-04-01", at="home"),
        achieved("R2"),
    ),
    _h(
        "at target at home a day before the 12 months",
        _hypertension.reads(bp(132, 80), on="2025-03-31", at="home"),
        _DUE,
    ),
    _h(
        "a systolic without a diastolic is no reading",
        _hypertension.measures("systolic_clinic", 130, "mmHg", on="2025-10-06"),
        _DUE,
    ),
    _h(
        "an implausible reading is not seen",
        _hypertension.measures("systolic_clinic", 30, "mmHg", on="2025-10-06", implausible=True).measures(
            "diastolic_clinic", 80, "mmHg", on="2025-10-06"
        ),
        _DUE,
    ),
    _h("a reading dated after the data", _high.reads(bp(132, 80), on="2026-02-11"), _DUE),
    story(
        HYP008,
        "at target on 31 March, due again on 1 April the year after",
        _hypertension.reads(bp(132, 80), on="2026-03-31"),
        as_at="2027-04-01",
        achievement_date="2028-03-31",
        expect=due(by="2028-03-31"),
    ),
    story(
        HYP008,
        "in a year whose target is not published, the last published one is used",
        _hypertension.reads(bp(140, 90), on="2026-05-01"),
        as_at="2026-05-10",
        achievement_date="2027-03-31",
        expect=achieved("R2"),
    ),
)

_TWELVE_MONTHS = (
    ("R3", "maximal_bp_treatment", "on maximal treatment"),
    ("R4", "hypertension_pca_unsuitable", "not suitable"),
    ("R5", "bp_declined", "blood pressure declined"),
    ("R6", "hypertension_pca_declined", "care declined"),
)
_ADJUSTMENTS = (
    *(
        _h(f"{words}, on the first of the 12 months", _high.has(codes, on="2025-04-01"), adjusted(rule))
        for rule, codes, words in _TWELVE_MONTHS
    ),
    *(
        _h(f"{words}, a day before the 12 months", _high.has(codes, on="2025-03-31"), _DUE)
        for _, codes, words in _TWELVE_MONTHS
    ),
    _h(
        "target met outranks a declined reading",
        _hypertension.reads(bp(138, 88), on="2026-01-10").declines("bp_declined", on="2026-01-20"),
        achieved("R2"),
    ),
    _h(
        "of two adjustments the earlier rule decides",
        _high.has("hypertension_pca_declined", on="2025-06-01").has("maximal_bp_treatment", on="2025-07-01"),
        adjusted("R3"),
    ),
    _h(
        "invited twice, 7 days apart, after the last high reading",
        _high.invited("bp_invitation", on="2025-11-03").invited("bp_invitation", on="2025-11-10"),
        adjusted("R7"),
    ),
    _h(
        "invited twice, 6 days apart",
        _high.invited("bp_invitation", on="2025-11-03").invited("bp_invitation", on="2025-11-09"),
        _DUE,
    ),
    _h(
        "three invitations, the first and the last 8 days apart",
        _high.invited("bp_invitation", on="2025-11-03")
        .invited("bp_invitation", on="2025-11-07")
        .invited("bp_invitation", on="2025-11-11"),
        adjusted("R7"),
    ),
    _h("invited once", _high.invited("bp_invitation", on="2025-11-03"), _DUE),
    _h(
        "one of two invitations was before the last high reading",
        _high.invited("bp_invitation", on="2025-09-01").invited("bp_invitation", on="2025-11-10"),
        _DUE,
    ),
    _h(
        "one of two invitations was on the day of the high reading",
        _high.invited("bp_invitation", on="2025-10-06").invited("bp_invitation", on="2025-11-10"),
        _DUE,
    ),
    _h(
        "invited twice and no reading at all",
        _hypertension.invited("bp_invitation", on="2025-11-03").invited("bp_invitation", on="2025-11-10"),
        adjusted("R7"),
    ),
    _h(
        "a reading of 2 years ago and no invitations: still due",
        _hypertension.reads(bp(158, 94), on="2024-02-01"),
        _DUE,
    ),
    _h(
        "one of two invitations was on the first of the 12 months",
        _hypertension.invited("bp_invitation", on="2025-04-01").invited("bp_invitation", on="2025-11-10"),
        adjusted("R7"),
    ),
    _h(
        "one of two invitations was before the 12 months",
        _hypertension.invited("bp_invitation", on="2025-03-31").invited("bp_invitation", on="2025-11-10"),
        _DUE,
    ),
    _h(
        "diagnosed within 9 months",
        person(born="1960-05-01").has("hypertension", on="2025-07-01"),
        adjusted("R8"),
    ),
    _h(
        "diagnosed 9 months ago to the day",
        person(born="1960-05-01").has("hypertension", on="2025-06-30"),
        _DUE,
    ),
    _h("diagnosed long ago, coded again lately", _hypertension.has("hypertension", on="2025-09-01"), _DUE),
    _h(
        "resolved, and diagnosed anew within 9 months",
        _hypertension.has("hypertension_resolved", on="2018-01-01").has("hypertension", on="2025-09-01"),
        adjusted("R8"),
    ),
    _h("registered within 9 months", _high.on_list_since("2025-07-01"), adjusted("R9")),
    _h("registered 9 months ago to the day", _high.on_list_since("2025-06-30"), _DUE),
)

_WHO = (
    _h(
        "80 on the last day of the year",
        person(born="1946-03-31").has("hypertension", on="2015-03-02"),
        excluded("R1"),
    ),
    _h(
        "80 and at target is still too old for this indicator",
        person(born="1946-03-31").has("hypertension", on="2015-03-02").reads(bp(130, 80), on="2025-10-06"),
        excluded("R1"),
    ),
    _h(
        "80 a day after the year",
        person(born="1946-04-01").has("hypertension", on="2015-03-02"),
        _DUE,
    ),
    _h("no hypertension", person(born="1960-05-01").reads(bp(158, 94), on="2025-10-06"), outside()),
    _h("resolved", _high.has("hypertension_resolved", on="2020-01-01"), outside()),
    _h(
        "resolved on the day of the diagnosis is still on the register",
        _high.has("hypertension_resolved", on="2015-03-02"),
        _DUE,
    ),
)

STORIES: tuple[Story, ...] = (*_READINGS, *_ADJUSTMENTS, *_WHO)
