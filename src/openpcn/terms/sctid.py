"""SNOMED CT and dm+d identifiers: text, 6 to 18 digits, the last a Verhoeff check digit.

Identifiers are text everywhere: more than 15 digits do not survive a spreadsheet or a double.
Source: SNOMED CT technical implementation guide, "Check-digit computation".
"""

from __future__ import annotations

_MULTIPLY = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 0, 6, 7, 8, 9, 5), (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7), (4, 0, 1, 2, 3, 9, 5, 6, 7, 8), (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2), (7, 6, 5, 9, 8, 2, 1, 0, 4, 3), (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)  # fmt: skip
_PERMUTE = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4), (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7), (9, 4, 5, 3, 1, 2, 6, 8, 7, 0), (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5), (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)  # fmt: skip


def _checksum(digits: str) -> int:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        total = _MULTIPLY[total][_PERMUTE[position % 8][int(digit)]]
    return total


def is_valid(text: str) -> bool:
    """True for 6 to 18 plain digits, no leading zero, whose check digit agrees."""
    return (
        text.isascii() and text.isdigit() and 6 <= len(text) <= 18 and text[0] != "0" and _checksum(text) == 0
    )


def is_concept(text: str) -> bool:
    """True for an identifier of a concept: partition 00, or 10 in an extension.

    The same digits with partition 01 or 11 name a description, 02 or 12 a relationship: no code of an entry.
    """
    return is_valid(text) and text[-3] in "01" and text[-2] == "0"


def with_check_digit(stem: str) -> str:
    """The identifier whose digits before the check digit are ``stem``."""
    return next(stem + str(digit) for digit in range(10) if _checksum(stem + str(digit)) == 0)
