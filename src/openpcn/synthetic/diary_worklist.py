"""Who is due for what on a clinical pharmacist's default worklist, in its order, as the lives know it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .diary import current, registered_since
from .lives import care as positions
from .lives.care import day as day_number
from .lives.network_lives import Lives
from .randomness import Flags, Ints

NINE_MONTHS = 274


@dataclass(frozen=True)
class Due:
    """Flags over people, and their order: red flags, then more needs, then older."""

    smr: Flags
    pressure: Flags  # hypertension, not at target
    raised: Flags  # raised reading, not followed up
    check: Flags  # learning-disability check
    red: Flags
    order: Ints  # people with any pharmacist's need, first to last


def due_on(lives: Lives, as_at: int) -> Due:
    """The due people as of a day; an approximation of the definitions by the lives' own positions."""
    care, people, has = lives.care, lives.people, lives.conditions.has
    listed = current(lives, as_at)
    palliative = has["palliative_care"]
    open_review = ~np.isin(care.smr, (positions.SMR_DONE, positions.SMR_DECLINED)) & ~palliative & listed
    frail = ((care.frailty == positions.SEVERE) & care.frailty_coded) | care.scale_only
    in_frailty = open_review & frail & (people.age >= 18)
    in_home = open_review & (care.home_code == 1) & (people.age >= 18) & ~care.alignment_declined
    year_end = day_number(1970 + int((care.year_start + 365) // 365.2425), 3, 31)
    age_at_end = people.age + (year_end - people.as_at) / 365.25
    recent = (registered_since(lives) > year_end - NINE_MONTHS) | (
        lives.conditions.onset["hypertension"] > year_end - NINE_MONTHS
    )
    uncontrolled = np.isin(care.bp, (positions.BP_ABOVE, positions.BP_NO_READING))
    pressure = uncontrolled & ~recent & (age_at_end < 80) & listed
    raised = (care.raised == positions.RAISED_OPEN) & listed
    check = listed & has["learning_disability"] & (people.age >= 14)
    check &= ~np.isin(care.ld, (positions.LD_COMPLETE, positions.LD_DECLINED))
    red = care.severe_bp & (pressure | raised)
    needs = in_frailty.astype(int) + in_home + pressure + raised
    some = np.flatnonzero(needs > 0)
    order = some[np.lexsort((people.birth[some], -needs[some], ~red[some]))]
    return Due(in_frailty | in_home, pressure, raised, check, red, order)
