"""What a faulty definition gets: it fails at import, naming itself, the fault and what is known instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class DefinitionError(ValueError):
    """A definition or one of its facts cannot mean anything; the message says what to write instead."""


class UnknownField(DefinitionError, AttributeError):
    """A fact was asked for something it does not give."""


def nearest(name: str, known: Iterable[str]) -> str:
    """'did you mean a, b?' or the known names, for the end of an error message."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        return "did you mean " + ", ".join(close) + "?"
    return "known: " + (", ".join(names) if names else "none")
