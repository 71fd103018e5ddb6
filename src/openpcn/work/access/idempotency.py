"""The same request twice has one effect and one answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from openpcn.terms import clock
from openpcn.work.access.models import IdempotencyKey, Staff

KEPT = timedelta(days=7)


class KeyReusedError(ValueError):
    """A key that belongs to another request, or no usable key."""


@dataclass(frozen=True)
class Answer:
    """What the effect answered, and whether it was answered before."""

    response: dict[str, Any]
    replayed: bool


def request_hash(request: Mapping[str, Any]) -> str:
    """Hash of what was asked, in a fixed writing."""
    text = json.dumps(request, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def once(
    staff: Staff, key: str, action: str, request: Mapping[str, Any], effect: Callable[[], dict[str, Any]]
) -> Answer:
    """Run ``effect`` in a transaction, once per key; a repeat gets the first answer back.

    The unique key decides who was first, also between two processes: the second waits for the first to commit
    and reads its answer; if the first fails, nothing of it is left and the second runs. Raises KeyReusedError
    for a key already used for something else, or a key that is empty or longer than 255 characters.
    """
    if not key or len(key) > 255:
        raise KeyReusedError("an idempotency key has 1 to 255 characters: send one with the request")
    digest = request_hash(request)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = IdempotencyKey.objects.create(
                    staff=staff, key=key, action=action, request_hash=digest, at=clock.now()
                )
        except IntegrityError:
            row = IdempotencyKey.objects.get(staff=staff, key=key)
            if row.action != action or row.request_hash != digest:
                raise KeyReusedError(
                    "this idempotency key was used for another request: use a new one"
                ) from None
            return Answer(row.response, replayed=True)
        response = effect()
        row.response = response
        row.save(update_fields=["response"])
    return Answer(response, replayed=False)


def prune() -> int:
    """Remove keys older than seven days. Returns how many."""
    return IdempotencyKey.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
