"""The dose of a direct oral anticoagulant that its licence gives in atrial fibrillation."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    BoolExpr,
    In,
    Input,
    Latest,
    Limit,
    On,
    Scored,
    ScoreModule,
    Source,
    choose,
    known,
    last,
    months,
    points,
    total,
)
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION
from openpcn.rules.scores.cockcroft_gault import AGE, COCKCROFT_GAULT, CREATININE, WEIGHT

RECENT = last(months(3), until=AS_AT)
LAST_DOAC = Latest("doac", table="issue", window=RECENT)
_clearance = Scored(COCKCROFT_GAULT)
_weight = WEIGHT.value.plain
_low_weight = _weight <= 60


def _taking(ingredient: str) -> BoolExpr:
    """The last issue of three months was of this one."""
    return LAST_DOAC.has_code(In("doac", ingredient))


def _issued(medicine: str) -> BoolExpr:
    return Latest(medicine, table="issue", window=RECENT).exists


_crcl = _clearance.plain
_NONE_UNDER_15 = _crcl < 15
_NO_DABIGATRAN_UNDER_30 = _taking("dabigatran") & (_crcl < 30)
#: The anticoagulant last issued must not be given at this clearance, whatever it is taken for.
NOT_TO_BE_GIVEN = known(_clearance) & (_NONE_UNDER_15 | _NO_DABIGATRAN_UNDER_30)
_reasons = total(
    points(AGE >= 80, 1, "aged 80 or over"),
    points(_low_weight, 1, "weight of 60 kg or less"),
    points(CREATININE.value.plain >= 133, 1, "creatinine of 133 umol/L or more"),
)
_apixaban = choose((_crcl < 30, 2.5), (_reasons >= 2, 2.5), otherwise=5)
_rivaroxaban = choose((_crcl < 50, 15), otherwise=20)
_edoxaban = choose(((_crcl <= 50) | _low_weight | _issued("edoxaban_dose_inhibitor"), 30), otherwise=60)
_dabigatran = choose(((AGE >= 80) | _issued("dabigatran_dose_inhibitor"), 110), otherwise=150)

DOAC_DOSE = ScoreModule(
    "doac_dose",
    "Dose of the direct oral anticoagulant by its licence, in atrial fibrillation (mg)",
    version="summaries of product characteristics as of 2025, unconfirmed",
    purpose=(
        "Works out the milligrams of one dose that the licence gives for the anticoagulant last issued, to "
        "point at doses that may be too high or too low. A prescriber decides; other reasons for another "
        "dose are not seen."
    ),
    source=Source(
        "Summaries of product characteristics of apixaban, dabigatran, edoxaban and rivaroxaban",
        "2025",
        "stroke prevention in non-valvular atrial fibrillation; limits known to us, not re-read there",
        confirmed=False,
    ),
    inputs=(
        Input("anticoagulant", LAST_DOAC),
        Input("age", AGE),
        Input("weight", WEIGHT),
        Input("creatinine", CREATININE),
        Input("creatinine clearance", _clearance),
    ),
    limits=(
        Limit(
            ~On(ATRIAL_FIBRILLATION), "no atrial fibrillation is recorded, and other reasons have other doses"
        ),
        Limit(AGE < 18, "it is for adults only"),
        Limit(_NONE_UNDER_15, "the clearance is under 15, where none of them is recommended"),
        Limit(_NO_DABIGATRAN_UNDER_30, "the clearance is under 30: dabigatran must not be used"),
    ),
    value=choose(
        (_taking("apixaban"), _apixaban),
        (_taking("rivaroxaban"), _rivaroxaban),
        (_taking("edoxaban"), _edoxaban),
        (_taking("dabigatran"), _dabigatran),
    ),
    decimals=1,
    notice=(
        "For dabigatran between 75 and 79, at a clearance of 30 to 50 or where bleeding is likely, the "
        "licence lets the prescriber choose: 150 mg is shown."
    ),
)
