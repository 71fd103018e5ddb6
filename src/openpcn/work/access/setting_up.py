"""Setting up a site: its directory and its network, with their audit rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from openpcn.terms import clock
from openpcn.work.access import agreements, audit, staff
from openpcn.work.access.errors import AccessError
from openpcn.work.access.models import Post
from openpcn.work.network import membership
from openpcn.work.network.choosing import find_network
from openpcn.work.network.directory import DirectoryReport, import_directory
from openpcn.work.network.models import Agreement, Network
from openpcn.work.people.models import LiveSnapshot


@dataclass(frozen=True)
class FirstManager:
    """The account that nobody grants."""

    username: str
    display_name: str
    password: str


@dataclass(frozen=True)
class FirstAgreement:
    """Until when every practice shares for individual care and for finding people; when it is reviewed."""

    until: date
    review_on: date


def load_directory(paths: Iterable[Path], *, by: str) -> DirectoryReport:
    """Read the public files, and say so in the audit trail. Raises NetworkError; then nothing has changed."""
    with transaction.atomic():
        report = import_directory(paths)
        audit.record(
            "directory_imported",
            by=by,
            object_kind="directory",
            detail={"files": [file["file"] for file in report.files], "counts": report.counts},
        )
    return report


def choose_network(text: str, *, by: str) -> Network:
    """Make a network this site's own. Raises NetworkError where it is not known.

    A site that already serves another network is moved only while nobody holds a post and no snapshot is
    live: otherwise posts, agreements and people of the one would stand under the name of the other.
    """
    with transaction.atomic():
        chosen = find_network(text)
        present = membership.our_network()
        if present is not None and present.pk != chosen.pk:
            _may_move(present, chosen)
        network = membership.choose_network(chosen.code)
        audit.record(
            "network_chosen",
            by=by,
            object_kind="network",
            object_id=network.code,
            detail={"before": present.code if present else None},
        )
    return network


def set_up(
    *,
    pcn: str,
    manager: FirstManager,
    agreement: FirstAgreement | None,
    directory: Iterable[Path] = (),
    by: str,
) -> tuple[Network, Agreement | None]:
    """The directory, the network, its first manager and its first agreement: all of it or nothing.

    Raises NetworkError or AccessError; then nothing has changed.
    """
    with transaction.atomic():
        may_set_up(manager)
        if paths := list(directory):
            load_directory(paths, by=by)
        network = choose_network(pcn, by=by)
        staff.create_first_manager(
            username=manager.username,
            display_name=manager.display_name,
            password=manager.password,
            network=network,
            by=by,
        )
        registered = None
        if agreement is not None:
            registered = agreements.register_agreement_of_all(
                network, until=agreement.until, review_on=agreement.review_on, by=by
            )
    return network, registered


def may_set_up(manager: FirstManager) -> None:
    """Raises AccessError where the site is set up already or the account cannot be made."""
    if Post.objects.exists():
        raise AccessError(
            "this site is set up already: somebody holds a role. Add people with ./openpcn user add"
        )
    staff.check_account(manager.username, manager.display_name, manager.password)


def _may_move(present: Network, chosen: Network) -> None:
    now = clock.now()
    posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=now)).count()
    holding = [f"{posts} posts that somebody holds"] if posts else []
    if LiveSnapshot.objects.exists():
        holding.append("a live record of its people")
    if holding:
        raise AccessError(
            f"this site serves {present} and holds {' and '.join(holding)}; it is not moved to {chosen}. "
            "Set up another site: name an empty folder in OPENPCN_HOME"
        )
