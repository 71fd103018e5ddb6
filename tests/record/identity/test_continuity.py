"""A number gained, lost or replaced for the same local id: whose work it was, never who somebody is."""

from __future__ import annotations

from typing import Any

import pytest

from openpcn.record.identity import Carried, SupersededError, number_changes, read_superseded, site_key
from openpcn.terms import person_key
from openpcn.terms.clock import today


@pytest.mark.parametrize(
    ("before", "now", "born", "elsewhere", "carried"),
    [
        ("", "5", "1950-05-01", False, Carried.LINKED),  # gained
        ("1", "5", "1950-05-01", False, Carried.LINKED),  # replaced
        ("1", "", "1950-05-01", False, Carried.LINKED),  # lost, and nobody else has it
        ("1", "5", "1950-05-02", False, Carried.BIRTH_DATE_DIFFERS),
        ("1", "5", "1950-05-01", True, Carried.STILL_HELD),  # twins: the number was the other one's
        ("1", "1", "1950-05-02", False, None),  # a date of birth corrected changes no number
        ("1", "1", "1950-05-01", True, None),
    ],
)
def test_what_a_changed_number_comes_to(
    desk: Any, make_practice: Any, test_number: Any,
    before: str, now: str, born: str, elsewhere: bool, carried: Carried | None,
) -> None:  # fmt: skip
    first, second = make_practice("Z99001", 3), make_practice("Z99002", 3, serial=100)

    def number(text: str) -> str:
        return test_number(int(text)) if text else ""

    def person(text: str) -> int:
        identity = f"nhs:{number(text)}" if text else "local:Z99001:P0001"
        return person_key.person_id(site_key(desk.store.home), identity)

    first.row("patient", "P0001")["nhs_number"] = number(before)
    if elsewhere:
        second.row("patient", "P0002")["nhs_number"] = number("1")
    desk.submit(first)
    desk.submit(second)
    earlier = desk.snapshot()
    first.row("patient", "P0001").update(nhs_number=number(now), birth_date=born)
    desk.submit(first, as_at="2026-02-10")
    changes = number_changes(earlier, desk.snapshot())
    if carried is None:
        assert changes == []
        return
    [change] = changes
    assert (change.practice, change.local_id, change.carried) == ("Z99001", "P0001", carried)
    assert (change.before, change.now) == (person(before), person(now))


HEADER = "old_nhs_number,new_nhs_number,from_date,birth_date"


def test_the_file_of_superseded_numbers(test_number: Any) -> None:
    old, new = test_number(1), test_number(2)
    written = (f"{old},{new}", f"{old}, {new[:3]} {new[3:]}")
    lines = [HEADER, *(f"{each},2026-01-01,1950-05-01" for each in written)]
    [row] = read_superseded(lines, today=today())
    merge = row.as_merge(b"k" * 32)
    assert merge.into == person_key.person_id(b"k" * 32, f"nhs:{test_number(2)}")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{1},{1},2026-01-01,1950-05-01", "same"),
        ("{1},9876543210,2026-01-01,1950-05-01", "placeholder"),
        ("{1},9434765918,2026-01-01,1950-05-01", "line 2, new_nhs_number: the check digit"),
        ("{1},{2},2027-01-01,1950-05-01", "from_date: lies in the future"),
        ("{1},{2},1/1/2026,1950-05-01", "from_date: expected a day"),
        ("{1},{2},2026-01-01", "expected 4 fields"),
        ("{1},{2},2026-01-01,1950-05-01\n{1},{3},2026-01-01,1950-05-01", "line 3.*another new number"),
        ("{1},{2},2026-01-01,1950-05-01\n{2},{1},2026-01-01,1950-05-01", "circle"),
    ],
)
def test_a_file_that_is_not_right_is_not_used_and_no_number_is_repeated(
    test_number: Any, row: str, fault: str
) -> None:
    numbers = {str(n): test_number(n) for n in (1, 2, 3)}
    text = row
    for n, held in numbers.items():
        text = text.replace(f"{{{n}}}", held)
    with pytest.raises(SupersededError, match=fault) as raised:
        read_superseded([HEADER, *text.split("\n")], today=today())
    assert not any(number in str(raised.value) for number in (*numbers.values(), "9434765918"))
