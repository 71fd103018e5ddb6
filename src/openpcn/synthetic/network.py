"""A whole synthetic network on disk: two or more nights of every practice, and what is true of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from .dirt import Dirt
from .extract import Extract, full_extract
from .lives.care import EPOCH
from .lives.journal import NONE
from .lives.network_lives import Lives, live
from .nhs_numbers import make_nhs_numbers
from .places import NETWORK_CODE, NETWORK_NAME
from .submission import write_submission
from .write_emis import EmisWriter
from .write_systmone import SystmOneWriter

FIRST_NIGHT = date(2026, 2, 9)
_SUPPLIERS = {
    "emis": "synthetic, in the shape of EMIS bulk 8.2",
    "systmone": "synthetic, in the shape of SystmOne SRE layout 93",
}

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class NetworkSummary:
    """What was written."""

    out: Path
    people: int
    practices: tuple[str, ...]
    nights: int
    rows: dict[str, int]  # "night-1/Z99001" -> data rows

    @property
    def rows_per_person(self) -> float:
        """Rows of night 1 in all tables for each person on a list."""
        return sum(n for name, n in self.rows.items() if name.startswith("night-1/")) / self.people


def write_network(
    out: Path, *, people: int = 45_000, practices: int = 6, nights: int = 2, seed: int = 1, dirt: float = 1.0,
    progress: Progress | None = None,
) -> NetworkSummary:  # fmt: skip
    """Write a fictional network to ``out``: network.json, reference/, night-1/<ODS>/ (full), night-2/<ODS>/ (delta) ...

    ``people`` are on the practices' lists on night 1, 9 February 2026. ``dirt`` multiplies the share of spoilt rows;
    0 writes clean files. ``progress`` is called with a step and the part done, 0 to 1. The same arguments write
    the same bytes. Raises ValueError for numbers that make no network.
    """
    _check(people, practices, nights)
    tell = progress or (lambda _step, _part: None)
    tell("lives", 0.0)
    as_at = (FIRST_NIGHT - EPOCH).days
    lives = live(seed, people, practices, as_at)
    spoiler = Dirt(seed, dirt)
    numbers = make_nhs_numbers(seed, len(lives.people))
    out.mkdir(parents=True, exist_ok=True)
    _write_facts(out, lives, people)
    rows: dict[str, int] = {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        for position, practice in enumerate(lives.places.practices):
            tell(f"night 1, {practice.code}", 0.1 + 0.8 * position / practices)
            extract = full_extract(lives, practice, 1, as_at)
            rows[f"night-1/{practice.code}"] = _write(out, extract, spoiler, numbers, pool)
    (out / "truth.json").write_text(
        json.dumps({"dirt": spoiler.sorted_truth()}, indent=0) + "\n", encoding="utf-8"
    )
    tell("done", 1.0)
    return NetworkSummary(out, people, tuple(p.code for p in lives.places.practices), nights, rows)


def _check(people: int, practices: int, nights: int) -> None:
    if not 1 <= practices <= 99:
        raise ValueError(f"--practices {practices}: expected 1 to 99")
    if people < practices * 50:
        raise ValueError(f"--people {people}: expected at least 50 for each practice")
    if people > 800_000:
        raise ValueError(f"--people {people}: the test range of NHS numbers holds no more than 800,000")
    if not 1 <= nights <= 28:
        raise ValueError(f"--nights {nights}: expected 1 to 28")


def _write(out: Path, extract: Extract, dirt: Dirt, numbers: list[str], pool: ThreadPoolExecutor) -> int:
    """One submission."""
    system = extract.practice.system
    writer = (
        EmisWriter(extract, dirt, numbers) if system == "emis" else SystmOneWriter(extract, dirt, numbers)
    )
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
    folder = out / f"night-{extract.night}" / extract.practice.code
    return write_submission(folder, writer.files(), manifest, pool)


def _write_facts(out: Path, lives: Lives, people: int) -> None:
    """network.json and the postcode look-up."""
    listed = lives.people.listed
    sizes = np.bincount(lives.people.practice[listed], minlength=len(lives.places.practices))
    facts = {
        "network": {"code": NETWORK_CODE, "name": NETWORK_NAME, "fictional": True},
        "people": people,
        "seed": lives.seed,
        "as_at": FIRST_NIGHT.isoformat(),
        "practices": [
            {"code": p.code, "name": p.name, "system": p.system, "list_size": int(sizes[p.index])}
            for p in lives.places.practices
        ],
        "care_homes": [
            {
                **{k: v for k, v in asdict(home).items() if k in ("code", "name", "beds", "nursing")},
                "practice": lives.places.practices[home.practice].code,
                "postcode": lives.places.postcodes[home.postcode],
                "residents": int((lives.people.home[listed] == home.index).sum()),
            }
            for home in lives.places.homes
        ],
    }
    (out / "network.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    folder = out / "reference"
    folder.mkdir(exist_ok=True)
    places = lives.places
    lines = ["postcode,lsoa,imd_decile,imd_edition"]
    for postcode, area in zip(places.postcodes, places.postcode_area.tolist(), strict=True):
        lines.append(f"{postcode},{places.lsoa[area]},{places.decile[area]},fictional")
    (folder / "postcodes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


__all__ = ["FIRST_NIGHT", "NONE", "NetworkSummary", "write_network"]
