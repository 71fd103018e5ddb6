"""Needs that people have told the practice about, and that a link worker can do something about."""

from __future__ import annotations

from openpcn.rules.language import (
    BoolExpr,
    DateExpr,
    Indicator,
    Latest,
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

_FOUR_WEEKS = days(28)
_DUE = "Due four weeks after it was recorded: that limit is ours."
_DUE_AGAIN = "Due a year after it was recorded or the person was last referred: that limit is ours."


def _need(
    id: str,
    title: str,
    of: Register | BoolExpr,
    said: Latest,
    due_sentence: str,
    why: str,
    *,
    due_by: DateExpr | None = None,
    listed: bool = True,
) -> Indicator:
    return Indicator(
        id,
        title,
        source=SOCIAL_PRESCRIBING,
        rationale=f"{why} {_DUE if due_by is None else _DUE_AGAIN}{FINDERS_AND_COUNTS}",
        of=of,
        rules=rules(),
        due_sentence=due_sentence,
        nearly=NEARLY,
        shows=(Show("Recorded", said), SHOW_REFERRAL),
        due_by=due_by if due_by is not None else said.date + _FOUR_WEEKS,
        work=CONVERSATION,
        listed=listed,
    )


def _said(codes: str) -> Latest:
    return Latest(codes, window=YEAR)


NEED_LONELINESS = _need(
    "need_loneliness",
    "Lonely or isolated: link worker offered",
    LONELINESS,
    _said("loneliness"),
    "Loneliness or isolation recorded, and no referral to social prescribing",
    "Somebody who says that they are lonely has asked for something that no clinician can prescribe.",
)
NEED_BEREAVEMENT = _need(
    "need_bereavement",
    "Bereaved in the last year: link worker offered",
    BEREAVEMENT,
    _said("bereavement"),
    "Bereaved in the last 12 months, and no referral to social prescribing",
    "Bereavement groups and practical help are found through a link worker.",
)
NEED_DEBT = _need(
    "need_debt",
    "Debt or money worries: link worker offered",
    DEBT_NEED,
    _said("debt_need"),
    "Debt or money worries recorded, and no referral to social prescribing",
    "Debt advice and benefit checks are found through a link worker.",
)
NEED_FOOD = _need(
    "need_food",
    "Not enough food: link worker offered",
    FOOD_NEED,
    _said("food_need"),
    "Food insecurity recorded, and no referral to social prescribing",
    "A food bank voucher is a matter of days, not of weeks.",
    listed=False,
)
NEED_HOUSING = _need(
    "need_housing",
    "Housing problem: link worker offered",
    HOUSING_NEED,
    _said("housing_need"),
    "A housing problem recorded, and no referral to social prescribing",
    "Housing advice is found through a link worker.",
)
_carer = Latest("carer")
NEED_CARER = _need(
    "need_carer",
    "Unpaid carer: link worker offered",
    CARER,
    _carer,
    "Is an unpaid carer, and has not been referred to social prescribing in 12 months",
    "Carers are worn out before they ask. The register is of everybody known as a carer, however long ago, "
    "so this one is for a network to switch on.",
    due_by=latest_of(_carer.date, Latest("social_prescribing_referral").date) + months(12),
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
