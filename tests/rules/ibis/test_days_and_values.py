"""What back ends reckon each in their way, reckoned as the arrays do: months, working days, open ends."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from openpcn.record.store import COMPARATORS
from openpcn.rules.engine import ibis
from openpcn.rules.engine.dates import to_days
from openpcn.rules.engine.ibis.days import interval
from openpcn.rules.engine.ibis.shifts import moved, with_working_days
from openpcn.rules.engine.kernels import interval as interval_in_arrays
from openpcn.rules.engine.kernels import shift
from openpcn.rules.language import days, months, working_days

ENDS_OF_MONTHS = [
    date(year, month, day)
    for year in (2023, 2024, 2025)
    for month, last in ((1, 31), (2, 28), (3, 31), (4, 30), (8, 31), (11, 30), (12, 31))
    for day in (1, last - 2, last)
] + [date(2024, 2, 29)]


@pytest.mark.parametrize(
    "period", [months(1), months(6), months(-6), months(-13), days(90), days(-1)], ids=str
)
def test_months_end_on_the_last_day_of_a_short_month(period):
    backend = ibis.DuckDB()
    started = np.array([to_days(day) for day in ENDS_OF_MONTHS], dtype=np.int64)
    table = backend.small(pa.table({"day": started}))
    found = backend.fetch(table.select("day", moved=moved(table.day, period)).order_by("day"))
    assert found["moved"].to_pylist() == shift(np.sort(started), period).tolist()


def test_working_days_come_from_the_projects_own_calendar():
    backend = ibis.DuckDB()
    started = np.arange(to_days(date(2025, 12, 19)), to_days(date(2026, 1, 8)), dtype=np.int64)
    table = backend.small(pa.table({"day": started}))
    table, _ = with_working_days(backend, table, "day", working_days(7), "moved")
    found = backend.fetch(table.select("day", "moved").order_by("day"))
    assert found["moved"].to_pylist() == shift(started, working_days(7)).tolist()


def test_a_day_that_the_calendar_does_not_hold_is_said_to_be_one():
    backend = ibis.DuckDB()
    table = backend.small(pa.table({"day": pa.array([to_days(date(2015, 1, 1)), None], pa.int64())}))
    table, fault = with_working_days(backend, table, "day", working_days(1), "moved")
    assert sorted(backend.fetch(table.select(fault=fault))["fault"].to_pylist()) == [False, True]


def test_an_open_end_is_the_next_number_inside():
    values = np.array(
        [0.0, 1.0, 1.5, 2.0, 47.9, 48.0, 140.0, 1e-300, 1e300, -3.0, 0.1, np.nextafter(2.0, 1.0)]
    )
    rows = [(value, comparator) for value in values for comparator in range(len(COMPARATORS))]
    value = np.array([each for each, _ in rows])
    comparator = np.array([each for _, each in rows], dtype=np.int8)
    backend = ibis.DuckDB()
    table = backend.small(
        pa.table(
            {
                "at": np.arange(len(rows)),
                "value": value,
                "comparator": pa.array([COMPARATORS[each] for each in comparator]),
            }
        )
    )
    low, high = interval(table.value, table.comparator)
    found = backend.fetch(table.select("at", low=low, high=high).order_by("at"))
    expected = interval_in_arrays(value, comparator)
    assert found["low"].to_pylist() == expected[0].tolist()
    assert found["high"].to_pylist() == expected[1].tolist()
