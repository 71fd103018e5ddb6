"""Ids that a person has or had: from decisions about who is who."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from openpcn.record.identity import Decisions, Merge, Split
from openpcn.work.people.identity import IdentityDecision


def in_force() -> Decisions:
    """What a snapshot put together now has to know."""
    rows = list(IdentityDecision.objects.filter(undone_at__isnull=True))
    return Decisions.of(
        (Merge(row.gone, row.into, row.birth_date) for row in rows if row.joins and row.birth_date),
        (
            Split(row.practice, row.local_id, row.gone)
            for row in rows
            if row.kind == IdentityDecision.Kind.SPLIT
        ),
    )


def standing() -> QuerySet[IdentityDecision]:
    """Decisions in force by which an id ends in another one."""
    return IdentityDecision.objects.filter(undone_at__isnull=True).exclude(kind=IdentityDecision.Kind.SPLIT)


def ended() -> set[int]:
    """Ids that nobody should have any more, by the decisions in force."""
    return set(standing().values_list("gone", flat=True))


def now_known_as(person: int) -> list[int]:
    """The person's id and those that followed it, in order, as far as decisions in force say."""
    known = [person]
    while True:
        into = standing().filter(gone=known[-1]).values_list("into", flat=True).first()
        if into is None or into in known:
            return known
        known.append(into)


def formerly(person: int) -> set[int]:
    """This id and every id that decisions in force turned into it."""
    found, new = {person}, {person}
    while new:
        new = set(standing().filter(into__in=new).values_list("gone", flat=True)) - found
        found |= new
    return found


def under_another_id(person: int) -> list[tuple[int, datetime, datetime]]:
    """(id, from, until) of the time in which a merge that was undone since made the person somebody else."""
    rows = IdentityDecision.objects.filter(gone=person, undone_at__isnull=False).exclude(
        kind=IdentityDecision.Kind.SPLIT
    )
    return [(row.into, row.made_at, row.undone_at) for row in rows if row.undone_at]
