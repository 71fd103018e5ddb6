"""Atrial fibrillation that nobody recorded, or that nobody treats."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    CaseFinding,
    Indicator,
    Issues,
    Latest,
    LatestValue,
    Nearly,
    On,
    Scored,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    exclude,
    last,
    months,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION, HEART_FAILURE
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.scores.chadsvasc import CHADSVASC
from openpcn.rules.scores.orbit import ORBIT
from openpcn.rules.services.cardiovascular.network_pulse import PULSE_CHECK, rate_only
from openpcn.rules.services.cardiovascular.qof_atrial_fibrillation import ANTICOAGULANTS, SCORE
from openpcn.rules.services.cardiovascular.sources import ncl
from openpcn.terms.units import Unit

_AF = On(ATRIAL_FIBRILLATION)
_HALF_YEAR = last(months(6), until=UP_TO)
_age = AgeOn(UP_TO)


_medicine = Issues((*ANTICOAGULANTS, "antiarrhythmic_af", "digoxin"), window=_HALF_YEAR)
_another_reason = Latest("venous_thromboembolism")

AF_BY_MEDICINE = CaseFinding(
    "af_by_medicine",
    "Takes a medicine for atrial fibrillation that is not recorded",
    source=ncl("AF_61", confirmed=True),
    rationale=(
        "An anticoagulant, digoxin, flecainide or propafenone in the last 6 months, and no atrial "
        "fibrillation, heart failure or venous clot on record: the diagnosis may only never have been coded. "
        "The 6 months are ours. A clot at any time explains the medicine."
    ),
    also_known_as=("AF_61",),
    of=(_age >= 18) & _medicine.exists,
    rules=(
        achieve("R1", _AF, "Atrial fibrillation is recorded"),
        exclude("R2", On(HEART_FAILURE), "Heart failure is recorded"),
        exclude("R3", _another_reason.exists, "A deep vein thrombosis or pulmonary embolism is recorded"),
    ),
    due_sentence="Takes a medicine for atrial fibrillation, and no reason for it is recorded",
    nearly=(
        Nearly(
            Latest("af").exists,
            "Atrial fibrillation was recorded once, and resolved",
        ),
    ),
    shows=(
        Show("Last issue of the medicine", _medicine),
        Show("Last electrocardiogram", Latest("ecg")),
    ),
    work=Work(
        "code_atrial_fibrillation",
        "Check why the medicine is taken and record it",
        by=("clinical_pharmacist", "gp"),
        minutes=10,
        counts=("af", "heart_failure", "venous_thromboembolism"),
        window=months(3),
    ),
    listed=False,
)

_THREE_YEARS = last(months(36), until=UP_TO)

AF_PULSE_CHECK = CaseFinding(
    "af_pulse_check",
    "Pulse not checked for 3 years, 65 and over",
    source=ncl("AF_62", confirmed=True),
    rationale=(
        "Atrial fibrillation often has no symptom; feeling the pulse finds it. From 65 on, unless it is "
        "known or a medicine suggests it. Whether the pulse is regular counts, its rate alone does not."
    ),
    also_known_as=("AF_62",),
    of=_age >= 65,
    rules=(
        exclude("R1", _AF, "Atrial fibrillation is recorded"),
        exclude("R2", _medicine.exists, "Takes a medicine for atrial fibrillation: on the list for that"),
        achieve(
            "R3", Latest("pulse_rhythm", window=_THREE_YEARS).exists, "Pulse checked in the last 3 years"
        ),
        adjust("R4", On(PALLIATIVE), "Receiving palliative care"),
    ),
    due_sentence="Aged 65 or over, and the pulse was not checked in the last 3 years",
    nearly=(rate_only(_THREE_YEARS),),
    shows=(
        Show("Last pulse check", Latest("pulse_rhythm")),
        Show("Last pulse rate", LatestValue("pulse", unit=Unit.BEATS_PER_MIN)),
    ),
    work=PULSE_CHECK,
    listed=False,
)

_risk = Scored(CHADSVASC)
#: The last coded score is too old to decide, and was high already.
_high_before = ~_risk.coded & (SCORE.value >= 2)
_anticoagulant = Issues(ANTICOAGULANTS, window=_HALF_YEAR)

AF_UNTREATED = Indicator(
    "af_untreated",
    "Atrial fibrillation at risk of stroke without an anticoagulant",
    source=Source(
        "NICE NG196, and CVDPREVENT",
        "2021; list read in 2026",
        "anticoagulation from a CHA2DS2-VASc of 2; CVDP002AF; 6 months as in QOF",
        confirmed=False,
    ),
    rationale=(
        "Atrial fibrillation raises the risk of stroke and anticoagulants lower it. Any anticoagulant of the "
        "last 6 months counts, unlike in AF008. The CHA2DS2-VASc coded in the last "
        "12 months decides; an older one of 2 or more stays, because the score does not fall; where "
        "there is neither, the one worked out here, if that calculator is switched on; men with 1 are not "
        "listed. ORBIT is shown to name what makes bleeding likelier, and decides nothing."
    ),
    of=_AF & ((_risk >= 2) | _high_before),
    rules=(
        achieve("R1", _anticoagulant.exists, "An anticoagulant issued in the last 6 months"),
        exclude("R2", Latest("anticoagulant_contraindicated").exists, "Anticoagulation is contraindicated"),
        adjust(
            "R3",
            Latest("anticoagulant_declined", window=last(months(12), until=UP_TO)).exists,
            "Chose not to have anticoagulation in the last 12 months",
        ),
        adjust("R4", On(PALLIATIVE), "Receiving palliative care"),
    ),
    due_sentence="Atrial fibrillation at risk of stroke, and no anticoagulant in the last 6 months",
    nearly=(
        Nearly(
            Issues("antiplatelet", window=_HALF_YEAR).exists,
            "An antiplatelet is taken: it does not protect from stroke in atrial fibrillation",
        ),
        Nearly(
            Issues(ANTICOAGULANTS, window=last(months(12), until=UP_TO)).exists,
            "The last anticoagulant was issued more than 6 months ago",
        ),
    ),
    shows=(
        Show("Stroke risk (CHA2DS2-VASc)", _risk),
        Show("Last CHA2DS2-VASc coded", SCORE),
        Show("Bleeding risk (ORBIT)", Scored(ORBIT)),
        Show("Atrial fibrillation recorded", Latest("af")),
        Show("Last anticoagulant issued", Issues(ANTICOAGULANTS)),
    ),
    work=Work(
        "anticoagulation_review",
        "Offer or review anticoagulation",
        by=("clinical_pharmacist", "gp"),
        minutes=20,
        counts=("doac", "vitamin_k_antagonist", "anticoagulant_declined", "anticoagulant_contraindicated"),
        window=months(1),
    ),
)

INDICATORS = (AF_BY_MEDICINE, AF_PULSE_CHECK, AF_UNTREATED)
