"""Polypharmacy: how many different medicines somebody has on current repeat, by ingredient."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import CurrentRepeats, Register, Show
from openpcn.rules.services.medication_review.reviews import GUIDANCE

REPEATS = CurrentRepeats("polypharmacy_scope")


def _at_least(number: int, why: str) -> Register:
    return Register(
        f"polypharmacy_{number}",
        f"People on {number} or more repeat medicines",
        source=replace(
            GUIDANCE,
            reference="complex or problematic polypharmacy, ten medicines or more; five and fifteen are this "
            "project's; scope after NHSBSA's polypharmacy counts, which leave out sections of the BNF",
        ),
        rationale=(
            f"{why} Different ingredients on current repeat: two strengths of one medicine are one. A repeat "
            "is current while an issue lasts, 28 days where its length is not recorded. What counts is the "
            "codelist polypharmacy_scope, so that a site sets its own scope; the one that comes with the "
            "project leaves out antibiotics, vaccines, dressings, skin, eye and ear preparations, and keeps "
            "levothyroxine."
        ),
        member=REPEATS.count >= number,
        shows=(
            Show("Different medicines on current repeat", REPEATS.count),
            Show("Last issue", REPEATS.date),
        ),
    )


POLYPHARMACY_5 = _at_least(5, "Five is a usual definition of polypharmacy, not a limit of the contract.")
POLYPHARMACY_10 = _at_least(10, "Ten is the contract's own limit for a structured review.")
POLYPHARMACY_15 = _at_least(15, "Fifteen marks whom to see first: this project's choice.")

DEFINITIONS = (POLYPHARMACY_5, POLYPHARMACY_10, POLYPHARMACY_15)
