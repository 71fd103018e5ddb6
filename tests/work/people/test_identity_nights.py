"""Numbers that change, merges, moves and deaths over nights: work and access follow the person, exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from openpcn.codes import codelist
from openpcn.terms import person_key
from openpcn.terms.scope import Purpose
from openpcn.work import night, submissions
from openpcn.work.access import audit
from openpcn.work.access.models import AuditEvent, Grant
from openpcn.work.access.visibility import searchable_states, visible_states
from openpcn.work.entries.forms import NewEntry
from openpcn.work.entries.models import Confirmation, Entry, WorkDone
from openpcn.work.entries.record import pending
from openpcn.work.network.errors import WorkError
from openpcn.work.people.models import IdentityDecision, IdentityQuestion, PersonMove, PersonState
from openpcn.work.people.search import search
from openpcn.work.submissions import who_is_who
from openpcn.work.submissions.who_is_who import Place
from openpcn.work.worklists import carrying
from openpcn.work.worklists.between import between_practices, died
from openpcn.work.worklists.claims import claim, take_as_many
from openpcn.work.worklists.doing import close_by_hand, record_work
from openpcn.work.worklists.lists import worklist
from openpcn.work.worklists.minutes import set_weekly_minutes
from openpcn.work.worklists.models import Claim, Closure, Need

pytestmark = [pytest.mark.django_db(transaction=True)]

CARE = Purpose.INDIVIDUAL_CARE
WHY = "traced on the Spine, same address"


class Network:
    """Two practices of frail people that hand in an extract each night; ``day`` is February's of the last."""

    def __init__(self, a: Any, b: Any, folder: Path, clock_at: Callable[[str], Any], day: int) -> None:
        self.a, self.b = a, b
        self._folder, self._clock, self._day = folder, clock_at, day

    def night(self, *practices: Any) -> str:
        """The next night; both practices hand in unless some are named."""
        self._day += 1
        self._clock(f"2026-02-{self._day + 1:02d}T03:00")
        day = f"2026-02-{self._day:02d}"
        for practice in practices or (self.a, self.b):
            practice.write(self._folder / day / practice.ods, day)
        assert night.run([self._folder / day], by="test").taken
        self._clock(f"2026-02-{self._day + 1:02d}T09:00")
        live: str = submissions.live_snapshot_id() or ""
        return live

    def row(self, local_id: str) -> dict[str, Any]:
        rows = (*self.a.rows["patient"], *self.b.rows["patient"])
        return next(row for row in rows if row["local_id"] == local_id)

    def person(self, local_id: str) -> int:
        found = who_is_who.held(Place(local_id[:6], local_id)).person
        assert found is not None
        return found


@pytest.fixture
def new_site(small_practice, tmp_path, riverbank, sharing, clock_at):
    """Before any night."""
    sharing()
    a, b = small_practice("Z99001", people=12), small_practice("Z99002", people=3)
    for row in (*a.rows["patient"], *b.rows["patient"]):
        row["birth_date"] = "1940-05-01"
    return Network(a, b, tmp_path / "in", clock_at, day=8)


@pytest.fixture
def site(new_site, beginning_with, tmp_path, clock_at):
    """After the first night."""

    def first_night():
        new_site.night()
        return new_site.a, new_site.b

    a, b = beginning_with(first_night)
    return Network(a, b, tmp_path / "in", clock_at, day=9)


def review(post, person: int, key: str) -> None:
    """Record a structured medication review for somebody."""
    code = codelist("structured_medication_review").first.code
    need = Need.objects.filter(
        snapshot_id=submissions.live_snapshot_id(), person_id=person, definition="SMR01B"
    ).get()
    entry = NewEntry("structured_medication_review", code, date(2026, 2, 9))
    record_work(post, person, "SMR01B", need.subject, [entry], key)


