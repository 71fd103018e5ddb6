"""CVD03, CVD08 and CVD13: treatment of people whose recorded risk of cardiovascular disease is high."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    Indicator,
    Issues,
    Latest,
    LatestValue,
    On,
    Rule,
    Show,
    achieve,
    adjust,
    exclude,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.heart_and_vessels import CARDIOVASCULAR_DISEASE
from openpcn.rules.registers.metabolic_and_renal import with_diabetes
from openpcn.rules.registers.sources import SERVICE_YEAR_END, WIDER_SET, network_des
from openpcn.rules.services.cardiovascular.qof_lipids import (
    NO_OTHER,
    NO_STATIN,
    OTHER,
    STATIN,
    STATIN_LAPSED,
    TREATMENT,
)
from openpcn.rules.services.cardiovascular.quality import YEAR

QRISK = LatestValue("qrisk_score", unit=None, same_day="highest")
_maximal = Latest("maximal_lipid_treatment", window=YEAR)


def _treatment(
    id: str,
    earlier: tuple[str, ...],
    title: str,
    at_risk: BoolExpr,
    rules: tuple[Rule, ...],
    rationale: str,
    due: str,
) -> Indicator:
    return Indicator(
        id,
        title,
        source=network_des(id, WIDER_SET),
        rationale=(
            f"{rationale} The population is what rules 1 and 2 of the dictionary leave: aged 25 to 84 on the "
            "31 March that ends the year, by the latest coded QRISK2 or QRISK3; a score worked out here "
            "never counts. Currently treated means issued in the last 6 months, as in QOF. Not paid."
        ),
        also_known_as=earlier,
        of=AgeOn(SERVICE_YEAR_END).between(25, 84) & at_risk,
        rules=rules,
        due_sentence=due,
        nearly=(STATIN_LAPSED,),
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
        achieve("R4", STATIN.exists, "A statin issued in the last 6 months"),
        adjust("R5", _maximal.exists, "On maximal tolerated lipid-lowering treatment"),
        adjust("R6", Latest("statin_adverse_reaction").exists, "Adverse reaction or allergy to a statin"),
        adjust(
            "R7",
            Latest("statin_contraindicated", window=YEAR).exists,
            "A statin contraindicated or not indicated in the last 12 months",
        ),
        adjust("R8", Latest("statin_intolerance").exists, "Statins not tolerated"),
        adjust("R9", Latest("statin_declined").exists, "Chose not to have a statin"),
    )


CVD03 = _treatment(
    "CVD03",
    ("NCD101", "NCDMI176"),
    "Statin where recorded cardiovascular risk is over 20%",
    QRISK.value > 20,
    _statin_rules(),
    "Such a score says that more than one in five will have a heart attack or stroke within 10 years.",
    "Recorded cardiovascular risk over 20%, and no statin in the 6 months to 31 March",
)
CVD13 = _treatment(
    "CVD13",
    ("NCDMI061",),
    "Statin where recorded cardiovascular risk is 10% or more",
    QRISK.value >= 10,
    _statin_rules(),
    "From 10% on NICE advises offering a statin.",
    "Recorded cardiovascular risk of 10% or more, and no statin in the 6 months to 31 March",
)
CVD08 = _treatment(
    "CVD08",
    ("NCD121",),
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
            NO_STATIN.exists & NO_OTHER.exists,
            "Statins and other lipid-lowering medicines declined or not suitable",
        ),
        adjust("R7", _maximal.exists, "On maximal tolerated lipid-lowering treatment"),
        adjust("R8", On(PALLIATIVE), "Receiving palliative care"),
    ),
    (
        "As CVD03, without people with diabetes; another lipid-lowering medicine counts where a statin was "
        "declined or does not suit. The clusters of each other medicine declined are one list here."
    ),
    "Recorded cardiovascular risk over 20%, and no lipid-lowering treatment in the 6 months to 31 March",
)

INDICATORS = (CVD03, CVD08, CVD13)
