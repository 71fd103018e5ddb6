"""The file back to the practice, confirmation by an extract, and cells that are no formulas."""

import csv
import io
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from openpcn.terms import clock, person_key
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.entries.confirm import confirm, forget
from openpcn.work.entries.models import Confirmation, Entry, WorkDone
from openpcn.work.entries.record import pending
from openpcn.work.entries.return_file import return_file
from openpcn.work.entries.safe_text import csv_text, escape

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SNAPSHOT = "20260210T010000-test"


@pytest.fixture
def recorded(post_of):
    """Record one entry: ``recorded(state, "72313002", value=138.0)``."""

    def make(state, code, day=date(2026, 2, 10), **fields):
        post = post_of("clinical_pharmacist")
        done = WorkDone.objects.create(
            person_id=state.person_id,
            practice=state.practice,
            definition="HYP008",
            subject=person_key.encode(state.person_id),
            work="blood_pressure_review",
            minutes=10,
            done_on=day,
            post=post,
            staff=post.staff,
            created_at=clock.now(),
        )
        return Entry.objects.create(
            **{
                "work_done": done,
                "person_id": state.person_id,
                "practice": state.practice,
                "codelist": "systolic_clinic",
                "code": code,
                "term": "Systolic",
                "date": day,
                "author": post.staff,
                "created_at": clock.now(),
                **fields,
            }
        )

    return make


def test_the_return_file_is_the_own_practices_and_is_disclosed(live_people, recorded, post_of):
    state = live_people("Z99001", nhs_number="9990000018", family_name="=cmd|' /C calc'!A0")
    elsewhere = live_people("Z99002", nhs_number="9990000026")
    recorded(state, "413606001", value=-1.5, unit="mmHg")
    recorded(elsewhere, "413606001")
    struck = recorded(state, "1091811000000102")
    Entry.objects.filter(pk=struck.pk).update(
        struck_at=clock.now(), struck_by=struck.author, struck_why="wrong"
    )
    text = return_file(post_of("practice_manager", "Z99001"), "Z99001")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 1 and rows[0]["nhs_number"] == "9990000018" and rows[0]["snomed_code"] == "413606001"
    assert rows[0]["family_name"].startswith("'=cmd") and rows[0]["value"] == "-1.5"
    assert "9990000026" not in text
    event = AuditEvent.objects.get(action="disclosed")
    assert event.people == [person_key.encode(state.person_id)]


def test_nobody_else_gets_a_return_file(riverbank, sharing, post_of):
    sharing()
    for post in (
        post_of("clinical_pharmacist"),
        post_of("practice_manager", "Z99002"),
        post_of("pcn_manager"),
        post_of("practice_manager", "Z99001", until=clock.now()),
    ):
        with pytest.raises(NotAllowedError):
            return_file(post, "Z99001")
    assert AuditEvent.objects.filter(action="refused").count() == 4


class OneIndex:
    """An index of one practice with these (patient, code, day)."""

    def __init__(self, *rows):
        self.codes = tuple(sorted({code for _, code, _ in rows}))
        self.held = rows

    def rows(self, codes):
        held = [row for row in self.held if row[1] in codes]
        days = [(day - date(1970, 1, 1)).days for _, _, day in held]
        return SimpleNamespace(
            patient=np.array([row[0] for row in held], np.int32),
            concept=np.array([self.codes.index(row[1]) for row in held], np.int32),
            date=np.array(days, np.int32),
        )


@pytest.mark.hazard("H06", "an entry stays pending until an extract shows the same person, code and day")
def test_an_entry_is_confirmed_by_person_code_and_day_and_by_nothing_less(live_people, recorded):
    one, two = live_people("Z99001"), live_people("Z99001")
    day, before = date(2026, 2, 10), date(2026, 2, 9)
    right = recorded(one, "413606001", day)
    other_day = recorded(one, "413606001", date(2026, 2, 8))
    other_code = recorded(one, "72313002", day)
    other_person = recorded(two, "413606001", before)
    index = OneIndex((0, "413606001", day), (0, "413606001", before), (1, "413606001", day))
    held = SimpleNamespace(
        parts={"Z99001": SimpleNamespace(index=index)},
        places=lambda ods: SimpleNamespace(person_id=np.array([one.person_id, two.person_id], np.int64)),
    )
    assert confirm(SNAPSHOT, held) == 1 == confirm(SNAPSHOT, held)
    assert Confirmation.objects.get().entry == right
    assert set(pending()) == {other_day, other_code, other_person}
    assert pending("another").count() == 4  # another snapshot says nothing yet
    forget(SNAPSHOT)
    assert right in pending()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-2", "'-2"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("O'Brien", "O'Brien"),
        (-2, "-2"),
        (1.5, "1.5"),
        (None, ""),
        ("a\x00b", "ab"),
    ],
)
def test_cells_that_would_run_are_text(cell, text):
    assert escape(cell) == text


def test_a_file_survives_quotes_commas_and_line_ends():
    text = csv_text(("a", "b"), [('x"y', "1,2"), ("two\r\nlines", "é")])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b"],
        ['x"y', "1,2"],
        ["two\r\nlines", "é"],
    ]
