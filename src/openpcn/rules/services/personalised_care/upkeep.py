"""Whether a plan is kept up: reviewed in time, agreed after it was offered, of the quality asked for."""

from __future__ import annotations

from openpcn.rules.language import (
    Indicator,
    Latest,
    Nearly,
    On,
    Register,
    Show,
    Work,
    achieve,
    adjust,
    all_of,
    days,
    last,
    missing,
    months,
    on_or_after,
)
from openpcn.rules.registers.end_of_life import PALLIATIVE
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.residence import CARE_HOME
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.personalised_care.plans import (
    AGREE_A_PLAN,
    BY,
    DECLINED,
    IN_A_YEAR,
    LAST_PLAN,
    NOT_A_PLAN,
    PLAN,
    PLAN_CODES,
    SHOW_LAST_PLAN,
    YEAR,
    other_plan,
)

PERSONALISED_PLAN = Register(
    "personalised_plan",
    "People with a personalised care and support plan",
    source=PLAN,
    rationale=(
        "A plan agreed or reviewed at any time, unless the person has since chosen not to have one. "
        "Declined on the day of the plan: the plan stands."
    ),
    member=still_holds(LAST_PLAN, "pcsp_declined"),
    shows=(Show("Last plan agreed or reviewed", LAST_PLAN),),
)

PLAN_REVIEW = Indicator(
    "plan_review_overdue",
    "Personalised plan reviewed within 12 months",
    source=PLAN,
    rationale=(
        "A plan must be reviewable, and somebody must review it: 12 months after it was agreed or last "
        "reviewed it is due again, by that very day."
    ),
    of=PERSONALISED_PLAN,
    rules=(achieve("V1", IN_A_YEAR.exists, "Agreed or reviewed in the last 12 months"),),
    due_sentence="The personalised plan has not been reviewed for 12 months",
    nearly=NOT_A_PLAN,
    shows=(SHOW_LAST_PLAN,),
    due_by=LAST_PLAN.date + months(12),
    work=Work(
        "plan_review",
        "Review the personalised care and support plan",
        by=BY,
        minutes=30,
        counts=("pcsp_reviewed",),
    ),
)

_offered = Latest("pcsp_offered", window=last(months(6), until=UP_TO))
_since_offer = on_or_after(_offered.date)

PLAN_OFFERED = Indicator(
    "plan_offered_not_agreed",
    "Personalised plan agreed after it was offered",
    source=PLAN,
    rationale=(
        "An offer that nobody follows up is forgotten by both sides. Offers of the last 6 months; a plan "
        "agreed on the day of the offer or later settles it, and so does a refusal. Due 28 days after the "
        "offer: both limits are ours."
    ),
    of=_offered.exists,
    rules=(
        achieve(
            "F1",
            Latest(PLAN_CODES, window=_since_offer).exists,
            "A plan was agreed after the offer",
        ),
        adjust(
            "F2",
            Latest("pcsp_declined", window=_since_offer).exists,
            "Chose not to have a plan",
        ),
    ),
    due_sentence="A personalised plan was offered and is neither agreed nor declined",
    nearly=(other_plan(_since_offer),),
    shows=(Show("Offered", _offered), SHOW_LAST_PLAN),
    due_by=_offered.date + days(28),
    work=AGREE_A_PLAN,
    listed=False,
)

_from_month_before = on_or_after(IN_A_YEAR.date - days(28))
_goal = Latest(("personal_goal", "what_matters_to_me"), window=_from_month_before)
_action = Latest("plan_action", window=_from_month_before)
_review_set = Latest("plan_review_date", window=_from_month_before)
_shared = Latest("pcsp_shared", window=on_or_after(IN_A_YEAR.date))

PLAN_QUALITY = Indicator(
    "plan_quality",
    "Personalised plan with a goal, an owner, a review date and a copy",
    source=PLAN,
    rationale=(
        "A plan counts as personalised when it holds a goal in the person's own words, actions that somebody "
        "owns, a day on which it is looked at again, and when the person has a copy. Goal, action and review "
        "date may be written down up to 28 days before the plan is agreed; the copy can only follow it. No "
        "published codes were found for any of the four, so nothing is listed until a site loads its own."
    ),
    of=IN_A_YEAR.exists,
    rules=(
        achieve(
            "Q1",
            all_of(
                goal=_goal.exists, action=_action.exists, review_date=_review_set.exists, copy=_shared.exists
            ),
            "Goal, owned action, review date and copy are all recorded",
        ),
    ),
    due_sentence="The plan lacks a goal, an owned action, a review date or the person's copy",
    nearly=(
        Nearly(
            Latest(("personal_goal", "what_matters_to_me")).exists & missing(_goal),
            "A goal is on record from more than 28 days before the plan",
        ),
    ),
    shows=(SHOW_LAST_PLAN, Show("Goal recorded", _goal), Show("Owned action recorded", _action)),
    work=Work(
        "complete_the_plan",
        "Complete what the personalised plan lacks",
        by=BY,
        minutes=15,
        counts=("personal_goal", "what_matters_to_me", "plan_action", "plan_review_date", "pcsp_shared"),
    ),
    listed=False,
)

_decision = Latest("shared_decision", window=YEAR)

SHARED_DECISION = Indicator(
    "plan_shared_decision",
    "Shared decision recorded beside the personalised plan",
    source=PLAN,
    rationale=(
        "A plan is agreed, not written: a shared decision in the same 12 months shows that the choices were "
        "talked through. A decision aid that was handed out is not yet a decision."
    ),
    of=IN_A_YEAR.exists,
    rules=(achieve("S1", _decision.exists, "Shared decision recorded in the last 12 months"),),
    due_sentence="A plan was made in the last 12 months and no shared decision is recorded",
    nearly=(
        Nearly(
            Latest("decision_aid", window=YEAR).exists,
            "A decision aid was given; the shared decision itself is not recorded",
        ),
    ),
    shows=(SHOW_LAST_PLAN, Show("Last shared decision", Latest("shared_decision"))),
    work=Work(
        "shared_decision",
        "Record the shared decision",
        by=BY,
        minutes=10,
        counts=("shared_decision",),
    ),
    listed=False,
)

_advance = Latest("advance_care_plan")

ADVANCE_CARE_PLAN = Indicator(
    "advance_care_plan_at_home",
    "Advance care plan for people at home who receive palliative care",
    source=PLAN,
    rationale=(
        "People who are dying are asked what they want before it is too late to ask. At home: care home "
        "residents have a definition of their own. A plan at any time counts, because wishes are changed by "
        "a new plan and not by a date."
    ),
    of=On(PALLIATIVE) & ~On(CARE_HOME),
    rules=(
        achieve("A1", _advance.exists, "Advance care plan on record"),
        adjust("A2", DECLINED.exists, "Chose not to have a plan in the last 12 months"),
    ),
    due_sentence="Receives palliative care at home, and no advance care plan is recorded",
    nearly=(
        Nearly(
            Latest("preferred_place_of_death").exists,
            "The preferred place of death is recorded; the advance care plan is not",
        ),
    ),
    shows=(SHOW_LAST_PLAN,),
    work=Work(
        "advance_care_plan",
        "Talk about an advance care plan",
        by=("gp", "nurse", "care_coordinator"),
        minutes=40,
        counts=("advance_care_plan",),
    ),
    listed=False,
)

DEFINITIONS = (PLAN_REVIEW, PLAN_OFFERED, PLAN_QUALITY, SHARED_DECISION, ADVANCE_CARE_PLAN)
REGISTERS = (PERSONALISED_PLAN,)
