"""Why a row was set aside: what each reason code means in plain words, and what the practice does about it.

``record.intake`` and the sources give the codes; a test holds this table to be complete. Where a row carries
a sentence of its own, that is shown beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from openpcn.record import sources


@dataclass(frozen=True)
class Reason:
    """A reason's name, what it means, what to do. waits: the row is tried again at every extract."""

    title: str
    means: str
    remedy: str
    waits: bool = False


_SPREADSHEET = (
    "Export again and send the file as it comes, without opening it in a spreadsheet: spreadsheets change "
    "numbers and codes when they save."
)
_CORRECT = "Correct the entry in the clinical system. The next extract brings the row back."
_SUPPLIER = (
    "Send the files as the clinical system wrote them. If it happens again, ask the system's supplier."
)
_SENDER = (
    "Ask whoever made the file (the hospital, care home, pharmacy or person who sent it) to correct it and "
    "send it again."
)
_NOTHING = "Nothing: this is as it should be."

REASONS: dict[str, Reason] = {
    "missing_value": Reason(
        "Something required is missing", "A column that every row needs is empty, so the row names nothing.",
        "Complete the entry in the clinical system. If many rows lack it, the export left a column out.",
    ),
    "not_a_guid": Reason(
        "Damaged identifier", "The identifier that ties rows together is not whole.", _SPREADSHEET
    ),
    "not_a_number": Reason("Not a number", "A number is expected and something else stands there.", _CORRECT),
    "scientific_notation": Reason(
        "Digits lost in a spreadsheet", "A long number reads like 1.23E+17: its last digits are gone.",
        _SPREADSHEET,
    ),
    "not_a_date": Reason("Not a date", "There is no such day, or it is written in another form.", _CORRECT),
    "bad_date": Reason("Not a date", "There is no such day, or it is written in another form.", _CORRECT),
    "impossible_date": Reason(
        "Impossible date", "The date lies before 1850 or after 2200: no entry of a living person does.",
        _CORRECT,
    ),
    "future_date": Reason(
        "Date in the future", "The date lies after the day of the extract: it cannot have happened yet.",
        _CORRECT,
    ),
    "not_a_time": Reason("Not a time", "A time such as 09:30 is expected.", _CORRECT),
    "not_true_or_false": Reason("Not yes or no", "A yes or no is expected.", _SUPPLIER),
    "not_an_ods_code": Reason(
        "Not an organisation code", "A code such as A83035 is expected.", _SUPPLIER
    ),
    "unexpected_value": Reason(
        "Unknown value", "The column holds a value that is not among those it may hold.",
        "Tell whoever looks after the site: the clinical system may have a new value.",
    ),
    "bad_choice": Reason(
        "Unknown value", "The element holds a value that is not among those it may hold.", _SUPPLIER
    ),
    "bad_type": Reason("Unexpected content", "The element is not of the kind that stands there.", _SUPPLIER),
    "nhs_number": Reason(
        "Not an NHS number", "The number fails its check, or is a placeholder: nobody is known by it.",
        "Trace the person's number and correct it in the clinical system.",
    ),
    "bad_code": Reason(
        "Damaged code", "The code fails its check: a digit was lost or changed.", _SPREADSHEET
    ),
    "damaged_code": Reason(
        "Code cut by a spreadsheet", "A long code ends in zeros: a spreadsheet kept only fifteen digits.",
        _SPREADSHEET,
    ),
    "ragged_row": Reason(
        "Row with too many or too few fields", "The row does not fit the headings: nothing in it is certain.",
        _SPREADSHEET,
    ),
    "unterminated_quote": Reason(
        "Quotation mark not closed", "A quotation mark is opened and not closed: the row has no certain end.",
        _SUPPLIER,
    ),
    "conflicting_key": Reason(
        "Two versions of one entry", "Several rows have the same identifier and say different things.",
        "Send one extract made at one moment. If it happens again, ask the system's supplier.",
    ),
    "waits_for_person": Reason(
        "Waits for a person", "Nobody on the practice's list has this NHS number and date of birth.",
        "Nothing, if the person registers soon: the row is tried again with every extract. Otherwise check "
        "the number and the date of birth with the sender.",
        waits=True,
    ),
    "dummy_patient": Reason(
        "Dummy patient", "The practice marked the patient as a dummy, not a person.", _NOTHING
    ),
    "test_patient": Reason(
        "Test patient", "The practice marked the patient as a test patient, not a person.", _NOTHING
    ),
    "other_practice": Reason(
        "Another practice's row", "The delivery holds rows of other practices too.",
        _NOTHING,
    ),
    "registered_elsewhere": Reason(
        "Registered elsewhere", "The registration is at another organisation, not on this practice's list.",
        _NOTHING,
    ),
    "shared_in": Reason(
        "Shared from elsewhere", "Another organisation recorded it: not the practice's own record.",
        _NOTHING,
    ),
    "discharge_before_admission": Reason(
        "Discharged before admitted", "The day of discharge lies before the day of admission.",
        "Ask the hospital, or whoever made the file, to correct the days and send it again.",
    ),
    "death_without_date": Reason(
        "Death without a date", "The person is said to have died, and no date is given.",
        "Record the date of death in the clinical system. Until then the person is not taken in.",
    ),
    "no_end": Reason(
        "No end given", "The entry is said to have ended, and no date is given.", _CORRECT
    ),
    "no_resource": Reason("Empty entry", "The bundle has an entry without anything in it.", _SUPPLIER),
    "not_json": Reason("Line that cannot be read", "The line is not whole JSON.", _SUPPLIER),
    "not_a_bundle": Reason("Not a FHIR file", "The file is neither a bundle nor NDJSON.", _SUPPLIER),
    "not_used": Reason(
        "Kind of entry that is not used", "No rule of this version reads entries of this kind.", _NOTHING
    ),
    "no_mapping": Reason(
        "Columns not mapped yet", "Nobody has said yet what this report's columns mean.",
        "Map the report's columns on the page for search reports, then hand it in again.",
    ),
    "unreadable_report": Reason(
        "Report that cannot be read", "The file is not a report that can be read.",
        "Run the search again and save its result as CSV or Excel.",
    ),
    "no_number": Reason(
        "Nobody named", "The row has neither an NHS number nor a number of the clinical system.",
        "Add the NHS number to the report's columns and run it again.",
    ),
    "no_person": Reason(
        "Continues nobody", "The row continues one above, and no person stands there.",
        "Run the report again and send it without removing rows.",
    ),
    "person_not_usable": Reason(
        "Person could not be read", "The person of this row could not be read, so nobody gets the entry.",
        "Look at the reason of the person's own row; put that right first.",
    ),
    "formula": Reason(
        "Formula", "The cell holds a formula instead of a value.", "Save the report with values only."
    ),
    "not_a_pressure": Reason(
        "Not a blood pressure", "Two numbers such as 140/85 are expected.", _CORRECT
    ),
    "no_code": Reason(
        "No code", "The entry has no code, and the mapping states none for it.",
        "Add the code column to the report, or state the code on the page for search reports.",
    ),
    "two_units": Reason(
        "Two units", "The value and the unit column name different units.", _CORRECT
    ),
    "empty_bed": Reason(
        "Empty bed", "A bed without a resident: it says that the list covers the home.", _NOTHING
    ),
    "left_before_arrival": Reason(
        "Left before arrival", "The last day in the home lies before the first.",
        "Ask the home to correct its list.",
    ),
    "reading_or_average": Reason(
        "Reading and average do not fit",
        "A pharmacy's reading is a single one, an ambulatory one an average.",
        "Ask the sender whether it is a single reading or an average, and to send it again.",
    ),
}  # fmt: skip

