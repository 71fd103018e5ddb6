"""Find which network a practice is in: by name, ODS code or postcode. Indexed; nothing about people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from openpcn.terms import clock, ods
from openpcn.work.network import names
from openpcn.work.network.files import WANTED
from openpcn.work.network.membership import open_on
from openpcn.work.network.models import Membership, Network, Practice, PracticeWord

TYPICAL = (30_000, 50_000)
LIMIT = 20
_POSTCODE = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?(?:[0-9][A-Z]{0,2})?$")


@dataclass(frozen=True)
class NetworkFound:
    """A network, its members by name, and its list: the sum of the members whose size is known."""

    network: Network
    members: tuple[Practice, ...]
    list_size: int | None
    members_without_size: int

    @property
    def size_note(self) -> str:
        """Empty, or how the list compares with the 30,000 to 50,000 that networks typically cover."""
        low, high = TYPICAL
        if self.list_size is None:
            return "The list size is not known."
        if self.list_size < low and not self.members_without_size:
            return f"Below the typical {low:,} to {high:,}: this needs the commissioner's agreement."
        if self.list_size > high:
            return f"Above the typical {low:,} to {high:,}."
        return ""


@dataclass(frozen=True)
class Found:
    """A practice, and the network it is in today; None where it is in none."""

    practice: Practice
    network: NetworkFound | None
    since: date | None


@dataclass(frozen=True)
class DirectoryState:
    """Whether the public files have been read; ``files_wanted`` says which to load where they have not."""

    practices: int
    networks: int
    files_wanted: tuple[str, ...]


def directory_state() -> DirectoryState:
    """What the directory holds besides fictional rows."""
    practices = Practice.objects.filter(is_fictional=False).count()
    networks = Network.objects.filter(is_fictional=False).count()
    return DirectoryState(practices, networks, () if networks else WANTED)


def find_practices(query: str, *, limit: int = LIMIT) -> list[Found]:
    """Practices that match a name, an ODS code or a postcode, with their networks; the best first.

    A practice's code or its beginning, a network's code, a postcode or its first half, or the beginnings of
    words of a name, in any order.
    An empty query finds nothing.
    """
    practices: dict[str, Practice] = {}
    for rows in _matches(query):
        for practice in rows[: limit - len(practices)]:
            practices.setdefault(practice.ods, practice)
        if len(practices) >= limit:
            break
    return _with_networks(list(practices.values()))


def _matches(query: str) -> list[QuerySet[Practice]]:
    """Querysets to exhaust in order: present practices of each kind of match, then closed ones."""
    joined = names.postcode_key(query)
    words = names.key(query).split()
    kinds: list[QuerySet[Practice]] = []
    every = Practice.objects.all()
    if len(joined) >= 3 and re.fullmatch(r"[A-Z][0-9]{2,5}", joined):
        kinds.append(every.filter(_starts("ods", joined)).order_by("ods"))
    if ods.is_network_code(joined):
        held = Membership.objects.filter(open_on(clock.today()), network=joined)
        kinds.append(every.filter(pk__in=held.values("practice")).order_by("name"))
    if _POSTCODE.match(joined):
        kinds.append(every.filter(_starts("postcode_key", joined)).order_by("postcode_key", "name"))
    if words and max(map(len, words)) >= 2:
        named = every
        for word in words[:8]:
            named = named.filter(pk__in=_word_rows(word))
        kinds.append(named.order_by("name", "ods"))
    member = Q(pk__in=Membership.objects.filter(open_on(clock.today())).values("practice"))
    return [kind.filter(member) for kind in kinds] + [kind.exclude(member) for kind in kinds]


def _starts(column: str, prefix: str) -> Q:
    """A prefix as a range, which uses a plain index on every database and every collation in use."""
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix[:-1] + chr(ord(prefix[-1]) + 1)})


def _word_rows(word: str) -> QuerySet[PracticeWord, Any]:
    return PracticeWord.objects.filter(_starts("word", word)).values("practice")


def _with_networks(practices: list[Practice]) -> list[Found]:
    today = clock.today()
    held = (
        Membership.objects.filter(open_on(today), practice__in=[p.ods for p in practices])
        .select_related("network")
        .order_by("starts")
    )
    membership = {row.practice_id: row for row in held}  # the newest open row wins
    networks = networks_found({row.network_id: row.network for row in membership.values()}, today)
    return [
        Found(
            practice,
            networks[row.network_id] if (row := membership.get(practice.ods)) else None,
            row.starts if row else None,
        )
        for practice in practices
    ]


def networks_found(networks: dict[str, Network], day: date) -> dict[str, NetworkFound]:
    """Networks with their members on a day."""
    members: dict[str, dict[str, Practice]] = {code: {} for code in networks}
    rows = Membership.objects.filter(open_on(day), network__in=list(networks)).select_related("practice")
    for row in rows.order_by("practice__name", "practice"):
        members[row.network_id][row.practice_id] = row.practice
    found = {}
    for code, network in networks.items():
        sizes = [p.list_size for p in members[code].values()]
        known = [size for size in sizes if size is not None]
        found[code] = NetworkFound(
            network, tuple(members[code].values()), sum(known) if known else None, len(sizes) - len(known)
        )
    return found


def network_found(code: str) -> NetworkFound | None:
    """One network by code, with its members today."""
    if not ods.is_network_code(code):
        return None
    network = Network.objects.filter(pk=code).first()
    return networks_found({code: network}, clock.today())[code] if network else None
