"""A week's minutes: how many are set, spoken for, and left."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.work.access.models import Post, Staff


@dataclass(frozen=True)
class Week:
    """Minutes of the week that holds today. left: never below 0."""

    weekly: int
    claimed: int  # of people taken whose work is not recorded yet
    recorded: int  # of work recorded since Monday

    @property
    def left(self) -> int:
        return max(0, self.weekly - self.claimed - self.recorded)


def week(post: Post) -> Week | None:
    """None where no weekly minutes are set for the staff member."""
    raise NotImplementedError


def set_weekly_minutes(post: Post, staff: Staff, minutes: int, key: str) -> None:
    """Set somebody's weekly minutes (one's own, or a colleague's where the post manages them)."""
    raise NotImplementedError
