"""FHIR files: bundles and bulk NDJSON, whole or not, first loads and deltas."""

from __future__ import annotations

from typing import Any

import pytest

from openpcn.record.sources.fhir import files
from openpcn.record.sources.fhir_r4 import SOURCE

from .fhir_pieces import Delivery, bundle, deletion, lines, observation, patient


@pytest.fixture
def fhir(practice: Any) -> Delivery:
    return Delivery(practice)


def test_a_bulk_export_is_taken_with_its_own_manifest_and_deletions(fhir: Delivery) -> None:
    """One resource a line, several files of a type, some compressed; deletions are bundles in a file."""
    export = {
        "transactionTime": "2026-02-09T03:00:00Z",
        "request": "https://example.org/$export",
        "requiresAccessToken": True,
        "output": [
            {"type": "Patient", "url": "https://example.org/files/Patient.ndjson", "count": 1},
            {"type": "Observation", "url": "https://example.org/files/Observation.1.ndjson", "count": 2},
            {"type": "Observation", "url": "https://example.org/files/Observation.2.ndjson", "count": 1},
        ],
        "error": [],
    }
    files: dict[str, Any] = {
        "export.json": export,
        "Patient.ndjson": lines(patient()),
        "Observation.1.ndjson": lines(observation("o1"), observation("o2")),
        "Observation.2.ndjson.gz": lines(observation("o3")),
    }
    receipt = fhir.take(files)
    assert (receipt.verdict, receipt.rows_in, receipt.quarantined) == ("accepted", 4, 0), receipt
    assert fhir.practice.keys("event") == {"Observation/o1", "Observation/o2", "Observation/o3"}
    changed = observation("o1", valueQuantity={"value": 61, "unit": "kg"})
    receipt = fhir.take(
        {
            "Observation.ndjson": lines(changed, observation("o4")),
            "deleted.ndjson": lines(
                bundle(deletion("Observation", "o2"), deletion("Observation", "o3"), kind="transaction")
            ),
        },
        as_at="2026-02-10",
        based_on="2026-02-09",
    )
    assert (receipt.rows_in, receipt.quarantined) == (4, 0)
    assert fhir.practice.keys("event") == {"Observation/o1", "Observation/o4"}
    assert fhir.events()["Observation/o1"]["value"] == 61.0


def test_a_full_load_equals_an_earlier_one_with_its_deltas(fhir: Delivery, another: Any) -> None:
    first = [patient(), observation("o1"), observation("o2"), observation("o3")]
    last = [patient(), observation("o1"), observation("o2", on="2026-02-01"), observation("o4")]
    fhir.take({"all.ndjson": lines(*first)})
    fhir.take(
        {
            "Observation.ndjson": lines(last[2], last[3]),
            "deleted.ndjson": lines(bundle(deletion("Observation", "o3"))),
        },
        as_at="2026-02-10",
        based_on="2026-02-09",
    )
    Delivery(another).take({"all.ndjson": lines(*last)}, as_at="2026-02-10")
    assert fhir.practice.hashes == another.hashes


def test_an_export_that_is_not_whole_is_refused(fhir: Delivery) -> None:
    files: dict[str, Any] = {
        "Patient.ndjson": lines(patient()),
        "Observation.ndjson": lines(observation("o1")),
    }
    for said, word in (
        ({"url": "x/Observation.ndjson", "count": 2}, "says 2"),
        ({"url": "x/Goal.ndjson"}, "not sent"),
    ):
        export = {"transactionTime": "2026-02-09T03:00:00Z", "output": [said]}
        receipt = fhir.take(files | {"export.json": export})
        assert (receipt.verdict, receipt.reason_code) == ("refused", "torn")
        assert word in receipt.reason


def test_a_last_line_that_is_cut_is_never_taken_for_the_end(fhir: Delivery) -> None:
    cut = lines(patient(), observation("o1"))[:-20]
    with pytest.raises(ValueError, match=r"all\.ndjson: line 2, the last, is cut"):
        fhir.take({"all.ndjson": cut})


def test_a_bundle_is_read_in_pieces(fhir: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a piece ends: within a word, a number, an escape."""
    files_of = bundle(
        patient(),
        *(
            observation(f"o{n}", valueQuantity={"value": n * 1.5}, note=[{"text": "caf\u00e9 \\"}])
            for n in range(40)
        ),
        kind="searchset",
    )
    for size in (1, 7, 64):
        monkeypatch.setattr(files, "PIECE", size)
        folder = fhir.folder({"b.json": {"total": 41} | files_of | {"link": []}})
        assert [entry.resource for entry in files.entries(folder / "b.json")] == [
            entry["resource"] for entry in files_of["entry"]
        ]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[1]",
        b'{"entry": [',
        b'{"resourceType": "Bundle", "entry": {}}',
        b'{"resourceType": "Bundle", "entry": [{}',
        b'{"resourceType": "Bundle"} {}',
        b'{"resourceType": "Bundle", "a": NaN}',
        b'{"resourceType": "Bundle", "entry": [' + b"[" * 100_000,
        b'{"resourceType": "Bundle", "entry": [{"a": "\xff"}]}',
    ],
)
def test_a_bundle_that_is_not_whole_is_refused_by_name(fhir: Delivery, damage: bytes) -> None:
    with pytest.raises(ValueError, match=r"^b\.json: "):
        fhir.take({"b.json": damage})


def test_a_bundle_without_entries_is_empty(fhir: Delivery) -> None:
    assert SOURCE.rows_of(
        fhir.folder({"b.json": {"resourceType": "Bundle", "type": "searchset", "total": 0}})
    ) == {"b.json": 0}
