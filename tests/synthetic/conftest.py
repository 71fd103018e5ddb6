"""Small synthetic networks, written once for all tests here."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from openpcn.synthetic import NetworkSummary, write_network


@dataclass(frozen=True)
class Written:
    """A network on disk, and readers for it."""

    out: Path
    summary: NetworkSummary

    def folder(self, night: int | str, practice: str) -> Path:
        return self.out / f"night-{night}" / practice

    def manifest(self, night: int | str, practice: str) -> dict[str, Any]:
        return json.loads((self.folder(night, practice) / "manifest.json").read_text())

    def path(self, night: int | str, practice: str, table: str) -> Path:
        found = [
            path
            for path in self.folder(night, practice).glob("*.csv.gz")
            if path.name == f"{table}.csv.gz" or f"_{table}_" in path.name
        ]
        assert len(found) == 1, f"expected one file of {table}, found {[p.name for p in found]}"
        return found[0]

    def rows(self, night: int | str, practice: str, table: str) -> list[dict[str, str]]:
        encoding = "cp1252" if table.startswith("SR") else "utf-8"
        with gzip.open(self.path(night, practice, table), "rt", encoding=encoding, newline="") as stream:
            return list(csv.DictReader(stream))

    @property
    def truth(self) -> dict[str, list[dict[str, Any]]]:
        return json.loads((self.out / "truth.json").read_text())


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """1,500 people in three practices, two nights, with dirt; night 2 also in full."""
    out = tmp_path_factory.mktemp("network")
    return Written(out, write_network(out, people=1500, practices=3, seed=7, full_nights=frozenset({2})))
