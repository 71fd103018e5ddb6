"""Whether an offer of social prescribing, or a referral to it, led to anything."""

from __future__ import annotations

from openpcn.rules.language import (
    BoolExpr,
    Indicator,
    Latest,
    Nearly,
    Rule,
    Show,
    Work,
    achieve,
    adjust,
    days,
    last,
    months,
    on_or_after,
)
from openpcn.rules.registers.social_needs import SOCIAL_PRESCRIBING
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.social_prescribing.referral import ROLES

_LATELY = last(months(3), until=UP_TO)
_offered = Latest("social_prescribing_offered", window=_LATELY)
_referred = Latest("social_prescribing_referral", window=_LATELY)


def _since(start: Latest, codes: str) -> BoolExpr:
    """Recorded on the day of the start or later."""
    return Latest(codes, window=on_or_after(start.date)).exists


def _answered(
    id: str,
    title: str,
    start: Latest,
    what: str,
    *,
    rationale: str,
    rules: tuple[Rule, ...],
    due_sentence: str,
    nearly: tuple[Nearly, ...] = (),
    work: Work,
    listed: bool = True,
) -> Indicator:
    """What started in the last 3 months is answered within 4 weeks, by one of the rules or by a refusal."""
    return Indicator(
        id,
        title,
        source=SOCIAL_PRESCRIBING,
        rationale=f"{rationale} 3 months are looked back, and 4 weeks are given: both limits are ours.",
        of=start.exists,
        rules=rules,
        due_sentence=due_sentence,
        nearly=nearly,
        shows=(Show(what, start),),
        due_by=start.date + days(28),
        work=work,
        listed=listed,
    )


OFFERED_NOT_REFERRED = _answered(
    "social_prescribing_offered",
    "Referred after social prescribing was offered",
    _offered,
    "Offered",
    rationale=(
        "An offer that led to neither a referral nor a refusal was forgotten by one side or the other. "
        "Either settles it, on the day of the offer or later."
    ),
    rules=(
        achieve("O1", _since(_offered, "social_prescribing_referral"), "Referred after the offer"),
        adjust("O2", _since(_offered, "social_prescribing_declined"), "Chose not to see a link worker"),
    ),
    due_sentence="Social prescribing was offered, and there is neither a referral nor a refusal",
    nearly=(
        Nearly(
            _since(_offered, "link_worker_consultation"),
            "A link worker has seen the person, and no referral is recorded",
        ),
    ),
    work=Work(
        "social_prescribing_answer",
        "Ask what became of the offer, and refer",
        by=ROLES,
        minutes=10,
        counts=("social_prescribing_referral", "social_prescribing_declined"),
    ),
    listed=False,
)

REFERRED_NOT_SEEN = _answered(
    "social_prescribing_first_contact",
    "Seen by a link worker within 4 weeks of the referral",
    _referred,
    "Referred",
    rationale=(
        "A referral that nobody takes up is worse than none. A consultation with a link worker on the day of "
        "the referral or later settles it, also after the 4 weeks."
    ),
    rules=(
        achieve(
            "W1", _since(_referred, "link_worker_consultation"), "Seen by a link worker after the referral"
        ),
        adjust("W2", _since(_referred, "social_prescribing_declined"), "Chose not to see a link worker"),
        adjust("W3", _since(_referred, "social_prescribing_ended"), "The service has ended its support"),
    ),
    due_sentence="Referred to social prescribing, and not yet seen by a link worker",
    nearly=(
        Nearly(
            Latest("link_worker_consultation").exists,
            "A link worker has seen the person, but before this referral",
        ),
    ),
    work=Work(
        "link_worker_first_contact",
        "First conversation with the link worker",
        by=("link_worker",),
        minutes=45,
        counts=("link_worker_consultation",),
    ),
)

DEFINITIONS = (REFERRED_NOT_SEEN, OFFERED_NOT_REFERRED)
