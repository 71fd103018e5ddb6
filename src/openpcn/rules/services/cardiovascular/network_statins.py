"""CVD03, CVD08 and CVD13: treatment of people whose recorded risk of cardiovascular disease is high."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    Indicator,
    Issues,
    Latest,
    LatestValue,
    Nearly,
    On,
    Rule,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    exclude,
    last,
    missing,
    months,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.heart_and_vessels import CARDIOVASCULAR_DISEASE
from openpcn.rules.registers.metabolic_and_renal import with_diabetes
from openpcn.rules.registers.sources import DICTIONARY, SERVICE_YEAR_END

_SIX_MONTHS = last(months(6))
_YEAR = last(months(12))

QRISK = LatestValue("qrisk_score", unit=None, same_day="highest")
STATIN = Issues("statin", window=_SIX_MONTHS)
OTHER = Issues("lipid_lowering_other", window=_SIX_MONTHS)
NO_STATIN = Latest(
    ("statin_adverse_reaction", "statin_contraindicated", "statin_declined", "statin_intolerance")
)
_no_other = Latest(("lipid_lowering_contraindicated", "lipid_lowering_declined"))
_maximal = Latest("maximal_lipid_treatment", window=_YEAR)

_AGE = AgeOn(SERVICE_YEAR_END)
_ON_STATIN = "A statin issued in the last six months"
TREATMENT = Work(
    "lipid_treatment_review",
    "Offer or review lipid-lowering treatment",
    by=("clinical_pharmacist", "gp", "nurse"),
    minutes=15,
    counts=("statin", "statin_declined", "statin_contraindicated", "statin_intolerance"),
)


def dictionary_2024(indicator: str) -> Source:
    """The dictionary of the last year in which the wider cardiovascular set was collected."""
    return Source(
        "Network Contract DES indicator dictionary",
        "2024/25, the last in which it was collected",
        f"{DICTIONARY}, {indicator}",
        confirmed=True,
    )


def _treatment(
    id: str, also: str, title: str, at_risk: BoolExpr, rules: tuple[Rule, ...], rationale: str, due: str
) -> Indicator:
    return Indicator(
        id,
        title,
        source=dictionary_2024(id),
        rationale=(
            f"{rationale} The population is what rules 1 and 2 of the dictionary leave: aged 25 to 84 on the "
            "31 March that ends the year, by the latest coded QRISK2 or QRISK3; a score worked out here "
            "never counts. Currently treated means issued in the last six months, as in QOF. Not paid."
        ),
        also_known_as=(also,),
        of=_AGE.between(25, 84) & at_risk,
        rules=rules,
        due_sentence=due,
        nearly=(
            Nearly(
                missing(STATIN) & Issues("statin", window=_YEAR).exists,
                "The last statin was issued more than six months ago",
            ),
        ),
        shows=(
            Show("Last QRISK score (%)", QRISK),
            Show("Last statin issued", Issues("statin")),
        ),
        work=TREATMENT,
        listed=False,
    )


def _statin_rules() -> tuple[Rule, ...]:
    """The rules that CVD03 and CVD13 share, after the score."""
    return (
        exclude(
            "R3", On(CARDIOVASCULAR_DISEASE) | On(PALLIATIVE), "Cardiovascular disease, or palliative care"
        ),
        achieve("R4", STATIN.exists, _ON_STATIN),
        adjust("R5", _maximal.exists, "On maximal tolerated lipid-lowering treatment"),
        adjust("R6", Latest("statin_adverse_reaction").exists, "Adverse reaction or allergy to a statin"),
        adjust(
            "R7",
            Latest("statin_contraindicated", window=_YEAR).exists,
            "A statin contraindicated or not indicated in the last twelve months",
        ),
        adjust("R8", Latest("statin_intolerance").exists, "Statins not tolerated"),
        adjust("R9", Latest("statin_declined").exists, "Chose not to have a statin"),
    )


CVD03 = _treatment(
    "CVD03",
    "NCDMI176",
    "Statin where recorded cardiovascular risk is over 20%",
    QRISK.value > 20,
    _statin_rules(),
    "One in five people with such a score has a heart attack or stroke within ten years.",
    "Recorded cardiovascular risk over 20%, and no statin in the last six months",
)
CVD13 = _treatment(
    "CVD13",
    "NCDMI061",
    "Statin where recorded cardiovascular risk is 10% or more",
    QRISK.value >= 10,
    _statin_rules(),
    "From 10% on NICE advises offering a statin.",
    "Recorded cardiovascular risk of 10% or more, and no statin in the last six months",
)
CVD08 = _treatment(
    "CVD08",
    "NCD121",
    "Lipid-lowering treatment where recorded cardiovascular risk is over 20%",
    QRISK.value > 20,
    (
        exclude("R3", On(CARDIOVASCULAR_DISEASE), "Cardiovascular disease"),
        exclude("R4", with_diabetes, "Diabetes"),
        achieve(
            "R5",
            STATIN.exists | (NO_STATIN.exists & OTHER.exists),
            "On a statin, or on another medicine where a statin was declined or does not suit",
        ),
        adjust(
            "R6",
            NO_STATIN.exists & _no_other.exists,
            "Statins and other lipid-lowering medicines declined or not suitable",
        ),
        adjust("R7", _maximal.exists, "On maximal tolerated lipid-lowering treatment"),
        adjust("R8", On(PALLIATIVE), "Receiving palliative care"),
    ),
    (
        "As CVD03, without people with diabetes; another lipid-lowering medicine counts where a statin was "
        "declined or does not suit. The clusters of each other medicine declined are one list here."
    ),
    "Recorded cardiovascular risk over 20%, and no lipid-lowering treatment in the last six months",
)

INDICATORS = (CVD03, CVD08, CVD13)
