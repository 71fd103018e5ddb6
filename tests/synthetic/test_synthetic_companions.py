"""The homes' bed lists beside the practices' extracts: whose they are, and who is on none."""

import csv
import json
from datetime import date

import numpy as np

from openpcn.synthetic.companions import bed_rows
from openpcn.synthetic.lives.care_homes import moved_in
from openpcn.synthetic.lives.network_lives import live
from openpcn.synthetic.nhs_numbers import make_nhs_numbers

AS_AT = (date(2026, 2, 9) - date(1970, 1, 1)).days


def test_every_practice_with_residents_has_a_bed_list(network):
    homes = {home["code"] for home in json.loads((network.out / "network.json").read_text())["care_homes"]}
    found = sorted((network.out / "companions-1").glob("*-bed_list"))
    assert len(found) == len(network.summary.practices)  # one without residents says so by an empty bed
    for folder in found:
        manifest = json.loads((folder / "manifest.json").read_text())
        assert folder.name == f"{manifest['practice']}-bed_list"
        assert (manifest["source"], manifest["kind"], manifest["test_data"]) == ("bed_list", "full", True)
        rows = list(csv.DictReader((folder / "bed_list.csv").open(newline="")))
        assert manifest["files"][0]["rows"] == len(rows) > 0
        assert {row["home"] for row in rows} <= homes
        assert all(row["from"] <= "2026-02-09" and row["to"] == "" for row in rows)
        assert len({row["nhs_number"] for row in rows}) == len(rows)


def test_one_resident_in_thirty_three_is_on_no_list():
    lives = live(3, 9000, 3, AS_AT)
    numbers = make_nhs_numbers(3, len(lives.people))
    rows = [row for practice in lives.places.practices for row in bed_rows(lives, practice, numbers)]
    residents = {numbers[at] for at in np.flatnonzero((lives.people.home >= 0) & lives.people.listed)}
    listed = {row["nhs_number"] for row in rows}
    assert len(rows) == len(listed) and listed < residents
    assert 0.9 * len(residents) <= len(listed)


def test_some_moved_in_lately_and_nobody_before_birth():
    lives = live(3, 9000, 3, AS_AT)
    since = moved_in(3, lives.people)[lives.people.home >= 0]
    assert 0.03 < (since > AS_AT - 60).mean() < 0.2
    assert (since <= AS_AT).all()
    assert (since > lives.people.birth[lives.people.home >= 0]).all()
