"""What the definitions of this service share: referrals, outcomes, sources, and where they look back from."""

from __future__ import annotations

from openpcn.rules.language import (
    EPISODE_START,
    AgeOn,
    BoolExpr,
    Codes,
    DateExpr,
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


def since(start: DateExpr = EPISODE_START) -> Window:
    return on_or_after(start)


def urgent(*sites: str) -> BoolExpr:
    """Urgently referred on or after the start, or in the fortnight before, for one of these sites.

    A referral that does not say which site counts for each.
    """
    return Latest(In(OTHER_SITES, *sites, "not said"), window=on_or_after(EPISODE_START - FORTNIGHT)).exists


def outcome(start: DateExpr = EPISODE_START) -> BoolExpr:
    """A cancer diagnosed, or cancer ruled out, on or after the start."""
    return Latest(("cancer", "suspected_cancer_excluded"), window=since(start)).exists


#: The groups of the codelist of cancers, each with the urgent referral that looks for it.
SITE_OF_CANCER: dict[str, str | Codes] = {
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


def outcome_of_referral() -> BoolExpr:
    """Cancer ruled out, or diagnosed where the referral of the episode's day looked for it.

    A cancer of another site leaves it open. A cancer whose site the codelist does not tell closes it.
    """
    cancer = Latest("cancer", window=since())
    told = Latest(In("cancer", *SITE_OF_CANCER), window=since())
    closed = Latest("suspected_cancer_excluded", window=since()).exists | (cancer.exists & ~told.exists)
    closed = closed | (cancer.exists & Latest(ANY_SITE, window=THAT_DAY).exists)
    for group, referral in SITE_OF_CANCER.items():
        closed = closed | (
            Latest(In("cancer", group), window=since()).exists & Latest(referral, window=THAT_DAY).exists
        )
    return closed


def any_of(*facts: Fact) -> BoolExpr:
    """At least one of the facts found something."""
    condition = facts[0].exists
    for each in facts[1:]:
        condition = condition | each.exists
    return condition


HAEMOGLOBIN = LatestValue("haemoglobin", unit=Unit.G_PER_L, window=RECENTLY)
#: Below 130 g/L in men and 120 in women; somebody whose sex is not known is judged by the lower limit.
ANAEMIC = (HAEMOGLOBIN.value < 120) | (Sex().is_("male") & (HAEMOGLOBIN.value < 130))
FERRITIN = LatestValue("ferritin", unit=Unit.UG_PER_L, window=RECENTLY)
IRON_DEFICIENT = FERRITIN.value < 30
