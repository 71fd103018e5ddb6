"""A night's needs: written, compared with the night before, laid over with what was done here."""

from datetime import date

import pytest

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import Edition, using
from openpcn.rules.engine import NotAssessed
from openpcn.terms import clock
from openpcn.work.entries.models import Confirmation, Entry, WorkDone
from openpcn.work.people.models import LiveSnapshot, PersonState
from openpcn.work.submissions.models import SnapshotRow
from openpcn.work.worklists.claims import claim
from openpcn.work.worklists.home import home
from openpcn.work.worklists.lists import Filters, worklist
from openpcn.work.worklists.models import Change, Claim, Closure, Listed, Need
from openpcn.work.worklists.prepare import forget, prepare
from openpcn.work.worklists.rows import Status, Worth
from openpcn.work.worklists.settle import settle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SNAPSHOT, NEXT = "20260210T010000-test", "20260211T010000-next"
REASON = {"sentence": "Severe frailty", "value": None, "date": date(2025, 6, 1), "practice": "Z99001"}


@pytest.fixture
def night(evaluation_of, snapshot):
    """Prepare a snapshot and make it live: ``night(id, outcomes)``."""
    nights = []

    def run(snapshot_id, outcomes, *, live=True, worth=None, not_assessed=()):
        if not PersonState.objects.filter(snapshot_id=snapshot_id).exists():
            states = list(PersonState.objects.filter(snapshot_id=SNAPSHOT))
            for state in states:
                state.pk, state.snapshot_id = None, snapshot_id
            PersonState.objects.bulk_create(states)
        written = prepare(
            snapshot_id,
            evaluation_of(outcomes, not_assessed),
            catalogue.definitions(),
            snapshot,
            worth=worth or {},
            previous=nights[-1] if nights else None,
        )
        if live:
            LiveSnapshot.objects.update_or_create(
                pk=1, defaults={"snapshot_id": snapshot_id, "live_from": clock.now()}
            )
            nights.append(snapshot_id)
        return written

    return run


@pytest.fixture
def pharmacist(sharing, post_of):
    sharing()
    return post_of("clinical_pharmacist")


def test_a_need_carries_what_its_row_shows(night, pharmacist, live_people):
    state = live_people("Z99001", deprivation_fifth=2)
    start = date(2025, 11, 3)
    written = night(
        SNAPSHOT,
        [
            (state, "SMR01B", "due", {"reasons": [REASON], "parts": [], "red_flag": False}),
            (state, "CVD01", "due", {"start": start, "red_flag": True}),
            (state, "SMR01D", "achieved", {"rule": "R1"}),
            (state, "care_home", "member"),
            (state, "severe_frailty", "member"),
        ],
        worth={("SMR01B", "Z99001"): Worth(None, True, "nobody")},
    )
    assert written == 2
    smr, cvd = Need.objects.order_by("-definition")
    assert (smr.care_home, smr.deprivation_fifth, smr.whose) == (True, 2, "nobody")
    assert smr.reasons == [
        {"sentence": "Severe frailty", "value": "", "date": "2025-06-01", "source": "Z99001"}
    ]
    assert cvd.subject.endswith("/2025-11-03") and cvd.purpose == "risk_stratification" and cvd.red_flag
    assert cvd.worth_known is False  # no worth was given: not known, never nothing
    row = worklist(pharmacist).rows[0]
    assert [need.definition for need in row.needs] == ["CVD01", "SMR01B"] and row.as_at == date(2026, 2, 9)


def test_a_network_that_took_every_definition_off_its_lists_still_has_its_night(night, live_people):
    state = live_people("Z99001")
    with using(Edition(listed={one.id: False for one in catalogue.indicators()})):
        assert night(SNAPSHOT, [(state, "SMR01B", "due", {"reasons": [REASON]})]) == 0
    assert not Need.objects.exists() and not Listed.objects.exists()


