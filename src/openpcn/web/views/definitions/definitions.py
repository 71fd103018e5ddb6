"""One definition: rules with counts at each step, codelists, values by year, history, stories, remarks."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import edition
from openpcn.rules.contract import in_use as contract_in_use
from openpcn.rules.engine.evaluation import definition_version
from openpcn.rules.language import Definition, Indicator
from openpcn.rules.language.altering import settings
from openpcn.terms.scope import Purpose
from openpcn.web import files, guards
from openpcn.web.show import show
from openpcn.web.views.definitions.browse import service_id, unknown
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import visible_states
from openpcn.work.measures.position import Position, position
from openpcn.work.rules.history import history
from openpcn.work.rules.in_use import settings_of_live
from openpcn.work.rules.models import RuleChange
from openpcn.work.rules.proposing import in_words, is_official
from openpcn.work.worklists.models import Feedback


@guards.page(who=MAY[Action.DEFINITIONS])
def definition(request: HttpRequest, post: Post, definition: str) -> HttpResponse:
    """One definition as it runs here, with what it comes to on the live record."""
    chosen = running(definition)
    if chosen is None:
        other = catalogue.called(definition)
        return redirect("definition", definition=other.id) if other else unknown(request, post, definition)
    runs = edition()
    stands = _position(chosen, post)
    context = {
        "definition": chosen,
        "is_indicator": isinstance(chosen, Indicator),
        "service": catalogue.service_of(catalogue.definition(chosen.id)),
        "service_id": service_id(chosen),
        "position": stands,
        "looked_at": _looked_at(stands),
        "counts": _counts(chosen),
        "outline": catalogue.outline,
        "registers": catalogue.registers_of(chosen),
        "codelists": catalogue.codelists_of(chosen),
        "scores": [(one, one.id in runs.scores) for one in catalogue.scores_of(chosen)],
        "values": _values_by_year(chosen),
        "tables": sorted(catalogue.tables_of(chosen)),
        "tables_if_supplied": sorted(catalogue.tables_if_supplied(chosen)),
        "stories": [
            {"title": one.title, "about": str(one.about), "as_at": one.as_at, "expect": str(one.expect)}
            for one in catalogue.stories(chosen.id)
        ],
        "remarks": _remarks(chosen, post),
        "history": history(chosen),
        "on_lists": runs.fills_lists(chosen),
        "has_work": isinstance(chosen, Indicator) and chosen.work is not None,
        "altered": in_words(catalogue.definition(chosen.id), settings_of_live(chosen.id))
        if chosen.id in runs.altered
        else "",
        "set_aside": runs.set_aside.get(chosen.id, ""),
        "official": is_official(chosen),
        "settings": len(settings(chosen)),
        "may_preview": may(post, Action.MEASURES),
        "may_decide": may(post, Action.RULES),
        "waiting": RuleChange.objects.filter(about=chosen.id, state=RuleChange.PROPOSED),
    }
    return show(request, post, "definitions/definition.jinja", context)


@guards.page(who=MAY[Action.DEFINITIONS])
def metadata(request: HttpRequest, post: Post, definition: str) -> HttpResponse:
    """What the definition is, as FHIR R4 resources to keep."""
    chosen = by_id(definition)
    body = json.dumps(catalogue.as_fhir(chosen, definition_version(chosen)), indent=1, ensure_ascii=False)
    return files.download(body.encode(), "application/fhir+json", f"{chosen.id}.json")


def running(definition: str) -> Definition | None:
    """The definition of exactly this id, as it runs in the live record."""
    return next((one for one in edition().definitions() if one.id == definition), None)


def by_id(definition: str) -> Definition:
    """The same; any other address is absent."""
    found = running(definition)
    if found is None:
        raise Http404
    return found


def _position(chosen: Definition, post: Post) -> Position | None:
    """Counts for those who may see measures; None before the first night, or for another role."""
    if not may(post, Action.MEASURES):
        return None
    try:
        return position(chosen.id, post)
    except KeyError:
        return None


def _looked_at(stands: Position | None) -> int | None:
    """How many the rules look at, summed from the numbers as shown; None where one is hidden."""
    if stands is None:
        return None
    whole = stands.whole
    shown = [each.value for each in (whole.achieved, whole.due, whole.adjusted, whole.excluded)]
    known = [value for value in shown if value is not None]
    return sum(known) if len(known) == len(shown) else None


def _counts(chosen: Definition) -> list[str]:
    """The lists whose codes will count as the work."""
    if not isinstance(chosen, Indicator) or chosen.work is None:
        return []
    return [codelist(name).title for name in chosen.work.counts]


def _values_by_year(chosen: Definition) -> dict[str, Any]:
    """The contract values that the rules read or that pay for it: one row a value, one column a year."""
    contract = contract_in_use()
    names = list(catalogue.parameters_of(chosen))
    if isinstance(chosen, Indicator) and chosen.paid is not None:
        scheme = "iif" if chosen.paid.to == "network" else "qof"
        stem = f"{scheme}.{chosen.paid.indicator}"
        names += [f"{stem}.{part}" for part in ("points", "lower", "upper")] + [f"{scheme}.point_value"]
    names = [name for name in names if name in contract.names]
    years = [year for year in contract.years if any(_held(contract.known(name, year.end)) for name in names)]
    rows = [
        (contract.rows(name)[0].title, [contract.known(name, year.end) for year in years]) for name in names
    ]
    return {"years": years, "rows": rows}


def _held(value: Any) -> bool:
    return value is not None and not value.last_published


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
