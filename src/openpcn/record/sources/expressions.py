"""SQL expressions that several sources share: a supplier's text in, the record's word out.

Each function takes the SQL of a column and gives the SQL of an expression; nothing here touches data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openpcn.terms import units


def text(value: str) -> str:
    """A SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def one_of(column: str, values: Iterable[str]) -> str:
    """True where a column's text is one of ``values`` (lower case); false where it is empty."""
    return f"coalesce(lower({column}) IN ({', '.join(text(value) for value in values)}), false)"


def words(column: str, meanings: Mapping[str, str], otherwise: str) -> str:
    """The meaning of the first key found anywhere in a column's text, else ``otherwise`` (SQL)."""
    cases = " ".join(
        f"WHEN contains(lower({column}), {text(key)}) THEN {text(meaning)}"
        for key, meaning in meanings.items()
    )
    return f"CASE {cases} ELSE {otherwise} END"


def sex(column: str) -> str:
    """FHIR administrative gender of M, F, I or U."""
    return (
        f"CASE upper({column}) WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' WHEN 'I' THEN 'other'"
        " ELSE 'unknown' END"
    )


def joined(separator: str, *columns: str) -> str:
    """The parts that are there, joined; NULL where none is."""
    return f"nullif(concat_ws({text(separator)}, {', '.join(columns)}), '')"


def comparator(column: str) -> str:
    """One of the four comparators, or NULL: an equals sign or anything else says nothing."""
    return f"CASE WHEN {column} IN ('<', '<=', '>', '>=') THEN {column} END"


def unit_spellings() -> str:
    """The rows of a look-up (spelling, unit): join on the lower-case text."""
    return ", ".join(f"({text(spelling)}, {text(unit)})" for spelling, unit in units.spellings().items())


_MODES = {
    "video": "video",
    "phone": "telephone",
    "visit": "home visit",
    "face": "face to face",
    "in person": "face to face",
    "surgery": "face to face",
}


def mode(column: str) -> str:
    """How an appointment is held, from a supplier's words for that; NULL where there are none."""
    meaning = words(column, _MODES, "'other'")
    return f"CASE WHEN {column} IS NOT NULL THEN {meaning} END"


def mode_named(column: str) -> str:
    """How somebody was seen, where words that may say anything name it; else NULL."""
    return words(column, _MODES, "NULL")


_URGENCIES = {
    "two week": "two_week_wait",
    "2 week": "two_week_wait",
    "2ww": "two_week_wait",
    "suspected cancer": "two_week_wait",
    "non-urgent": "routine",
    "non urgent": "routine",
    "not urgent": "routine",
    "routine": "routine",
    "urgent": "urgent",
    "soon": "soon",
    "dated": "dated",
}


def urgency(column: str) -> str:
    """How urgent a referral is, from a supplier's words; NULL where they name none of the five."""
    return words(column, _URGENCIES, "NULL")


def time_of_day(column: str) -> str:
    """The time of a date-time; midnight is how suppliers write that only the day is known."""
    return f"CASE WHEN CAST({column} AS TIME) <> TIME '00:00:00' THEN CAST({column} AS TIME) END"
