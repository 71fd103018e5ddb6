"""Stories of the language that people prefer."""

from __future__ import annotations

from openpcn.rules.language import Story, member, outside, person, story
from openpcn.rules.registers.languages import LANGUAGE_ENGLISH, LANGUAGE_OTHER

_ENGLISH, _POLISH, _URDU = "315570003", "315579002", "315588006"
_somebody = person(born="1970-09-09")
_polish = _somebody.has("preferred_language", on="2014-05-01", code=_POLISH)
_speaks_english = _somebody.has("preferred_language", on="2014-05-01", code=_ENGLISH)

_BOTH = (
    ("Polish", _polish, True, False),
    ("English", _speaks_english, False, True),
    ("not recorded", _somebody, False, False),
    (
        "Polish, and later English",
        _polish.has("preferred_language", on="2014-05-02", code=_ENGLISH),
        False,
        True,
    ),
    (
        "English, and later Urdu",
        _speaks_english.has("preferred_language", on="2014-05-02", code=_URDU),
        True,
        False,
    ),
    (
        "Polish and English on one day",
        _polish.has("preferred_language", on="2014-05-01", code=_ENGLISH),
        False,
        True,
    ),
    ("an interpreter and no language", _somebody.has("interpreter_required", on="2020-01-01"), False, False),
    (
        "Polish, entered on the day of the data",
        _somebody.has("preferred_language", on="2026-02-10", code=_POLISH),
        True,
        False,
    ),
    (
        "Polish, entered after the data",
        _somebody.has("preferred_language", on="2026-02-11", code=_POLISH),
        False,
        False,
    ),
    (
        "English, and Polish after the data",
        _speaks_english.has("preferred_language", on="2026-02-11", code=_POLISH),
        False,
        True,
    ),
    ("Polish, and left the list", _polish.leaves(on="2026-02-10"), False, False),
    ("English, and left the list", _speaks_english.leaves(on="2026-02-10"), False, False),
)

STORIES: tuple[Story, ...] = tuple(
    story(register, title, about, expect=member() if inside else outside())
    for title, about, other, english in _BOTH
    for register, inside in ((LANGUAGE_OTHER, other), (LANGUAGE_ENGLISH, english))
)
