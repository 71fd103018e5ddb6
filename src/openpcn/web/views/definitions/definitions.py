"""Definitions: every rule as a table, with codelists, parameters, stories and what staff said about it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from openpcn.rules import catalogue
from openpcn.rules.language import Definition
from openpcn.terms.scope import Purpose
from openpcn.web import guards
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import visible_states
from openpcn.work.worklists.models import Feedback


@guards.page(who=MAY[Action.DEFINITIONS])
def definitions(request: HttpRequest, post: Post) -> HttpResponse:
    """Every definition, by kind."""
    listed = [catalogue.as_json(one) for one in catalogue.definitions()]
    return show(request, post, "definitions/definitions.jinja", {"definitions": listed})


@guards.page(who=MAY[Action.DEFINITIONS])
def definition(request: HttpRequest, post: Post, definition: str) -> HttpResponse:
    """One definition as its documentation."""
    chosen = next((one for one in catalogue.definitions() if one.id == definition), None)
    if chosen is None:
        raise Http404
    context = {
        "definition": chosen,
        "described": catalogue.as_json(chosen),
        "stories": [_told(story) for story in catalogue.stories(chosen.id)],
        "remarks": _remarks(chosen, post),
    }
    return show(request, post, "definitions/definition.jinja", context)


def _told(story: Any) -> dict[str, str]:
    return {"title": story.title, "about": str(story.about), "expect": str(story.expect)}


def _remarks(chosen: Definition, post: Post) -> list[dict[str, Any]]:
    """What staff said about the rule. The words, only where the reader may see the person they are about."""
    rows = list(Feedback.objects.filter(definition=chosen.id).select_related("by").order_by("-at")[:50])
    seen = set(
        visible_states(post, Purpose.INDIVIDUAL_CARE)
        .filter(person__in={row.person_id for row in rows})
        .values_list("person_id", flat=True)
    )
    return [
        {
            "at": row.at,
            "by": row.by.display_name,
            "rule": row.rule,
            "text": row.text if row.person_id in seen and post.role_word in guards.MEETS_PEOPLE else "",
        }
        for row in rows
    ]
