"""What the record says about social prescribing: referred, offered, declined, seen. Shared by every need."""

from __future__ import annotations

from openpcn.rules.language import Latest, Nearly, Rule, Show, Work, achieve, adjust, last, months
from openpcn.rules.registers.sources import UP_TO

YEAR = last(months(12), until=UP_TO)
REFERRED = Latest("social_prescribing_referral", window=YEAR)
DECLINED = Latest("social_prescribing_declined", window=YEAR)

ROLES = ("link_worker", "care_coordinator", "health_and_wellbeing_coach")
CONVERSATION = Work(
    "social_prescribing_conversation",
    "Talk about what a link worker can arrange, and refer",
    by=ROLES,
    minutes=30,
    counts=("social_prescribing_referral",),
)
NEARLY = (
    Nearly(
        Latest("social_prescribing_offered", window=YEAR).exists,
        "Social prescribing was offered; it counts once there is a referral",
    ),
    Nearly(
        Latest("link_worker_consultation", window=YEAR).exists,
        "A link worker has seen the person, and no referral is recorded",
    ),
    Nearly(
        Latest("social_prescribing_referral").exists,
        "The last referral to social prescribing is more than 12 months old",
    ),
)
SHOW_REFERRAL = Show(
    "Last referral to social prescribing",
    Latest("social_prescribing_referral"),
    if_missing="Never referred to social prescribing",
)
FINDERS_AND_COUNTS = (
    " Finding the need and counting the referral are kept apart: PC01 counts referrals whatever led to them."
)


def rules() -> tuple[Rule, ...]:
    """Met by a referral in the last 12 months; a refusal is respected for as long."""
    return (
        achieve("S1", REFERRED.exists, "Referred to social prescribing in the last 12 months"),
        adjust("S2", DECLINED.exists, "Chose not to see a link worker in the last 12 months"),
    )
