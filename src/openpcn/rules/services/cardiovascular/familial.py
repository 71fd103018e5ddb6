"""Familial hypercholesterolaemia: very high cholesterol followed up, and possible cases by family history."""

from __future__ import annotations

from openpcn.rules.language import (
    BirthDate,
    CaseFinding,
    Latest,
    LatestValue,
    Nearly,
    On,
    Show,
    Source,
    Window,
    Work,
    achieve,
    adjust,
    before,
    exclude,
    last,
    months,
    on_or_after,
    value_above,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.metabolic_and_renal import FAMILIAL_HYPERCHOLESTEROLAEMIA
from openpcn.rules.registers.sources import WIDER_SET, network_des
from openpcn.terms.units import Unit

_THIRTIETH_BIRTHDAY = BirthDate() + months(360)


def _above(amount: float, codes: str, window: Window) -> LatestValue:
    return LatestValue(codes, unit=Unit.MMOL_PER_L, window=window, where=value_above(amount, Unit.MMOL_PER_L))


_high_under_30 = _above(7.5, "cholesterol", before(_THIRTIETH_BIRTHDAY))
_high_from_30 = _above(9.0, "cholesterol", on_or_after(_THIRTIETH_BIRTHDAY))
_assessed = Latest(("fh_assessment", "fh_referral"))
_secondary = Latest("secondary_hyperlipidaemia")
_declined = Latest("fh_referral_declined", window=last(months(12)))
_DECLINED_BEFORE = Nearly(
    Latest("fh_referral_declined").exists,
    "A referral was declined before the 12 months to 31 March: ask again",
)

ASSESS = Work(
    "familial_hypercholesterolaemia_assessment",
    "Assess for familial hypercholesterolaemia",
    by=("clinical_pharmacist", "gp"),
    minutes=20,
    counts=(
        "familial_hypercholesterolaemia",
        "fh_assessment",
        "fh_referral",
        "fh_referral_declined",
        "secondary_hyperlipidaemia",
    ),
    window=months(3),
)

CVD04 = CaseFinding(
    "CVD04",
    "Very high cholesterol assessed for familial hypercholesterolaemia",
    source=network_des("CVD04", WIDER_SET),
    rationale=(
        "A total cholesterol over 7.5 mmol/L before the thirtieth birthday, or over 9.0 from it on (rule 1 "
        "makes the population; NICE CG71 advises the same search). It is inherited and treatable, so finding "
        "one person helps a family. Assessed, referred, diagnosed, or explained by another disease counts at "
        "any time. The dictionary says genetically diagnosed; our list of diagnoses does not tell how each "
        "was made, so any of them counts. Not paid."
    ),
    also_known_as=("NCD102",),
    of=_high_under_30.exists | _high_from_30.exists,
    rules=(
        achieve(
            "R2",
            _secondary.exists | _assessed.exists | On(FAMILIAL_HYPERCHOLESTEROLAEMIA),
            "Assessed, referred, diagnosed, or explained by another disease",
        ),
        adjust("R3", On(PALLIATIVE), "Receiving palliative care"),
        adjust("R4", _declined.exists, "Chose not to be referred in the last 12 months"),
    ),
    due_sentence="Cholesterol so high that it may be familial, and not yet assessed",
    nearly=(
        _DECLINED_BEFORE,
        Nearly(
            LatestValue("cholesterol", unit=Unit.MMOL_PER_L).value <= 7.5,
            "The last cholesterol is 7.5 or lower; the very high one still has to be explained",
        ),
    ),
    shows=(
        Show("Cholesterol over 7.5 under the age of 30", _high_under_30),
        Show("Cholesterol over 9.0 from the age of 30", _high_from_30),
    ),
    work=ASSESS,
)

_SIXTEENTH_BIRTHDAY = BirthDate() + months(192)
_child, _adult = before(_SIXTEENTH_BIRTHDAY), on_or_after(_SIXTEENTH_BIRTHDAY)
_total_child, _total_adult = _above(6.7, "cholesterol", _child), _above(7.5, "cholesterol", _adult)
_ldl_child, _ldl_adult = _above(4.0, "ldl", _child), _above(4.9, "ldl", _adult)
_family = Latest("family_history_premature_cvd")

FH_POSSIBLE = CaseFinding(
    "fh_possible",
    "Possible familial hypercholesterolaemia by cholesterol and family history",
    source=Source(
        "Simon Broome criteria, as in NICE CG71",
        "2019",
        "total over 7.5 or LDL over 4.9 mmol/L (under 16: 6.7 and 4.0) and early heart disease in the family",
        confirmed=False,
    ),
    rationale=(
        "A high total or LDL cholesterol together with a first-degree relative who had angina or a heart "
        "attack early makes it possible, at lower levels than the general search. Xanthomas, second-degree "
        "relatives and a family history of cholesterol are not in our codes, so some are missed. Our list "
        "says under 60 for every relative."
    ),
    also_known_as=("FH_61",),
    of=(_total_child.exists | _total_adult.exists | _ldl_child.exists | _ldl_adult.exists) & _family.exists,
    rules=(
        exclude("R1", _secondary.exists, "Explained by another disease"),
        achieve(
            "R2",
            _assessed.exists | On(FAMILIAL_HYPERCHOLESTEROLAEMIA),
            "Assessed, referred or diagnosed",
        ),
        adjust("R3", On(PALLIATIVE), "Receiving palliative care"),
        adjust("R4", _declined.exists, "Chose not to be referred in the last 12 months"),
    ),
    due_sentence="High cholesterol and early heart disease in the family, and not yet assessed",
    nearly=(_DECLINED_BEFORE,),
    shows=(
        Show("High total cholesterol", _total_adult),
        Show("High total cholesterol under 16", _total_child),
        Show("High LDL cholesterol", _ldl_adult),
        Show("High LDL cholesterol under 16", _ldl_child),
        Show("Early heart disease in the family", _family),
    ),
    work=ASSESS,
    listed=False,
)

INDICATORS = (CVD04, FH_POSSIBLE)
