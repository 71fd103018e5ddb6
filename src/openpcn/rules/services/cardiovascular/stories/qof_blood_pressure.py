"""Stories of HYP009, CHD015, CHD016, STIA014, STIA015 and DM036."""

from __future__ import annotations

from openpcn.rules.language import (
    Indicator,
    Story,
    StoryPerson,
    achieved,
    bp,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.cardiovascular.qof_blood_pressure import (
    CHD015,
    CHD016,
    DM036,
    HYP009,
    STIA014,
    STIA015,
)
from openpcn.rules.services.cardiovascular.quality import (
    CORONARY_CARE,
    DIABETES_CARE,
    HYPERTENSION_CARE,
    STROKE_CARE,
    Care,
)

from .quality import DUE, adjustment_stories


def _family(
    indicator: Indicator, codes: str, care: Care, *, from_80: bool, target: str = "R2"
) -> tuple[Story, ...]:
    """What all of the family have in common."""
    born = "1940-05-01" if from_80 else "1960-05-01"
    top, home_top = (150, 145) if from_80 else (140, 135)
    somebody = person(born=born).has(codes, on="2015-03-02")
    high = somebody.reads(bp(168, 94), on="2025-10-06")

    def tell(title: str, about: StoryPerson, met: bool) -> Story:
        return story(indicator, title, about, expect=achieved(target) if met else DUE)

    def reading(top: int, bottom: int, at: str, met: bool) -> Story:
        where = "in the surgery" if at == "clinic" else "at home"
        about = somebody.reads(bp(top, bottom), on="2025-10-06", at=at)
        return tell(f"{top}/{bottom} {where}", about, met)

    # 80 on the achievement date is the first day on which the one indicator takes over from the other
    first_80 = person(born="1946-03-31").has(codes, on="2015-03-02")
    still_79 = person(born="1946-04-01").has(codes, on="2015-03-02")
    return (
        reading(top, 90, "clinic", True),
        reading(top + 1, 90, "clinic", False),
        reading(top, 91, "clinic", False),
        reading(home_top, 85, "home", True),
        reading(home_top + 1, 85, "home", False),
        reading(home_top, 86, "home", False),
        tell("no reading", somebody, False),
        tell(
            "a systolic without a diastolic is no reading",
            somebody.measures("systolic_clinic", 128, "mmHg", on="2025-10-06"),
            False,
        ),
        tell("a severe reading", somebody.reads(bp(184, 100), on="2025-10-06"), False),
        tell("high first, at target later", high.reads(bp(130, 80), on="2025-12-01"), True),
        tell("at target first, high later", high.reads(bp(130, 80), on="2025-10-05"), False),
        tell("on the first of the 12 months", somebody.reads(bp(130, 80), on="2025-04-01"), True),
        tell("a day before the 12 months", somebody.reads(bp(130, 80), on="2025-03-31"), False),
        tell(
            "at home on the first of the 12 months",
            somebody.reads(bp(130, 80), on="2025-04-01", at="home"),
            True,
        ),
        tell(
            "at home a day before the 12 months",
            somebody.reads(bp(130, 80), on="2025-03-31", at="home"),
            False,
        ),
        tell(
            "target met outranks a declined reading",
            somebody.reads(bp(130, 80), on="2025-10-06").declines("bp_declined", on="2025-12-01"),
            True,
        ),
        story(
            indicator,
            "at target on 31 March, due again on 1 April the year after",
            person(born="1940-05-01" if from_80 else "1965-05-01")
            .has(codes, on="2015-03-02")
            .reads(bp(130, 80), on="2026-03-31"),
            as_at="2027-04-01",
            achievement_date="2028-03-31",
            expect=due(by="2028-03-31"),
        ),
        story(
            indicator,
            "80 on the achievement date",
            first_80,
            expect=DUE if from_80 else excluded("R1"),
        ),
        story(
            indicator,
            "80 a day after the achievement date",
            still_79,
            expect=excluded("R1") if from_80 else DUE,
        ),
        story(indicator, "not on the register", person(born=born), expect=outside()),
        *adjustment_stories(
            indicator,
            int(target[1:]) + 1,
            care,
            high,
            lambda day: person(born=born).has(codes, on=day),
            maximal="maximal_bp_treatment",
            test_declined=("bp_declined",),
            result_on_6_october=True,
        ),
    )


_diabetic = person(born="1960-05-01").has("diabetes", on="2015-03-02").reads(bp(168, 94), on="2025-10-06")

STORIES: tuple[Story, ...] = (
    *_family(HYP009, "hypertension", HYPERTENSION_CARE, from_80=True),
    *_family(CHD015, "chd", CORONARY_CARE, from_80=False),
    *_family(CHD016, "chd", CORONARY_CARE, from_80=True),
    *_family(STIA014, "stroke_tia", STROKE_CARE, from_80=False),
    *_family(STIA015, "stroke_tia", STROKE_CARE, from_80=True),
    *_family(DM036, "diabetes", DIABETES_CARE, from_80=False, target="R3"),
    *(
        story(
            DM036,
            f"{degree} frailty",
            _diabetic.has(f"frailty_{degree}", on="2024-01-01"),
            expect=DUE if degree == "mild" else excluded("R2"),
        )
        for degree in ("mild", "moderate", "severe")
    ),
    story(
        DM036,
        "moderate frailty and a pressure at target is still removed",
        _diabetic.has("frailty_moderate", on="2024-01-01").reads(bp(130, 80), on="2025-12-01"),
        expect=excluded("R2"),
    ),
    story(
        DM036,
        "moderate frailty first, mild later",
        _diabetic.has("frailty_moderate", on="2024-01-01").has("frailty_mild", on="2025-01-01"),
        expect=DUE,
    ),
)
