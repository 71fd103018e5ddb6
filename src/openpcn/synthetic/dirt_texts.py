"""Texts as real extracts spoil them."""

from __future__ import annotations

_SPELLINGS = {
    "mmHg": ("mm Hg", "mmhg", "mm[Hg]"),
    "mmol/mol": ("mmol/mol Hb", "mmol/MOL"),
    "kg": ("Kg", "kgs"),
    "umol/L": ("umol/l", "µmol/L"),
}


def damaged_nhs_number(text: str, number: int) -> str:
    """A placeholder, a number that went through a spreadsheet, one digit short, or a wrong digit."""
    wrong = str((int(text[4]) + 1) % 10)
    return ("0000000000", f"{text[0]}.{text[1:6]}E+09", text[:9], text[:4] + wrong + text[5:])[number % 4]


def respelt(text: str, number: int) -> str:
    """The same unit in another spelling."""
    options = _SPELLINGS.get(text, (text,))
    return options[number % len(options)]
