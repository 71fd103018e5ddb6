"""The rule of one supplier column as SQL: its clean value, whether cleaning changed it, and what is wrong.

Three expressions over the text as read. NHS numbers and codes are checked in :mod:`.distinct`, once for each
different text, by the same functions the whole project uses; here they are only trimmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    "not_a_postcode": "expected a postcode",
    "not_an_ods_code": "expected an organisation code such as A83035",
    "unexpected_value": "not one of the values this column may hold",
    "nhs_number": "not an NHS number",
    "bad_code": "not a SNOMED CT or dm+d identifier: the check digit does not agree",
    "ragged_row": "the row has not as many fields as the header",
    "unterminated_quote": "a quotation mark is opened and not closed in this row; double it inside a value",
    "conflicting_key": "several rows with one key say different things; none is used",
}


@dataclass(frozen=True)
class ColumnSql:
    """SQL over the column ``raw`` (text as read). ``fault`` gives a reason code or null."""

    clean: str
    changed: str
    fault: str


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def column_sql(rule: ColumnRule, raw: str, as_at: date) -> ColumnSql:
    """The three expressions of a rule."""
    text = f"nullif(trim({raw}), '')"
    for null in rule.nulls:
        text = f"nullif({text}, {quoted(null)})"
    clean, changed, wrong = _by_kind(rule, text, raw)
    cases = []
    if rule.required:
        cases.append(f"WHEN {clean} IS NULL AND {text} IS NULL THEN 'missing_value'")
    if wrong is not None:
        cases.append(f"WHEN {clean} IS NULL AND {text} IS NOT NULL THEN {wrong}")
    if rule.choices:
        allowed = ", ".join(quoted(choice.lower()) for choice in rule.choices)
        cases.append(f"WHEN lower({clean}) NOT IN ({allowed}) THEN 'unexpected_value'")
    if rule.kind in _FORMATS:
        day = f"CAST({clean} AS DATE)"
        cases.append(f"WHEN {day} NOT BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}' THEN 'impossible_date'")
        if not rule.future:
            cases.append(f"WHEN {day} > DATE '{as_at}' THEN 'future_date'")
        if rule.unknown_until is not None:
            unknown = f"CAST({clean} AS DATE) <= DATE '{rule.unknown_until}'"
            return ColumnSql(
                f"CASE WHEN {unknown} THEN NULL ELSE {clean} END",
                changed,
                f"CASE WHEN coalesce({unknown}, false) THEN NULL {' '.join(cases)} END",
            )
    return ColumnSql(clean, changed, f"CASE {' '.join(cases)} END" if cases else "NULL")


def _by_kind(rule: ColumnRule, text: str, raw: str) -> tuple[str, str, str | None]:
    trimmed = f"{raw} <> trim({raw})"
    scientific = f"regexp_full_match({text}, '[-+]?[0-9]+(\\.[0-9]+)?[eE][-+]?[0-9]+')"
    not_number = f"CASE WHEN {scientific} THEN 'scientific_notation' ELSE 'not_a_number' END"
    match rule.kind:
        case Kind.GUID:
            clean = f"TRY_CAST(CASE WHEN length({text}) IN (36, 38) THEN {text} END AS UUID)"
            usual = f"(length({raw}) = 38 AND {raw} = upper({raw})) OR (length({raw}) = 36 AND {raw} = lower({raw}))"
            return clean, f"NOT ({usual})", "'not_a_guid'"
        case Kind.ID | Kind.INTEGER:
            plain = f"regexp_full_match({text}, '-?[0-9]{{1,18}}')"
            return f"CASE WHEN {plain} THEN TRY_CAST({text} AS BIGINT) END", trimmed, not_number
        case Kind.NUMBER:
            plain = f"regexp_full_match({text}, '-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)')"
            return f"CASE WHEN {plain} THEN TRY_CAST({text} AS DOUBLE) END", trimmed, not_number
        case Kind.DATE | Kind.DATETIME:
            formats = rule.formats or _FORMATS[rule.kind]
            first = f"try_strptime({text}, {quoted(formats[0])})"
            others = [f"try_strptime({text}, {quoted(each)})" for each in formats[1:]]
            moment = f"coalesce({', '.join([first, *others])})" if others else first
            clean = f"CAST({moment} AS DATE)" if rule.kind is Kind.DATE else moment
            changed = f"{trimmed} OR ({text} IS NOT NULL AND {first} IS NULL)" if others else trimmed
            return clean, changed, "'not_a_date'"
        case Kind.TIME:
            plain = f"regexp_full_match({text}, '[0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}})?')"
            return f"CASE WHEN {plain} THEN TRY_CAST({text} AS TIME) END", trimmed, "'not_a_time'"
        case Kind.BOOL:
            clean = (
                f"CASE WHEN lower({text}) IN ('true', '1', 'yes', 'y') THEN true "
                f"WHEN lower({text}) IN ('false', '0', 'no', 'n') THEN false END"
            )
            return clean, trimmed, "'not_true_or_false'"
        case Kind.POSTCODE:
            compact = f"upper(replace({text}, ' ', ''))"
            whole = f"regexp_full_match({compact}, '[A-Z]{{1,2}}[0-9][A-Z0-9]?[0-9][A-Z]{{2}}')"
            spaced = f"left({compact}, length({compact}) - 3) || ' ' || right({compact}, 3)"
            clean = f"CASE WHEN {whole} THEN {spaced} ELSE upper({text}) END"
            return clean, f"{trimmed} OR {raw} <> upper({raw})", None
        case Kind.ODS:
            good = f"regexp_full_match(upper({text}), '[A-Z0-9]{{3,10}}')"
            return (
                f"CASE WHEN {good} THEN upper({text}) END",
                f"{raw} <> upper(trim({raw}))",
                "'not_an_ods_code'",
            )
        case _:  # text; NHS numbers and codes are settled by their distinct values
            return text, trimmed, None
