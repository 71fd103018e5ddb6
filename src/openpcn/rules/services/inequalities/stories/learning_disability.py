"""Stories of HI01 and HI27."""

from __future__ import annotations

from openpcn.rules.language import (
    Expected,
    Indicator,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    outside,
    person,
    story,
)
from openpcn.rules.services.inequalities.learning_disability import HI01, HI27

CHECK, PLAN = "ld_health_check", "ld_health_action_plan"
_person = person(born="1990-07-01").has("learning_disability", on="1999-01-05")
_checked = _person.has(CHECK, on="2025-09-15")


def _s(of: Indicator, title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(of, title, about, expect=expect)


def _shared(of: Indicator, *nothing: str) -> tuple[Story, ...]:
    return (
        _s(of, "nothing recorded", _person, due(*nothing, by="2026-03-31")),
        _s(of, "a check on 31 March before the year", _person.has(CHECK, on="2025-03-31"), due(*nothing)),
        _s(
            of,
            "chose not to, on the first of the 12 months",
            _person.declines("ld_health_check_declined", on="2025-04-01"),
            adjusted("R4"),
        ),
        _s(
            of,
            "chose not to, a day earlier",
            _person.declines("ld_health_check_declined", on="2025-03-31"),
            due(*nothing),
        ),
        _s(
            of,
            "14 on the last day of the year",
            person(born="2012-03-31").has("learning_disability", on="2020-01-01"),
            due(*nothing),
        ),
        _s(
            of,
            "14 a day later",
            person(born="2012-04-01").has("learning_disability", on="2020-01-01"),
            outside(),
        ),
        _s(of, "no learning disability", person(born="1990-07-01").has(CHECK, on="2025-09-15"), outside()),
        story(
            of,
            "checked on 31 March, due again on 1 April",
            _person.has(CHECK, on="2026-03-31").has(PLAN, on="2026-03-31"),
            as_at="2026-04-01",
            achievement_date="2027-03-31",
            expect=due(*nothing, by="2027-03-31"),
        ),
    )


STORIES: tuple[Story, ...] = (
    *_shared(HI01, "check", "plan"),
    _s(HI01, "check and plan on one day", _checked.has(PLAN, on="2025-09-15"), achieved("R3")),
    _s(HI01, "the plan a day before the check", _checked.has(PLAN, on="2025-09-14"), due("plan")),
    _s(HI01, "check and no plan", _checked, due("plan")),
    _s(HI01, "a plan and no check", _person.has(PLAN, on="2025-09-15"), due("check", "plan")),
    _s(
        HI01,
        "chose not to have a plan, a day before the 12 months",
        _checked.declines("ld_action_plan_declined", on="2025-03-31"),
        due("plan"),
    ),
    _s(HI01, "no ethnic group is asked for", _checked.has(PLAN, on="2025-09-20"), achieved("R3")),
    _s(
        HI01,
        "chose not to have a plan, on the first of the 12 months",
        _checked.declines("ld_action_plan_declined", on="2025-04-01"),
        adjusted("R5"),
    ),
    *_shared(HI27),
    _s(HI27, "check and no plan", _checked, achieved("R3")),
    _s(HI27, "a plan and no check", _person.has(PLAN, on="2025-09-15"), due()),
    _s(
        HI27,
        "chose not to have a plan only",
        _person.declines("ld_action_plan_declined", on="2025-09-15"),
        due(),
    ),
    _s(
        HI27,
        "declined, and done later",
        _checked.declines("ld_health_check_declined", on="2025-05-01"),
        achieved("R3"),
    ),
)
