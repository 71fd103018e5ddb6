"""SMR01A to D: a structured medication review in the year, for those at risk of harm from their medicines."""

from __future__ import annotations

from functools import reduce
from operator import or_

from openpcn.rules.language import (
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
    Work,
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
from openpcn.rules.services.medication_review.smr01_cohorts import COHORTS

_review = Latest("structured_medication_review", in_period=True)
_review_ever = Latest("structured_medication_review")
_review_before = Latest("structured_medication_review", window=before(YEAR_START))
_other_review = Latest("medication_review", in_period=True)
_declined = Latest("smr_declined", window=last(months(12)))
_alignment_declined = Latest("alignment_registration_declined")

_work = Work(
    "structured_medication_review",
    "Structured medication review",
    by=("clinical_pharmacist",),
    minutes=30,
    counts=("structured_medication_review",),
)
_nearly = (
    Nearly(
        _other_review.exists,
        "A medication review of another kind is recorded; only the code of the structured review counts",
    ),
    Nearly(_review_before.exists, "The last structured review is from before this contract year"),
)
_last_review = Show(
    "Last structured medication review",
    _review_ever,
    if_missing="No structured medication review on record",
)
_unpaid = (
    " Not paid since 2023/24: management information. Somebody reviewed counts as reviewed whatever else "
    "holds: "
)
_before_adjustments = _unpaid + "the dictionary numbers the numerator before the adjustments."
_left_rule_2 = (
    _unpaid + "the dictionary's numbers leave rule 2, the numerator's place, before the adjustments."
)


def _rules(palliative: str, declined: str) -> tuple[Rule, ...]:
    return (
        adjust(palliative, On(PALLIATIVE), "Receiving palliative care"),
        adjust(declined, _declined.exists, "Chose not to have a structured medication review"),
    )


_reviewed = "Structured medication review done in the contract year"
_any_error: BoolExpr = reduce(or_, (On(each) for each in COHORTS))

SMR01A = Indicator(
    "SMR01A",
    "Structured medication review of people at risk of medication errors",
    source=network_des("SMR01A"),
    rationale=(
        "Nine pairs of medicine and risk that often end in hospital, met at any time in the contract year: "
        "each is a register of its own. One structured review in the year counts, before or after."
        + _before_adjustments
    ),
    also_known_as=("SMR-01A", "NCDMI180"),
    of=(AgeOn(SERVICE_YEAR_END) >= 18) & _any_error,
    rules=(achieve("R3", _review.exists, _reviewed), *_rules("R4", "R5")),
    due_sentence="At risk from a medicine, and no structured medication review in this contract year",
    nearly=_nearly,
    shows=(_last_review, *(show for each in COHORTS for show in each.shows)),
    work=_work,
)

_THREE_MONTHS = last(months(3), until=UP_TO)
ADDICTIVE = ("gabapentinoid", "benzodiazepine", "z_drug", "opioid_strong", "opioid_patch")
_addictive = Count(ADDICTIVE, table="issue", window=_THREE_MONTHS)
_one_strong = Latest("opioid_high_dose", table="issue", window=_THREE_MONTHS)

SMR01C = Indicator(
    "SMR01C",
    "Structured medication review of people on potentially addictive medicines",
    source=network_des("SMR01C"),
    rationale=(
        "Two or more issues in the three months to the achievement date (before it: to the day of the data) "
        "of a gabapentinoid, a benzodiazepine, a z-drug or an opioid, weak ones and heroin substitutes not "
        "counted; or one issue of a product that gives more than 120 mg of oral morphine a day by itself. "
        "Issues are counted, not days: the published words say prescriptions." + _before_adjustments
    ),
    also_known_as=("SMR-01C", "NCDMI188"),
    of=(_addictive.count >= 2) | _one_strong.exists,
    rules=(achieve("R1", _review.exists, _reviewed), *_rules("R2", "R3")),
    due_sentence="On a medicine that may be addictive, and no structured review in this contract year",
    nearly=_nearly,
    shows=(Show("Last issue of such a medicine", _addictive.date), _last_review),
    work=_work,
)

SMR01B = Indicator(
    "SMR01B",
    "Structured medication review in severe frailty",
    source=network_des("SMR01B"),
    rationale=(
        "People with severe frailty take the most medicines and are harmed by them most; one structured "
        "review in the contract year." + _left_rule_2
    ),
    also_known_as=("SMR-01B", "NCDMI181"),
    of=SEVERE_FRAILTY,
    rules=(
        achieve("R2", _review.exists, _reviewed),
        adjust("R3", On(PALLIATIVE), "Receiving palliative care"),
        adjust("R4", _declined.exists, "Chose not to have a structured medication review"),
    ),
    due_sentence="Severe frailty, and no structured medication review in this contract year",
    nearly=_nearly,
    shows=(
        Show("Latest frailty code", LATEST_FRAILTY),
        Show("Clinical Frailty Scale", CLINICAL_FRAILTY_SCALE),
        _last_review,
    ),
    work=_work,
)

SMR01D = Indicator(
    "SMR01D",
    "Structured medication review of care home residents",
    source=network_des("SMR01D"),
    rationale="Permanent care home residents of 18 or over; one review in the contract year." + _left_rule_2,
    also_known_as=("SMR-01D", "NCDMI189"),
    of=On(CARE_HOME_PERMANENT) & (AgeOn(SERVICE_YEAR_END) >= 18),
    rules=(
        achieve("R2", _review.exists, _reviewed),
        adjust("R3", On(PALLIATIVE), "Receiving palliative care"),
        adjust(
            "R4", _alignment_declined.exists, "Declined to register with the practice aligned to the home"
        ),
        adjust("R5", _declined.exists, "Chose not to have a structured medication review"),
    ),
    due_sentence="Lives in a care home, and no structured medication review in this contract year",
    nearly=_nearly,
    shows=(Show("Care home recorded", LATEST_RESIDENCE), _last_review),
    work=_work,
)
