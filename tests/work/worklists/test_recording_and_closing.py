"""Work recorded here: awaited, or not counted with the missing piece; closing by hand and feedback."""

from datetime import date

import pytest

from openpcn.codes import codelist
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.entries.forms import FormError, NewEntry
from openpcn.work.entries.models import Entry, WorkDone
from openpcn.work.entries.record import overlay, pending
from openpcn.work.worklists import overlay as overlaying
from openpcn.work.worklists.claims import claim, release
from openpcn.work.worklists.doing import (
    close_by_hand,
    record_work,
    reopen,
    should_not_be_here,
    strike,
)
from openpcn.work.worklists.lists import Filters, worklist
from openpcn.work.worklists.models import Closure, Feedback, Listed, Need
from openpcn.work.worklists.rows import Status
from openpcn.work.worklists.settling import settling

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TODAY = date(2026, 2, 10)


def entry(name, day=TODAY, value=None):
    return NewEntry(name, codelist(name).codes[0].code, day, value)


@pytest.fixture
def coordinator(sharing, post_of):
    sharing()
    return post_of("care_coordinator")


@pytest.fixture
def due(coordinator, live_people, need_of, snapshot, record_of, key, monkeypatch):
    """Somebody with a learning disability and an ethnic group, due for HI03, held by the coordinator."""
    state = live_people("Z99001", birth_date=date(1990, 7, 1))
    need = need_of(state, "HI03", parts=["check", "plan"], worth_pence=36_000, whose="pcn")
    snapshot.records[state.person_id] = record_of(
        state, ("learning_disability", "1999-01-05"), ("ethnicity", "2010-01-01")
    )
    monkeypatch.setattr(overlaying, "live_snapshot", lambda: snapshot)
    claim(coordinator, [state.person_id], key())
    return need


def test_all_that_counts_is_offered_and_nothing_else(due):
    offered = {choice.codelist for choice in settling("HI03").choices}
    assert offered == {"ld_health_check", "ld_health_action_plan", "ethnicity"}
    at_home = next(c for c in settling("HYP008").choices if c.codelist == "systolic_home")
    assert str(at_home.limits) == "from 70 to 270 mmHg"
    with pytest.raises(FormError):
        settling("XYZ01")


def test_complete_work_waits_for_the_extract(due, coordinator, key):
    done = record_work(
        coordinator,
        due.person_id,
        "HI03",
        due.subject,
        [entry("ld_health_check"), entry("ld_health_action_plan")],
        key(),
    )
    assert done.status is Status.AWAITING and done.missing == ()
    row = worklist(coordinator, Filters(status=frozenset({Status.AWAITING}))).rows[0]
    assert row.needs[0].status is Status.AWAITING and row.needs[0].worth.sentence == "£360.00, the PCN's"
    assert [r.provisional for r in overlay([due.person_id])[due.person_id]] == [True, True]
    assert WorkDone.objects.get().minutes == 40
    event = AuditEvent.objects.get(action="work_recorded")
    assert event.detail == {"definition": "HI03", "entries": 2}


@pytest.mark.hazard("H02", "work that will not be counted says so and names the missing piece")
def test_work_that_will_not_be_counted_names_the_missing_piece(due, coordinator, key):
    done = record_work(
        coordinator,
        due.person_id,
        "HI03",
        due.subject,
        [entry("ld_health_check"), entry("ld_health_action_plan", date(2026, 2, 9))],
        key(),
    )
    assert done.status is Status.NOT_COUNTED and done.missing == ("plan",)
    assert done.sentence == "The action plan is dated before the health check"
    wrong = Entry.objects.get(codelist="ld_health_action_plan")
    strike(coordinator, wrong.pk, "wrong day", key())
    assert Need.objects.get().progress_missing == ["plan"]
    done = record_work(
        coordinator, due.person_id, "HI03", due.subject, [entry("ld_health_action_plan")], key()
    )
    assert done.status is Status.AWAITING


def test_todays_work_counts_although_the_extract_is_yesterdays(due, coordinator, key):
    Listed.objects.update(run_as_at=date(2026, 2, 9))
    done = record_work(
        coordinator,
        due.person_id,
        "HI03",
        due.subject,
        [entry("ld_health_check"), entry("ld_health_action_plan")],
        key(),
    )
    assert done.status is Status.AWAITING


