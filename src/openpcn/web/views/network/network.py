"""Our network: its practices, their lists, systems and data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openpcn.web import guards
from openpcn.web.layout import practice_data
from openpcn.web.show import show
from openpcn.work.access.models import Post
from openpcn.work.network.finding import network_found
from openpcn.work.network.membership import our_network


@guards.page(who=guards.EVERYBODY)
def network(request: HttpRequest, post: Post) -> HttpResponse:
    """Practices with list size, clinical system and the day of the last extract."""
    ours = our_network()
    context = {
        "network": network_found(ours.code) if ours else None,
        "data": {practice.ods: practice for practice in practice_data()},
    }
    return show(request, post, "network/network.jinja", context)
