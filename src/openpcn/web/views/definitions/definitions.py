"""Definitions: every rule as a table, with codelists, parameters, stories and what staff said about it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.contract import Contract
from openpcn.rules.language import Definition, Indicator
from openpcn.terms.scope import Purpose
from openpcn.web import guards
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import visible_states
from openpcn.work.worklists.models import Feedback

KINDS = (("indicator", "Indicators"), ("case finding", "Case finding"), ("register", "Registers"))


@guards.page(who=MAY[Action.DEFINITIONS])
def definitions(request: HttpRequest, post: Post) -> HttpResponse:
    """Every definition, by kind."""
    listed = catalogue.definitions()
    groups = [(title, [one for one in listed if one.kind == kind]) for kind, title in KINDS]
    return show(request, post, "definitions/definitions.jinja", {"groups": groups})


@guards.page(who=MAY[Action.DEFINITIONS])
def definition(request: HttpRequest, post: Post, definition: str) -> HttpResponse:
    """One definition as its documentation."""
    chosen = by_id(definition)
    contract = Contract.load()
    context = {
        "definition": chosen,
        "is_indicator": isinstance(chosen, Indicator),
        "counts": _counts(chosen),
        "population": chosen.population.describe()
        if chosen.population is not None
        else "everybody registered",
        "registers": catalogue.registers_of(chosen),
        "codelists": catalogue.codelists_of(chosen),
        "parameters": [row for name in catalogue.parameters_of(chosen) for row in contract.rows(name)],
        "tables": sorted(catalogue.tables_of(chosen)),
        "stories": [
            {"title": one.title, "about": str(one.about), "as_at": one.as_at, "expect": str(one.expect)}
            for one in catalogue.stories(chosen.id)
        ],
        "remarks": _remarks(chosen, post),
    }
    return show(request, post, "definitions/definition.jinja", context)


def _counts(chosen: Definition) -> list[str]:
    """The lists whose codes will count as the work."""
    if not isinstance(chosen, Indicator) or chosen.work is None:
        return []
    return [codelist(name).title for name in chosen.work.counts]


def by_id(definition: str) -> Definition:
    """The definition of exactly this id; any other address is absent."""
    found = next((one for one in catalogue.definitions() if one.id == definition), None)
    if found is None:
        raise Http404
    return found


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
