"""Reports run by hand: every way people save them, and what becomes of each row."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from openpcn.record.intake import Limits, Receipt, make_manifest, take
from openpcn.record.reference import Reference
from openpcn.record.sources import recognise
from openpcn.record.sources.search_report import cells, stage
from openpcn.record.sources.search_report import layout as layouts
from openpcn.record.sources.search_report import mapping as mappings
from openpcn.record.sources.search_report.cells import ReportError
from openpcn.record.sources.search_report.headings import Role
from openpcn.record.sources.search_report.mapping import Expected, MappedFile, ReportMapping, Section
from openpcn.record.sources.search_report.values import read_amount, read_day, read_name, read_pressure
from openpcn.record.store import Part, Store

TODAY, RUN = date(2026, 11, 23), date(2026, 11, 21)
EXPECTED = (
    Expected("People", population=True),
    Expected("Coded", holds=("hypertension", "frailty_severe")),
    Expected("Readings", holds=("systolic_clinic", "diastolic_clinic")),
)
WHO = ["NHS Number", "Family Name", "Given Name", "Date of Birth", "Gender", "Registered date"]
ANN = ["999 000 0018", "SMITH", "Ann", "21-Nov-1940", "Female", "01-Apr-2000"]
BOB = ["999 000 0026", "O'NEILL", "Bob", "01-Apr-1925", "Male", "01-Apr-2001"]
CODED = ["NHS Number", "Date of Birth", "Code Term", "Date", "SNOMED code"]
READINGS = ["NHS Number", "Date of Birth", "Code Term", "Date", "Value", "Unit of Measure", "SNOMED code"]


def text(rows: Sequence[Sequence[str]], delimiter: str = ",", above: str = "") -> str:
    """A report as a system saves it; ``above``: its title, with ten more lines about the report."""
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    if above:
        lines = [
            f'"{above}"', '"Organisation:","Example Surgery (Z99001)"', f'"Report:","{above}"', "",
            '"Search:","All registered"', '"Last run:","21-Nov-2026 08:10"', '"Population count:","2"',
            "", '"User:","PRACTICE, Manager"', "", "", *lines,
        ]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


class Site:
    """One practice that sends reports."""

    def __init__(self, home: Path) -> None:
        self.home, self.n = home, 0
        self.store = Store(home / "store")
        self.part: Part | None = None
        self.mappings: dict[str, ReportMapping] = {}

    def send(
        self, files: dict[str, str | bytes], *, run_on: date = RUN, approved: bool = True, **changed: Any
    ) -> Receipt:
        """Files by name, with what is proposed for them, or the mapping in ``self.mappings``."""
        self.n += 1
        folder = self.home / f"sent-{self.n}"
        folder.mkdir()
        mapped = []
        for name, content in files.items():
            path = folder / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            found = layouts.find(path)
            mapping = self.mappings.get(name) or mappings.propose(found, EXPECTED).mapping
            mapped.append(MappedFile(name, run_on, mapping))
        rows = {each.file: stage.count(folder / each.file, each) for each in mapped}
        (folder / "mapping.json").write_text(mappings.as_json(mapped))
        make_manifest(
            folder, source="search_report", practice=changed.get("practice", "Z99001"),
            as_at=max(run_on, self.part.as_at if self.part else run_on), rows=rows | {"mapping.json": 0},
        )  # fmt: skip
        taken = take(
            folder, self.store, self.part, today=TODAY, reference=Reference(None),
            limits=Limits(approved=approved),
        )  # fmt: skip
        receipt = taken.receipt
        assert receipt.rows_in == receipt.accepted + receipt.normalised + receipt.quarantined
        if taken.part is not None:
            self.part = self.store.part(taken.part.part_id)
        return receipt

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        assert self.part is not None
        names = self.part.table("patient").column("local_id").to_pylist()
        held = self.part.table(table).to_pylist()
        return sorted((names[row["patient"]], *(row[each] for each in columns)) for row in held)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def people(*rows: Sequence[str]) -> str:
    return text([WHO, *(rows or (ANN, BOB))], above="People")


# How it is saved --------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding(site: Site, delimiter: str, encoding: str) -> None:
    ann = [*ANN[:2], "Zoë", *ANN[3:]]
    receipt = site.send({"people.csv": text([WHO, ann], delimiter, above="People").encode(encoding)})
    assert receipt.quarantined == 0
    assert site.rows("patient", "given_name", "birth_date") == [("9990000018", "Zoë", date(1940, 11, 21))]


@pytest.mark.parametrize("above", [0, 1, 9, 12, 38])
def test_headings_are_found_and_not_counted(tmp_path: Path, above: int) -> None:
    lines = ['"About this report","Age"'] + [""] * max(0, above - 1) if above else []
    path = tmp_path / "report.csv"
    path.write_text("\r\n".join([*lines, text([WHO, ANN])]))
    assert layouts.find(path).line == above + 1
    assert layouts.find(path).headings == tuple(WHO)


def test_what_stands_above_the_headings_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(people())
    found = layouts.find(path)
    assert (found.title, found.run_on, found.practice, found.line) == ("People", RUN, "Z99001", 12)


def test_a_report_of_systmone_is_called_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "OpenPCN_1_People_2026-02-09.csv"
    path.write_text(text([["NHS number", "Frailty"], ["9990000018", "Severe"]]))
    found = layouts.find(path)
    assert (found.title, found.line, found.looks_like) == ("OpenPCN 1 People", 1, "systmone")


def test_continued_rows_repeated_headings_footers_and_blank_lines(site: Site) -> None:
    coded = [
        CODED,
        [*ANN[0:1], ANN[3], "Hypertension", "03-Mar-2019", "38341003"],
        ["", "", "Severe frailty", "Nov-2021", "925861000000102"],
        ["", "", "", "", ""],
        CODED,
        [BOB[0], BOB[3], "Hypertension", "2020", "38341003"],
        ["End of report", "", "", "", ""],
    ]
    receipt = site.send({"people.csv": people(), "coded.csv": text(coded, above="Coded")})
    assert (receipt.rows_in, receipt.quarantined) == (2 + 2 + 3, 0)  # reports, people, entries
    assert site.rows("event", "code", "date", "date_precision") == [
        ("9990000018", "38341003", date(2019, 3, 3), "day"),
        ("9990000018", "925861000000102", date(2021, 11, 1), "month"),
        ("9990000026", "38341003", date(2020, 1, 1), "year"),
    ]
    [note] = [note for note in receipt.noted if note.startswith("coded.csv")]
    assert "1 blank, 1 with headings again, 1 at the end" in note and "mapping version 1" in note
    assert [row["line"] for row in site.part.table("event").to_pylist()] == [13, 14, 17]


def test_two_groups_of_columns_with_the_same_headings(site: Site) -> None:
    """Each group is an entry of its own; the other's fault does not spoil it."""
    headings = [*CODED[:2], "Code Term", "Date", "SNOMED code", "Code Term", "Date", "SNOMED code"]
    row = [ANN[0], ANN[3], "Hypertension", "03-Mar-2019", "38341003", "Bad", "99-Mar-2019", "38341003"]
    receipt = site.send({"people.csv": people(), "two.csv": text([headings, row], above="Two")})
    assert receipt.reasons == {"not_a_date": 1}
    assert site.rows("event", "code") == [("9990000018", "38341003")]


