"""HI18 and HI21: how many people, and nothing more."""

from __future__ import annotations

from openpcn.rules.language import On, Register
from openpcn.rules.registers import TYPE1_OPT_OUT
from openpcn.rules.registers.long_term import AUTISM
from openpcn.rules.registers.sources import WIDER_SET, network_des

HI18 = Register(
    "HI18",
    "Number of people with a Type 1 opt-out",
    source=network_des("HI18", WIDER_SET),
    rationale=(
        "A count of the register, collected until 2024/25. The opt-out keeps the record from leaving the "
        "practice for other uses than care; it hides nobody from their own team."
    ),
    also_known_as=("HI-18", "NCDMI136"),
    member=On(TYPE1_OPT_OUT),
    shows=TYPE1_OPT_OUT.shows,
)

HI21 = Register(
    "HI21",
    "Number of autistic people",
    source=network_des("HI21"),
    rationale="A count of the register: a diagnosis of autism at any time. Management information, not paid.",
    also_known_as=("HI-21", "NCDMI137"),
    member=On(AUTISM),
    shows=AUTISM.shows,
)

DEFINITIONS = (HI21, HI18)
