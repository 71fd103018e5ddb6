"""What a later snapshot knows of people and an earlier one must not forget: deaths and objections.

Going back to an earlier snapshot undoes a file, not a death and not an objection. The states of the one that
goes live are brought up to what is known since; nothing is ever taken away from them, and a state that says
more than the later one keeps it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from openpcn.terms.scope import Scope
from openpcn.work.people.aliases import standing
from openpcn.work.people.models import PersonState

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot

# Fields by which people are kept off lists, out of exports or out of sight.
FLAGS = (
    "confidential", "spine_sensitive", "sharing_objection", "risk_stratification_objection",
    "type1_opt_out",
)  # fmt: skip
CHUNK = 500


def known_since(
    later: str, earlier: str, *, record: Snapshot | None = None, practices: Collection[str] | None = None
) -> dict[int, dict[str, date | bool]]:
    """Person of ``earlier`` -> the fields that ``later`` sets and it does not. Ids of snapshots.

    record: the later snapshot itself, for deaths of people who are long off its lists and have no state.
    practices: only people whom ``earlier`` has there; None: everybody.
    """
    known: dict[int, dict[str, date | bool]] = defaultdict(dict)
    said = Q(death_date__isnull=False)
    for flag in FLAGS:
        said |= Q(**{flag: True})
    rows = PersonState.objects.filter(said, snapshot_id=later)
    for person, died, *flags in rows.values_list("person_id", "death_date", *FLAGS):
        known[person].update({flag: True for flag, set_ in zip(FLAGS, flags, strict=True) if set_})
        if died:
            known[person]["death_date"] = died
    for person, died in _deaths(record):
        known[person].setdefault("death_date", died)
    _under_other_ids(known)
    return _lacking(known, earlier, practices)


def carry(found: dict[int, dict[str, date | bool]], snapshot_id: str) -> int:
    """Write what ``known_since`` found into a snapshot's states; returns the people. In a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("carry outside a transaction: somebody who objected would be shown meanwhile")
    alike: dict[tuple[tuple[str, date | bool], ...], list[int]] = defaultdict(list)
    for person, fields in found.items():
        alike[tuple(sorted(fields.items()))].append(person)
    for fields_, people in alike.items():
        for some in _chunks(people):
            PersonState.objects.filter(snapshot_id=snapshot_id, person_id__in=some).update(**dict(fields_))
    return len(found)


def _deaths(record: Snapshot | None) -> Iterable[tuple[int, date]]:
    if record is None:
        return ()
    people = record.people(Scope.evaluation(record.practices)).select(["person_id", "death_date"])
    people = people.filter(people["death_date"].is_valid())
    return zip(people["person_id"].to_pylist(), people["death_date"].to_pylist(), strict=True)


def _under_other_ids(known: dict[int, dict[str, date | bool]]) -> None:
    """Who is somebody else in one of the snapshots, by a decision in force, is so under both ids."""
    pairs = list(standing().values_list("gone", "into"))
    changed = True
    while changed:
        changed = False
        for gone, into in pairs:
            for one, other in ((gone, into), (into, gone)):
                more = {name: value for name, value in known.get(one, {}).items() if name not in known[other]}
                known[other].update(more)
                changed |= bool(more)


def _lacking(
    known: dict[int, dict[str, date | bool]], earlier: str, practices: Collection[str] | None
) -> dict[int, dict[str, date | bool]]:
    """Only people of the earlier snapshot, and only what their state there does not say."""
    lacking = {}
    rows = PersonState.objects.filter(snapshot_id=earlier)
    if practices is not None:
        rows = rows.filter(practice__in=practices)
    for some in _chunks(known):
        states = rows.filter(person_id__in=some).values("person_id", "death_date", *FLAGS)
        for state in states:
            person = state["person_id"]
            new = {name: value for name, value in known[person].items() if not state[name]}
            if new:
                lacking[person] = new
    return lacking


def _chunks(people: Iterable[int]) -> Iterable[list[int]]:
    ids = sorted(people)
    return (ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK))
