"""SMR01A to D: a structured medication review in the year, for those at risk of harm from their medicines."""

from __future__ import annotations

from functools import reduce
from operator import or_

from openpcn.rules.language import (
    IN_PERIOD,
    YEAR_START,
    AgeOn,
    BoolExpr,
    Count,
    Indicator,
    Latest,
    Nearly,
    On,
    Rule,
    Show,
    achieve,
    adjust,
    before,
    last,
    months,
)
from openpcn.rules.registers import CARE_HOME_PERMANENT, PALLIATIVE, SEVERE_FRAILTY
from openpcn.rules.registers.frailty import CLINICAL_FRAILTY_SCALE, LATEST_FRAILTY
from openpcn.rules.registers.residence import LATEST_RESIDENCE
from openpcn.rules.registers.sources import SERVICE_YEAR_END, UP_TO, network_des
from openpcn.rules.services.medication_review.issues import THREE_MONTHS, issued
from openpcn.rules.services.medication_review.reviews import (
    DECLINED_SENTENCE,
    REVIEW,
    REVIEW_DECLINED,
    REVIEW_WORK,
    SHOW_LAST_REVIEW,
    other_kind_of_review,
)
from openpcn.rules.services.medication_review.smr01_cohorts import COHORTS

_ADULT = AgeOn(SERVICE_YEAR_END) >= 18
_NEARLY = (
    other_kind_of_review(IN_PERIOD),
    Nearly(
        Latest(REVIEW, window=before(YEAR_START)).exists,
        "The last structured review is from before this contract year",
    ),
)
_UNPAID = (
    " Not paid since 2023/24: management information. Somebody reviewed counts as reviewed whatever else "
    "holds: "
)
_BEFORE_ADJUSTMENTS = _UNPAID + "the dictionary numbers the numerator before the adjustments."
_LEFT_RULE_2 = (
    _UNPAID + "the dictionary's numbers leave rule 2, the numerator's place, before the adjustments."
)


def _reviewed(code: str) -> Rule:
    return achieve(
        code, Latest(REVIEW, in_period=True).exists, "Structured medication review done in the contract year"
    )


def _palliative(code: str) -> Rule:
    return adjust(code, On(PALLIATIVE), "Receiving palliative care")


def _declined(code: str) -> Rule:
    return adjust(code, Latest(REVIEW_DECLINED, window=last(months(12))).exists, DECLINED_SENTENCE)


_any_error: BoolExpr = reduce(or_, (On(each) for each in COHORTS))

SMR01A = Indicator(
    "SMR01A",
    "Structured medication review of people at risk of medication errors",
    source=network_des("SMR01A"),
    rationale=(
        "Nine pairs of medicine and risk that often end in hospital, met at any time in the contract year: "
        "each is a register of its own. One structured review in the year counts, before or after."
        + _BEFORE_ADJUSTMENTS
    ),
    also_known_as=("SMR-01A", "NCD114", "NCDMI180"),
    of=_ADULT & _any_error,
    rules=(_reviewed("R3"), _palliative("R4"), _declined("R5")),
    due_sentence="At risk from a medicine, and no structured medication review in this contract year",
    nearly=_NEARLY,
    shows=(SHOW_LAST_REVIEW, *(show for each in COHORTS for show in each.shows)),
    work=REVIEW_WORK,
)

SMR01B = Indicator(
    "SMR01B",
    "Structured medication review in severe frailty",
    source=network_des("SMR01B"),
    rationale=(
        "People with severe frailty often take many medicines and are easily harmed by them; one structured "
        "review in the contract year." + _LEFT_RULE_2
    ),
    also_known_as=("SMR-01B", "NCD115", "NCDMI181"),
    of=SEVERE_FRAILTY,
    rules=(_reviewed("R2"), _palliative("R3"), _declined("R4")),
    due_sentence="Severe frailty, and no structured medication review in this contract year",
    nearly=_NEARLY,
    shows=(
        Show("Latest frailty code", LATEST_FRAILTY),
        Show("Clinical Frailty Scale", CLINICAL_FRAILTY_SCALE),
        SHOW_LAST_REVIEW,
    ),
    work=REVIEW_WORK,
)

_ADDICTIVE = ("gabapentinoid", "benzodiazepine", "z_drug", "opioid_strong", "opioid_patch")
_addictive = Count(_ADDICTIVE, table="issue", window=last(THREE_MONTHS, until=UP_TO))
_high_dose = issued("opioid_high_dose", THREE_MONTHS, UP_TO)

SMR01C = Indicator(
    "SMR01C",
    "Structured medication review of people on potentially addictive medicines",
    source=network_des("SMR01C"),
    rationale=(
        "Two or more issues in the three months to the achievement date (before it: to the day of the data) "
        "of a gabapentinoid, a benzodiazepine, a z-drug or an opioid, weak ones and heroin substitutes not "
        "counted; or one issue of a product that gives more than 120 mg of oral morphine a day by itself. "
        "Issues are counted, not days: the published words say prescriptions." + _BEFORE_ADJUSTMENTS
    ),
    also_known_as=("SMR-01C", "NCD116", "NCDMI188"),
    of=(_addictive.count >= 2) | _high_dose.exists,
    rules=(_reviewed("R1"), _palliative("R2"), _declined("R3")),
    due_sentence="On a medicine that may be addictive, and no structured review in this contract year",
    nearly=_NEARLY,
    shows=(
        Show("Last issue of such a medicine", _addictive.date),
        Show("Last issue of a high-dose opioid", _high_dose),
        SHOW_LAST_REVIEW,
    ),
    work=REVIEW_WORK,
)

SMR01D = Indicator(
    "SMR01D",
    "Structured medication review of care home residents",
    source=network_des("SMR01D"),
    rationale="Permanent care home residents of 18 or over; one review in the contract year." + _LEFT_RULE_2,
    also_known_as=("SMR-01D", "NCD019", "NCDMI189"),
    of=On(CARE_HOME_PERMANENT) & _ADULT,
    rules=(
        _reviewed("R2"),
        _palliative("R3"),
        adjust(
            "R4",
            Latest("alignment_registration_declined").exists,
            "Declined to register with the practice aligned to the home",
        ),
        _declined("R5"),
    ),
    due_sentence="Lives in a care home, and no structured medication review in this contract year",
    nearly=_NEARLY,
    shows=(Show("Care home recorded", LATEST_RESIDENCE), SHOW_LAST_REVIEW),
    work=REVIEW_WORK,
)