def workbook(rows: Sequence[Sequence[Any]], more: Sequence[Sequence[Any]] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if more:
        for row in more:
            book.create_sheet("Second") if "Second" not in book.sheetnames else None
            book["Second"].append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_workbook_with_real_dates_and_numbers(site: Site) -> None:
    who = [*WHO]
    ann = [9990000018, "SMITH", "Ann", date(1940, 11, 21), "Female", date(2000, 4, 1)]
    cut = [99900002, "SHORT", "No", date(1940, 11, 21), "Female", date(2000, 4, 1)]
    receipt = site.send({"People.xlsx": workbook([who, ann, cut])})
    assert receipt.reasons == {"nhs_number": 1}  # nine digits are never padded
    assert site.rows("patient", "birth_date") == [("9990000018", date(1940, 11, 21))]


@pytest.mark.hazard("H13", "a code or number that a spreadsheet has rounded is set aside, never guessed")
def test_what_a_spreadsheet_has_done_to_codes(site: Site) -> None:
    rows = [
        CODED,
        ["9990000018", "21-Nov-1940", "rounded number", "03-Mar-2019", 925861000000102000],
        ["9990000018", "21-Nov-1940", "shown as", "03-Mar-2019", "9.25861E+14"],
        ["9990000018", "21-Nov-1940", "last digits lost", "03-Mar-2019", "1239511000000100000"],
        ["9990000018", "21-Nov-1940", "a formula", "03-Mar-2019", '=CONCATENATE("383","41003")'],
        ["9990000018", "21-Nov-1940", "in order", "03-Mar-2019", "38341003"],
    ]
    receipt = site.send({"people.csv": people(), "Coded.xlsx": workbook(rows)})
    assert receipt.reasons == {"scientific_notation": 2, "damaged_code": 1, "formula": 1}
    assert site.rows("event", "term") == [("9990000018", "in order")]
    assert "people" in site.part.covers and "hypertension:no_value:no_unit" not in site.part.covers
    assert any("4 of 5 entries were set aside, so it does not count as complete" in n for n in receipt.noted)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (workbook([WHO, ANN], [["something else", "here"]]), "2 filled sheets"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"\xd0\xcf\x11\xe0 old excel", "Excel 97"),
        (b"%PDF-1.7", "a PDF"),
        (b"<html><table><tr><td>NHS Number</td></tr></table>", "web page"),
        (b"", "empty"),
        (b"a\0b", "not readable as text"),
        (b"Anonymised Identifier,Age,Gender\r\nx,1,F\r\n", "anonymised report"),
        (b"just,some\r\nother,file\r\n", "no line of headings"),
    ],
)
def test_what_is_no_report_is_refused_with_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "sent.csv"
    path.write_bytes(content)
    with pytest.raises(ReportError, match=words) as told:
        layouts.find(path)
    assert "sent.csv" in str(told.value)


