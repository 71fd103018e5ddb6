"""Nobody's number, believable lives, dirt that is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.lives.care import EPOCH
from openpcn.synthetic.lives.medicines import ACUTE
from openpcn.synthetic.lives.network_lives import Lives, live
from openpcn.synthetic.nhs_numbers import make_nhs_numbers
from openpcn.terms import nhs_number

AS_AT = (date(2026, 2, 9) - EPOCH).days


@pytest.fixture(scope="module")
def lives() -> Lives:
    return live(3, 4000, 4, AS_AT)


def test_numbers_are_of_the_test_range_valid_and_different():
    numbers = make_nhs_numbers(1, 60_000)
    assert len(set(numbers)) == 60_000
    assert all(nhs_number.is_test_range(n) and nhs_number.is_valid(n) for n in numbers[:2000])
    assert all(len(n) == 10 and n.startswith("999") for n in numbers)


def test_the_test_range_is_not_exceeded():
    with pytest.raises(ValueError, match="999 range holds"):
        make_nhs_numbers(1, 950_000)


def test_written_numbers_are_of_the_test_range_but_for_the_dirt(network):
    dirty = {t["key"] for t in network.truth["dirt"] if t["column"] in ("NhsNumber", "NHSNumber")}
    seen: dict[str, set[str]] = {}
    for practice, table, key, column in (
        ("Z99001", "Admin_Patient", "PatientGuid", "NhsNumber"),
        ("Z99002", "SRPatient", "RowIdentifier", "NHSNumber"),
        ("Z99003", "Admin_Patient", "PatientGuid", "NhsNumber"),
    ):
        for row in network.rows(1, practice, table):
            if row[key] not in dirty:
                assert row[column].startswith("999")
                assert nhs_number.is_valid(row[column])
                seen.setdefault(row[column], set()).add(practice)
    shared = [number for number, places in seen.items() if len(places) > 1]
    assert 0 < len(shared) < 0.03 * len(seen), "a few people have moved between practices, no more"


def test_list_sizes_differ_and_add_up(lives):
    sizes = np.bincount(lives.people.practice[lives.people.listed])
    assert sizes.sum() == 4000
    assert sizes.max() > 1.3 * sizes.min()


def test_households_hold_families(lives):
    people = lives.people
    children = np.flatnonzero(people.listed & (people.age < 16) & (people.home < 0))
    adults = people.age >= 18
    with_adult = np.isin(people.household[children], people.household[adults])
    assert with_adult.mean() > 0.95
    same_decile = people.decile[children] == people.decile[people.household[children]]
    assert same_decile.mean() > 0.97
    size = people.listed.sum() / len(np.unique(people.household[people.listed]))
    assert 1.8 < size < 2.8


def test_nothing_happens_before_birth_or_after_the_last_day(lives):
    events = lives.events
    assert (events.day >= lives.people.birth[events.person]).all()
    assert (events.day <= lives.last[events.person]).all()
    drugs = lives.medicines
    assert (drugs.issue_day >= drugs.start[drugs.issue_course]).all()
    assert (drugs.issue_day <= lives.last[drugs.person[drugs.issue_course]]).all()


def test_conditions_come_together(lives):
    has, listed = lives.conditions.has, lives.people.listed
    older = listed & (lives.people.age >= 55)
    for first, second in (("hypertension", "diabetes"), ("chd", "heart_failure"), ("diabetes", "ckd")):
        together = (has[first] & has[second])[older].mean()
        apart = has[first][older].mean() * has[second][older].mean()
        assert together > 1.25 * apart, f"{first} and {second} are independent"


def test_diabetes_is_treated_monitored_and_not_pre_diabetes(lives):
    has, codes = lives.conditions.has, lives.codes
    assert not (has["diabetes"] & has["ndh"]).any()
    tested = np.unique(lives.events.person[np.isin(lives.events.code, codes.all("hba1c"))])
    diabetic = np.flatnonzero(has["diabetes"] & lives.people.listed)
    assert np.isin(diabetic, tested).mean() > 0.95
    on_metformin = np.unique(lives.medicines.person[lives.medicines.code == codes.first("metformin")])
    assert np.isin(diabetic, on_metformin).mean() > 0.5


def test_repeats_are_issued_regularly(lives):
    drugs = lives.medicines
    course = np.flatnonzero((drugs.kind != ACUTE) & (drugs.end == j.NONE) & (drugs.start < AS_AT - 400))[0]
    days = np.sort(drugs.issue_day[drugs.issue_course == course])
    gaps = np.diff(days)
    assert len(days) >= 3
    assert np.median(np.abs(gaps - drugs.days[course])) <= 4


def test_rare_restrictions_are_rare_and_there(lives):
    care, n = lives.care, len(lives.people)
    assert 0.005 < care.sharing_dissent.sum() / n < 0.03
    assert 0.02 < care.type1.sum() / n < 0.07
    assert 0.001 < care.risk_objection.sum() / n < 0.012
    assert 0 < care.confidential.sum() / n < 0.005
    assert 0 < care.spine_sensitive.sum() / n < 0.005


def test_some_raised_pressures_are_severe(lives):
    assert 1 <= lives.care.severe_bp.sum() < 0.01 * len(lives.people)


def test_people_have_bookings_ahead(lives):
    book = lives.appointments
    ahead = np.unique(book.person[(book.day > AS_AT) & (book.status == 0)])
    assert 0.05 < len(ahead) / 4000 < 0.2


def test_every_dirty_row_is_where_the_truth_says(network):
    dirt = network.truth["dirt"]
    assert {t["trap"] for t in dirt} >= {
        "unit spelt otherwise",
        "appointment of an unknown patient",
        "SNOMED code only through the CTV3 map",
        "recorded elsewhere and shared in",
        "implausible blood pressure",
    }
    rows = {r["RowIdentifier"]: r for r in network.rows(1, "Z99002", "SRCode")}
    said = [t for t in dirt if t["table"] == "SRCode" and t["night"] == 1 and t["column"]]
    assert len(said) > 50
    for item in said:
        assert rows[item["key"]][item["column"]] == item["written"]


def test_test_patients_are_marked(network):
    assert sum(r["DummyType"] == "true" for r in network.rows(1, "Z99001", "Admin_Patient")) >= 1
    assert {r["TestPatient"] for r in network.rows(1, "Z99002", "SRPatient")} == {"TRUE", "FALSE"}


def test_clean_files_can_be_asked_for(tmp_path):
    from openpcn.synthetic import write_network

    write_network(tmp_path, people=200, practices=2, nights=1, dirt=0)
    assert '"dirt": []' in (tmp_path / "truth.json").read_text()
