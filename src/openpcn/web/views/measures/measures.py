"""Measures: where each definition stands, for whom, and what it earns."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from openpcn.rules.catalogue.edition import edition
from openpcn.rules.language import Definition, Indicator, Ratio
from openpcn.rules.services import SERVICES
from openpcn.terms.scope import ScopeError
from openpcn.web import guards, paging
from openpcn.web.show import show
from openpcn.web.views.definitions.browse import SHARED, service_id
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.measures.people import people_behind
from openpcn.work.measures.position import Position, position, positions
from openpcn.work.measures.profile import profile
from openpcn.work.measures.ratios import ratio_lines
from openpcn.work.measures.totals import totals
from openpcn.work.worklists.lists import PER_PAGE

WORDS = ("achieved", "due", "adjusted", "excluded", "member")


@guards.page(who=MAY[Action.MEASURES])
def measures(request: HttpRequest, post: Post) -> HttpResponse:
    """Definitions counted on the live record: those of lists and contract, or all of one service."""
    service = request.GET.get("service", "")
    counted = totals(post)
    wanted = [one for one in edition().definitions() if one.id in counted and _shown(one, service)]
    found = positions(post, [one.id for one in wanted if isinstance(one, Indicator)])
    context = {
        "indicators": found,
        "ratios": [one for one in wanted if isinstance(one, Ratio)],
        "registers": [
            {"definition": one.id, "title": one.title, "members": counted[one.id].words["member"]}
            for one in wanted
            if one.kind == "register"
        ],
        "service": service,
        "services": [
            ("", "On lists, or paid"),
            *((one.id, one.title) for one in SERVICES),
            (SHARED, "Registers"),
        ],
        "whole": len(counted),
    }
    return show(request, post, "measures/measures.jinja", context)


def _shown(one: Definition, service: str) -> bool:
    if service:
        return service_id(one) == service
    return edition().fills_lists(one) or bool(getattr(one, "paid", None))


@guards.page(who=MAY[Action.MEASURES])
def needs_profile(request: HttpRequest, post: Post) -> HttpResponse:
    """How many of the population are on each register that says what people need, and by practice."""
    context = {"profile": profile(post)}
    return show(request, post, "measures/needs_profile.jinja", context)


@guards.page(who=MAY[Action.MEASURES])
def measure(request: HttpRequest, post: Post, definition: str) -> HttpResponse:
    """One definition: headline, by practice, fifth and ethnic group, rules, money."""
    found = _position(definition, post)
    runs = next((one for one in edition().definitions() if one.id == definition), None)
    if isinstance(runs, Ratio):
        context = {"position": found, "definition": runs, "lines": ratio_lines(post, runs)}
        return show(request, post, "measures/ratio.jinja", context)
    return show(request, post, "measures/measure.jinja", {"position": found, "headline": headline(found)})


@guards.page(who=MAY[Action.MEASURES])
def behind(request: HttpRequest, post: Post, definition: str, word: str) -> HttpResponse:
    """The people behind a number, where the reader's scope reaches them."""
    if word not in WORDS:
        raise Http404
    found = _position(definition, post)
    fifth = request.GET.get("fifth", "")
    try:
        rows, total = people_behind(
            post,
            definition,
            word,
            practice=request.GET.get("practice", ""),
            fifth=int(fifth) if fifth in {"0", "1", "2", "3", "4", "5"} else None,
            ethnic_group=request.GET.get("group"),
            rule=request.GET.get("rule", ""),
            page=paging.asked_for(request.GET),
        )
    except ScopeError:
        guards.refuse(post, "measure_people")
    context = {
        "position": found,
        "word": word,
        "rows": rows,
        "total": total,
        "page": paging.of_total(request.GET, total, PER_PAGE),
        "chosen": _chosen(found, request),
    }
    people = [row.person_id for row in rows]
    return show(
        request,
        post,
        "measures/behind.jinja",
        context,
        people=people,
        purpose=found.purpose,
        screen="measure_people",
    )


def headline(found: Position) -> str:
    """One plain sentence that says where the definition stands."""
    achieved, due = found.whole.achieved, found.whole.due
    if found.kind == "register":
        members = found.whole.members
        return f"{members.shown if members.value is not None else 'Few'} people are on this register."
    if achieved.value is None or due.value is None or found.whole.percent is None:
        return "There are too few people to say."
    of = achieved.value + due.value
    sentence = f"{achieved.value:,} of {of:,} eligible people: {found.whole.percent:.1f}%"
    if found.money.upper is not None:
        points = float(found.money.upper) - found.whole.percent
        where = f"{points:.1f} points below" if points > 0 else f"{-points:.1f} points above"
        sentence += f", {where} the upper threshold of {found.money.upper:g}%"
    return sentence + "."


def _position(definition: str, post: Post) -> Position:
    try:
        return position(definition, post)
    except KeyError:
        raise Http404 from None


def _chosen(found: Position, request: HttpRequest) -> str:
    """Which cell of the tables was opened, in words."""
    lines = {"practice": found.by_practice, "fifth": found.by_fifth, "group": found.by_ethnic_group}
    parts = []
    for name, table in lines.items():
        value = request.GET.get(name)
        parts += [line.title for line in table if value is not None and line.key == value]
    parts += [rule.sentence for rule in found.rules if rule.code == request.GET.get("rule")]
    return ", ".join(parts)
