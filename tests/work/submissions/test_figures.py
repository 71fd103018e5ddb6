"""Figures about a practice's data: each counted right, its people kept, carried on where nothing changed."""

from __future__ import annotations

import numpy as np
import pytest

from openpcn.codes import codelist
from openpcn.record.store.summing import on_list
from openpcn.terms import clock
from openpcn.work import night, submissions
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.night import tidying
from openpcn.work.submissions import figures, quality, standing
from openpcn.work.submissions.models import FigurePeople, PracticeFigures
from openpcn.work.submissions.quality import MEASURES

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def practice(small_practice):
    """Twelve people with known gaps."""
    made = small_practice()
    people = [row["local_id"] for row in made.rows["patient"]]
    for local_id in people[:9]:
        made.says(local_id, "ethnicity", "2024-01-01")
    made.rows["patient"][0]["nhs_number"] = ""
    made.rows["patient"][1]["deregistered_on"] = "2026-01-01"
    hba1c = codelist("hba1c").first.code
    made.says(people[2], hba1c, "2025-06-01", value="50", unit="mmol/mol")
    made.says(people[3], hba1c, "2025-06-01", value="50")
    made.says(people[3], hba1c, "2025-07-01")
    made.says(people[4], hba1c, "2019-07-01")
    made.says(people[5], hba1c, "2025-07-01", value="5000", unit="mmol/mol")
    return made


@pytest.fixture
def taken(beginning_with, practice, tmp_path, riverbank):
    def one_night():
        night.run([practice.write(tmp_path / "n1")], by="test")

    beginning_with(one_night)
    return PracticeFigures.objects.get()


def test_each_figure_counts_what_it_says(taken):
    assert taken.list_size == 11, "somebody has left"
    found = {name: (held["n"], held["of"]) for name, held in taken.measures.items()}
    assert found["ethnicity_missing"] == (3, 11)
    assert found["nhs_number_missing"] == (1, 11)
    assert found["postcode_unknown"] == (11, 11)
    assert found["hba1c_without_value"] == (3, 4), "one without a unit, one without a value, one implausible"
    assert found["implausible"][0] == 1
    assert found["unmapped"] == (0, 11)
    assert "care_home_not_coded" not in found, "no home sent a list: not known, which is not none"
    assert set(found) <= {measure.id for measure in MEASURES}


def test_the_people_behind_a_figure_are_those_counted(taken, post_of):
    manager = post_of("practice_manager", "Z99001")
    behind = standing.people_behind(manager, "Z99001", "ethnicity_missing")
    assert behind.count() == 3
    assert {state.family_name for state in behind} == {"Example9", "Example10", "Example11"}
    assert standing.people_behind(manager, "Z99001", "hba1c_without_value").count() == 2
    with pytest.raises(KeyError):
        standing.people_behind(manager, "Z99001", "no_such_figure")


@pytest.mark.hazard("H11", "the people behind a figure are shown to the practice's own manager alone")
def test_nobody_else_sees_the_people(taken, post_of):
    for post in (
        post_of("practice_manager", "Z99002"),
        post_of("pcn_manager"),
        post_of("clinical_director"),
        post_of("receptionist", "Z99001"),
    ):
        with pytest.raises(NotAllowedError):
            standing.people_behind(post, "Z99001", "ethnicity_missing")


def test_small_numbers_are_hidden_from_who_may_not_have_the_people(taken, post_of):
    def lines(post):
        [own] = [one for one in standing.standings(post) if one.ods == "Z99001"]
        return {line.measure.id: line.n for line in own.lines}

    assert lines(post_of("practice_manager", "Z99001"))["ethnicity_missing"] == 3
    shown = lines(post_of("pcn_manager"))
    assert shown["ethnicity_missing"] is None and shown["postcode_unknown"] == 10


def test_who_sees_which_practice(taken, post_of):
    assert [one.ods for one in standing.standings(post_of("practice_manager", "Z99002"))] == ["Z99002"]
    assert len(standing.standings(post_of("pcn_manager"))) == 3
    for post in (post_of("practice_manager", "Z99002"), post_of("clinical_pharmacist")):
        with pytest.raises(NotAllowedError):
            standing.standing(post, "Z99001")


