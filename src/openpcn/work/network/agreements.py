"""The register of sharing agreements: who shares whose people, for what, since when, until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.membership import members
from openpcn.work.network.models import Agreement, AgreementParty, Network
from openpcn.work.network.sharing import SHAREABLE, live_parties


@dataclass(frozen=True)
class RegisterRow:
    """One agreement as the register shows it."""

    agreement: Agreement
    live: bool
    review_overdue: bool
    parties: tuple[AgreementParty, ...]  # present and former, by practice and purpose


def agree(
    network: Network,
    title: str,
    practices: Sequence[str],
    purposes: Iterable[Purpose],
    *,
    starts: date,
    review_on: date,
    ends: date | None = None,
) -> Agreement:
    """Register an agreement of these practices for these purposes.

    Raises NetworkError for a practice that is not a member on the first day, an end before the start, or a
    purpose that nothing here is shared for.
    """
    purposes = [Purpose(purpose) for purpose in purposes]
    for purpose in purposes:
        _check(purpose)
    strangers = set(practices) - {practice.ods for practice in members(network, starts)}
    if strangers:
        raise NetworkError(
            f"{', '.join(sorted(strangers))}: not a member of {network.code} on {starts}; "
            "record the membership first"
        )
    if ends is not None and ends < starts:
        raise NetworkError(f"the agreement ends on {ends}, before it starts on {starts}")
    if review_on < starts:
        raise NetworkError(f"the agreement is reviewed on {review_on}, before it starts on {starts}")
    if not practices:
        raise NetworkError(f"{network.code}: no practice is a member on {starts}; nobody could share")
    with transaction.atomic():
        agreement = Agreement.objects.create(
            network=network, title=title, starts=starts, review_on=review_on, ends=ends
        )
        since = datetime.combine(starts, datetime.min.time(), clock.LONDON)
        AgreementParty.objects.bulk_create(
            AgreementParty(agreement=agreement, practice_id=ods, purpose=purpose, since=since)
            for purpose in purposes
            for ods in practices
        )
    return agreement


def agreement_of_all(network: Network, *, until: date, review_on: date | None = None) -> Agreement:
    """An agreement of every member from today until a day, for the two purposes that a worklist needs.

    Individual care opens the people; risk stratification lets the rules find them. ``review_on``: ``until``
    where it is not given.
    """
    today = clock.today()
    return agree(
        network,
        "Individual care and finding people across the network",
        [practice.ods for practice in members(network, today)],
        [Purpose.INDIVIDUAL_CARE, Purpose.RISK_STRATIFICATION],
        starts=today,
        review_on=review_on or until,
        ends=until,
    )


def end_sharing(practice: str, purpose: Purpose, *, by: str) -> list[Agreement]:
    """A practice stops sharing for a purpose, now. Returns the agreements it left; the caller audits.

    ``openpcn.work.worklists`` hands over what was open. Raises NetworkError where nothing was shared.
    """
    now = clock.now()
    parties = list(
        live_parties(purpose, now).filter(practice=practice).select_related("agreement").order_by("pk")
    )
    if not parties:
        raise NetworkError(f"{practice} is in no live agreement for {purpose.label.lower()}")
    AgreementParty.objects.filter(pk__in=[party.pk for party in parties]).update(until=now, withdrawn_by=by)
    return [party.agreement for party in parties]


def join(agreement: Agreement, practice: str, purpose: Purpose) -> AgreementParty:
    """A practice joins an agreement, or comes back to it, from now. Raises NetworkError if it is a party."""
    _check(purpose)
    now = clock.now()
    current = Q(until__isnull=True) | Q(until__gt=now)
    if agreement.parties.filter(current, practice=practice, purpose=purpose).exists():
        raise NetworkError(f"{practice} is already a party of {agreement.title} for {purpose.label.lower()}")
    return AgreementParty.objects.create(
        agreement=agreement, practice_id=practice, purpose=purpose, since=now
    )


def _check(purpose: Purpose) -> None:
    if purpose not in SHAREABLE:
        raise NetworkError(
            f"{purpose.label.lower()}: nothing here reads people for it, so nobody can agree to it yet. "
            f"Agree for {' or '.join(each.label.lower() for each in SHAREABLE)}"
        )


def register(network: Network) -> list[RegisterRow]:
    """Every agreement of a network, newest first."""
    now = clock.now()
    today = now.date()
    agreements = network.agreements.prefetch_related("parties__practice").order_by("-starts", "-pk")
    return [
        RegisterRow(
            agreement=agreement,
            live=agreement.is_live(today) and any(party.is_live(now) for party in agreement.parties.all()),
            review_overdue=agreement.review_on < today,
            parties=tuple(sorted(agreement.parties.all(), key=lambda p: (p.practice_id, p.purpose, p.since))),
        )
        for agreement in agreements
    ]
