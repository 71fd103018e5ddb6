"""A role's home: what to do today, and what closed since the last extract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from openpcn.terms import person_key
from openpcn.terms.scope import Purpose
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import practices_of
from openpcn.work.access.visibility import own_practice
from openpcn.work.worklists.between import OffTheList, between_practices, died
from openpcn.work.worklists.gathering import Filters, Gathered, gather, practice_names
from openpcn.work.worklists.handover import waiting
from openpcn.work.worklists.lists import page_of, why_empty
from openpcn.work.worklists.minutes import Week, week
from openpcn.work.worklists.models import Change, Claim, Listed, Need
from openpcn.work.worklists.presenting import full_name, rows_for
from openpcn.work.worklists.reach import counts_only, visible_to
from openpcn.work.worklists.rows import Card, NotAssessed, Row, Status
from openpcn.work.worklists.small_numbers import suppress

TODAY = 8  # people shown to start with
CLOSED = 20  # closed needs shown by name


@dataclass(frozen=True)
class Closed:
    """A need of somebody this post holds, or of the own practice, that went since the snapshot before.

    counted: the care was seen; False where the person left the population or an adjustment holds.
    """

    ref: str
    person_id: int
    name: str
    practice_name: str
    title: str
    sentence: str  # Closed: seen in the extract of 10 February 2026
    counted: bool
    mine: bool


@dataclass(frozen=True)
class ListCount:
    """People on one definition's list at one practice; None: hidden, 1 to 7; others to the nearest 5."""

    definition: str
    title: str
    practice: str
    practice_name: str
    people: int | None


@dataclass(frozen=True)
class HandOverRow:
    """A hand-over that still holds something for the practice."""

    id: int
    purpose: str
    at: datetime
    open_items: int


@dataclass(frozen=True)
class Home:
    """cards lead to lists. today: whom to start with: one's own, red flags first; else the top of the list.

    disclosed: everybody shown, for the disclosure row.
    """

    role: str
    cards: tuple[Card, ...]
    today: tuple[Row, ...]
    closed: tuple[Closed, ...]
    closed_total: int  # needs of the whole list that the last extract closed
    reopened: tuple[Row, ...]
    not_counted: tuple[Row, ...]
    between: tuple[OffTheList, ...]  # left one practice and not yet seen at another, held by this post
    died: tuple[OffTheList, ...]  # held by this post until an extract said so
    hand_overs: tuple[HandOverRow, ...]
    week: Week | None
    counts: tuple[ListCount, ...]  # for readers without a list: the small-number rule applied
    not_assessed: tuple[NotAssessed, ...]
    data_as_at: tuple[tuple[str, str, date], ...]  # practice, its name, day of its extract
    empty_because: str

    @property
    def disclosed(self) -> set[int]:
        rows = (*self.today, *self.reopened, *self.not_counted)
        off: tuple[OffTheList, ...] = (*self.between, *self.died)
        closed = {each.person_id for each in self.closed}
        return closed | {row.person_id for row in rows} | {each.person_id for each in off}


def home(post: Post) -> Home:
    """What this post has to do today. The caller discloses ``disclosed`` before answering."""
    held = gather(post)
    live = held.live
    mine = page_of(held, Filters(assigned="me"), per_page=TODAY)
    today = mine.rows or page_of(held, Filters(assigned="nobody"), per_page=TODAY).rows
    missed = Filters(assigned="me", status=frozenset({Status.NOT_COUNTED}))
    closed, closed_total = _closed(held)
    numbers_only = live is not None and counts_only(post) and may(post, Action.MEASURES)
    return Home(
        role=post.role,
        cards=mine.cards,
        today=today,
        closed=closed,
        closed_total=closed_total,
        reopened=_reopened(held),
        not_counted=page_of(held, missed, per_page=TODAY).rows,
        between=between_practices(post),
        died=died(post),
        hand_overs=tuple(HandOverRow(each.pk, each.purpose, each.at, count) for each, count in waiting(post)),
        week=week(post),
        counts=_counts(post, live) if numbers_only and live else (),
        not_assessed=mine.not_assessed,
        data_as_at=_as_at(live),
        empty_because="" if held.whole else why_empty(held, 0),
    )


