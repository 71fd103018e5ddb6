"""One night at a time. Whoever takes the lease last may go live; whoever holds an older one may not.

Within a machine the store's lock keeps a second writer out. The fence is for what a lock on a shared file
system does not promise: a writer that was thought dead finds, in its final transaction, that it is too late.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from openpcn.terms import clock
from openpcn.work.network.errors import WorkError
from openpcn.work.submissions.models import Lease


class LeaseLostError(WorkError):
    """Another night has begun since; this one changes nothing."""


def take_lease(holder: str) -> int:
    """Begin to write; returns the fence to show when going live."""
    with transaction.atomic():
        Lease.objects.get_or_create(pk=1)
        Lease.objects.filter(pk=1).update(fence=F("fence") + 1, holder=holder[:150], taken_at=clock.now())
        return Lease.objects.values_list("fence", flat=True).get(pk=1)


def hold_lease(fence: int) -> None:
    """Inside the final transaction: raises LeaseLostError where the lease was taken by another since.

    An update rather than a read, so that the row is locked until the transaction ends.
    """
    if not Lease.objects.filter(pk=1, fence=fence).update(fence=fence):
        raise LeaseLostError(
            "another night has begun since this one: nothing was changed; look at its receipts"
        )
