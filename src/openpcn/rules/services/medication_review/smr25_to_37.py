"""SMR25, SMR26 and SMR30 to SMR37: medicines safety as the contract counted it.

The same hazards as PINCER, with the contract's own ages and exclusions: see ``pincer``. What is counted
is the hazard, so a lower figure is better.
"""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    Indicator,
    Latest,
    Show,
    Source,
    Work,
    achieve,
    all_of,
    missing,
)
from openpcn.rules.registers.sources import SERVICE_YEAR_END, UP_TO
from openpcn.rules.services.medication_review.hazards import (
    ANTIPLATELET,
    NSAID,
    SAFETY_WORK,
    THREE_MONTHS,
    ULCER_HEALING,
    asthma_unresolved,
    blood_test,
    for_months,
    heart_failure_unresolved,
    issued,
    last_egfr,
    long_term,
    tested,
    ulcer_or_bleed,
)

_adult = AgeOn(SERVICE_YEAR_END) >= 18
_nsaid = issued(NSAID, THREE_MONTHS, UP_TO)
_antiplatelet = issued(ANTIPLATELET, THREE_MONTHS, UP_TO)
_protection = issued(ULCER_HEALING, THREE_MONTHS, UP_TO)
_beta_blocker = issued("beta_blocker_non_selective", THREE_MONTHS, UP_TO)
_ulcer = ulcer_or_bleed(UP_TO)
_egfr = last_egfr(UP_TO)
_show_nsaid = Show("Last oral NSAID issued", _nsaid)
_no_nsaid = "No oral NSAID issued in the last three months"


def _hazard(
    id: str,
    title: str,
    earlier: str,
    of: BoolExpr,
    code: str,
    safe: BoolExpr,
    sentence: str,
    due_sentence: str,
    why: str,
    shows: tuple[Show, ...],
    work: Work = SAFETY_WORK,
) -> Indicator:
    return Indicator(
        id,
        title,
        source=Source(
            "Network Contract DES indicator dictionary",
            "2024/25, the last in which it was collected",
            f"NHSDigital/ncdes, NCD_metadata.csv, {id}",
            confirmed=True,
        ),
        rationale=(
            f"{why} The published numerator is the hazard: those who are due here. The periods end on the "
            "achievement date, before it on the day of the data; the age is that of the year's last day."
        ),
        also_known_as=(earlier,),
        of=of,
        rules=(achieve(code, safe, sentence),),
        numerator="due",
        due_sentence=due_sentence,
        shows=shows,
        work=work,
        listed=False,
    )


SMR25 = _hazard(
    "SMR25",
    "Peptic ulcer in the past, oral NSAID, no ulcer protection",
    "NCDMI117",
    _adult & _ulcer.exists & _nsaid.exists,
    "R4",
    _protection.exists,
    "An ulcer-healing medicine was issued in the three months",
    "Peptic ulcer or bleed in the past, on an oral NSAID, and no ulcer-healing medicine in three months",
    "As PINCER GI_P3B, counted among those who take the NSAID.",
    (_show_nsaid, Show("Ulcer or bleed recorded", _ulcer)),
)
SMR26 = _hazard(
    "SMR26",
    "Peptic ulcer in the past, antiplatelet, no ulcer protection",
    "NCDMI118",
    _adult & _ulcer.exists & _antiplatelet.exists,
    "R4",
    _protection.exists,
    "An ulcer-healing medicine was issued in the three months",
    "Peptic ulcer or bleed in the past, on an antiplatelet, and no ulcer-healing medicine in three months",
    "As PINCER GI_P3C, counted among those who take the antiplatelet.",
    (Show("Last antiplatelet issued", _antiplatelet), Show("Ulcer or bleed recorded", _ulcer)),
)
SMR30 = _hazard(
    "SMR30",
    "Heart failure and an oral NSAID",
    "NCDMI122",
    _adult & heart_failure_unresolved(UP_TO),
    "R4",
    missing(_nsaid),
    _no_nsaid,
    "Heart failure that is not resolved, and an oral NSAID in three months",
    "As PINCER HF_P3I, but a resolved code on or after the latest diagnosis takes the person off: here, "
    "unlike on the registers, on the same day too, because these words say so.",
    (_show_nsaid,),
)
SMR31 = _hazard(
    "SMR31",
    "eGFR under 45 and an oral NSAID",
    "NCDMI123",
    _adult & (_egfr.value < 45),
    "R3",
    missing(_nsaid),
    _no_nsaid,
    "The last eGFR was under 45, and an oral NSAID in three months",
    "As PINCER KI_P3K.",
    (_show_nsaid, Show("Last eGFR", _egfr)),
)
SMR32 = _hazard(
    "SMR32",
    "Asthma and a non-selective beta-blocker",
    "NCDMI124",
    _adult & asthma_unresolved(UP_TO),
    "R4",
    missing(_beta_blocker),
    "No non-selective beta-blocker issued in the last three months",
    "Asthma that is not resolved, and a non-selective beta-blocker in three months",
    "As PINCER AS_P3G; a resolved code after the latest diagnosis takes the person off.",
    (Show("Last non-selective beta-blocker issued", _beta_blocker),),
)