def test_striking_everything_makes_the_need_open_again(due, coordinator, post_of, key):
    record_work(coordinator, due.person_id, "HI03", due.subject, [entry("ld_health_check")], key())
    written = Entry.objects.get()
    with pytest.raises(NotAllowedError):
        strike(post_of("care_coordinator"), written.pk, "not mine", key())
    with pytest.raises(FormError):
        strike(coordinator, written.pk, "", key())
    strike(coordinator, written.pk, "wrong person", key())
    assert Need.objects.get().progress == "" and not pending().exists()
    assert Entry.objects.get().struck_why == "wrong person"  # struck, not deleted


def test_the_same_form_twice_is_one_piece_of_work(due, coordinator):
    for _ in range(2):
        record_work(coordinator, due.person_id, "HI03", due.subject, [entry("ld_health_check")], "same")
    assert WorkDone.objects.count() == Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ([], "nothing was entered"),
        ([entry("structured_medication_review")], "line 1, code"),
        ([NewEntry("ld_health_check", "999999999", TODAY)], "line 1, code"),
        ([entry("ld_health_check", date(2026, 2, 11))], "line 1, date"),
        ([entry("ld_health_check", date(1990, 6, 30))], "line 1, date"),
        ([entry("ld_health_check", value=5.0)], "line 1, value"),
        ([entry("ld_health_check"), entry("ld_health_check")], "line 2: the same entry twice"),
    ],
)
def test_a_form_that_cannot_be_names_line_and_field(due, coordinator, key, entries, field):
    with pytest.raises(FormError, match=field):
        record_work(coordinator, due.person_id, "HI03", due.subject, entries, key())
    assert not WorkDone.objects.exists()


def test_a_pressure_needs_a_value_that_can_be(sharing, post_of, live_people, need_of, key):
    sharing()
    pharmacist, state = post_of("clinical_pharmacist"), live_people("Z99001")
    need = need_of(state, "HYP008")
    claim(pharmacist, [state.person_id], key())
    for value in (None, 13.0, 400.0):
        with pytest.raises(FormError, match="value: expected a number from 70 to 270 mmHg"):
            record_work(
                pharmacist,
                state.person_id,
                "HYP008",
                need.subject,
                [entry("systolic_clinic", value=value)],
                key(),
            )


def test_whoever_does_not_hold_the_person_records_and_closes_nothing(due, coordinator, post_of, key):
    other = post_of("care_coordinator")
    release(coordinator, [due.person_id], key())
    for post in (other, coordinator, post_of("receptionist", "Z99001")):
        with pytest.raises(NotAllowedError):
            record_work(post, due.person_id, "HI03", due.subject, [entry("ld_health_check")], key())
        with pytest.raises(NotAllowedError):
            close_by_hand(post, due.person_id, "HI03", due.subject, "declined", "", key())
    with pytest.raises(NotAllowedError):  # absent looks the same
        close_by_hand(other, due.person_id + 1, "HI03", due.subject, "declined", "", key())


def test_closed_by_hand_leaves_the_list_and_can_be_reopened(due, coordinator, key):
    with pytest.raises(FormError, match="reason"):
        close_by_hand(coordinator, due.person_id, "HI03", due.subject, "because", "", key())
    close_by_hand(coordinator, due.person_id, "HI03", due.subject, "declined", "Prefers May", key())
    assert worklist(coordinator).total == 0
    closed = worklist(coordinator, Filters(status=frozenset({Status.CLOSED}))).rows[0].needs[0]
    assert (closed.status, closed.closed_because) == (Status.CLOSED, "The person declined")
    reopen(coordinator, due.person_id, "HI03", due.subject, key())
    assert worklist(coordinator).rows[0].needs[0].status is Status.CLAIMED
    close_by_hand(coordinator, due.person_id, "HI03", due.subject, "not_reached", "", key())
    assert Closure.objects.count() == 2


def test_feedback_is_kept_with_the_rule_and_the_reasons_shown(due, coordinator, key):
    with pytest.raises(FormError):
        should_not_be_here(coordinator, due.person_id, "HI03", due.subject, " ", key())
    should_not_be_here(coordinator, due.person_id, "HI03", due.subject, "Has no learning disability", key())
    kept = Feedback.objects.get()
    assert (kept.definition, kept.text) == ("HI03", "Has no learning disability")
    assert kept.reasons == due.reasons and worklist(coordinator).total == 1
