"""The definition browser: by service and kind, with search, counts of the live record; other years' names."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import edition
from openpcn.rules.language import Definition, Indicator
from openpcn.rules.services import SERVICES
from openpcn.web import guards
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.models import Post
from openpcn.work.measures.totals import Total, totals
from openpcn.work.rules.models import RuleChange

KINDS = (
    ("indicator", "Indicators"),
    ("case finding", "Case finding"),
    ("register", "Registers"),
    ("ratio", "Ratios"),
)
SHARED = "registers"  # what belongs to no service


@dataclass(frozen=True)
class Line:
    """One definition in the browser."""

    definition: Definition
    on_lists: bool
    altered: bool
    total: Total | None

    def shown(self, word: str) -> str:
        return self.total.words[word].shown if self.total else ""


@guards.page(who=MAY[Action.DEFINITIONS])
def definitions(request: HttpRequest, post: Post) -> HttpResponse:
    """Definitions by service, narrowed by what is asked."""
    asked = {
        "q": request.GET.get("q", "").strip()[:100],
        "service": request.GET.get("service", ""),
        "kind": request.GET.get("kind", ""),
        "lists": request.GET.get("lists", ""),
    }
    found = [one for one in edition().definitions() if _wanted(one, asked)]
    counts = totals(post)
    lines: dict[str, list[Line]] = {}
    for one in found:
        lines.setdefault(service_id(one), []).append(_line(one, counts))
    services = [*((one.id, one.title) for one in SERVICES), (SHARED, "Registers that several build on")]
    near = catalogue.nearest(asked["q"]) if asked["q"] and not found else ()
    context = {
        "asked": asked,
        "groups": [{"title": title, "lines": lines[id]} for id, title in services if id in lines],
        "narrowed": any(asked.values()),
        "found": len(found),
        "whole": len(catalogue.definitions()),
        "known": catalogue.known_of(asked["q"]),
        "near": near,
        "services": [("", "Every service"), *services],
        "kinds": [("", "Every kind"), *KINDS],
        "lists": [("", "On lists or not"), ("on", "On lists"), ("off", "Measured only")],
        "counted": bool(counts),
        "waiting": RuleChange.objects.filter(state=RuleChange.PROPOSED).count()
        if may(post, Action.RULES)
        else 0,
    }
    return show(request, post, "definitions/definitions.jinja", context)


@guards.page(who=MAY[Action.DEFINITIONS])
def names(request: HttpRequest, post: Post) -> HttpResponse:
    """Every other name that a definition is known by, what each means here, and names not held."""
    rows = [(name, catalogue.papers(name), one) for name, one in catalogue.crosswalk()]
    return show(request, post, "definitions/names.jinja", {"rows": rows, "not_held": catalogue.NOT_HELD})


def unknown(request: HttpRequest, post: Post, name: str) -> HttpResponse:
    """There is no such definition: what is known of the name, or else the nearest."""
    asked = name[:60]
    context = {"name": asked, "known": catalogue.known_of(asked), "near": catalogue.nearest(asked)}
    return show(request, post, "definitions/unknown.jinja", context, status=404)


def service_id(definition: Definition) -> str:
    """The service a definition belongs to, by id; an altered one belongs where the published one does."""
    service = catalogue.service_of(catalogue.definition(definition.id))
    return service.id if service else SHARED


def says(one: Definition, words: str) -> bool:
    """Whether every word stands in the id, another name, the title or the source of a definition."""
    said = " ".join((one.id, one.title, one.source.title, *one.also_known_as)).casefold()
    return all(word in said for word in words.casefold().split())


def _line(one: Definition, counts: dict[str, Total]) -> Line:
    runs = edition()
    return Line(one, runs.fills_lists(one), one.id in runs.altered, counts.get(one.id))


def _wanted(one: Definition, asked: dict[str, str]) -> bool:
    on = edition().fills_lists(one)
    return (
        says(one, asked["q"])
        and asked["service"] in ("", service_id(one))
        and asked["kind"] in ("", one.kind)
        and (not asked["lists"] or (isinstance(one, Indicator) and on is (asked["lists"] == "on")))
    )
