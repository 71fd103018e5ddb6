"""Loading public files about practices and places, with their audit rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction

from openpcn.record import reference
from openpcn.record.home import home
from openpcn.work.access import audit
from openpcn.work.access.setting_up import load_directory
from openpcn.work.network import files


@dataclass
class Published:
    """What became of each file: a line on each; ``faults``: files that could not be used, and why."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def load_published(paths: Iterable[Path], *, as_of: date | None, edition: str, by: str) -> Published:
    """Load public files about practices and places, one after another; a file at fault stops no other.

    as_of: of a file named here; of files found in a folder, where their names do not say. Files of the
    directory and postcode files are taken too.
    """
    told = Published()
    named = list(paths)
    of_the_directory: list[Path] = []
    found = [file for path in named for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    postcodes_last = sorted(found, key=reference.is_postcode_file)  # they need the deprivation index
    for path in (file for file in postcodes_last if file.is_file()):
        try:
            with transaction.atomic():
                given = as_of if path in named or reference.day_in_name(path.name) is None else None
                loaded = _load_one(path, given, edition)
                if loaded is not None:
                    audit.record(
                        "published_loaded", by=by, object_kind="published", detail={"file": path.name}
                    )
        except (reference.DatasetError, reference.LookupFileError) as fault:
            told.faults.append(str(fault))
            continue
        in_directory = path.suffix.lower() in (".csv", ".xlsx") and bool(files.read(path))
        if in_directory:
            of_the_directory.append(path)
        if loaded is not None:
            told.lines.append(loaded)
        elif not in_directory:
            told.lines.append(f"{path.name}: none of the public files known here: left alone")
    if of_the_directory:
        told.lines += load_directory(of_the_directory, by=by).lines()
    return told


def _load_one(path: Path, as_of: date | None, edition: str) -> str | None:
    """Load a file as a dataset or a postcode look-up, whichever it is; None where it is neither."""
    if reference.recognise(path) is not None:
        loaded = reference.load(path, home(), as_of=as_of)
        if loaded.unchanged:
            return f"{loaded.file}: {loaded.title}, {loaded.edition}: is loaded already"
        refused = f", {loaded.refused_count} rows refused" if loaded.refused_count else ""
        return (
            f"{loaded.file}: {loaded.title}, {loaded.edition}: {loaded.rows:,} rows in, "
            f"{loaded.used:,} used, {loaded.left_out:,} of another kind{refused}; {loaded.places:,} places"
        )
    if reference.is_postcode_file(path):
        rows = reference.load_postcodes(path, home(), edition=edition)
        return f"{path.name}: {rows:,} postcodes, {reference.Reference.of(home()).edition}"
    return None
