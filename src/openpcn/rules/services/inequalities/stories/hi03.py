"""Stories of HI03."""

from __future__ import annotations

from openpcn.rules.language import Story, achieved, adjusted, due, outside, person, story
from openpcn.rules.services.inequalities.hi03 import HI03

CHECK, PLAN = "ld_health_check", "ld_health_action_plan"
_alone = person(born="1990-07-01").has("learning_disability", on="1999-01-05")
_person = _alone.has("ethnicity", on="2010-01-01")
_checked = _person.has(CHECK, on="2025-09-15")
_ALL = ("check", "plan", "ethnicity")

STORIES: tuple[Story, ...] = (
    story(
        HI03,
        "check, plan and ethnicity",
        _checked.has(PLAN, on="2025-09-20"),
        expect=achieved("R3"),
    ),
    story(
        HI03,
        "the plan on the day of the check",
        _checked.has(PLAN, on="2025-09-15"),
        expect=achieved("R3"),
    ),
    story(
        HI03,
        "the plan a day before the check",
        _checked.has(PLAN, on="2025-09-14"),
        expect=due("plan", by="2026-03-31"),
    ),
    story(HI03, "a check and no plan", _checked, expect=due("plan")),
    story(HI03, "a plan and no check", _person.has(PLAN, on="2025-09-20"), expect=due("check", "plan")),
    story(HI03, "nothing yet", _person, expect=due("check", "plan")),
    story(HI03, "nothing at all", _alone, expect=due(*_ALL, by="2026-03-31")),
    story(
        HI03,
        "ethnicity missing",
        _alone.has(CHECK, on="2025-09-15").has(PLAN, on="2025-09-15"),
        expect=due("ethnicity"),
    ),
    story(
        HI03,
        "ethnicity not stated is not an ethnic group",
        _alone.has(CHECK, on="2025-09-15")
        .has(PLAN, on="2025-09-15")
        .has("ethnicity_not_stated", on="2024-01-01"),
        expect=due("ethnicity"),
    ),
    story(
        HI03,
        "an ethnic group, later not stated: the group stands",
        _checked.has(PLAN, on="2025-09-15").has("ethnicity_not_stated", on="2025-10-01"),
        expect=achieved("R3"),
    ),
    story(
        HI03,
        "two checks, the plan between them",
        _checked.has(PLAN, on="2025-10-01").has(CHECK, on="2026-01-12"),
        expect=achieved("R3"),
    ),
    story(
        HI03,
        "two plans, one before and one after the check",
        _checked.has(PLAN, on="2025-09-01").has(PLAN, on="2025-10-01"),
        expect=achieved("R3"),
    ),
    story(
        HI03,
        "check and plan on 1 April",
        _person.has(CHECK, on="2025-04-01").has(PLAN, on="2025-04-01"),
        expect=achieved("R3"),
    ),
    story(
        HI03,
        "check and plan on 31 March, the day before the year",
        _person.has(CHECK, on="2025-03-31").has(PLAN, on="2025-03-31"),
        expect=due("check", "plan"),
    ),
    story(
        HI03,
        "the check of last year, the plan of this year",
        _person.has(CHECK, on="2025-03-31").has(PLAN, on="2025-04-01"),
        expect=due("check", "plan"),
    ),
    story(
        HI03,
        "done on 31 March, due again on 1 April",
        _person.has(CHECK, on="2026-03-31").has(PLAN, on="2026-03-31"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due("check", "plan", by="2027-03-31"),
    ),
    story(
        HI03,
        "achievement on 30 September does not see the plan of October",
        _checked.has(PLAN, on="2025-10-01"),
        achievement_date="2025-09-30",
        expect=due("plan", by="2025-09-30"),
    ),
    story(
        HI03,
        "chose not to have the check, on the first of the 12 months",
        _person.declines("ld_health_check_declined", on="2025-04-01"),
        expect=adjusted("R4"),
    ),
    story(
        HI03,
        "chose not to have the check, a day before the 12 months",
        _person.declines("ld_health_check_declined", on="2025-03-31"),
        expect=due("check", "plan"),
    ),
    story(
        HI03,
        "declined first, then all three done",
        _checked.declines("ld_health_check_declined", on="2025-05-01").has(PLAN, on="2025-09-15"),
        expect=achieved("R3"),
    ),
    story(
        HI03,
        "checked, and chose not to have a plan on the first of the 12 months",
        _checked.declines("ld_action_plan_declined", on="2025-04-01"),
        expect=adjusted("R5"),
    ),
    story(
        HI03,
        "chose not to have a plan, a day before the 12 months",
        _checked.declines("ld_action_plan_declined", on="2025-03-31"),
        expect=due("plan"),
    ),
    story(
        HI03,
        "declined both: the earlier rule decides",
        _person.declines("ld_action_plan_declined", on="2025-06-01").declines(
            "ld_health_check_declined", on="2025-07-01"
        ),
        expect=adjusted("R4"),
    ),
    story(
        HI03,
        "13 at the year's end",
        person(born="2012-04-01").has("learning_disability", on="2020-01-01"),
        expect=outside(),
    ),
    story(
        HI03,
        "14 on the last day of the year",
        person(born="2012-03-31").has("learning_disability", on="2020-01-01"),
        expect=due(*_ALL),
    ),
    story(HI03, "no learning disability", person(born="1990-07-01"), expect=outside()),
)
