"""Palliative care, as the adjustments of the official indicators count it."""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import Latest, Register, Show, on_or_after
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.sources import network_des

PALLIATIVE_CARE = Latest("palliative_care", window=on_or_after(date(2008, 4, 1)))

PALLIATIVE = Register(
    "palliative",
    "People receiving palliative care",
    source=network_des("rule PALCARDAT2"),
    rationale=(
        "A palliative care code on or after 1 April 2008 and no later code that it is not currently "
        "indicated. Both on one day: still receiving it."
    ),
    member=still_holds(PALLIATIVE_CARE, "palliative_care_no_longer"),
    shows=(Show("Palliative care recorded", PALLIATIVE_CARE),),
)
