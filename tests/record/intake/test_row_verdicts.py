"""Each row accepted, normalised or quarantined, with file, line, field, reason. The desk checks the sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openpcn.record.intake import Verdict


def _patients(desk: Any) -> dict[str, Any]:
    return {row["local_id"]: row for row in desk.live["Z99001"].table("patient").to_pylist()}


def _events(desk: Any) -> dict[str, Any]:
    return {row["source_key"]: row for row in desk.live["Z99001"].table("event").to_pylist()}


def _only(receipt: Any, **expected: Any) -> Any:
    assert receipt.verdict is Verdict.ACCEPTED
    (example,) = [e for e in receipt.examples if not e.reason.startswith("unknown_")]
    for name, value in expected.items():
        assert getattr(example, name) == value
    return example


def test_a_clean_submission(desk: Any, practice: Any) -> None:
    receipt = desk.submit(practice, compressed=True)
    assert (receipt.rows_in, receipt.accepted, receipt.normalised, receipt.quarantined) == (210, 210, 0, 0)
    part = desk.live["Z99001"]
    held = {name: n for name, n in part.description.rows.items() if n}
    assert held == {
        "patient": 30,
        "event": 90,
        "medication": 30,
        "issue": 30,
        "appointment": 30,
    }
    assert part.quarantine().num_rows == 0


@pytest.mark.parametrize(
    "spell",
    [
        lambda n: f"{n[:3]} {n[3:6]} {n[6:]}",
        lambda n: f"{n[:3]}-{n[3:6]}-{n[6:]}",
        lambda n: f"{n[:3]}\u00a0{n[3:6]}\u00a0{n[6:]}",
        lambda n: f"'{n}",
        lambda n: f"{n}.0",
        lambda n: f" {n} ",
    ],
)
def test_an_nhs_number_spelt_otherwise_is_normalised(
    desk: Any, practice: Any, test_number: Callable[[int], str], spell: Callable[[str], str]
) -> None:
    practice.row("patient", "P0005")["nhs_number"] = spell(test_number(5))
    receipt = desk.submit(practice)
    assert (receipt.normalised, receipt.quarantined) == (1, 0)
    assert _patients(desk)["P0005"]["nhs_number"] == test_number(5)


@pytest.mark.hazard("H01", "a damaged NHS number is never an identity")
@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("9.99E+09", "scientific"),
        ("9.990000018e9", "scientific"),
        ("9990000011", "check digit"),
        ("999000001", "10 digits"),
        ("99900000180", "10 digits"),
        ("0000000000", "repeated"),
        ("９９９００００００１", "other characters"),
        ("999O000018", "other characters"),
    ],
)
def test_a_damaged_nhs_number_sets_the_row_aside(desk: Any, practice: Any, written: str, says: str) -> None:
    practice.row("patient", "P0005")["nhs_number"] = written
    receipt = desk.submit(practice)
    example = _only(receipt, file="patient.csv", line=7, field="nhs_number", reason="nhs_number")
    assert says in example.sentence and written not in example.sentence
    assert "P0005" not in _patients(desk)
    assert receipt.reasons == {"nhs_number": 1, "unknown_patient": 6}
    assert len(desk.live["Z99001"].quarantine()) == 7
    assert "P0005" in desk.live["Z99001"].quarantine()["raw"].to_pylist()[0]


def test_no_nhs_number_is_no_fault(desk: Any, practice: Any) -> None:
    practice.row("patient", "P0005")["nhs_number"] = ""
    assert desk.submit(practice).quarantined == 0
    assert _patients(desk)["P0005"]["nhs_number"] is None


@pytest.mark.hazard("H13", "a spreadsheet-damaged code or an impossible value does not enter")
@pytest.mark.parametrize(
    ("field", "written", "reason"),
    [
        ("code", "1.09181E+15", "scientific_notation"),
        ("code", "1091811000000100", "bad_code"),  # 15 digits kept, the rest zeroed
        ("code", "72313003", "bad_code"),
        ("code", "72313002.0", "bad_code"),
        ("code", "G20..", "bad_code"),
        ("date", "2026-02-30", "not_a_date"),
        ("date", "30/01/2026", "not_a_date"),
        ("date", "46031", "not_a_date"),
        ("date", "1026-01-10", "impossible_date"),
        ("date", "2026-02-10", "future_date"),
        ("value", "13,8", "not_a_number"),
        ("value", "138mmHg", "not_a_number"),
        ("value", "1.38E+02", "scientific_notation"),
        ("value", "NaN", "not_a_number"),
        ("comparator", "~", "unexpected_value"),
        ("kind", "diagnosis", "unexpected_value"),
        ("confidential", "perhaps", "not_true_or_false"),
        ("source_key", "", "missing_value"),
        ("local_id", "", "missing_value"),
    ],
)
def test_a_damaged_event_is_set_aside(
    desk: Any, practice: Any, field: str, written: str, reason: str
) -> None:
    practice.row("event", "P0001-sys")[field] = written
    receipt = desk.submit(practice)
    _only(receipt, file="event.csv", line=6, field=field, reason=reason)
    assert receipt.quarantined == 1 and "P0001-sys" not in _events(desk)


def test_an_event_on_the_as_at_day_is_accepted(desk: Any, practice: Any) -> None:
    practice.row("event", "P0001-sys")["date"] = "2026-02-09"
    assert desk.submit(practice).quarantined == 0


@pytest.mark.parametrize(
    ("name", "written", "seen"),
    [
        ("P0001-sys", "300", False),
        ("P0001-sys", "270", True),
        ("P0001-sys", "69", False),
        ("P0001-dia", "151", False),
        ("P0001-dia", "20", True),
        ("P0001-dia", "140", False),  # diastolic above systolic: swapped
    ],
)
@pytest.mark.hazard("H13", "an implausible value is visible and not seen by rules")
def test_implausible_values_are_kept_and_marked(
    desk: Any, practice: Any, name: str, written: str, seen: bool
) -> None:
    practice.row("event", name)["value"] = written
    assert desk.submit(practice).quarantined == 0
    event = _events(desk)[name]
    assert (event["value"], event["implausible"]) == (float(written), not seen)
    rows = desk.live["Z99001"].index.rows([event["code"]])
    assert (rows.value == float(written)).any() == seen


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (b"too,few\r\n", "ragged_row"),
        (b"x," * 20 + b"x\r\n", "ragged_row"),
        (b'Z99001,P0001,broken,72313002,"an open quote,2026-01-10,,1,,,,,,\r\n', "unterminated_quote"),
        (b'Z99001,P0001,broken,72313002,"5" tablet",2026-01-10,,1,,,,,,\r\n', "unterminated_quote"),
    ],
)
def test_a_row_that_cannot_be_cut_into_fields(desk: Any, practice: Any, damaged: bytes, reason: str) -> None:
    def damage(name: str, data: bytes) -> bytes:
        if name != "event":
            return data
        lines = data.splitlines(keepends=True)
        return b"".join([*lines[:40], damaged, *lines[40:]])

    receipt = desk.submit(practice, damage=damage, rows={"event.csv": 91})
    example = _only(receipt, file="event.csv", line=41, reason=reason)
    assert receipt.quarantined == 1 and example.sentence
    part = desk.live["Z99001"]
    assert part.description.rows["event"] == 90
    assert part.quarantine()["raw"].to_pylist() == [damaged.decode().rstrip()]
    assert {row["line"] for row in part.table("event").to_pylist()} == {*range(2, 41), *range(42, 93)}


def test_line_numbers_count_lines_of_the_file(desk: Any, practice: Any) -> None:
    practice.row("event", "P0000-sys")["term"] = 'two\r\nlines, and a "quote"'
    practice.row("event", "P0001-dx")["term"] = "three\r\n\r\nlines"
    practice.row("event", "P0002-dx")["date"] = "2026-13-01"
    receipt = desk.submit(practice)
    _only(receipt, line=11, field="date", reason="not_a_date")
    events = _events(desk)
    assert events["P0000-sys"]["term"] == 'two\r\nlines, and a "quote"'
    lines = [events[key]["line"] for key in ("P0000-dx", "P0000-sys", "P0000-dia", "P0001-dx", "P0001-sys")]
    assert lines == [2, 3, 5, 6, 9]


def test_blank_lines_are_no_rows(desk: Any, practice: Any) -> None:
    def damage(name: str, data: bytes) -> bytes:
        return data.replace(b"\r\n", b"\r\n\r\n", 3) if name == "event" else data

    assert desk.submit(practice, damage=damage).accepted == 210
    assert _events(desk)["P0000-dx"]["line"] == 3


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_and_byte_order_mark(
    desk: Any, practice: Any, make_desk: Any, tmp_path: Any, ending: bytes, mark: bytes, last: bool
) -> None:
    def damage(name: str, data: bytes) -> bytes:
        data = mark + data.replace(b"\r\n", ending)
        return data if last else data.removesuffix(ending)

    receipt = desk.submit(practice, damage=damage)
    assert receipt.accepted == 210
    assert bool(receipt.noted) == bool(mark)
    plain = make_desk(tmp_path / "plain")
    plain.submit(practice)
    assert desk.hashes() == plain.hashes()


def test_columns_in_any_order_and_unknown_ones(
    desk: Any, practice: Any, make_desk: Any, tmp_path: Any
) -> None:
    def damage(name: str, data: bytes) -> bytes:
        lines = [line.split(b",") for line in data.decode().encode().splitlines()]
        if name != "issue":
            return data
        return b"".join(b",".join([*reversed(fields), b"extra"]) + b"\r\n" for fields in lines)

    assert desk.submit(practice, damage=damage).accepted == 210
    plain = make_desk(tmp_path / "plain")
    plain.submit(practice)
    assert desk.hashes() == plain.hashes()


def test_one_key_twice_the_same_counts_once(desk: Any, practice: Any) -> None:
    practice.tables["event"].append(dict(practice.row("event", "P0001-sys")))
    receipt = desk.submit(practice)
    assert (receipt.rows_in, receipt.accepted) == (211, 211)
    assert desk.live["Z99001"].description.rows["event"] == 90
    assert any("event: 1 rows repeat" in note for note in receipt.noted)


@pytest.mark.hazard("H08", "conflicting rows of one key: none is guessed")
def test_one_key_saying_two_things_is_set_aside(desk: Any, practice: Any) -> None:
    practice.tables["event"].append(dict(practice.row("event", "P0001-sys")) | {"value": "190"})
    receipt = desk.submit(practice)
    assert receipt.reasons == {"conflicting_key": 2}
    assert {e.line for e in receipt.examples} == {6, 92}
    assert "P0001-sys" not in _events(desk)


def test_a_spine_sensitive_person_has_no_location(desk: Any, practice: Any, tmp_path: Any) -> None:
    from openpcn.record.reference import load_postcodes

    csv = tmp_path / "postcodes.csv"
    csv.write_text("postcode,lsoa,imd_decile,imd_edition\nZZ1 1AA,E01000001,3,2019\n")
    assert load_postcodes(csv, desk.store.home) == 1
    practice.row("patient", "P0003")["spine_sensitive"] = "true"
    practice.row("patient", "P0004")["postcode"] = "zz11aa"
    practice.row("patient", "P0005")["postcode"] = "ZZ9 9ZZ"
    receipt = desk.submit(practice)
    assert receipt.normalised == 1
    people = _patients(desk)
    found = {
        key: (p["address"], p["postcode"], p["area"], p["deprivation_decile"]) for key, p in people.items()
    }
    assert found["P0002"] == ("1 High Street", "ZZ1 1AA", "E01000001", 3)
    assert found["P0003"] == (None, None, None, 3)
    assert found["P0004"][1:] == ("ZZ1 1AA", "E01000001", 3)
    assert found["P0005"][1:] == ("ZZ9 9ZZ", None, None)


def test_oddities_are_reported_and_kept(desk: Any, practice: Any) -> None:
    practice.row("patient", "P0001")["death_date"] = "1949-01-01"
    practice.row("patient", "P0002")["deregistered_on"] = "2009-01-01"
    practice.row("patient", "P0003")["birth_date"] = "1900-01-01"
    receipt = desk.submit(practice)
    assert receipt.accepted == 210
    text = " ".join(receipt.noted)
    assert (
        "death is dated before their birth" in text and "ends before it starts" in text and "over 120" in text
    )


def test_the_receipt_says_nothing_about_a_person(desk: Any, practice: Any) -> None:
    practice.row("patient", "P0005").update(
        nhs_number="9.99E+09", family_name="Zzyzx", address="7 Secret Lane"
    )
    practice.row("event", "P0001-sys")["value"] = "Zzyzx"
    text = str(desk.submit(practice).as_json())
    assert "Zzyzx" not in text and "Secret" not in text and "9.99E+09" not in text
