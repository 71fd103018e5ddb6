"""Why somebody is, or is not, on a list: the tree of facts, the rule that decided, what would change it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.rules import catalogue
from openpcn.rules.engine import explain
from openpcn.terms.dates import ContractYear
from openpcn.terms.scope import Fields, Purpose
from openpcn.web import guards
from openpcn.web.show import show
from openpcn.web.views.people.banner import banner
from openpcn.web.views.people.opening import PurposeNeededError, open_person
from openpcn.work import submissions
from openpcn.work.access.models import Post


@guards.page(who=guards.MEETS_PEOPLE)
def why(request: HttpRequest, post: Post, person: int, definition: str) -> HttpResponse:
    """The explanation of one definition for one person, from the live record."""
    try:
        opened = open_person(post, person, least=Fields.RECORD)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    chosen = next((one for one in catalogue.definitions() if one.id == definition), None)
    snapshot, row = submissions.live_snapshot(), submissions.live_row()
    if chosen is None or snapshot is None or row is None:
        raise Http404
    if chosen.purpose is Purpose.RISK_STRATIFICATION and opened.state.risk_stratification_objection:
        guards.refuse(post, "why", [person])
    found = explain(
        snapshot,
        person,
        chosen,
        as_at=row.as_at,
        achievement_date=ContractYear.of(row.as_at).end,
        scope=opened.access.scope,
    )
    context = {
        "opened": opened,
        "banner": banner(opened),
        "definition": chosen,
        "why": found.as_json(),
        "as_at": row.as_at,
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
