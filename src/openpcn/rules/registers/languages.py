"""Which language people prefer: English, another one; whoever is on neither register was not asked."""

from __future__ import annotations

from openpcn.rules.language import Latest, Register, Show, Source

_PREFERRED = Source(
    "NHS England Primary Care Domain reference sets",
    "as read in 2026",
    "PREFLANG_COD; no published rule was found: that the latest entry counts, and the two groups, are ours",
    confirmed=False,
)
_said = Latest("preferred_language")
_english = _said.has_code("preferred_language_english")
_shows = (Show("Language recorded", _said),)

LANGUAGE_OTHER = Register(
    "language_other",
    "Preferred language other than English",
    source=_PREFERRED,
    rationale=(
        "The latest entry says another language, however old; British Sign Language and Makaton are "
        "languages too. It does not say that an interpreter is needed. English on the same day: not counted."
    ),
    member=_said.exists & ~_english,
    shows=_shows,
)

LANGUAGE_ENGLISH = Register(
    "language_english",
    "Preferred language English",
    source=_PREFERRED,
    rationale=(
        "The latest entry says English. Somebody whose language is not recorded is not counted: a practice "
        "that asks only those who seem to speak another must not look as if it had asked everybody."
    ),
    member=_english,
    shows=_shows,
)

REGISTERS: tuple[Register, ...] = (LANGUAGE_OTHER, LANGUAGE_ENGLISH)
