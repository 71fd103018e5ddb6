"""Diabetes and raised blood sugar that nobody recorded, and people who should be tested for them."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    CaseFinding,
    Latest,
    LatestValue,
    Nearly,
    On,
    Rule,
    Sex,
    Show,
    Source,
    Window,
    Work,
    achieve,
    adjust,
    exclude,
    last,
    missing,
    months,
    on_or_after,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.metabolic_and_renal import (
    DIABETES_TYPE1,
    DIABETES_TYPE2,
    EARLIER_HARM,
    NON_DIABETIC_HYPERGLYCAEMIA,
    with_diabetes,
)
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.cardiovascular.sources import ncl
from openpcn.terms.units import Unit

_age = AgeOn(UP_TO)
_YEAR, _TWO_YEARS = last(months(12), until=UP_TO), last(months(24), until=UP_TO)
_hba1c = LatestValue("hba1c", unit=Unit.MMOL_PER_MOL)
_DIABETES: BoolExpr = with_diabetes | On(DIABETES_TYPE1) | On(DIABETES_TYPE2)
_HAS_DIABETES = exclude("R1", _DIABETES, "Diabetes is recorded")
#: R9 in every definition of this file, wherever it stands, so that a rule added before it moves no code.
_PALLIATIVE = adjust("R9", On(PALLIATIVE), "Receiving palliative care")
_SHOW_HBA1C = Show("Last HbA1c", _hba1c, if_missing="HbA1c has never been recorded")
_TEST_DECLINED = Latest("blood_test_declined", window=_YEAR).exists
TEST = Work(
    "hba1c_test",
    "HbA1c test",
    by=("healthcare_assistant", "nurse"),
    minutes=10,
    counts=("hba1c",),
    window=months(3),
)


def _tested(window: Window) -> BoolExpr:
    return LatestValue("hba1c", unit=Unit.MMOL_PER_MOL, window=window).exists


def _glucose_instead(window: Window) -> Nearly:
    return Nearly(
        LatestValue("glucose", unit=Unit.MMOL_PER_L, window=window).exists,
        "Glucose was tested, HbA1c was not",
    )


DIABETES_UNCODED = CaseFinding(
    "diabetes_uncoded",
    "HbA1c in the range of diabetes, not recorded",
    source=ncl("DM_61", confirmed=True),
    rationale=(
        "The latest HbA1c is 48 mmol/mol or more, and diabetes is not recorded, so no yearly care is "
        "offered. One value finds people; without symptoms a second one confirms, which the review arranges. "
        "Gestational diabetes recorded in the 12 months before the test explains it. From 90 on symptoms "
        "are asked about the same day; that limit is ours."
    ),
    also_known_as=("DM_61", "CVDP003DM"),
    of=(_age >= 17) & (_hba1c.value >= 48),
    rules=(
        achieve("R1", _DIABETES, "Diabetes is recorded"),
        exclude(
            "R2",
            Latest("gestational_diabetes", window=last(months(12), until=_hba1c.date)).exists,
            "Gestational diabetes in the 12 months before the test",
        ),
        exclude(
            "R3",
            Latest("diabetes_resolved", window=on_or_after(_hba1c.date)).exists,
            "Diabetes was recorded as resolved on the day of the test or later",
        ),
        _PALLIATIVE,
    ),
    due_sentence="HbA1c of 48 or more, and diabetes is not recorded",
    nearly=(
        Nearly(
            Latest("ndh", window=on_or_after(_hba1c.date)).exists,
            "Non-diabetic hyperglycaemia was recorded, but the value is in the range of diabetes",
        ),
    ),
    shows=(_SHOW_HBA1C,),
    work=Work(
        "confirm_diabetes",
        "Confirm and record diabetes",
        by=("clinical_pharmacist", "gp", "nurse"),
        minutes=20,
        counts=("diabetes", "hba1c"),
        window=months(1),
        red_flag=_hba1c.value >= 90,
        red_flag_sentence="HbA1c of 90 or more: ask about symptoms today.",
    ),
)

NDH_UNCODED = CaseFinding(
    "ndh_uncoded",
    "HbA1c in the range of non-diabetic hyperglycaemia, not recorded",
    source=Source(
        "CVDPREVENT, and NICE PH38",
        "list read in 2026; 2017",
        "CVDP002NDH, whose list prints 42 to 48; NICE says 42 to 47",
        confirmed=False,
    ),
    rationale=(
        "The latest HbA1c is 42 to 47 mmol/mol, and neither non-diabetic hyperglycaemia nor diabetes is "
        "recorded: the code opens the door to the diabetes prevention programme. 48 is the range of diabetes "
        "and never counts here."
    ),
    also_known_as=("CVDP002NDH",),
    of=(_age >= 18) & _hba1c.value.between(42, 47),
    rules=(
        _HAS_DIABETES,
        achieve(
            "R2",
            On(NON_DIABETIC_HYPERGLYCAEMIA),
            "Non-diabetic hyperglycaemia is recorded",
        ),
        _PALLIATIVE,
    ),
    due_sentence="HbA1c of 42 to 47, and non-diabetic hyperglycaemia is not recorded",
    nearly=(
        Nearly(
            Latest("diabetes_resolved").exists,
            "Diabetes is recorded as resolved; non-diabetic hyperglycaemia has a code of its own",
        ),
    ),
    shows=(_SHOW_HBA1C,),
    work=Work(
        "record_ndh",
        "Record non-diabetic hyperglycaemia and offer the prevention programme",
        by=("healthcare_assistant", "nurse", "health_and_wellbeing_coach"),
        minutes=10,
        counts=("ndh",),
        window=months(3),
    ),
    listed=False,
)


def _tested_yearly(
    id: str,
    known_as: tuple[str, ...],
    title: str,
    of: BoolExpr,
    *,
    source: Source,
    rationale: str,
    due_sentence: str,
    shows: tuple[Show, ...],
) -> CaseFinding:
    """Somebody likely to develop diabetes has an HbA1c every 12 months; a glucose is not enough."""
    return CaseFinding(
        id,
        title,
        source=source,
        rationale=rationale,
        also_known_as=known_as,
        of=of,
        rules=(
            _HAS_DIABETES,
            achieve("R2", _tested(_YEAR), "HbA1c tested in the last 12 months"),
            adjust("R3", _TEST_DECLINED, "Chose not to have a blood test in the last 12 months"),
            _PALLIATIVE,
        ),
        due_sentence=due_sentence,
        nearly=(_glucose_instead(_YEAR),),
        shows=shows,
        work=TEST,
        listed=False,
    )


NDH_RECHECK = _tested_yearly(
    "ndh_recheck",
    ("DM_63", "DM_66"),
    "HbA1c not repeated after a value of 42 to 47",
    (_age >= 18) & _hba1c.value.between(42, 47),
    source=ncl("DM_63 and DM_66: 46 to 47, and 42 to 45 without a recheck in 12 months", confirmed=True),
    rationale=(
        "Such a value often goes on to diabetes. The test is repeated every 12 months for the whole range; "
        "the reference names no interval for 46 and 47, which are shown."
    ),
    due_sentence="The last HbA1c was 42 to 47 and is more than 12 months old",
    shows=(_SHOW_HBA1C,),
)

_gestational = Latest("gestational_diabetes")

GESTATIONAL_FOLLOW_UP = _tested_yearly(
    "gestational_diabetes_follow_up",
    ("DM_62",),
    "Yearly HbA1c after gestational diabetes",
    (_age >= 16) & _gestational.exists & (missing(Sex()) | ~Sex().is_("male")),
    source=ncl("DM_62; yearly as NICE NG3"),
    rationale=(
        "Women who had gestational diabetes often go on to type 2 diabetes. A test every 12 months, for "
        "life; the first year after the diagnosis is counted too, because the end of the pregnancy is not "
        "read."
    ),
    due_sentence="Had gestational diabetes, and no HbA1c in the last 12 months",
    shows=(Show("Gestational diabetes recorded", _gestational), _SHOW_HBA1C),
)

_bmi = LatestValue("bmi", unit=Unit.KG_PER_M2)


def _weight(
    id: str, known_as: str, words: str, of: BoolExpr, higher: tuple[Rule, ...], limits: str
) -> CaseFinding:
    """One band of body mass index. higher: the rule that leaves out whoever is in a higher band."""
    return CaseFinding(
        id,
        f"{words} body mass index without an HbA1c",
        source=ncl(f"{known_as}; limits by ethnic group as NICE PH46"),
        rationale=(
            f"The latest body mass index is {limits}, and no HbA1c in 2 years: type 2 diabetes starts "
            "without symptoms."
        ),
        also_known_as=(known_as,),
        of=(_age >= 18) & of,
        rules=(
            _HAS_DIABETES,
            *higher,
            achieve("R3", _tested(_TWO_YEARS), "HbA1c tested in the last 2 years"),
            adjust("R4", _TEST_DECLINED, "Chose not to have a blood test in the last 12 months"),
            _PALLIATIVE,
        ),
        due_sentence=f"{words} body mass index, and no HbA1c in the last 2 years",
        nearly=(
            Nearly(_hba1c.exists, "The last HbA1c value is more than 2 years old"),
            Nearly(
                Latest("hba1c", window=_TWO_YEARS).exists,
                "An HbA1c is recorded in the last 2 years, but without a value in mmol/mol",
            ),
            _glucose_instead(_TWO_YEARS),
        ),
        shows=(Show("Body mass index", _bmi), _SHOW_HBA1C),
        work=TEST,
        listed=False,
    )


_VERY_HIGH = (_bmi.value >= 35) | (EARLIER_HARM & (_bmi.value >= 32.5))
_RAISED = (_bmi.value >= 30) | (EARLIER_HARM & (_bmi.value >= 27.5))

BMI_VERY_HIGH_NO_HBA1C = _weight(
    "bmi_very_high_no_hba1c",
    "DM_64",
    "Very high",
    _VERY_HIGH,
    (),
    "35 or more (32.5 or more in people of Asian, Black or Chinese background)",
)
BMI_RAISED_NO_HBA1C = _weight(
    "bmi_raised_no_hba1c",
    "DM_65",
    "Raised",
    _RAISED,
    (exclude("R2", _VERY_HIGH, "A very high body mass index: on the list for that"),),
    "30 to under 35 (27.5 to under 32.5 in people of Asian, Black or Chinese background)",
)

INDICATORS = (
    DIABETES_UNCODED,
    NDH_UNCODED,
    NDH_RECHECK,
    GESTATIONAL_FOLLOW_UP,
    BMI_VERY_HIGH_NO_HBA1C,
    BMI_RAISED_NO_HBA1C,
)