def test_a_zip_bomb_and_an_entity_bomb_are_refused_before_they_are_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "LARGEST_UNPACKED", 1 << 20)
    for number, (sheet, words) in enumerate(
        [
            (b"<worksheet>" + b" " * (2 << 20), "unpacks to more than"),
            (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>', "document type"),
        ]
    ):
        path = tmp_path / f"{number}.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", sheet)
        with pytest.raises(ReportError, match=words):
            layouts.find(path)


def test_a_quotation_mark_that_never_closes_costs_its_own_row(site: Site) -> None:
    good = text([CODED, [ANN[0], ANN[3], "Hypertension", "03-Mar-2019", "38341003"]], above="Coded")
    bad = f'"{ANN[0]}","{ANN[3]}","Hyper"tension,"03-Mar-2019","38341003"\r\n'
    last = f'"{BOB[0]}","{BOB[3]}","with a\r\nline break, and ""quotes""","2020","38341003"\r\n'
    receipt = site.send({"people.csv": people(), "coded.csv": good + bad + last})
    assert receipt.reasons == {"unterminated_quote": 1}
    terms = {term for _, term in site.rows("event", "term")}
    assert terms == {"Hypertension", 'with a\nline break, and "quotes"'}


# What a cell says -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "day", "precision", "clock", "normalised"),
    [
        ("21-Nov-2026", date(2026, 11, 21), "day", None, False),
        ("2026-11-21", date(2026, 11, 21), "day", None, False),
        ("21-Nov-2026 09:10", date(2026, 11, 21), "day", "09:10:00", False),
        ("21 Nov 2026", date(2026, 11, 21), "day", None, True),
        ("21/11/2026", date(2026, 11, 21), "day", None, True),
        ("21.11.2026", date(2026, 11, 21), "day", None, True),
        ("1 September 2026", date(2026, 9, 1), "day", None, True),
        ("Nov-2026", date(2026, 11, 1), "month", None, False),
        ("2026", date(2026, 1, 1), "year", None, False),
        ("01-Apr-25", date(2025, 4, 1), "day", None, True),
        ("22-Nov-26", date(1926, 11, 22), "day", None, True),  # never after the day it was run
        ("29-Feb-2024", date(2024, 2, 29), "day", None, False),
    ],
)
def test_days(written: str, day: date, precision: str, clock: str | None, normalised: bool) -> None:
    found = read_day(written, RUN)
    assert found is not None
    assert (found.day, found.precision, found.time, found.normalised) == (day, precision, clock, normalised)