def test_a_candidate_is_invisible_and_preparing_again_starts_afresh(night, pharmacist, live_people):
    state = live_people("Z99001")
    night(SNAPSHOT, [])
    for _ in range(2):
        night(NEXT, [(state, "SMR01B", "due")], live=False)
    assert worklist(pharmacist).total == 0 and Need.objects.count() == 1
    forget(NEXT)
    assert not Need.objects.exists() and not Change.objects.exists()
    assert not Listed.objects.filter(snapshot_id=NEXT).exists()


@pytest.mark.hazard("H02", "a practice that cannot be assessed is named on the list")
def test_not_assessed_is_named_and_never_closed_as_done(night, pharmacist, live_people, key):
    state = live_people("Z99001")
    night(SNAPSHOT, [(state, "SMR01B", "due")])
    claim(pharmacist, [state.person_id], key())
    night(NEXT, [], not_assessed=[NotAssessed("Z99001", "SMR01B", ("table issue",))])
    page = worklist(pharmacist)
    assert (page.not_assessed[0].practice_name, page.not_assessed[0].lacks) == (
        "Mill Lane Surgery",
        "table issue",
    )
    closed = home(pharmacist).closed[0]
    assert not closed.counted and closed.sentence.startswith("Not assessed")


def test_what_the_extract_shows_done_closes_itself_and_is_told_to_its_holder(
    night, pharmacist, live_people, key
):
    done, declined, left, open_still = (live_people("Z99001") for _ in range(4))
    everybody = (done, declined, left, open_still)
    night(SNAPSHOT, [(state, "SMR01B", "due") for state in everybody])
    claim(pharmacist, [state.person_id for state in everybody], key())
    night(
        NEXT,
        [
            (done, "SMR01B", "achieved", {"rule": "R1"}),
            (declined, "SMR01B", "adjusted", {"rule": "R3"}),
            (open_still, "SMR01B", "due"),
        ],
    )
    assert [row.person_id for row in worklist(pharmacist).rows] == [open_still.person_id]
    told = {each.person_id: each for each in home(pharmacist).closed}
    assert told[done.person_id].sentence == "Closed: seen in the extract of 9 February 2026"
    assert told[done.person_id].counted and told[done.person_id].mine
    assert "adjustment" in told[declined.person_id].sentence and not told[declined.person_id].counted
    assert "No longer in the group" in told[left.person_id].sentence
    settle()  # within the grace the holder stays, so that what comes back finds them
    assert Claim.objects.filter(until__isnull=True).count() == 4


def test_a_claim_with_nothing_left_ends_after_the_grace(night, pharmacist, live_people, key, clock_at):
    state = live_people("Z99001")
    night(SNAPSHOT, [(state, "SMR01B", "due")])
    claim(pharmacist, [state.person_id], key())
    night(NEXT, [])
    SnapshotRow.objects.create(
        snapshot_id=NEXT,
        state="live",
        created_at=clock.now(),
        live_from=clock.now(),
        as_at=clock.today(),
        content_hash="x",
    )
    clock_at("2026-02-20T09:00")
    assert settle() == 0
    clock_at("2026-02-25T09:00")
    assert settle() == 1 and Claim.objects.get().ended == "seen"


def test_closed_by_hand_stays_closed_until_the_evidence_changes(night, pharmacist, live_people, key):
    state = live_people("Z99001")
    same = [(state, "SMR01B", "due", {"reasons": [REASON]})]
    night(SNAPSHOT, same)
    need = Need.objects.get()
    claim(pharmacist, [state.person_id], key())
    Closure.objects.create(
        person_id=state.person_id,
        definition="SMR01B",
        subject=need.subject,
        evidence=need.evidence,
        snapshot_id=SNAPSHOT,
        reason="declined",
        by=pharmacist.staff,
        post=pharmacist,
        at=clock.now(),
    )
    Need.objects.update(closed=True)
    night(NEXT, same)
    assert worklist(pharmacist).total == 0 and not Change.objects.exists()
    night("third", [(state, "SMR01B", "due", {"reasons": [REASON | {"date": date(2026, 2, 1)}]})])
    assert worklist(pharmacist).total == 1
    assert Change.objects.get().kind == "reopened"
    assert [row.person_id for row in home(pharmacist).reopened] == [state.person_id]


