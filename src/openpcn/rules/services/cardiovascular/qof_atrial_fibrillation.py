"""Stroke risk scored, and anticoagulation, in atrial fibrillation."""

from __future__ import annotations

from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    Indicator,
    Issues,
    Latest,
    LatestValue,
    Nearly,
    On,
    PracticePoints,
    Show,
    Work,
    achieve,
    adjust,
    exclude,
    months,
    on_or_before,
)
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION
from openpcn.rules.registers.sources import qof
from openpcn.rules.services.cardiovascular.quality import (
    ATRIAL_FIBRILLATION_CARE,
    SIX_MONTHS,
    YEAR,
    adjustments,
    first_since,
)

ANTICOAGULANTS = ("anticoagulant", "doac", "vitamin_k_antagonist")

_af = first_since("af", "af_resolved")
#: Of two scores of one day the higher: the score only rises, and the higher one asks for treatment.
SCORE = LatestValue("chadsvasc_score", unit=None, same_day="highest")
_before = LatestValue(
    "chadsvasc_score", unit=None, window=on_or_before(ACHIEVEMENT_DATE - months(12)), same_day="highest"
)
_this_year = Latest("chadsvasc_score", window=YEAR)

AF006 = Indicator(
    "AF006",
    "Stroke risk scored in atrial fibrillation",
    source=qof("AF006; order of the adjustments as in HYP008"),
    rationale=(
        "A CHA2DS2-VASc score in the last 12 months. Whoever scored 2 or more at the last time before "
        "them needs no other score: the decision on anticoagulation is the same. A score recorded without "
        "its number counts as recorded. Paid to each practice by points; its thresholds were not found, so "
        "no money is shown."
    ),
    of=ATRIAL_FIBRILLATION,
    rules=(
        exclude("R1", _before.value >= 2, "Scored 2 or more before the 12 months to 31 March"),
        achieve("R2", _this_year.exists, "CHA2DS2-VASc scored in the last 12 months"),
        *adjustments(
            3,
            ATRIAL_FIBRILLATION_CARE,
            evidence=_this_year.date,
            diagnosed=_af.date,
            result="score",
        ),
    ),
    due_sentence="Atrial fibrillation, and stroke risk was not scored in the 12 months to 31 March",
    nearly=(
        Nearly(
            _before.value <= 1,
            "The last score was under 2, and is from before the 12 months to 31 March that count",
        ),
    ),
    shows=(
        Show("Last CHA2DS2-VASc score", SCORE, if_missing="CHA2DS2-VASc has never been scored"),
        Show("Atrial fibrillation recorded", _af),
    ),
    work=Work(
        "stroke_risk_score",
        "Score stroke risk (CHA2DS2-VASc)",
        by=("clinical_pharmacist", "gp", "nurse"),
        minutes=5,
        counts=("chadsvasc_score",),
    ),
    listed=False,
)

_doac = Issues("doac", window=SIX_MONTHS)
_vitamin_k = Issues("vitamin_k_antagonist", window=SIX_MONTHS)
_no_doac = Latest(("doac_contraindicated", "doac_declined"))
_declined = Latest("anticoagulant_declined", window=YEAR)
_contraindicated = Latest("anticoagulant_contraindicated")

AF008 = Indicator(
    "AF008",
    "Direct oral anticoagulant in atrial fibrillation with a score of 2 or more",
    source=qof("AF008; order of the adjustments as in HYP008"),
    rationale=(
        "The latest CHA2DS2-VASc score is 2 or more, and a direct oral anticoagulant was issued in the last "
        "6 months. A vitamin K antagonist counts only where a direct one was declined or does not suit. "
        "Paid to each practice by points."
    ),
    of=On(ATRIAL_FIBRILLATION) & (SCORE.value >= 2),
    rules=(
        achieve("R1", _doac.exists, "A direct oral anticoagulant issued in the last 6 months"),
        achieve(
            "R2",
            _vitamin_k.exists & _no_doac.exists,
            "A vitamin K antagonist issued, and a direct oral anticoagulant declined or not suitable",
        ),
        adjust("R3", _contraindicated.exists, "Anticoagulation is contraindicated"),
        adjust("R4", _declined.exists, "Chose not to have anticoagulation"),
        *adjustments(5, ATRIAL_FIBRILLATION_CARE, diagnosed=_af.date),
    ),
    due_sentence="Atrial fibrillation, a stroke risk score of 2 or more, and no direct oral anticoagulant",
    nearly=(
        Nearly(
            _vitamin_k.exists,
            "A vitamin K antagonist is issued, but no direct one was declined or ruled out",
        ),
        Nearly(
            Issues("doac", window=YEAR).exists,
            "The last direct oral anticoagulant was issued before the 6 months to 31 March that count",
        ),
    ),
    shows=(
        Show("Last CHA2DS2-VASc score", SCORE),
        Show("Last anticoagulant issued", Issues(ANTICOAGULANTS)),
        Show("Atrial fibrillation recorded", _af),
    ),
    work=Work(
        "anticoagulation_review",
        "Offer or review anticoagulation",
        by=("clinical_pharmacist", "gp"),
        minutes=20,
        counts=("doac", "vitamin_k_antagonist", "doac_declined", "anticoagulant_declined"),
    ),
    paid=PracticePoints("AF008"),
)

INDICATORS = (AF006, AF008)
