"""The hash chain over the audit trail, sealed in batches, anchored in a file beside the database.

Each sealed row's hash covers its content and the hash before it, so that altering, deleting, inserting or
re-ordering sealed rows breaks the chain at the first row touched. Cutting off the tail leaves a shorter whole
chain: the anchor file, which database rights do not reach, says how long it was.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from openpcn.record.home import home
from openpcn.terms import clock, person_key
from openpcn.work.access.models import AuditEvent, AuditLink, AuditPerson

FIRST = "0" * 64
BATCH = 500


@dataclass(frozen=True)
class Verified:
    """What verification found. ``broken``: the first place that is wrong, in words; empty when whole."""

    sealed: int
    unsealed: int
    broken: str

    @property
    def whole(self) -> bool:
        return not self.broken


def anchor_file() -> Path:
    return home() / "audit.anchor"


def link_hash(previous: str, event: AuditEvent) -> str:
    """SHA-256 over the hash before and every field of the row, in a fixed writing."""
    fields = [
        event.pk,
        event.at.astimezone(clock.LONDON).isoformat(),
        event.staff,
        event.staff_name,
        event.role,
        event.organisation,
        event.purpose,
        event.action,
        event.object_kind,
        event.object_id,
        event.people,
        event.detail,
        event.request_id,
    ]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def seal() -> int:
    """Seal what is not sealed yet, oldest first, in short transactions. Returns how many rows.

    Two sealers cannot fork the chain: the number is a primary key, and the loser stops.
    """
    sealed = 0
    while True:
        try:
            with transaction.atomic(durable=True):  # the anchor follows a commit, never a rollback
                done = _seal_batch()
        except IntegrityError:
            return sealed
        if not done:
            return sealed
        number, digest, count = done
        _anchor(number, digest)
        sealed += count


def _seal_batch() -> tuple[int, str, int] | None:
    last = AuditLink.objects.order_by("-number").first()
    number, digest = (last.number, last.hash) if last else (0, FIRST)
    linked = AuditLink.objects.filter(event_id=OuterRef("pk"))
    batch = list(AuditEvent.objects.filter(~Exists(linked)).order_by("pk")[:BATCH])
    links = []
    for event in batch:
        number += 1
        digest = link_hash(digest, event)
        links.append(AuditLink(number=number, event_id=event.pk, hash=digest))
    if not links:
        return None
    AuditLink.objects.bulk_create(links)
    return number, digest, len(links)


def _anchor(number: int, digest: str) -> None:
    path = anchor_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{number} {digest} {clock.now().isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())


def verify() -> Verified:
    """Walk the chain and the anchor; names the first row that was altered, deleted, moved or cut off."""
    anchors = _anchors()
    previous, number, broken = FIRST, 0, ""
    links = AuditLink.objects.order_by("number").iterator(chunk_size=2_000)
    batch: list[AuditLink] = []

    def check(batch: list[AuditLink]) -> str:
        nonlocal previous, number
        ids = [link.event_id for link in batch]
        found = AuditEvent.objects.in_bulk(ids)
        named: dict[int, set[str]] = {}
        for event_id, person in AuditPerson.objects.filter(event_id__in=ids).values_list(
            "event_id", "person_id"
        ):
            named.setdefault(event_id, set()).add(person_key.encode(person))
        for link in batch:
            number += 1
            if link.number != number:
                return f"place {number} of the chain is missing: rows were deleted"
            event = found.get(link.event_id)
            if event is None:
                return f"audit row {link.event_id} (place {number}) was deleted"
            previous = link_hash(previous, event)
            if previous != link.hash:
                return f"audit row {link.event_id} (place {number}) was altered or moved"
            if anchors.get(number, previous) != previous:
                return (
                    f"audit row {link.event_id} (place {number}) was rewritten with its chain: see the anchor"
                )
            if named.get(link.event_id, set()) != set(event.people):
                return f"the index of people of audit row {link.event_id} (place {number}) was altered"
        return ""

    for link in links:
        batch.append(link)
        if len(batch) == BATCH:
            broken, batch = check(batch), []
            if broken:
                break
    if not broken:
        broken = check(batch)
    if not broken and anchors and max(anchors) > number:
        broken = f"the chain ends at place {number}, the anchor knows {max(anchors)}: the tail was cut off"
    sealed = AuditLink.objects.count()
    return Verified(sealed, AuditEvent.objects.count() - sealed, broken)


def _anchors() -> dict[int, str]:
    """Place -> hash, of every seal that the anchor file knows. A torn last line is not an anchor."""
    if not anchor_file().exists():
        return {}
    anchors = {}
    for line in anchor_file().read_text().splitlines():
        words = line.split(" ")
        if len(words) == 3 and len(words[1]) == 64:
            anchors[int(words[0])] = words[1]
    return anchors
