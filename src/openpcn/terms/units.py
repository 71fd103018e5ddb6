"""Units of the values that rules compare and pages show, and the spellings extracts use for them.

What a unit can be turned into depends on what was measured: see :mod:`openpcn.terms.analytes`. A value
without a unit is never guessed into one.
"""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """UCUM-like names, as shown to staff. New ones go at the end: stored indexes hold positions."""

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
    BEATS_PER_MIN = "beats/min"
    CM = "cm"
    M = "m"
    STONE = "st"
    POUND = "lb"
    G_PER_DL = "g/dL"
    MG_PER_DL = "mg/dL"
    NMOL_PER_L = "nmol/L"
    PMOL_PER_L = "pmol/L"
    NG_PER_ML = "ng/mL"
    UG_PER_L = "ug/L"
    MG_PER_L = "mg/L"
    MG_PER_MMOL = "mg/mmol"
    MILLIUNITS_PER_L = "mU/L"
    UNITS_PER_L = "U/L"
    BILLIONS_PER_L = "10*9/L"
    L_PER_MIN = "L/min"
    NG_PER_L = "ng/L"
    L_PER_L = "L/L"
    UG_PER_G = "ug/g"
    KILOUNITS_PER_L = "kU/L"
    ML_PER_MINUTE = "mL/min"


# In lower case; the micro sign and the Greek letter both occur.
_SPELLINGS: dict[Unit, tuple[str, ...]] = {
    Unit.MMHG: ("mm hg", "mm[hg]", "mmhg."),
    Unit.MMOL_PER_MOL: ("mmol/mol hb", "mmol/mol hba1c", "mmol / mol"),
    Unit.PERCENT: ("%hb", "% hb", "percent", "% dcct", "%total hb"),
    Unit.MMOL_PER_L: ("mmol/litre", "mmol / l", "mmols/l"),
    Unit.UMOL_PER_L: ("\u00b5mol/l", "\u03bcmol/l", "umol/litre", "micromol/l", "umol / l"),
    Unit.G_PER_L: ("g/litre", "gm/l", "g / l"),
    Unit.ML_PER_MIN: (
        "ml/min/1.73 m2", "ml/min/1.73m^2", "ml/min/1.73m*2", "ml/min/{1.73_m2}", "ml/min/1.73sqm",
        "ml/min/1.73",
    ),
    Unit.KG: ("kgs", "kg.", "kilogram", "kilograms"),
    Unit.KG_PER_M2: ("kg/m^2", "kg/m*2", "kg/m\u00b2", "kg/sqm", "kg/sq.m"),
    Unit.SCORE: ("{score}", "/score"),
    Unit.BEATS_PER_MIN: ("bpm", "beats/minute", "/min", "{beats}/min", "beats per minute", "b.p.m."),
    Unit.CM: ("cms", "centimetres", "cm."),
    Unit.M: ("metre", "metres", "mtr"),
    Unit.STONE: ("stone", "stones"),
    Unit.POUND: ("lbs", "pound", "pounds", "[lb_av]"),
    Unit.G_PER_DL: ("g/100ml", "gm/dl", "g / dl"),
    Unit.MG_PER_DL: ("mg/100ml",),
    Unit.NMOL_PER_L: (),
    Unit.PMOL_PER_L: (),
    Unit.NG_PER_ML: (),
    Unit.UG_PER_L: ("\u00b5g/l", "\u03bcg/l", "mcg/l"),
    Unit.MG_PER_L: (),
    Unit.MG_PER_MMOL: ("mg/mmol creat", "mg/mmol creatinine"),
    Unit.MILLIUNITS_PER_L: ("miu/l", "m[iu]/l"),
    Unit.UNITS_PER_L: ("iu/l", "[iu]/l"),
    Unit.BILLIONS_PER_L: ("10^9/l", "x10^9/l", "x10*9/l", "x 10^9/l", "10\u2079/l", "*10^9/l", "10e9/l"),
    Unit.L_PER_MIN: ("litres/min", "litres per minute"),
    Unit.NG_PER_L: ("pg/ml", "ng/litre"),
    Unit.L_PER_L: ("l/litre",),
    Unit.UG_PER_G: ("\u00b5g/g", "\u03bcg/g", "mcg/g", "ug hb/g", "\u00b5g hb/g", "ug/g faeces"),
    Unit.KILOUNITS_PER_L: ("u/ml", "iu/ml", "ku/litre", "kiu/l"),
    Unit.ML_PER_MINUTE: ("ml/minute", "mls/min", "ml / min"),
}  # fmt: skip


def spellings() -> dict[str, str]:
    """Every lower-case spelling and the unit it names, for use as a look-up table in SQL."""
    return {
        spelling: unit.value
        for unit, others in _SPELLINGS.items()
        for spelling in (unit.value.lower(), *others)
    }
