"""The public searches of North Central London, from which several lists of this service are taken."""

from __future__ import annotations

from openpcn.rules.language import Source


def ncl(reference: str, *, confirmed: bool = False) -> Source:
    """A search by its id there. confirmed: it was read there, and nothing of NICE is added to it here."""
    return Source(
        "NCL ICB long-term conditions case finding",
        "2025",
        f"ncl-icb-analytics/dbt-ncl-analytics, {reference}",
        confirmed=confirmed,
    )
