"""What a spreadsheet did to an identifier, and which one it may have been.

A spreadsheet keeps fifteen digits of a number and writes noughts for the rest; a double keeps about sixteen
and changes the last ones. Of a damaged id the leading fifteen digits still stand, so that those it may have
been are the ids with the same beginning whose check digit agrees and whose partition is that of a concept
(00 or 10): mostly one. It is suggested, never put in its place.
"""

from __future__ import annotations

import re

from openpcn.terms import sctid

SURE_DIGITS = 15
_PARTITIONS = ("00", "10")  # of a concept: core, extension


def suggest(text: str) -> str | None:
    """The id that a damaged one must have been: the only one that fits. None where none or several do."""
    digits = text.strip()
    if not re.fullmatch(r"[1-9][0-9]{15,17}", digits) or sctid.is_valid(digits):
        return None
    lost = len(digits) - SURE_DIGITS
    begins = digits[:SURE_DIGITS]
    fits = [
        candidate
        for number in range(10**lost)
        if sctid.is_valid(candidate := f"{begins}{number:0{lost}d}") and candidate[-3:-1] in _PARTITIONS
    ]
    return fits[0] if len(fits) == 1 else None


def what_happened(text: str) -> str:
    """In words: what is wrong with an id, for the line it stands on."""
    plain = text.strip()
    if not plain:
        return "is empty"
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+", plain):
        return f"{plain!r} is written as 1.23E+15: its last digits are lost"
    if re.fullmatch(r"[0-9]+\.0+", plain):
        return f"{plain!r} was made a decimal number"
    if not plain.isascii() or not plain.isdigit() or not 6 <= len(plain) <= 18:
        return f"{plain!r} is not an id: expected 6 to 18 digits"
    if len(plain) > SURE_DIGITS and plain.endswith("0"):
        return f"{plain} was rounded to {SURE_DIGITS} digits: its check digit does not agree"
    return f"the check digit of {plain} does not agree"
