"""Observations are parsed where they lie in a file, or read one by one: the rows are the same."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from openpcn.record.sources.fhir import stage as staging
from openpcn.record.sources.fhir_r4 import observations
from openpcn.record.sources.fhir_r4.resources import SHAPE

from .fhir_pieces import CTV3, LOINC, READ, SCT, coded, lines, observation, resource

LOCAL = "https://example.org/local"
TYPES = {"value": "DOUBLE", "day": "DATE", "time": "TIME", "recorded": "TIMESTAMP", "confidential": "BOOLEAN"}
COLUMNS = ", ".join(
    f'TRY_CAST("{name}" AS {TYPES.get(name, "VARCHAR")}) AS "{name}"' for name in SHAPE.columns["FhirEntry"]
)


def rows(path: Path, *, at_once: bool) -> tuple[list[Any], list[Any], int]:
    """The staged rows and the faults of a file, and how many pieces were parsed at once."""
    con = duckdb.connect(config={"temp_directory": str(path.parent / "spill")})
    how = observations.take if at_once else staging.one_by_one
    staged = staging.stage(con, SHAPE, path.parent, [path.name], how)
    assert not staged.torn, staged.torn
    pieces = [each.rows for each in staged.tables if each.table == "FhirEntry"]
    held = " UNION ALL BY NAME ".join(f'SELECT * FROM "{piece}"' for piece in pieces)
    found = con.execute(f'SELECT {COLUMNS}, "file", "line" FROM ({held}) ORDER BY "line", id').fetchall()
    parsed = sum(con.execute(f'SELECT count(*) FROM "{p}"').fetchall()[0][0] for p in pieces[1:])
    told = sorted((f.line, f.field, f.reason, f.raw) for f in staged.faults)
    assert staged.rows_in[path.name] == len(found) + len(told)
    return [_same_json(row) for row in found], told, parsed


def _same_json(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Components as values: a number is the same as 138 or as 138.0."""
    at = SHAPE.columns["FhirEntry"].index("components")
    parts = json.loads(row[at]) if row[at] else None
    for part in parts or []:
        part["value"] = None if part["value"] is None else float(part["value"])
    return (*row[:at], json.dumps(parts), *row[at + 1 :])


def both(folder: Path, content: bytes) -> tuple[list[Any], list[Any], int]:
    folder.mkdir(exist_ok=True)
    path = folder / "Observation.ndjson"
    path.write_bytes(content)
    at_once, slowly = rows(path, at_once=True), rows(path, at_once=False)
    assert at_once[0] == slowly[0]
    assert at_once[1] == slowly[1]
    return at_once


