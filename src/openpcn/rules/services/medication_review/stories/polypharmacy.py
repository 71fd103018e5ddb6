"""Stories of polypharmacy."""

from __future__ import annotations

from openpcn.codes import codelist
from openpcn.rules.language import Register, Story, StoryPerson, member, outside, person, story
from openpcn.rules.services.medication_review.polypharmacy import (
    POLYPHARMACY_5,
    POLYPHARMACY_10,
    POLYPHARMACY_15,
)

_SCOPE = "polypharmacy_scope"
_old = person(born="1945-06-01")


def _ingredients() -> list[str]:
    """One code of each ingredient, in the order of the list."""
    first: dict[str, str] = {}
    for each in codelist(_SCOPE):
        first.setdefault(each.group or each.code, each.code)
    return list(first.values())


def _on(number: int, last_issued: str = "2026-02-01") -> StoryPerson:
    about = _old
    for code in _ingredients()[:number]:
        about = about.repeat(_SCOPE, since="2024-05-01", last_issued=last_issued, days=28, code=code)
    return about


def _told(register: Register, number: int) -> tuple[Story, ...]:
    code = _ingredients()[number - 1]
    short = _on(number - 1)
    return (
        story(register, f"{number} medicines", _on(number), expect=member()),
        story(register, f"{number - 1} medicines", short, expect=outside()),
        story(
            register,
            "another strength of one of them is not one more",
            short.repeat(_SCOPE, since="2024-05-01", last_issued="2026-02-01", code="320031002"),
            expect=outside(),
        ),
        story(
            register,
            "the last one runs out on the day of the data",
            short.repeat(_SCOPE, since="2024-05-01", last_issued="2026-01-13", days=28, code=code),
            expect=member(),
        ),
        story(
            register,
            "the last one ran out the day before the data",
            short.repeat(_SCOPE, since="2024-05-01", last_issued="2026-01-12", days=28, code=code),
            expect=outside(),
        ),
        story(
            register,
            "days of supply not recorded: 28 are taken",
            short.repeat(_SCOPE, since="2024-05-01", last_issued="2026-01-13", code=code),
            expect=member(),
        ),
        story(
            register,
            "the last one was ended",
            short.repeat(_SCOPE, since="2024-05-01", last_issued="2026-02-01", ended="2026-02-05", code=code),
            expect=outside(),
        ),
        story(
            register,
            "the last one issued once, not on repeat",
            short.issued(_SCOPE, on="2026-02-01", code=code),
            expect=outside(),
        ),
        story(register, "no medicines", _old, expect=outside()),
    )


STORIES: tuple[Story, ...] = (
    *_told(POLYPHARMACY_5, 5),
    *_told(POLYPHARMACY_10, 10),
    *_told(POLYPHARMACY_15, 15),
)
