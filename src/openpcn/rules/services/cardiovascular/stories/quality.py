"""Stories that every quality indicator has: its adjustments in order, each on both sides of its limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from openpcn.rules.language import Indicator, Story, StoryPerson, adjusted, due, story
from openpcn.rules.services.cardiovascular.quality import Care

DUE = due(by="2026-03-31")


def adjustment_stories(
    indicator: Indicator,
    first: int,
    care: Care,
    somebody_due: StoryPerson,
    diagnosed_on: Callable[[date], StoryPerson],
    *,
    maximal: str | None = None,
    test_declined: tuple[str, ...] = (),
    result_on_6_october: bool = False,
    new_since: date = date(2025, 7, 1),
) -> tuple[Story, ...]:
    """Stories of the rules that ``adjustments`` makes, numbered from ``first``.

    somebody_due: due, diagnosed and registered long ago, who with ``result_on_6_october`` had a result short
    of the target on 6 October 2025. diagnosed_on: somebody due but for a diagnosis of that day. new_since:
    the first day on which a diagnosis or registration is new.
    """
    told: list[Story] = []

    def tell(title: str, about: StoryPerson, rule: int | None) -> None:
        expect = DUE if rule is None else adjusted(f"R{rule}")
        told.append(story(indicator, title, about, expect=expect))

    said: list[tuple[str, str, int]] = []
    number = first
    if maximal is not None:
        said.append(("on maximal treatment", maximal, number))
        number += 1
    said.append(("not suitable", care.unsuitable, number))
    number += 1
    if test_declined:
        said += [(codes.replace("_", " "), codes, number) for codes in test_declined]
        number += 1
    said.append(("care declined", care.declined, number))
    number += 1
    for words, codes, rule in said:
        tell(f"{words}, on the first of the 12 months", somebody_due.has(codes, on="2025-04-01"), rule)
        tell(f"{words}, a day before the 12 months", somebody_due.has(codes, on="2025-03-31"), None)
    tell(
        "of two adjustments the earlier rule decides",
        somebody_due.has(said[-1][1], on="2025-06-01").has(said[0][1], on="2025-07-01"),
        said[0][2],
    )
    once = somebody_due.invited(care.invitation, on="2025-11-03")
    tell("invited once", once, None)
    tell("invited twice, 7 days apart", once.invited(care.invitation, on="2025-11-10"), number)
    tell("invited twice, 6 days apart", once.invited(care.invitation, on="2025-11-09"), None)
    untested = diagnosed_on(date(2015, 3, 2)).invited(care.invitation, on="2025-11-10")
    tell(
        "no result, and one of two invitations on the first of the 12 months",
        untested.invited(care.invitation, on="2025-04-01"),
        number,
    )
    tell(
        "no result, and one of two invitations a day before the 12 months",
        untested.invited(care.invitation, on="2025-03-31"),
        None,
    )
    if result_on_6_october:
        tell(
            "one of two invitations was on the day of the result",
            somebody_due.invited(care.invitation, on="2025-10-06").invited(care.invitation, on="2025-11-10"),
            None,
        )
        tell(
            "one of two invitations was a day after the result",
            somebody_due.invited(care.invitation, on="2025-10-07").invited(care.invitation, on="2025-11-10"),
            number,
        )
    day_before = new_since - timedelta(days=1)
    tell(f"diagnosed on {new_since:%-d %B}", diagnosed_on(new_since), number + 1)
    tell(f"diagnosed on {day_before:%-d %B}", diagnosed_on(day_before), None)
    tell(f"registered on {new_since:%-d %B}", somebody_due.on_list_since(new_since), number + 2)
    tell(f"registered on {day_before:%-d %B}", somebody_due.on_list_since(day_before), None)
    return tuple(told)
