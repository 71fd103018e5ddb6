"""Staff by name, for pages about rows that keep who did something by their username."""

from __future__ import annotations

from collections.abc import Iterable

from openpcn.work.access.models import Staff


def display_names(usernames: Iterable[str]) -> dict[str, str]:
    """Username -> name; what the command line calls somebody stays as it is."""
    asked = set(usernames)
    known = Staff.objects.filter(username__in=asked).values_list("username", "display_name")
    return {name: name for name in asked} | dict(known)
