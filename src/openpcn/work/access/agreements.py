"""Agreements with their audit: registering one, joining, and taking a practice out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.network import agreements as register
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.membership import members, our_network
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


def register_agreement_of_all(
    network: Network, *, until: date, review_on: date | None = None, by: str = "set-up"
) -> Agreement:
    """An agreement of every member for individual care and for finding people, from today until a day."""
    with transaction.atomic():
        agreement = register.agreement_of_all(network, until=until, review_on=review_on)
        parties = list(agreement.parties.all())
        purposes = sorted({Purpose(party.purpose) for party in parties})
        _audit("agreement_registered", agreement, [party.practice_id for party in parties], purposes, by=by)
    return agreement


def agree_by_command(
    title: str,
    purposes: Iterable[Purpose],
    *,
    starts: date,
    review_on: date,
    ends: date | None,
    practices: Sequence[str] = (),
    by: str,
) -> Agreement:
    """Register an agreement of our network at the machine. No practices: every member on its first day."""
    network = _ours()
    wanted = list(dict.fromkeys(purposes))
    codes = list(dict.fromkeys(code.strip().upper() for code in practices))
    codes = codes or [practice.ods for practice in members(network, starts)]
    with transaction.atomic():
        agreement = register.agree(
            network, title, codes, wanted, starts=starts, review_on=review_on, ends=ends
        )
        _audit("agreement_registered", agreement, codes, wanted, by=by)
    return agreement


def join_by_command(
    practice: str, purpose: Purpose, *, agreement: int | None = None, by: str
) -> AgreementParty:
    """A member practice joins a live agreement, or comes back to it, at the machine.

    ``agreement``: its number, needed where several are in force. Raises NetworkError.
    """
    network, code, today = _ours(), practice.strip().upper(), clock.today()
    if not members(network).filter(pk=code).exists():
        raise NetworkError(f"{code}: not a practice of {network} today")
    live = {each.pk: each for each in network.agreements.order_by("pk") if each.is_live(today)}
    if not live:
        raise NetworkError("no agreement is in force today; register one: ./openpcn agreement add")
    if agreement is None and len(live) > 1:
        known = ", ".join(f"{pk} ({each})" for pk, each in live.items())
        raise NetworkError(f"several agreements are in force; say which with --agreement: {known}")
    chosen = next(iter(live)) if agreement is None else agreement
    if chosen not in live:
        raise NetworkError(f"{chosen}: no agreement in force has this number; ./openpcn agreement list")
    with transaction.atomic():
        party = register.join(live[chosen], code, purpose)
        _audit("agreement_joined", live[chosen], [code], [purpose], by=by)
    return party


def _ours() -> Network:
    network = our_network()
    if network is None:
        raise NetworkError("this site has no network yet; set it up first: ./openpcn init")
    return network


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
