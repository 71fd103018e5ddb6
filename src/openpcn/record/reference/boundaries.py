"""Boundaries of networks: a GeoJSON file, each feature kept whole as text."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow as pa

from openpcn.record.reference.datasets import Dataset, DatasetError

DATASET = Dataset(
    "network_boundary", "Areas of Primary Care Networks", "Local analysis",
    place="PCN_Code", place_kind="network", texts={"boundary": "boundary", "PCN_Name": "network name"},
)  # fmt: skip


def read(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make ``raw`` (PCN_Code, PCN_Name, boundary, line) of the features that name a network."""
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
    except (ValueError, KeyError, TypeError):
        raise DatasetError(f"{path.name}: is not a GeoJSON feature collection: download it again") from None
    rows = {"PCN_Code": [], "PCN_Name": [], "boundary": [], "line": []}  # type: dict[str, list[object]]
    for number, feature in enumerate(features, start=1):
        properties = {key.lower(): value for key, value in (feature.get("properties") or {}).items()}
        rows["PCN_Code"].append(properties.get("pcn_code"))
        rows["PCN_Name"].append(properties.get("pcn_name"))
        rows["boundary"].append(json.dumps(feature.get("geometry"), separators=(",", ":")))
        rows["line"].append(number)
    con.register("_features", pa.table({**rows, "line": pa.array(rows["line"], pa.int64())}))
    con.execute("CREATE TABLE raw AS SELECT * FROM _features")
    con.unregister("_features")
