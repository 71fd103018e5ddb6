"""Which entries a snapshot confirms: an extract row with the same person, code and date."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from openpcn.work.entries.models import Confirmation, Entry

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot

_EPOCH = date(1970, 1, 1)
BATCH = 2_000


def confirm(snapshot_id: str, snapshot: Snapshot) -> int:
    """Write the confirmations under a candidate's id; returns how many. Called before worklists.prepare.

    Every standing entry is looked for in every snapshot anew: a row that an extract takes back again leaves
    the entry pending. The rows of every practice count: a person may have moved.
    """
    forget(snapshot_id)
    standing = Entry.objects.filter(struck_at__isnull=True).values_list("pk", "person_id", "code", "date")
    wanted: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for pk, person, code, day in standing:
        wanted[person, code, (day - _EPOCH) // timedelta(days=1)].append(pk)
    if not wanted:
        return 0
    codes = {code for _, code, _ in wanted}
    people = np.array(sorted({person for person, _, _ in wanted}), np.int64)
    found: set[int] = set()
    for practice, part in snapshot.parts.items():
        index = part.index
        rows = index.rows(codes)
        owner = snapshot.places(practice).person_id[rows.patient]
        at = np.flatnonzero(np.isin(owner, people))
        for person, concept, day in zip(
            owner[at].tolist(), rows.concept[at].tolist(), rows.date[at].tolist(), strict=True
        ):
            found.update(wanted.get((person, index.codes[concept], day), ()))
    Confirmation.objects.bulk_create(
        [Confirmation(snapshot_id=snapshot_id, entry_id=pk) for pk in sorted(found)],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return len(found)


def forget(snapshot_id: str) -> int:
    """Remove the confirmations of a snapshot that is not live; returns how many."""
    return Confirmation.objects.filter(snapshot_id=snapshot_id).delete()[0]
