"""Who lives in a care home, permanently or for a time."""

from __future__ import annotations

from openpcn.rules.language import Latest, On, Register, Show, Source, Stays, missing
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

#: A stay on a home's own bed list that is not over on the day of the data.
ON_BED_LIST = Stays("care_home_stay", current=True)
#: The same stay as evidence beside codes: where no bed list is supplied, the codes alone say who lives there.
ON_ANY_BED_LIST = Stays("care_home_stay", current=True, if_supplied=True)
_bed_shows = (*_shows, Show("On a home's bed list since", ON_BED_LIST.date))
_BED_LIST = Source(
    "Enhanced health in care homes framework",
    "version 3, November 2023",
    "who lives in a home; compared here with the home's own bed list",
    confirmed=False,
)

CARE_HOME_BED_LIST = Register(
    "care_home_bed_list",
    "People on a care home's bed list",
    source=_BED_LIST,
    rationale=(
        "A stay that the home itself reports and that has not ended, permanent or temporary. Where no bed "
        "list is supplied the register is empty, and the comparison with the codes says nothing."
    ),
    member=ON_BED_LIST.exists,
    shows=_bed_shows,
)

CODED_NOT_ON_BED_LIST = Register(
    "coded_not_on_bed_list",
    "Coded as a care home resident, on no bed list",
    source=_BED_LIST,
    rationale=(
        "The record says that the person lives in a home, and no home lists them: they may have moved or "
        "died, or the home sends no list. To be checked with the home, not changed by itself."
    ),
    of=CARE_HOME,
    member=missing(ON_BED_LIST),
    shows=_bed_shows,
)

ON_BED_LIST_NOT_CODED = Register(
    "on_bed_list_not_coded",
    "On a care home's bed list, not coded as a resident",
    source=_BED_LIST,
    rationale=(
        "A home lists the person, and the record has no care home code, or says that they left. Until it is "
        "coded they are in no care home indicator and earn no premium."
    ),
    of=CARE_HOME_BED_LIST,
    member=~On(CARE_HOME),
    shows=_bed_shows,
)

REGISTERS = (CARE_HOME_BED_LIST, CODED_NOT_ON_BED_LIST, ON_BED_LIST_NOT_CODED)
