"""What the record says about a personalised care and support plan: the facts that every definition shares."""

from __future__ import annotations

from openpcn.rules.language import Latest, Nearly, Show, Source, Window, Work, last, months
from openpcn.rules.registers.sources import UP_TO

PLAN = Source(
    "NHS England, proactive care and personalised care guidance; PRSB personalised care and support plan",
    "December 2023; standard version 2",
    "whom a plan is for and its five criteria as read in secondary sources; the windows are ours",
    confirmed=False,
)


YEAR = last(months(12), until=UP_TO)
PLAN_CODES = ("pcsp_agreed", "pcsp_reviewed")

LAST_PLAN = Latest(PLAN_CODES)
IN_A_YEAR = Latest(PLAN_CODES, window=YEAR)
DECLINED = Latest("pcsp_declined", window=YEAR)


def other_plan(window: Window) -> Nearly:
    """Inside the window a care plan of another kind is recorded."""
    return Nearly(
        Latest("other_care_plan", window=window).exists,
        "A care plan of another kind is recorded; only the code of the personalised plan counts",
    )


NOT_A_PLAN = (
    Nearly(
        Latest("pcsp_offered", window=YEAR).exists, "A plan was offered; it counts once it has been agreed"
    ),
    other_plan(YEAR),
)
AN_OLD_PLAN = Nearly(LAST_PLAN.exists, "The last plan is more than 12 months old")
SHOW_LAST_PLAN = Show("Last plan agreed or reviewed", LAST_PLAN, if_missing="No personalised plan on record")
BY = ("care_coordinator", "link_worker", "health_and_wellbeing_coach", "nurse", "gp")
AGREE_A_PLAN = Work(
    "personalised_plan",
    "Agree a personalised care and support plan",
    by=BY,
    minutes=45,
    counts=PLAN_CODES,
)
