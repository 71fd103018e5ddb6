"""The rule of one supplier column as SQL: its clean value, whether cleaning changed it, and what is wrong.

NHS numbers and codes are checked in :mod:`.distinct`, once for each
different text, by the same functions the whole project uses; here they are only trimmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from openpcn.record.sources.base import ColumnRule, Kind

EARLIEST, LATEST = date(1850, 1, 1), date(2200, 1, 1)  # no date of a living person's record lies outside
_FORMATS = {Kind.DATE: ("%Y-%m-%d",), Kind.DATETIME: ("%Y-%m-%d %H:%M:%S",)}

SENTENCES = {
    "missing_value": "a value is required here; the row names nothing without it",
    "not_a_guid": "expected a GUID such as {D77C65E1-E100-4272-9386-F4FC383D8759}",
    "not_a_number": "expected a plain number with a decimal point",
    "scientific_notation": "scientific notation: a spreadsheet has lost digits; export the column as text",
    "not_a_date": "no such date, or not in the expected form",
    "impossible_date": f"the date lies before {EARLIEST:%Y} or after {LATEST:%Y}",
    "future_date": "the date lies after the day the extract speaks of",
    "not_a_time": "expected a time such as 09:30:00",
    "not_true_or_false": "expected true or false",
    "not_an_ods_code": "expected an organisation code such as A83035",
    "unexpected_value": "not one of the values this column may hold",
    "nhs_number": "not an NHS number",
    "bad_code": "not a SNOMED CT concept or dm+d id: 6 to 18 digits with a good check digit",
    "ragged_row": "the row has not as many fields as the header",
    "unterminated_quote": "a quotation mark is opened and not closed in this row; double it inside a value",
    "conflicting_key": "several rows with one key say different things; none is used",
}


@dataclass(frozen=True)
class ColumnSql:
    """SQL in three levels, each over the one below, so that no expression is written twice.

    text: over the column as read: trimmed, null where it says nothing. value: over ``text``: the clean value.
    Over all of them: changed, whether cleaning altered it (null: no); wrong, whether there is a fault (null:
    no; None: never); reason, the code of the fault, looked at only where there is one.
    """

    text: str
    value: str
    changed: str
    wrong: str | None
    reason: str


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def column_sql(rule: ColumnRule, raw: str, text: str, value: str, as_at: date) -> ColumnSql:
    """The expressions of a rule; ``raw``, ``text`` and ``value`` are the names of the three levels."""
    trimmed = f"nullif(trim({raw}), '')"
    for null in rule.nulls:
        trimmed = f"nullif({trimmed}, {quoted(null)})"
    clean, changed, why = _by_kind(rule, raw, text, value)
    cases: list[tuple[str, str]] = []
    if rule.required:
        cases.append((f"{text} IS NULL", "'missing_value'"))
    if why is not None:
        cases.append((f"{value} IS NULL AND {text} IS NOT NULL", why))
    if rule.choices:
        allowed = ", ".join(quoted(choice.lower()) for choice in rule.choices)
        cases.append((f"lower({value}) NOT IN ({allowed})", "'unexpected_value'"))
    if rule.kind in _FORMATS:
        first, beyond = f"DATE '{EARLIEST}'", f"DATE '{LATEST}'"
        cases.append((f"{value} < {first} OR {value} >= {beyond}", "'impossible_date'"))
        if not rule.future:
            cases.append((f"{value} >= DATE '{as_at + timedelta(days=1)}'", "'future_date'"))
    wrong = " OR ".join(f"({when})" for when, _ in cases) if cases else None
    reason = f"CASE {' '.join(f'WHEN {when} THEN {then}' for when, then in cases)} END" if cases else "NULL"
    return ColumnSql(trimmed, clean, changed, wrong, reason)


def known(rule: ColumnRule, value: str) -> str:
    """The value as stored: null where the supplier's way of writing *unknown* was used."""
    if rule.unknown_until is None:
        return value
    return f"CASE WHEN {value} >= DATE '{rule.unknown_until + timedelta(days=1)}' THEN {value} END"


def _by_kind(rule: ColumnRule, raw: str, text: str, value: str) -> tuple[str, str, str | None]:
    """Clean value over ``text``; whether it changed; reason where there is text and no value."""
    trimmed = f"{raw} <> {text}"
    scientific = f"regexp_full_match({text}, '[-+]?[0-9]+(\\.[0-9]+)?[eE][-+]?[0-9]+')"
    not_number = f"CASE WHEN {scientific} THEN 'scientific_notation' ELSE 'not_a_number' END"
    match rule.kind:
        case Kind.GUID:
            clean = f"TRY_CAST(CASE WHEN length({text}) IN (36, 38) THEN {text} END AS UUID)"
            return clean, f"length({raw}) <> 38", "'not_a_guid'"  # 38: in braces
        case Kind.ID | Kind.INTEGER:
            plain = f"regexp_full_match({text}, '-?[0-9]{{1,18}}')"
            return f"CASE WHEN {plain} THEN TRY_CAST({text} AS BIGINT) END", trimmed, not_number
        case Kind.NUMBER:
            plain = f"regexp_full_match({text}, '-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)')"
            return f"CASE WHEN {plain} THEN TRY_CAST({text} AS DOUBLE) END", trimmed, not_number
        case Kind.DATE | Kind.DATETIME:
            first, *others = rule.formats or _FORMATS[rule.kind]
            moment = f"try_strptime({text}, {quoted(first)})"
            if others:
                listed = ", ".join(quoted(each) for each in (first, *others))
                changed = f"{trimmed} OR ({moment} IS NULL AND {value} IS NOT NULL)"
                moment = f"try_strptime({text}, [{listed}])"
            else:
                changed = trimmed
            return (f"CAST({moment} AS DATE)" if rule.kind is Kind.DATE else moment), changed, "'not_a_date'"
        case Kind.TIME:
            plain = f"regexp_full_match({text}, '[0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}})?')"
            return f"CASE WHEN {plain} THEN TRY_CAST({text} AS TIME) END", trimmed, "'not_a_time'"
        case Kind.BOOL:
            clean = (
                f"CASE lower({text}) WHEN 'true' THEN true WHEN 'false' THEN false WHEN '1' THEN true "
                "WHEN '0' THEN false WHEN 'yes' THEN true WHEN 'no' THEN false WHEN 'y' THEN true "
                "WHEN 'n' THEN false END"
            )
            return clean, trimmed, "'not_true_or_false'"
        case Kind.POSTCODE:
            compact = f"upper(replace({text}, ' ', ''))"
            whole = f"regexp_full_match({compact}, '[A-Z]{{1,2}}[0-9][A-Z0-9]?[0-9][A-Z]{{2}}')"
            spaced = f"left({compact}, -3) || ' ' || right({compact}, 3)"
            clean = f"CASE WHEN {whole} THEN {spaced} ELSE upper({text}) END"
            return clean, f"{raw} <> {value}", None
        case Kind.ODS:
            good = f"regexp_full_match(upper({text}), '[A-Z0-9]{{3,10}}')"
            return (
                f"CASE WHEN {good} THEN upper({text}) END",
                f"{raw} <> upper({text})",
                "'not_an_ods_code'",
            )
        case _:  # text; NHS numbers and codes are settled by their distinct values
            return text, trimmed, None
