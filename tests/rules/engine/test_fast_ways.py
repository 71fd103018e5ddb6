"""Ways to be fast that must not show: one frame for several practices, windows that are the same for all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import count
from random import Random
from threading import Barrier, Event
from time import sleep
from typing import Any

import numpy as np
import pytest

from openpcn.codes import codelist
from openpcn.codes.library import Library, using
from openpcn.rules import catalogue
from openpcn.rules.engine import MemoryPractice, evaluate_practices
from openpcn.rules.engine.ahead import reading_ahead
from openpcn.rules.engine.kernels import InOrder, constant, everybody, keys, ranges, shift
from openpcn.rules.engine.practice import Rows
from openpcn.rules.engine.requirements import nodes_of
from openpcn.rules.engine.selections import Selections
from openpcn.rules.engine.together import Together, batches
from openpcn.rules.language import Ratio, months
from openpcn.rules.language.codelists import Codes
from openpcn.rules.language.facts import Fact, Latest

DATES: dict[str, Any] = {"as_at": date(2026, 2, 10), "achievement_date": date(2026, 3, 31)}


@pytest.fixture(scope="module")
def practices(crowd_of: type) -> list[MemoryPractice]:
    """Three practices; the feed of the second has no issues."""
    crowd = crowd_of(Random(3), catalogue.definitions())
    all_tables = MemoryPractice(()).supplies
    return [
        MemoryPractice(
            tuple(crowd.person() for _ in range(count)), ods, all_tables - ({"issue"} if few else set())
        )
        for ods, count, few in (("Z99001", 40, False), ("Z99002", 30, True), ("Z99003", 50, False))
    ]


def test_practices_evaluated_as_one_say_what_each_says_alone(practices: list[MemoryPractice]) -> None:
    definitions = catalogue.definitions()
    assert [each.ods for each in batches(practices)] == ["Z99001+Z99003", "Z99002"]
    whole = evaluate_practices(practices, definitions, **DATES)
    alone = [evaluate_practices([practice], definitions, **DATES) for practice in practices]
    for name in ("outcomes", "shown", "amounts"):
        rows = [row for each in alone for row in getattr(each, name).to_pylist()]
        assert getattr(whole, name).to_pylist() == rows, name
    assert whole.not_assessed == tuple(absent for each in alone for absent in each.not_assessed)
    assert {each.practice for each in whole.not_assessed} == {"Z99002"}
    assert whole.by_practice["Z99003"].outcomes.equals(alone[2].outcomes)
    assert whole.shown.num_rows > 50, "reasons are given unless somebody asks for none"
    assert whole.outcomes.num_rows > 200 and any(isinstance(each, Ratio) for each in definitions)


def test_a_batch_numbers_patients_and_concepts_on(practices: list[MemoryPractice]) -> None:
    batch = Together([practices[0], practices[2]])
    assert len(batch.people) == 90 and batch.starts.tolist() == [0, 40, 90]
    index, second = batch.index_of("event"), practices[2].index_of("event")
    rows, theirs = index.rows(None), second.rows(None)
    at = slice(len(rows) - len(theirs), len(rows))
    assert rows.patient[at].tolist() == (theirs.patient + 40).tolist()
    assert [index.codes[n] for n in rows.concept[at]] == [second.codes[n] for n in theirs.concept]
    assert np.all(np.diff(keys(rows.patient, rows.date)) >= 0)


def test_groups_are_cut_where_too_many_people_would_come_together(practices: list[MemoryPractice]) -> None:
    assert [each.ods for each in batches(practices, 89)] == ["Z99001", "Z99003", "Z99002"]


@pytest.mark.parametrize("window", [(-5, 40), (10, 10), (30, 20), (-(2**40), 2**22), (35, 2**22 - 1)])
def test_one_window_for_all_finds_the_rows_that_a_window_for_each_finds(window: tuple[int, int]) -> None:
    random = np.random.default_rng(5)
    people = 30
    key = np.sort(keys(random.integers(3, people - 3, 200), random.integers(-3, 45, 200)))
    low, high = (np.full(people, day, dtype=np.int64) for day in window)
    for rows in (InOrder(key), InOrder(key[:0])):
        expected = ranges(rows, np.arange(people), low, high)
        given = (np.broadcast_to(np.int64(day), people) for day in window)
        found = ranges(rows, everybody(people), *given)
        for one, other in zip(zip(*expected, strict=True), zip(*found, strict=True), strict=True):
            assert one == other or (one[0] >= one[1] and other[0] >= other[1])


def test_windows_that_let_nothing_through_find_nothing() -> None:
    key = keys(np.array([0, 1, 1, 2]), np.array([5, 5, 9, 5]))
    low, high = np.array([9, 0, 9]), np.array([1, 9, 1])
    start, stop = ranges(InOrder(key), np.arange(3), low, high)
    assert (stop - start).tolist() == [0, 2, 0] and start[1] == 1


def test_a_day_that_is_one_for_all_is_moved_once() -> None:
    day = np.broadcast_to(np.int64(20_000), 4)
    assert constant(day) == 20_000 and constant(day.copy()) is None
    moved = shift(day, months(3))
    assert constant(moved) is not None
    assert moved.tolist() == shift(day.copy(), months(3)).tolist()


def test_rows_are_read_once_though_two_threads_ask_at_the_same_time() -> None:
    made, asked = [], Barrier(2)

    def make() -> str:
        made.append("made")
        sleep(0.05)
        return "rows"

    def ask(_: int) -> str:
        asked.wait()
        return selections.once("the question", make)

    selections = Selections(MemoryPractice(()))
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(ask, range(2))) == ["rows", "rows"]
    assert made == ["made"]


def test_a_fault_in_reading_reaches_everybody_who_asks() -> None:
    def fail() -> str:
        raise OSError("a file is gone")

    selections = Selections(MemoryPractice(()))
    for _ in range(2):
        with pytest.raises(OSError, match="a file is gone"):
            selections.once("the question", fail)


def test_reading_ahead_stops_with_the_work_and_says_what_failed() -> None:
    asked = Event()

    class Broken(MemoryPractice):
        def index_of(self, table: str) -> Rows:
            asked.set()
            raise OSError("a file is gone")

    facts = [node for node in nodes_of(catalogue.definition("HYP008")) if isinstance(node, Fact)]
    with (
        pytest.raises(OSError, match="a file is gone"),
        reading_ahead(facts, Selections(Broken(())), 20_000),
    ):
        assert asked.wait(10)
    endless = (fact for _ in count() for fact in facts)
    with reading_ahead(endless, Selections(MemoryPractice(())), 20_000):
        pass  # comes back: nobody reads on when the work is done


def test_what_is_read_ahead_are_the_codes_in_use_where_it_was_asked_for() -> None:
    asked: list[frozenset[str]] = []
    read = Event()

    class Listening(MemoryPractice):
        def index_of(self, table: str) -> Rows:
            index = super().index_of(table)
            asked.append(codes.ids)
            read.set()
            return index

    codes = Codes.of("hypertension")
    shipped = codes.ids
    site = replace(codelist("hypertension"), codes=codelist("hypertension").codes[:1])
    with (
        using(Library({"hypertension": site})),
        reading_ahead([Latest(codes)], Selections(Listening(())), 20_000),
    ):
        assert read.wait(10)
    assert asked == [site.ids] and asked[0] < shipped
