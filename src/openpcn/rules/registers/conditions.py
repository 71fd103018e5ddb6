"""Registers of hypertension and of learning disability."""

from __future__ import annotations

from openpcn.rules.language import AgeOn, Latest, Register, Show
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.sources import SERVICE_YEAR_END, network_des, qof

_diagnosed = Latest("hypertension")

HYPERTENSION = Register(
    "hypertension",
    "People with hypertension",
    source=qof("HYP_REG; order read in opensafely/hypertension-sro"),
    rationale=(
        "A diagnosis and no resolved code after the latest diagnosis. A resolved code of the same day does "
        "not take the person off: the published wording says after, and public implementations disagree."
    ),
    member=still_holds(_diagnosed, "hypertension_resolved"),
    shows=(Show("Hypertension recorded", _diagnosed),),
)

_learning_disability = Latest("learning_disability")

LEARNING_DISABILITY = Register(
    "learning_disability",
    "People with a learning disability",
    source=qof("LD_REG, cluster LD_COD"),
    rationale=(
        "A learning disability code at any time. The cluster that takes people off again (LDREM_COD) was not "
        "found in public, so nobody comes off here."
    ),
    member=_learning_disability.exists,
    shows=(Show("Learning disability recorded", _learning_disability),),
)

LEARNING_DISABILITY_14_PLUS = Register(
    "learning_disability_14_plus",
    "People with a learning disability aged 14 or over",
    source=network_des("HI03"),
    rationale="Aged 14 or over on the 31 March that ends the year (rule 1 of the dictionary, PAT_AGEU14).",
    of=LEARNING_DISABILITY,
    member=AgeOn(SERVICE_YEAR_END) >= 14,
    shows=(Show("Learning disability recorded", _learning_disability),),
)