SMR33 = _hazard(
    "SMR33",
    "ACE inhibitor or loop diuretic at 75 or over without kidney function and electrolytes",
    "NCDMI171",
    (AgeOn(SERVICE_YEAR_END) >= 75) & (long_term("ace_inhibitor", UP_TO) | long_term("loop_diuretic", UP_TO)),
    "R3",
    all_of(
        renal_function=tested("renal_function", 15, UP_TO).exists,
        electrolytes=tested("electrolytes", 15, UP_TO).exists,
    ),
    "Kidney function and electrolytes tested in the last 15 months",
    "75 or over, on an ACE inhibitor or a loop diuretic for 15 months, and not tested in that time",
    "As PINCER AC_MO_P13. What makes a prescription long-term is read there, not in the dictionary.",
    (
        Show("Kidney function", Latest("renal_function"), if_missing="Kidney function never tested"),
        Show("Electrolytes", Latest("electrolytes"), if_missing="Electrolytes never tested"),
    ),
    blood_test("electrolytes", "renal_function"),
)


def _monitored(
    id: str, title: str, earlier: str, medicine: str, tests: str, named: str, each: int
) -> Indicator:
    words = {3: "three", 6: "six"}[each]
    return _hazard(
        id,
        title,
        earlier,
        _adult & for_months(medicine, each, UP_TO),
        "R3",
        tested(tests, each, UP_TO).exists,
        f"{named} in the last {words} months",
        f"On {medicine} for {words} months, and no {named.lower()} in the last {words}",
        f"Issued in the last {words} months and in the {words} before them.",
        (Show(named, Latest(tests), if_missing=f"No {named.lower()} on record"),),
        blood_test(tests),
    )


SMR34 = _monitored(
    "SMR34",
    "Methotrexate without a full blood count",
    "NCDMI172",
    "methotrexate",
    "full_blood_count",
    "Full blood count",
    3,
)
SMR35 = _monitored(
    "SMR35",
    "Methotrexate without a liver function test",
    "NCDMI173",
    "methotrexate",
    "liver_function",
    "Liver function test",
    3,
)
SMR36 = _monitored(
    "SMR36", "Lithium without a lithium level", "NCDMI174", "lithium", "lithium_level", "Lithium level", 3
)
SMR37 = _monitored(
    "SMR37",
    "Amiodarone without a thyroid function test",
    "NCDMI175",
    "amiodarone",
    "thyroid_function",
    "Thyroid function test",
    6,
)

DEFINITIONS = (SMR25, SMR26, SMR30, SMR31, SMR32, SMR33, SMR34, SMR35, SMR36, SMR37)
