"""Stories that every quality indicator has: its adjustments in order, each on both sides of its limit."""

from __future__ import annotations

from collections.abc import Callable

from openpcn.rules.language import Indicator, Story, StoryPerson, adjusted, due, story
from openpcn.rules.services.cardiovascular.quality import Care

DUE = due(by="2026-03-31")


def adjustment_stories(
    indicator: Indicator,
    first: int,
    care: Care,
    somebody_due: StoryPerson,
    diagnosed_on: Callable[[str], StoryPerson],
    *,
    maximal: str | None = None,
    test_declined: tuple[str, ...] = (),
    result_on_6_october: bool = False,
) -> tuple[Story, ...]:
    """Stories of the rules that ``adjustments`` makes, numbered from ``first``.

    somebody_due: due, diagnosed and registered long ago, who with ``result_on_6_october`` had a result short
    of the target on 6 October 2025. diagnosed_on: somebody due but for a diagnosis of that day.
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
        said += [(f"{codes.replace('_', ' ')}", codes, number) for codes in test_declined]
        number += 1
    said.append(("care declined", care.declined, number))
    number += 1
    for words, codes, rule in said:
        tell(f"{words}, on the first of the twelve months", somebody_due.has(codes, on="2025-04-01"), rule)
        tell(f"{words}, a day before the twelve months", somebody_due.has(codes, on="2025-03-31"), None)
    tell(
        "of two adjustments the earlier rule decides",
        somebody_due.has(said[-1][1], on="2025-06-01").has(said[0][1], on="2025-07-01"),
        said[0][2],
    )
    once = somebody_due.invited(care.invitation, on="2025-11-03")
    tell("invited once", once, None)
    tell("invited twice, 7 days apart", once.invited(care.invitation, on="2025-11-10"), number)
    tell("invited twice, 6 days apart", once.invited(care.invitation, on="2025-11-09"), None)
    tell(
        "one of two invitations was before the twelve months",
        somebody_due.invited(care.invitation, on="2025-03-31").invited(care.invitation, on="2025-11-10"),
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
    tell("diagnosed within nine months", diagnosed_on("2025-07-01"), number + 1)
    tell("diagnosed nine months ago to the day", diagnosed_on("2025-06-30"), None)
    tell("registered within nine months", somebody_due.on_list_since("2025-07-01"), number + 2)
    tell("registered nine months ago to the day", somebody_due.on_list_since("2025-06-30"), None)
    return tuple(told)