def _as_at(live: str | None) -> tuple[tuple[str, str, date], ...]:
    row = Listed.objects.filter(snapshot_id=live or "").first()
    held = row.as_at if row else {}
    names = practice_names(held)
    return tuple((ods, names.get(ods, ods), date.fromisoformat(day)) for ods, day in sorted(held.items()))


def _closed(held: Gathered) -> tuple[tuple[Closed, ...], int]:
    """What the live snapshot closed: by name for those held and the own practice, and how many in all."""
    post, live, lists = held.post, held.live, held.lists
    if not live or not lists:
        return (), 0
    titles = {row.definition: row.title for row in lists}
    changes = list(
        Change.objects.filter(snapshot_id=live, kind=Change.Kind.CLOSED, definition__in=titles).order_by("pk")
    )
    visible = visible_to(post, {row.purpose for row in lists}, live)
    states = {s.person_id: s for s in visible.filter(person_id__in={change.person_id for change in changes})}
    changes = [change for change in changes if change.person_id in states]
    mine = set(Claim.objects.filter(post=post, until__isnull=True).values_list("person_id", flat=True))
    own = own_practice(post)
    shown = [change for change in changes if change.person_id in mine or change.practice == own]
    shown.sort(key=lambda change: (change.person_id not in mine, change.pk))
    return (
        tuple(
            Closed(
                ref=person_key.encode(change.person_id),
                person_id=change.person_id,
                name=full_name(states[change.person_id]),
                practice_name=held.names.get(change.practice, change.practice),
                title=titles[change.definition],
                sentence=closing_sentence(change),
                counted=change.word == "achieved",
                mine=change.person_id in mine,
            )
            for change in shown[:CLOSED]
        ),
        len(changes),
    )


def closing_sentence(change: Change) -> str:
    """What closed a need, in words."""
    day = f"{change.extract_as_at:%-d %B %Y}" if change.extract_as_at else "the practice"
    return {
        "achieved": f"Closed: seen in the extract of {day}",
        "adjusted": f"Closed: an adjustment is recorded in the extract of {day}",
        "excluded": f"Closed: excluded by the extract of {day}",
        "not_assessed": f"Not assessed: the extract of {day} lacks what the rule needs",
    }.get(change.word, f"No longer in the group, by the extract of {day}")


def _reopened(held: Gathered) -> tuple[Row, ...]:
    """People of this post whose need was closed by hand and is open again, because the evidence changed."""
    mine = Claim.objects.filter(post=held.post, until__isnull=True).values("person_id")
    changes = Change.objects.filter(
        snapshot_id=held.live or "",
        kind=Change.Kind.REOPENED,
        definition__in=[row.definition for row in held.lists],
        person_id__in=mine,
    )
    people = list(dict.fromkeys(changes.values_list("person_id", flat=True)))[:TODAY]
    return rows_for(held.post, held.lists, held.live, people) if held.live else ()


def _counts(post: Post, live: str) -> tuple[ListCount, ...]:
    """Open needs by list and practice, over practices that share for the list's purpose."""
    lists = list(Listed.objects.filter(snapshot_id=live).order_by("definition"))
    shared = {purpose: practices_of(post, Purpose(purpose)) for purpose in {row.purpose for row in lists}}
    names = practice_names({ods for practices in shared.values() for ods in practices})
    needs = Need.objects.filter(snapshot_id=live, closed=False).values_list("definition", "practice")
    people = {
        (definition, practice): count
        for definition, practice, count in needs.annotate(Count("person_id", distinct=True))
    }
    found: list[ListCount] = []
    for row in lists:
        found += [
            ListCount(
                row.definition,
                row.title,
                ods,
                names.get(ods, ods),
                suppress(people.get((row.definition, ods), 0)),
            )
            for ods in sorted(shared[row.purpose])
        ]
    return tuple(found)
