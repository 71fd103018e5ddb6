"""Writes a candidate snapshot's people in short batches, invisible until the snapshot is live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from openpcn.terms.scope import Scope
from openpcn.work.people import describing
from openpcn.work.people.keys import name_key
from openpcn.work.people.models import Person, PersonState

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot
    from openpcn.rules.engine import Evaluation

BATCH = 2_000
# register of the restriction -> field of PersonState
RESTRICTIONS = {
    "sharing_objection": "sharing_objection",
    "risk_stratification_objection": "risk_stratification_objection",
    "type1_opt_out": "type1_opt_out",
}
_PATIENT = ["patient", "sex", "family_name", "given_name", "deprivation_decile"]


def prepare(snapshot: Snapshot, evaluation: Evaluation, *, now: datetime) -> int:
    """Write a Person for everybody who is new, and a PersonState for everybody on a list; returns the states.

    Where a practice's feed cannot say who objects, everybody there counts as objecting: an objection that
    cannot be read must not be overridden.
    """
    forget(snapshot.id)
    written = 0
    for states in _batches(_states(snapshot, evaluation, now)):
        with transaction.atomic():
            Person.objects.bulk_create(
                [Person(id=state.person_id) for state in states], ignore_conflicts=True
            )
            PersonState.objects.bulk_create(states)
        written += len(states)
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


def _batches(states: Iterator[PersonState]) -> Iterator[list[PersonState]]:
    batch: list[PersonState] = []
    for state in states:
        batch.append(state)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _states(snapshot: Snapshot, evaluation: Evaluation, now: datetime) -> Iterator[PersonState]:
    scope = Scope.evaluation(snapshot.practices)
    people = snapshot.people(scope).to_pylist()
    patients: dict[tuple[str, int], dict[str, Any]] = {
        (row["practice"], row["patient"]): row
        for row in snapshot.table("patient", scope, _PATIENT).to_pylist()
    }
    objecting = {field: describing.members(evaluation, name) for name, field in RESTRICTIONS.items()}
    unread = {field: describing.unknown_at(evaluation, name) for name, field in RESTRICTIONS.items()}
    ethnic_group = describing.ethnic_groups(snapshot)
    needs = describing.contact_needs(snapshot, evaluation)
    appointments = describing.next_appointments(snapshot, now)
    for row in people:
        if row["deregistered_on"] is not None and row["deregistered_on"] <= _day(snapshot, row["practice"]):
            continue
        person, practice = row["person_id"], row["practice"]
        patient = patients[practice, row["patient"]]
        decile = patient["deprivation_decile"]
        at, what = appointments.get(person, (None, ""))
        yield PersonState(
            snapshot_id=snapshot.id,
            person_id=person,
            practice=practice,
            nhs_number=row["nhs_number"],
            family_name=patient["family_name"][:120],
            given_name=patient["given_name"][:120],
            family_key=name_key(patient["family_name"]),
            given_key=name_key(patient["given_name"]),
            birth_date=row["birth_date"],
            death_date=row["death_date"],
            sex=patient["sex"],
            registered_on=row["registered_on"],
            deprivation_fifth=None if decile is None else (decile + 1) // 2,
            ethnic_group=ethnic_group.get(person, ""),
            confidential=row["confidential"],
            spine_sensitive=row["spine_sensitive"],
            contact_needs=needs.get(person, []),
            next_appointment=at,
            next_appointment_what=what[:120],
            **{
                field: person in objecting[field] or practice in unread[field]
                for field in RESTRICTIONS.values()
            },
        )


def _day(snapshot: Snapshot, practice: str) -> date:
    return snapshot.parts[practice].as_at
