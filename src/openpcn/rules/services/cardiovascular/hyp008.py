"""HYP008: blood pressure at target in people with hypertension aged 79 or under."""

from __future__ import annotations

from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    AgeOn,
    Count,
    Earliest,
    Indicator,
    Latest,
    Nearly,
    Param,
    PracticePoints,
    RegisteredSince,
    Show,
    Work,
    achieve,
    adjust,
    after,
    days,
    exclude,
    last,
    missing,
    months,
    on_or_after,
    on_or_before,
)
from openpcn.rules.registers import HYPERTENSION
from openpcn.rules.registers.sources import qof
from openpcn.rules.services.cardiovascular.readings import (
    READING_CODES,
    SEVERE,
    SEVERE_SENTENCE,
    clinic,
    home,
    readings,
)
from openpcn.terms.units import Unit

_YEAR = last(months(12))
_NINE_MONTHS_BEFORE = ACHIEVEMENT_DATE - months(9)
_CLINIC_TARGET = (
    Param("qof.HYP008.clinic_systolic", Unit.MMHG),
    Param("qof.HYP008.clinic_diastolic", Unit.MMHG),
)
_HOME_TARGET = (Param("qof.HYP008.home_systolic", Unit.MMHG), Param("qof.HYP008.home_diastolic", Unit.MMHG))

_reading = readings(_YEAR)
_older = readings(on_or_before(ACHIEVEMENT_DATE - months(12)))
_maximal = Latest("maximal_bp_treatment", window=_YEAR)
_unsuitable = Latest("hypertension_pca_unsuitable", window=_YEAR)
_bp_declined = Latest("bp_declined", window=_YEAR)
_care_declined = Latest("hypertension_pca_declined", window=_YEAR)
_invitations = Count("bp_invitation", window=_YEAR & after(_reading.date, or_ever=True), apart=days(7))
_resolved = Latest("hypertension_resolved")
_first_diagnosis = Earliest("hypertension", window=on_or_after(_resolved.date, or_ever=True))
_systolic_alone = Latest("systolic_clinic", window=_YEAR)
_home_was_last = missing(_reading.clinic) | (_reading.home.date >= _reading.clinic.date)

HYP008 = Indicator(
    "HYP008",
    "Blood pressure at target in hypertension, 79 and under",
    source=qof("HYP008; order read in opensafely/hypertension-sro (as HYP003) and opensafely/qof-diabetes"),
    rationale=(
        "The last reading of the twelve months is at most 140/90 in the surgery or 135/85 at home. The "
        "target comes second in the order, before every adjustment, so that an exception never removes "
        "somebody whose pressure is at target. Paid to each practice by points."
    ),
    of=HYPERTENSION,
    rules=(
        exclude("R1", AgeOn("achievement_date") >= 80, "Aged 80 or over"),
        achieve(
            "R2", _reading.at_most(clinic=_CLINIC_TARGET, home=_HOME_TARGET), "Last blood pressure at target"
        ),
        adjust("R3", _maximal.exists, "On maximal tolerated treatment"),
        adjust("R4", _unsuitable.exists, "Not suitable for the hypertension indicators"),
        adjust("R5", _bp_declined.exists, "Chose not to have blood pressure taken"),
        adjust("R6", _care_declined.exists, "Chose not to have hypertension care"),
        adjust("R7", _invitations.count >= 2, "Invited twice, at least 7 days apart, and no reading since"),
        adjust("R8", _first_diagnosis.date > _NINE_MONTHS_BEFORE, "Diagnosed in the last nine months"),
        adjust("R9", RegisteredSince() > _NINE_MONTHS_BEFORE, "Registered in the last nine months"),
    ),
    due_sentence="Hypertension, and the last blood pressure of the twelve months is not at target",
    nearly=(
        Nearly(
            missing(_reading.date) & _older.at_most(clinic=_CLINIC_TARGET, home=_HOME_TARGET),
            "The last reading is at target, but it is more than twelve months old",
        ),
        Nearly(
            _home_was_last & _reading.home.at_most(*_CLINIC_TARGET),
            "The last reading was taken at home, where 135/85 is the limit",
        ),
        Nearly(
            missing(_reading.date) & _systolic_alone.exists,
            "A systolic pressure is recorded without a diastolic of the same day",
        ),
    ),
    shows=(
        Show("Last blood pressure in the surgery", clinic()),
        Show("Last blood pressure at home", home()),
        Show("Hypertension recorded", _first_diagnosis),
    ),
    work=Work(
        "blood_pressure_review",
        "Blood pressure review",
        by=("clinical_pharmacist", "healthcare_assistant", "nurse"),
        minutes=10,
        counts=READING_CODES,
        red_flag=SEVERE,
        red_flag_sentence=SEVERE_SENTENCE,
    ),
    paid=PracticePoints("HYP008"),
)
