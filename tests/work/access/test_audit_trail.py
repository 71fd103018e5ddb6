"""The audit trail: one act with the write, append-only, sealed, verified."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from openpcn.terms import person_key
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit, chain
from openpcn.work.access.grants import open_record
from openpcn.work.access.models import AppendOnlyError, AuditEvent, AuditLink, AuditPerson, Grant

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def write(number: int, people=()) -> list[AuditEvent]:
    with transaction.atomic():
        return [
            audit.record("tested", by="test", object_kind="row", object_id=n, people=people)
            for n in range(number)
        ]


def test_a_row_says_who_what_why_where_and_whom(post_of, live_people):
    post, person = post_of("clinical_pharmacist"), live_people("Z99001")
    token = audit.request_id.set("a-request")
    try:
        audit.disclose(post, [person.person_id], Purpose.INDIVIDUAL_CARE, "worklist")
    finally:
        audit.request_id.reset(token)
    (row,) = [audit.as_json(event) for event in audit.events(person=person.person_id)]
    assert row["at"] == "2026-02-10T09:00:00+00:00"
    assert row["staff"] == post.staff.username and row["role"] == "clinical_pharmacist"
    assert row["organisation"] == "U99999" and row["purpose"] == "individual_care"
    assert row["action"] == "disclosed" and row["object"] == {"kind": "screen", "id": "worklist"}
    assert row["people"] == [person_key.encode(person.person_id)] and row["request"] == "a-request"


def test_rows_are_found_by_person_staff_and_request(post_of, live_people):
    post, one, two = post_of("receptionist"), live_people("Z99001"), live_people("Z99001")
    audit.disclose(post, [one.person_id, two.person_id], Purpose.INDIVIDUAL_CARE, "search")
    audit.disclose(post, [two.person_id], Purpose.INDIVIDUAL_CARE, "person")
    write(1)
    assert len(list(audit.events(person=one.person_id))) == 1
    assert [e.object_id for e in audit.events(person=two.person_id)] == ["person", "search"]
    assert len(list(audit.events(staff=post.staff.username, limit=1))) == 1


@pytest.mark.django_db(transaction=True)
def test_an_audit_row_outside_a_transaction_is_refused():
    with pytest.raises(audit.AuditError):
        audit.record("tested", by="test")


@pytest.mark.django_db(transaction=True)
def test_a_fault_in_the_audit_takes_the_write_back(post_of, live_people, sharing, monkeypatch):
    sharing()
    person, post = live_people("Z99001"), post_of("clinical_pharmacist")

    def fails(self, *args, **kwargs):
        raise IntegrityError("the audit row could not be written")

    monkeypatch.setattr(AuditEvent, "save", fails)
    with pytest.raises(IntegrityError):
        open_record(post, person.person_id, Purpose.INDIVIDUAL_CARE, "A reason of some length")
    assert not Grant.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fault_after_the_audit_takes_the_audit_back():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("tested", by="test")
        1 / 0  # noqa: B018
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_survives_the_transaction_it_ended():
    token = audit.begin_request("the-request")
    try:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            audit.refuse(None, "claim")
            1 / 0  # noqa: B018
        assert not AuditEvent.objects.exists()
        assert audit.keep_refusals() == 1
        assert audit.keep_refusals() == 0
    finally:
        audit.request_id.reset(token)
    assert AuditEvent.objects.get().object_id == "claim"


def test_rows_are_neither_changed_nor_deleted_through_the_model():
    (event,) = write(1, people=[7])
    event.action = "something else"
    for forbidden in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        AuditPerson.objects.all().delete,
        lambda: AuditEvent.objects.update(action="x"),
        lambda: AuditEvent.objects.bulk_update([event], ["action"]),
    ):
        with pytest.raises(AppendOnlyError):
            forbidden()


def test_sealing_in_batches_makes_one_whole_chain(monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 4)
    write(10, people=[5, 9])
    assert chain.seal() == 10
    write(3)
    assert chain.verify() == chain.Verified(sealed=10, unsealed=3, broken="")
    assert chain.seal() == 3 and chain.seal() == 0
    found = chain.verify()
    assert found.whole and found.sealed == 13
    assert list(AuditLink.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 14))


def sql(statement: str, *values) -> None:
    """As somebody with rights to the database, past the model."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


TAMPERING = {
    "alter who": lambda e: sql("UPDATE access_auditevent SET staff = 'somebody.else' WHERE id = %s", e[4].pk),
    "alter whom": lambda e: sql("UPDATE access_auditevent SET people = '[]' WHERE id = %s", e[4].pk),
    "alter when": lambda e: sql(
        "UPDATE access_auditevent SET at = '2026-01-01T00:00:00+00:00' WHERE id = %s", e[4].pk
    ),
    "delete the row": lambda e: (
        sql("DELETE FROM access_auditperson WHERE event_id = %s", e[4].pk),
        sql("DELETE FROM access_auditevent WHERE id = %s", e[4].pk),
    ),
    "delete row and place": lambda e: (
        sql("DELETE FROM access_auditlink WHERE event_id = %s", e[4].pk),
        sql("DELETE FROM access_auditperson WHERE event_id = %s", e[4].pk),
        sql("DELETE FROM access_auditevent WHERE id = %s", e[4].pk),
    ),
    "reorder two": lambda e: (
        sql("UPDATE access_auditlink SET event_id = -1 WHERE event_id = %s", e[4].pk),
        sql("UPDATE access_auditlink SET event_id = %s WHERE event_id = %s", e[4].pk, e[6].pk),
        sql("UPDATE access_auditlink SET event_id = %s WHERE event_id = -1", e[6].pk),
    ),
    "hide from the index of people": lambda e: sql(
        "DELETE FROM access_auditperson WHERE event_id = %s", e[4].pk
    ),
}


@pytest.mark.hazard("H11", "the audit trail names the row that was altered, deleted or moved")
@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_past_the_model_is_named(how):
    events = write(10, people=[11])
    chain.seal()
    TAMPERING[how](events)
    broken = chain.verify().broken
    assert "place 5" in broken, broken
    if how != "delete row and place":
        assert f"row {events[4].pk} " in broken or how == "reorder two"


def test_cutting_off_the_tail_is_seen_by_the_anchor():
    events = write(10)
    chain.seal()
    for event in events[7:]:
        sql("DELETE FROM access_auditlink WHERE event_id = %s", event.pk)
        sql("DELETE FROM access_auditevent WHERE id = %s", event.pk)
    assert chain.verify().broken == "the chain ends at place 7, the anchor knows 10: the tail was cut off"


def test_rewriting_the_whole_chain_is_seen_by_the_anchor():
    write(10)
    chain.seal()
    sql("UPDATE access_auditevent SET staff = 'nobody'")
    previous = chain.FIRST
    for link in AuditLink.objects.order_by("number"):
        previous = chain.link_hash(previous, AuditEvent.objects.get(pk=link.event_id))
        sql("UPDATE access_auditlink SET hash = %s WHERE number = %s", previous, link.number)
    assert "rewritten with its chain" in chain.verify().broken


def test_a_torn_last_line_of_the_anchor_is_no_anchor():
    write(3)
    chain.seal()
    with chain.anchor_file().open("a") as file:
        file.write("4 0123")
    assert chain.verify().whole


@pytest.mark.django_db(transaction=True)
def test_sealers_at_the_same_time_make_one_chain(monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 7)
    write(60)
    faults, start = [], threading.Barrier(4)

    def work():
        try:
            start.wait()
            chain.seal()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain.seal()
    assert not faults
    assert chain.verify() == chain.Verified(sealed=60, unsealed=0, broken="")
