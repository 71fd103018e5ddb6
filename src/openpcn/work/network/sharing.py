"""Which practices share their people, for which purpose, with whom, at a moment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from openpcn.terms import ods
from openpcn.terms.clock import LONDON
from openpcn.terms.scope import Purpose
from openpcn.work.network.models import AgreementParty

SHAREABLE = (Purpose.INDIVIDUAL_CARE, Purpose.RISK_STRATIFICATION)
"""What practices can agree to share for. Planning is not among them: nothing reads people for it yet."""


def live_parties(purpose: Purpose, at: datetime) -> QuerySet[AgreementParty]:
    """Parties of agreements that hold at ``at`` for a purpose, and have not withdrawn."""
    day = at.astimezone(LONDON).date()
    return AgreementParty.objects.filter(
        Q(until__isnull=True) | Q(until__gt=at),
        Q(agreement__ends__isnull=True) | Q(agreement__ends__gte=day),
        purpose=purpose,
        since__lte=at,
        agreement__starts__lte=day,
    )


def sharing_with(organisation: str, purpose: Purpose, at: datetime) -> QuerySet[AgreementParty]:
    """Parties that share with an organisation: a network, or a practice that is itself a live party.

    A practice never appears as sharing with itself: its own people need no agreement.
    """
    parties = live_parties(purpose, at)
    if ods.is_network_code(organisation):
        return parties.filter(agreement__network=organisation)
    joint = parties.filter(practice=organisation).values("agreement")
    return parties.filter(agreement__in=joint).exclude(practice=organisation)
