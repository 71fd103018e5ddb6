"""Who the contract says should be offered a structured medication review, and whether they had one."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    On,
    Register,
    Show,
    Source,
    Stays,
    Work,
    achieve,
    adjust,
    last,
    months,
)
from openpcn.rules.registers import CARE_HOME, HOUSEBOUND, LEARNING_DISABILITY, PALLIATIVE
from openpcn.rules.registers.frailty import CLINICAL_FRAILTY_SCALE, LATEST_FRAILTY
from openpcn.rules.services.medication_review.dependence import PERSISTENT
from openpcn.rules.services.medication_review.monitoring import MONITORING_OVERDUE
from openpcn.rules.services.medication_review.pincer import PINCER_ALL
from openpcn.rules.services.medication_review.polypharmacy import POLYPHARMACY_10, REPEATS

_GUIDANCE = Source(
    "Network Contract DES, structured medication reviews and medicines optimisation guidance",
    "2021/22, unchanged in what was read since",
    "groups as Specialist Pharmacy Service and NHS Gloucestershire restate them",
)
_YEAR = last(months(12), until=AS_AT)
_falls = Latest("falls", window=_YEAR)
_index = LatestValue("electronic_frailty_index", unit=None)
#: The contract's guidance takes any of the three; SMR01B's business rules are narrower and leave 9 out.
SEVERELY_FRAIL = (
    LATEST_FRAILTY.has_code("frailty_severe") | (_index.value > 0.36) | (CLINICAL_FRAILTY_SCALE.value >= 7)
)
_admissions = Stays("hospital_stay", kinds=("emergency_admission",), window=_YEAR)

MEDICINES_LINKED_TO_HARM = Register(
    "medicines_linked_to_harm",
    "People on medicines commonly linked to errors or harm",
    source=_GUIDANCE,
    rationale=(
        "The guidance names no medicines. Here: any PINCER hazard, or the monitoring of a high-risk medicine "
        "overdue."
    ),
    member=On(PINCER_ALL) | On(MONITORING_OVERDUE),
)
SEVERE_FRAILTY_AT_RISK = Register(
    "severe_frailty_at_risk",
    "People with severe frailty who are housebound, fell or were admitted",
    source=_GUIDANCE,
    rationale=(
        "The contract's group is severe frailty, particularly where somebody is isolated or housebound, or "
        "had a fall or an admission recently: here within twelve months, an emergency admission. Isolation "
        "is seldom coded and is not looked at. Severe is any of: the latest frailty code, a recorded "
        "electronic frailty index over 0.36, a Clinical Frailty Scale of 7 or more, 9 included. It is wider "
        "than SMR01B."
    ),
    of=SEVERELY_FRAIL,
    member=On(HOUSEBOUND) | _falls.exists | _admissions.exists,
    shows=(
        Show("Last fall", _falls),
        Show("Last emergency admission", _admissions.date),
    ),
)
SMR_ELIGIBLE = Register(
    "smr_eligible",
    "People to be offered a structured medication review",
    source=_GUIDANCE,
    rationale=(
        "The contract's five groups: care home residents; ten medicines or more; medicines linked to harm; "
        "severe frailty by code, recorded index or scale; potentially addictive medicines. Once each."
    ),
    member=On(CARE_HOME)
    | On(POLYPHARMACY_10)
    | On(MEDICINES_LINKED_TO_HARM)
    | SEVERELY_FRAIL
    | On(PERSISTENT),
    shows=(Show("Different medicines on current repeat", REPEATS.count),),
)
SMR_ELIGIBLE_LOCAL = Register(
    "smr_eligible_local",
    "People to be offered a structured medication review, with learning disability",
    source=_GUIDANCE,
    rationale=(
        "The contract's groups, and people with a learning disability: a local addition, because they are "
        "often overmedicated (the STOMP programme), not a group of the contract."
    ),
    member=On(SMR_ELIGIBLE) | On(LEARNING_DISABILITY),
)

_review = Latest("structured_medication_review", window=_YEAR)
_ever = Latest("structured_medication_review")
_declined = Latest("smr_declined", window=_YEAR)

SMR_OFFERED = Indicator(
    "smr_of_eligible",
    "Structured medication review of everybody eligible",
    source=_GUIDANCE,
    rationale=(
        "A structured review in the twelve months before the day of the data, of everybody in one of the "
        "contract's groups. The contract asks for as many as pharmacists can do, not for all. Not on a list "
        "of its own: SMR01A to D put most of these people there, by the contract year."
    ),
    of=SMR_ELIGIBLE,
    rules=(
        achieve("R1", _review.exists, "Structured medication review in the last twelve months"),
        adjust("R2", On(PALLIATIVE), "Receiving palliative care"),
        adjust("R3", _declined.exists, "Chose not to have a structured medication review"),
    ),
    due_sentence="In a group of the contract, and no structured medication review in twelve months",
    nearly=(
        Nearly(
            Latest("medication_review", window=_YEAR).exists,
            "A medication review of another kind is recorded; only the code of the structured review counts",
        ),
    ),
    shows=(
        Show("Different medicines on current repeat", REPEATS.count),
        Show(
            "Last structured medication review", _ever, if_missing="No structured medication review on record"
        ),
    ),
    work=Work(
        "structured_medication_review",
        "Structured medication review",
        by=("clinical_pharmacist",),
        minutes=30,
        counts=("structured_medication_review",),
    ),
    listed=False,
)

DEFINITIONS = (
    MEDICINES_LINKED_TO_HARM,
    SEVERE_FRAILTY_AT_RISK,
    SMR_ELIGIBLE,
    SMR_ELIGIBLE_LOCAL,
    SMR_OFFERED,
)
