"""Why somebody is, or is not, on a list: the tree of facts, the rule that decided, what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.rules.catalogue.edition import edition
from openpcn.rules.engine import Explanation, explain
from openpcn.rules.language import Definition, Indicator, Word
from openpcn.terms.dates import ContractYear
from openpcn.terms.scope import Fields, Purpose
from openpcn.web import guards
from openpcn.web.layout import practice_data
from openpcn.web.show import show
from openpcn.web.views.definitions.browse import says
from openpcn.web.views.definitions.definitions import by_id
from openpcn.web.views.people.banner import banner
from openpcn.web.views.people.opening import Opened, PurposeNeededError, open_person
from openpcn.web.views.submissions.words import SYSTEMS
from openpcn.work import submissions
from openpcn.work.access.models import Post
from openpcn.work.entries.record import overlay
from openpcn.work.measures.effect import Effect, standpoint
from openpcn.work.submissions.provenance import origins_of


@guards.page(who=guards.MEETS_PEOPLE)
def why(request: HttpRequest, post: Post, person: int, definition: str) -> HttpResponse:
    """The explanation of one definition for one person, with what was recorded here laid over the record."""
    try:
        opened = open_person(post, person, least=Fields.RECORD)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    chosen = by_id(definition)
    snapshot, live = submissions.live_snapshot(), submissions.live_row()
    if snapshot is None or live is None:
        raise Http404
    if not _may_be_looked_for(opened, chosen):
        guards.refuse(post, "why", [person])
    asked = {
        "as_at": live.as_at,
        "achievement_date": ContractYear.of(live.as_at).end,
        "scope": opened.access.scope,
        "require_official": submissions.lists_must_be_official(),
        "scores": edition().scores,
    }
    waiting = overlay([person]).get(person, [])
    found = explain(snapshot, person, chosen, with_rows=waiting, **asked)
    said = found.as_json()
    context = {
        "opened": opened,
        "banner": banner(opened),
        "definition": chosen,
        "altered": chosen.id in edition().altered,
        "why": said,
        "effects": _effects(post, chosen, opened, found) if isinstance(chosen, Indicator) else [],
        "origins": origins_of(post, set(_submissions(said))),
        "systems": SYSTEMS,
        "without": explain(snapshot, person, chosen, **asked).as_json() if waiting else None,
        "waiting": len(waiting),
        "names": {one.ods: one.name for one in practice_data()},
    }
    return show(
        request,
        post,
        "people/why.jinja",
        context,
        people=[person],
        purpose=opened.access.purpose,
        screen="why",
    )


@guards.page(who=guards.MEETS_PEOPLE)
def choose(request: HttpRequest, post: Post, person: int) -> HttpResponse:
    """Any definition, found by id or words, to be explained for one person."""
    try:
        opened = open_person(post, person, least=Fields.RECORD)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    words = request.GET.get("q", "").strip()[:100]
    every = [one for one in edition().definitions() if _may_be_looked_for(opened, one)]
    found = [one for one in every if says(one, words)]
    context = {
        "opened": opened,
        "banner": banner(opened),
        "asked": words,
        "found": found,
        "whole": len(every),
    }
    return show(
        request, post, "people/why_choose.jinja", context, people=[person], purpose=opened.access.purpose,
        screen="why_choose",
    )  # fmt: skip


def _may_be_looked_for(opened: Opened, definition: Definition) -> bool:
    """Whether a definition may speak of somebody at all: an objection to risk stratification binds."""
    objects = opened.state.risk_stratification_objection
    return not (objects and definition.purpose is Purpose.RISK_STRATIFICATION)


def _effects(post: Post, chosen: Indicator, opened: Opened, found: Explanation) -> list[Effect | None]:
    """For each change that would alter the outcome: what that does to the indicator and the money."""
    held = standpoint(post, chosen, opened.state.practice)
    if held is None or found.not_assessed:
        return [None for _ in found.changes]
    now = Word(found.outcome.word)
    return [held.effect(now, change.outcome.word) for change in found.changes]


def _submissions(said: Any) -> Iterator[str]:
    """The ids of the submissions that an explanation's rows come from, however deep they stand."""
    if isinstance(said, dict):
        if isinstance(said.get("submission"), str):
            yield said["submission"]
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from _submissions(each)
