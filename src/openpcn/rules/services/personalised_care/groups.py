"""A personalised care and support plan in the last 12 months, for each group that the guidance names."""

from __future__ import annotations

from openpcn.rules.language import AgeOn, BoolExpr, Indicator, On, Register, Show, achieve, adjust
from openpcn.rules.registers.conditions import LEARNING_DISABILITY
from openpcn.rules.registers.end_of_life import PALLIATIVE
from openpcn.rules.registers.frailty import FRAILTY_SHOWS, MODERATE_OR_SEVERE_FRAILTY
from openpcn.rules.registers.mental_health import DEMENTIA
from openpcn.rules.registers.multimorbidity import CONDITIONS, THREE_CONDITIONS
from openpcn.rules.registers.sources import SERVICE_YEAR_END
from openpcn.rules.services.personalised_care.plans import (
    AGREE_A_PLAN,
    AN_OLD_PLAN,
    DECLINED,
    IN_A_YEAR,
    NOT_A_PLAN,
    PLAN,
    SHOW_LAST_PLAN,
)

_ADULT = AgeOn(SERVICE_YEAR_END) >= 18


def _plan_for(
    id: str,
    whom: str,
    who: str,
    of: Register | BoolExpr,
    why: str,
    *,
    shows: tuple[Show, ...] = (),
) -> Indicator:
    """One group. whom and who: what the title and the sentence shown to staff call it."""
    return Indicator(
        id,
        f"Personalised plan for people {whom}",
        source=PLAN,
        rationale=(
            f"{why} Agreed or reviewed in the 12 months to the day of the data; an older plan no longer says "
            "what matters now. Declining is respected for 12 months."
        ),
        of=of,
        rules=(
            achieve("P1", IN_A_YEAR.exists, "Plan agreed or reviewed in the last 12 months"),
            adjust("P2", DECLINED.exists, "Chose not to have a plan in the last 12 months"),
        ),
        due_sentence=f"{who}, and no personalised plan agreed or reviewed in the last 12 months",
        nearly=(*NOT_A_PLAN, AN_OLD_PLAN),
        shows=(*shows, SHOW_LAST_PLAN),
        work=AGREE_A_PLAN,
        listed=False,
    )


PLAN_FRAILTY = _plan_for(
    "plan_frailty",
    "with moderate or severe frailty",
    "Moderate or severe frailty",
    MODERATE_OR_SEVERE_FRAILTY,
    "The third of the five components of proactive care.",
    shows=FRAILTY_SHOWS,
)
PLAN_DEMENTIA = _plan_for(
    "plan_dementia",
    "with dementia",
    "Dementia",
    DEMENTIA,
    "A plan made while the person can still say what matters is worth most.",
)
PLAN_LEARNING_DISABILITY = _plan_for(
    "plan_learning_disability",
    "with a learning disability",
    "A learning disability",
    On(LEARNING_DISABILITY) & _ADULT,
    "The yearly health action plan is about health; this one is about the person's life. Adults only.",
)
PLAN_END_OF_LIFE = _plan_for(
    "plan_end_of_life",
    "receiving palliative care",
    "Receiving palliative care",
    PALLIATIVE,
    "Whoever is called at night needs to know what the person wants.",
)
PLAN_LONG_TERM_CONDITIONS = _plan_for(
    "plan_long_term_conditions",
    "with three or more long-term conditions",
    "Three or more long-term conditions",
    THREE_CONDITIONS,
    "Three conditions mean three sets of advice that do not know of each other.",
    shows=(Show("Long-term conditions", CONDITIONS),),
)

DEFINITIONS = (
    PLAN_FRAILTY,
    PLAN_DEMENTIA,
    PLAN_LEARNING_DISABILITY,
    PLAN_END_OF_LIFE,
    PLAN_LONG_TERM_CONDITIONS,
)
