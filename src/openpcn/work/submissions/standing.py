"""How each practice's data stand: their age, the last verdict, the figures, the trend, and who is behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from openpcn.record.sources import names, source
from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice, visible_states
from openpcn.work.network.membership import members, our_network
from openpcn.work.people.models import PersonState
from openpcn.work.submissions.figures import patients_behind
from openpcn.work.submissions.live import live_row, live_snapshot
from openpcn.work.submissions.models import PracticeFigures, SnapshotRow, Submission
from openpcn.work.submissions.quality import BY_ID, MEASURES, Measure

STALE = timedelta(days=7)
SMALL = 7  # counts of people up to this are hidden from readers who may not have the people


@dataclass(frozen=True)
class Line:
    """One figure as a reader sees it. n: None where it is 1 to 7 and the reader may not have the people."""

    measure: Measure
    n: int | None
    of: int
    share: float | None
    exact: bool


@dataclass(frozen=True)
class Standing:
    """One practice. last: its newest extract of any verdict; companions: the newest of each source that adds
    to it (hospitals, homes), the newest first. figures: of the live snapshot.
    """

    ods: str
    name: str
    as_at: date | None
    last: Submission | None
    figures: PracticeFigures | None
    lines: tuple[Line, ...]
    companions: tuple[Submission, ...] = ()

    @property
    def stale(self) -> bool:
        return self.as_at is not None and clock.today() - self.as_at > STALE

    @property
    def days(self) -> int | None:
        """Age of the data in days."""
        return None if self.as_at is None else (clock.today() - self.as_at).days


@dataclass(frozen=True)
class TrendRow:
    """One snapshot that was live: the practice's day, its list, rows of each table."""

    snapshot_id: str
    as_at: date
    people: int | None
    rows: dict[str, int]


def standings(post: Post) -> list[Standing]:
    """Every member practice that the post may see the data of: its own, or all of them."""
    network = our_network()
    if network is None or not may(post, Action.SUBMISSIONS):
        audit.refuse(post, "data_standing")
        raise NotAllowedError("data_standing")
    own = own_practice(post)
    row = live_row()
    days = row.practices if row else {}
    figures = {
        each.practice: each
        for each in PracticeFigures.objects.filter(snapshot_id=row.snapshot_id if row else "")
    }
    last: dict[str, Submission] = {}
    beside: dict[str, dict[str, Submission]] = {}
    adding = {name for name in names() if source(name).companion}
    for each in Submission.objects.order_by("pk").defer("receipt"):
        if each.source in adding:
            beside.setdefault(each.practice, {})[each.source] = each
        else:
            last[each.practice] = each
    found = []
    for practice in members(network):
        if own in (None, practice.ods):
            exact = own == practice.ods
            held = figures.get(practice.ods)
            found.append(
                Standing(
                    practice.ods,
                    practice.name,
                    date.fromisoformat(days[practice.ods]) if practice.ods in days else None,
                    last.get(practice.ods),
                    held,
                    _lines(held, exact=exact) if held else (),
                    tuple(sorted(beside.get(practice.ods, {}).values(), key=lambda one: -one.pk)),
                )
            )
    return found


def standing(post: Post, practice: str) -> Standing:
    """One practice. Raises NotAllowedError (audited) where the post may not see it."""
    for each in standings(post):
        if each.ods == practice:
            return each
    audit.refuse(post, "data_standing")
    raise NotAllowedError("data_standing")


def trend(practice: str, most: int = 12) -> list[TrendRow]:
    """Snapshots that were live with a new extract of the practice, the newest extract first."""
    lists = dict(PracticeFigures.objects.filter(practice=practice).values_list("snapshot_id", "list_size"))
    found: list[TrendRow] = []
    for row in SnapshotRow.objects.filter(live_from__isnull=False).order_by("-created_at")[: most * 4]:
        day = row.practices.get(practice)
        if day is None:
            continue
        rows = {table: counts.get(practice, 0) for table, counts in row.counts.items()}
        if found and found[-1].as_at.isoformat() == day and found[-1].rows == rows:
            found.pop()  # another practice's night: this one's extract is the same, and older than shown
        found.append(TrendRow(row.snapshot_id, date.fromisoformat(day), lists.get(row.snapshot_id), rows))
    return sorted(found, key=lambda each: each.as_at, reverse=True)[:most]


def people_behind(post: Post, practice: str, measure: str) -> QuerySet[PersonState]:
    """States of the people behind a figure, for the practice's own manager, oldest first.

    The caller discloses those it shows. Raises NotAllowedError (audited) for anybody else, KeyError for a
    figure that there is none of.
    """
    if measure not in BY_ID:
        raise KeyError(measure)
    snapshot = live_snapshot()
    part = snapshot.parts.get(practice) if snapshot else None
    if not may(post, Action.QUARANTINE, practice=practice) or own_practice(post) != practice:
        audit.refuse(post, "data_people")
        raise NotAllowedError("data_people")
    if snapshot is None or part is None:
        return PersonState.objects.none()
    patients = patients_behind(snapshot.id, practice, measure, part.n_patients)
    people = snapshot.places(practice).person_id[patients]
    states = visible_states(post, Purpose.INDIVIDUAL_CARE, snapshot_id=snapshot.id)
    ids = [int(person) for person in people if person >= 0]
    return states.filter(practice=practice, person_id__in=ids).order_by("birth_date", "person_id")


def _lines(figures: PracticeFigures, *, exact: bool) -> tuple[Line, ...]:
    lines = []
    for measure in MEASURES:
        held = figures.measures.get(measure.id)
        if held is None:
            continue
        n, of = held["n"], held["of"]
        shown: int | None = n
        if not exact:
            shown = rounded(n)
            of = rounded(of) or 0
        share = shown / of if of and shown is not None else None
        lines.append(Line(measure, shown, of, share, exact))
    return tuple(lines)


def rounded(n: int) -> int | None:
    """None for 1 to 7, otherwise the nearest 5: for readers who may have numbers and not the people."""
    if 0 < n <= SMALL:
        return None
    return (n + 2) // 5 * 5
