"""Stories of PC14, PC15, PC17 and NCDMI064: the contract year started on 1 April 2025."""

from __future__ import annotations

from openpcn.rules.language import Ratio, Story, amounts_to, outside, person, story
from openpcn.rules.services.personalised_care.dictionary import NCDMI064, PC14, PC15, PC17

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


_ill = _someone.has("copd", on="2015-01-01")
# Asthma is a register from the age of 6 on, so the age of the indicator decides here.
_young = person(born="2008-03-31").has("asthma", on="2015-01-01").issued("inhaler_preventer", on="2026-01-05")
_younger = (
    person(born="2008-04-01").has("asthma", on="2015-01-01").issued("inhaler_preventer", on="2026-01-05")
)
_CONDITION = (
    story(NCDMI064, "a condition and no decision", _ill, expect=amounts_to(0)),
    story(
        NCDMI064,
        "a decision on the first day of the year",
        _ill.has("shared_decision", on="2025-04-01"),
        expect=amounts_to(1),
    ),
    story(
        NCDMI064,
        "a decision a day before the year",
        _ill.has("shared_decision", on="2025-03-31"),
        expect=amounts_to(0),
    ),
    story(NCDMI064, "a decision aid only", _ill.has("decision_aid", on="2025-06-01"), expect=amounts_to(0)),
    story(NCDMI064, "no condition", _someone.has("shared_decision", on="2025-06-01"), expect=outside()),
    story(NCDMI064, "17 on 31 March", _younger, expect=outside()),
    story(NCDMI064, "18 on 31 March", _young, expect=amounts_to(0)),
)

STORIES: tuple[Story, ...] = (
    *_CONDITION,
    *_in_the_year(PC14, "pcsp_agreed", "pcsp_offered"),
    *_in_the_year(PC15, "pcsp_reviewed", "pcsp_agreed"),
    *_in_the_year(PC17, "shared_decision", "decision_aid"),
)
