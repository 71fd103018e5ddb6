"""Each row accepted, normalised or quarantined, with file, line, field, reason. The desk checks the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from openpcn.record.intake import Verdict

Case = tuple[str, *tuple[Any, ...]]  # who it happens to, and what


def _on_people(first: int, *cases: Any) -> list[Case]:
    """Each case on a person of its own, from the ``first`` on: so that one submission holds them all."""
    return [(f"P{first + n:04d}", *case) for n, case in enumerate(cases)]


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


SPELT_OTHERWISE = _on_people(
    0,
    (lambda n: f"{n[:3]} {n[3:6]} {n[6:]}",),
    (lambda n: f"{n[:3]}-{n[3:6]}-{n[6:]}",),
    (lambda n: f"{n[:3]}\u00a0{n[3:6]}\u00a0{n[6:]}",),
    (lambda n: f"'{n}",),
    (lambda n: f"{n}.0",),
    (lambda n: f" {n} ",),
)
DAMAGED_NUMBERS = _on_people(
    10,
    ("9.99E+09", "scientific"),
    ("9.990000018e9", "scientific"),
    ("9990000011", "check digit"),
    ("999000001", "10 digits"),
    ("99900000180", "10 digits"),
    ("0000000000", "repeated"),
    ("９９９００００００１", "other characters"),
    ("999O000018", "other characters"),
)
DAMAGED_EVENTS = _on_people(
    20,
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
)
VALUES = _on_people(
    40,
    ("sys", "300", False),
    ("sys", "270", True),
    ("sys", "69", False),
    ("dia", "151", False),
    ("dia", "20", True),
    ("dia", "140", False),  # diastolic above systolic: swapped
)


@dataclass(frozen=True)
class Spoilt:
    """What came of the submission that holds every case above. aside: its quarantine."""

    receipt: Any
    index: Any
    aside: list[dict[str, Any]]
    patients: dict[str, Any]
    events: dict[str, Any]

    def aside_at(self, file: str, line: int) -> dict[str, Any]:
        """The one quarantined row of this line."""
        (row,) = [row for row in self.aside if (row["file"], row["line"]) == (file, line)]
        return row


@pytest.fixture(scope="module")
def spoilt(make_desk: Any, make_practice: Any, tmp_path_factory: pytest.TempPathFactory) -> Spoilt:
    practice, desk = make_practice(people=46), make_desk(tmp_path_factory.mktemp("spoilt"))
    for who, spell in SPELT_OTHERWISE:
        row = practice.row("patient", who)
        row["nhs_number"] = spell(row["nhs_number"])
    for who, written, _ in DAMAGED_NUMBERS:
        practice.row("patient", who)["nhs_number"] = written
    for who, field, written, _ in DAMAGED_EVENTS:
        practice.row("event", f"{who}-sys")[field] = written
    for who, entry, written, _ in VALUES:
        practice.row("event", f"{who}-{entry}")["value"] = written
    receipt = desk.submit(practice)
    part = desk.live["Z99001"]
    return Spoilt(receipt, part.index, part.quarantine().to_pylist(), _patients(desk), _events(desk))


def test_nothing_but_the_damaged_rows_is_touched(spoilt: Spoilt) -> None:
    receipt = spoilt.receipt
    assert receipt.verdict is Verdict.ACCEPTED
    assert receipt.rows_in == 7 * 46
    assert receipt.normalised == len(SPELT_OTHERWISE)
    assert receipt.quarantined == 7 * len(DAMAGED_NUMBERS) + len(DAMAGED_EVENTS) == len(spoilt.aside)
    assert receipt.reasons == Counter(
        ["nhs_number", *["unknown_patient"] * 6] * len(DAMAGED_NUMBERS)
        + [reason for *_, reason in DAMAGED_EVENTS]
    )


@pytest.mark.parametrize(("who", "spell"), SPELT_OTHERWISE)
def test_an_nhs_number_spelt_otherwise_is_normalised(
    spoilt: Spoilt, practice: Any, who: str, spell: Callable[[str], str]
) -> None:
    plain = practice.row("patient", who)["nhs_number"]
    assert spell(plain) != plain
    assert spoilt.patients[who]["nhs_number"] == plain
    assert not [row for row in spoilt.aside if who in row["raw"]]


@pytest.mark.hazard("H01", "a damaged NHS number is never an identity")
@pytest.mark.parametrize(("who", "written", "says"), DAMAGED_NUMBERS)
def test_a_damaged_nhs_number_sets_the_row_aside(spoilt: Spoilt, who: str, written: str, says: str) -> None:
    row = spoilt.aside_at("patient.csv", 2 + int(who[1:]))
    assert (row["field"], row["reason"]) == ("nhs_number", "nhs_number")
    assert says in row["sentence"] and written not in row["sentence"]
    assert who in row["raw"]
    assert who not in spoilt.patients
    theirs = [row["reason"] for row in spoilt.aside if who in row["raw"]]
    assert sorted(theirs) == ["nhs_number", *["unknown_patient"] * 6]


@pytest.mark.hazard("H13", "a spreadsheet-damaged code or an impossible value does not enter")
@pytest.mark.parametrize(("who", "field", "written", "reason"), DAMAGED_EVENTS)
def test_a_damaged_event_is_set_aside(
    spoilt: Spoilt, who: str, field: str, written: str, reason: str
) -> None:
    row = spoilt.aside_at("event.csv", 2 + 3 * int(who[1:]) + 1)
    assert (row["field"], row["reason"]) == (field, reason)
    assert f"{who}-sys" not in spoilt.events
    assert {f"{who}-dx", f"{who}-dia"} <= spoilt.events.keys()


@pytest.mark.parametrize(("who", "entry", "written", "seen"), VALUES)
@pytest.mark.hazard("H13", "an implausible value is visible and not seen by rules")
def test_implausible_values_are_kept_and_marked(
    spoilt: Spoilt, who: str, entry: str, written: str, seen: bool
) -> None:
    event = spoilt.events[f"{who}-{entry}"]
    assert (event["value"], event["implausible"]) == (float(written), not seen)
    rows = spoilt.index.rows([event["code"]])
    assert (rows.value == float(written)).any() == seen


def test_the_receipt_shows_a_row_set_aside(desk: Any, practice: Any) -> None:
    practice.row("patient", "P0005")["nhs_number"] = "9.99E+09"
    example = _only(
        desk.submit(practice), file="patient.csv", line=7, field="nhs_number", reason="nhs_number"
    )
    assert "scientific" in example.sentence and "9.99E+09" not in example.sentence


def test_no_nhs_number_is_no_fault(desk: Any, practice: Any) -> None:
    practice.row("patient", "P0005")["nhs_number"] = ""
    assert desk.submit(practice).quarantined == 0
    assert _patients(desk)["P0005"]["nhs_number"] is None


def test_an_event_on_the_as_at_day_is_accepted(desk: Any, practice: Any) -> None:
    practice.row("event", "P0001-sys")["date"] = "2026-02-09"
    assert desk.submit(practice).quarantined == 0


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


@pytest.fixture(scope="module")
def plain(make_desk: Any, make_practice: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The content hashes of the practice's plain submission."""
    desk = make_desk(tmp_path_factory.mktemp("plain"))
    desk.submit(make_practice())
    return dict(desk.hashes())


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_and_byte_order_mark(
    desk: Any, practice: Any, plain: dict[str, str], ending: bytes, mark: bytes, last: bool
) -> None:
    def damage(name: str, data: bytes) -> bytes:
        data = mark + data.replace(b"\r\n", ending)
        return data if last else data.removesuffix(ending)

    receipt = desk.submit(practice, damage=damage)
    assert receipt.accepted == 210
    assert bool(receipt.noted) == bool(mark)
    assert desk.hashes() == plain


def test_columns_in_any_order_and_unknown_ones(desk: Any, practice: Any, plain: dict[str, str]) -> None:
    def damage(name: str, data: bytes) -> bytes:
        lines = [line.split(b",") for line in data.decode().encode().splitlines()]
        if name != "issue":
            return data
        return b"".join(b",".join([*reversed(fields), b"extra"]) + b"\r\n" for fields in lines)

    assert desk.submit(practice, damage=damage).accepted == 210
    assert desk.hashes() == plain


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
