"""Who lives in a care home, permanently or for a time."""

from __future__ import annotations

from openpcn.rules.language import Latest, Register, Show
from openpcn.rules.registers.sources import network_des

LATEST_RESIDENCE = Latest(("care_home_permanent", "care_home_temporary", "care_home_left"))
_permanent = LATEST_RESIDENCE.has_code("care_home_permanent")
_temporary = LATEST_RESIDENCE.has_code("care_home_temporary")
_shows = (Show("Care home recorded", LATEST_RESIDENCE),)

CARE_HOME_PERMANENT = Register(
    "care_home_permanent",
    "Permanent care home residents",
    source=network_des("SMR01D denominator"),
    rationale=(
        "Recorded as living in a care home and not subsequently recorded as a temporary resident, nor as "
        "having left. A permanent and another code of one day: permanent, because subsequently means later."
    ),
    member=_permanent,
    shows=_shows,
)

CARE_HOME_TEMPORARY = Register(
    "care_home_temporary",
    "Temporary care home residents",
    source=network_des("SMR01D denominator: those not counted"),
    rationale="The latest of the care home codes is the temporary one.",
    member=_temporary & ~_permanent,
    shows=_shows,
)

CARE_HOME = Register(
    "care_home",
    "Care home residents, permanent or temporary",
    source=network_des("SMR01D denominator, with temporary residents"),
    rationale="Either of the two: for the work that visits a home, not for an official indicator.",
    member=_permanent | _temporary,
    shows=_shows,
)
