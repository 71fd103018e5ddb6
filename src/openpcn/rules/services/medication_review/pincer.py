"""PINCER: thirteen indicators of hazardous prescribing and missed monitoring, and their composites.

The day that counts is the day of the data: this is about today's prescribing, not about a year's end. The
contract's own versions (SMR25 to SMR37) look at the achievement date, see ``smr25_to_37``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_

from openpcn.rules.language import (
    AS_AT,
    AgeOn,
    BoolExpr,
    Indicator,
    Latest,
    Nearly,
    On,
    Register,
    Show,
    Source,
    achieve,
    all_of,
    missing,
)
from openpcn.rules.services.medication_review.hazards import (
    PROTECTED_BEFORE,
    SAFETY_WORK,
    Hazard,
    beta_blocker_in_asthma,
    kidneys_not_checked,
    left_over,
    not_checked,
    nsaid_in_poor_kidney_function,
    nsaid_taken,
)
from openpcn.rules.services.medication_review.issues import (
    ANTICOAGULANT,
    ANTIPLATELET,
    ASPIRIN,
    BETA_BLOCKER,
    NSAID,
    OTHER_ANTIPLATELET,
    THREE_MONTHS,
    ULCER_HEALING,
    ULCER_OR_BLEED,
    issued,
    last_egfr,
    three_months_before,
    together,
)

_AGE = AgeOn("as_at")
_protection = issued(ULCER_HEALING, THREE_MONTHS, AS_AT)
_unprotected = missing(_protection)
_anticoagulant = issued(ANTICOAGULANT, THREE_MONTHS, AS_AT)
_antiplatelet = issued(ANTIPLATELET, THREE_MONTHS, AS_AT)
_aspirin = issued(ASPIRIN, THREE_MONTHS, AS_AT)
_ulcer = three_months_before(ULCER_OR_BLEED, AS_AT)
_heart_failure = three_months_before("heart_failure", AS_AT)
_show_ulcer = Show("Peptic ulcer or bleed recorded", _ulcer)
_show_antiplatelet = Show("Last antiplatelet issued", _antiplatelet)
_show_anticoagulant = Show("Last anticoagulant issued", _anticoagulant)


def _source(reference: str) -> Source:
    """As the cohort-extractor version of their public implementation reads them."""
    return Source(
        "PINCER prescribing safety indicators",
        "BMJ Medicine 2023 2:e000392",
        f"{reference}; opensafely/pincer-measures, cohort-extractor study definition",
        confirmed=True,
    )


def _pincer(id: str, title: str, hazard: Hazard, why: str, at_age: BoolExpr = _AGE >= 18) -> Indicator:
    return hazard.counted(
        id,
        title,
        at_age=at_age,
        code="R1",
        source=_source(id),
        rationale=f"{why} Age on the day of the data, 18 or over where no other is named. As published, the "
        "numerator is the hazard: a lower figure is better.",
    )


GI_P3A = _pincer(
    "GI_P3A",
    "Oral NSAID at 65 or over without ulcer protection",
    nsaid_taken(
        _unprotected,
        "65 or over, on an oral NSAID, and no ulcer-healing medicine in three months",
        AS_AT,
        nearly=(PROTECTED_BEFORE,),
    ),
    "The older somebody is, the more often an NSAID makes the stomach bleed; an ulcer-healing medicine "
    "protects.",
    _AGE >= 65,
)
GI_P3B = _pincer(
    "GI_P3B",
    "Oral NSAID after a peptic ulcer or bleed without ulcer protection",
    nsaid_taken(
        _ulcer.exists & _unprotected,
        "Peptic ulcer or bleed in the past, on an oral NSAID, and no ulcer-healing medicine in three months",
        AS_AT,
        _show_ulcer,
        nearly=(PROTECTED_BEFORE,),
    ),
    "After an ulcer or a bleed an NSAID may make the stomach bleed again. A history of less than three "
    "months is not counted.",
)
GI_P3C = _pincer(
    "GI_P3C",
    "Antiplatelet after a peptic ulcer or bleed without ulcer protection",
    Hazard(
        _ulcer.exists & _unprotected,
        missing(_antiplatelet),
        "No antiplatelet issued in the last three months",
        "Peptic ulcer or bleed in the past, on an antiplatelet, and no ulcer-healing medicine in three "
        "months",
        (_show_antiplatelet, _show_ulcer),
        nearly=(PROTECTED_BEFORE,),
    ),
    "Aspirin counts as an antiplatelet. A history of less than three months is not counted.",
)
GI_P3D = _pincer(
    "GI_P3D",
    "Oral NSAID with an oral anticoagulant",
    nsaid_taken(
        _anticoagulant.exists,
        "On an oral anticoagulant and an oral NSAID in the same three months",
        AS_AT,
        _show_anticoagulant,
        nearly=(
            Nearly(
                _protection.exists, "An ulcer-healing medicine is issued; it does not make this pair safe"
            ),
        ),
    ),
    "Ulcer protection does not make the pair safe, so it is not looked at.",
)
_NEAR = "Together means an issue of each within 28 days of the other, both in the last three months."
GI_P3E = _pincer(
    "GI_P3E",
    "Antiplatelet with an oral anticoagulant without ulcer protection",
    Hazard(
        _anticoagulant.exists & _unprotected,
        missing(together(ANTICOAGULANT, ANTIPLATELET, AS_AT)),
        "No antiplatelet issued within 28 days of the anticoagulant",
        "On an oral anticoagulant and an antiplatelet, and no ulcer-healing medicine in three months",
        (_show_antiplatelet, _show_anticoagulant),
        nearly=(PROTECTED_BEFORE,),
    ),
    _NEAR,
)
GI_P3F = _pincer(
    "GI_P3F",
    "Aspirin with another antiplatelet without ulcer protection",
    Hazard(
        _aspirin.exists & _unprotected,
        missing(together(ASPIRIN, OTHER_ANTIPLATELET, AS_AT)),
        "No other antiplatelet issued within 28 days of the aspirin",
        "On aspirin and another antiplatelet, and no ulcer-healing medicine in three months",
        (
            Show("Last aspirin issued", _aspirin),
            Show("Last other antiplatelet issued", issued(OTHER_ANTIPLATELET, THREE_MONTHS, AS_AT)),
        ),
        nearly=(PROTECTED_BEFORE,),
    ),
    _NEAR,
)
AS_P3G = _pincer(
    "AS_P3G",
    "Non-selective beta-blocker in asthma",
    beta_blocker_in_asthma(AS_AT),
    "Such a beta-blocker can close the airways. Asthma of less than three months is not counted.",
)
HF_P3I = _pincer(
    "HF_P3I",
    "Oral NSAID in heart failure",
    nsaid_taken(
        _heart_failure.exists,
        "Heart failure, and an oral NSAID in three months",
        AS_AT,
        Show("Heart failure recorded", _heart_failure),
        nearly=(
            Nearly(
                Latest("heart_failure_resolved").date >= _heart_failure.date,
                "Heart failure is recorded as resolved; PINCER counts it all the same",
            ),
        ),
    ),
    "An NSAID holds back salt and water. Heart failure ever, whether or not resolved since; of less than "
    "three months it is not counted.",
)
KI_P3K = _pincer(
    "KI_P3K",
    "Oral NSAID in poor kidney function",
    nsaid_in_poor_kidney_function(AS_AT),
    "The last eGFR of three months ago or longer; one reported as more or less than something decides only "
    "where it is certain.",
)
AC_MO_P13 = _pincer(
    "AC_MO_P13",
    "ACE inhibitor or loop diuretic at 75 or over without kidney function and electrolytes",
    kidneys_not_checked(AS_AT),
    "Long-term: issued in six months and started 15 months ago or longer; the start of a repeat counts too, "
    "because extracts often hold one year of issues. The age applies to both medicines: the published code "
    "forgets the brackets.",
    _AGE >= 75,
)
ME_MO_P15 = _pincer(
    "ME_MO_P15",
    "Methotrexate without a full blood count and liver function test",
    not_checked("methotrexate", 3, AS_AT, "full_blood_count", "liver_function"),
    "It can stop the bone marrow from making blood cells, and harm the liver. Two published numerators, "
    "no blood count and no liver test: here two parts of one indicator.",
)
LI_MO_P17 = _pincer(
    "LI_MO_P17",
    "Lithium without a lithium level",
    not_checked("lithium", 3, AS_AT, "lithium_level"),
    "The range between too little and too much is narrow.",
)
AM_MO_P18 = _pincer(
    "AM_MO_P18",
    "Amiodarone without a thyroid function test",
    not_checked("amiodarone", 6, AS_AT, "thyroid_function"),
    "Amiodarone can make the thyroid do too much or too little.",
)

GASTROINTESTINAL = (GI_P3A, GI_P3B, GI_P3C, GI_P3D, GI_P3E, GI_P3F)
OTHER_PRESCRIBING = (AS_P3G, HF_P3I, KI_P3K)
MONITORING = (AC_MO_P13, ME_MO_P15, LI_MO_P17, AM_MO_P18)
INDICATORS = (*GASTROINTESTINAL, *OTHER_PRESCRIBING, *MONITORING)


def _composite(id: str, title: str, of: tuple[Indicator, ...], reference: str) -> Register:
    return Register(
        id,
        title,
        source=_source(reference),
        rationale=f"At hazard by at least one of {', '.join(each.id for each in of)}; each person once.",
        member=reduce(or_, (left_over(each) for each in of)),
    )


PINCER_GI = _composite(
    "pincer_gi", "At risk of a gastrointestinal bleed from their medicines", GASTROINTESTINAL, "composite GI"
)
PINCER_OTHER = _composite(
    "pincer_other",
    "At risk from another pair of medicine and condition",
    OTHER_PRESCRIBING,
    "composite other",
)
PINCER_MONITORING = _composite(
    "pincer_monitoring", "On a medicine whose blood test was missed", MONITORING, "composite monitoring"
)
PINCER_ALL = Register(
    "pincer_all",
    "At risk by any PINCER indicator",
    source=_source("composite of all thirteen"),
    rationale="At hazard by at least one of the thirteen; each person once.",
    member=On(PINCER_GI) | On(PINCER_OTHER) | On(PINCER_MONITORING),
)


def _nearly() -> tuple[Nearly, ...]:
    """What only looks safe in any of the thirteen, of whom it finds, under each sentence once."""
    found: dict[str, BoolExpr] = {}
    for indicator in INDICATORS:
        for each in indicator.nearly:
            here = left_over(indicator) & each.when
            found[each.sentence] = found[each.sentence] | here if each.sentence in found else here
    return tuple(Nearly(when, sentence) for sentence, when in found.items())


_TESTS = sorted({codes for each in MONITORING if each.work for codes in each.work.counts})

MEDICINES_SAFETY = Indicator(
    "medicines_safety",
    "No hazard from medicines or missed monitoring (PINCER)",
    source=_source("all thirteen as one list for the pharmacist"),
    rationale=(
        "One line for a person, whichever of the thirteen PINCER indicators it is: everybody in the "
        "denominator of one, due where any hazard holds, with the kinds of hazard as parts. A pharmacist "
        "works through people, not through thirteen lists. A missed test is settled by the test; a pair of "
        "medicines only by what is prescribed."
    ),
    of=reduce(or_, (each.population for each in INDICATORS if each.population is not None)),
    rules=(
        achieve(
            "R1",
            all_of(
                no_bleeding_risk=~On(PINCER_GI),
                no_other_hazard=~On(PINCER_OTHER),
                tests_in_time=~On(PINCER_MONITORING),
            ),
            "None of the thirteen hazards",
        ),
    ),
    numerator="due",
    due_sentence="A hazard from medicines, or a blood test missed",
    nearly=_nearly(),
    shows=(
        Show("Last oral NSAID issued", issued(NSAID, THREE_MONTHS, AS_AT)),
        _show_antiplatelet,
        _show_anticoagulant,
        Show("Last non-selective beta-blocker issued", issued(BETA_BLOCKER, THREE_MONTHS, AS_AT)),
        Show(
            "Last ulcer-healing medicine issued",
            _protection,
            if_missing="No ulcer-healing medicine in three months",
        ),
        Show("Last eGFR", last_egfr(AS_AT)),
    ),
    work=replace(SAFETY_WORK, counts=tuple(_TESTS)),
)

DEFINITIONS = (*INDICATORS, PINCER_GI, PINCER_OTHER, PINCER_MONITORING, PINCER_ALL, MEDICINES_SAFETY)
