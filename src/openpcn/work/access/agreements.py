"""Agreements with their audit: registering one, joining, and taking a practice out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from openpcn.terms.scope import Purpose
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.network import agreements as register
from openpcn.work.network.membership import our_network
from openpcn.work.network.models import Agreement, AgreementParty, Network


def agree(
    post: Post,
    title: str,
    practices: Sequence[str],
    purposes: Iterable[Purpose],
    *,
    starts: date,
    review_on: date,
    ends: date | None = None,
) -> Agreement:
    """Register an agreement of our network. Raises NetworkError, or NotAllowedError (audited)."""
    network = our_network()
    if network is None or not may(post, Action.AGREE):
        audit.refuse(post, "agree")
        raise NotAllowedError("agree")
    purposes = list(purposes)
    with transaction.atomic():
        agreement = register.agree(
            network, title, practices, purposes, starts=starts, review_on=review_on, ends=ends
        )
        _audit("agreement_registered", agreement, practices, purposes, post=post)
    return agreement


def register_agreement_of_all(network: Network, *, until: date, by: str = "set-up") -> Agreement:
    """An agreement of every member for individual care, from today until a day."""
    with transaction.atomic():
        agreement = register.agreement_of_all(network, until=until)
        practices = agreement.parties.values_list("practice_id", flat=True)
        _audit("agreement_registered", agreement, list(practices), [Purpose.INDIVIDUAL_CARE], by=by)
    return agreement


def end_sharing(post: Post, practice: str, purpose: Purpose) -> list[Agreement]:
    """Take a practice out of every agreement for a purpose, now. The practice's own manager decides.

    Does not hand over what is open: ``openpcn.work.worklists`` calls this inside its own transaction.
    Raises NetworkError where nothing was shared, NotAllowedError (audited) where the post may not.
    """
    if not may(post, Action.WITHDRAW, practice=practice):
        audit.refuse(post, "withdraw")
        raise NotAllowedError("withdraw")
    with transaction.atomic():
        left = register.end_sharing(practice, purpose, by=post.staff.username)
        for agreement in left:
            _audit("agreement_left", agreement, [practice], [purpose], post=post)
    return left


def join(post: Post, agreement: Agreement, practice: str, purpose: Purpose) -> AgreementParty:
    """A practice joins, or comes back. Its own manager decides. Raises as ``end_sharing`` does."""
    if not may(post, Action.WITHDRAW, practice=practice):
        audit.refuse(post, "join")
        raise NotAllowedError("join")
    with transaction.atomic():
        party = register.join(agreement, practice, purpose)
        _audit("agreement_joined", agreement, [practice], [purpose], post=post)
    return party


def _audit(
    action: str,
    agreement: Agreement,
    practices: Sequence[str],
    purposes: Iterable[Purpose],
    *,
    post: Post | None = None,
    by: str = "system",
) -> None:
    audit.record(
        action,
        post=post,
        by=by,
        object_kind="agreement",
        object_id=agreement.pk,
        detail={"practices": sorted(set(practices)), "purposes": [str(p) for p in purposes]},
    )
