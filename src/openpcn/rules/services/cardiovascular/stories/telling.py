"""A shorter way to tell many stories of one definition."""

from __future__ import annotations

from collections.abc import Callable

from openpcn.rules.language import Definition, Expected, Story, StoryPerson, story

Teller = Callable[[str, StoryPerson, Expected], Story]


def teller(definition: Definition) -> Teller:
    """``tell(title, about, expected)`` for stories of one definition on the usual days."""

    def tell(title: str, about: StoryPerson, expect: Expected) -> Story:
        return story(definition, title, about, expect=expect)

    return tell
