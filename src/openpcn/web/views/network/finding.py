"""Find which network a practice is in: open to everybody, from the public directory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openpcn.web import acting, guards
from openpcn.web.show import show
from openpcn.work.network.finding import LIMIT, directory_state, find_practices


@guards.public()
def find(request: HttpRequest) -> HttpResponse:
    """By name, ODS code or postcode of the practice. Nothing about people is asked or shown."""
    query = request.GET.get("q", "").strip()[:100]
    found = find_practices(query) if query else []
    context = {
        "q": query,
        "found": found,
        "most": LIMIT,
        "directory": directory_state(),
    }
    return show(request, acting.post_of(request), "network/find.jinja", context)
