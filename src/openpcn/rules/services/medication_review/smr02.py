"""SMR02A to D: a hazardous pair of the last quarter of last year, made safe in the three months to date."""

from __future__ import annotations

from openpcn.rules.language import (
    YEAR_START,
    AgeOn,
    BoolExpr,
    Indicator,
    Latest,
    Nearly,
    Show,
    Source,
    achieve,
    days,
    missing,
)
from openpcn.rules.registers.sources import SERVICE_YEAR_END, UP_TO
from openpcn.rules.services.medication_review.hazards import (
    ANTICOAGULANT,
    ANTIPLATELET,
    ASPIRIN,
    NSAID,
    OTHER_ANTIPLATELET,
    SAFETY_WORK,
    THREE_MONTHS,
    ULCER_HEALING,
    issued,
)

_QUARTER_END = YEAR_START - days(1)


def _source(id: str) -> Source:
    return Source(
        "Network Contract DES indicator dictionary",
        "2024/25, the last in which it was collected",
        f"NHSDigital/ncdes, NCD_metadata.csv, {id}",
        confirmed=True,
    )


def _then(medicine: str | tuple[str, ...]) -> Latest:
    return issued(medicine, THREE_MONTHS, _QUARTER_END)


def _now(medicine: str | tuple[str, ...]) -> Latest:
    return issued(medicine, THREE_MONTHS, UP_TO)


_protected = _now(ULCER_HEALING)
_WHY = (
    "At risk in the three months before the contract year; counted once the medicine named is no longer "
    "issued, or an ulcer-healing medicine is issued with it, in the three months to the end of the reporting "
    "period: the achievement date, before it the day of the data. Those still at risk are left over: due. "
    "No limit of days between the two is published here, unlike in SMR01A and PINCER."
)


def _paired(
    id: str,
    title: str,
    other: str,
    of: BoolExpr,
    stopped: BoolExpr,
    stopped_sentence: str,
    due_sentence: str,
    shows: tuple[Show, ...],
) -> Indicator:
    return Indicator(
        id,
        title,
        source=_source(id),
        rationale=_WHY,
        also_known_as=(other,),
        of=of,
        rules=(
            achieve("STOPPED", stopped, stopped_sentence),
            achieve("PROTECTED", _protected.exists, "An ulcer-healing medicine is issued with it"),
        ),
        due_sentence=due_sentence,
        nearly=(
            Nearly(
                Latest(ULCER_HEALING, table="issue").exists,
                "An ulcer-healing medicine was issued, but not in the last three months",
            ),
        ),
        shows=shows,
        work=SAFETY_WORK,
        listed=False,
    )


_adult = AgeOn(SERVICE_YEAR_END) >= 18
_show_nsaid = Show("Last NSAID in three months", _now(NSAID))
_show_antiplatelet = Show("Last antiplatelet in three months", _now(ANTIPLATELET))

SMR02A = _paired(
    "SMR02A",
    "NSAID with an anticoagulant made safe",
    "NCD107",
    _adult & _then(NSAID).exists & _then(ANTICOAGULANT).exists,
    missing(_now(NSAID)),
    "The NSAID is no longer issued",
    "On an NSAID and an anticoagulant last year, and still on the NSAID without ulcer protection",
    (_show_nsaid, Show("Anticoagulant last year", _then(ANTICOAGULANT))),
)
SMR02B = _paired(
    "SMR02B",
    "NSAID at 65 or over, without an anticoagulant, made safe",
    "NCD108",
    (AgeOn(SERVICE_YEAR_END) >= 65) & _then(NSAID).exists & missing(_then(ANTICOAGULANT)),
    missing(_now(NSAID)),
    "The NSAID is no longer issued",
    "65 or over, on an NSAID last year, and still on it without ulcer protection",
    (_show_nsaid,),
)
SMR02C = _paired(
    "SMR02C",
    "Antiplatelet with an anticoagulant made safe",
    "NCD109",
    _adult & _then(ANTICOAGULANT).exists & _then(ANTIPLATELET).exists,
    missing(_now(ANTIPLATELET)),
    "The antiplatelet is no longer issued",
    "On an antiplatelet and an anticoagulant last year, and still on the first without ulcer protection",
    (_show_antiplatelet, Show("Anticoagulant last year", _then(ANTICOAGULANT))),
)
SMR02D = _paired(
    "SMR02D",
    "Aspirin with another antiplatelet made safe",
    "NCD110",
    _adult & _then(ASPIRIN).exists & _then(OTHER_ANTIPLATELET).exists,
    missing(_now(ASPIRIN)) | missing(_now(OTHER_ANTIPLATELET)),
    "Aspirin or the other antiplatelet is no longer issued",
    "On aspirin and another antiplatelet last year, and still on both without ulcer protection",
    (Show("Last aspirin in three months", _now(ASPIRIN)), _show_antiplatelet),
)

DEFINITIONS = (SMR02A, SMR02B, SMR02C, SMR02D)
