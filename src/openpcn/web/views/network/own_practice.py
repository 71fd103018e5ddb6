"""What a practice's manager sees first: whatever concerns her practice, and the way out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from openpcn.terms.scope import Purpose
from openpcn.web import guards
from openpcn.web.layout import organisation_name, organisation_names
from openpcn.web.show import show
from openpcn.web.views.submissions.words import SYSTEMS
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.measures.own_practice import own_practice_of

PURPOSES = {purpose.value: purpose.label for purpose in Purpose}


@guards.page(who=MAY[Action.WITHDRAW])
def own_practice(request: HttpRequest, post: Post) -> HttpResponse:
    """Figures that name the practice, who opened its people, what was sent, what withdrawing would do."""
    found = own_practice_of(post)
    if found is None:
        raise Http404
    context = {
        "own": found,
        "name": organisation_name(found.practice),
        "organisations": organisation_names({one.organisation for one in found.opened}),
        "purposes": PURPOSES,
        "systems": SYSTEMS,
    }
    return show(request, post, "network/own_practice.jinja", context)
