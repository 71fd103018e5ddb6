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
    missing,
    months,
    on_or_before,
)
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION
from openpcn.rules.registers.sources import qof
from openpcn.rules.services.cardiovascular.quality import (
    ATRIAL_FIBRILLATION_CARE,
    FOR_A_START,
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
            new_for=FOR_A_START,
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
_valve = Latest("mechanical_heart_valve")
#: Why a vitamin K antagonist counts as well as a direct anticoagulant.
_no_doac = (
    _valve.exists
    | Latest(("antiphospholipid_syndrome", "doac_contraindicated")).exists
    | Latest("doac_declined", window=YEAR).exists
)
_declined = Latest("anticoagulant_declined", window=YEAR)
_contraindicated = Latest("anticoagulant_contraindicated")

AF008 = Indicator(
    "AF008",
    "Direct oral anticoagulant in atrial fibrillation with a score of 2 or more",
    source=qof(
        "AF008; what counts as Primary Care IT restates version 49; order of the adjustments as in HYP008"
    ),
    rationale=(
        "The latest CHA2DS2-VASc score is 2 or more, and a direct oral anticoagulant was issued in the last "
        "6 months. A vitamin K antagonist counts where a direct one is contraindicated or was declined in "
        "the 12 months, in antiphospholipid syndrome, and with a mechanical heart valve, where a direct one "
        "is dangerous and never counts. A good time in the therapeutic range, which the published rules also "
        "accept, is not read. Paid to each practice by points."
    ),
    of=On(ATRIAL_FIBRILLATION) & (SCORE.value >= 2),
    rules=(
        achieve(
            "R1",
            _doac.exists & missing(_valve),
            "A direct oral anticoagulant issued in the last 6 months",
        ),
        achieve(
            "R2",
            _vitamin_k.exists & _no_doac,
            "A vitamin K antagonist issued, and a direct oral anticoagulant declined or not suitable",
        ),
        adjust("R3", _contraindicated.exists, "Anticoagulation is contraindicated"),
        adjust("R4", _declined.exists, "Chose not to have anticoagulation"),
        *adjustments(5, ATRIAL_FIBRILLATION_CARE, diagnosed=_af.date, new_for=FOR_A_START),
    ),
    due_sentence="Atrial fibrillation, a stroke risk score of 2 or more, and no anticoagulant that counts",
    nearly=(
        Nearly(
            _valve.exists & _doac.exists,
            "A direct oral anticoagulant does not count with a mechanical heart valve",
        ),
        Nearly(
            _vitamin_k.exists,
            "A vitamin K antagonist is issued, but no direct one was declined this year or ruled out",
        ),
        Nearly(
            missing(_doac) & Issues("doac", window=YEAR).exists,
            "The last direct oral anticoagulant was issued before the 6 months to 31 March that count",
        ),
    ),
    shows=(
        Show("Last CHA2DS2-VASc score", SCORE),
        Show("Last anticoagulant issued", Issues(ANTICOAGULANTS)),
        Show("Mechanical heart valve recorded", _valve),
        Show("Atrial fibrillation recorded", _af),
    ),
    work=Work(
        "anticoagulation_review",
        "Offer or review anticoagulation",
        by=("clinical_pharmacist", "gp"),
        minutes=20,
        counts=("doac", "vitamin_k_antagonist", "doac_declined", "anticoagulant_declined"),
        red_flag=_valve.exists & _doac.exists,
        red_flag_sentence=(
            "A direct oral anticoagulant is issued to somebody with a mechanical heart valve, who must not "
            "take it. Ask a clinician today."
        ),
    ),
    paid=PracticePoints("AF008"),
)

INDICATORS = (AF006, AF008)
