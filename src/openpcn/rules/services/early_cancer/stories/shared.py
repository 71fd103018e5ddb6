"""What the stories of this service share: two rules that both hold, of which the earlier decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from openpcn.rules.language import Expected, Indicator, Story, StoryPerson, story


@dataclass(frozen=True)
class Holds:
    """What makes a rule hold, in words and as something that happens to a person."""

    named: str
    happens: Callable[[StoryPerson], StoryPerson]
    expect: Expected


def holds(codes: str, on: str, expect: Expected, *, code: str | None = None, named: str = "") -> Holds:
    """One entry makes it hold."""
    return Holds(named or codes.replace("_", " "), lambda about: about.has(codes, on=on, code=code), expect)


def in_order(of: Indicator, about: StoryPerson, *rules: Holds) -> tuple[Story, ...]:
    """Each rule together with the one after it."""
    return tuple(
        story(
            of,
            f"{first.named} and {second.named}: the earlier rule decides",
            second.happens(first.happens(about)),
            expect=first.expect,
        )
        for first, second in pairwise(rules)
    )
