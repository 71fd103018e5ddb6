"""What is measured, in which unit it is compared, how other units become that one, and what is plausible.

An analyte is a codelist. A value is converted only where its unit says so; it is rounded as the analyte is
reported in the standard unit, so that a converted value stands on the same side of a limit as in the
published tables (HbA1c 7.5 % is 58 mmol/mol, glucose 126 mg/dL is 7.0 mmol/L). Values written in the standard
unit are never rounded. The limits catch a wrong unit, a lost decimal point and swapped fields, not an ill
person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpcn.terms.units import Unit


@dataclass(frozen=True)
class Conversion:
    """value in the standard unit = (value - ``zero``) * ``factor``, rounded half away from zero."""

    factor: float
    decimals: int
    source: str
    zero: float = 0.0


@dataclass(frozen=True)
class Analyte:
    """What a codelist measures.

    lowest, highest: plausible values in the standard unit, both included. without_unit: they also hold for a
    value that came without a unit, because no other unit is in use.
    """

    codelist: str
    unit: Unit
    lowest: float
    highest: float
    conversions: Mapping[Unit, Conversion] = field(default_factory=dict)
    without_unit: bool = False


_NGSP = "IFCC/NGSP master equation NGSP = 0.09148 x IFCC + 2.152 (ngsp.org/ifcc.asp; Clin Chem 2004;50:166)"
_MASS = "molar mass"
_SAME = Conversion(1, 2, "a nanogram in a millilitre is a microgram in a litre")
_SURFACE = Conversion(1, 1, "the body surface is in the formula of the eGFR: the number is the same")
_CHOLESTEROL = {Unit.MG_PER_DL: Conversion(10 / 386.65, 1, f"{_MASS} of cholesterol, 386.65 g/mol")}

ANALYTES: tuple[Analyte, ...] = (
    *(
        Analyte(f"systolic_{setting}", Unit.MMHG, 70, 270, without_unit=True)
        for setting in ("clinic", "home", "single")
    ),
    *(
        Analyte(f"diastolic_{setting}", Unit.MMHG, 20, 150, without_unit=True)
        for setting in ("clinic", "home", "single")
    ),
    Analyte("pulse", Unit.BEATS_PER_MIN, 20, 300, without_unit=True),
    Analyte("bmi", Unit.KG_PER_M2, 10, 80, without_unit=True),
    Analyte(
        "weight",
        Unit.KG,
        0.4,
        450,
        {
            Unit.STONE: Conversion(
                6.35029318, 1, "14 pounds of 0.45359237 kg, Weights and Measures Act 1985"
            ),
            Unit.POUND: Conversion(0.45359237, 1, "0.45359237 kg, Weights and Measures Act 1985"),
        },
    ),
    Analyte("height", Unit.CM, 25, 250, {Unit.M: Conversion(100, 1, "definition of the centimetre")}),
    Analyte(
        "hba1c", Unit.MMOL_PER_MOL, 20, 200, {Unit.PERCENT: Conversion(1 / 0.09148, 0, _NGSP, zero=2.152)}
    ),
    Analyte(
        "creatinine",
        Unit.UMOL_PER_L,
        10,
        2500,
        {
            Unit.MG_PER_DL: Conversion(10_000 / 113.12, 0, f"{_MASS} of creatinine, 113.12 g/mol"),
            Unit.MMOL_PER_L: Conversion(1000, 0, "definition of the micromole"),
        },
    ),
    # laboratories often leave the body surface out of the unit of an eGFR: the number is the same
    Analyte("egfr", Unit.ML_PER_MIN, 1, 199.9, {Unit.ML_PER_MINUTE: _SURFACE}, without_unit=True),
    Analyte(
        "haemoglobin",
        Unit.G_PER_L,
        20,
        260,
        {Unit.G_PER_DL: Conversion(10, 1, "definition of the decilitre")},
    ),
    Analyte("cholesterol", Unit.MMOL_PER_L, 0.5, 30, _CHOLESTEROL, without_unit=True),
    Analyte("hdl", Unit.MMOL_PER_L, 0.1, 10, _CHOLESTEROL),
    Analyte("ldl", Unit.MMOL_PER_L, 0.1, 25, _CHOLESTEROL),
    Analyte("non_hdl", Unit.MMOL_PER_L, 0.1, 30, _CHOLESTEROL),
    Analyte(
        "triglycerides",
        Unit.MMOL_PER_L,
        0.1,
        120,
        {Unit.MG_PER_DL: Conversion(10 / 885.4, 1, f"{_MASS} of triolein, 885.4 g/mol")},
    ),
    Analyte(
        "glucose",
        Unit.MMOL_PER_L,
        0.3,
        90,
        {Unit.MG_PER_DL: Conversion(10 / 180.156, 1, f"{_MASS} of glucose, 180.156 g/mol")},
    ),
    Analyte("albumin_creatinine_ratio", Unit.MG_PER_MMOL, 0.1, 3000),
    Analyte("protein_creatinine_ratio", Unit.MG_PER_MMOL, 0.1, 5000),
    Analyte("thyroid_stimulating_hormone", Unit.MILLIUNITS_PER_L, 0.001, 500),
    Analyte("nt_probnp", Unit.NG_PER_L, 1, 200_000),
    Analyte(
        "haematocrit",
        Unit.L_PER_L,
        0.1,
        0.75,
        {Unit.PERCENT: Conversion(0.01, 2, "a hundredth is one per cent")},
    ),
    Analyte("fit_result", Unit.UG_PER_G, 0, 20_000, without_unit=True),
    Analyte("psa", Unit.UG_PER_L, 0, 20_000, {Unit.NG_PER_ML: _SAME}, without_unit=True),
    Analyte("ferritin", Unit.UG_PER_L, 0, 50_000, {Unit.NG_PER_ML: _SAME}, without_unit=True),
    Analyte("ca125", Unit.KILOUNITS_PER_L, 0, 100_000, without_unit=True),
    Analyte("platelet_count", Unit.BILLIONS_PER_L, 1, 4000, without_unit=True),
    Analyte("white_cell_count", Unit.BILLIONS_PER_L, 0, 1000, without_unit=True),
    Analyte("creatinine_clearance", Unit.ML_PER_MINUTE, 1, 400, without_unit=True),
)
