"""Writes a candidate snapshot's people in short batches, invisible until the snapshot is live."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction

from openpcn.terms.scope import Scope
from openpcn.work.people import describing
from openpcn.work.people.bulk import insert
from openpcn.work.people.keys import name_key
from openpcn.work.people.models import Person, PersonState

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot
    from openpcn.rules.engine import Evaluation

BATCH = 2_000
CHUNK = 500
# How long somebody who left a list and is on no other is still shown, so that open work is not lost on the
# way. A new practice's next extract, a week old at most, has them; longer, and they have left the network.
BETWEEN_PRACTICES = timedelta(days=28)
# Registers of the evaluation that become fields of the same name.
RESTRICTIONS = ("sharing_objection", "risk_stratification_objection", "type1_opt_out")
COLUMNS = (
    "snapshot_id", "person_id", "practice", "nhs_number", "family_name", "given_name", "family_key",
    "given_key", "birth_date", "death_date", "sex", "registered_on", "left_on",
    "missing_since", "deprivation_fifth", "ethnic_group",
    "confidential", "spine_sensitive", *RESTRICTIONS, "contact_needs", "next_appointment",
    "next_appointment_what",
)  # fmt: skip
Row = tuple[Any, ...]
_PATIENT = ["patient", "sex", "family_name", "given_name", "deprivation_decile"]
_PERSON = [
    "person_id", "practice", "patient", "nhs_number", "birth_date", "death_date", "registered_on",
    "deregistered_on", "confidential", "spine_sensitive",
]  # fmt: skip


def prepare(
    snapshot: Snapshot,
    evaluation: Evaluation,
    *,
    now: datetime,
    previous: str | None = None,
    renamed: Collection[int] = (),
) -> int:
    """Write a Person for everybody new, a PersonState for everybody on a list or just off it; returns those.

    Somebody whom the live snapshot ``previous`` has and this one does not stays for four weeks, marked as
    missing: a row that was set aside, or an extract that leaves out who left, must not lose open work.
    renamed: ids that ended because the person has another one now.

    Where a practice's feed cannot say who objects, everybody there counts as objecting: an objection that
    cannot be read must not be overridden.
    """
    forget(snapshot.id)
    written = 0
    everybody = chain(
        _rows(snapshot, evaluation, now),
        _missing(snapshot, previous, frozenset(renamed), evaluation.as_at) if previous else (),
    )
    for rows in _batches(everybody):
        with transaction.atomic():
            insert(Person, ["id"], [(row[1],) for row in rows], ignore_conflicts=True)
            insert(PersonState, COLUMNS, rows)
        written += len(rows)
    return written


def forget(snapshot_id: str, *, batch: int = BATCH) -> int:
    """Remove the states of a snapshot that is not live, in short batches; returns how many."""
    removed = 0
    while True:
        ids = list(PersonState.objects.filter(snapshot_id=snapshot_id).values_list("pk", flat=True)[:batch])
        if not ids:
            return removed
        with transaction.atomic():
            removed += PersonState.objects.filter(pk__in=ids).delete()[0]


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _missing(snapshot: Snapshot, previous: str, renamed: frozenset[int], as_at: date) -> Iterator[Row]:
    """Who was there and is not, as last known, in the order of COLUMNS. Their bookings are not known."""
    present = snapshot.people(Scope.evaluation(snapshot.practices))["person_id"].to_numpy()
    earlier = PersonState.objects.filter(
        snapshot_id=previous, practice__in=snapshot.practices, death_date__isnull=True
    )
    ids = np.array(earlier.values_list("person_id", flat=True), np.int64)
    gone = set(np.setdiff1d(ids, present).tolist()) - renamed
    since, left = COLUMNS.index("missing_since"), COLUMNS.index("left_on")
    for first in range(0, len(gone), CHUNK):
        some = sorted(gone)[first : first + CHUNK]
        for held in earlier.filter(person_id__in=some).order_by("person_id").values_list(*COLUMNS):
            row = list(held)
            row[0], row[since], row[-2:] = snapshot.id, row[since] or as_at, [None, ""]
            if as_at - (row[left] or row[since]) <= BETWEEN_PRACTICES:
                yield tuple(row)


def _rows(snapshot: Snapshot, evaluation: Evaluation, now: datetime) -> Iterator[Row]:
    """One row per person on a list, in the order of COLUMNS."""
    scope = Scope.evaluation(snapshot.practices)
    people = snapshot.people(scope).select(_PERSON).to_pylist()
    patients: dict[tuple[str, int], dict[str, Any]] = {
        (row["practice"], row["patient"]): row
        for row in snapshot.table("patient", scope, _PATIENT).to_pylist()
    }
    objecting = [describing.members(evaluation, register) for register in RESTRICTIONS]
    unread = [describing.unknown_at(evaluation, register) for register in RESTRICTIONS]
    ethnic_group = describing.ethnic_groups(snapshot)
    needs = describing.contact_needs(snapshot, evaluation)
    appointments = describing.next_appointments(snapshot, now)
    for row in people:
        person, practice = row["person_id"], row["practice"]
        left_on = row["deregistered_on"]
        if left_on is not None and left_on > evaluation.as_at:
            left_on = None  # still registered on the day the rules run for
        if left_on is not None and evaluation.as_at - left_on > BETWEEN_PRACTICES:
            continue
        patient = patients[practice, row["patient"]]
        decile = patient["deprivation_decile"]
        at, what = appointments.get(person, (None, ""))
        yield (
            snapshot.id,
            person,
            practice,
            row["nhs_number"],
            patient["family_name"][:120],
            patient["given_name"][:120],
            name_key(patient["family_name"]),
            name_key(patient["given_name"]),
            row["birth_date"],
            row["death_date"],
            patient["sex"],
            row["registered_on"],
            left_on,
            None,
            None if decile is None else (decile + 1) // 2,
            ethnic_group.get(person, ""),
            row["confidential"],
            row["spine_sensitive"],
            *(person in said or practice in silent for said, silent in zip(objecting, unread, strict=True)),
            needs.get(person, []),
            at,
            what[:120],
        )
