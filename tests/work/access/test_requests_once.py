"""Idempotency keys: one effect, one answer."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction

from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.idempotency import KeyReusedError, once, prune
from openpcn.work.access.models import AuditEvent, IdempotencyKey

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def effect(answer="done"):
    audit.record("worked", by="test")
    return {"answer": answer}


@pytest.mark.hazard("H14", "the same request twice has one effect and one answer")
def test_a_repeat_has_no_effect_and_the_first_answer(post_of):
    staff = post_of("clinical_pharmacist").staff
    first = once(staff, "k1", "claim", {"people": [1, 2]}, lambda: effect("first"))
    second = once(staff, "k1", "claim", {"people": [1, 2]}, lambda: effect("second"))
    assert (first.response, first.replayed) == ({"answer": "first"}, False)
    assert (second.response, second.replayed) == ({"answer": "first"}, True)
    assert AuditEvent.objects.count() == 1


def test_a_key_belongs_to_its_request_and_its_owner(post_of):
    staff, other = post_of("clinical_pharmacist").staff, post_of("clinical_pharmacist").staff
    once(staff, "k1", "claim", {"people": [1]}, effect)
    for action, request in (("claim", {"people": [2]}), ("release", {"people": [1]})):
        with pytest.raises(KeyReusedError):
            once(staff, "k1", action, request, effect)
    assert not once(other, "k1", "claim", {"people": [1]}, effect).replayed


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_has_1_to_255_characters(post_of, key):
    with pytest.raises(KeyReusedError):
        once(post_of("clinical_pharmacist").staff, key, "claim", {}, effect)


@pytest.mark.django_db(transaction=True)
def test_a_failed_request_leaves_nothing_and_may_be_tried_again(post_of):
    staff = post_of("clinical_pharmacist").staff

    def fails():
        effect()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(staff, "k1", "claim", {}, fails)
    assert not IdempotencyKey.objects.exists() and not AuditEvent.objects.exists()
    assert not once(staff, "k1", "claim", {}, effect).replayed


def test_old_keys_are_pruned(post_of, clock_at):
    staff = post_of("clinical_pharmacist").staff
    once(staff, "old", "claim", {}, effect)
    clock_at((clock.now() + timedelta(days=8)).isoformat())
    once(staff, "new", "claim", {}, effect)
    assert prune() == 1
    assert IdempotencyKey.objects.get().key == "new"


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_have_one_effect(post_of):
    staff = post_of("clinical_pharmacist").staff
    answers, faults, start = [], [], threading.Barrier(8)

    def send():
        try:
            start.wait()
            answers.append(once(staff, "k1", "claim", {}, lambda: effect(threading.get_ident())))
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert AuditEvent.objects.count() == 1
    assert len({answer.response["answer"] for answer in answers}) == 1
    assert sum(not answer.replayed for answer in answers) == 1
    with transaction.atomic():
        assert IdempotencyKey.objects.count() == 1
