"""Finding somebody by NHS number or name: posted, so that what was typed is in no address and no log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openpcn.terms.scope import Fields, Purpose
from openpcn.web import guards
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice, searchable_states, sees
from openpcn.work.network.models import Practice
from openpcn.work.people.search import search as matching
from openpcn.work.worklists.presenting import full_name

MOST = 50


@guards.page(who=MAY[Action.SEARCH], methods=("POST",))
def search(request: HttpRequest, post: Post) -> HttpResponse:
    """List fields of who matches, among those this post may find at all."""
    words = request.POST.get("q", "").strip()[:100]
    states = (
        list(matching(searchable_states(post, Purpose.INDIVIDUAL_CARE), words)[: MOST + 1]) if words else []
    )
    more = len(states) > MOST
    states = states[:MOST]
    names = dict(
        Practice.objects.filter(pk__in={state.practice for state in states}).values_list("ods", "name")
    )
    own = own_practice(post)
    own_numbers = sees(post).own is not Fields.COUNTS
    found = [
        {
            "person": state.person_id,
            "name": full_name(state),
            "born": state.birth_date,
            "practice": names.get(state.practice, state.practice),
            "number": state.nhs_number if own_numbers and state.practice == own else None,
            "restricted": state.restricted,
            "died": state.death_date,
        }
        for state in states
    ]
    context = {"found": found, "words": words, "more": more, "most": MOST}
    people = [state.person_id for state in states]
    return show(request, post, "people/search.jinja", context, people=people, screen="search")
