"""SMR02A to D: a hazardous pair of the last quarter of last year, made safe in the three months to date."""

from __future__ import annotations

from openpcn.rules.language import (
    YEAR_START,
    AgeOn,
    BoolExpr,
    Indicator,
    Latest,
    Show,
    achieve,
    days,
    missing,
)
from openpcn.rules.registers.sources import SERVICE_YEAR_END, UP_TO, WIDER_SET, network_des
from openpcn.rules.services.medication_review.hazards import PROTECTED_BEFORE, SAFETY_WORK
from openpcn.rules.services.medication_review.issues import (
    ANTICOAGULANT,
    ANTIPLATELET,
    ASPIRIN,
    NSAID,
    OTHER_ANTIPLATELET,
    THREE_MONTHS,
    ULCER_HEALING,
    Lists,
    issued,
)

_QUARTER_END = YEAR_START - days(1)


def _then(medicine: Lists) -> Latest:
    return issued(medicine, THREE_MONTHS, _QUARTER_END)


def _now(medicine: Lists) -> Latest:
    return issued(medicine, THREE_MONTHS, UP_TO)


_protected = _now(ULCER_HEALING)
_WHY = (
    "At risk in the three months before the contract year, January to March; counted once the medicine named "
    "is no longer issued, or an ulcer-healing medicine is issued with it, in the three months to the end of "
    "the reporting period: the achievement date, before it the day of the data. Those still at risk are due. "
    "No limit of days between the two is published here, unlike in SMR01A and PINCER."
)


def _paired(
    id: str,
    title: str,
    earlier: str,
    of: BoolExpr,
    stopped: BoolExpr,
    stopped_sentence: str,
    due_sentence: str,
    shows: tuple[Show, ...],
) -> Indicator:
    return Indicator(
        id,
        title,
        source=network_des(id, WIDER_SET),
        rationale=_WHY,
        also_known_as=(earlier,),
        of=of,
        rules=(
            achieve("STOPPED", stopped, stopped_sentence),
            achieve(
                "PROTECTED", _protected.exists, "An ulcer-healing medicine issued in the last three months"
            ),
        ),
        due_sentence=due_sentence,
        nearly=(PROTECTED_BEFORE,),
        shows=shows,
        work=SAFETY_WORK,
        listed=False,
    )


_AGE = AgeOn(SERVICE_YEAR_END)
_ADULT = _AGE >= 18
_NSAID_STOPPED = "No NSAID issued in the last three months"
_show_nsaid = Show("Last NSAID in three months", _now(NSAID))
_show_anticoagulant = Show("Anticoagulant in January to March", _then(ANTICOAGULANT))

SMR02A = _paired(
    "SMR02A",
    "NSAID with an anticoagulant made safe",
    "NCD107",
    _ADULT & _then(NSAID).exists & _then(ANTICOAGULANT).exists,
    missing(_now(NSAID)),
    _NSAID_STOPPED,
    "On an NSAID and an anticoagulant in January to March, and still on the NSAID without ulcer protection",
    (_show_nsaid, _show_anticoagulant),
)
SMR02B = _paired(
    "SMR02B",
    "NSAID at 65 or over, without an anticoagulant, made safe",
    "NCD108",
    (_AGE >= 65) & _then(NSAID).exists & missing(_then(ANTICOAGULANT)),
    missing(_now(NSAID)),
    _NSAID_STOPPED,
    "65 or over, on an NSAID in January to March, and still on it without ulcer protection",
    (_show_nsaid,),
)
SMR02C = _paired(
    "SMR02C",
    "Antiplatelet with an anticoagulant made safe",
    "NCD109",
    _ADULT & _then(ANTICOAGULANT).exists & _then(ANTIPLATELET).exists,
    missing(_now(ANTIPLATELET)),
    "No antiplatelet issued in the last three months",
    "On an antiplatelet and an anticoagulant in January to March, and still on the antiplatelet without "
    "ulcer protection",
    (Show("Last antiplatelet in three months", _now(ANTIPLATELET)), _show_anticoagulant),
)
SMR02D = _paired(
    "SMR02D",
    "Aspirin with another antiplatelet made safe",
    "NCD110",
    _ADULT & _then(ASPIRIN).exists & _then(OTHER_ANTIPLATELET).exists,
    missing(_now(ASPIRIN)) | missing(_now(OTHER_ANTIPLATELET)),
    "Aspirin or the other antiplatelet not issued in the last three months",
    "On aspirin and another antiplatelet in January to March, and still on both without ulcer protection",
    (
        Show("Last aspirin in three months", _now(ASPIRIN)),
        Show("Last other antiplatelet in three months", _now(OTHER_ANTIPLATELET)),
    ),
)

DEFINITIONS = (SMR02A, SMR02B, SMR02C, SMR02D)
