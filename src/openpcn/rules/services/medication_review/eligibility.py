"""Who the contract says should be offered a structured medication review, and whether they had one."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    Indicator,
    Latest,
    LatestValue,
    On,
    Register,
    Show,
    Stays,
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
from openpcn.rules.services.medication_review.reviews import (
    DECLINED_SENTENCE,
    GUIDANCE,
    REVIEW,
    REVIEW_DECLINED,
    REVIEW_WORK,
    SHOW_LAST_REVIEW,
    other_kind_of_review,
)

_YEAR = last(months(12), until=AS_AT)
_falls = Latest("falls", window=_YEAR)
_admissions = Stays("hospital_stay", kinds=("emergency_admission",), window=_YEAR)
_index = LatestValue("electronic_frailty_index", unit=None)
#: The contract's guidance takes any of the three; SMR01B's business rules are narrower and leave 9 out.
SEVERELY_FRAIL = (
    LATEST_FRAILTY.has_code("frailty_severe") | (_index.value > 0.36) | (CLINICAL_FRAILTY_SCALE.value >= 7)
)
_show_repeats = Show("Different medicines on current repeat", REPEATS.count)

MEDICINES_LINKED_TO_HARM = Register(
    "medicines_linked_to_harm",
    "People on medicines commonly linked to errors or harm",
    source=GUIDANCE,
    rationale=(
        "The guidance names no medicines. Here: any PINCER hazard, or the monitoring of a high-risk medicine "
        "overdue."
    ),
    member=On(PINCER_ALL) | On(MONITORING_OVERDUE),
)
SEVERE_FRAILTY_AT_RISK = Register(
    "severe_frailty_at_risk",
    "People with severe frailty who are housebound, fell or were admitted",
    source=GUIDANCE,
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
    source=GUIDANCE,
    rationale=(
        "The contract's five groups: care home residents; ten medicines or more; medicines linked to harm; "
        "severe frailty by code, recorded index or scale; potentially addictive medicines. Once each."
    ),
    member=On(CARE_HOME)
    | On(POLYPHARMACY_10)
    | On(MEDICINES_LINKED_TO_HARM)
    | SEVERELY_FRAIL
    | On(PERSISTENT),
    shows=(_show_repeats,),
)
SMR_ELIGIBLE_LOCAL = Register(
    "smr_eligible_local",
    "People to be offered a structured medication review, with learning disability",
    source=GUIDANCE,
    rationale=(
        "The contract's groups, and people with a learning disability: a local addition, because they are "
        "often overmedicated (the STOMP programme), not a group of the contract."
    ),
    member=On(SMR_ELIGIBLE) | On(LEARNING_DISABILITY),
)

SMR_OF_ELIGIBLE = Indicator(
    "smr_of_eligible",
    "Structured medication review of everybody eligible",
    source=GUIDANCE,
    rationale=(
        "A structured review in the twelve months before the day of the data, of everybody in one of the "
        "contract's groups. The contract asks for as many as pharmacists can do, not for all. Not on a list "
        "of its own: SMR01A to D put most of these people there, by the contract year."
    ),
    of=SMR_ELIGIBLE,
    rules=(
        achieve(
            "R1",
            Latest(REVIEW, window=_YEAR).exists,
            "Structured medication review in the last twelve months",
        ),
        adjust("R2", On(PALLIATIVE), "Receiving palliative care"),
        adjust("R3", Latest(REVIEW_DECLINED, window=_YEAR).exists, DECLINED_SENTENCE),
    ),
    due_sentence="In a group of the contract, and no structured medication review in twelve months",
    nearly=(other_kind_of_review(_YEAR),),
    shows=(_show_repeats, SHOW_LAST_REVIEW),
    work=REVIEW_WORK,
    listed=False,
)

DEFINITIONS = (
    MEDICINES_LINKED_TO_HARM,
    SEVERE_FRAILTY_AT_RISK,
    SMR_ELIGIBLE,
    SMR_ELIGIBLE_LOCAL,
    SMR_OF_ELIGIBLE,
)
