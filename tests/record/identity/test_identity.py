"""Who is who: number and date of birth agree, or nobody is guessed."""

from __future__ import annotations

import itertools
import stat
from typing import Any

import pytest

from openpcn.record.identity import IdentityError, site_key
from openpcn.terms import person_key
from openpcn.terms.scope import Scope


def _people(snapshot: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = snapshot.people(Scope.evaluation(snapshot.practices)).to_pylist()
    return rows


def _with(snapshot: Any, number: str) -> list[dict[str, Any]]:
    return [row for row in _people(snapshot) if row["nhs_number"] == number]


@pytest.fixture
def pair(make_practice: Any) -> Any:
    return make_practice("Z99001", 5), make_practice("Z99002", 5, serial=100)


@pytest.mark.hazard("H01", "one number with two dates of birth: both set aside, listed, never merged")
def test_different_birth_dates_are_set_aside(desk: Any, pair: Any, test_number: Any) -> None:
    first, second = pair
    second.row("patient", "P0002").update(nhs_number=test_number(1), birth_date="1951-05-01")
    desk.submit(first)
    desk.submit(second)
    snapshot = desk.snapshot()
    assert _with(snapshot, test_number(1)) == [] and len(_people(snapshot)) == 8
    (issue,) = snapshot.identity_issues
    assert issue.set_aside and issue.kind == "birth_dates_differ"
    assert issue.places == (("Z99001", "P0001"), ("Z99002", "P0002"))
    assert test_number(1) not in issue.sentence and "P0001" not in issue.sentence
    assert snapshot.places("Z99001").person_id[1] == -1 == snapshot.places("Z99002").person_id[2]
    rows = snapshot.table("event", Scope.evaluation(snapshot.practices))
    assert not {"P0001-dx"} & {r["source_key"] for r in rows.to_pylist() if r["practice"] == "Z99001"}


def test_corrected_birth_dates_come_together_again(desk: Any, pair: Any, test_number: Any) -> None:
    first, second = pair
    second.row("patient", "P0002").update(nhs_number=test_number(1), birth_date="1951-05-01")
    desk.submit(first)
    desk.submit(second)
    second.row("patient", "P0002")["birth_date"] = "1950-05-01"
    desk.submit(second, as_at="2026-02-10")
    snapshot = desk.snapshot()
    (person,) = _with(snapshot, test_number(1))
    assert person["other_practices"] == ["Z99001"] or person["practice"] == "Z99001"


def test_two_of_one_practice_with_one_number(desk: Any, pair: Any, test_number: Any) -> None:
    first, _ = pair
    first.row("patient", "P0002").update(nhs_number=test_number(1), birth_date="1990-01-01")
    desk.submit(first)
    snapshot = desk.snapshot()
    assert snapshot.identity_issues[0].places == (("Z99001", "P0001"), ("Z99001", "P0002"))
    assert len(_people(snapshot)) == 3


@pytest.mark.parametrize(
    ("there", "here", "current"),
    [
        (("2010-01-01", "2026-01-15"), ("2026-01-15", ""), "Z99002"),  # an ordinary move
        (("2010-01-01", ""), ("2026-01-15", ""), "Z99002"),  # the old practice has not noticed yet
        (("2026-01-15", ""), ("2010-01-01", ""), "Z99001"),
        (("2010-01-01", "2026-01-15"), ("2009-01-01", "2009-12-31"), "Z99001"),  # in neither: the last
        (("2026-01-15", "2026-01-20"), ("2010-01-01", ""), "Z99002"),  # open beats later and ended
    ],
)
def test_one_current_registration(
    desk: Any, pair: Any, test_number: Any, there: Any, here: Any, current: str
) -> None:
    first, second = pair
    first.row("patient", "P0001").update(registered_on=there[0], deregistered_on=there[1])
    second.row("patient", "P0002").update(
        nhs_number=test_number(1), registered_on=here[0], deregistered_on=here[1]
    )
    desk.submit(first)
    desk.submit(second)
    snapshot = desk.snapshot()
    (person,) = _with(snapshot, test_number(1))
    assert person["practice"] == current
    assert person["other_practices"] == [{"Z99001": "Z99002", "Z99002": "Z99001"}[current]]
    both_open = not there[1] and not here[1]
    assert bool(person["flagged"]) == both_open
    assert [issue.kind for issue in snapshot.identity_issues] == (["two_registrations"] if both_open else [])
    assert len(_people(snapshot)) == 9


def test_registered_twice_from_the_same_day_is_flagged(desk: Any, pair: Any, test_number: Any) -> None:
    first, second = pair
    second.row("patient", "P0002")["nhs_number"] = test_number(1)
    desk.submit(first)
    desk.submit(second)
    (person,) = _with(desk.snapshot(), test_number(1))
    assert "same day" in person["flagged"]


def test_the_order_of_arrival_does_not_matter(
    make_desk: Any, pair: Any, make_practice: Any, test_number: Any, tmp_path: Any
) -> None:
    first, second = pair
    third = make_practice("Z99003", 3, serial=200)
    second.row("patient", "P0002")["nhs_number"] = test_number(1)
    third.row("patient", "P0000").update(nhs_number=test_number(1), registered_on="2020-01-01")
    third.row("patient", "P0001").update(nhs_number=test_number(2), birth_date="1999-09-09")
    seen = set()
    for n, order in enumerate(itertools.permutations([first, second, third])):
        desk = make_desk(tmp_path / str(n))
        for each in order:
            desk.submit(each)
            desk.submit(each)  # a repeat changes nothing
        snapshot = desk.snapshot()
        places = sorted(
            (p["nhs_number"], p["practice"], tuple(p["other_practices"])) for p in _people(snapshot)
        )
        seen.add((snapshot.content_hash, tuple(places), snapshot.identity_issues))
    assert len(seen) == 1


def test_without_a_number_a_person_is_the_practices_own(desk: Any, pair: Any) -> None:
    first, second = pair
    first.row("patient", "P0001")["nhs_number"] = ""
    second.row("patient", "P0001")["nhs_number"] = ""
    desk.submit(first)
    desk.submit(second)
    key = site_key(desk.store.home)
    ids = {row["person_id"] for row in _people(desk.snapshot())}
    assert len(ids) == 10
    assert {person_key.person_id(key, f"local:{ods}:P0001") for ods in ("Z99001", "Z99002")} <= ids


def test_a_person_keeps_their_id_from_night_to_night(desk: Any, pair: Any, test_number: Any) -> None:
    first, _ = pair
    desk.submit(first)
    before = {row["nhs_number"]: row["person_id"] for row in _people(desk.snapshot())}
    first.person("P0099", test_number(99))
    first.row("patient", "P0003")["family_name"] = "Changed"
    desk.submit(first, as_at="2026-02-10")
    after = {row["nhs_number"]: row["person_id"] for row in _people(desk.snapshot())}
    assert before.items() <= after.items() and len(after) == 6


def test_the_site_key(tmp_path: Any) -> None:
    key = site_key(tmp_path)
    assert len(key) == 32 and site_key(tmp_path) == key
    path = tmp_path / "identity.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["identity.key"]
    path.write_bytes(b"short")
    with pytest.raises(IdentityError, match="32 bytes"):
        site_key(tmp_path)
