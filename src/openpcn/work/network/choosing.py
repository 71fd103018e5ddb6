"""Which network somebody means: a PCN code, the code of a member practice, or part of a name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from django.db.models import Count, Q

from openpcn.terms import clock, ods
from openpcn.work.network import names
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.membership import members, network_of, open_on
from openpcn.work.network.models import Membership, Network, Practice

_NEAREST, _LISTED = 5, 20


def find_network(text: str) -> Network:
    """The one open network that is meant. Raises NetworkError, naming the nearest, where none or several are.

    ``text``: a PCN code, the ODS code of a practice that is a member today, or words of a network's name in
    any order. A network without a single member today is not open: nothing could be done for it.
    """
    asked = " ".join(text.split())
    code = asked.upper()
    if not Network.objects.exists():
        raise NetworkError(
            f"{asked}: the directory is empty. Load the public files first: ./openpcn network import PATH"
        )
    if ods.is_network_code(code):
        return _by_code(code)
    if practice := Practice.objects.filter(pk=code).first():
        return _by_practice(practice)
    if ods.is_practice_code(code):
        raise NetworkError(
            f"{code}: no practice of the directory has this code. {_nearest(_near_practices(code))}"
        )
    return _by_name(asked)


def _by_code(code: str) -> Network:
    network = Network.objects.filter(pk=code).first()
    if network is None:
        raise NetworkError(
            f"{code}: the directory is loaded and holds no network with this code. {_nearest(_near(code))}"
        )
    if network.closed is not None and network.closed <= clock.today():
        raise NetworkError(f"{code}: {network.name} closed on {network.closed}; choose an open network")
    if not members(network).exists():
        raise NetworkError(
            f"{code}: {network.name} has no practice today, as far as the directory knows. Load the "
            f"membership report, or choose another network. {_nearest(_near(code))}"
        )
    return network


def _by_practice(practice: Practice) -> Network:
    network = network_of(practice.ods)
    if network is None:
        raise NetworkError(f"{practice}: in no network today. Name the network by its PCN code")
    return _by_code(network.code)


def _by_name(asked: str) -> Network:
    words = names.key(asked).split()
    keys = _open_names()
    found = [code for code, key in keys.items() if words and all(word in key for word in words)]
    # "Stockton PCN" is the whole name of one network and part of the name of another
    exact = [code for code in found if keys[code].split() == words]
    if len(exact) == 1 or len(found) == 1:
        return Network.objects.get(pk=(exact if len(exact) == 1 else found)[0])
    if found:
        raise NetworkError(f"{asked}: {len(found):,} open networks have this in their name:{_lines(found)}")
    close = sorted(keys, key=lambda code: -SequenceMatcher(None, " ".join(words), keys[code]).ratio())
    raise NetworkError(f"{asked}: no open network has this in its name. {_nearest(close[:_NEAREST])}")


def _open_names() -> dict[str, str]:
    """Code -> name as a search key, of every open network that has a member, by name."""
    today = clock.today()
    held = Membership.objects.filter(open_on(today)).values("network")
    rows = Network.objects.filter(Q(closed__isnull=True) | Q(closed__gt=today), pk__in=held)
    return {network.code: names.key(network.name) for network in rows.order_by("name", "code")}


def _near(code: str) -> list[str]:
    return get_close_matches(code, list(_open_names()), n=_NEAREST, cutoff=0)


def _near_practices(code: str) -> list[str]:
    """Networks of the practices whose codes are nearest."""
    today = clock.today()
    network = dict(Membership.objects.filter(open_on(today)).values_list("practice_id", "network_id"))
    close = get_close_matches(code, list(network), n=_NEAREST, cutoff=0)
    return list(dict.fromkeys(network[practice] for practice in close))


def _nearest(codes: Iterable[str]) -> str:
    lines = _lines(list(codes))
    return f"The nearest open ones:{lines}" if lines else "It holds no open network at all."


def _lines(codes: list[str]) -> str:
    """A line for each network: code, name, how many practices."""
    today = clock.today()
    counts = dict(
        Membership.objects.filter(open_on(today), network__in=codes[:_LISTED])
        .values_list("network")
        .annotate(Count("practice", distinct=True))
    )
    rows = Network.objects.in_bulk(codes[:_LISTED])
    lines = [f"\n  {code}  {rows[code].name}, {counts.get(code, 0)} practices" for code in codes[:_LISTED]]
    if len(codes) > _LISTED:
        lines.append(f"\n  and {len(codes) - _LISTED:,} more: use more of the name, or the code")
    return "".join(lines)
