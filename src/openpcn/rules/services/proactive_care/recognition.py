"""Whether frailty is recognised: found by the index and not coded, coded and never confirmed, or long ago."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    BoolExpr,
    CaseFinding,
    DateExpr,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    On,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    days,
    exclude,
    latest_of,
    on_or_after,
)
from openpcn.rules.registers.end_of_life import PALLIATIVE
from openpcn.rules.registers.frailty import FRAILTY_SHOWS, LATEST_FRAILTY, MODERATE_OR_SEVERE_FRAILTY
from openpcn.rules.scores.efi import MODERATE, SEVERE
from openpcn.rules.services.proactive_care.facts import INDEX, OVER_64, SHOW_INDEX, YEAR

FRAILTY_GUIDANCE = Source(
    "NHS England, identifying frailty; NICE NG56 on the electronic frailty index",
    "2016, as read in 2026",
    "an index finds, a clinician confirms; windows are ours",
    confirmed=False,
)
_scale = LatestValue("clinical_frailty_scale", unit=None, window=YEAR)
_not_frail = Latest("frailty_not_present", window=YEAR)
CONFIRM = Work(
    "confirm_frailty",
    "Confirm or rule out frailty, and code it",
    by=("gp", "nurse", "paramedic", "clinical_pharmacist", "physiotherapist", "occupational_therapist"),
    minutes=20,
    counts=(
        "frailty_mild",
        "frailty_moderate",
        "frailty_severe",
        "clinical_frailty_scale",
        "frailty_not_present",
    ),
)


def _by_index(id: str, degree: str, within: BoolExpr, listed: bool) -> CaseFinding:
    return CaseFinding(
        id,
        f"Electronic frailty index says {degree}: confirmed and coded",
        source=FRAILTY_GUIDANCE,
        rationale=(
            f"The electronic frailty index says {degree} frailty at 65 or over. An index is not a diagnosis: "
            "somebody looks and records a degree, a Clinical Frailty Scale, or that the person is not frail. "
            "Any coded degree settles it, however old: the code comes before the index. The coded index of "
            "24 months is used; one is worked out only where a site has switched that on."
        ),
        of=OVER_64 & within,
        rules=(
            achieve("E1", LATEST_FRAILTY.exists, "A degree of frailty is coded"),
            achieve("E2", _scale.exists, "Clinical Frailty Scale recorded in the last 12 months"),
            adjust("E3", _not_frail.exists, "Assessed in the last 12 months and not frail"),
            adjust("E4", On(PALLIATIVE), "Receiving palliative care"),
        ),
        due_sentence=f"The frailty index says {degree}, and nobody has confirmed or ruled out frailty",
        nearly=(
            Nearly(
                Latest("frailty_assessment", window=YEAR).exists,
                "An assessment of frailty is recorded; its result is not",
            ),
        ),
        shows=(SHOW_INDEX,),
        work=CONFIRM,
        listed=listed,
    )


SEVERE_BY_INDEX = _by_index("frailty_index_severe", "severe", INDEX > SEVERE, True)
MODERATE_BY_INDEX = _by_index(
    "frailty_index_moderate", "moderate", (INDEX > MODERATE) & (INDEX <= SEVERE), False
)

_LOOKED = (
    "clinical_frailty_scale",
    "comprehensive_geriatric_assessment",
    "frailty_assessment",
    "frailty_not_present",
)
_looked_since = Latest(_LOOKED, window=on_or_after(LATEST_FRAILTY.date - days(28)))

CODED_UNCONFIRMED = Indicator(
    "frailty_code_confirmed",
    "Moderate or severe frailty coded and confirmed by a clinician",
    source=FRAILTY_GUIDANCE,
    rationale=(
        "Frailty is sometimes coded in bulk from the index. A scale, an assessment of frailty (even one "
        "that found none) or a holistic assessment from 28 days before the code on shows that somebody has "
        "looked."
    ),
    of=MODERATE_OR_SEVERE_FRAILTY,
    rules=(
        achieve("B1", _looked_since.exists, "Assessed by a clinician about when it was coded, or since"),
        exclude("X1", On(PALLIATIVE), "Receiving palliative care"),
    ),
    due_sentence="Moderate or severe frailty is coded, and no assessment by a clinician is recorded",
    nearly=(
        Nearly(
            Latest(_LOOKED).exists,
            "An assessment is on record from more than 28 days before the code",
        ),
        Nearly(
            Latest("electronic_frailty_index").exists,
            "An electronic frailty index is on record; it does not confirm",
        ),
    ),
    shows=FRAILTY_SHOWS,
    work=replace(CONFIRM, counts=("frailty_mild", *_LOOKED)),
    listed=False,
)

_last_look: DateExpr = latest_of(LATEST_FRAILTY.date, Latest(_LOOKED).date)

REASSESSED = Indicator(
    "frailty_reassessed",
    "Moderate or severe frailty looked at again within 12 months",
    source=FRAILTY_GUIDANCE,
    rationale=(
        "Frailty changes, both ways. A new degree, a scale or an assessment in the last 12 months; 12 months "
        "are ours."
    ),
    of=MODERATE_OR_SEVERE_FRAILTY,
    rules=(
        achieve(
            "B1",
            Latest(("frailty_mild", "frailty_moderate", "frailty_severe", *_LOOKED), window=YEAR).exists,
            "Coded or assessed in the last 12 months",
        ),
        exclude("X1", On(PALLIATIVE), "Receiving palliative care"),
    ),
    due_sentence="The degree of frailty has not been looked at for 12 months",
    nearly=(
        Nearly(
            Latest("electronic_frailty_index", window=YEAR).exists,
            "An electronic frailty index of the last 12 months is on record; nobody has looked",
        ),
    ),
    shows=(*FRAILTY_SHOWS, Show("Last looked at", _last_look)),
    work=CONFIRM,
    listed=False,
)

DEFINITIONS = (SEVERE_BY_INDEX, MODERATE_BY_INDEX, CODED_UNCONFIRMED, REASSESSED)
