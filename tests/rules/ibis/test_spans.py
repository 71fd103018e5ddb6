"""Which days open an episode, and how often entries lie so far apart: pointers against counting by hand."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpcn.rules.engine import ibis
from openpcn.rules.engine.ibis.greedy import opened

DAYS = st.lists(st.integers(18_000, 18_400), max_size=40, unique=True)


def by_hand(days: list[int], length: int) -> list[int]:
    """The first day, then each first day after the close of the one before."""
    found: list[int] = []
    for day in sorted(days):
        if not found or day > found[-1] + length:
            found.append(day)
    return found


def by_query(lives: list[list[int]], length: int, *, held: bool) -> list[list[int]]:
    backend = ibis.DuckDB()
    rows = [(at, day, day + length) for at, days in enumerate(lives) for day in days]
    columns = zip(*rows, strict=True) if rows else [[], [], []]
    table = pa.table(
        {
            name: pa.array(list(column), pa.int64())
            for name, column in zip(("pid", "day", "close"), columns, strict=True)
        }
    )
    found = backend.fetch(opened(backend if held else None, backend.small(table), ("pid",), 400)).to_pylist()
    backend.close()
    return [sorted(row["day"] for row in found if row["pid"] == at) for at in range(len(lives))]


@pytest.mark.parametrize("held", [True, False], ids=["step by step", "in one query"])
def test_a_day_inside_an_open_span_opens_none(held: bool) -> None:
    lives = [[18_000, 18_001, 18_010, 18_011, 18_030], [18_005], []]
    assert by_query(lives, 10, held=held) == [[18_000, 18_011, 18_030], [18_005], []]


def test_a_long_chain_is_walked_to_its_end() -> None:
    days = list(range(18_000, 18_400))
    assert by_query([days], 2, held=True) == [by_hand(days, 2)]


@settings(max_examples=12, deadline=None)
@given(lives=st.lists(DAYS, min_size=1, max_size=6), length=st.integers(0, 60))
def test_pointers_say_what_counting_says(lives: list[list[int]], length: int) -> None:
    assert by_query(lives, length, held=True) == [by_hand(days, length) for days in lives]
