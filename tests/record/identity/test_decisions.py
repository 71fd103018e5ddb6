"""Old numbers, merges and splits: linked where every date of birth agrees, and nothing depends on order."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from openpcn.record.identity import PLACEHOLDERS, Decisions, Merge, Split, assemble, site_key
from openpcn.terms import nhs_number, person_key
from openpcn.terms.scope import Scope

BORN = date(1950, 5, 1)


def _people(snapshot: Any) -> dict[int, dict[str, Any]]:
    rows = snapshot.people(Scope.evaluation(snapshot.practices)).to_pylist()
    return {row["person_id"]: row for row in rows}


@pytest.fixture
def site(desk: Any, make_practice: Any, test_number: Any) -> Any:
    """Two practices of three people; A's P0001 and B's P0001 have numbers 1 and 101."""
    from datetime import datetime

    from openpcn.terms.clock import LONDON

    class Site:
        first, second = make_practice("Z99001", 3), make_practice("Z99002", 3, serial=100)

        def submit(self, as_at: str = "2026-02-09") -> None:
            desk.submit(self.first, as_at=as_at)
            desk.submit(self.second, as_at=as_at)

        def snapshot(self, *merges: Merge, splits: tuple[Split, ...] = ()) -> Any:
            refs = [part.ref for part in desk.live.values()]
            created = datetime(2026, 2, 10, 3, tzinfo=LONDON)
            decided = Decisions.of(merges, splits)
            return assemble(desk.store, refs, created=created, decisions=decided)

        def id(self, serial: int) -> int:
            return person_key.person_id(site_key(desk.store.home), f"nhs:{test_number(serial)}")

        def own_id(self, practice: str, local_id: str) -> int:
            return person_key.person_id(site_key(desk.store.home), f"local:{practice}:{local_id}")

    return Site()


@pytest.mark.hazard("H01", "a merge is linked only where number and date of birth agree, and can be undone")
def test_two_numbers_become_one_person_with_the_history_of_both(site: Any, test_number: Any) -> None:
    site.submit()
    apart, merged = site.snapshot(), site.snapshot(Merge(site.id(1), site.id(101), BORN))
    assert len(_people(apart)) == 6 and len(_people(merged)) == 5
    person = _people(merged)[site.id(101)]
    assert person["nhs_number"] == test_number(101) and site.id(1) not in _people(merged)
    assert {person["practice"], *person["other_practices"]} == {"Z99001", "Z99002"}
    rows = merged.person(site.id(101), Scope.evaluation(merged.practices))
    assert {row.practice for row in rows.events} == {"Z99001", "Z99002"} and len(rows.patients) == 2
    [issue] = [each for each in merged.identity_issues if each.kind == "superseded_number"]
    assert issue.places == (("Z99001", "P0001"),) and not issue.set_aside
    assert merged.content_hash == apart.content_hash and merged.people_hash != apart.people_hash
    assert site.snapshot().people_hash == apart.people_hash  # without the decision it is as it was


def test_a_number_nobody_holds_yet_still_gives_the_person_its_id(site: Any, test_number: Any) -> None:
    site.submit()
    person = _people(site.snapshot(Merge(site.id(1), site.id(555), BORN)))[site.id(555)]
    assert person["nhs_number"] == test_number(1) and "superseded" in person["flagged"]


def test_with_another_date_of_birth_nothing_is_linked(site: Any) -> None:
    site.first.row("patient", "P0001")["birth_date"] = "1950-05-02"
    site.submit()
    snapshot = site.snapshot(Merge(site.id(1), site.id(101), date(1950, 5, 2)))  # the survivor's differs
    assert {site.id(1), site.id(101)} <= set(_people(snapshot))
    assert [each.kind for each in snapshot.identity_issues] == ["superseded_birth_date_differs"]
    decided_for_another = site.snapshot(Merge(site.id(1), site.id(101), BORN))
    assert {site.id(1), site.id(101)} <= set(_people(decided_for_another))


def test_merges_of_merges_and_what_contradicts_itself(site: Any) -> None:
    site.submit()
    chain = (Merge(site.id(1), site.id(2), BORN), Merge(site.id(2), site.id(101), BORN))
    assert {site.id(1), site.id(2)}.isdisjoint(_people(site.snapshot(*chain)))
    circle = (*chain, Merge(site.id(101), site.id(1), BORN))
    torn = (Merge(site.id(1), site.id(2), BORN), Merge(site.id(1), site.id(101), BORN))
    for decided in (circle, torn):
        snapshot = site.snapshot(*decided)
        assert site.id(1) in _people(snapshot)
        assert "decisions_disagree" in {each.kind for each in snapshot.identity_issues}
    seen = {site.snapshot(*order).people_hash for order in itertools.permutations(chain)}
    assert len(seen) == 1


@pytest.mark.hazard("H01", "one number held by two people is taken apart, each under an id of its own")
def test_one_number_of_two_people_is_taken_apart_and_stays_so(site: Any, test_number: Any, desk: Any) -> None:
    site.second.row("patient", "P0001")["nhs_number"] = test_number(1)
    site.submit()
    together = site.snapshot()
    assert len(_people(together)) == 5
    split = Split("Z99002", "P0001", site.id(1))
    for as_at in ("2026-02-09", "2026-02-10"):
        if as_at != "2026-02-09":
            site.submit(as_at)
        snapshot = site.snapshot(splits=(split,))
        keeper, other = _people(snapshot)[site.id(1)], _people(snapshot)[site.own_id("Z99002", "P0001")]
        assert (keeper["practice"], keeper["nhs_number"]) == ("Z99001", test_number(1))
        assert (other["practice"], other["nhs_number"]) == ("Z99002", None)
        assert [each.kind for each in snapshot.identity_issues] == ["split"]
    site.second.row("patient", "P0001")["nhs_number"] = test_number(777)  # the practice corrects it
    desk.submit(site.second, as_at="2026-02-10", approved=True)
    corrected = site.snapshot(splits=(split,))
    assert _people(corrected)[site.id(777)]["nhs_number"] == test_number(777)
    assert corrected.identity_issues == ()


def test_two_registrations_of_one_practice_are_one_person_with_both_histories(
    site: Any, test_number: Any
) -> None:
    site.first.row("patient", "P0001")["deregistered_on"] = "2015-01-01"
    site.first.row("patient", "P0002").update(nhs_number=test_number(1), registered_on="2018-01-01")
    site.submit()
    snapshot = site.snapshot()
    person = _people(snapshot)[site.id(1)]
    assert (person["practice"], person["patient"], person["other_practices"]) == ("Z99001", 2, ["Z99001"])
    places = snapshot.places("Z99001")
    assert places.current.tolist() == [True, False, True]
    assert places.person_id[1] == places.person_id[2] == site.id(1)
    record = snapshot.person(site.id(1), Scope.evaluation(snapshot.practices))
    assert {row["source_key"] for row in record.events if row["source_key"].endswith("-dx")} == {
        "P0001-dx", "P0002-dx",
    }  # fmt: skip


@pytest.mark.parametrize("number", sorted(PLACEHOLDERS))
def test_placeholders_pass_the_check_digit_and_so_need_a_list(number: str) -> None:
    assert len(number) == 10 and nhs_number.check_digit(number[:9]) == int(number[9])


@pytest.mark.hazard("H01", "a placeholder is nobody's number: the people who carry it are not joined")
def test_a_placeholder_is_no_identity(site: Any) -> None:
    site.first.row("patient", "P0001")["nhs_number"] = "9876543210"
    site.second.row("patient", "P0001")["nhs_number"] = "987 654 3210"
    site.submit()
    snapshot = site.snapshot()
    for practice in ("Z99001", "Z99002"):
        person = _people(snapshot)[site.own_id(practice, "P0001")]
        assert person["nhs_number"] is None and person["practice"] == practice
    assert [each.kind for each in snapshot.identity_issues] == ["number_is_placeholder"] * 2


@pytest.mark.hazard("H09", "a death that any practice knows of is the person's")
def test_a_death_known_to_the_old_practice_is_the_persons(site: Any, test_number: Any) -> None:
    site.first.row("patient", "P0001").update(deregistered_on="2026-01-01", death_date="2026-01-01")
    site.second.row("patient", "P0001")["nhs_number"] = test_number(1)
    site.submit()
    snapshot = site.snapshot()
    assert _people(snapshot)[site.id(1)]["death_date"] == date(2026, 1, 1)
    assert [each.kind for each in snapshot.identity_issues] == ["death_held_elsewhere"]
    assert snapshot.deaths("Z99002") == {1: date(2026, 1, 1)} and snapshot.deaths("Z99001") == {}
