"""Stories of anticholinergic burden."""

from __future__ import annotations

from openpcn.codes import codelist
from openpcn.rules.language import Story, StoryPerson, member, outside, person, story
from openpcn.rules.services.medication_review.anticholinergic import ANTICHOLINERGIC_BURDEN_3

_old = person(born="1961-02-10")
_WARFARIN = ("319733000", "319734006")  # two strengths


def _takes(about: StoryPerson, points: int, number: int = 1, last_issued: str = "2026-01-20") -> StoryPerson:
    """So many different ingredients of so many points on repeat."""
    name = f"anticholinergic_{points}"
    first: dict[str, str] = {}
    for each in codelist(name):
        first.setdefault(each.group or each.code, each.code)
    for code in list(first.values())[:number]:
        about = about.repeat(name, since="2024-01-01", last_issued=last_issued, code=code)
    return about


STORIES: tuple[Story, ...] = (
    story(ANTICHOLINERGIC_BURDEN_3, "one medicine of three points", _takes(_old, 3), expect=member()),
    story(ANTICHOLINERGIC_BURDEN_3, "one of two and one of one", _takes(_takes(_old, 2), 1), expect=member()),
    story(ANTICHOLINERGIC_BURDEN_3, "one of two points", _takes(_old, 2), expect=outside()),
    story(ANTICHOLINERGIC_BURDEN_3, "three of one point", _takes(_old, 1, 3), expect=member()),
    story(ANTICHOLINERGIC_BURDEN_3, "two of one point", _takes(_old, 1, 2), expect=outside()),
    story(
        ANTICHOLINERGIC_BURDEN_3,
        "two of one point, one of them in two strengths",
        _takes(_old, 1)
        .repeat("anticholinergic_1", since="2024-01-01", last_issued="2026-01-20", code=_WARFARIN[0])
        .repeat("anticholinergic_1", since="2024-01-01", last_issued="2026-01-20", code=_WARFARIN[1]),
        expect=outside(),
    ),
    story(
        ANTICHOLINERGIC_BURDEN_3,
        "the supply ran out the day before the data",
        _takes(_old, 3, last_issued="2026-01-12"),
        expect=outside(),
    ),
    story(
        ANTICHOLINERGIC_BURDEN_3,
        "64 until the day after the data",
        _takes(person(born="1961-02-11"), 3),
        expect=outside(),
    ),
    story(ANTICHOLINERGIC_BURDEN_3, "no medicines", _old, expect=outside()),
)
