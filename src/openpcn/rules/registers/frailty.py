"""Frailty by its latest code: severe as the medication review indicator counts it, and the lesser degrees."""

from __future__ import annotations

from openpcn.rules.language import Latest, LatestValue, Register, Show, missing
from openpcn.rules.registers.sources import network_des, qof

LATEST_FRAILTY = Latest(("frailty_mild", "frailty_moderate", "frailty_severe"))
CLINICAL_FRAILTY_SCALE = LatestValue("clinical_frailty_scale", unit=None)
FRAILTY_SHOWS = (
    Show("Latest frailty code", LATEST_FRAILTY),
    Show("Clinical Frailty Scale", CLINICAL_FRAILTY_SCALE),
)
_is_severe = LATEST_FRAILTY.has_code("frailty_severe")
_is_moderate = LATEST_FRAILTY.has_code("frailty_moderate")
_is_mild = LATEST_FRAILTY.has_code("frailty_mild")

SEVERE_FRAILTY = Register(
    "severe_frailty",
    "People living with severe frailty",
    source=network_des("SMR01B, rule 1 SEVFRAIL2"),
    rationale=(
        "The latest frailty code is severe; or there is no frailty code at all and the latest Clinical "
        "Frailty Scale is 7 or 8. A scale of 9 (terminally ill) is not counted, nor is an electronic frailty "
        "index. Severe and another degree on one day: severe counts, so that nobody is missed."
    ),
    member=_is_severe | (missing(LATEST_FRAILTY) & CLINICAL_FRAILTY_SCALE.value.between(7, 8)),
    shows=FRAILTY_SHOWS,
)

MODERATE_FRAILTY = Register(
    "moderate_frailty",
    "People living with moderate frailty",
    source=qof("clusters MILDFRAIL_COD, MODFRAIL_COD and SEVFRAIL_COD, as DM020 compares them"),
    rationale=(
        "The latest of the three frailty codes is moderate. Two degrees on one day: the more severe counts. "
        "Codes only: a clinician confirmed them, which no index does."
    ),
    member=_is_moderate & ~_is_severe,
    shows=FRAILTY_SHOWS,
)

MILD_FRAILTY = Register(
    "mild_frailty",
    "People living with mild frailty",
    source=qof("clusters MILDFRAIL_COD, MODFRAIL_COD and SEVFRAIL_COD, as DM020 compares them"),
    rationale="The latest of the three frailty codes is mild, with no more severe one on the same day.",
    member=_is_mild & ~_is_moderate & ~_is_severe,
    shows=FRAILTY_SHOWS,
)

MODERATE_OR_SEVERE_FRAILTY = Register(
    "moderate_or_severe_frailty",
    "People living with moderate or severe frailty",
    source=qof("DM020 and DM021, moderate or severe frailty; whom the proactive care guidance names"),
    rationale=(
        "The latest frailty code is moderate or severe. A person with no code is not on it, whatever an "
        "index or a scale says: indicators ask for a recorded, confirmed degree."
    ),
    member=_is_moderate | _is_severe,
    shows=FRAILTY_SHOWS,
)

REGISTERS = (MODERATE_FRAILTY, MILD_FRAILTY, MODERATE_OR_SEVERE_FRAILTY)
