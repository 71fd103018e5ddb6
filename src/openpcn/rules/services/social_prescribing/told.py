"""Needs that people have told the practice about, and that a link worker can do something about."""

from __future__ import annotations

from openpcn.rules.language import (
    BoolExpr,
    DateExpr,
    Indicator,
    Latest,
    Period,
    Register,
    Show,
    days,
    latest_of,
    months,
)
from openpcn.rules.registers.segments import CARER
from openpcn.rules.registers.social_needs import (
    BEREAVEMENT,
    DEBT_NEED,
    FOOD_NEED,
    HOUSING_NEED,
    LONELINESS,
    SOCIAL_PRESCRIBING,
)
from openpcn.rules.services.social_prescribing.referral import (
    CONVERSATION,
    FINDERS_AND_COUNTS,
    NEARLY,
    SHOW_REFERRAL,
    YEAR,
    rules,
)

_FOUR_WEEKS, _WEEK = days(28), days(7)


def _need(
    id: str,
    title: str,
    of: Register | BoolExpr,
    said: Latest,
    due_sentence: str,
    why: str,
    *,
    within: Period = _FOUR_WEEKS,
    since: DateExpr | None = None,
    listed: bool = True,
) -> Indicator:
    """A need and its clock: ``within`` so long of the day it was recorded, or of the day ``since``."""
    return Indicator(
        id,
        title,
        source=SOCIAL_PRESCRIBING,
        rationale=f"{why} Due within {within}: that limit is ours.{FINDERS_AND_COUNTS}",
        of=of,
        rules=rules(),
        due_sentence=due_sentence,
        nearly=NEARLY,
        shows=(Show("Recorded", said), SHOW_REFERRAL),
        due_by=(said.date if since is None else since) + within,
        work=CONVERSATION,
        listed=listed,
    )


def _said(codes: str) -> Latest:
    return Latest(codes, window=YEAR)


NEED_LONELINESS = _need(
    "need_loneliness",
    "Lonely or isolated: referred to a link worker",
    LONELINESS,
    _said("loneliness"),
    "Loneliness or isolation recorded, and no referral to social prescribing",
    "Somebody who says that they are lonely has asked for something that no clinician can prescribe.",
)
NEED_BEREAVEMENT = _need(
    "need_bereavement",
    "Bereavement in the last year: referred to a link worker",
    BEREAVEMENT,
    _said("bereavement"),
    "Bereavement recorded in the last 12 months, and no referral to social prescribing",
    "Bereavement groups and practical help are found through a link worker.",
)
NEED_DEBT = _need(
    "need_debt",
    "Debt or money worries: referred to a link worker",
    DEBT_NEED,
    _said("debt_need"),
    "Debt or money worries recorded, and no referral to social prescribing",
    "Debt advice and benefit checks are found through a link worker.",
)
NEED_FOOD = _need(
    "need_food",
    "Not enough food: referred to a link worker",
    FOOD_NEED,
    _said("food_need"),
    "Food insecurity recorded, and no referral to social prescribing",
    "A food bank voucher is a matter of days, not of weeks.",
    within=_WEEK,
    listed=False,
)
NEED_HOUSING = _need(
    "need_housing",
    "Housing problem: referred to a link worker",
    HOUSING_NEED,
    _said("housing_need"),
    "A housing problem recorded, and no referral to social prescribing",
    "Housing advice is found through a link worker.",
)
_carer = Latest("carer")
NEED_CARER = _need(
    "need_carer",
    "Unpaid carer: referred to a link worker",
    CARER,
    _carer,
    "Is an unpaid carer, and has not been referred to social prescribing in 12 months",
    "Carers are worn out before they ask. The register is of everybody known as a carer, however long ago, "
    "so this one is for a network to switch on. The clock starts at the record or at the last referral.",
    within=months(12),
    since=latest_of(_carer.date, Latest("social_prescribing_referral").date),
    listed=False,
)

DEFINITIONS = (
    NEED_LONELINESS,
    NEED_BEREAVEMENT,
    NEED_DEBT,
    NEED_FOOD,
    NEED_HOUSING,
    NEED_CARER,
)
