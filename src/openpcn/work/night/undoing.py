"""Going back to an earlier snapshot: what would differ, the act, and bringing work up to date after it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from openpcn.work.access import chain
from openpcn.work.access.models import Post
from openpcn.work.entries.models import Entry
from openpcn.work.people.models import PersonState
from openpcn.work.submissions import undo
from openpcn.work.submissions.live import live_row
from openpcn.work.submissions.models import GoingBack, SnapshotRow
from openpcn.work.worklists import carrying
from openpcn.work.worklists.models import Listed, Need
from openpcn.work.worklists.reach import ON_A_LIST
from openpcn.work.worklists.settle import settle


@dataclass(frozen=True)
class Differs:
    """One line of a preview: what, in the live snapshot, in the other; None: not in it."""

    what: str
    live: int | str | None
    other: int | str | None


@dataclass(frozen=True)
class Preview:
    """What going back to a snapshot would change. Numbers of people and needs; nobody is named."""

    snapshot: SnapshotRow
    days: tuple[Differs, ...]  # practice -> day of its extract, ISO
    people: tuple[Differs, ...]  # practice -> people
    needs: tuple[Differs, ...]  # title of a list -> people due
    entries_since: int  # recorded here since: they stay
    died_or_objected: int  # people who have since: they stay off the lists


def preview(snapshot_id: str) -> Preview:
    """Compare a kept snapshot with the live one. Raises UndoError where it is not kept or is live."""
    present = live_row()
    target = next((row for row in undo.kept() if row.snapshot_id == snapshot_id), None)
    if present is None or target is None:
        raise undo.UndoError("that snapshot is not kept any more: choose one of those listed")
    return Preview(
        snapshot=target,
        days=_lines(present.practices, target.practices),
        people=_lines(_people(present), _people(target)),
        needs=_lines(_needs(present), _needs(target)),
        entries_since=Entry.objects.filter(created_at__gte=target.created_at).count(),
        died_or_objected=len(undo.known_since(target)),
    )


def go_back(post: Post, snapshot_id: str, reason: str, key: str) -> GoingBack:
    """Make a kept snapshot live again, then bring claims and progress up to date. See submissions.undo."""
    going = undo.go_back(post, snapshot_id, reason, key, carrying.realign)
    _after(going)
    return going


def go_back_by_command(snapshot_id: str, reason: str, by: str) -> GoingBack:
    """The same, by somebody at the machine."""
    going = undo.go_back_by_command(snapshot_id, reason, by, carrying.realign)
    _after(going)
    return going


def _after(going: GoingBack) -> None:
    """What people did since the snapshot was prepared is counted in again. Safe to repeat."""
    since = going.to_snapshot.created_at
    worked = Entry.objects.filter(Q(created_at__gte=since) | Q(struck_at__gte=since))
    settle(also=worked.values_list("person_id", flat=True).distinct())
    chain.seal()


def _people(row: SnapshotRow) -> dict[str, int]:
    counted = (
        PersonState.objects.filter(ON_A_LIST, snapshot_id=row.snapshot_id)
        .values("practice")
        .annotate(n=Count("pk"))
    )
    return {each["practice"]: each["n"] for each in counted.order_by("practice")}


def _needs(row: SnapshotRow) -> dict[str, int]:
    titles = dict(Listed.objects.filter(snapshot_id=row.snapshot_id).values_list("definition", "title"))
    counted = Need.objects.filter(snapshot_id=row.snapshot_id).values("definition").annotate(n=Count("pk"))
    return {
        titles.get(each["definition"], each["definition"]): each["n"]
        for each in counted.order_by("definition")
    }


def _lines(
    live: dict[str, int] | dict[str, str], other: dict[str, int] | dict[str, str]
) -> tuple[Differs, ...]:
    names = dict.fromkeys([*live, *other])
    return tuple(Differs(name, live.get(name), other.get(name)) for name in sorted(names))
