"""Stories of SMR02A to D: the quarter is January to March 2025, three months start on 11 November."""

from __future__ import annotations

from openpcn.rules.language import Indicator, Story, StoryPerson, achieved, due, outside, person, story
from openpcn.rules.services.medication_review.smr02 import SMR02A, SMR02B, SMR02C, SMR02D

_adult = person(born="1970-08-15")
_old = person(born="1960-03-31")


def _then(about: StoryPerson, *medicines: str) -> StoryPerson:
    for medicine in medicines:
        about = about.issued(medicine, on="2025-02-03")
    return about


def _from_18(definition: Indicator, *medicines: str) -> tuple[Story, ...]:
    """Both sides of 18 on the last day of the year."""
    return (
        story(
            definition,
            "aged 17 at the end of the year",
            _then(person(born="2008-04-01"), *medicines),
            expect=outside(),
        ),
        story(
            definition,
            "18 on the last day of the year",
            _then(person(born="2008-03-31"), *medicines),
            expect=achieved("STOPPED"),
        ),
    )


def _told(
    definition: Indicator, about: StoryPerson, first: tuple[str, ...], kept: tuple[str, ...]
) -> tuple[Story, ...]:
    """``first``: what was issued in the quarter; ``kept``: what makes the hazard if still issued."""
    pair = _then(about, *first)
    still, outdated = pair, pair
    for medicine in kept:
        still = still.issued(medicine, on="2025-11-11")
        outdated = outdated.issued(medicine, on="2025-11-10")
    early, first_day, last_day, late = about, about, about, about
    for medicine in first:
        early = early.issued(medicine, on="2024-12-31")
        first_day = first_day.issued(medicine, on="2025-01-01")
        last_day = last_day.issued(medicine, on="2025-03-31")
        late = late.issued(medicine, on="2025-04-01")
    return (
        story(definition, "stopped since", pair, expect=achieved("STOPPED")),
        story(
            definition,
            "stopped since, and protected: the earlier rule decides",
            pair.issued("ppi", on="2025-11-11"),
            expect=achieved("STOPPED"),
        ),
        story(definition, "last issued a day before the three months", outdated, expect=achieved("STOPPED")),
        story(
            definition,
            "still issued on the first day of the three months",
            still,
            expect=due(by="2026-03-10"),
        ),
        story(
            definition,
            "still issued, protected on the first day of the three months",
            still.issued("ppi", on="2025-11-11"),
            expect=achieved("PROTECTED"),
        ),
        story(
            definition,
            "still issued, protected a day before the three months",
            still.issued("ppi", on="2025-11-10"),
            expect=due(),
        ),
        story(definition, "issued a day before the quarter", early, expect=outside()),
        story(definition, "issued on the first day of the quarter", first_day, expect=achieved("STOPPED")),
        story(definition, "issued on the last day of the quarter", last_day, expect=achieved("STOPPED")),
        story(definition, "issued a day after the quarter", late, expect=outside()),
        story(definition, "nothing issued", about, expect=outside()),
    )


STORIES: tuple[Story, ...] = (
    *_told(SMR02A, _adult, ("nsaid", "doac"), ("nsaid",)),
    story(SMR02A, "the NSAID alone in the quarter", _then(_adult, "nsaid"), expect=outside()),
    story(SMR02A, "the anticoagulant alone in the quarter", _then(_adult, "doac"), expect=outside()),
    *_from_18(SMR02A, "nsaid", "doac"),
    *_told(SMR02B, _old, ("nsaid",), ("nsaid",)),
    story(
        SMR02B,
        "with an anticoagulant it is the other indicator",
        _then(_old, "nsaid", "doac"),
        expect=outside(),
    ),
    story(
        SMR02B,
        "65 on the last day of the year",
        _then(person(born="1961-03-31"), "nsaid"),
        expect=achieved("STOPPED"),
    ),
    story(SMR02B, "65 a day after the year", _then(person(born="1961-04-01"), "nsaid"), expect=outside()),
    *_told(SMR02C, _adult, ("doac", "aspirin"), ("aspirin",)),
    story(SMR02C, "the anticoagulant alone in the quarter", _then(_adult, "doac"), expect=outside()),
    story(
        SMR02C,
        "clopidogrel counts too",
        _then(_adult, "doac", "antiplatelet_not_aspirin").issued("antiplatelet_not_aspirin", on="2025-11-11"),
        expect=due(),
    ),
    story(SMR02C, "the antiplatelet alone in the quarter", _then(_adult, "aspirin"), expect=outside()),
    *_from_18(SMR02C, "aspirin", "doac"),
    *_told(SMR02D, _adult, ("aspirin", "antiplatelet_not_aspirin"), ("aspirin", "antiplatelet_not_aspirin")),
    story(
        SMR02D,
        "one of the two stopped",
        _then(_adult, "aspirin", "antiplatelet_not_aspirin").issued("aspirin", on="2026-01-05"),
        expect=achieved("STOPPED"),
    ),
    story(
        SMR02D,
        "the other of the two stopped",
        _then(_adult, "aspirin", "antiplatelet_not_aspirin").issued(
            "antiplatelet_not_aspirin", on="2026-01-05"
        ),
        expect=achieved("STOPPED"),
    ),
    story(SMR02D, "aspirin alone in the quarter", _then(_adult, "aspirin"), expect=outside()),
    story(
        SMR02D,
        "the other antiplatelet alone in the quarter",
        _then(_adult, "antiplatelet_not_aspirin"),
        expect=outside(),
    ),
    *_from_18(SMR02D, "aspirin", "antiplatelet_not_aspirin"),
)
