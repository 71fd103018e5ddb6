"""Blood pressure at target: seven quality indicators that differ in the condition, the age and the limit."""

from __future__ import annotations

from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    AgeOn,
    Earliest,
    Indicator,
    Latest,
    Nearly,
    On,
    Param,
    PracticePoints,
    Register,
    Rule,
    Show,
    Work,
    achieve,
    exclude,
    missing,
    months,
    on_or_before,
)
from openpcn.rules.registers import HYPERTENSION
from openpcn.rules.registers.frailty import MODERATE_OR_SEVERE_FRAILTY
from openpcn.rules.registers.heart_and_vessels import CORONARY_HEART_DISEASE, STROKE_TIA
from openpcn.rules.registers.metabolic_and_renal import DIABETES
from openpcn.rules.registers.sources import qof
from openpcn.rules.services.cardiovascular.quality import (
    CORONARY_CARE,
    DIABETES_CARE,
    HYPERTENSION_CARE,
    STROKE_CARE,
    YEAR,
    Care,
    adjustments,
    first_since,
)
from openpcn.rules.services.cardiovascular.readings import (
    LAST_IS_SEVERE,
    READING_CODES,
    SEVERE_SENTENCE,
    clinic,
    home,
    readings,
)
from openpcn.terms.units import Unit

_ORDER = "order read in opensafely/hypertension-sro (as HYP003) and opensafely/qof-diabetes"
_reading = readings(YEAR)
_older = readings(on_or_before(ACHIEVEMENT_DATE - months(12)))
_systolic_alone = Latest("systolic_clinic", window=YEAR)
_home_was_last = missing(_reading.clinic) | (_reading.home.date >= _reading.clinic.date)


def _limit(id: str, place: str) -> tuple[Param, Param]:
    return Param(f"qof.{id}.{place}_systolic", Unit.MMHG), Param(f"qof.{id}.{place}_diastolic", Unit.MMHG)


def blood_pressure_target(
    id: str,
    condition: str,
    register: Register,
    diagnosed: Earliest,
    care: Care,
    *,
    from_80: bool,
    frail_excluded: bool = False,
    listed: bool = False,
) -> Indicator:
    """One of the family. from_80: for those aged 80 and over, else for those up to 79."""
    top, bottom, home_top = ("150", "90", "145") if from_80 else ("140", "90", "135")
    clinic_target, home_target = _limit(id, "clinic"), _limit(id, "home")
    age = AgeOn("achievement_date")
    rules: list[Rule] = [
        exclude("R1", age < 80, "Aged 79 or under")
        if from_80
        else exclude("R1", age >= 80, "Aged 80 or over")
    ]
    if frail_excluded:
        rules.append(exclude("R2", On(MODERATE_OR_SEVERE_FRAILTY), "Moderate or severe frailty"))
    met = _reading.at_most(clinic=clinic_target, home=home_target)
    rules.append(achieve(f"R{len(rules) + 1}", met, "Last blood pressure at target"))
    rules += adjustments(
        len(rules) + 1,
        care,
        evidence=_reading.date,
        diagnosed=diagnosed.date,
        result="reading",
        maximal="maximal_bp_treatment",
        test_declined=(("bp_declined",), "Chose not to have blood pressure taken"),
    )
    who = "80 and over" if from_80 else "79 and under"
    named = condition[0].upper() + condition[1:]
    return Indicator(
        id,
        f"Blood pressure at target in {condition}, {who}",
        source=qof(f"{id}; {_ORDER}"),
        rationale=(
            f"The last reading of the 12 months is at most {top}/{bottom} in the surgery or "
            f"{home_top}/85 at home. The target comes before every adjustment, so that an exception never "
            "removes somebody whose pressure is at target. Paid to each practice by points."
        ),
        of=register,
        rules=tuple(rules),
        due_sentence=f"{named}, and the last blood pressure of the 12 months to 31 March is high or missing",
        nearly=(
            Nearly(
                missing(_reading.date) & _older.at_most(clinic=clinic_target, home=home_target),
                "The last reading is at target, but it is from before the 12 months to 31 March that count",
            ),
            Nearly(
                _home_was_last & _reading.home.at_most(*clinic_target),
                f"The last reading was taken at home, where {home_top}/85 is the limit",
            ),
            Nearly(
                missing(_reading.date) & _systolic_alone.exists,
                "A systolic pressure is recorded without a diastolic of the same day",
            ),
        ),
        shows=(
            Show("Last blood pressure in the surgery", clinic()),
            Show("Last blood pressure at home", home()),
            Show(f"{named} recorded", diagnosed),
        ),
        work=Work(
            "blood_pressure_review",
            "Blood pressure review",
            by=("clinical_pharmacist", "healthcare_assistant", "nurse"),
            minutes=10,
            counts=READING_CODES,
            red_flag=LAST_IS_SEVERE,
            red_flag_sentence=SEVERE_SENTENCE,
        ),
        paid=PracticePoints(id),
        listed=listed,
    )


_hypertension = first_since("hypertension", "hypertension_resolved")
_diabetes = first_since("diabetes", "diabetes_resolved")
_chd, _stroke = Earliest("chd"), Earliest("stroke_tia")
_STROKE = "stroke or transient ischaemic attack"

HYP008 = blood_pressure_target(
    "HYP008", "hypertension", HYPERTENSION, _hypertension, HYPERTENSION_CARE, from_80=False, listed=True
)
HYP009 = blood_pressure_target(
    "HYP009", "hypertension", HYPERTENSION, _hypertension, HYPERTENSION_CARE, from_80=True, listed=True
)
CHD015 = blood_pressure_target(
    "CHD015", "coronary heart disease", CORONARY_HEART_DISEASE, _chd, CORONARY_CARE, from_80=False
)
CHD016 = blood_pressure_target(
    "CHD016", "coronary heart disease", CORONARY_HEART_DISEASE, _chd, CORONARY_CARE, from_80=True
)
STIA014 = blood_pressure_target("STIA014", _STROKE, STROKE_TIA, _stroke, STROKE_CARE, from_80=False)
STIA015 = blood_pressure_target("STIA015", _STROKE, STROKE_TIA, _stroke, STROKE_CARE, from_80=True)
DM036 = blood_pressure_target(
    "DM036", "diabetes", DIABETES, _diabetes, DIABETES_CARE, from_80=False, frail_excluded=True
)

INDICATORS = (HYP008, HYP009, CHD015, CHD016, STIA014, STIA015, DM036)