def everything_done() -> dict[str, list[tuple[Any, ...]]]:
    """What people did, row by row, with whom it is about and whether it is open."""
    shown = {
        Claim: ("pk", "person_id", "until", "ended"),
        Grant: ("pk", "person_id", "until"),
        Entry: ("pk", "person_id", "practice"),
        WorkDone: ("pk", "person_id", "subject", "practice"),
        Closure: ("pk", "person_id", "subject"),
    }
    return {
        model.__name__: list(model.objects.order_by("pk").values_list(*columns))
        for model, columns in shown.items()
    }


def test_every_row_about_a_person_is_carried_or_written_anew():
    assert list(carrying.not_carried()) == []


@pytest.mark.hazard(
    "H06", "open work, grants and entries follow somebody whose NHS number changed, and can go back"
)
def test_a_changed_number_takes_the_work_along_and_gives_it_back(site, post_of, key):
    pharmacist = post_of("clinical_pharmacist")
    old, local = site.person("Z99001-0001"), "Z99001-0001"
    old_number = site.row(local)["nhs_number"]
    claim(pharmacist, [old], key())
    review(pharmacist, old, key())
    before = everything_done()

    site.row(local)["nhs_number"] = _number(500_001)
    live = site.night()

    new = site.person(local)
    assert new != old
    [alias] = IdentityDecision.objects.all()
    assert (alias.kind, alias.source, alias.gone, alias.into) == ("alias", "continuity", old, new)
    assert [c.person_id for c in Claim.objects.filter(until__isnull=True)] == [new]
    assert {row[1] for rows in everything_done().values() for row in rows} == {new}
    assert visible_states(pharmacist, CARE, granted_only=True).get().person_id == new
    need = Need.objects.get(snapshot_id=live, person_id=new, definition="SMR01B")
    assert need.progress == "done_awaiting_extract"
    assert WorkDone.objects.get().subject == need.subject
    manager = post_of("practice_manager")
    found = search(searchable_states(manager, CARE), old_number)
    assert [state.person_id for state in found] == [new], "the superseded number finds the person"
    seen = {event.action for event in audit.events(person=new)}
    assert {"claimed", "work_recorded", "work_carried"} <= seen, "the audit is read under both ids"
    assert {event.action for event in audit.events(person=old)} >= {"claimed", "work_recorded"}

    after = everything_done()
    with transaction.atomic():
        carrying.realign(submissions.live_snapshot())
    assert everything_done() == after, "repeating it changes nothing"

    with transaction.atomic():
        who_is_who.undo(alias.pk, "the number belongs to somebody else", "test")
    site.night()
    assert everything_done()["Entry"] == before["Entry"], "exactly what was moved goes back"
    assert not PersonMove.objects.filter(returned_at__isnull=True).exists()
    assert not IdentityDecision.objects.filter(undone_at__isnull=True).exists(), "it is not linked again"


def test_going_back_to_an_earlier_snapshot_takes_the_work_back_too(site, post_of, key):
    from openpcn.work.night.undoing import go_back

    pharmacist, manager = post_of("clinical_pharmacist"), post_of("pcn_manager")
    first = submissions.live_snapshot_id()
    old = site.person("Z99001-0001")
    claim(pharmacist, [old], key())
    site.row("Z99001-0001")["nhs_number"] = _number(500_001)
    second = site.night()
    new = site.person("Z99001-0001")
    assert Claim.objects.get().person_id == new
    go_back(manager, first, "the second file was wrong", key())
    assert Claim.objects.get().person_id == old and Claim.objects.get().until is None
    go_back(manager, second, "it was right after all", key())
    assert Claim.objects.get().person_id == new


def _number(serial: int) -> str:
    from openpcn.terms import nhs_number

    while (digit := nhs_number.check_digit(f"999{serial:06d}")) is None:
        serial += 1
    return f"999{serial:06d}{digit}"


