"""Start a night that waits in the inbox. It runs in a process of its own; the page says how far it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.network.errors import WorkError
from openpcn.work.night import inbox


@guards.page(who=MAY[Action.APPROVE_HELD], methods=("POST",))
def load(request: HttpRequest, post: Post) -> HttpResponse:
    """Take in one folder of the inbox."""
    folder = request.POST.get("folder", "")

    def effect() -> dict[str, Any]:
        return {"run": inbox.start(post, folder).pk}

    try:
        once(post.staff, idempotency_key(request), "load_night", {"folder": folder}, effect)
    except WorkError as fault:
        messages.warning(request, str(fault))
    return redirect("submissions")
