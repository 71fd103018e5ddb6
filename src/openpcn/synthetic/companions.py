"""What others say of the network's people beside the practices' extracts: care homes and the hospital.

One submission for each practice and source. The homes' bed lists hold every home in which somebody of the
list lives: most agree with the practice's codes; a few people are on no list, and of a few the practice has
no code. The hospital's file holds admissions and emergency attendances of fourteen months.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np

from openpcn.record.intake import make_manifest
from openpcn.synthetic.lives.care import EPOCH
from openpcn.synthetic.lives.hospital import ATTENDANCE, ELECTIVE, EMERGENCY
from openpcn.synthetic.lives.journal import NONE
from openpcn.synthetic.lives.network_lives import Lives
from openpcn.synthetic.lives.population import LISTED

from .places import CareHome, Practice

Rows = list[dict[str, str]]
_EVERY = 33  # one resident in so many is on no list
_HOSPITAL = "Z9T01"  # a made-up trust
_METHODS = {EMERGENCY: "emergency", ELECTIVE: "elective"}


def bed_rows(lives: Lives, practice: Practice, numbers: list[str]) -> Rows:
    """The residents of a practice's list, home by home."""
    people = lives.people
    listed = np.ones(len(people), dtype=bool)
    listed[np.flatnonzero(people.home >= 0)[_EVERY // 2 :: _EVERY]] = False
    here = (people.home >= 0) & (people.practice == practice.index) & (people.status == LISTED) & listed
    rows = []
    for person in np.flatnonzero(here):
        home = lives.places.homes[people.home[person]]
        temporary = bool(lives.care.home_code[person] == 2)
        rows.append(
            {
                "practice": practice.code,
                "home": home.code,
                "home_name": home.name,
                "nhs_number": numbers[person],
                "birth_date": _iso(int(people.birth[person])),
                "from": _iso(int(lives.homes_since[person])),
                "to": "",
                "temporary": "yes" if temporary else "no",
                "nursing": "yes" if home.nursing else "no",
            }
        )
    if not rows and lives.places.homes:
        rows.append(_empty_bed(lives.places.homes[practice.index % len(lives.places.homes)], practice))
    return sorted(rows, key=lambda row: (row["home"], row["from"], row["nhs_number"]))


def _empty_bed(home: CareHome, practice: Practice) -> dict[str, str]:
    """A bed without a resident: the home sends its list, and nobody of this practice lives there."""
    empty = dict.fromkeys(("nhs_number", "birth_date", "from", "to", "temporary"), "")
    said = {"practice": practice.code, "home": home.code, "home_name": home.name}
    return {**said, **empty, "nursing": "yes" if home.nursing else "no"}


def hospital_rows(lives: Lives, practice: Practice, numbers: list[str]) -> Rows:
    """Stays and emergency attendances of a practice's list, as the one hospital of the place reports them."""
    people = lives.people
    stays = lives.stays
    here = (people.practice[stays.person] == practice.index) & (people.status[stays.person] == LISTED)
    rows = []
    for position in np.flatnonzero(here):
        person, until = stays.person[position], int(stays.until[position])
        attendance = stays.kind[position] == ATTENDANCE
        rows.append(
            {
                "practice": practice.code,
                "provider": _HOSPITAL,
                "stay_id": f"{position:07d}",
                "nhs_number": numbers[person],
                "birth_date": _iso(int(people.birth[person])),
                "kind": "emergency_attendance" if attendance else "admission",
                "date": _iso(int(stays.day[position])),
                "discharged_on": "" if until == NONE else _iso(until),
                "method": "" if attendance else _METHODS[int(stays.kind[position])],
            }
        )
    return rows


#: Source of the record -> the file's name and its rows for a practice.
COMPANIONS: dict[str, tuple[str, Callable[[Lives, Practice, list[str]], Rows]]] = {
    "bed_list": ("bed_list", bed_rows),
    "hospital": ("hospital", hospital_rows),
}


def companion_files(
    lives: Lives, practice: Practice, numbers: list[str]
) -> dict[str, tuple[str, bytes, int]]:
    """Source -> file name, content and number of rows; none where it has nothing to say of the practice."""
    found = {}
    for source, (name, rows_of) in COMPANIONS.items():
        rows = rows_of(lives, practice, numbers)
        if rows:
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
            found[source] = (f"{name}.csv", text.getvalue().encode("utf-8"), len(rows))
    return found


def write_companions(folder: Path, lives: Lives, practice: Practice, numbers: list[str], as_at: int) -> None:
    """``folder``/<ODS>-<source>/ with the file and its manifest."""
    for source, (name, content, rows) in companion_files(lives, practice, numbers).items():
        into = folder / f"{practice.code}-{source}"
        into.mkdir(parents=True, exist_ok=True)
        (into / name).write_bytes(content)
        make_manifest(
            into,
            source=source,
            practice=practice.code,
            as_at=EPOCH + timedelta(days=as_at),
            rows={name: rows},
            test_data=True,
            supplier="synthetic",
        )


def _iso(day: int) -> str:
    return (EPOCH + timedelta(days=day)).isoformat()