@pytest.mark.parametrize(
    "written", ["29-Feb-2025", "31/04/2026", "11/21/2026", "soon", "1.23E+15", "12", "0000-01-01"]
)
def test_what_is_no_day(written: str) -> None:
    assert read_day(written, RUN) is None


def test_a_birth_is_before_the_registration(site: Site) -> None:
    """A year of two digits is read as the latest that can be: Bob of 1925 has been registered since 2001."""
    site.send({"people.csv": people([*BOB[:3], "01-Apr-25", *BOB[4:]])})
    assert site.rows("patient", "birth_date") == [("9990000026", date(1925, 4, 1))]


def test_amounts_pressures_and_names() -> None:
    assert read_amount("<30").comparator == "<" and read_amount("≥ 90.5").number == "90.5"
    assert read_amount("48 mmol/mol").unit == "mmol/mol"
    assert [read_amount(each) for each in ("140/85", "1,200", "48,5", "high", "12 parsecs")] == [None] * 5
    assert read_pressure("140/85") == read_pressure("140 / 85 mmHg") == ("140", "85")
    assert read_pressure("140") is None
    assert read_name("SMITH, Ann (Mrs)") == ("SMITH", "Ann", "Mrs")
    assert read_name("Ann Smith") == ("Smith", "Ann", None)


def test_values_keep_their_unit_and_comparator(site: Site) -> None:
    said = {"a": ("140", "mm Hg"), "b": (">200 mmHg", ""), "c": ("150", ""), "d": ("x", "mmHg")}
    said["e"] = ("140 mmHg", "%")
    rows = [READINGS]
    rows += [[ANN[0], ANN[3], term, "03-Mar-2025", *amount, "72313002"] for term, amount in said.items()]
    receipt = site.send({"people.csv": people(), "readings.csv": text(rows, above="Readings")})
    assert receipt.reasons == {"not_a_number": 1, "two_units": 1}
    read = {row[1:] for row in site.rows("event", "term", "value", "comparator", "unit")}
    assert read == {
        ("a", 140.0, None, "mmHg"), ("b", 200.0, ">", "mmHg"), ("c", 150.0, None, None),
    }  # fmt: skip


# Who it is about --------------------------------------------------------------------------------------


@pytest.mark.hazard("H01", "an entry of a report reaches nobody whose number and date of birth do not agree")
def test_number_and_date_of_birth_must_agree(site: Site) -> None:
    rows = [CODED, [ANN[0], "22-Nov-1940", "Hypertension", "03-Mar-2019", "38341003"]]
    receipt = site.send({"people.csv": people(), "coded.csv": text(rows, above="Coded")})
    assert receipt.quarantined == 1 and next(iter(receipt.reasons)).startswith(
        "unknown_patient_with_this_number"
    )
    assert site.rows("event") == []


def test_entries_wait_for_the_list_of_people(site: Site) -> None:
    rows = [CODED, [ANN[0], ANN[3], "Hypertension", "03-Mar-2019", "38341003"]]
    receipt = site.send({"coded.csv": text(rows, above="Coded")})
    assert receipt.reasons == {"unknown_patient": 1} and receipt.list_now == 0
    assert site.part.covers == ()  # nobody is known to be registered
    site.send({"people.csv": people()})
    assert site.rows("event", "code") == [("9990000018", "38341003")]
    assert site.part.covers == ("frailty_severe:no_value:no_unit", "hypertension:no_value:no_unit", "people")


