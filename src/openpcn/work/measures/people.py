"""The people behind a number, for readers whose scope reaches them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow.compute as pc
from django.db.models import Exists, OuterRef

from openpcn.rules.catalogue.edition import edition
from openpcn.terms.scope import Fields, Purpose, ScopeError
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_fields, own_practice, visible_states
from openpcn.work.measures.models import Indicator
from openpcn.work.measures.tables import Reader, reader
from openpcn.work.network.models import Practice
from openpcn.work.people.models import PersonState
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.people.states import states as states_of
from openpcn.work.submissions.evaluating import evaluate_live
from openpcn.work.worklists.lists import PER_PAGE
from openpcn.work.worklists.presenting import bare_row, rows_for
from openpcn.work.worklists.reach import lists_of, visible_needs
from openpcn.work.worklists.rows import Row


def people_behind(
    post: Post,
    definition: str,
    word: str,
    *,
    practice: str = "",
    fifth: int | None = None,
    ethnic_group: str | None = None,
    rule: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
) -> tuple[tuple[Row, ...], int]:
    """Rows of one page, and how many in all, oldest first. The caller discloses the rows.

    Who is due on a list that the role works: at every practice that shares. Every other word: at the post's
    own practice. Raises ScopeError where the reader may see numbers only, KeyError for an unknown definition.
    """
    live = live_snapshot_id()
    row = Indicator.objects.filter(snapshot_id=live or "", definition=definition).first()
    if row is None or live is None:
        raise KeyError(definition)
    if not may(post, Action.MEASURES):
        audit.refuse(post, "people_behind")
        raise NotAllowedError("people_behind")
    who = reader(post, row)
    lists = [each for each in lists_of(post, live) if each.definition == definition]
    worked = word == "due" and post.role in row.roles
    practices = _reach(who, worked=worked)
    if practice:
        practices &= {practice}
    if not practices:
        audit.refuse(post, "people_behind")
        raise ScopeError("the people behind this number are not yours to see; the number is")
    if word == "due" and lists and not rule:
        due = visible_needs(post, lists, live).filter(practice__in=practices)
        if ethnic_group is not None:
            group = states_of(live).filter(person_id=OuterRef("person_id"), ethnic_group=ethnic_group)
            due = due.filter(Exists(group))
        if fifth is not None:
            due = due.filter(deprivation_fifth=fifth or None)
        people = list(
            dict.fromkeys(due.order_by("birth_date", "person_id").values_list("person_id", flat=True))
        )
        shown = people[(page - 1) * per_page : page * per_page]
        return rows_for(post, lists_of(post, live), live, shown), len(people)
    ids = _with_outcome(definition, word, rule, practices)
    states = visible_states(post, Purpose(row.purpose)).filter(person_id__in=ids, practice__in=practices)
    if fifth is not None:
        states = states.filter(deprivation_fifth=fifth or None)
    if ethnic_group is not None:
        states = states.filter(ethnic_group=ethnic_group)
    ordered = states.order_by("birth_date", "person_id")
    return _rows(post, live, list(ordered[(page - 1) * per_page : page * per_page]), row), ordered.count()


def own_people(post: Post, definition: str, people: Sequence[int]) -> tuple[Row, ...]:
    """Rows of people of the post's own practice, for a list that is none of the night's: a preview.

    Whoever may not be seen for the definition's purpose is left out. The caller discloses the rows.
    """
    live = live_snapshot_id()
    row = Indicator.objects.filter(snapshot_id=live or "", definition=definition).first()
    own = own_practice(post)
    if live is None or row is None or own is None or not people:
        return ()
    states = visible_states(post, Purpose(row.purpose)).filter(person_id__in=people, practice=own)
    return _rows(post, live, list(states.order_by("birth_date", "person_id")), row)


def _reach(who: Reader, *, worked: bool) -> set[str]:
    own = {who.own} if who.own is not None else set()
    return own | set(who.exact) if worked else own


def _with_outcome(definition: str, word: str, rule: str, practices: set[str]) -> list[int]:
    """People with an outcome, from the rules themselves: nothing about them is kept for this."""
    found = evaluate_live([edition().definition(definition)], practices)
    if found is None:
        return []
    outcomes = found.outcomes.filter(pc.field("word") == word)
    if rule:
        outcomes = outcomes.filter(pc.field("rule") == rule)
    people: list[int] = pc.unique(outcomes["person_id"]).to_pylist()
    return people


def _rows(post: Post, live: str, states: list[PersonState], row: Indicator) -> tuple[Row, ...]:
    """With their needs where they are on the post's list, otherwise as the own practice sees a person."""
    listed = {
        each.person_id: each
        for each in rows_for(post, lists_of(post, live), live, [state.person_id for state in states])
    }
    names = dict(Practice.objects.values_list("ods", "name"))
    as_at = {ods: date.fromisoformat(day) for ods, day in row.practice_as_at.items()}
    found = []
    for state in states:
        if state.person_id in listed:
            found.append(listed[state.person_id])
        elif own_fields(post) is not Fields.COUNTS:
            found.append(bare_row(state, own_fields(post), names, as_at.get(state.practice)))
    return tuple(found)
