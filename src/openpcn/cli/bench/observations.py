"""How fast FHIR observations are laid out, beside DuckDB's bare read of four declared columns of the file."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from openpcn.record.sources import source

LINES = 100_000
_CODES = (
    ("271649006", "Systolic blood pressure", "mmHg", 138), ("60621009", "Body mass index", "kg/m2", 27),
    ("1022431000000105", "Haemoglobin A1c level", "mmol/mol", 48), ("77386006", "Pregnant", "", None),
)  # fmt: skip


def run(folder: Path, lines: int = LINES) -> dict[str, Any]:
    """Times of one file of observations, both ways, in one run."""
    folder.mkdir(parents=True)
    path = folder / "Observation.ndjson"
    _write(path, lines)
    bare = _seconds(lambda con: con.execute(_bare(path)).fetchall())
    ours = _seconds(lambda con: source("fhir_r4").stage(con, folder, [path.name]))
    return {
        "fhir_lines": lines,
        "fhir_megabytes": round(path.stat().st_size / 1e6),
        "fhir_lines_per_second": round(lines / ours),
        "duckdb_declared_lines_per_second": round(lines / bare),
        "fhir_to_duckdb_declared": round(bare / ours, 2),
    }


def _seconds(work: Callable[[duckdb.DuckDBPyConnection], Any]) -> float:
    con = duckdb.connect(config={"threads": 2})
    try:
        began = time.perf_counter()
        work(con)
        return time.perf_counter() - began
    finally:
        con.close()


def _bare(path: Path) -> str:
    columns = (
        "id: 'VARCHAR', code: 'STRUCT(coding STRUCT(\"system\" VARCHAR, code VARCHAR)[])', "
        "effectiveDateTime: 'VARCHAR', valueQuantity: 'STRUCT(\"value\" DOUBLE)'"
    )
    return (
        "SELECT max(id), max(code.coding[1].code), max(effectiveDateTime), max(valueQuantity.value) "
        f"FROM read_ndjson('{path}', columns={{{columns}}})"
    )


def _write(path: Path, lines: int) -> None:
    """Observations such as a UK Core server exports, about a kilobyte each."""
    chance = random.Random(1)  # noqa: S311
    with path.open("w", encoding="utf-8") as out:
        for number in range(lines):
            code, term, unit, mean = _CODES[number % len(_CODES)]
            day = f"20{chance.randint(15, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            held: dict[str, Any] = {
                "resourceType": "Observation",
                "id": f"obs-{number}",
                "meta": {
                    "versionId": "1",
                    "lastUpdated": f"{day}T09:30:00+00:00",
                    "profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation"],
                },
                "identifier": [{"system": "https://example.org/observations", "value": f"{number:032x}"}],
                "status": "final",
                "category": [
                    {
                        "coding": [
                            {
                                "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                                "code": "vital-signs",
                                "display": "Vital Signs",
                            }
                        ]
                    }
                ],
                "code": {
                    "coding": [{"system": "http://snomed.info/sct", "code": code, "display": term}],
                    "text": term,
                },
                "subject": {"reference": f"Patient/p{number % 5000}"},
                "effectiveDateTime": f"{day}T09:15:00+00:00",
                "issued": f"{day}T09:30:00+00:00",
                "performer": [{"reference": "Practitioner/g1"}],
            }
            if mean is not None:
                held["valueQuantity"] = {
                    "value": mean + chance.randint(-8, 8),
                    "unit": unit,
                    "system": "http://unitsofmeasure.org",
                    "code": unit,
                }
            out.write(json.dumps(held) + "\n")
