"""Who is on other practices' lists: so that a hospital's row about them is not one about nobody."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from openpcn.record.intake import Manifest, ManifestError
from openpcn.record.sources import source
from openpcn.record.store import PartRef, Store


def is_companion(folder: Path) -> bool:
    """Whether a submission adds to a practice's own extract; False where its manifest cannot be read."""
    try:
        return source(Manifest.read(folder).source).companion
    except ManifestError:
        return False


def elsewhere(store: Store, parts: Mapping[str, PartRef], practice: str) -> pa.Table | None:
    """``nhs_number`` and ``birth_date`` of everybody in other practices' parts; None: there are none."""
    columns = ["nhs_number", "birth_date"]
    tables = [
        store.part(ref.part_id).table("patient", columns) for ods, ref in parts.items() if ods != practice
    ]
    return pa.concat_tables(tables).drop_null() if tables else None
