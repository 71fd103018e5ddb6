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
    Nearly,
    Show,
    missing,
    on_or_after,
)
from openpcn.rules.registers.sources import SERVICE_YEAR_END, UP_TO, WIDER_SET, network_des
from openpcn.rules.services.medication_review.hazards import (
    PROTECTED_BEFORE,
    Hazard,
    beta_blocker_in_asthma,
    kidneys_not_checked,
    not_checked,
    nsaid_in_poor_kidney_function,
    nsaid_taken,
)
from openpcn.rules.services.medication_review.issues import (
    ANTIPLATELET,
    NSAID,
    THREE_MONTHS,
    ULCER_HEALING,
    ULCER_OR_BLEED,
    issued,
    three_months_before,
)

_AGE = AgeOn(SERVICE_YEAR_END)


def _counted(
    id: str, title: str, earlier: str, hazard: Hazard, code: str, why: str, at_age: BoolExpr = _AGE >= 18
) -> Indicator:
    """``code``: the dictionary numbers exclusions only; the numerator is the number after them."""
    return hazard.counted(
        id,
        title,
        at_age=at_age,
        code=code,
        source=network_des(id, WIDER_SET),
        rationale=(
            f"{why} The published numerator is the hazard: those who are due here. The periods end on the "
            "achievement date, before it on the day of the data; the age is that of the year's last day."
        ),
        also_known_as=(earlier,),
    )


def _unprotected(medicines: str | tuple[str, ...], named: str) -> Hazard:
    """A medicine that makes the stomach bleed, after an ulcer, among those who take it."""
    ulcer = three_months_before(ULCER_OR_BLEED, UP_TO)
    taken = issued(medicines, THREE_MONTHS, UP_TO)
    return Hazard(
        ulcer.exists & taken.exists,
        issued(ULCER_HEALING, THREE_MONTHS, UP_TO).exists,
        "An ulcer-healing medicine was issued in the last three months",
        f"Peptic ulcer or bleed in the past, on an {named}, and no ulcer-healing medicine in three months",
        (Show(f"Last {named} issued", taken), Show("Peptic ulcer or bleed recorded", ulcer)),
        nearly=(PROTECTED_BEFORE,),
    )


def _nsaid_in_unresolved_heart_failure() -> Hazard:
    failing = three_months_before("heart_failure", UP_TO)
    resolved = Latest("heart_failure_resolved", window=on_or_after(failing.date))
    return nsaid_taken(
        failing.exists & missing(resolved),
        "Heart failure that is not recorded as resolved, and an oral NSAID in three months",
        UP_TO,
        Show("Heart failure recorded", failing),
        nearly=(
            Nearly(
                Latest("heart_failure_resolved").exists,
                "Heart failure is recorded as resolved, but earlier than it was last recorded",
            ),
        ),
    )


SMR25 = _counted(
    "SMR25",
    "Peptic ulcer in the past, oral NSAID, no ulcer protection",
    "NCDMI117",
    _unprotected(NSAID, "oral NSAID"),
    "R4",
    "As PINCER GI_P3B, counted among those who take the NSAID.",
)
SMR26 = _counted(
    "SMR26",
    "Peptic ulcer in the past, antiplatelet, no ulcer protection",
    "NCDMI118",
    _unprotected(ANTIPLATELET, "antiplatelet"),
    "R4",
    "As PINCER GI_P3C, counted among those who take the antiplatelet.",
)
SMR30 = _counted(
    "SMR30",
    "Heart failure and an oral NSAID",
    "NCDMI122",
    _nsaid_in_unresolved_heart_failure(),
    "R4",
    "As PINCER HF_P3I, but a resolved code on or after the latest diagnosis takes the person off: here, "
    "unlike on the registers, on the same day too, because these words say so.",
)
SMR31 = _counted(
    "SMR31",
    "eGFR under 45 and an oral NSAID",
    "NCDMI123",
    nsaid_in_poor_kidney_function(UP_TO),
    "R3",
    "As PINCER KI_P3K.",
)
SMR32 = _counted(
    "SMR32",
    "Asthma and a non-selective beta-blocker",
    "NCDMI124",
    beta_blocker_in_asthma(UP_TO),
    "R4",
    "As PINCER AS_P3G; a resolved code after the latest diagnosis takes the person off.",
)
SMR33 = _counted(
    "SMR33",
    "ACE inhibitor or loop diuretic at 75 or over without kidney function and electrolytes",
    "NCDMI171",
    kidneys_not_checked(UP_TO),
    "R3",
    "As PINCER AC_MO_P13. What makes a prescription long-term is read there, not in the dictionary.",
    _AGE >= 75,
)
_THREE = "Issued in the last three months and in the three before them."
SMR34 = _counted(
    "SMR34",
    "Methotrexate without a full blood count",
    "NCDMI172",
    not_checked("methotrexate", 3, UP_TO, "full_blood_count"),
    "R3",
    _THREE,
)
SMR35 = _counted(
    "SMR35",
    "Methotrexate without a liver function test",
    "NCDMI173",
    not_checked("methotrexate", 3, UP_TO, "liver_function"),
    "R3",
    _THREE,
)
SMR36 = _counted(
    "SMR36",
    "Lithium without a lithium level",
    "NCDMI174",
    not_checked("lithium", 3, UP_TO, "lithium_level"),
    "R3",
    _THREE,
)
SMR37 = _counted(
    "SMR37",
    "Amiodarone without a thyroid function test",
    "NCDMI175",
    not_checked("amiodarone", 6, UP_TO, "thyroid_function"),
    "R3",
    "Issued in the last six months and in the six before them.",
)

DEFINITIONS = (SMR25, SMR26, SMR30, SMR31, SMR32, SMR33, SMR34, SMR35, SMR36, SMR37)
