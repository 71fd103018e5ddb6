"""CVD10, CVD11 and CVD14: the pulse felt, and an irregular one followed up, to find atrial fibrillation."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    On,
    Show,
    Work,
    achieve,
    exclude,
    missing,
    on_or_after,
)
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION
from openpcn.rules.registers.sources import SERVICE_YEAR_END
from openpcn.rules.services.cardiovascular.network_statins import dictionary_2024
from openpcn.terms.units import Unit

_AGE = AgeOn(SERVICE_YEAR_END)
_AF = On(ATRIAL_FIBRILLATION)
_KNOWN = exclude("R2", _AF, "Atrial fibrillation is known")
_pulse = Latest("pulse_rhythm", in_period=True)
_rate = Latest("pulse", in_period=True)
_pressure = Latest(
    ("blood_pressure", "diastolic_clinic", "diastolic_home", "systolic_clinic", "systolic_home"),
    in_period=True,
)
_symptom = Latest("af_symptom", in_period=True)
_irregular = Latest("pulse_irregular", in_period=True)
_RATE_ONLY = Nearly(
    missing(_pulse) & _rate.exists, "Only the rate of the pulse was recorded, not whether it is regular"
)
_RATE = Show("Last pulse rate", LatestValue("pulse", unit=Unit.BEATS_PER_MIN))
PULSE_CHECK = Work(
    "pulse_check",
    "Check the pulse",
    by=("clinical_pharmacist", "healthcare_assistant", "nurse", "paramedic"),
    minutes=5,
    counts=("pulse_rhythm",),
)

CVD10 = Indicator(
    "CVD10",
    "Pulse checked where blood pressure was taken, 65 and over",
    source=dictionary_2024("CVD10"),
    rationale=(
        "Atrial fibrillation often has no symptom, and an irregular pulse makes automatic readings wrong. "
        "The population is what rules 1 and 3 of the dictionary leave: 65 on the 31 March that ends the "
        "year, and a blood pressure in it. The cluster of pulse checks was not found: whether the pulse is "
        "regular counts, its rate alone does not. Not paid."
    ),
    also_known_as=("NCDMI101",),
    of=(_AGE >= 65) & _pressure.exists,
    rules=(_KNOWN, achieve("R4", _pulse.exists, "Pulse checked in the contract year")),
    due_sentence="Blood pressure was taken this year, and the pulse was not checked",
    nearly=(_RATE_ONLY,),
    shows=(Show("Blood pressure taken", _pressure), _RATE),
    work=PULSE_CHECK,
    listed=False,
)

CVD11 = Indicator(
    "CVD11",
    "Pulse checked where a symptom may mean atrial fibrillation",
    source=dictionary_2024("CVD11"),
    rationale=(
        "Palpitations, breathlessness, fainting or dizziness, and chest discomfort this year, in people aged "
        "18 or over on its last day (rules 1 and 3 make the population). The check counts on the day of the "
        "latest symptom or later, which is our reading: the dictionary says only that it was received. Not "
        "paid."
    ),
    also_known_as=("NCDMI102",),
    of=(_AGE >= 18) & _symptom.exists,
    rules=(
        _KNOWN,
        achieve(
            "R4",
            Latest("pulse_rhythm", window=on_or_after(_symptom.date)).exists,
            "Pulse checked since the symptom",
        ),
    ),
    due_sentence="A symptom that may mean atrial fibrillation, and the pulse was not checked since",
    nearly=(_RATE_ONLY,),
    shows=(Show("Symptom", _symptom), _RATE),
    work=PULSE_CHECK,
    listed=False,
)

CVD14 = Indicator(
    "CVD14",
    "Electrocardiogram where the pulse is irregular, 65 and over",
    source=dictionary_2024("CVD14"),
    rationale=(
        "An irregular pulse this year, at 65 or over on its last day (rules 1 and 3 make the population), "
        "and an electrocardiogram done or referred for on the day of the latest one or later: without it "
        "atrial fibrillation is neither found nor ruled out. Not paid."
    ),
    also_known_as=("NCDMI103",),
    of=(_AGE >= 65) & _irregular.exists,
    rules=(
        _KNOWN,
        achieve(
            "R4",
            Latest("ecg", window=on_or_after(_irregular.date)).exists,
            "Electrocardiogram done or referred for since",
        ),
    ),
    due_sentence="The pulse was irregular, and no electrocardiogram was done or referred for since",
    nearly=(
        Nearly(
            Latest("ecg", in_period=True).exists,
            "The last electrocardiogram was before the irregular pulse",
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
    listed=False,
)

INDICATORS = (CVD10, CVD11, CVD14)