ODD = [
    observation("day", on="2026-01-10"),
    observation("year", on="2019"),
    observation("month", on="2019-06"),
    observation("no date", on=None),
    observation("bad date", on="10/01/2026"),
    observation("week", on="2025-W23-1"),
    observation("compact", on="20250601"),
    observation("leap", on="2025-02-29"),
    observation("summer", on="2019-06-30T23:30:00Z"),
    observation("winter", on="2019-12-30T23:30:00+00:00"),
    observation("far", on="2019-12-30T23:30:00-05:00"),
    observation("no offset", on="2019-06-30T23:30:00"),
    observation("fraction", on="2019-06-30T23:30:00.123+01:00"),
    observation("long fraction", on="2019-06-30T23:30:00.123456+01:00"),
    observation("hour that is not", on="2026-03-29T01:30:00"),
    observation("hour twice", on="2025-10-26T00:30:00Z"),
    observation("war time", on="1944-06-06T06:30:00+00:00"),
    observation("long ago", on="1200-01-01"),
    observation("issued", issued="2026-01-11T09:00:00.5+00:00"),
    observation("issued badly", issued="yesterday"),
    observation("period", on=None, effectivePeriod={"start": "2026-01-01", "end": "2026-01-02"}),
    observation("text", valueString="normal"),
    observation("number", valueQuantity={"value": 138, "unit": "mm[Hg]", "comparator": ">"}),
    observation("small", valueQuantity={"value": 1.50e-3, "unit": " g/L "}),
    observation("negative", valueQuantity={"value": -2.5, "code": "kg"}),
    observation("written", valueQuantity={"value": "138", "unit": "mm[Hg]"}),
    observation("comma", valueQuantity={"value": "13,8"}),
    observation("true", valueQuantity={"value": True}),
    observation("no value", valueQuantity={"unit": "kg"}),
    observation("whole", valueInteger=4),
    observation("answered", valueCodeableConcept=coded("8517006", "Ex-smoker")),
    observation("denied", valueCodeableConcept=coded("373067005", "No")),
    observation("false", valueBoolean=False),
    observation("space", coded(" 72313002 ", " Systolic ")),
    observation("bad", "1091811000000100"),
    observation("description", "1222907010"),
    observation("dm+d", coded("318902004", "Ramipril", "https://dmd.nhs.uk")),
    observation("loinc", coded("8302-2", "Body height", LOINC)),
    observation("other", coded("X1", "A local code", LOCAL)),
    observation("two", {"coding": [{"system": READ, "code": "2469.", "display": "O/E - systolic"},
                                   {"system": SCT, "code": "72313002"}], "text": "BP"}),
    observation("three", {"coding": [{"system": SCT, "code": "72313002"}, {"system": CTV3, "code": "2469."},
                                     {"system": LOCAL, "code": "EMISNQ1", "display": "local"}]}),
    observation("late", {"coding": [{"system": READ, "code": "2469."}, {"system": LOCAL, "code": "a"},
                                    {"system": SCT, "code": "72313002"}]}),
    observation("several", {"coding": [{"system": SCT, "code": "72313002"},
                                      {"system": SCT, "code": "59621000"}]}),
    observation("no system", {"coding": [{"code": "2469."}, {"system": SCT, "code": "72313002"}]}),
    observation("no code", {"coding": [{"system": SCT, "display": "Something"}], "text": "Something"}),
    observation("words", {"text": "Seen in clinic"}),
    observation("empty", {}),
    observation("four", {"coding": [{"system": f"{LOCAL}/{n}", "code": str(n)} for n in range(4)]}),
    observation("restricted", meta={"security": [{"code": "N"}, {"code": "R"}]}),
    observation("labelled", meta={"security": [{"code": "N"}]}),
    observation("seen", encounter={"reference": "Encounter/e1"}),
    observation("seen there", encounter={"reference": "https://example.org/fhir/Encounter/e1/_history/2"}),
    observation("whose", subject={"reference": "urn:uuid:p1"}),
    observation("nobody's", subject={}),
    observation("by address", subject={"reference": "https://example.org/fhir/Patient/p1"}),
    observation("members", hasMember=[{"reference": "Observation/day"}]),
    observation("parts", coded("75367002"), component=[
        {"code": coded("72313002"), "valueQuantity": {"value": 140, "unit": "mmHg"}},
        {"code": coded(" 1091811000000102"), "valueQuantity": {"value": 80.5, "unit": "mmHg"}},
        {"code": coded("8517006"), "valueCodeableConcept": coded("373066001", "Yes")}]),
    observation("pressure", coded("75367002"), component=[
        {"code": coded("72313002"), "valueQuantity": {"value": 140, "unit": "mm[Hg]", "comparator": ">="}},
        {"code": {"coding": [{"system": READ, "code": "246A."}, {"system": SCT, "code": " 1091811000000102"}],
                  "text": "Diastolic"}, "valueQuantity": {"value": 80.5, "code": "mm[Hg]"}}]),
    observation("part by words", component=[{"code": {"text": "Left"}, "valueQuantity": {"value": 1}}]),
    observation("part in loinc", component=[
        {"code": coded("8480-6", "Systolic", LOINC), "valueQuantity": {"value": 1.5e2, "unit": "mmHg"}}]),
    observation("part of a word", component=[{"code": coded("72313002"), "valueQuantity": "high"}]),
    observation("text in a part", component=[{"code": coded("72313002"), "valueQuantity": {"value": "1"}}]),
    observation("part that is a list", component=[{"code": coded("72313002"), "valueQuantity": [1]}, 7]),
    observation("description in a part", component=[
        {"code": coded("1222907010"), "valueQuantity": {"value": 1}}]),
    observation("bad part", component=[{"code": coded("72313009")}]),
    observation("wrong part", component=[{"code": coded("72313002"), "valueQuantity": {"value": "NaN"}}]),
    observation("no parts", component=[]),
    observation("withdrawn") | {"status": "entered-in-error"},
    observation("cancelled") | {"status": "cancelled"},
    observation("corrected") | {"status": "corrected"},
    resource("Condition", "another", code=coded("59621000")),
    resource("Claim", "money"),
]  # fmt: skip


