"""How fast extracts are taken in, beside DuckDB's plain read of the same files in the same run.

The files are a synthetic network's, EMIS-shaped and SystmOne-shaped, unpacked: text as suppliers write it.
DuckDB reads every column of every file as text and keeps only the greatest value of each, which nothing that
has to keep the rows can beat. Ours ends with the parts committed, every row judged and accounted for.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from openpcn.cli.faults import Fault
from openpcn.record.sources.base import read_header

ROWS_PER_PERSON = 93  # of a first night, all tables
LARGER = 4  # times the rows, for how the figures grow


def run(folder: Path, rows: int, *, growth: bool) -> dict[str, Any]:
    """Figures for about so many rows; with ``growth`` also for four times as many."""
    figures = _measure(folder / "network", rows)
    if growth:
        larger = _measure(folder / "larger", rows * LARGER)
        figures["growth"] = {
            "rows": larger["intake_rows"],
            "seconds": larger["intake_seconds"],
            "times_rows": round(larger["intake_rows"] / figures["intake_rows"], 2),
            "times_seconds": round(larger["intake_seconds"] / figures["intake_seconds"], 2),
            "peak_memory_mib": larger["intake_peak_memory_mib"],
        }
    return figures


def _measure(folder: Path, rows: int) -> dict[str, Any]:
    from openpcn.synthetic import write_network

    people = max(600, rows // ROWS_PER_PERSON)
    write_network(folder, people=people, practices=6, nights=2, seed=1)
    for submission in sorted((folder / "night-1").iterdir()):
        unpack(submission)
    files = sorted((folder / "night-1").glob("*/*.csv"))
    try:
        read = read_all_text(files)
        nights = _nights(folder)
    finally:
        shutil.rmtree(folder)
    first, second = nights["night-1"], nights["night-2"]
    return {
        "intake_people": people,
        "intake_rows": first["rows"],
        "intake_megabytes": read["megabytes"],
        "intake_seconds": first["intake_seconds"],
        "intake_rows_per_second": round(first["rows"] / first["intake_seconds"]),
        "intake_peak_memory_mib": first["peak_memory_mib"],
        "duckdb_all_text_seconds": read["seconds"],
        "intake_to_duckdb_all_text": round(first["intake_seconds"] / read["seconds"], 2),
        "first_night_seconds": first["seconds"],
        "first_night_cpu_seconds": first["cpu_seconds"],
        "delta_rows": second["rows"],
        "delta_intake_seconds": second["intake_seconds"],
        "delta_night_seconds": second["seconds"],
        "delta_night_cpu_seconds": second["cpu_seconds"],
    }


def unpack(submission: Path) -> None:
    """Put plain files in place of a submission's compressed ones, and say so in its manifest."""
    path = submission / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for file in manifest["files"]:
        packed = submission / file["name"]
        plain = packed.with_suffix("")
        with gzip.open(packed, "rb") as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        packed.unlink()
        with plain.open("rb") as stream:
            file["name"], file["sha256"] = plain.name, hashlib.file_digest(stream, "sha256").hexdigest()
    path.write_text(json.dumps(manifest), encoding="utf-8")


def read_all_text(files: list[Path]) -> dict[str, Any]:
    """Every column of every file as text, one file after the other, on both cores."""
    con = duckdb.connect(config={"threads": 2})
    began = time.perf_counter()
    for file in files:
        columns = [f"c{number}" for number in range(len(read_header(file)))]
        listed = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
        encoding = "latin-1" if file.name.startswith("SR") else "utf-8"  # it knows no Windows-1252
        con.execute(
            f"SELECT {', '.join(f'max({name})' for name in columns)} FROM read_csv(?, auto_detect=false, "
            f"header=true, delim=',', quote='\"', escape='\"', max_line_size=4194304, ignore_errors=true, "
            f"encoding='{encoding}', columns={{{listed}}})",
            [str(file)],
        ).fetchall()
    seconds = time.perf_counter() - began
    return {
        "seconds": round(seconds, 2),
        "megabytes": round(sum(file.stat().st_size for file in files) / 1e6),
    }


def _nights(network: Path) -> dict[str, Any]:
    """What ``nights`` measures of a network, at a new site."""
    site = network.with_name(f"{network.name}-site")
    environment = {**os.environ, "OPENPCN_HOME": str(site), "OPENPCN_ENV": "development"}
    environment.pop("DATABASE_URL", None)
    site.mkdir()
    command = [sys.executable, "-m", "openpcn.cli.bench.nights", str(network)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    finally:
        shutil.rmtree(site)
    if done.returncode:
        raise Fault(f"the nights were not taken in: {done.stderr.strip().splitlines()[-1:]}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
