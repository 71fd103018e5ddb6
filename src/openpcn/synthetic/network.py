"""A whole synthetic network on disk: two or more nights of every practice, and what is true of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from .calibration import calibrate
from .companions import write_companions
from .diary_life import newcomers_needed
from .dirt import Dirt
from .emis import emis_files
from .extract import Extract, full_extract
from .facts import write_facts
from .lives.care import EPOCH
from .lives.network_lives import live
from .nhs_numbers import make_nhs_numbers
from .nights import delta_extract, next_day
from .sheet import Sheet
from .submission import File, write_submission
from .systmone import systmone_files

FIRST_NIGHT = date(2026, 2, 9)
_SUPPLIERS = {
    "emis": "synthetic, in the shape of EMIS bulk 8.2",
    "systmone": "synthetic, in the shape of SystmOne SRE layout 93",
}

#: Called with the step that begins and the part done before it, 0 to 1.
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class NetworkSummary:
    """What was written. ``rows``: data rows of each submission, by "night-1/Z99001"."""

    out: Path
    people: int
    practices: tuple[str, ...]
    nights: int
    rows: dict[str, int]

    @property
    def rows_per_person(self) -> float:
        """Rows of night 1 in all tables for each person on a list."""
        return sum(n for name, n in self.rows.items() if name.startswith("night-1/")) / self.people


def write_network(
    out: Path,
    *,
    people: int = 45_000,
    practices: int = 6,
    nights: int = 2,
    seed: int = 1,
    dirt: float = 1.0,
    full_nights: frozenset[int] = frozenset(),
    progress: Progress | None = None,
) -> NetworkSummary:
    """Write a fictional network to a folder; the same arguments write the same bytes.

    ``out`` receives network.json, reference/postcodes.csv, night-1/<ODS>/ (full, as of 9 February 2026),
    companions-1/<ODS>-bed_list/ (what the care homes say of the same day),
    night-2/<ODS>/ and so on (deltas of one day each), calibration.json and .md, and truth.json: what is
    dirty and what the diary says. ``people`` are on the practices' lists on night 1. ``dirt`` multiplies the
    share of spoilt rows; 0 writes clean files. Nights in ``full_nights`` are also written whole, as
    night-N-full/. Raises ValueError for numbers that make no network.
    """
    _check(people, practices, nights)
    tell = progress or (lambda _step, _part: None)
    tell("lives", 0.0)
    as_at = (FIRST_NIGHT - EPOCH).days
    joining, born = newcomers_needed(people)
    lives = live(seed, people, practices, as_at, joining * (nights - 1), born * (nights - 1))
    dirtier = Dirt(seed, dirt)
    numbers = make_nhs_numbers(seed, len(lives.people))
    out.mkdir(parents=True, exist_ok=True)
    write_facts(out, lives, FIRST_NIGHT)
    table = calibrate(lives)
    (out / "calibration.json").write_text(table.as_json(), encoding="utf-8")
    (out / "calibration.md").write_text(table.as_markdown(), encoding="utf-8")
    rows: dict[str, int] = {}
    diary: list[dict[str, object]] = []
    share = 0.8 / (practices * (1 + 0.05 * (nights - 1)))
    with ThreadPoolExecutor(max_workers=2) as pool:
        done = 0.1
        for practice in lives.places.practices:
            tell(f"night 1, {practice.code}", done)
            extract = full_extract(lives, practice, 1, as_at)
            rows[f"night-1/{practice.code}"] = _write(out / "night-1", extract, dirtier, numbers, pool)
            write_companions(out / "companions-1", lives, practice, numbers, as_at)
            done += share
        for night in range(2, nights + 1):
            tell(f"night {night}", done)
            day, events, contacts = next_day(lives, night, as_at + night - 1)
            diary += [{**note, "nhs_number": numbers[int(str(note.pop("person")))]} for note in day.notes]
            for practice in lives.places.practices:
                extract = delta_extract(lives, practice, day, events, contacts)
                folder = out / f"night-{night}"
                rows[f"night-{night}/{practice.code}"] = _write(folder, extract, dirtier, numbers, pool)
                if night in full_nights:
                    extract = full_extract(lives, practice, night, as_at + night - 1)
                    _write(out / f"night-{night}-full", extract, dirtier, numbers, pool)
                done += share * 0.05
    truth = {"dirt": dirtier.sorted_truth(), "diary": diary}
    (out / "truth.json").write_text(json.dumps(truth, indent=0) + "\n", encoding="utf-8")
    tell("written", 1.0)
    return NetworkSummary(out, people, tuple(p.code for p in lives.places.practices), nights, rows)


def _check(people: int, practices: int, nights: int) -> None:
    if not 1 <= practices <= 99:
        raise ValueError(f"{practices} practices: expected 1 to 99")
    if not practices * 50 <= people <= 800_000:
        raise ValueError(
            f"{people} people: expected at least 50 for each of {practices} practices and at most 800,000, "
            "because the test range of NHS numbers holds no more"
        )
    if not 1 <= nights <= 28:
        raise ValueError(f"{nights} nights: expected 1 to 28")


def _write(folder: Path, extract: Extract, dirt: Dirt, numbers: list[str], pool: ThreadPoolExecutor) -> int:
    """One submission; the number of its data rows."""
    system = extract.practice.system
    if system == "emis":
        files = emis_files(extract, numbers, late=dirt.codes_late(extract.practice))
    else:
        files = systmone_files(extract, numbers)
    files = [replace(file, sheets=_spoilt(file, extract, dirt)) for file in files]
    as_at = EPOCH + timedelta(days=extract.as_at)
    manifest: dict[str, object] = {
        "format": "openpcn-submission/1",
        "source": system,
        "practice": extract.practice.code,
        "as_at": as_at.isoformat(),
        "kind": "full" if extract.full else "delta",
    }
    if not extract.full:
        manifest["based_on"] = (as_at - timedelta(days=1)).isoformat()
    manifest |= {"test_data": True, "supplier": _SUPPLIERS[system]}
    return write_submission(folder / extract.practice.code, files, manifest, pool)


def _spoilt(file: File, extract: Extract, dirt: Dirt) -> Callable[[], Iterable[Sheet]]:
    def sheets() -> Iterable[Sheet]:
        for sheet in file.sheets():
            yield from dirt.apply(file.table, extract, sheet)

    return sheets