def test_an_odd_observation_is_the_same_row_or_the_same_fault_either_way(tmp_path: Path) -> None:
    found, faults, parsed = both(tmp_path / "odd", lines(*ODD))
    assert len(found) + len(faults) == len(ODD)
    assert parsed > 20, "the plain ones among them are parsed where they lie"
    assert {reason for _, _, reason, _ in faults} == {
        "bad_code", "bad_date", "bad_type", "not_a_number", "missing_value", "not_used",
    }  # fmt: skip


def test_a_line_that_is_not_json_costs_that_line(tmp_path: Path) -> None:
    plain = [observation(f"o{n}", valueQuantity={"value": n}) for n in range(50)]
    damaged = lines(*plain[:20], b'{"resourceType": "Observation", "id":\n', b"\n", b"[1, 2]\n", *plain[20:])
    found, faults, _ = both(tmp_path / "damaged", damaged)
    assert len(found) == 50
    assert [(line, reason) for line, _, reason, _ in faults] == [(21, "not_json"), (23, "no_resource")]
    assert [row[-1] for row in found] == [*range(1, 21), *range(24, 54)], "each row knows its line"


@pytest.mark.parametrize("damage", [
    {"valueQuantity": "high"}, {"code": [coded("59621000")]}, {"subject": "Patient/p1"},
    {"component": {"code": 1}}, {"meta": []}, {"code": {"coding": {"code": "59621000"}}}, {"id": {"a": 1}},
])  # fmt: skip
def test_an_element_of_another_type_is_not_read_as_if_it_were_missing(
    tmp_path: Path, damage: dict[str, Any]
) -> None:
    plain = [observation(f"o{n}") for n in range(5)]
    found, faults, _ = both(tmp_path / "types", lines(*plain, observation("odd") | damage, *plain[:0]))
    assert len(found) + len(faults) == 6


def test_made_up_observations_are_the_same_either_way(tmp_path: Path) -> None:
    """Two thousand lines, each of parts taken at random from the odd ones."""
    random_ = random.Random(20260210)
    made = []
    for n in range(2000):
        parts: dict[str, Any] = {}
        for each in random_.sample(ODD, 3):
            for name in random_.sample(sorted(each), min(3, len(each))):
                parts[name] = each[name]
        made.append({"resourceType": "Observation", "status": "final"} | parts | {"id": f"o{n}"})
    both(tmp_path / "made", lines(*made))


def test_rows_keep_the_order_of_a_file_that_is_parsed_by_several_threads(tmp_path: Path) -> None:
    """Sixty megabytes: more than one buffer of the parser. The line is in the id."""
    padding = {"text": {"div": "x" * 20_000}}
    content = lines(*(observation(str(n), **padding) for n in range(1, 3001)))
    path = tmp_path / "Observation.ndjson"
    path.write_bytes(content)
    con = duckdb.connect(config={"threads": 4})
    staged = staging.stage(con, SHAPE, tmp_path, [path.name], observations.take)
    (plain,) = (each.rows for each in staged.tables if each.judged)
    assert con.execute(
        f'SELECT count(*), count(*) FILTER (id = "line"::VARCHAR) FROM "{plain}"'
    ).fetchall() == [(3000, 3000)]
