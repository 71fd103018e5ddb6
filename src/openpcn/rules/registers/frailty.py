"""Severe frailty, as the structured medication review indicator counts it."""

from __future__ import annotations

from openpcn.rules.language import Latest, LatestValue, Register, Show, missing
from openpcn.rules.registers.sources import network_des

LATEST_FRAILTY = Latest(("frailty_mild", "frailty_moderate", "frailty_severe"))
CLINICAL_FRAILTY_SCALE = LatestValue("clinical_frailty_scale", unit=None)

SEVERE_FRAILTY = Register(
    "severe_frailty",
    "People living with severe frailty",
    source=network_des("SMR01B, rule 1 SEVFRAIL2"),
    rationale=(
        "The latest frailty code is severe; or there is no frailty code at all and the latest Clinical "
        "Frailty Scale is 7 or 8. A scale of 9 (terminally ill) is not counted, nor is an electronic frailty "
        "index. Severe and another degree on one day: severe counts, so that nobody is missed."
    ),
    member=LATEST_FRAILTY.has_code("frailty_severe")
    | (missing(LATEST_FRAILTY) & CLINICAL_FRAILTY_SCALE.value.between(7, 8)),
    shows=(
        Show("Latest frailty code", LATEST_FRAILTY),
        Show("Clinical Frailty Scale", CLINICAL_FRAILTY_SCALE),
    ),
)