_WAITS = Reason(
    "Waits for something it names",
    "The row names another row, such as its patient or code, that has not been delivered.",
    "Nothing, if the next extract brings it: the row is tried again each time. If rows go on waiting, send a "
    "full extract.",
    waits=True,
)


@cache
def _tables_of_senders() -> frozenset[str]:
    """Tables that only companion sources have: their rows were written by a sender, not a clinical system."""
    by_companion: dict[bool, set[str]] = {True: set(), False: set()}
    for name in sources.names():
        source = sources.source(name)
        by_companion[source.companion] |= {table.name for table in source.tables}
    return frozenset(by_companion[True] - by_companion[False])


def explained(code: str, sentence: str = "", tables: Collection[str] = ()) -> Reason:
    """What a reason code means; for one that is not in the table, the row's own sentence.

    tables: of the rows that it is said of. What is to be put right in a sender's file is not in the
    practice's clinical system.
    """
    reason = _explained(code, sentence)
    sent = {table.rsplit(".", 1)[0] for table in tables} & _tables_of_senders()
    if not sent or not ("clinical system" in reason.remedy or "supplier" in reason.remedy):
        return reason
    if len(sent) == len(set(tables)):
        return replace(reason, remedy=_SENDER)
    return replace(
        reason, remedy=f"{reason.remedy} For rows of a sender's file ({', '.join(sorted(sent))}): {_SENDER}"
    )


def _explained(code: str, sentence: str) -> Reason:
    if code in REASONS:
        return REASONS[code]
    if code.startswith("unknown_"):
        what = code.removeprefix("unknown_").replace("_", " ")
        return Reason(f"Waits for its {what}", _WAITS.means, _WAITS.remedy, waits=True)
    words = code.replace("_", " ").capitalize()
    return Reason(words, sentence or words, _CORRECT)
