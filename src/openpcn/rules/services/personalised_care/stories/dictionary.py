"""Stories of PC14, PC15 and PC17: the contract year started on 1 April 2025."""

from __future__ import annotations

from openpcn.rules.language import Ratio, Story, amounts_to, outside, person, story
from openpcn.rules.services.personalised_care.dictionary import PC14, PC15, PC17

_someone = person(born="1944-05-17")


def _in_the_year(of: Ratio, codes: str, other: str) -> tuple[Story, ...]:
    return (
        story(of, "on the first day of the year", _someone.has(codes, on="2025-04-01"), expect=amounts_to(1)),
        story(of, "a day before the year", _someone.has(codes, on="2025-03-31"), expect=amounts_to(0)),
        story(
            of,
            "twice in the year counts once",
            _someone.has(codes, on="2025-05-01").has(codes, on="2025-11-01"),
            expect=amounts_to(1),
        ),
        story(of, "never", _someone, expect=amounts_to(0)),
        story(of, "another code", _someone.has(other, on="2025-05-01"), expect=amounts_to(0)),
        story(of, "dated after the data", _someone.has(codes, on="2026-02-11"), expect=amounts_to(0)),
        story(of, "a child counts in the population", person(born="2020-01-01"), expect=amounts_to(0)),
        story(
            of,
            "left the list",
            _someone.has(codes, on="2025-05-01").leaves(on="2026-01-01"),
            expect=outside(),
        ),
    )


STORIES: tuple[Story, ...] = (
    *_in_the_year(PC14, "pcsp_agreed", "pcsp_offered"),
    *_in_the_year(PC15, "pcsp_reviewed", "pcsp_agreed"),
    *_in_the_year(PC17, "shared_decision", "decision_aid"),
)
