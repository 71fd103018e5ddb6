"""Direct oral anticoagulants: monitoring by creatinine clearance, and the dose against the licence."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    AgeOn,
    BoolExpr,
    In,
    Indicator,
    Latest,
    Nearly,
    On,
    Scored,
    Show,
    Source,
    Work,
    achieve,
    all_of,
    choose,
    exclude,
    known,
    last,
    latest_of,
    missing,
    months,
)
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION
from openpcn.rules.scores.cockcroft_gault import COCKCROFT_GAULT, CODED_CLEARANCE, CREATININE
from openpcn.rules.scores.doac_dose import DOAC_DOSE, LAST_DOAC, NOT_TO_BE_GIVEN

_SPS = Source(
    "Specialist Pharmacy Service, DOACs monitoring",
    "2023",
    "yearly; every four months in the elderly; creatinine clearance under 60: months = clearance / 10",
)
_clearance = Scored(COCKCROFT_GAULT)
_crcl = _clearance.plain
_elderly = AgeOn("as_at") >= 75
_creatinine, _weight = Latest("creatinine"), Latest("weight")


def _tested_within(number: int) -> BoolExpr:
    window = last(months(number), until=AS_AT)
    return Latest("creatinine", window=window).exists & Latest("weight", window=window).exists


def _by_clearance(lowest: int, months_between: int) -> BoolExpr:
    """Clearance in the band of ten from ``lowest`` on, and tested within so many months."""
    band = _crcl >= lowest
    return band & (_crcl < lowest + 10) & _tested_within(months_between)


_in_time = (
    ((_crcl >= 60) & ~_elderly & _tested_within(12))
    | ((_crcl >= 60) & _elderly & _tested_within(4))
    | (~_elderly & _by_clearance(50, 5))
    | (_elderly & _by_clearance(50, 4))
    | _by_clearance(40, 4)
    | _by_clearance(30, 3)
    | _by_clearance(20, 2)
    | ((_crcl < 20) & _tested_within(1))
)

_YEAR = last(months(12), until=AS_AT)
_confirmed = Latest("doac_dose_confirmed", window=_YEAR)
_clearance_as_of = latest_of(CREATININE.date, CODED_CLEARANCE.date)
_may_be_given = ~NOT_TO_BE_GIVEN | (_confirmed.date >= _clearance_as_of)
_RED_FLAG = (
    "The anticoagulant last issued must not be given at this clearance (dabigatran under 30, any of them "
    "under 15): ask a prescriber today."
)

DOAC_MONITORING = Indicator(
    "doac_monitoring",
    "Direct oral anticoagulant: tests in time by creatinine clearance",
    source=_SPS,
    rationale=(
        "Creatinine and weight within twelve months; within four from 75 on; and with a clearance under 60 "
        "within as many whole months as its tens, whichever is sooner: 34 gives three months. Blood count "
        "and liver in twelve. The clearance is the recorded one of twelve months, or the estimate where "
        "that module is switched on; an eGFR is never used for it. From which age on somebody is elderly is "
        "our choice. Nobody is done whose clearance forbids what was last issued, tests in time or not: "
        "dabigatran under 30, any of them under 15; unless the dose was confirmed since that clearance. The "
        "same source asks for a review of the person every three months, which is not asked for here."
    ),
    of=LAST_DOAC.exists,
    rules=(
        achieve(
            "R1",
            all_of(
                creatinine_clearance=known(_clearance),
                may_be_given=_may_be_given,
                kidneys_and_weight=_in_time,
                full_blood_count=Latest("full_blood_count", window=_YEAR).exists,
                liver_function=Latest("liver_function", window=_YEAR).exists,
            ),
            "Creatinine and weight in time for the clearance, blood count and liver function in a year, and "
            "the clearance allows the medicine",
        ),
    ),
    due_sentence=(
        "On a direct oral anticoagulant, and a test is overdue for the kidney function, or the clearance is "
        "too low for the medicine"
    ),
    nearly=(
        Nearly(
            missing(_clearance) & Latest("egfr", window=_YEAR).exists,
            "An eGFR is recorded, but a creatinine clearance is needed",
        ),
        Nearly(
            Latest("creatinine", window=_YEAR).exists & missing(Latest("weight", window=_YEAR)),
            "Creatinine was tested, but no weight of the year goes with it",
        ),
    ),
    shows=(
        Show("Last issue", LAST_DOAC),
        Show("Creatinine clearance (mL/min)", _clearance, if_missing="Creatinine clearance not known"),
        Show("Creatinine", _creatinine, if_missing="Creatinine never tested"),
        Show("Weight", _weight, if_missing="Weight never taken"),
    ),
    work=Work(
        "doac_check",
        "Anticoagulant check: bloods, weight and dose",
        by=("clinical_pharmacist", "nurse", "pharmacy_technician"),
        minutes=15,
        counts=(
            "creatinine",
            "creatinine_clearance",
            "doac_dose_confirmed",
            "full_blood_count",
            "liver_function",
            "weight",
        ),
        window=months(1),
        red_flag=NOT_TO_BE_GIVEN,
        red_flag_sentence=_RED_FLAG,
    ),
)

_STRENGTHS = {
    "apixaban 5": 5.0,
    "apixaban 2.5": 2.5,
    "rivaroxaban 20": 20.0,
    "rivaroxaban 15": 15.0,
    "edoxaban 60": 60.0,
    "edoxaban 30": 30.0,
    "dabigatran 150": 150.0,
    "dabigatran 110": 110.0,
}
#: Milligrams of the product last issued; missing for a strength that is not given in atrial fibrillation.
ISSUED_STRENGTH = choose(
    *((LAST_DOAC.has_code(In("doac_strength", group)), amount) for group, amount in _STRENGTHS.items())
)
_expected = Scored(DOAC_DOSE)

DOAC_DOSE_CHECK = Indicator(
    "doac_dose_check",
    "Dose of the direct oral anticoagulant as its licence gives it",
    source=DOAC_DOSE.source,
    rationale=(
        "Too low a dose lets strokes happen, too high a dose causes bleeding. The strength last issued is "
        "compared with the dose that the licence gives in atrial fibrillation; how many are taken a day is "
        "not read. Where the dose cannot be worked out nobody is judged. A dose confirmed in a year settles "
        "it: a prescriber had a reason. First of all, a medicine that must not be given at the clearance at "
        "all (dabigatran under 30, any of them under 15) stays due whatever it is taken for; there only a "
        "dose confirmed since that clearance was known settles it."
    ),
    of=LAST_DOAC.exists & (On(ATRIAL_FIBRILLATION) | NOT_TO_BE_GIVEN),
    rules=(
        exclude(
            "NOT_KNOWN", missing(_expected) & ~NOT_TO_BE_GIVEN, "The dose of the licence cannot be worked out"
        ),
        exclude(
            "OTHER_STRENGTH",
            missing(ISSUED_STRENGTH) & ~NOT_TO_BE_GIVEN,
            "A strength that is not given in atrial fibrillation",
        ),
        achieve(
            "R1",
            ~NOT_TO_BE_GIVEN & ISSUED_STRENGTH.equals(_expected),
            "The strength last issued is that of the licence",
        ),
        achieve(
            "R2",
            _confirmed.exists & _may_be_given,
            "The dose was confirmed or changed in twelve months, and since any clearance that forbids it",
        ),
    ),
    due_sentence=(
        "The strength of the anticoagulant is not the one that its licence gives, or it must not be given "
        "at this clearance at all"
    ),
    nearly=(
        Nearly(
            Latest("doac_dose_confirmed").exists,
            "The dose was confirmed, but more than twelve months ago or before the clearance that forbids it",
        ),
    ),
    shows=(
        Show("Last issue", LAST_DOAC),
        Show("Milligrams issued", ISSUED_STRENGTH),
        Show("Milligrams by the licence", _expected),
        Show("Creatinine clearance (mL/min)", _clearance),
    ),
    work=Work(
        "doac_dose_review",
        "Review of the anticoagulant's dose",
        by=("clinical_pharmacist", "gp"),
        minutes=15,
        counts=("doac_dose_confirmed",),
        window=months(1),
        red_flag=NOT_TO_BE_GIVEN,
        red_flag_sentence=_RED_FLAG,
    ),
    listed=False,
)

DEFINITIONS = (DOAC_MONITORING, DOAC_DOSE_CHECK)
