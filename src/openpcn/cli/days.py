"""Days as commands take them."""

from __future__ import annotations

from datetime import date

from openpcn.cli.faults import Fault


def day(text: str, option: str) -> date:
    """An ISO day. Raises Fault naming the option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"{option}: expected a day such as 2027-03-31, not {text}") from None
