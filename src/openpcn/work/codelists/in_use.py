"""Which lists a snapshot was run with, and which the next night will use.

A snapshot's row names the accepted lists it was evaluated with. Pages look codes up in those, so that a list
accepted this morning does not change an explanation before the people on the lists have changed too.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from openpcn.codes import Code, Codelist, Library
from openpcn.codes.library import install
from openpcn.work.codelists.models import SiteCodelist
from openpcn.work.submissions.live import live_versions

VERSIONS_KEY = "site_codelists"  # in SnapshotRow.versions: list id -> primary key of the accepted row


def as_codelist(row: SiteCodelist) -> Codelist:
    """The list as rules read it."""
    return Codelist(
        id=row.list_id,
        title=row.title,
        system="dmd" if row.system == "dmd" else "snomed",
        codes=tuple(Code(code, term, group) for code, term, group in row.codes),
        source=row.source,
        version=row.version,
        status="official" if row.status == "official" else "local",
        cluster=row.cluster or None,
    )


def accepted() -> dict[str, int]:
    """List id -> the row accepted now: what the next night uses."""
    return dict(
        SiteCodelist.objects.filter(state=SiteCodelist.ACCEPTED)
        .values_list("list_id", "pk")
        .order_by("list_id")
    )


def of_live() -> dict[str, int]:
    """List id -> the row that the live snapshot was run with; empty before the first night."""
    return live_versions(VERSIONS_KEY).get(VERSIONS_KEY) or {}


def library_of(rows: dict[str, int]) -> Library:
    """The library with these accepted rows; the same object for the same rows."""
    return _library(tuple(sorted(rows.items())))


@lru_cache(maxsize=8)
def _library(rows: tuple[tuple[str, int], ...]) -> Library:
    found: Iterable[SiteCodelist] = SiteCodelist.objects.filter(pk__in=[pk for _, pk in rows])
    return Library({row.list_id: as_codelist(row) for row in found})


def use_lists_of_live() -> None:
    """In this process, from now on: the lists of the live snapshot."""
    install(library_of(of_live()))


def use_accepted_lists() -> dict[str, int]:
    """In this process, from now on: the lists accepted now. Returns what a snapshot's row is to name."""
    rows = accepted()
    install(library_of(rows))
    return rows
