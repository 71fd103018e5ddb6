"""SMR01B and SMR01D: a structured medication review in the year, in severe frailty and in care homes."""

from __future__ import annotations

from openpcn.rules.language import (
    YEAR_START,
    AgeOn,
    Indicator,
    Latest,
    Nearly,
    On,
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
from openpcn.rules.registers.sources import SERVICE_YEAR_END, network_des

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
    "holds: the dictionary's numbers leave rule 2, the numerator's place, before the adjustments."
)

SMR01B = Indicator(
    "SMR01B",
    "Structured medication review in severe frailty",
    source=network_des("SMR01B"),
    rationale=(
        "People with severe frailty take the most medicines and are harmed by them most; one structured "
        "review in the contract year." + _unpaid
    ),
    also_known_as=("SMR-01B",),
    of=SEVERE_FRAILTY,
    rules=(
        achieve("R2", _review.exists, "Structured medication review done in the contract year"),
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
    rationale="Permanent care home residents of 18 or over; one review in the contract year." + _unpaid,
    also_known_as=("SMR-01D",),
    of=On(CARE_HOME_PERMANENT) & (AgeOn(SERVICE_YEAR_END) >= 18),
    rules=(
        achieve("R2", _review.exists, "Structured medication review done in the contract year"),
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
