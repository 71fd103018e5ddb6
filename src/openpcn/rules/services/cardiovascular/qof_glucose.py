"""HbA1c at target in diabetes, frail or not, and the yearly test in non-diabetic hyperglycaemia."""

from __future__ import annotations

from openpcn.rules.language import (
    Earliest,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    On,
    Param,
    Show,
    Work,
    achieve,
    adjust,
    exclude,
    missing,
)
from openpcn.rules.registers.frailty import LATEST_FRAILTY, MODERATE_OR_SEVERE_FRAILTY
from openpcn.rules.registers.metabolic_and_renal import DIABETES, NON_DIABETIC_HYPERGLYCAEMIA
from openpcn.rules.registers.sources import qof
from openpcn.rules.services.cardiovascular.quality import (
    DIABETES_CARE,
    FOR_A_START,
    HYPERGLYCAEMIA_CARE,
    YEAR,
    adjustments,
    first_since,
)
from openpcn.terms.units import Unit

HBA1C = LatestValue("hba1c", unit=Unit.MMOL_PER_MOL)
_hba1c = LatestValue("hba1c", unit=Unit.MMOL_PER_MOL, window=YEAR)
_fructosamine = Latest("fructosamine", window=YEAR)
_diabetes = first_since("diabetes", "diabetes_resolved")
_frail = On(MODERATE_OR_SEVERE_FRAILTY)
_BLOOD_DECLINED = (("blood_test_declined",), "Chose not to have a blood test")


def _hba1c_target(id: str, limit: int, *, frail: bool) -> Indicator:
    target = Param(f"qof.{id}.hba1c", Unit.MMOL_PER_MOL)
    who = "with moderate or severe frailty" if frail else "without moderate or severe frailty"
    first = (
        exclude("R1", ~_frail, "No moderate or severe frailty")
        if frail
        else exclude("R1", _frail, "Moderate or severe frailty")
    )
    return Indicator(
        id,
        f"HbA1c at target in diabetes {who}",
        source=qof(
            f"{id}; its ten rules as opensafely/qof-diabetes states them in words, not as it codes them"
        ),
        rationale=(
            f"The last HbA1c of the 12 months is at most {limit} mmol/mol, in diabetes {who}. "
            "Two invitations adjust only where they came after the last HbA1c of the 12 months, or where "
            "there was none; at least 7 days lie between them. A person without a frailty code is not frail "
            "here: a missing code never empties the indicator. Its points were not found, so no money is "
            "shown."
        ),
        of=DIABETES,
        rules=(
            first,
            achieve("R2", _hba1c.value <= target, "Last HbA1c at target"),
            adjust(
                "R3",
                missing(_hba1c) & _fructosamine.exists,
                "Fructosamine tested in the last 12 months instead of HbA1c",
            ),
            *adjustments(
                4,
                DIABETES_CARE,
                evidence=_hba1c.date,
                diagnosed=_diabetes.date,
                result="HbA1c",
                maximal="maximal_diabetes_treatment",
                test_declined=_BLOOD_DECLINED,
            ),
        ),
        due_sentence="Diabetes, and the last HbA1c of the 12 months to 31 March is high or missing",
        nearly=(
            Nearly(
                missing(_hba1c) & (HBA1C.value <= target),
                "The last HbA1c is at target, but it is from before the 12 months to 31 March that count",
            ),
        ),
        shows=(
            Show("Last HbA1c", HBA1C, if_missing="HbA1c has never been recorded"),
            Show("Latest frailty code", LATEST_FRAILTY),
            Show("Diabetes recorded", _diabetes),
        ),
        work=Work(
            "diabetes_review",
            "Diabetes review",
            by=("clinical_pharmacist", "nurse"),
            minutes=20,
            counts=("hba1c",),
        ),
        listed=False,
    )


DM020 = _hba1c_target("DM020", 58, frail=False)
DM021 = _hba1c_target("DM021", 75, frail=True)

_tested = Latest(("hba1c", "glucose"), window=YEAR)
_ndh = Earliest("ndh")

NDH002 = Indicator(
    "NDH002",
    "Yearly blood sugar test in non-diabetic hyperglycaemia",
    source=qof("NDH002; order of the adjustments as in HYP008"),
    rationale=(
        "HbA1c or a plasma glucose recorded in the last 12 months, whatever it showed: a result of 48 "
        "mmol/mol or more is followed up by the search for unrecorded diabetes. Our list of glucose tests "
        "does not tell fasting ones apart. Its points were not found, so no money is shown."
    ),
    of=NON_DIABETIC_HYPERGLYCAEMIA,
    rules=(
        achieve("R1", _tested.exists, "HbA1c or glucose tested in the last 12 months"),
        *adjustments(
            2,
            HYPERGLYCAEMIA_CARE,
            evidence=_tested.date,
            diagnosed=_ndh.date,
            result="test",
            test_declined=_BLOOD_DECLINED,
            new_for=FOR_A_START,
        ),
    ),
    due_sentence="Non-diabetic hyperglycaemia, and no blood sugar test in the 12 months to 31 March",
    nearly=(
        Nearly(
            missing(_tested) & Latest(("hba1c", "glucose")).exists,
            "The last test was before the 12 months to 31 March that count",
        ),
    ),
    shows=(
        Show("Last HbA1c", HBA1C, if_missing="HbA1c has never been recorded"),
        Show("Last glucose", LatestValue("glucose", unit=Unit.MMOL_PER_L)),
        Show("Non-diabetic hyperglycaemia recorded", _ndh),
    ),
    work=Work(
        "blood_sugar_test",
        "Blood sugar test",
        by=("healthcare_assistant", "nurse"),
        minutes=10,
        counts=("hba1c", "glucose"),
    ),
    listed=False,
)

INDICATORS = (DM020, DM021, NDH002)
