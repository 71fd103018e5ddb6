"""Lipid-lowering treatment, and lipids at target, in people whose vessels or kidneys are diseased."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    Earliest,
    Indicator,
    Issues,
    Latest,
    LatestValue,
    Nearly,
    On,
    Param,
    PracticePoints,
    Show,
    Work,
    achieve,
    adjust,
    earliest_of,
    latest_of,
    missing,
)
from openpcn.rules.registers.heart_and_vessels import CARDIOVASCULAR_DISEASE
from openpcn.rules.registers.metabolic_and_renal import CHRONIC_KIDNEY_DISEASE, with_diabetes
from openpcn.rules.registers.sources import qof
from openpcn.rules.services.cardiovascular.quality import (
    FOR_A_START,
    LIPID_CARE,
    SIX_MONTHS,
    YEAR,
    adjustments,
)
from openpcn.terms.units import Unit

STATIN_UNSUITABLE = ("statin_adverse_reaction", "statin_contraindicated", "statin_intolerance")
STATIN_NOT_FOR_THIS_PERSON = (*STATIN_UNSUITABLE, "statin_declined")

STATIN = Issues("statin", window=SIX_MONTHS)
OTHER = Issues("lipid_lowering_other", window=SIX_MONTHS)
#: Why no statin, at any time: as the network's indicators have it.
NO_STATIN = Latest(STATIN_NOT_FOR_THIS_PERSON)
#: The same as CHOL003 has it: a refusal or a passing reason holds for 12 months, the others for good.
_no_statin = (
    Latest(("statin_adverse_reaction", "statin_intolerance")).exists
    | Latest(("statin_contraindicated", "statin_declined"), window=YEAR).exists
)
NO_OTHER = Latest(("lipid_lowering_contraindicated", "lipid_lowering_declined"))
#: What is named where a statin was issued this year, and not lately.
STATIN_LAPSED = Nearly(
    missing(STATIN) & Issues("statin", window=YEAR).exists,
    "The last statin was issued before the 6 months to 31 March that count",
)
TREATMENT = Work(
    "lipid_treatment_review",
    "Offer or review lipid-lowering treatment",
    by=("clinical_pharmacist", "gp", "nurse"),
    minutes=15,
    counts=("statin", *STATIN_NOT_FOR_THIS_PERSON),
)

_vessels = earliest_of(Earliest("chd").date, Earliest("stroke_tia").date, Earliest("pad").date)
_kidneys = Earliest("ckd")

CHOL003 = Indicator(
    "CHOL003",
    "Lipid-lowering treatment in cardiovascular or chronic kidney disease",
    source=qof(
        "CHOL003; population and treatment as Primary Care IT restates the rules; order of the adjustments "
        "as in HYP008"
    ),
    rationale=(
        "A statin issued in the last 6 months; or another lipid-lowering medicine in them, where a statin "
        "was declined or did not suit for now in the 12 months, or is not tolerated at all. Another medicine "
        "alone does not count. Left out: diabetes, which has indicators of its own, and a haemorrhagic "
        "stroke at any time. A newly diagnosed person is one whose first condition of the four is new. Paid "
        "to each practice by points."
    ),
    of=(On(CARDIOVASCULAR_DISEASE) | On(CHRONIC_KIDNEY_DISEASE))
    & ~with_diabetes
    & missing(Latest("haemorrhagic_stroke")),
    rules=(
        achieve("R1", STATIN.exists, "A statin issued in the last 6 months"),
        achieve(
            "R2",
            _no_statin & OTHER.exists,
            "A statin declined or not suitable, and another lipid-lowering medicine issued",
        ),
        adjust(
            "R3",
            _no_statin & NO_OTHER.exists,
            "Statins and other lipid-lowering medicines declined or not suitable",
        ),
        *adjustments(
            4,
            LIPID_CARE,
            diagnosed=earliest_of(_vessels, _kidneys.date),
            maximal="maximal_lipid_treatment",
            new_for=FOR_A_START,
        ),
    ),
    due_sentence="Cardiovascular or kidney disease, and no statin in the 6 months to 31 March",
    nearly=(
        Nearly(
            missing(STATIN) & OTHER.exists,
            "Another lipid-lowering medicine is issued, but no statin was declined this year or ruled out",
        ),
        STATIN_LAPSED,
    ),
    shows=(
        Show("Last statin issued", Issues("statin")),
        Show("Coronary heart disease recorded", Earliest("chd")),
        Show("Stroke or transient ischaemic attack recorded", Earliest("stroke_tia")),
        Show("Peripheral arterial disease recorded", Earliest("pad")),
        Show("Chronic kidney disease recorded", _kidneys),
        Show("A statin declined or not suitable", NO_STATIN),
    ),
    work=replace(TREATMENT, counts=(*TREATMENT.counts, "lipid_lowering_other")),
    paid=PracticePoints("CHOL003"),
    listed=False,
)

LDL_TARGET = Param("qof.CHOL004.ldl", Unit.MMOL_PER_L)
NON_HDL_TARGET = Param("qof.CHOL004.non_hdl", Unit.MMOL_PER_L)

_ldl = LatestValue("ldl", unit=Unit.MMOL_PER_L, window=YEAR)
_non_hdl = LatestValue("non_hdl", unit=Unit.MMOL_PER_L, window=YEAR)
_ldl_decides = missing(_non_hdl) | (_ldl.date >= _non_hdl.date)
_non_hdl_decides = missing(_ldl) | (_non_hdl.date > _ldl.date)

CHOL004 = Indicator(
    "CHOL004",
    "Cholesterol at target in cardiovascular disease",
    source=qof(
        "CHOL004; target and the tie of one day: Primary Care IT; order of the adjustments as in HYP008"
    ),
    rationale=(
        "The last LDL cholesterol of the 12 months is at most 2.0 mmol/L, or, where LDL is not recorded, "
        "non-HDL is at most 2.6. We read this by day: the latest of the two decides, and LDL on a day with "
        "both. Total cholesterol never counts. Paid to each practice by points."
    ),
    of=CARDIOVASCULAR_DISEASE,
    rules=(
        achieve("R1", _ldl_decides & (_ldl.value <= LDL_TARGET), "Last LDL cholesterol at target"),
        achieve(
            "R2", _non_hdl_decides & (_non_hdl.value <= NON_HDL_TARGET), "Last non-HDL cholesterol at target"
        ),
        *adjustments(
            3,
            LIPID_CARE,
            evidence=latest_of(_ldl.date, _non_hdl.date),
            diagnosed=_vessels,
            result="result",
            maximal="maximal_lipid_treatment",
            test_declined=(
                ("blood_test_declined", "cholesterol_declined"),
                "Chose not to have cholesterol tested",
            ),
        ),
    ),
    due_sentence=(
        "Cardiovascular disease, and the last LDL or non-HDL cholesterol of the 12 months to 31 March is "
        "high or missing"
    ),
    nearly=(
        Nearly(
            missing(_ldl) & missing(_non_hdl) & Latest("cholesterol", window=YEAR).exists,
            "Only total cholesterol was measured: LDL or non-HDL is needed",
        ),
        Nearly(
            _ldl.date.same_day_as(_non_hdl.date)
            & (_ldl.value > LDL_TARGET)
            & (_non_hdl.value <= NON_HDL_TARGET),
            "Non-HDL is at target, but LDL of the same day is not, and LDL decides",
        ),
    ),
    shows=(
        Show("Last LDL cholesterol", LatestValue("ldl", unit=Unit.MMOL_PER_L)),
        Show("Last non-HDL cholesterol", LatestValue("non_hdl", unit=Unit.MMOL_PER_L)),
        Show("Last statin issued", Issues("statin")),
    ),
    work=Work(
        "lipid_target_review",
        "Test cholesterol and review treatment",
        by=("clinical_pharmacist", "nurse"),
        minutes=15,
        counts=("ldl", "non_hdl"),
    ),
    paid=PracticePoints("CHOL004"),
)

INDICATORS = (CHOL003, CHOL004)
