"""The one clock. London time; ``OPENPCN_NOW`` fixes it for a demonstration or a test.

Nothing else in the project asks what time it is, and no rule does: rules are given their dates.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class ClockError(ValueError):
    """OPENPCN_NOW is not a moment, or is set where it must not be."""


def fixed() -> datetime | None:
    """The moment OPENPCN_NOW names, or None. Raises ClockError when it is not ISO 8601, or in production."""
    text = os.environ.get("OPENPCN_NOW")
    if not text:
        return None
    if os.environ.get("OPENPCN_ENV") == "production":
        raise ClockError("OPENPCN_NOW is set in production: unset it, the clock must be the real one")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ClockError("OPENPCN_NOW: expected ISO 8601 such as 2026-02-10T09:00") from None
    return moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment.astimezone(LONDON)


def now() -> datetime:
    """The present moment in London, aware of its zone."""
    return fixed() or datetime.now(LONDON)


def today() -> date:
    """The present day in London."""
    return now().date()
