"""Names and postcodes as the directory writes them, as people read them, and as search keys."""

from __future__ import annotations

import re
import unicodedata

_KEEP = frozenset({"PCN", "NHS", "GP", "ICB", "CCG", "PMS", "APMS", "II", "III", "IV", "UK", "HC"})
_ABBREVIATED = frozenset({"ST", "DR", "DRS", "MR", "MRS", "RD", "PK", "MT"})
_SMALL = frozenset({"and", "of", "the", "in", "at", "on", "for", "with"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def tidy(text: str) -> str:
    """A name written in capitals, as people write it; any other name unchanged but for spaces."""
    text = " ".join(text.split())
    if text != text.upper():
        return text

    def word(match: re.Match[str]) -> str:
        found = match.group()
        if found in _KEEP or any(c.isdigit() for c in found):
            return found
        if len(found) <= 4 and not set(found) & set("AEIOUY") and found not in _ABBREVIATED:
            return found  # HWL, BHR: initials have no vowel, words do
        if found.lower() in _SMALL and match.start() > 0:
            return found.lower()
        return found[0] + found[1:].lower()

    return _WORD.sub(word, text)


def key(text: str) -> str:
    """Lower case, no accents, no apostrophes, single spaces: St. Mary's -> st marys."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = plain.replace("'", "").replace("’", "").replace("&", " and ")
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def postcode_key(text: str) -> str:
    """Upper case without spaces: SW1A 1AA -> SW1A1AA."""
    return re.sub(r"\s+", "", text).upper()


def postcode(text: str) -> str:
    """Upper case with one space before the last three characters, where it is long enough to be whole."""
    joined = postcode_key(text)
    return f"{joined[:-3]} {joined[-3:]}" if len(joined) >= 5 else joined


_SYSTEMS = {"EMIS": "EMIS", "TPP": "TPP SystmOne", "MEDICUS": "Medicus", "CEGEDIM": "Cegedim"}


def clinical_system(supplier: str) -> str:
    """The clinical system of a supplier column; the first where a month names two."""
    first = supplier.split("/")[0].strip().upper()
    return _SYSTEMS.get(first, tidy(first))
