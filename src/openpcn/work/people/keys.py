"""Search keys of names: letters only, so that a prefix is a range on a plain index in any collation."""

from __future__ import annotations

import unicodedata

_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)


def name_key(text: str) -> str:
    """Lower case, no accents, letters only: O'Brien-Łuć -> obrienluc."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UNDECOMPOSED))
    return "".join(c for c in plain if c.isalpha())[:120]


def after_prefix(prefix: str) -> str:
    """The first key that is behind every key with this prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