@pytest.mark.hazard("H05", "data older than 7 days are marked as old, to the day")
def test_data_are_old_after_seven_days(taken, post_of, clock_at):
    manager = post_of("practice_manager", "Z99001")
    for moment, days, stale in (("2026-02-16T23:59", 7, False), ("2026-02-17T00:00", 8, True)):
        clock_at(moment)
        found = standing.standing(manager, "Z99001")
        assert (found.days, found.stale) == (days, stale)


def test_what_changed_is_told_from_the_extract_before(practice, taken, tmp_path, clock_at, post_of):
    clock_at("2026-02-11T03:00")
    practice.rows["patient"][2]["deregistered_on"] = "2026-02-10"
    practice.person(family_name="New")
    gone = practice.rows["event"].pop()
    practice.says("Z99001-0003", "structured_medication_review", "2026-02-10")
    practice.says("Z99001-0004", "structured_medication_review", "2026-02-10")
    assert gone["value"] == "5000"
    night.run([practice.write(tmp_path / "n2", "2026-02-10")], by="test")
    changes = PracticeFigures.objects.get(snapshot_id=submissions.live_snapshot_id()).changes
    assert (changes["since"], changes["joined"], changes["left"]) == ("2026-02-09", 1, 1)
    assert changes["rows"]["event"]["now"] - changes["rows"]["event"]["before"] == 1
    assert (changes["rows"]["event"]["came"], changes["rows"]["event"]["went"]) == (2, 1)
    assert changes["rows"]["patient"]["came"] == 1
    assert changes["work"]["closed"] >= 2
    trend = standing.trend("Z99001")
    assert [row.as_at.isoformat() for row in trend] == ["2026-02-10", "2026-02-09"]
    assert trend[0].rows["event"] == trend[1].rows["event"] + 1


def test_a_practice_that_sent_nothing_new_keeps_its_figures(
    practice, taken, small_practice, tmp_path, clock_at, monkeypatch
):
    clock_at("2026-02-11T03:00")
    worked = []
    measure = figures.measure
    monkeypatch.setattr(
        figures, "measure", lambda s, part, **k: worked.append(part.practice) or measure(s, part, **k)
    )
    night.run([small_practice("Z99002").write(tmp_path / "two", "2026-02-10")], by="test")
    live = submissions.live_snapshot_id()
    kept = PracticeFigures.objects.get(snapshot_id=live, practice="Z99001")
    assert worked == ["Z99002"]
    assert kept.measures == taken.measures and kept.as_at == taken.as_at
    assert FigurePeople.objects.filter(snapshot_id=live, practice="Z99001").exists()


def test_who_is_behind_goes_with_the_snapshot_and_the_figures_stay(
    practice, taken, tmp_path, clock_at, monkeypatch
):
    monkeypatch.setattr(tidying, "KEPT", 0)
    clock_at("2026-02-11T03:00")
    practice.says("Z99001-0003", "structured_medication_review", "2026-02-10")
    night.run([practice.write(tmp_path / "n2", "2026-02-10")], by="test")
    assert PracticeFigures.objects.filter(pk=taken.pk).exists()
    assert not FigurePeople.objects.filter(snapshot_id=taken.snapshot_id).exists()


def test_the_list_is_the_list_that_the_part_counts(taken):
    part = submissions.live_snapshot().parts["Z99001"]
    assert int(on_list(part).sum()) == part.description.list_size == 11


def test_a_home_list_is_set_against_the_codes():
    """On the list and not coded; coded and on no list; both; neither."""
    import pyarrow as pa

    class Part:
        n_patients = 4

        def table(self, name, columns):
            left = pa.array([None, None, clock.today()], pa.date32())
            return pa.table({"patient": pa.array([0, 2, 3], pa.int32()), "left_on": left})

    found = quality._care_homes(Part(), np.ones(4, bool), np.array([False, True, True, False]))
    assert (found["care_home_not_coded"].n, found["care_home_not_coded"].of) == (1, 2)
    assert found["care_home_not_coded"].patients.tolist() == [True, False, False, False]
    assert (found["care_home_not_on_list"].n, found["care_home_not_on_list"].of) == (1, 2)
    assert found["care_home_not_on_list"].patients.tolist() == [False, True, False, False]
