"""Stories of DM020, DM021 and NDH002."""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import (
    Expected,
    Indicator,
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
from openpcn.rules.services.cardiovascular.qof_glucose import DM020, DM021, NDH002
from openpcn.rules.services.cardiovascular.quality import DIABETES_CARE, HYPERGLYCAEMIA_CARE
from openpcn.terms.units import Unit

from .quality import DUE, adjustment_stories

_somebody = person(born="1956-12-24")
_fit = _somebody.has("diabetes", on="2011-01-10")
_frail = _fit.has("frailty_severe", on="2024-02-02")


def _hba1c(about: StoryPerson, value: float | None, on: str = "2025-10-06") -> StoryPerson:
    return about.measures("hba1c", value, Unit.MMOL_PER_MOL if value else None, on=on)


def _family(indicator: Indicator, diabetic: StoryPerson, limit: int) -> tuple[Story, ...]:
    """What both have in common; ``diabetic`` belongs to the indicator."""

    def tell(title: str, about: StoryPerson, expect: Expected) -> Story:
        return story(indicator, title, about, expect=expect)

    above = _hba1c(diabetic, limit + 1)
    return (
        tell(f"HbA1c {limit}", _hba1c(diabetic, limit), achieved("R2")),
        tell(f"HbA1c {limit + 1}", above, DUE),
        tell("never tested", diabetic, DUE),
        tell("on the first of the 12 months", _hba1c(diabetic, 45, "2025-04-01"), achieved("R2")),
        tell("a day before the 12 months", _hba1c(diabetic, 45, "2025-03-31"), DUE),
        tell("high first, at target later", _hba1c(above, 45, "2025-12-01"), achieved("R2")),
        tell("at target first, high later", _hba1c(above, 45, "2025-10-05"), DUE),
        tell("tested without a number", _hba1c(diabetic, None), DUE),
        tell(
            "target met outranks a declined test",
            _hba1c(diabetic, 45).has("blood_test_declined", on="2025-12-01"),
            achieved("R2"),
        ),
        tell(
            "fructosamine on the first of the 12 months, no HbA1c in them",
            diabetic.has("fructosamine", on="2025-04-01"),
            adjusted("R3"),
        ),
        tell(
            "fructosamine a day before the 12 months",
            diabetic.has("fructosamine", on="2025-03-31"),
            DUE,
        ),
        tell("fructosamine beside a high HbA1c", above.has("fructosamine", on="2025-12-01"), DUE),
        tell("no diabetes", _hba1c(_somebody, 44), outside()),
        tell("diabetes resolved", above.has("diabetes_resolved", on="2020-01-01"), outside()),
        story(
            indicator,
            "at target on 31 March, due again on 1 April the year after",
            _hba1c(diabetic, 45, "2026-03-31"),
            as_at="2027-04-01",
            achievement_date="2028-03-31",
            expect=due(by="2028-03-31"),
        ),
    )


def _newly(day: date) -> StoryPerson:
    return _somebody.has("diabetes", on=day)


_NDH = _somebody.has("ndh", on="2019-03-03")


def _n(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(NDH002, title, about, expect=expect)


STORIES: tuple[Story, ...] = (
    *_family(DM020, _fit, 58),
    *_family(DM021, _frail, 75),
    story(DM020, "mild frailty", _fit.has("frailty_mild", on="2024-02-02"), expect=DUE),
    story(DM020, "moderate frailty", _fit.has("frailty_moderate", on="2024-02-02"), expect=excluded("R1")),
    story(DM020, "severe frailty", _frail, expect=excluded("R1")),
    story(DM021, "no frailty code", _fit, expect=excluded("R1")),
    story(DM021, "mild frailty", _fit.has("frailty_mild", on="2024-02-02"), expect=excluded("R1")),
    story(DM021, "moderate frailty", _fit.has("frailty_moderate", on="2024-02-02"), expect=DUE),
    *adjustment_stories(
        DM020,
        4,
        DIABETES_CARE,
        _hba1c(_fit, 66),
        _newly,
        maximal="maximal_diabetes_treatment",
        test_declined=("blood_test_declined",),
        result_on_6_october=True,
    ),
    *adjustment_stories(
        DM021,
        4,
        DIABETES_CARE,
        _hba1c(_frail, 80),
        lambda day: _newly(day).has("frailty_severe", on="2024-02-02"),
        maximal="maximal_diabetes_treatment",
        test_declined=("blood_test_declined",),
        result_on_6_october=True,
    ),
    _n("HbA1c 43", _hba1c(_NDH, 43), achieved("R1")),
    _n("HbA1c 52: tested all the same", _hba1c(_NDH, 52), achieved("R1")),
    _n(
        "a glucose",
        _NDH.measures("glucose", 6.2, Unit.MMOL_PER_L, on="2025-10-06"),
        achieved("R1"),
    ),
    _n("an HbA1c without its number: tested all the same", _hba1c(_NDH, None), achieved("R1")),
    _n("on the first of the 12 months", _hba1c(_NDH, 43, "2025-04-01"), achieved("R1")),
    _n("a day before the 12 months", _hba1c(_NDH, 43, "2025-03-31"), DUE),
    _n("never tested", _NDH, DUE),
    _n("no hyperglycaemia recorded", _hba1c(_somebody, 43), outside()),
    _n("diabetes since", _NDH.has("diabetes", on="2024-01-01"), outside()),
    story(
        NDH002,
        "tested on 31 March, due again on 1 April the year after",
        _hba1c(_NDH, 43, "2026-03-31"),
        as_at="2027-04-01",
        achievement_date="2028-03-31",
        expect=due(by="2028-03-31"),
    ),
    *adjustment_stories(
        NDH002,
        2,
        HYPERGLYCAEMIA_CARE,
        _NDH,
        lambda day: _somebody.has("ndh", on=day),
        test_declined=("blood_test_declined",),
        new_since=date(2026, 1, 1),
    ),
)
