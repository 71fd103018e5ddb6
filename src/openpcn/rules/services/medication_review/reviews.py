"""The structured medication review: what counts as one, the work of it, and what only looks like one."""

from __future__ import annotations

from openpcn.rules.language import Latest, Nearly, Show, Source, Window, Work

REVIEW = "structured_medication_review"
REVIEW_DECLINED = "smr_declined"
DECLINED_SENTENCE = "Chose not to have a structured medication review"

GUIDANCE = Source(
    "Network Contract DES, structured medication reviews and medicines optimisation guidance",
    "2021/22, unchanged in what was read since",
    "groups as Specialist Pharmacy Service and NHS Gloucestershire restate them",
)

REVIEW_WORK = Work(
    "structured_medication_review",
    "Structured medication review",
    by=("clinical_pharmacist",),
    minutes=30,
    counts=(REVIEW,),
)
SHOW_LAST_REVIEW = Show(
    "Last structured medication review",
    Latest(REVIEW),
    if_missing="No structured medication review on record",
)


def other_kind_of_review(window: Window) -> Nearly:
    """A medication review that was not the structured one."""
    return Nearly(
        Latest("medication_review", window=window).exists,
        "A medication review of another kind is recorded; only the code of the structured review counts",
    )