@pytest.mark.hazard(
    "H01", "a merge moves what both did in one transaction, and undoing it moves back exactly that"
)
def test_a_merge_and_its_undoing(site, post_of, key, clock_at):
    first, second = post_of("clinical_pharmacist"), post_of("clinical_pharmacist")
    gone, into = site.person("Z99001-0001"), site.person("Z99002-0001")
    claim(first, [gone], key())
    clock_at("2026-02-10T10:00")
    claim(second, [into], key())
    review(first, gone, key())
    subject = Need.objects.get(
        person_id=into, definition="SMR01B", snapshot_id=submissions.live_snapshot_id()
    ).subject
    close_by_hand(second, into, "SMR01B", subject, "declined", "", key())
    before = everything_done()

    with transaction.atomic():
        decision = who_is_who.merge(
            Place("Z99001", "Z99001-0001"), Place("Z99002", "Z99002-0001"), WHY, "test"
        )
    assert everything_done() == before, "a decision by itself changes nothing"
    report = night.run([], by="test")  # nothing was handed in: the decision alone is a reason for a night
    assert report.taken
    merged = submissions.state()

    assert not PersonState.objects.filter(snapshot_id=report.snapshot_id, person_id=gone).exists()
    state = PersonState.objects.get(snapshot_id=report.snapshot_id, person_id=into)
    assert state.nhs_number == site.row("Z99002-0001")["nhs_number"]
    open_claims = Claim.objects.filter(until__isnull=True)
    assert [(c.person_id, c.holder_id) for c in open_claims] == [(into, first.staff_id)], "the first goes on"
    assert Claim.objects.get(holder=second.staff_id).ended == "merged"
    assert not Grant.objects.filter(post=second, until__isnull=True).exists()
    assert {person for _, person, *_ in everything_done()["Entry"]} == {into}
    with pytest.raises(night.NightError):
        night.run([], by="test")  # nothing left to do

    with transaction.atomic():
        who_is_who.undo(decision.pk, "they are two people after all", "test")
    report = night.run([], by="test")
    assert everything_done() == before
    apart = submissions.state()
    assert apart["content_hash"] == merged["content_hash"] and apart["people_hash"] != merged["people_hash"]
    assert {gone, into} <= set(
        PersonState.objects.filter(snapshot_id=report.snapshot_id).values_list("person_id", flat=True)
    )
    while_merged = {event.action for event in audit.events(person=gone)}
    assert {"identity_merge", "identity_undone", "work_carried", "work_returned"} <= while_merged


def test_what_cannot_be_merged(new_site):
    new_site.row("Z99001-0002")["birth_date"] = "1941-05-01"
    new_site.night()
    a, b, other = (Place("Z99001", f"Z99001-000{n}") for n in range(3))
    with transaction.atomic():
        who_is_who.merge(a, b, WHY, "test")
    for pair, words in (
        ((a, b), "in force already"),
        ((b, a), "circle"),
        ((b, other), "dates of birth differ"),
        ((b, b), "one person already"),
        ((b, Place("Z99001", "nobody")), "nobody with this local id"),
        ((b, Place("Z99009", "nobody")), "no extract"),
    ):
        with pytest.raises(WorkError, match=words), transaction.atomic():
            who_is_who.merge(*pair, WHY, "test")
    with pytest.raises(WorkError, match="10 to 400"), transaction.atomic():
        who_is_who.split(b, "because", "test")
    assert IdentityDecision.objects.count() == 1


@pytest.mark.hazard("H01", "a number that somebody else still has is never followed: a person decides")
def test_twins_whose_number_was_corrected_are_not_made_one(new_site, post_of, key):
    pharmacist = post_of("clinical_pharmacist")
    mistaken = new_site.row("Z99001-0001")
    mistaken["nhs_number"] = new_site.row("Z99002-0001")["nhs_number"]  # the twin's
    new_site.night()
    shared = new_site.person("Z99001-0001")
    assert shared == new_site.person("Z99002-0001")
    claim(pharmacist, [shared], key())
    mistaken["nhs_number"] = _number(500_001)
    new_site.night()
    now = new_site.person("Z99001-0001")
    assert now != shared == new_site.person("Z99002-0001")
    assert Claim.objects.get().person_id == shared, "whose work it was is not for a program to say"
    [question] = IdentityQuestion.objects.all()
    assert (question.kind, question.before, question.now) == ("still_held", shared, now)
    with transaction.atomic():
        who_is_who.answer(question, "twins, traced on the Spine", "test")
    new_site.night()
    assert IdentityQuestion.objects.filter(answered_at__isnull=True).count() == 0


