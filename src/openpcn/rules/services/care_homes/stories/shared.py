"""What the stories of care homes share: the residents, and what a measure of limits kept makes of them."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    Expected,
    Indicator,
    Story,
    StoryPerson,
    achieved,
    due,
    excluded,
    person,
)

OLD = person(born="1938-11-11")
IN_TIME, LATE = achieved("IN_TIME"), achieved("LATE")
RESIDENT = OLD.lives_in_home(since="2024-03-01")


def back(on: str, kind: str = "emergency_admission", about: StoryPerson = RESIDENT) -> StoryPerson:
    return about.admitted(kind, on="2025-12-01", until=on)


def _counted(told: Story) -> Expected:
    """In time counts, late stays due, and a limit that has not passed counts nowhere yet."""
    if told.expect == LATE:
        return due()
    running = told.expect.due_by is not None and told.expect.due_by >= told.as_at
    return excluded("RUNNING") if running else told.expect


def on_time(of: tuple[Story, ...], measure: Indicator) -> tuple[Story, ...]:
    """The same people as those of the list."""
    return tuple(replace(each, definition=measure, expect=_counted(each)) for each in of)
