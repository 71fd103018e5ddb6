"""The rows about people that work leaves behind: which models hold them, and in which order they can go.

A model with a key to a person that is in none of these lists fails the tests: whoever adds one says here
whether it goes with the person.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from openpcn.work.access.models import Grant
from openpcn.work.entries.models import Confirmation, Entry, WorkDone
from openpcn.work.people.models import Person, PersonState
from openpcn.work.worklists.models import Change, Claim, Closure, Feedback, HandOverItem, Need

# model -> path from it to the person's id; what points at others comes before them
WITH_THE_PERSON: tuple[tuple[type[models.Model], str], ...] = (
    (HandOverItem, "person_id"),
    (Feedback, "person_id"),
    (Closure, "person_id"),
    (Claim, "person_id"),
    (Change, "person_id"),
    (Need, "person_id"),
    (Confirmation, "entry__person_id"),
    (Entry, "person_id"),
    (WorkDone, "person_id"),
    (Grant, "person_id"),
    (PersonState, "person_id"),
)
TOLD = (WorkDone, Entry, Claim, Closure, Feedback, HandOverItem, Grant)  # what people did, in an export
BATCH = 400  # ids in one statement


PATHS = dict(WITH_THE_PERSON)


def rows_about(model: type[models.Model], people: models.QuerySet[Any, Any]) -> int:
    """How many rows of a model are about the people that a query of ids finds."""
    return _manager(model).filter(**{f"{PATHS[model]}__in": people}).count()


def rows_of(model: type[models.Model], path: str, people: list[int]) -> int:
    """How many rows of a model are about these people."""
    return sum(_manager(model).filter(**{f"{path}__in": part}).count() for part in _batches(people))


def forget(people: list[int]) -> dict[str, int]:
    """Delete every row about these people but the audit's, in the caller's transaction; rows by model."""
    gone: dict[str, int] = {}
    for model, path in WITH_THE_PERSON:
        n = 0
        for part in _batches(people):
            n += _manager(model).filter(**{f"{path}__in": part}).delete()[1].get(model._meta.label, 0)
        gone[model.__name__] = n
    gone["Person"] = sum(Person.objects.filter(pk__in=part).delete()[0] for part in _batches(people))
    return gone


def _manager(model: type[models.Model]) -> models.Manager[Any]:
    manager: models.Manager[Any] = model._default_manager
    return manager


def _batches(people: list[int]) -> list[list[int]]:
    return [people[at : at + BATCH] for at in range(0, len(people), BATCH)]
