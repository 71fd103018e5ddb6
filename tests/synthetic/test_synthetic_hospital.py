"""What the hospital says of the network's people: stays that a life can hold, more where people are frail."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise

import numpy as np

from openpcn.synthetic.lives.care import FIT, SEVERE
from openpcn.synthetic.lives.hospital import ATTENDANCE, EMERGENCY, make_hospital_stays
from openpcn.synthetic.lives.journal import NONE
from openpcn.synthetic.lives.network_lives import live

AS_AT = (date(2026, 2, 9) - date(1970, 1, 1)).days


def _rows(network):
    found = []
    for path in sorted((network.out / "companions-1").glob("*-hospital/hospital.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found += list(csv.DictReader(lines))
    return found


def test_every_practice_has_a_file_of_the_hospital(network):
    practices = {path.name for path in (network.out / "night-1").iterdir()}
    assert {row["practice"] for row in _rows(network)} == practices


def test_an_attendance_has_no_discharge_and_an_admission_says_how(network):
    rows = _rows(network)
    assert {row["kind"] for row in rows} == {"admission", "emergency_attendance"}
    for row in rows:
        if row["kind"] == "emergency_attendance":
            assert not row["discharged_on"] and not row["method"]
        else:
            assert row["method"] in ("emergency", "elective")
            assert not row["discharged_on"] or row["date"] <= row["discharged_on"] <= "2026-02-09"


def test_nobody_is_admitted_while_in_hospital(network):
    stays = defaultdict(list)
    for row in _rows(network):
        stays[row["nhs_number"]].append((row["date"], row["discharged_on"] or row["date"]))
    for each in stays.values():
        each.sort()
        assert all(before[1] < after[0] for before, after in pairwise(each))


def test_the_same_seed_gives_the_same_stays_and_the_frail_are_admitted_more():
    lives = live(7, 6000, 3, AS_AT)
    once = make_hospital_stays(7, lives.people, lives.conditions, lives.care)
    again = make_hospital_stays(7, lives.people, lives.conditions, lives.care)
    assert np.array_equal(once.person, again.person) and np.array_equal(once.day, again.day)
    assert (once.until[once.kind == ATTENDANCE] == NONE).all()

    def rate(degree):
        group = lives.people.listed & (lives.care.frailty == degree) & (lives.people.age >= 65)
        return np.isin(once.person[once.kind == EMERGENCY], np.flatnonzero(group)).sum() / group.sum()

    assert rate(SEVERE) > 4 * rate(FIT)
