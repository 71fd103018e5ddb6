"""What anybody may know of the network: network.json and the look-up of postcodes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np

from .lives.network_lives import Lives
from .places import NETWORK_CODE, NETWORK_NAME


def write_facts(out: Path, lives: Lives, as_at: date) -> None:
    """Write network.json and reference/postcodes.csv."""
    listed, places = lives.people.listed, lives.places
    sizes = np.bincount(lives.people.practice[listed], minlength=len(places.practices))
    facts = {
        "network": {"code": NETWORK_CODE, "name": NETWORK_NAME, "fictional": True},
        "people": int(listed.sum()),
        "seed": lives.seed,
        "as_at": as_at.isoformat(),
        "practices": [
            {"code": p.code, "name": p.name, "system": p.system, "list_size": int(sizes[p.index])}
            for p in places.practices
        ],
        "care_homes": [
            {
                "code": home.code,
                "name": home.name,
                "practice": places.practices[home.practice].code,
                "beds": home.beds,
                "nursing": home.nursing,
                "postcode": places.postcodes[home.postcode],
                "residents": int((lives.people.home[listed] == home.index).sum()),
            }
            for home in places.homes
        ],
    }
    (out / "network.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    folder = out / "reference"
    folder.mkdir(exist_ok=True)
    lines = ["postcode,lsoa,imd_decile,imd_edition"]
    for postcode, area in zip(places.postcodes, places.postcode_area.tolist(), strict=True):
        lines.append(f"{postcode},{places.lsoa[area]},{places.decile[area]},fictional")
    (folder / "postcodes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