def test_rows_below_somebody_who_cannot_be_read_are_nobody_s(site: Site) -> None:
    rows = [
        CODED,
        ["", "", "before anybody", "03-Mar-2019", "38341003"],
        ["999 000 0019", ANN[3], "wrong digit", "03-Mar-2019", "38341003"],
        ["", "", "continues it", "03-Mar-2019", "38341003"],
    ]
    receipt = site.send({"people.csv": people(), "coded.csv": text(rows, above="Coded")})
    assert receipt.reasons == {"no_person": 1, "person_not_usable": 2} and site.rows("event") == []


def test_a_report_of_another_practice_is_refused(site: Site) -> None:
    receipt = site.send({"people.csv": people()}, practice="Z99002")
    assert (receipt.verdict, receipt.reason_code) == ("refused", "wrong_practice")


# Side by side -----------------------------------------------------------------------------------------


def coded(*codes: str) -> str:
    rows = [[ANN[0], ANN[3], "a term", "03-Mar-2019", code] for code in codes]
    return text([CODED, *rows], above="Coded")


def reading(value: int) -> str:
    row = [ANN[0], ANN[3], "Systolic", "03-Mar-2025", str(value), "mmHg", "72313002"]
    return text([READINGS, row], above="Readings")


def test_a_new_run_replaces_its_own_report_alone(site: Site) -> None:
    site.send({"people.csv": people(), "coded.csv": coded("38341003", "925861000000102")})
    site.send({"readings.csv": reading(150)})  # the same day: no correction, another report
    assert len(site.rows("event")) == 3 and len(site.rows("patient")) == 2
    site.send({"coded.csv": coded("38341003")}, run_on=date(2026, 11, 22))
    assert {code for _, code in site.rows("event", "code")} == {"38341003", "72313002"}
    assert site.part.as_at == date(2026, 11, 22)
    # a report of nobody clears its rows; somebody who is not in the new list has left it
    site.send({"coded.csv": coded(), "people.csv": people(ANN)}, run_on=TODAY)
    assert {code for _, code in site.rows("event", "code")} == {"72313002"}
    assert site.rows("patient") == [("9990000018",)]


@pytest.mark.hazard("H05", "an older run of a report replaces nothing")
def test_an_older_run_replaces_nothing(site: Site) -> None:
    site.send({"people.csv": people(), "coded.csv": coded("38341003")})
    before = site.part
    receipt = site.send({"coded.csv": coded("925861000000102")}, run_on=date(2026, 11, 20))
    assert (receipt.verdict, receipt.reason_code) == ("refused", "older") and site.part is before
    # but another report of an earlier day may be brought beside it
    assert site.send({"readings.csv": reading(150)}, run_on=date(2026, 11, 20)).verdict == "accepted"
    assert site.part.as_at == RUN


def test_the_same_submission_again_changes_nothing(site: Site) -> None:
    site.send({"people.csv": people()})
    before = site.part.description.hashes
    receipt = site.send({"people.csv": people()})
    assert receipt.verdict == "unchanged" and site.part.description.hashes == before


def test_an_entry_in_two_reports_stands_in_the_record_once(site: Site) -> None:
    again = coded("38341003").replace("Coded", "Another")
    site.mappings["again.csv"] = ReportMapping(
        "Another", mappings.propose(_layout(site, again), EXPECTED).mapping.columns, (Section(1, "entries"),)
    )
    site.send({"people.csv": people(), "coded.csv": coded("38341003"), "again.csv": again})
    assert site.rows("event", "code") == [("9990000018", "38341003")]


def _layout(site: Site, content: str) -> layouts.Layout:
    path = site.home / "look.csv"
    path.write_text(content)
    return layouts.find(path)