def test_a_split_and_its_undoing(new_site, post_of, key):
    pharmacist = post_of("clinical_pharmacist")
    new_site.row("Z99001-0001")["nhs_number"] = new_site.row("Z99002-0001")["nhs_number"]
    new_site.night()
    both = new_site.person("Z99001-0001")
    with transaction.atomic():
        split = who_is_who.split(Place("Z99001", "Z99001-0001"), WHY, "test")
    night.run([], by="test")
    own, keeper = new_site.person("Z99001-0001"), new_site.person("Z99002-0001")
    assert keeper == both != own == split.into
    claim(pharmacist, [own], key())
    with transaction.atomic():
        who_is_who.undo(split.pk, "one person after all", "test")
    night.run([], by="test")
    assert new_site.person("Z99001-0001") == both == Claim.objects.get(until__isnull=True).person_id


@pytest.mark.hazard("H06", "somebody between two practices keeps open work; access follows the new practice")
def test_a_move_with_a_gap_between_the_two_practices(site, post_of, key, clock_at):
    pharmacist = post_of("clinical_pharmacist")
    old_manager, new_manager = (post_of("practice_manager", ods) for ods in ("Z99001", "Z99002"))
    person = site.person("Z99001-0001")
    claim(pharmacist, [person], key())
    review(pharmacist, person, key())
    site.row("Z99001-0001")["deregistered_on"] = "2026-02-10"
    live = site.night(site.a)  # left A, and B does not know of it yet

    state = PersonState.objects.get(snapshot_id=live, person_id=person)
    assert (state.practice, state.left_on) == ("Z99001", date(2026, 2, 10))
    assert person not in {row.person_id for row in worklist(old_manager).rows}
    assert not Need.objects.filter(snapshot_id=live, person_id=person).exists()
    assert Claim.objects.get().until is None, "the work stays with its holder"
    assert [row.person_id for row in between_practices(pharmacist)] == [person]

    moved = {**site.row("Z99001-0001"), "local_id": "Z99002-0009", "practice": "Z99002"}
    site.b.rows["patient"].append({**moved, "registered_on": "2026-02-11", "deregistered_on": ""})
    site.b.says("Z99002-0009", "frailty_severe", "2024-03-02")
    live = site.night(site.b)
    state = PersonState.objects.get(snapshot_id=live, person_id=person)
    assert (state.practice, state.left_on) == ("Z99002", None)
    assert Claim.objects.get().until is None and between_practices(pharmacist) == ()
    assert visible_states(new_manager, CARE).filter(person=person).exists()
    assert not visible_states(old_manager, CARE).filter(person=person).exists()
    assert WorkDone.objects.get().practice == "Z99001", "the old practice's history stays its own"
    old_rows = AuditEvent.objects.filter(action="work_recorded").count()
    assert old_rows == 1
    record = submissions.live_snapshot().person(person, _everywhere())
    assert {row.practice for row in record.events} == {"Z99001", "Z99002"}


def _everywhere():
    from openpcn.terms.scope import Scope

    return Scope.evaluation(["Z99001", "Z99002"])


