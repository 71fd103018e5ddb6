"""The kinds of damage done to single rows, and the verdict each must get.

A fault is written once, for what a column means (its *role*); each shape says where that role is and how
it spells a day. Where shapes rightly differ, the exception stands beside the rule with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from .book import ACCEPTED, ANOTHERS, MARKER, NORMALISED, QUARANTINED
from .specified import description_id, nhs_number_is_good, sctid

CSV = ("openpcn_csv", "emis", "systmone")
EVERY = (*CSV, "fhir_r4")


class Spelling(Protocol):
    """How a shape spells what a fault is made of."""

    name: str

    def day(self, year: int, month: int, day: int) -> str: ...


Change = Callable[[str, Random, Spelling], str]
Verdict = tuple[str, str]  # the word, and the reason code where it is quarantined


@dataclass(frozen=True)
class RowFault:
    """One kind of damage.

    role: what the damaged column means. change: the column's new text (role "line": the whole line's).
    but: the shapes whose verdict differs. shapes: where it can be tried at all. says: what the record then
    holds, by record column. also: a second act on the line's person, by name (see shapes). once: too big to
    be done more than once in an extract.
    """

    name: str
    role: str
    change: Change
    verdict: Verdict
    but: Mapping[str, Verdict] = field(default_factory=dict)
    shapes: tuple[str, ...] = EVERY
    says: Mapping[str, object] = field(default_factory=dict)
    also: str = ""
    once: bool = False

    def expected(self, shape: str) -> Verdict:
        return self.but.get(shape, self.verdict)


def _to(text: str) -> Change:
    return lambda _was, _chance, _shape: text


def _day(year: int, month: int, day: int) -> Change:
    return lambda _was, _chance, shape: shape.day(year, month, day)


def _q(reason: str) -> Verdict:
    return QUARANTINED, reason


FINE: Verdict = (ACCEPTED, "")
CLEANED: Verdict = (NORMALISED, "")


# NHS numbers


def _scientific_that_passes(was: str, chance: Random, shape: Spelling) -> str:
    """Six digits and an exponent whose expansion has a good check digit: the dangerous one."""
    while True:
        digits = f"{chance.randrange(400_000, 999_999)}"
        if nhs_number_is_good(digits + "0000"):
            return f"{digits[0]}.{digits[1:]}E+9"


def _bad_check_digit(was: str, chance: Random, shape: Spelling) -> str:
    return was[:-1] + str((int(was[-1]) + chance.randrange(1, 10)) % 10)


def _swapped(was: str, chance: Random, shape: Spelling) -> str:
    """Two neighbours that differ, exchanged: the check digit sees every one of these."""
    place = chance.choice([i for i in range(8) if was[i] != was[i + 1]])
    return was[:place] + was[place + 1] + was[place] + was[place + 2 :]


_NHS = _q("nhs_number")
NHS_NUMBERS = (
    RowFault("number with spaces", "nhs_number", lambda t, *_: f"{t[:3]} {t[3:6]} {t[6:]}", CLEANED),
    RowFault(
        "number with no-break spaces",
        "nhs_number",
        lambda t, *_: f"{t[:3]}\u00a0{t[3:6]}\u00a0{t[6:]}",
        CLEANED,
    ),
    RowFault("number with hyphens", "nhs_number", lambda t, *_: f"{t[:3]}-{t[3:6]}-{t[6:]}", CLEANED),
    RowFault("number after an apostrophe", "nhs_number", lambda t, *_: f"'{t}", CLEANED),
    RowFault("number with .0", "nhs_number", lambda t, *_: f"{t}.0", CLEANED),
    # FHIR elements are trimmed as they are read; a CSV column that was trimmed was cleaned
    RowFault("number between spaces", "nhs_number", lambda t, *_: f"  {t} ", CLEANED, {"fhir_r4": FINE}),
    RowFault("number in scientific notation", "nhs_number", lambda t, *_: f"{t[0]}.{t[1:3]}E+09", _NHS),
    RowFault("scientific notation that passes", "nhs_number", _scientific_that_passes, _NHS),
    RowFault("superscript digits", "nhs_number", lambda t, *_: t[:-1] + "\u00b2", _NHS),
    RowFault(
        "full-width digits",
        "nhs_number",
        lambda t, *_: "".join(chr(0xFF10 + int(d)) for d in t),
        _NHS,
        shapes=("openpcn_csv", "emis", "fhir_r4"),
    ),
    RowFault("placeholder number", "nhs_number", lambda t, c, _: str(c.randrange(10)) * 10, _NHS),
    RowFault("nine digits", "nhs_number", lambda t, *_: t[1:], _NHS),
    RowFault("eleven digits", "nhs_number", lambda t, c, _: t + str(c.randrange(10)), _NHS),
    RowFault("bad check digit", "nhs_number", _bad_check_digit, _NHS),
    RowFault("digits exchanged", "nhs_number", _swapped, _NHS),
    RowFault("letter O", "nhs_number", lambda t, *_: t[:3] + "O" + t[4:], _NHS),
    RowFault("number as a formula", "nhs_number", lambda t, *_: f'="{t}"', _NHS),
    RowFault("no number", "nhs_number", _to(""), FINE, says={"nhs_number": None}),
)

# Dates

_NOT_A_DATE = _q("not_a_date")
_FHIR_DATE = {"fhir_r4": _q("bad_date")}
_PLACEHOLDER = {"emis": FINE, "systmone": FINE}

DATES = (
    RowFault("no birth date", "birth_date", _to(""), _q("missing_value")),
    RowFault("born on 31 April", "birth_date", _day(1950, 4, 31), _NOT_A_DATE, _FHIR_DATE),
    RowFault("born tomorrow", "birth_date", _day(2026, 2, 10), _q("future_date")),
    RowFault("born in 1849", "birth_date", _day(1849, 12, 31), _q("impossible_date")),
    RowFault("born in 2950", "birth_date", _day(2950, 5, 1), _q("impossible_date")),
    RowFault("birth in two digits", "birth_date", _to("01/05/50"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("birth in American order", "birth_date", _to("05/13/1950"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("birth as a spreadsheet's number", "birth_date", _to("18384"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("birth month only", "birth_date", _to("1950-05"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("birth in words", "birth_date", _to(f"{MARKER} not known"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("born in 1899", "birth_date", _day(1899, 12, 30), FINE),
    RowFault("entry on 31 April", "event_date", _day(2024, 4, 31), _NOT_A_DATE, _FHIR_DATE),
    RowFault("entry on 29 February 2025", "event_date", _day(2025, 2, 29), _NOT_A_DATE, _FHIR_DATE),
    # entries after the extract's day are kept by the suppliers' shapes (DECISIONS, Record: sources)
    RowFault("entry in the future", "event_date", _day(2027, 3, 1), FINE, {"openpcn_csv": _q("future_date")}),
    RowFault("entry in 1026", "event_date", _day(1026, 1, 10), _q("impossible_date")),
    RowFault("entry in two digits", "event_date", _to("10/01/26"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("entry in American order", "event_date", _to("01/31/2026"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("entry as a spreadsheet's number", "event_date", _to("46031"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("entry in words", "event_date", _to(f"last {MARKER}"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("entry month only", "event_date", _to("2025-06"), _NOT_A_DATE, {"fhir_r4": FINE}),
    RowFault("entry in week 23", "event_date", _to("2025-W23-1"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("entry without hyphens", "event_date", _to("20250601"), _NOT_A_DATE, _FHIR_DATE),
    RowFault("no entry date", "event_date", _to(""), FINE, says={"date": None, "date_precision": "unknown"}),
    RowFault(
        "supplier's placeholder day",
        "event_date",
        _day(1900, 1, 1),
        FINE,
        says={"date": None},
        shapes=("emis", "systmone"),
    ),
    RowFault("died in the future", "death_date", _day(2026, 6, 1), _q("future_date")),
    RowFault("died before birth", "death_date", _day(1949, 1, 1), FINE),
    RowFault("registration ends before it starts", "left_date", _day(1999, 1, 1), FINE),
    RowFault(
        "time of 25:61",
        "moment",
        _to("2026-01-10 25:61:00"),
        _NOT_A_DATE,
        _FHIR_DATE,
        shapes=("openpcn_csv", "systmone", "fhir_r4"),
    ),
    RowFault("clock time of 25:61", "clock", _to("25:61:00"), _q("not_a_time"), shapes=("emis",)),
    # London wall-clock as written: the day is right, and no rule reads the time of day
    RowFault(
        "time that the spring skips", "booking", _to("2026-03-29 01:30:00"), FINE, shapes=("openpcn_csv",)
    ),
    RowFault("booking without a time", "booking", _to(""), _q("missing_value"), shapes=CSV),
)

# Values

_NOT_A_NUMBER = _q("not_a_number")
_SUSPECT = {"implausible": True}

VALUES = (
    RowFault("decimal comma", "value", _to("13,8"), _NOT_A_NUMBER),
    RowFault("value in words", "value", _to(f"{MARKER} notes"), _NOT_A_NUMBER),
    RowFault("unit in the value", "value", _to("138mmHg"), _NOT_A_NUMBER),
    RowFault("comparator in the value", "value", _to("<138"), _NOT_A_NUMBER),
    RowFault("value with an exponent", "value", _to("1.38E+02"), _q("scientific_notation"), shapes=CSV),
    RowFault("not a number", "value", _to("NaN"), _NOT_A_NUMBER),
    RowFault("infinity", "value", _to("Infinity"), _NOT_A_NUMBER),
    RowFault("thousands separated", "value", _to("1,380"), _NOT_A_NUMBER),
    RowFault("two points", "value", _to("1.3.8"), _NOT_A_NUMBER),
    RowFault("both halves in one", "value", _to("138/88"), _NOT_A_NUMBER),
    RowFault("value tenfold", "value", _to("1380"), FINE, says={"value": 1380.0} | _SUSPECT),
    RowFault(
        "value a tenth", "value", _to("13.8"), FINE, says={"value": 13.8} | _SUSPECT, also="diastolic 88"
    ),
    RowFault(
        "value below nothing",
        "value",
        _to("-138"),
        FINE,
        says={"value": -138.0} | _SUSPECT,
        also="diastolic 88",
    ),
    RowFault(
        "pressures exchanged", "value", _to("80"), FINE, says={"value": 80.0} | _SUSPECT, also="diastolic 130"
    ),
    RowFault("HbA1c in per cent as mmol/mol", "hba1c", _to("7.5"), FINE, says={"value": 7.5} | _SUSPECT),
    RowFault("HbA1c with a comma", "hba1c", _to("7,5"), _NOT_A_NUMBER),
)


# Codes


def _fifteen_digits(was: str, chance: Random, shape: Spelling) -> str:
    """What a spreadsheet makes of a longer id; one of those (nine in ten) that the check digit catches."""
    for serial in range(50):
        text = description_id(0)[:3] + f"{chance.randrange(1000)}" + was[6:15] + f"{serial % 10}"
        rounded = text[:15] + "0" * 3
        if sctid(rounded[:-1]) != rounded:
            return rounded
    raise AssertionError("no such id")


def _another_digit(was: str, chance: Random, shape: Spelling) -> str:
    return was[:-1] + str((int(was[-1]) + chance.randrange(1, 10)) % 10)


_BAD_CODE = _q("bad_code")
CODES = (
    RowFault("code cut to 15 digits", "code", _fifteen_digits, _BAD_CODE),
    RowFault("code with a bad check digit", "code", _another_digit, _BAD_CODE),
    RowFault(
        "description instead of concept", "code", lambda t, c, _: description_id(c.randrange(999)), _BAD_CODE
    ),
    RowFault("code before a space", "code", lambda t, *_: f"{t} ", CLEANED, {"fhir_r4": FINE}),
    RowFault(
        "code in scientific notation",
        "code",
        _to("1.09181E+15"),
        _q("scientific_notation"),
        {"fhir_r4": _BAD_CODE},
    ),
    RowFault("code with .0", "code", lambda t, *_: f"{t}.0", _BAD_CODE),
    RowFault("Read code in its place", "code", _to("G20.."), _BAD_CODE),
    RowFault("code with a zero before it", "code", lambda t, *_: f"0{t}", _BAD_CODE),
    RowFault("code of five digits", "code", _to(sctid("1230")), _BAD_CODE),
    RowFault(
        "code the dictionary lacks",
        "dictionary",
        lambda t, c, _: str(77_000_000 + c.randrange(999)),
        _q("unknown_code"),
        shapes=("emis",),
    ),
    RowFault(
        "dictionary number through a spreadsheet",
        "dictionary",
        lambda t, *_: "1.00012E+11",
        _q("scientific_notation"),
        shapes=("emis",),
    ),
)

# Keys, references and flags

KEYS = (
    RowFault("entry of nobody", "patient", lambda t, c, s: "", _q("unknown_patient"), also="nobody"),
    RowFault("entry without a patient", "patient", _to(""), _q("missing_value")),
    RowFault("entry without a key", "key", _to(""), _q("missing_value")),
    RowFault("one row twice", "twice", _to(""), FINE, also="twice"),
    RowFault(
        "one key, two meanings", "twice", _to(""), _q("conflicting_key"), {"emis": FINE}, also="two meanings"
    ),  # EMIS numbers its versions: the later one counts
    RowFault("deletion of what never was", "twice", _to(""), FINE, also="deletion"),
    RowFault("two dates of birth", "birth_date", lambda t, *_: t, FINE, also="two births"),
    RowFault("guid without braces", "key", lambda t, *_: t.strip("{}"), CLEANED, shapes=("emis",)),
    RowFault("guid cut short", "key", lambda t, *_: t[:-4] + "}", _q("not_a_guid"), shapes=("emis",)),
    RowFault(
        "row number in scientific notation",
        "key",
        _to("1.2E+11"),
        _q("scientific_notation"),
        shapes=("systmone",),
    ),
    RowFault(
        "row number with a point", "key", lambda t, *_: f"{t}.0", _q("not_a_number"), shapes=("systmone",)
    ),
    RowFault("flag in words", "flag", _to(f"{MARKER}"), _q("not_true_or_false"), shapes=CSV),
    RowFault("flag as a letter", "flag", _to("n"), FINE, shapes=CSV),
    RowFault(
        "whole number with a point",
        "whole",
        lambda t, *_: f"{t}.0",
        _NOT_A_NUMBER,
        shapes=("openpcn_csv", "emis"),
    ),
    RowFault(
        "word that is not in the list", "choice", _to(MARKER), _q("unexpected_value"), shapes=("openpcn_csv",)
    ),
    RowFault(
        "practice in small letters",
        "practice",
        lambda t, *_: t.lower(),
        CLEANED,
        shapes=("openpcn_csv", "systmone"),
    ),
    RowFault(
        "row of another practice of the group",
        "practice",
        _to("Z99088"),
        (ANOTHERS, ""),
        shapes=("systmone",),
    ),
    RowFault("row shared in", "recorded_at", _to("Z99088"), _q("shared_in"), shapes=("systmone",)),
    RowFault(
        "test patient",
        "not_a_person",
        _to("true"),
        _q("dummy_patient"),
        {"systmone": _q("test_patient")},
        shapes=("emis", "systmone"),
    ),
)

# Text and lines


def _open_quote(was: str, chance: Random, shape: Spelling) -> str:
    """One quotation mark too few, or one too many, at the end of the line."""
    line = was.rstrip("\r\n")
    return (line[:-1] if line.endswith('"') else line.rpartition(",")[0] + ',"open') + "\r\n"


TEXTS = (
    RowFault("name after a space", "name", lambda t, *_: f" {t}", CLEANED, {"fhir_r4": FINE}),
    RowFault("line break in a text", "text", _to(f'{MARKER} said\r\n"yes"'), FINE),
    RowFault("bell and escape in a text", "text", _to(f"{MARKER}\x07\x1b[31m"), FINE),
    RowFault("formula in a text", "text", _to(f'=HYPERLINK("http://{MARKER}")'), FINE),
    RowFault("a very long text", "text", _to(MARKER * 25_000), FINE),
    RowFault("postcode in small letters", "postcode", lambda t, *_: t.lower(), CLEANED),
    RowFault("postcode without its space", "postcode", lambda t, *_: t.replace(" ", ""), CLEANED),
    RowFault(
        "a field too many", "line", lambda t, *_: t.rstrip("\r\n") + ",more\r\n", _q("ragged_row"), shapes=CSV
    ),
    RowFault(
        "a field too few", "line", lambda t, *_: t.rpartition(",")[0] + "\r\n", _q("ragged_row"), shapes=CSV
    ),
    RowFault(
        "only the first field",
        "line",
        lambda t, *_: t.partition(",")[0] + "\r\n",
        _q("ragged_row"),
        shapes=CSV,
    ),
    RowFault("a quote that never closes", "line", _open_quote, _q("unterminated_quote"), shapes=CSV),
    RowFault(
        "a line of five million letters",
        "line",
        lambda t, *_: t.rstrip("\r\n") + "x" * 5_000_000 + "\r\n",
        _q("ragged_row"),
        shapes=("openpcn_csv",),
        once=True,
    ),
    RowFault("an entry that is no object", "line", _to('"Zqxv"'), _q("no_resource"), shapes=("fhir_r4",)),
    RowFault(
        "an entry without its type",
        "line",
        _to('{"resource": {"id": "x"}}'),
        _q("no_resource"),
        shapes=("fhir_r4",),
    ),
    RowFault(
        "an entry nobody reads",
        "line",
        _to('{"resource": {"resourceType": "Claim", "id": "x"}}'),
        _q("not_used"),
        shapes=("fhir_r4",),
    ),
)

FAULTS = (*NHS_NUMBERS, *DATES, *VALUES, *CODES, *KEYS, *TEXTS)


def faults_of(shape: str) -> list[RowFault]:
    return [fault for fault in FAULTS if shape in fault.shapes]