def test_a_report_long_out_of_date_covers_nothing(site: Site) -> None:
    site.send({"people.csv": people(), "coded.csv": coded("38341003")}, run_on=date(2026, 11, 1))
    assert "hypertension:no_value:no_unit" in site.part.covers
    site.send({"people.csv": people()}, run_on=date(2026, 11, 15))  # fourteen days later
    assert "hypertension:no_value:no_unit" in site.part.covers
    site.send({"people.csv": people()}, run_on=date(2026, 11, 16))
    assert site.part.covers == ("people",)


def test_reports_in_the_place_of_a_bulk_extract_are_held(site: Site) -> None:
    site.send({"people.csv": people()})
    assert site.part is not None
    site.part.description = replace(site.part.description, source="emis", covers=None, as_at="2026-11-20")
    receipt = site.send({"people.csv": people(ANN, BOB)}, run_on=TODAY, approved=False)
    assert (receipt.verdict, receipt.reason_code) == ("held", "reports_for_extract")
    assert site.send({"people.csv": people()}, run_on=TODAY).verdict == "accepted"


def test_a_list_that_shrinks_is_held(site: Site) -> None:
    site.send({"people.csv": people()})
    receipt = site.send({"people.csv": people(ANN)}, run_on=TODAY, approved=False)
    assert (receipt.verdict, receipt.list_before, receipt.list_now) == ("held", 2, 1)


# What the columns mean --------------------------------------------------------------------------------


def test_a_column_that_stands_for_a_codelist(site: Site) -> None:
    """Frailty in a report of SystmOne: not empty means an entry, and the row says who stated its code."""
    rows = [
        ["NHS number", "Severe frailty", "Date of severe frailty"],
        [ANN[0], "Yes (XabdY)", "03 Mar 2019"],
    ]
    rows.append([BOB[0], "", ""])
    site.send({"people.csv": people(), "Frailty.csv": text(rows)})
    [(who, code, stated, day)] = site.rows("event", "code", "source_code", "date")
    assert (who, code, day) == ("9990000018", "925861000000102", date(2019, 3, 3))
    assert stated == "report Frailty: Severe frailty: Yes (XabdY)"


def test_a_pressure_in_one_column_is_two_entries(site: Site) -> None:
    headings = ["NHS number", "BP", "BP date"]
    columns = (
        mappings.Column("NHS number", Role.NHS_NUMBER),
        mappings.Column("BP", Role.PRESSURE, 1),
        mappings.Column("BP date", Role.DATE, 1),
    )
    section = Section(1, "BP", holds=("systolic_clinic", "diastolic_clinic"), all_entries=False)
    site.mappings["BP.csv"] = ReportMapping("BP", columns, (section,))
    site.send({"people.csv": people(), "BP.csv": text([headings, [ANN[0], "140/85", "03-Mar-2025"]])})
    assert {row[1:] for row in site.rows("event", "code", "value", "unit")} == {
        ("72313002", 140.0, "mmHg"), ("1091811000000102", 85.0, "mmHg"),
    }  # fmt: skip
    assert "systolic_clinic:latest" in site.part.covers


def test_medicines(site: Site) -> None:
    headings = ["NHS Number", "Name, Dosage and Quantity", "Issue date", "Prescription type", "dm+d code"]
    row = [ANN[0], "Amlodipine 5mg tablets, one daily, 28", "20-Nov-2026", "Repeat", "319775004"]
    report = text([headings, row], above="Medicines")
    site.send({"people.csv": people(), "medicines.csv": report})
    assert site.rows("issue", "code", "date") == [("9990000018", "319775004", date(2026, 11, 20))]
    proposed = mappings.propose(_layout(site, report), EXPECTED).mapping
    [section] = proposed.sections
    site.mappings["courses.csv"] = ReportMapping(
        "Courses", proposed.columns, (Section(1, section.name, kind="medication"),)
    )
    site.send({"courses.csv": report.replace("Medicines", "Courses")})
    assert site.rows("medication", "course_type", "start_date") == [
        ("9990000018", "repeat", date(2026, 11, 20))
    ]