@pytest.mark.hazard("H06", "a damaged row, or an extract without somebody, loses no open work")
def test_a_damaged_number_sets_the_row_aside_and_loses_nobody(site, post_of, key, clock_at):
    pharmacist, manager = post_of("clinical_pharmacist"), post_of("practice_manager", "Z99001")
    person, number = site.person("Z99001-0001"), site.row("Z99001-0001")["nhs_number"]
    claim(pharmacist, [person], key())
    review(pharmacist, person, key())
    before = everything_done()
    site.row("Z99001-0001")["nhs_number"] = "9.99E+09"  # a spreadsheet has lost digits: never guessed
    live = site.night(site.a)
    state = PersonState.objects.get(snapshot_id=live, person_id=person)
    assert state.missing_since == date(2026, 2, 10) and not state.on_a_list
    assert person not in submissions.live_snapshot().people(_everywhere())["person_id"].to_pylist()
    assert everything_done() == before and [each.person_id for each in between_practices(pharmacist)] == [
        person
    ]
    assert person not in {row.person_id for row in worklist(pharmacist).rows}
    assert [s.person_id for s in search(searchable_states(manager, CARE), number)] == [person]

    browser = Client(raise_request_exception=False)
    browser.force_login(pharmacist.staff)
    page = browser.get(f"/people/{person_key.encode(person)}/")
    assert page.status_code == 200 and b"Not in the practice" in page.content
    assert browser.get(f"/people/{person_key.encode(person)}/timeline").status_code == 404
    assert b"On no list for now" in browser.get("/").content

    site.row("Z99001-0001")["nhs_number"] = number
    live = site.night(site.a)
    assert PersonState.objects.get(snapshot_id=live, person_id=person).on_a_list
    assert everything_done() == before and between_practices(pharmacist) == ()

    del site.a.rows["patient"][1]  # and an extract that does not have them at all
    live = site.night(site.a)
    assert PersonState.objects.get(snapshot_id=live, person_id=person).missing_since == date(2026, 2, 12)
    assert Claim.objects.get().until is None


def test_somebody_who_is_seen_nowhere_for_four_weeks_has_left(site, post_of, key, clock_at):
    pharmacist = post_of("clinical_pharmacist")
    person = site.person("Z99001-0001")
    claim(pharmacist, [person], key())
    site.row("Z99001-0001")["deregistered_on"] = "2026-01-12"
    live = site.night(site.a)  # as at 10 February: 29 days
    assert not PersonState.objects.filter(snapshot_id=live, person_id=person).exists()
    assert Claim.objects.get().ended == "gone"


@pytest.mark.hazard(
    "H09", "the dead leave every list, and nothing is sent out for a day on or after the death"
)
def test_the_dead_leave_every_list_at_once(site, post_of, key):
    from openpcn.work.entries.return_file import return_file

    pharmacist, free = post_of("clinical_pharmacist"), post_of("clinical_pharmacist")
    manager = post_of("practice_manager", "Z99001")
    person = site.person("Z99001-0001")
    claim(pharmacist, [person], key())
    review(pharmacist, person, key())  # dated 9 February
    site.row("Z99001-0001")["death_date"] = "2026-02-09"  # still registered: the practice records it first
    live = site.night()
    assert [each.person_id for each in died(pharmacist)] == [person] and died(free) == ()
    assert Claim.objects.get().ended == "died" and not Grant.objects.filter(until__isnull=True).exists()
    for post in (pharmacist, free, manager):
        assert person not in {row.person_id for row in worklist(post).rows}
    set_weekly_minutes(free, free.staff, 3000, key())
    assert person not in take_as_many(free, key()).taken
    assert site.row("Z99001-0001")["nhs_number"] not in return_file(manager, "Z99001")
    assert PersonState.objects.get(snapshot_id=live, person_id=person).death_date == date(2026, 2, 9)


def test_an_entry_that_follows_somebody_is_confirmed_under_the_new_id(site, post_of, key):
    pharmacist = post_of("clinical_pharmacist")
    person = site.person("Z99001-0001")
    claim(pharmacist, [person], key())
    review(pharmacist, person, key())
    site.row("Z99001-0001")["nhs_number"] = _number(500_001)
    site.a.says("Z99001-0001", "structured_medication_review", "2026-02-09")
    live = site.night(site.a)
    assert Confirmation.objects.filter(snapshot_id=live).count() == 1 and not pending().exists()
