"""What stands on every page: who is signed in, where they can go, which network, how old the data are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import resolve, reverse

from openpcn import __version__
from openpcn.terms import clock
from openpcn.web import acting
from openpcn.web.filters import nhs_date, nhs_datetime
from openpcn.web.guards import Declared
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.network.membership import members, our_network
from openpcn.work.network.models import Network, Practice
from openpcn.work.people.models import LiveSnapshot
from openpcn.work.submissions.models import Submission
from openpcn.work.submissions.receiving import as_at_by_practice
from openpcn.work.worklists.reach import can_fill

STALE = timedelta(days=7)

NAVIGATION = (
    ("home", "Home"),
    ("own-practice", "Your practice"),
    ("worklist", "Worklist"),
    ("measures", "Measures"),
    ("submissions", "Data"),
    ("agreements", "Agreements"),
    ("network", "Network"),
    ("definitions", "Definitions"),
    ("audit", "Audit"),
    ("settings", "Settings"),
)


@dataclass(frozen=True)
class PracticeData:
    """A member practice and the day of the extract that the live record holds of it; None: none yet."""

    ods: str
    name: str
    as_at: date | None

    @property
    def stale(self) -> bool:
        return self.as_at is not None and clock.today() - self.as_at > STALE


def layout(request: HttpRequest, post: Post | None) -> dict[str, Any]:
    """The frame's facts. Costs a handful of small queries."""
    network = our_network()
    frame: dict[str, Any] = {
        "version": __version__,
        "network_name": str(network) if network else "",
        "fictional": bool(network and network.is_fictional),
        "public": not request.user.is_authenticated,
        "stale": (),
    }
    frame["test_data"] = not frame["fictional"] and holds_test_data()
    if post is None:
        return frame
    practices, own = practice_data(), own_practice(post)
    frame.update(
        name=post.staff.display_name,
        role=post.role_word.label,
        organisation=organisation_name(post.organisation),
        other_posts=acting.holds_others(request),
        may_search=may(post, Action.SEARCH),
        navigation=_navigation(request, post),
        practice_names={practice.ods: practice.name for practice in practices},
        data_line=data_line(practices),
        stale=[practice for practice in practices if practice.stale and own in (None, practice.ods)],
    )
    return frame


def practice_data() -> list[PracticeData]:
    """Every member practice with the day up to which the live record speaks of it."""
    network = our_network()
    if network is None:
        return []
    days = as_at_by_practice()
    return [PracticeData(one.ods, one.name, days.get(one.ods)) for one in members(network)]


def holds_test_data() -> bool:
    """Whether the newest submission taken of any practice holds invented people."""
    taken = Submission.objects.filter(verdict=Submission.ACCEPTED)
    later = taken.filter(practice=OuterRef("practice"), pk__gt=OuterRef("pk"))
    return taken.filter(~Exists(later), receipt__test_data=True).exists()


def data_line(practices: list[PracticeData]) -> str:
    """Data from 6 practices, last updated 21 November 2026 at 6:02am."""
    live = LiveSnapshot.objects.filter(pk=1).first()
    have = [practice for practice in practices if practice.as_at]
    if live is None or not have:
        return "No practice's data are loaded yet."
    days = sorted({practice.as_at for practice in have if practice.as_at})
    of = nhs_date(days[0]) if len(days) == 1 else f"{nhs_date(days[0])} to {nhs_date(days[-1])}"
    count = f"{len(have)} practice{'s' if len(have) != 1 else ''}"
    missing = len(practices) - len(have)
    lacking = f" {missing} member practice{'s' if missing != 1 else ''} sent none." if missing else ""
    return f"Data from {count} as at {of}, last updated {nhs_datetime(live.live_from)}.{lacking}"


def organisation_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of practices and networks as staff know them; the code where one is not in the directory."""
    wanted = set(codes)
    names = {code: code for code in wanted}
    names.update(Network.objects.filter(pk__in=wanted).values_list("code", "name"))
    names.update(Practice.objects.filter(pk__in=wanted).values_list("ods", "name"))
    return names


def organisation_name(code: str) -> str:
    """The name of one practice or network."""
    return organisation_names([code])[code]


def _navigation(request: HttpRequest, post: Post) -> list[dict[str, Any]]:
    """The pages this post may open: what it may not is not in the menu. The longest match is current."""
    items: list[dict[str, Any]] = []
    for name, text in NAVIGATION:
        if name == "worklist" and not can_fill(post):
            continue
        href = reverse(name)
        declared = getattr(resolve(href).func, "declared", None)
        if isinstance(declared, Declared) and post.role in declared.words:
            items.append({"href": href, "text": text, "current": False})
    here = [
        item for item in items if request.path == item["href"] or request.path.startswith(item["href"] + "/")
    ]
    if here:
        max(here, key=lambda item: len(item["href"]))["current"] = True
    return items
