"""The extract shapes this version reads, one package each. Registered by name here."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from openpcn.record.sources.base import Source

# Name -> module with a ``SOURCE``. Imported on first use, so that one shape does not load the others.
_MODULES = {
    "emis": "openpcn.record.sources.emis",
    "systmone": "openpcn.record.sources.systmone",
    "openpcn_csv": "openpcn.record.sources.openpcn_csv",
    "fhir_r4": "openpcn.record.sources.fhir_r4",
    "gpconnect": "openpcn.record.sources.gpconnect",
    "search_report": "openpcn.record.sources.search_report",
    "hospital": "openpcn.record.sources.hospital",
    "hospital_fhir": "openpcn.record.sources.hospital_fhir",
    "bed_list": "openpcn.record.sources.bed_list",
    "home_readings": "openpcn.record.sources.home_readings",
}


class SourceError(ValueError):
    """No extract shape of that name, or a folder that has no known shape."""


def names() -> tuple[str, ...]:
    """The names a manifest may use."""
    return tuple(_MODULES)


@cache
def source(name: str) -> Source:
    """The extract shape of that name. Raises SourceError with the names there are."""
    if name not in _MODULES:
        raise SourceError(f"source {name!r} is not known: expected one of {', '.join(_MODULES)}")
    found: Source = importlib.import_module(_MODULES[name]).SOURCE
    return found


def recognise(folder: Path) -> Source:
    """The one shape a folder's files have. Raises SourceError when none or several fit."""
    fitting = [name for name in _MODULES if source(name).recognise(folder)]
    if not fitting:
        raise SourceError(
            f"{folder.name}: the files have no known shape (looked for {', '.join(_MODULES)}); "
            "check file names and headers"
        )
    if len(fitting) > 1:
        raise SourceError(f"{folder.name}: the files fit several shapes: {', '.join(fitting)}")
    return source(fitting[0])
