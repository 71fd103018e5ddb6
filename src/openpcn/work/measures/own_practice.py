"""What a practice's manager sees first: what names her practice, who opened her people, what was sent.

And what would happen if she withdrew. The practice is the controller: none of this needs anybody's leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max

from openpcn.rules.catalogue.edition import edition
from openpcn.rules.language import Definition
from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work.access.models import AuditPerson, Post
from openpcn.work.access.roles import Role
from openpcn.work.access.visibility import own_practice
from openpcn.work.measures.position import positions
from openpcn.work.network.sharing import SHAREABLE, live_parties
from openpcn.work.people.models import PersonState
from openpcn.work.people.states import live_snapshot_id, states
from openpcn.work.submissions.models import Submission
from openpcn.work.worklists.models import Claim, Listed, Need

LOOKED_BACK = timedelta(days=28)


@dataclass(frozen=True)
class Figure:
    """A figure that stands beside the practice's name. percent of the practice and of the whole network."""

    definition: str
    title: str
    as_at: date
    percent: float | None
    network_percent: float | None
    achieved: int | None
    due: int | None
    change: int | None
    shared: bool  # others in the network see it too


@dataclass(frozen=True)
class Opened:
    """One person of another organisation: how many of the practice's people they were shown, and what for."""

    name: str
    role: str
    organisation: str
    purpose: str
    people: int
    times: int
    last: datetime


@dataclass(frozen=True)
class SentFile:
    """A file of the last submission: rows in and what became of them; why, where it was not read."""

    name: str
    rows: int
    accepted: int
    normalised: int
    quarantined: int
    not_used: str
    others: int = 0  # rows of other practices, in a file of several

    @property
    def not_read(self) -> int:
        return self.rows if self.not_used else 0


@dataclass(frozen=True)
class Sent:
    """The last submission taken of one source."""

    submission: int
    source: str
    kind: str
    as_at: date | None
    received_at: datetime
    by: str
    files: tuple[SentFile, ...]


@dataclass(frozen=True)
class Withdrawing:
    """What withdrawing for a purpose would do now. claims: open, held outside, the most that would end."""

    purpose: Purpose
    people: int
    needs: int
    claims: int
    holders: int


@dataclass(frozen=True)
class OwnPractice:
    """Everything above, of the post's own practice."""

    practice: str
    figures: tuple[Figure, ...]
    opened: tuple[Opened, ...]
    opened_since: date
    people_opened: int
    sent: tuple[Sent, ...]
    withdrawing: tuple[Withdrawing, ...]


def own_practice_of(post: Post) -> OwnPractice | None:
    """None for a post that is at no practice."""
    practice = own_practice(post)
    if practice is None:
        return None
    now = clock.now()
    since = now - LOOKED_BACK
    opened, people = _opened(practice, since)
    return OwnPractice(
        practice=practice,
        figures=_figures(post, practice),
        opened=opened,
        opened_since=since.date(),
        people_opened=people,
        sent=_sent(practice),
        withdrawing=tuple(_withdrawing(practice, purpose) for purpose in _shared(practice, now)),
    )


def _shared(practice: str, now: datetime) -> list[Purpose]:
    return [each for each in SHAREABLE if live_parties(each, now).filter(practice=practice).exists()]


def _names_practices(definition: Definition) -> bool:
    """Of hundreds of definitions, those that people are called for or the contract pays for."""
    return edition().fills_lists(definition) or bool(getattr(definition, "paid", None))


def _figures(post: Post, practice: str) -> tuple[Figure, ...]:
    shared = bool(_shared(practice, clock.now()))
    found = []
    for one in positions(post, [d.id for d in edition().definitions() if _names_practices(d)]):
        line = next((line for line in one.by_practice if line.key == practice), None)
        if line is None:
            continue
        found.append(
            Figure(
                one.definition, one.title, one.as_at, line.percent, one.whole.percent, line.achieved.value,
                line.due.value, line.change, shared,
            )
        )  # fmt: skip
    return tuple(found)


def _opened(practice: str, since: datetime) -> tuple[tuple[Opened, ...], int]:
    """By whom and what for, most people first; and how many of the practice's people in all."""
    # those of the kept records too: somebody who has moved since was the practice's when they were shown
    own = PersonState.objects.filter(practice=practice).values("person_id")
    shown = (
        AuditPerson.objects.filter(person_id__in=own, event__at__gte=since)
        .exclude(event__organisation__in=["", practice])
        .exclude(event__role="")
    )
    rows = (
        shown.values("event__staff_name", "event__role", "event__organisation", "event__purpose")
        .annotate(
            n=Count("person_id", distinct=True), times=Count("event_id", distinct=True), last=Max("event__at")
        )
        .order_by("-n", "event__staff_name", "event__purpose")
    )
    opened = tuple(
        Opened(
            row["event__staff_name"], Role(row["event__role"]).label, row["event__organisation"],
            row["event__purpose"], row["n"], row["times"], row["last"],
        )
        for row in rows
    )  # fmt: skip
    return opened, shown.values("person_id").distinct().count()


def _sent(practice: str) -> tuple[Sent, ...]:
    """The newest accepted submission of each source, newest first."""
    newest: dict[str, Submission] = {}
    taken = Submission.objects.filter(practice=practice, verdict=Submission.ACCEPTED)
    for row in taken.order_by("received_at", "pk"):
        newest[row.source] = row
    return tuple(
        Sent(
            row.pk, row.source, row.kind, row.as_at, row.received_at, row.by,
            tuple(
                SentFile(
                    file["name"], file["rows"], file["accepted"], file["normalised"], file["quarantined"],
                    file.get("not_used") or "", file.get("others", 0),
                )
                for file in row.receipt.get("per_file", ())
            ),
        )
        for row in sorted(newest.values(), key=lambda row: row.received_at, reverse=True)
    )  # fmt: skip


def _withdrawing(practice: str, purpose: Purpose) -> Withdrawing:
    live = live_snapshot_id() or ""
    people = states(live).filter(practice=practice)
    definitions = Listed.objects.filter(snapshot_id=live, purpose=purpose).values("definition")
    needs = Need.objects.filter(
        snapshot_id=live, practice=practice, definition__in=definitions, closed=False
    ).count()
    claims = Claim.objects.filter(until__isnull=True, person_id__in=people.values("person_id")).exclude(
        post__organisation=practice
    )
    held = claims.aggregate(n=Count("pk"), holders=Count("holder_id", distinct=True))
    return Withdrawing(purpose, people.count(), needs, held["n"], held["holders"])
