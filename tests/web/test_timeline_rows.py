"""What a timeline says of each record table: the value as written, who sent it, and the day it speaks of."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from openpcn.record.store.snapshot import PersonRecord, Row
from openpcn.record.tables import TABLES
from openpcn.web.views.people.timeline import KINDS, from_record

pytestmark = pytest.mark.django_db


def row(table: str, sender: str = "", **values: Any) -> Row:
    held = dict.fromkeys(TABLES[table].names) | {"source_key": "k"} | values
    return Row(table, "Z99001", "s" * 64, f"{table}.csv", 7, held, sender)


def lines(**tables: Row) -> list[str]:
    record = PersonRecord(1, "Z99001", (), **{name: (each,) for name, each in tables.items()})
    found = list(from_record(record))
    assert all(item.kind in KINDS for item in found)
    return [" | ".join((item.when, item.what, item.value, item.note)) for item in found]


@pytest.mark.hazard("H13", "A converted value is never shown without what was written")
def test_a_converted_value_stands_beside_what_was_written() -> None:
    measured = {"date": date(2026, 1, 20), "date_precision": "day", "term": "HbA1c", "implausible": False}
    assert lines(events=row(
        "event", value=6.5, unit="%", standard_value=48.0, standard_unit="mmol/mol", time=time(9, 5),
        **measured,
    )) == ["20 January 2026, 9:05am | HbA1c | 6.5 % (48 mmol/mol) | "]  # fmt: skip
    assert lines(events=row(
        "event", value=48.0, unit="mmol/mol", standard_value=48.0, standard_unit="mmol/mol", comparator=">",
        **measured,
    )) == ["20 January 2026 | HbA1c | >48 mmol/mol | "]  # fmt: skip


def test_contacts_referrals_allergies_and_stays_are_told() -> None:
    day = date(2026, 1, 12)
    assert lines(
        consultations=row(
            "consultation", date=day, type="Surgery", mode="face to face", clinician="Dr Example"
        ),
        referrals=row("referral", date=day, term="Referral to urology", urgency="two_week_wait"),
        allergies=row("allergy", term="Penicillin"),
        hospital_stays=row("hospital_stay", "hospital", date=day, kind="admission", method="emergency"),
        care_home_stays=row(
            "care_home_stay", "bed_list", date=day, home="1-100", home_name="The Limes", temporary=True,
            nursing=False,
        ),
    ) == [
        "12 January 2026 | Surgery |  | face to face, Dr Example",
        "12 January 2026 | Referral: Referral to urology |  | two week wait",
        "not recorded | Allergy: Penicillin |  | ",
        "12 January 2026 | Admitted to hospital |  | emergency, no discharge known",
        "12 January 2026 | Moved into The Limes |  | still there, temporary",
    ]  # fmt: skip


def test_every_entry_says_who_sent_it_in_which_file_and_line_and_as_at_which_day() -> None:
    from openpcn.terms import clock
    from openpcn.work.submissions.models import SnapshotRow, Submission

    now = datetime(2026, 2, 10, 9, tzinfo=clock.LONDON)
    snapshot = SnapshotRow.objects.create(
        snapshot_id="x", state=SnapshotRow.SUPERSEDED, created_at=now, as_at=now.date(), content_hash=""
    )
    Submission.objects.create(
        submission_id="s" * 64, practice="Z99001", as_at=date(2026, 2, 9), verdict=Submission.ACCEPTED,
        folder="x", received_at=now, by="x", snapshot=snapshot,
    )  # fmt: skip
    stay = row("hospital_stay", "hospital", date=date(2026, 1, 2), kind="emergency_attendance")
    [item] = from_record(PersonRecord(1, "Z99001", (), hospital_stays=(stay,)))
    assert item.source.text == (
        "Hospital file, held for Z99001: hospital_stay.csv, line 7, as at 9 February 2026"
    )
