"""Risk of bleeding on an anticoagulant: ORBIT."""

from __future__ import annotations

from openpcn.rules.language import (
    FEMALE,
    MALE,
    AgeOn,
    Input,
    Issues,
    Latest,
    LatestValue,
    Limit,
    On,
    ScoreModule,
    Sex,
    Source,
    last,
    latest_of,
    months,
    points,
    total,
)
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION
from openpcn.rules.registers.sources import UP_TO
from openpcn.terms.units import Unit

_YEAR = last(months(12), until=UP_TO)
_age = AgeOn(UP_TO)
_haemoglobin = LatestValue("haemoglobin", unit=Unit.G_PER_L, window=_YEAR)
_haematocrit = LatestValue("haematocrit", unit=Unit.L_PER_L, window=_YEAR)
_egfr = LatestValue("egfr", unit=Unit.ML_PER_MIN, window=_YEAR)
_anaemic = (
    (FEMALE & (_haemoglobin.value < 120))
    | (MALE & (_haemoglobin.value < 130))
    | (FEMALE & (_haematocrit.value < 0.36))
    | (MALE & (_haematocrit.value < 0.40))
)
_bled = Latest(("gi_bleed", "major_bleed"))
_antiplatelet = Issues("antiplatelet", window=last(months(3), until=UP_TO))

ORBIT = ScoreModule(
    "orbit",
    "Bleeding risk on an anticoagulant (ORBIT)",
    version="ORBIT, 2015, 0 to 7 points",
    purpose=(
        "To find what makes bleeding likelier and can be changed, before and during anticoagulation: NICE "
        "NG196 asks for ORBIT. 0 to 2 is low, 3 medium, 4 or more high. It is no reason to withhold "
        "treatment."
    ),
    source=Source(
        "O'Brien and others, The ORBIT bleeding score, European Heart Journal",
        "2015;36:3258-3264",
        "points as NICE NG196 names them; not re-read in the paper",
        confirmed=False,
    ),
    inputs=(
        Input("age", _age),
        Input("sex", Sex()),
        Input(
            "haemoglobin or haematocrit in the last 12 months",
            latest_of(_haemoglobin.date, _haematocrit.date),
        ),
        Input("haemoglobin", _haemoglobin, needed=False),
        Input("haematocrit", _haematocrit, needed=False),
        Input("eGFR in the last 12 months", _egfr),
        Input("bleeding from the gut or inside the skull", _bled, needed=False),
        Input("antiplatelet in the last 3 months", _antiplatelet, needed=False),
    ),
    coded=LatestValue("orbit_score", unit=None, window=_YEAR),
    value=total(
        points(_anaemic, 2, "low haemoglobin or haematocrit"),
        points(_age > 74, 1, "aged over 74"),
        points(_bled.exists, 2, "bleeding before"),
        points(_egfr.value < 60, 1, "eGFR under 60"),
        points(_antiplatelet.exists, 1, "takes an antiplatelet"),
    ),
    limits=(
        Limit(~On(ATRIAL_FIBRILLATION), "The score is for people with atrial fibrillation"),
        Limit(_age < 18, "The score is for adults"),
    ),
    decimals=0,
)
