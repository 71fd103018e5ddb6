"""Our network, and who is a member of a network on a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from openpcn.terms import clock
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.models import Membership, Network, Practice


def our_network() -> Network | None:
    """The network this site serves; None before it was chosen."""
    return Network.objects.filter(is_ours=True).first()


def choose_network(code: str) -> Network:
    """Make a network of the directory this site's own. Raises NetworkError where it is unknown or closed.

    ``access.choose_network`` asks first whether the site may be moved, and audits.
    """
    network = Network.objects.filter(code=code.strip().upper()).first()
    if network is None:
        raise NetworkError(
            f"{code}: no such network in the directory. Load the public files first: "
            "./openpcn network import PATH"
        )
    if network.closed is not None and network.closed <= clock.today():
        raise NetworkError(f"{code}: {network.name} closed on {network.closed}; choose an open network")
    with transaction.atomic():
        Network.objects.filter(is_ours=True).exclude(pk=network.pk).update(is_ours=False)
        network.is_ours = True
        network.save(update_fields=["is_ours"])
    return network


def open_on(day: date) -> Q:
    """Memberships that hold on a day."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def members(network: Network | str, day: date | None = None) -> QuerySet[Practice]:
    """Practices that are members on a day (today), by name."""
    code = network if isinstance(network, str) else network.code
    held = Membership.objects.filter(open_on(day or clock.today()), network=code)
    return Practice.objects.filter(pk__in=held.values("practice")).order_by("name")


def network_of(practice: str, day: date | None = None) -> Network | None:
    """The network of a practice on a day: the open row wins, the newest where several are open."""
    held = (
        Membership.objects.filter(open_on(day or clock.today()), practice=practice)
        .select_related("network")
        .order_by("-starts")
        .first()
    )
    return held.network if held else None