def test_look_alike_evidence_is_work_that_misses_only_where_it_is_new(night, pharmacist, live_people, key):
    old, new, held, fresh = (live_people("Z99001") for _ in range(4))
    like = {"nearly": ["A general medication review does not count"]}
    night(SNAPSHOT, [(old, "SMR01B", "due", like), (new, "SMR01B", "due"), (held, "SMR01B", "due")])
    assert not Need.objects.exclude(progress="").exists()
    claim(pharmacist, [old.person_id, held.person_id], key())
    assert worklist(pharmacist, Filters(assigned="me")).rows[0].needs[0].status is Status.CLAIMED
    night(NEXT, [(state, "SMR01B", "due", like) for state in (old, new, held, fresh)])
    progress = dict(Need.objects.filter(snapshot_id=NEXT).values_list("person_id", "progress"))
    assert progress == {
        old.person_id: "",
        new.person_id: "done_not_counted",
        held.person_id: "done_not_counted",
        fresh.person_id: "",
    }
    mine = home(pharmacist).not_counted
    assert [row.person_id for row in mine] == [held.person_id]
    need = mine[0].needs[0]
    assert need.sentence == like["nearly"][0]
    assert need.missing == ("Structured medication review done in the contract year",)
    night("third", [(state, "SMR01B", "due", like) for state in (old, new, held, fresh)])
    again = Filters(status=frozenset({Status.NOT_COUNTED}))
    assert {row.person_id for row in worklist(pharmacist, again).rows} == {new.person_id, held.person_id}


def test_entries_are_laid_over_each_new_snapshot_until_it_confirms_them(
    night, post_of, sharing, live_people, snapshot, record_of
):
    sharing()
    post = post_of("care_coordinator")
    state = live_people("Z99001", birth_date=date(1990, 7, 1))
    events = [("learning_disability", "1999-01-05"), ("ethnicity", "2010-01-01")]
    snapshot.records[state.person_id] = record_of(state, *events)
    outcome = [(state, "HI03", "due", {"parts": ["check", "plan"]})]
    night(SNAPSHOT, outcome)
    need = Need.objects.get()
    done = WorkDone.objects.create(
        person_id=state.person_id,
        practice="Z99001",
        definition="HI03",
        subject=need.subject,
        work=need.work,
        minutes=40,
        done_on=clock.today(),
        post=post,
        staff=post.staff,
        created_at=clock.now(),
    )
    for name in ("ld_health_check", "ld_health_action_plan"):
        Entry.objects.create(
            work_done=done,
            person_id=state.person_id,
            practice="Z99001",
            codelist=name,
            code=codelist(name).codes[0].code,
            term=name,
            date=clock.today(),
            author=post.staff,
            created_at=clock.now(),
        )
    night(NEXT, outcome)
    assert Need.objects.get(snapshot_id=NEXT).progress == "done_awaiting_extract"
    # The next extract confirms the check alone, and the plan with another day: the overlay has only the plan.
    Confirmation.objects.create(snapshot_id="third", entry=Entry.objects.get(codelist="ld_health_check"))
    Entry.objects.filter(codelist="ld_health_action_plan").update(date=date(2026, 2, 9))
    snapshot.records[state.person_id] = record_of(state, *events, ("ld_health_check", "2026-02-10"))
    night("third", [(state, "HI03", "due", {"parts": ["plan"]})])
    need = Need.objects.get(snapshot_id="third")
    assert (need.progress, need.progress_missing) == ("done_not_counted", ["plan"])
    assert need.progress_sentence == "The action plan is dated before the health check"
