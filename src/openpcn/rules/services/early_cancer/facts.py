"""What the definitions of this service share: referrals, outcomes, sources, and where they look back from."""

from __future__ import annotations

from functools import reduce
from operator import or_

from openpcn.rules.language import (
    EPISODE_START,
    AgeOn,
    BoolExpr,
    Fact,
    In,
    Latest,
    LatestValue,
    Sex,
    Source,
    Window,
    contract_period,
    days,
    last,
    months,
    on_or_after,
    on_or_before,
)
from openpcn.rules.language.codelists import CodesArgument
from openpcn.rules.registers.sources import UP_TO
from openpcn.terms.units import Unit

LOWER_GI = "lower_gi_urgent_referral"
OTHER_SITES = "urgent_cancer_referral"
ANY_URGENT = (LOWER_GI, OTHER_SITES)
#: A referral or test of the fortnight before the finding was written down still answers it.
FORTNIGHT = days(14)
RECENTLY = last(months(3), until=UP_TO)
#: Nothing that is still open leaves a list because it is old: a year, or what the network sets.
STILL_OPEN = last(contract_period("safety_net.look_back"), until=UP_TO)
THAT_DAY = on_or_after(EPISODE_START) & on_or_before(EPISODE_START)
AGE = AgeOn("as_at")
ADULT = AGE >= 18
RED_FLAG = "This list does not replace the handling of results."

NG12 = Source(
    "NICE NG12, Suspected cancer: recognition and referral",
    "2015, as amended by DG56 in 2023",
    "read in secondary sources; the look-backs are this project's",
    confirmed=False,
)
LOCAL = Source(
    "Safety netting of suspected cancer: prompts of this project",
    "2026",
    "Network Contract DES, early cancer diagnosis: safety-net urgent referrals and tests; no national search",
    confirmed=False,
)


SINCE = on_or_after(EPISODE_START)


def urgent(*sites: str) -> BoolExpr:
    """Urgently referred on or after the start, or in the fortnight before, for one of these sites.

    A referral that does not say which site counts for each.
    """
    return Latest(In(OTHER_SITES, *sites, "not said"), window=on_or_after(EPISODE_START - FORTNIGHT)).exists


#: The groups of the codelist of cancers, each with the urgent referral that looks for it.
SITE_OF_CANCER: dict[str, CodesArgument] = {
    "bowel": LOWER_GI,
    "breast": In(OTHER_SITES, "breast"),
    "lung": In(OTHER_SITES, "lung"),
    "prostate": In(OTHER_SITES, "urological"),
}
ANY_SITE = In(OTHER_SITES, "childhood", "non-specific", "not said")
#: Sites that the codelist of cancers has no group for.
SITE_WITHOUT_GROUP = In(
    OTHER_SITES, "brain", "gynaecological", "haematological", "head and neck", "sarcoma", "skin",
    "upper gastrointestinal",
)  # fmt: skip
ANY_CANCER = "cancer"


def cancer_of(site: str) -> CodesArgument:
    """The cancers of one of the groups of SITE_OF_CANCER."""
    return In(ANY_CANCER, site)


def outcome(of: CodesArgument | None = None, window: Window = SINCE) -> BoolExpr:
    """Cancer ruled out, or diagnosed: one of these, or one whose site the codelist does not tell."""
    told = Latest(In(ANY_CANCER, *SITE_OF_CANCER), window=window)
    ended = Latest("suspected_cancer_excluded", window=window).exists
    ended = ended | (Latest(ANY_CANCER, window=window).exists & ~told.exists)
    return ended if of is None else ended | Latest(of, window=window).exists


#: Cancer ruled out, or any cancer diagnosed, on or after the start.
ANY_OUTCOME = Latest((ANY_CANCER, "suspected_cancer_excluded"), window=SINCE).exists


def outcome_of_referral() -> BoolExpr:
    """The outcome that the referrals of the episode's day looked for: a cancer of another site is none."""
    ended = outcome() | (Latest(ANY_CANCER, window=SINCE).exists & Latest(ANY_SITE, window=THAT_DAY).exists)
    for site, referral in SITE_OF_CANCER.items():
        found = Latest(cancer_of(site), window=SINCE)
        ended = ended | (found.exists & Latest(referral, window=THAT_DAY).exists)
    return ended


def any_of(*facts: Fact) -> BoolExpr:
    """At least one of the facts found something."""
    return reduce(or_, (each.exists for each in facts))


HAEMOGLOBIN = LatestValue("haemoglobin", unit=Unit.G_PER_L, window=RECENTLY)
#: Below 130 g/L in men and 120 in women; somebody whose sex is not known is judged by the lower limit.
ANAEMIC = (HAEMOGLOBIN.value < 120) | (Sex().is_("male") & (HAEMOGLOBIN.value < 130))
FERRITIN = LatestValue("ferritin", unit=Unit.UG_PER_L, window=RECENTLY)
IRON_DEFICIENT = FERRITIN.value < 30
