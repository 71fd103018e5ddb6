"""The URL table as data: what the router holds and what each view declares about who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from openpcn.web.guards import Declared


class UndeclaredViewError(TypeError):
    """A view does not say who may open it: decorate it with openpcn.web.guards.page."""


def table() -> list[dict[str, Any]]:
    """One row per route, in the router's order. Raises UndeclaredViewError for a view without a guard."""
    return [_row(route, pattern) for route, pattern in _walk(get_resolver())]


def _walk(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        else:
            yield route, pattern


def _row(route: str, pattern: URLPattern) -> dict[str, Any]:
    declared = getattr(pattern.callback, "declared", None)
    if not isinstance(declared, Declared):
        raise UndeclaredViewError(f"{route}: its view does not say who may open it (guards.page)")
    return {
        "route": route,
        "name": pattern.name or "",
        "methods": list(declared.methods),
        "who": list(declared.words),
    }
