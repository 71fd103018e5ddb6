"""CVD10, CVD11 and CVD14: the pulse felt, and an irregular one followed up, to find atrial fibrillation."""

from __future__ import annotations

from openpcn.rules.language import (
    IN_PERIOD,
    AgeOn,
    BoolExpr,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    On,
    Show,
    Window,
    Work,
    achieve,
    exclude,
    missing,
    on_or_after,
)
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION
from openpcn.rules.registers.sources import SERVICE_YEAR_END, WIDER_SET, network_des
from openpcn.rules.services.cardiovascular.readings import READING_CODES
from openpcn.terms.units import Unit

_AGE = AgeOn(SERVICE_YEAR_END)
_pressure = Latest(("blood_pressure", *READING_CODES), in_period=True)
_symptom = Latest("af_symptom", in_period=True)
_irregular = Latest("pulse_irregular", in_period=True)
_since_symptom = on_or_after(_symptom.date)
_SHOW_RATE = Show("Last pulse rate", LatestValue("pulse", unit=Unit.BEATS_PER_MIN))
PULSE_CHECK = Work(
    "pulse_check",
    "Check the pulse",
    by=("clinical_pharmacist", "healthcare_assistant", "nurse", "paramedic"),
    minutes=5,
    counts=("pulse_rhythm",),
)


def rate_only(window: Window) -> Nearly:
    """Inside the window the rate was recorded, and the rhythm was not."""
    return Nearly(
        missing(Latest("pulse_rhythm", window=window)) & Latest("pulse", window=window).exists,
        "Only the rate of the pulse was recorded, not whether it is regular",
    )


def _followed_up(
    id: str,
    also: str,
    title: str,
    of: BoolExpr,
    *,
    rationale: str,
    done: Latest,
    done_sentence: str,
    due_sentence: str,
    nearly: tuple[Nearly, ...],
    shows: tuple[Show, ...],
    work: Work,
) -> Indicator:
    """One of the three, with the dictionary's numbers: rules 1 and 3 make the population ``of``."""
    return Indicator(
        id,
        title,
        source=network_des(id, WIDER_SET),
        rationale=f"{rationale} Rules 1 and 3 of the dictionary make the population. Not paid.",
        also_known_as=(also,),
        of=of,
        rules=(
            exclude("R2", On(ATRIAL_FIBRILLATION), "Atrial fibrillation is known"),
            achieve("R4", done.exists, done_sentence),
        ),
        due_sentence=due_sentence,
        nearly=nearly,
        shows=shows,
        work=work,
        listed=False,
    )


CVD10 = _followed_up(
    "CVD10",
    "NCDMI101",
    "Pulse checked where blood pressure was taken, 65 and over",
    (_AGE >= 65) & _pressure.exists,
    rationale=(
        "Atrial fibrillation often has no symptom, and an irregular pulse makes automatic readings wrong. "
        "Aged 65 or over on the 31 March that ends the year, with a blood pressure in it. The cluster of "
        "pulse checks was not found: whether the pulse is regular counts, its rate alone does not."
    ),
    done=Latest("pulse_rhythm", in_period=True),
    done_sentence="Pulse checked in the contract year",
    due_sentence="Blood pressure was taken this year, and the pulse was not checked",
    nearly=(rate_only(IN_PERIOD),),
    shows=(Show("Blood pressure taken", _pressure), _SHOW_RATE),
    work=PULSE_CHECK,
)

CVD11 = _followed_up(
    "CVD11",
    "NCDMI102",
    "Pulse checked where a symptom may mean atrial fibrillation",
    (_AGE >= 18) & _symptom.exists,
    rationale=(
        "Palpitations, breathlessness, fainting or dizziness, and chest discomfort this year, in people aged "
        "18 or over on its last day. The check counts on the day of the latest symptom or later, which is "
        "our reading: the dictionary says only that it was received."
    ),
    done=Latest("pulse_rhythm", window=_since_symptom),
    done_sentence="Pulse checked since the symptom",
    due_sentence="A symptom that may mean atrial fibrillation, and the pulse was not checked since",
    nearly=(
        rate_only(_since_symptom),
        Nearly(
            Latest("pulse_rhythm", in_period=True).exists, "The pulse was last checked before the symptom"
        ),
    ),
    shows=(Show("Symptom", _symptom), _SHOW_RATE),
    work=PULSE_CHECK,
)

CVD14 = _followed_up(
    "CVD14",
    "NCDMI103",
    "Electrocardiogram where the pulse is irregular, 65 and over",
    (_AGE >= 65) & _irregular.exists,
    rationale=(
        "An irregular pulse this year, at 65 or over on its last day, and an electrocardiogram done or "
        "referred for on the day of the latest one or later: without it atrial fibrillation is neither found "
        "nor ruled out."
    ),
    done=Latest("ecg", window=on_or_after(_irregular.date)),
    done_sentence="Electrocardiogram done or referred for since",
    due_sentence="The pulse was irregular, and no electrocardiogram was done or referred for since",
    nearly=(
        Nearly(
            Latest("ecg", in_period=True).exists, "The last electrocardiogram was before the irregular pulse"
        ),
    ),
    shows=(Show("Irregular pulse", _irregular), Show("Last electrocardiogram", Latest("ecg"))),
    work=Work(
        "electrocardiogram",
        "Arrange an electrocardiogram",
        by=("gp", "nurse", "paramedic"),
        minutes=10,
        counts=("ecg", "af"),
    ),
)

INDICATORS = (CVD10, CVD11, CVD14)