def test_nothing_ambiguous_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        text([["NHS Number", "Gender", "Age", "Mystery", "Sex"], ["9990000018", "F", "80", "x", "F"]])
    )
    proposal = mappings.propose(layouts.find(path), EXPECTED)
    roles = [column.role for column in proposal.mapping.columns]
    assert roles == [Role.NHS_NUMBER, Role.SEX, Role.IGNORED, Role.IGNORED, Role.IGNORED]
    assert proposal.sure == ("certain", "certain", "certain", "none", "none")
    assert mappings.wrong_with(proposal.mapping) == [
        "Say which columns hold an entry, or that this report lists everybody on the list"
    ]


def test_a_mapping_says_what_is_wrong_with_it() -> None:
    columns = (mappings.Column("a", Role.NHS_NUMBER), mappings.Column("b", Role.TERM, 1))
    section = Section(1, "b", holds=("hypertension", "frailty_severe"), stands_for="hypertension")
    found = mappings.wrong_with(ReportMapping("r", columns, (section,)))
    assert found == [
        "Group 1 (b): say which column holds the date; rules do not see an entry without one",
        "Group 1 (b): without codes it can list hypertension only, not frailty_severe",
    ]
    assert "A list of people needs a column for: Date of registration" in mappings.wrong_with(
        ReportMapping("r", columns[:1], population=True)
    )


def test_headings_that_changed_ask_for_a_new_mapping(site: Site) -> None:
    site.send({"people.csv": people()})
    changed = people().replace("Registered date", "Joined")
    site.mappings["people.csv"] = mappings.propose(_layout(site, people()), EXPECTED).mapping
    with pytest.raises(ReportError, match=r"not those of the mapping of People \(Joined\)"):
        site.send({"people.csv": changed})


def test_a_folder_of_reports_is_recognised_by_itself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(people())
    assert recognise(tmp_path).name == "search_report"
    (tmp_path / "a.csv").write_text("NHS Number")
    with pytest.raises(ValueError, match="no known shape"):
        recognise(tmp_path)


# Whatever is sent -------------------------------------------------------------------------------------


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut, doubled or put elsewhere."""
    held = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if not held:
            break
        at, to = sorted(chance.choices(range(len(held) + 1), k=2))
        match chance.randint(0, 4):
            case 0:
                held[at:to] = b""
            case 1:
                held[at:at] = held[at : min(to, at + 200)]
            case 2:
                held[at:at] = chance.choice(
                    [b'"', b"\r", b"\n", b",", b";", b"\0", b"\xff", b"=", b"<", b"/"]
                )
            case 3:
                held[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                held[at:at] = bytes(held[to : to + 50])
    return bytes(held)


def damaged_inside(content: bytes, chance: random.Random) -> bytes:
    """A workbook that is a whole archive, with its sheet or its texts damaged."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, chance) if "sheet1" in name or "Strings" in name else part)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["emis", "systmone", "workbook"])
def test_damaged_files_are_refused_or_accounted_for(tmp_path: Path, kind: str) -> None:
    """Nothing but ReportError, nothing slower than a second, and a count for what is read."""
    rows = [READINGS, [ANN[0], ANN[3], "Systolic", "03-Mar-2025", ">140", "mmHg", "72313002"]] * 6
    sound = {
        "emis": text(rows, above="Readings").encode(),
        "systmone": text(rows).encode("utf-16"),
        "workbook": workbook(rows),
    }[kind]
    chance, path, read = random.Random(f"{kind} 1"), tmp_path / "Readings.csv", 0
    for number in range(150):
        inside = kind == "workbook" and number % 3
        path.write_bytes((damaged_inside if inside else damaged)(sound, chance))
        began = time.process_time()
        try:
            mapping = mappings.propose(layouts.find(path), EXPECTED).mapping
            if not mappings.wrong_with(mapping):
                read += 1
                assert stage.count(path, MappedFile(path.name, RUN, mapping)) >= 1
        except ReportError as told:
            assert str(told).startswith("Readings.csv")
        assert time.process_time() - began < 1
    assert read > 3
