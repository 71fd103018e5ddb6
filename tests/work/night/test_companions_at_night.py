"""A hospital's file for a whole network, handed in once: each practice gets its own people's stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.intake.vouching import vouch_each
from openpcn.work import night, submissions
from openpcn.work.night.folders import practice_named, submission_folders

pytestmark = [pytest.mark.django_db(transaction=True)]


def hospital_file(folder: Path, numbers: list[str]) -> Path:
    folder.mkdir()
    rows = [f"{nhs},1940-05-01,RXX01,S{n},admission,2026-02-01" for n, nhs in enumerate(numbers)]
    text = "\r\n".join(["nhs_number,birth_date,provider,stay_id,kind,date", *rows]) + "\r\n"
    (folder / "admissions.csv").write_text(text, newline="")
    return folder


def test_one_file_reaches_every_practice_and_nobody_twice(
    small_practice: Any, tmp_path: Path, riverbank: Any, clock_at: Any
) -> None:
    clock_at("2026-02-10T03:00")
    one, two = small_practice("Z99001"), small_practice("Z99002")
    together = tmp_path / "night"
    one.write(together / "one", "2026-02-09")
    two.write(together / "two", "2026-02-09")
    numbers = [each.rows["patient"][10]["nhs_number"] for each in (one, two)]
    sent = hospital_file(tmp_path / "sent", [*numbers, "9990007772"])
    vouch_each(sent, together / "hospital", ["Z99001", "Z99002"], as_at=date(2026, 2, 8), test_data=True)

    order = [(practice_named(folder), folder.parent.name) for folder in submission_folders([together])]
    assert [where for _, where in order] == ["night", "night", "hospital", "hospital"], "extracts come first"

    report = night.run([together], by="test")
    told = [
        (r.practice, r.rows_in, r.accepted, r.reasons, r.per_file[0].others)
        for r in report.receipts
        if r.source == "hospital"
    ]
    assert told == [
        ("Z99001", 2, 1, {"waits_for_person": 1}, 1),
        ("Z99002", 2, 1, {"waits_for_person": 1}, 1),
    ]
    snapshot = submissions.live_snapshot()
    assert snapshot is not None
    assert snapshot.counts()["hospital_stay"] == {"Z99001": 1, "Z99002": 1}
    assert submissions.as_at_by_practice()["Z99001"] == date(2026, 2, 9), (
        "the day of the practice's own extract"
    )
