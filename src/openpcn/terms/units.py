"""Units of the values that rules compare, and the spellings extracts use for them.

Conversion happens only where the unit says so; a value without a unit is never guessed into one.
"""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """UCUM-like names, as shown to staff."""

    MMHG = "mmHg"
    MMOL_PER_MOL = "mmol/mol"
    PERCENT = "%"
    MMOL_PER_L = "mmol/L"
    UMOL_PER_L = "umol/L"
    G_PER_L = "g/L"
    ML_PER_MIN = "mL/min/1.73m2"
    KG = "kg"
    KG_PER_M2 = "kg/m2"
    SCORE = "score"


_SPELLINGS = {
    "mmhg": Unit.MMHG,
    "mm hg": Unit.MMHG,
    "mm[hg]": Unit.MMHG,
    "mmol/mol": Unit.MMOL_PER_MOL,
    "mmol/mol hb": Unit.MMOL_PER_MOL,
    "%": Unit.PERCENT,
    "mmol/l": Unit.MMOL_PER_L,
    "umol/l": Unit.UMOL_PER_L,
    "µmol/l": Unit.UMOL_PER_L,
    "g/l": Unit.G_PER_L,
    "ml/min/1.73m2": Unit.ML_PER_MIN,
    "ml/min": Unit.ML_PER_MIN,
    "kg": Unit.KG,
    "kgs": Unit.KG,
    "kg/m2": Unit.KG_PER_M2,
    "score": Unit.SCORE,
}


def spellings() -> dict[str, str]:
    """Every lower-case spelling and the unit it names, for use as a look-up table in SQL."""
    return {spelling: unit.value for spelling, unit in _SPELLINGS.items()}
