"""Pages and templates. Views are thin: they ask work, show what it answers, and say who may open them."""

from __future__ import annotations

from typing import Any


def urls_table() -> list[dict[str, Any]]:
    """Every route: ``route``, ``name``, ``methods``, ``who`` (role words, or public, or signed in)."""
    from openpcn.web.routes import table

    return table()
