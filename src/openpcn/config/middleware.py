"""What every response carries, and what every request is known by."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from openpcn.work.access.audit import begin_request, keep_refusals, request_id
from openpcn.work.codelists.in_use import use_lists_of_live
from openpcn.work.rules.in_use import use_edition_of_live

Next = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """No page is kept by a browser or a proxy: the back button after signing out shows nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class RequestMiddleware:
    """Gives the request an id that its audit rows carry, and the codelists and rules of the live record."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid.uuid4().hex
        token = begin_request(name)
        use_lists_of_live()
        use_edition_of_live()
        try:
            response = self.get_response(request)
            keep_refusals()
        finally:
            request_id.reset(token)
        response.headers["X-Request-Id"] = name
        return response
