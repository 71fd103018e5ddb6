"""Who has looked at a person's record, and for what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.terms.scope import Fields
from openpcn.web import guards
from openpcn.web.show import show
from openpcn.web.views.access.trail import described
from openpcn.web.views.people.banner import banner
from openpcn.web.views.people.opening import PurposeNeededError, open_person
from openpcn.work.access import audit
from openpcn.work.access.models import Post

MOST = 100


@guards.page(who=guards.MEETS_PEOPLE)
def who_looked(request: HttpRequest, post: Post, person: int) -> HttpResponse:
    """The newest audit rows that name the person."""
    try:
        opened = open_person(post, person, least=Fields.DEMOGRAPHICS)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    events = described(list(audit.events(person=person, limit=MOST)))
    context = {"opened": opened, "banner": banner(opened), "events": events, "most": MOST}
    return show(
        request,
        post,
        "people/who_looked.jinja",
        context,
        people=[person],
        purpose=opened.access.purpose,
        screen="who_looked",
    )
