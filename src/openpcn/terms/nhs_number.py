"""NHS numbers: ten digits, the last a modulus-11 check digit.

Source: NHS Data Dictionary, NHS NUMBER. The ten repeated-digit strings pass the check and are never an
identity; scientific notation is refused even where its check digit passes, because a spreadsheet has then
already lost the last digits (9.2% of such damage passes the check, almost always as somebody else).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\s\u00a0\-']")
# Ten digits, not part of a longer number, with spaces or hyphens between or without; found overlapping.
_TEN_DIGITS = re.compile(r"(?<![0-9])(?=([0-9](?:[\s\-\u2010-\u2013]{0,3}[0-9]){9})(?![0-9]))")
_ISO_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}(?![0-9])")
_SCIENTIFIC = re.compile(r"^[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+$")


class NhsNumberError(ValueError):
    """The text is not an NHS number; the message says which rule it breaks, never the text itself."""


@dataclass(frozen=True)
class ReadNhsNumber:
    """What was read: the ten digits, and whether cleaning changed the text."""

    number: str
    normalised: bool


def check_digit(first_nine: str) -> int | None:
    """The tenth digit, or None where the nine digits can carry no NHS number (remainder 10)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True))
    digit = (11 - total % 11) % 11
    return None if digit == 10 else digit


def read(text: str) -> ReadNhsNumber:
    """Clean spaces, hyphens, apostrophes and a spreadsheet's ``.0``; refuse everything else.

    Raises NhsNumberError with a reason fit for a receipt.
    """
    if _SCIENTIFIC.match(text.strip()):
        raise NhsNumberError("scientific notation: a spreadsheet has lost digits; export the column as text")
    cleaned = _SEPARATORS.sub("", text)
    cleaned = cleaned.removesuffix(".0")
    if not cleaned.isascii() or not cleaned.isdigit():
        raise NhsNumberError("expected 10 digits, found other characters")
    if len(cleaned) != 10:
        raise NhsNumberError(f"expected 10 digits, found {len(cleaned)}")
    if len(set(cleaned)) == 1:
        raise NhsNumberError("a repeated digit is a placeholder, not an identity")
    if check_digit(cleaned[:9]) != int(cleaned[9]):
        raise NhsNumberError("the check digit does not agree")
    return ReadNhsNumber(cleaned, cleaned != text)


def is_valid(text: str) -> bool:
    """True for ten plain digits that pass every rule."""
    try:
        return read(text).number == text
    except NhsNumberError:
        return False


def stands_in(text: str) -> bool:
    """Whether free text holds a valid NHS number, alone or among other words; a day and hour are none."""
    return any(
        is_valid("".join(character for character in ten if character.isdigit()))
        for ten in _TEN_DIGITS.findall(text)
        if not _ISO_DAY.match(ten)
    )


def display(number: str) -> str:
    """999 123 4567: three, three, four, single spaces (NHS digital service manual)."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def is_test_range(number: str) -> bool:
    """999 numbers are never issued; the synthetic network uses no others."""
    return number.startswith("999")
