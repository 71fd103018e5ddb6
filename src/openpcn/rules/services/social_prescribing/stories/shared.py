"""The stories that every need has: what counts as met, what only looks like it. Data of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import Indicator, Story, StoryPerson, achieved, adjusted, due, story


def of_every_need(need: Indicator, somebody: StoryPerson) -> tuple[Story, ...]:
    """Told of somebody in the population who has not been referred."""
    return (
        story(need, "no referral", somebody, expect=due()),
        story(
            need,
            "referred a year ago less a day",
            somebody.has("social_prescribing_referral", on="2025-02-11"),
            expect=achieved("S1"),
        ),
        story(
            need,
            "referred a year ago",
            somebody.has("social_prescribing_referral", on="2025-02-10"),
            expect=due(),
        ),
        story(
            need,
            "a referral dated after the data",
            somebody.has("social_prescribing_referral", on="2026-02-11"),
            expect=due(),
        ),
        story(
            need, "offered only", somebody.has("social_prescribing_offered", on="2026-01-10"), expect=due()
        ),
        story(
            need,
            "seen by a link worker, no referral recorded",
            somebody.has("link_worker_consultation", on="2026-01-10"),
            expect=due(),
        ),
        story(
            need,
            "declined a year ago less a day",
            somebody.declines("social_prescribing_declined", on="2025-02-11"),
            expect=adjusted("S2"),
        ),
        story(
            need,
            "declined a year ago",
            somebody.declines("social_prescribing_declined", on="2025-02-10"),
            expect=due(),
        ),
        story(
            need,
            "declined, and referred all the same",
            somebody.declines("social_prescribing_declined", on="2025-12-01").has(
                "social_prescribing_referral", on="2025-11-01"
            ),
            expect=achieved("S1"),
        ),
    )
