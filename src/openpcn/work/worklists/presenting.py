"""Needs and states as rows for a reader: here each row is narrowed to what the post may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from django.db.models import Exists, OuterRef
from django.utils import timezone

from openpcn.rules import catalogue
from openpcn.terms import clock, dates, person_key
from openpcn.terms.scope import Fields, Purpose
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import visible_states
from openpcn.work.network.models import Practice
from openpcn.work.people.models import PersonState
from openpcn.work.worklists.models import Claim, Closure, Listed, Need, Progress
from openpcn.work.worklists.reach import fields_by_person
from openpcn.work.worklists.rows import Calculator, Holder, NeedRow, Reason, Row, Status, Worth

_LEVELS = tuple(Fields)


def rows_for(post: Post, lists: Sequence[Listed], snapshot_id: str, people: Sequence[int]) -> tuple[Row, ...]:
    """Rows of these people in this order, as far as the post may see them; the others are left out."""
    if not people or not lists:
        return ()
    states, seen = _states(post, {row.purpose for row in lists}, snapshot_id, people)
    needs: dict[int, list[Need]] = defaultdict(list)
    on_list = Need.objects.filter(
        snapshot_id=snapshot_id, person_id__in=people, definition__in=[row.definition for row in lists]
    )
    for need in on_list.order_by("definition", "subject"):
        if need.person_id in seen[need.purpose]:
            needs[need.person_id].append(need)
    claims = {
        claim.person_id: claim
        for claim in Claim.objects.filter(
            role=post.role, until__isnull=True, person_id__in=people
        ).select_related("holder")
    }
    shut = closures([need for each in needs.values() for need in each if need.closed])
    levels = fields_by_person(post, {person: state.practice for person, state in states.items()})
    names = dict(
        Practice.objects.filter(pk__in={s.practice for s in states.values()}).values_list("ods", "name")
    )
    titles = {row.definition: row for row in lists}
    return tuple(
        _row(post, states[person], needs[person], claims.get(person), levels[person], titles, names, shut)
        for person in people
        if person in states and person in needs
    )


def _states(
    post: Post, purposes: set[str], snapshot_id: str, people: Sequence[int]
) -> tuple[dict[int, PersonState], dict[str, set[int]]]:
    """States of the people whom the post may see for any of the purposes, and for each purpose whom."""
    rows = PersonState.objects.filter(snapshot_id=snapshot_id, person_id__in=people)
    for purpose in purposes:
        visible = visible_states(post, Purpose(purpose), snapshot_id=snapshot_id)
        rows = rows.annotate(**{f"for_{purpose}": Exists(visible.filter(pk=OuterRef("pk")))})
    states: dict[int, PersonState] = {}
    seen: dict[str, set[int]] = {purpose: set() for purpose in purposes}
    for state in rows:
        for purpose in purposes:
            if getattr(state, f"for_{purpose}"):
                if state.on_a_list:
                    seen[purpose].add(state.person_id)
                states[state.person_id] = state
    return states, seen


def _row(
    post: Post,
    state: PersonState,
    needs: Sequence[Need],
    claim: Claim | None,
    level: tuple[Fields, bool],
    lists: dict[str, Listed],
    names: dict[str, str],
    shut: dict[tuple[str, str, str], str],
) -> Row:
    fields, granted = level
    # The reason for the work comes with the work: to who holds it, or to who may see the record anyway.
    evidence = fields is Fields.RECORD or (granted and opens(fields, Fields.DEMOGRAPHICS))
    personal = opens(fields, Fields.DEMOGRAPHICS)
    as_at = lists[needs[0].definition].as_at.get(state.practice)
    bare = bare_row(state, fields, names, date.fromisoformat(as_at) if as_at else None)
    return replace(
        bare,
        needs=tuple(
            need_row(need, lists[need.definition].title, claim is not None, personal, evidence, shut)
            for need in needs
        ),
        holder=None
        if claim is None
        else Holder(claim.holder.display_name, claim.role, claim.since, claim.holder_id == post.staff_id),
    )


def bare_row(state: PersonState, fields: Fields, names: dict[str, str], as_at: date | None) -> Row:
    """A person without needs, filled as far as ``fields`` reaches."""
    personal = opens(fields, Fields.DEMOGRAPHICS)
    return Row(
        ref=person_key.encode(state.person_id),
        person_id=state.person_id,
        name=full_name(state),
        age=dates.age_on(state.birth_date, clock.today()),
        practice=state.practice,
        practice_name=names.get(state.practice, state.practice),
        as_at=as_at,
        contact_needs=contact_flags(state),
        needs=(),
        holder=None,
        fields=fields,
        restricted=state.restricted,
        nhs_number=state.nhs_number if personal else None,
        birth_date=state.birth_date if personal else None,
        next_appointment=appointment(state) if personal else None,
    )


def contact_flags(state: PersonState) -> tuple[str, ...]:
    """What whoever contacts a person must know today, most pressing first.

    A child is one until the day before the 16th birthday, London time; it does not wait for a night.
    """
    child = dates.is_under_16(state.birth_date, clock.today()) and state.death_date is None
    left = f"Left on {state.left_on:%-d %B %Y}, not yet seen at another practice" if state.left_on else ""
    if state.missing_since and not left:
        left = f"Not in the practice's data since {state.missing_since:%-d %B %Y}"
    return (*(["Under 16"] if child else []), *([left] if left else []), *state.contact_needs)


def opens(held: Fields, wanted: Fields) -> bool:
    """Whether one level includes another."""
    return _LEVELS.index(held) >= _LEVELS.index(wanted)


def need_row(
    need: Need,
    title: str,
    claimed: bool,
    personal: bool,
    evidence: bool,
    shut: dict[tuple[str, str, str], str],
) -> NeedRow:
    """One need. personal: whether the reader sees more than list fields, and so what is missing; evidence:
    whether the reader may see the values and days behind it."""
    if need.closed:
        status = Status.CLOSED
    elif need.progress == Progress.NONE:
        status = Status.CLAIMED if claimed else Status.OPEN
    else:
        status = Status(need.progress)
    return NeedRow(
        definition=need.definition,
        subject=need.subject,
        title=title,
        work=need.work,
        minutes=need.minutes,
        due_by=need.due_by,
        red_flag=need.red_flag,
        status=status,
        missing=tuple(need.progress_missing or need.parts) if personal else (),
        sentence=need.progress_sentence if evidence else "",
        reasons=tuple(_reason(each) for each in need.reasons) if evidence else (),
        worth=Worth(need.worth_pence, need.worth_known, need.whose, need.worth_note),
        closed_because=shut.get((need.definition, need.subject, need.evidence), ""),
    )


def closures(needs: Sequence[Need]) -> dict[tuple[str, str, str], str]:
    """(definition, subject, evidence) -> why it was closed by hand."""
    rows = Closure.objects.filter(subject__in={need.subject for need in needs}, reopened_at__isnull=True)
    return {(row.definition, row.subject, row.evidence): row.get_reason_display() for row in rows}


def full_name(state: PersonState) -> str:
    """SURNAME, First."""
    return f"{state.family_name.upper()}, {state.given_name}"


def appointment(state: PersonState) -> str | None:
    """Such as: 12 February 2026 at 10:30am, nurse."""
    if state.next_appointment is None:
        return None
    at = timezone.localtime(state.next_appointment)
    time = f"{at:%-I:%M%p}".lower().replace(":00", "")
    text = f"{at:%-d %B %Y} at {time}"
    return f"{text}, {state.next_appointment_what}" if state.next_appointment_what else text


def _reason(held: dict[str, str | None]) -> Reason:
    day = held.get("date")
    return Reason(
        held.get("sentence") or "",
        held.get("value") or "",
        date.fromisoformat(day) if day else None,
        held.get("source") or "",
        _calculators().get(held.get("score") or ""),
    )


@cache
def _calculators() -> dict[str, Calculator]:
    return {
        each.id: Calculator(each.id, each.title, each.version, each.notice) for each in catalogue.scores()
    }


def calculators(needs: Iterable[NeedRow]) -> tuple[Calculator, ...]:
    """What must be said beside these needs: each calculator of theirs once, by title."""
    found = {reason.calculator for need in needs for reason in need.reasons if reason.calculator is not None}
    return tuple(sorted(found, key=lambda each: each.title))
