"""PINCER: thirteen indicators of hazardous prescribing and missed monitoring, and their composites.

The day that counts is the day of the data: this is about today's prescribing, not about a year's end. The
contract's own versions (SMR25 to SMR37) look at the achievement date, see ``smr25_to_37``.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from openpcn.rules.language import (
    AS_AT,
    AgeOn,
    BoolExpr,
    Indicator,
    Latest,
    On,
    Register,
    Show,
    achieve,
    all_of,
    missing,
)
from openpcn.rules.language.parts import Work
from openpcn.rules.services.medication_review.hazards import (
    ANTICOAGULANT,
    ANTIPLATELET,
    ASPIRIN,
    NSAID,
    OTHER_ANTIPLATELET,
    SAFETY_WORK,
    THREE_MONTHS,
    ULCER_HEALING,
    asthma_unresolved,
    blood_test,
    for_months,
    heart_failure,
    issued,
    last_egfr,
    left_over,
    long_term,
    pincer,
    tested,
    together,
    ulcer_or_bleed,
)

_adult = AgeOn("as_at") >= 18
_nsaid = issued(NSAID, THREE_MONTHS, AS_AT)
_protection = issued(ULCER_HEALING, THREE_MONTHS, AS_AT)
_unprotected = missing(_protection)
_anticoagulant = issued(ANTICOAGULANT, THREE_MONTHS, AS_AT)
_antiplatelet = issued(ANTIPLATELET, THREE_MONTHS, AS_AT)
_aspirin = issued(ASPIRIN, THREE_MONTHS, AS_AT)
_beta_blocker = issued("beta_blocker_non_selective", THREE_MONTHS, AS_AT)
_ulcer = ulcer_or_bleed(AS_AT)
_egfr = last_egfr(AS_AT)
_heart_failure = heart_failure(AS_AT)
_no_nsaid = "No oral NSAID issued in the last three months"
_published = "Adults on the day of the data. As published; the numerator is the hazard."
_show_nsaid = Show("Last oral NSAID issued", _nsaid)
_show_ulcer = Show("Peptic ulcer or bleed recorded", _ulcer)


def _hazard(
    id: str,
    title: str,
    of: BoolExpr,
    safe: BoolExpr,
    sentence: str,
    due_sentence: str,
    shows: tuple[Show, ...],
    rationale: str,
    work: Work = SAFETY_WORK,
) -> Indicator:
    return Indicator(
        id,
        title,
        source=pincer(id),
        rationale=f"{rationale} {_published}",
        of=_adult & of,
        rules=(achieve("R1", safe, sentence),),
        numerator="due",
        due_sentence=due_sentence,
        shows=shows,
        work=work,
        listed=False,
    )


GI_P3A = _hazard(
    "GI_P3A",
    "Oral NSAID at 65 or over without ulcer protection",
    (AgeOn("as_at") >= 65) & _unprotected,
    missing(_nsaid),
    _no_nsaid,
    "65 or over, on an oral NSAID, and no ulcer-healing medicine in three months",
    (_show_nsaid,),
    "Bleeding from the stomach is the commonest way in which medicines bring older people to hospital.",
)
GI_P3B = _hazard(
    "GI_P3B",
    "Oral NSAID after a peptic ulcer or bleed without ulcer protection",
    _ulcer.exists & _unprotected,
    missing(_nsaid),
    _no_nsaid,
    "Peptic ulcer or bleed in the past, on an oral NSAID, and no ulcer-healing medicine in three months",
    (_show_nsaid, _show_ulcer),
    "An ulcer that bled once bleeds again. A history of less than three months is not counted.",
)
GI_P3C = _hazard(
    "GI_P3C",
    "Antiplatelet after a peptic ulcer or bleed without ulcer protection",
    _ulcer.exists & _unprotected,
    missing(_antiplatelet),
    "No antiplatelet issued in the last three months",
    "Peptic ulcer or bleed in the past, on an antiplatelet, and no ulcer-healing medicine in three months",
    (Show("Last antiplatelet issued", _antiplatelet), _show_ulcer),
    "Aspirin counts as an antiplatelet. A history of less than three months is not counted.",
)
GI_P3D = _hazard(
    "GI_P3D",
    "Oral NSAID with an oral anticoagulant",
    _anticoagulant.exists,
    missing(_nsaid),
    _no_nsaid,
    "On an oral anticoagulant and an oral NSAID in the same three months",
    (_show_nsaid, Show("Last anticoagulant issued", _anticoagulant)),
    "Ulcer protection does not make the pair safe, so it is not looked at.",
)
GI_P3E = _hazard(
    "GI_P3E",
    "Antiplatelet with an oral anticoagulant without ulcer protection",
    _anticoagulant.exists & _unprotected,
    missing(together(ANTICOAGULANT, ANTIPLATELET, AS_AT)),
    "No antiplatelet issued within 28 days of the anticoagulant",
    "On an oral anticoagulant and an antiplatelet, and no ulcer-healing medicine in three months",
    (Show("Last antiplatelet issued", _antiplatelet), Show("Last anticoagulant issued", _anticoagulant)),
    "Together means an issue of each within 28 days of the other, both in the last three months.",
)
GI_P3F = _hazard(
    "GI_P3F",
    "Aspirin with another antiplatelet without ulcer protection",
    _aspirin.exists & _unprotected,
    missing(together(ASPIRIN, OTHER_ANTIPLATELET, AS_AT)),
    "No other antiplatelet issued within 28 days of the aspirin",
    "On aspirin and another antiplatelet, and no ulcer-healing medicine in three months",
    (Show("Last aspirin issued", _aspirin), Show("Last antiplatelet issued", _antiplatelet)),
    "Together means an issue of each within 28 days of the other, both in the last three months.",
)
AS_P3G = _hazard(
    "AS_P3G",
    "Non-selective beta-blocker in asthma",
    asthma_unresolved(AS_AT),
    missing(_beta_blocker),
    "No non-selective beta-blocker issued in the last three months",
    "Asthma that is not recorded as resolved, and a non-selective beta-blocker in three months",
    (Show("Last non-selective beta-blocker issued", _beta_blocker),),
    "Such a beta-blocker can close the airways. Asthma of less than three months is not counted.",
)
HF_P3I = _hazard(
    "HF_P3I",
    "Oral NSAID in heart failure",
    _heart_failure.exists,
    missing(_nsaid),
    _no_nsaid,
    "Heart failure, and an oral NSAID in three months",
    (_show_nsaid, Show("Heart failure recorded", _heart_failure)),
    "An NSAID holds back salt and water. Heart failure ever, whether or not resolved since.",
)
KI_P3K = _hazard(
    "KI_P3K",
    "Oral NSAID in poor kidney function",
    _egfr.value < 45,
    missing(_nsaid),
    _no_nsaid,
    "The last eGFR was under 45, and an oral NSAID in three months",
    (_show_nsaid, Show("Last eGFR", _egfr)),
    "The last eGFR of three months ago or longer; one reported as more or less than something decides only "
    "where it is certain.",
)


AC_MO_P13 = _hazard(
    "AC_MO_P13",
    "ACE inhibitor or loop diuretic at 75 or over without kidney function and electrolytes",
    (AgeOn("as_at") >= 75) & (long_term("ace_inhibitor", AS_AT) | long_term("loop_diuretic", AS_AT)),
    all_of(
        renal_function=tested("renal_function", 15, AS_AT).exists,
        electrolytes=tested("electrolytes", 15, AS_AT).exists,
    ),
    "Kidney function and electrolytes tested in the last 15 months",
    "75 or over, on an ACE inhibitor or a loop diuretic for 15 months, and not tested in that time",
    (
        Show(
            "Kidney function last tested", Latest("renal_function"), if_missing="Kidney function never tested"
        ),
        Show("Electrolytes last tested", Latest("electrolytes"), if_missing="Electrolytes never tested"),
    ),
    "Long-term: issued in six months and started 15 months ago or longer; the start of a repeat counts too, "
    "because extracts often hold one year of issues. The age applies to both medicines: the published code "
    "forgets the brackets.",
    blood_test("electrolytes", "renal_function"),
)


ME_MO_P15 = _hazard(
    "ME_MO_P15",
    "Methotrexate without a full blood count and liver function test",
    for_months("methotrexate", 3, AS_AT),
    all_of(
        full_blood_count=tested("full_blood_count", 3, AS_AT).exists,
        liver_function=tested("liver_function", 3, AS_AT).exists,
    ),
    "Full blood count and liver function tested in the last three months",
    "On methotrexate for three months, and not tested in the last three",
    (
        Show("Full blood count", Latest("full_blood_count"), if_missing="No full blood count on record"),
        Show("Liver function test", Latest("liver_function"), if_missing="No liver function test on record"),
    ),
    "Two published numerators, no blood count and no liver test: here two parts of one indicator.",
    blood_test("full_blood_count", "liver_function"),
)
LI_MO_P17 = _hazard(
    "LI_MO_P17",
    "Lithium without a lithium level",
    for_months("lithium", 3, AS_AT),
    tested("lithium_level", 3, AS_AT).exists,
    "Lithium level tested in the last three months",
    "On lithium for three months, and no level in the last three",
    (Show("Lithium level", Latest("lithium_level"), if_missing="No lithium level on record"),),
    "The safe range is narrow.",
    blood_test("lithium_level"),
)
AM_MO_P18 = _hazard(
    "AM_MO_P18",
    "Amiodarone without a thyroid function test",
    for_months("amiodarone", 6, AS_AT),
    tested("thyroid_function", 6, AS_AT).exists,
    "Thyroid function tested in the last six months",
    "On amiodarone for six months, and no thyroid function test in the last six",
    (
        Show(
            "Thyroid function test",
            Latest("thyroid_function"),
            if_missing="No thyroid function test on record",
        ),
    ),
    "Amiodarone harms the thyroid in both directions.",
    blood_test("thyroid_function"),
)

GASTROINTESTINAL = (GI_P3A, GI_P3B, GI_P3C, GI_P3D, GI_P3E, GI_P3F)
OTHER_PRESCRIBING = (AS_P3G, HF_P3I, KI_P3K)
MONITORING = (AC_MO_P13, ME_MO_P15, LI_MO_P17, AM_MO_P18)
INDICATORS = (*GASTROINTESTINAL, *OTHER_PRESCRIBING, *MONITORING)


def _composite(id: str, title: str, of: tuple[Indicator, ...], reference: str) -> Register:
    return Register(
        id,
        title,
        source=pincer(reference),
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
    source=pincer("composite of all thirteen"),
    rationale="At hazard by at least one of the thirteen; each person once.",
    member=On(PINCER_GI) | On(PINCER_OTHER) | On(PINCER_MONITORING),
)

MEDICINES_SAFETY = Indicator(
    "medicines_safety",
    "No hazard from medicines or missed monitoring (PINCER)",
    source=pincer("all thirteen as one list for the pharmacist"),
    rationale=(
        "One line for a person, whichever of the thirteen PINCER indicators it is: everybody in the "
        "denominator of one, due where any hazard holds, with the kinds of hazard as parts. A pharmacist "
        "works through people, not through thirteen lists."
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
    shows=(
        _show_nsaid,
        Show("Last antiplatelet issued", _antiplatelet),
        Show("Last anticoagulant issued", _anticoagulant),
        Show("Last non-selective beta-blocker issued", _beta_blocker),
        Show(
            "Last ulcer-healing medicine issued",
            _protection,
            if_missing="No ulcer-healing medicine in three months",
        ),
        Show("Last eGFR", _egfr),
    ),
    work=SAFETY_WORK,
)

DEFINITIONS = (*INDICATORS, PINCER_GI, PINCER_OTHER, PINCER_MONITORING, PINCER_ALL, MEDICINES_SAFETY)
