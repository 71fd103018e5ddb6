"""Stories of how a plan is kept up: the data are of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import (
    Story,
    achieved,
    adjusted,
    due,
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.personalised_care.upkeep import (
    ADVANCE_CARE_PLAN,
    PERSONALISED_PLAN,
    PLAN_OFFERED,
    PLAN_QUALITY,
    PLAN_REVIEW,
    SHARED_DECISION,
)

_someone = person(born="1944-05-17")
_agreed = _someone.has("pcsp_agreed", on="2024-08-20")

_REGISTER = (
    story(PERSONALISED_PLAN, "agreed", _agreed, expect=member()),
    story(
        PERSONALISED_PLAN,
        "reviewed, never agreed here",
        _someone.has("pcsp_reviewed", on="2020-01-01"),
        expect=member(),
    ),
    story(PERSONALISED_PLAN, "never", _someone, expect=outside()),
    story(PERSONALISED_PLAN, "offered only", _someone.has("pcsp_offered", on="2025-01-01"), expect=outside()),
    story(
        PERSONALISED_PLAN,
        "declined a day later",
        _agreed.declines("pcsp_declined", on="2024-08-21"),
        expect=outside(),
    ),
    story(
        PERSONALISED_PLAN,
        "declined on that day",
        _agreed.declines("pcsp_declined", on="2024-08-20"),
        expect=member(),
    ),
    story(
        PERSONALISED_PLAN,
        "declined, then agreed anew",
        _agreed.declines("pcsp_declined", on="2025-01-01").has("pcsp_agreed", on="2025-06-01"),
        expect=member(),
    ),
)

_REVIEW = (
    story(PLAN_REVIEW, "agreed 18 months ago, never reviewed", _agreed, expect=due(by="2025-08-20")),
    story(
        PLAN_REVIEW,
        "reviewed a year ago",
        _agreed.has("pcsp_reviewed", on="2025-02-10"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_REVIEW,
        "reviewed a year ago less a day",
        _agreed.has("pcsp_reviewed", on="2025-02-11"),
        expect=achieved("V1"),
    ),
    story(
        PLAN_REVIEW, "agreed anew instead", _agreed.has("pcsp_agreed", on="2025-11-11"), expect=achieved("V1")
    ),
    story(
        PLAN_REVIEW,
        "another care plan instead",
        _agreed.has("other_care_plan", on="2025-11-11"),
        expect=due(),
    ),
    story(
        PLAN_REVIEW,
        "a review dated after the data",
        _agreed.has("pcsp_reviewed", on="2026-02-11"),
        expect=due(),
    ),
    story(
        PLAN_REVIEW,
        "a new plan offered and not agreed",
        _agreed.has("pcsp_offered", on="2025-11-11"),
        expect=due(),
    ),
    story(PLAN_REVIEW, "no plan to review", _someone, expect=outside()),
    story(PLAN_REVIEW, "plan given up", _agreed.declines("pcsp_declined", on="2025-01-01"), expect=outside()),
)

_offered = _someone.has("pcsp_offered", on="2025-12-10")
_OFFERED = (
    story(PLAN_OFFERED, "offered 2 months ago", _offered, expect=due(by="2026-01-07")),
    story(
        PLAN_OFFERED,
        "agreed on the day of the offer",
        _offered.has("pcsp_agreed", on="2025-12-10"),
        expect=achieved("F1"),
    ),
    story(
        PLAN_OFFERED,
        "agreed a day before the offer",
        _offered.has("pcsp_agreed", on="2025-12-09"),
        expect=due(),
    ),
    story(
        PLAN_OFFERED,
        "an old plan reviewed after the offer",
        _offered.has("pcsp_reviewed", on="2026-01-09"),
        expect=achieved("F1"),
    ),
    story(
        PLAN_OFFERED,
        "declined on the day",
        _offered.declines("pcsp_declined", on="2025-12-10"),
        expect=adjusted("F2"),
    ),
    story(
        PLAN_OFFERED,
        "declined before it was offered",
        _offered.declines("pcsp_declined", on="2025-12-09"),
        expect=due(),
    ),
    story(
        PLAN_OFFERED,
        "another care plan after the offer",
        _offered.has("other_care_plan", on="2026-01-05"),
        expect=due(),
    ),
    story(
        PLAN_OFFERED,
        "offered 6 months ago less a day",
        _someone.has("pcsp_offered", on="2025-08-11"),
        expect=due(),
    ),
    story(
        PLAN_OFFERED,
        "offered 6 months ago",
        _someone.has("pcsp_offered", on="2025-08-10"),
        expect=outside(),
    ),
    story(PLAN_OFFERED, "never offered", _someone, expect=outside()),
)

_planned = _someone.has("pcsp_agreed", on="2025-10-01")
_complete = (
    _planned.has("personal_goal", on="2025-10-01")
    .has("plan_action", on="2025-10-01")
    .has("plan_review_date", on="2025-10-01")
    .has("pcsp_shared", on="2025-10-01")
)
_no_goal = (
    _planned.has("plan_action", on="2025-10-01")
    .has("plan_review_date", on="2025-10-01")
    .has("pcsp_shared", on="2025-10-08")
)
_QUALITY = (
    story(PLAN_QUALITY, "everything on the day", _complete, expect=achieved("Q1")),
    story(PLAN_QUALITY, "only the plan", _planned, expect=due("goal", "action", "review_date", "copy")),
    story(PLAN_QUALITY, "no goal", _no_goal, expect=due("goal")),
    story(
        PLAN_QUALITY,
        "what matters stands for a goal",
        _no_goal.has("what_matters_to_me", on="2025-10-01"),
        expect=achieved("Q1"),
    ),
    story(
        PLAN_QUALITY,
        "goal 28 days before the plan",
        _no_goal.has("personal_goal", on="2025-09-03"),
        expect=achieved("Q1"),
    ),
    story(
        PLAN_QUALITY,
        "goal 29 days before the plan",
        _no_goal.has("personal_goal", on="2025-09-02"),
        expect=due("goal"),
    ),
    story(
        PLAN_QUALITY,
        "action and review date 28 days before the plan",
        _planned.has("personal_goal", on="2025-10-01")
        .has("plan_action", on="2025-09-03")
        .has("plan_review_date", on="2025-09-03")
        .has("pcsp_shared", on="2025-10-01"),
        expect=achieved("Q1"),
    ),
    story(
        PLAN_QUALITY,
        "action and review date 29 days before the plan",
        _planned.has("personal_goal", on="2025-10-01")
        .has("plan_action", on="2025-09-02")
        .has("plan_review_date", on="2025-09-02")
        .has("pcsp_shared", on="2025-10-01"),
        expect=due("action", "review_date"),
    ),
    story(
        PLAN_QUALITY,
        "copy handed over before the plan was agreed",
        _planned.has("personal_goal", on="2025-10-01")
        .has("plan_action", on="2025-10-01")
        .has("plan_review_date", on="2025-10-01")
        .has("pcsp_shared", on="2025-09-30"),
        expect=due("copy"),
    ),
    story(
        PLAN_QUALITY,
        "complete, and reviewed since without anything new",
        _complete.has("pcsp_reviewed", on="2025-12-01"),
        expect=due("goal", "action", "review_date", "copy"),
    ),
    story(
        PLAN_QUALITY,
        "a plan of a year ago less a day",
        _someone.has("pcsp_agreed", on="2025-02-11"),
        expect=due("goal", "action", "review_date", "copy"),
    ),
    story(
        PLAN_QUALITY, "a plan of a year ago", _someone.has("pcsp_agreed", on="2025-02-10"), expect=outside()
    ),
)

_DECISION = (
    story(SHARED_DECISION, "none recorded", _planned, expect=due()),
    story(
        SHARED_DECISION,
        "a year ago less a day",
        _planned.has("shared_decision", on="2025-02-11"),
        expect=achieved("S1"),
    ),
    story(SHARED_DECISION, "a year ago", _planned.has("shared_decision", on="2025-02-10"), expect=due()),
    story(
        SHARED_DECISION,
        "with the plan",
        _planned.has("shared_decision", on="2025-10-01"),
        expect=achieved("S1"),
    ),
    story(
        SHARED_DECISION, "a decision aid only", _planned.has("decision_aid", on="2025-10-01"), expect=due()
    ),
    story(
        SHARED_DECISION,
        "a plan of a year ago less a day",
        _someone.has("pcsp_agreed", on="2025-02-11"),
        expect=due(),
    ),
    story(
        SHARED_DECISION,
        "a plan of a year ago",
        _someone.has("pcsp_agreed", on="2025-02-10"),
        expect=outside(),
    ),
    story(
        SHARED_DECISION,
        "a shared decision and no plan",
        _someone.has("shared_decision", on="2025-10-01"),
        expect=outside(),
    ),
)

_dying = _someone.has("palliative_care", on="2025-10-01")
_ADVANCE = (
    story(ADVANCE_CARE_PLAN, "none", _dying, expect=due()),
    story(
        ADVANCE_CARE_PLAN,
        "years ago",
        _dying.has("advance_care_plan", on="2019-10-01"),
        expect=achieved("A1"),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "dated after the data",
        _dying.has("advance_care_plan", on="2026-02-11"),
        expect=due(),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "only the place of death",
        _dying.has("preferred_place_of_death", on="2025-11-01"),
        expect=due(),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "a plan declined a year ago less a day",
        _dying.declines("pcsp_declined", on="2025-02-11"),
        expect=adjusted("A2"),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "a plan declined a year ago",
        _dying.declines("pcsp_declined", on="2025-02-10"),
        expect=due(),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "in a care home",
        _dying.has("care_home_permanent", on="2025-01-01"),
        expect=outside(),
    ),
    story(ADVANCE_CARE_PLAN, "not palliative", _someone, expect=outside()),
)

STORIES: tuple[Story, ...] = (*_REGISTER, *_REVIEW, *_OFFERED, *_QUALITY, *_DECISION, *_ADVANCE)
