"""Times that London's clocks did not show, or showed twice, are noted and kept."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pyarrow as pa
import pytest

from openpcn.record.intake.clock_times import notes, on_a_clock


@pytest.mark.parametrize(
    ("day", "at", "times"),
    [
        (date(2024, 3, 31), time(1, 30), "never"),
        (date(2024, 3, 31), time(0, 59), "once"),
        (date(2024, 3, 31), time(2, 0), "once"),
        (date(2025, 10, 26), time(1, 30), "twice"),
        (date(2025, 10, 26), time(2, 0), "once"),
        (date(2025, 10, 25), time(1, 30), "once"),
        (date(1970, 3, 29), time(1, 30), "once"),  # British Standard Time: no change that year
    ],
)
def test_how_often_a_clock_showed_a_time(day: date, at: time, times: str) -> None:
    assert on_a_clock(day, at) == times


def test_a_time_that_never_was_is_counted_and_kept(desk: Any, practice: Any) -> None:
    practice.tables["appointment"][0]["start"] = "2026-03-29 01:30:00"
    receipt = desk.submit(practice)
    assert (
        "1 rows of appointment say a time that no clock showed (the clocks went forward): kept as written"
        in receipt.noted
    )
    starts = desk.live["Z99001"].table("appointment")["start"].to_pylist()
    assert datetime(2026, 3, 29, 1, 30) in starts and receipt.quarantined == 0


def test_times_of_entries_are_looked_at_too() -> None:
    day = pa.array([date(2025, 10, 26), date(2025, 10, 27), None, date(2025, 10, 26)], pa.date32())
    at = pa.array([time(1, 30), time(1, 30), time(1, 30), None], pa.time32("s"))
    table = pa.table({"date": day, "time": at})
    assert notes({"event": table}) == [
        "1 rows of event say a time that the clocks showed twice (they went back): kept as written"
    ]
