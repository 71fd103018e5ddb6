"""The words behind the numbers: SRMapping for built-in lists, SRConfiguredListOption for the practice's own.

A look-up column holds the number of a word, or, in some layouts, the word itself.
"""

from __future__ import annotations

_TABLES = {"builtin": ("SRMapping", "Mapping"), "option": ("SRConfiguredListOption", "ConfiguredListOption")}


def _alias(column: str, which: str) -> str:
    return f"{column.replace('.', '_')}_{which}"


def joins(column: str, *lists: str) -> str:
    """The joins that ``word`` of the same column and lists needs."""
    return "\n".join(
        f"LEFT JOIN {_TABLES[which][0]} {_alias(column, which)}"
        f" ON {_alias(column, which)}.RowIdentifier = TRY_CAST({column} AS BIGINT)"
        for which in lists
    )


def word(column: str, *lists: str) -> str:
    """The word of the first list that has the number; what is no number is the word. NULL where unknown."""
    found = [f"{_alias(column, which)}.{_TABLES[which][1]}" for which in lists]
    return f"coalesce({', '.join(found)}, CASE WHEN TRY_CAST({column} AS BIGINT) IS NULL THEN {column} END)"


_METHOD, _PLACE = "v.ContactMethod", "v.ContactEventLocation"

CONTACT = f"""
SELECT
    v.*,
    {word(_METHOD, "option", "builtin")} AS method,
    concat_ws(' ', method, {word(_PLACE, "option", "builtin")}) AS said
FROM SREvent v
{joins(_METHOD, "option", "builtin")}
{joins(_PLACE, "option", "builtin")}
WHERE coalesce(v.ClinicalEvent, true)
"""
"""The contacts of people with the practice, with their method in words; SREvent also holds paperwork."""
