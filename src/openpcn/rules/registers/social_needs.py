"""People whose record speaks of a social need. Carers are in segments."""

from __future__ import annotations

from openpcn.rules.language import Latest, Register, Show, Source, last, months
from openpcn.rules.registers.sources import UP_TO

SOCIAL_PRESCRIBING = Source(
    "NHS England, social prescribing: whom a link worker can help",
    "as read in 2026",
    "no national search exists; the groups are those of the guidance, the windows are ours",
    confirmed=False,
)
_YEAR = last(months(12), until=UP_TO)


def _told_within_a_year(id: str, title: str, codes: str, rationale: str) -> Register:
    said = Latest(codes, window=_YEAR)
    return Register(
        id,
        title,
        source=SOCIAL_PRESCRIBING,
        rationale=f"{rationale} Recorded in the last 12 months: a need passes, and no code says that it has.",
        member=said.exists,
        shows=(Show("Recorded", said),),
    )


LONELINESS = _told_within_a_year(
    "loneliness",
    "People who are lonely or socially isolated",
    "loneliness",
    "Loneliness and ill health go together, and company can be arranged.",
)

BEREAVEMENT = _told_within_a_year(
    "bereavement",
    "People with a bereavement recorded in the last 12 months",
    "bereavement",
    "Support is wanted most in the months after a death, and groups and practical help can be arranged.",
)

DEBT_NEED = _told_within_a_year(
    "debt_need",
    "People with debt or money worries",
    "debt_need",
    "Debt advice is something a link worker can arrange and a prescription cannot.",
)

FOOD_NEED = _told_within_a_year(
    "food_need",
    "People who cannot count on enough food",
    "food_need",
    "Food banks and benefit advice can be arranged the same week.",
)

HOUSING_NEED = _told_within_a_year(
    "housing_need",
    "People with a housing problem",
    "housing_need",
    "Damp, crowding and insecure tenancies make people ill; homelessness is a register of its own.",
)

_household = Latest(("lives_alone", "lives_with_others"))

LIVES_ALONE = Register(
    "lives_alone",
    "People who live alone",
    source=SOCIAL_PRESCRIBING,
    rationale=(
        "The latest code of the household says alone, however old: people seldom tell the practice when that "
        "changes. Both on one day: alone, so that nobody who may need a call is missed."
    ),
    member=_household.has_code("lives_alone"),
    shows=(Show("Household recorded", _household),),
)

REGISTERS: tuple[Register, ...] = (
    LONELINESS,
    BEREAVEMENT,
    DEBT_NEED,
    FOOD_NEED,
    HOUSING_NEED,
    LIVES_ALONE,
)
