"""What the quality indicators of a practice share: the windows, and the adjustments in their order.

The target always comes before the adjustments, so that an exception never removes somebody who reached it.
"""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    BoolExpr,
    Count,
    DateExpr,
    Earliest,
    Latest,
    Period,
    RegisteredSince,
    Rule,
    adjust,
    after,
    days,
    last,
    months,
    on_or_after,
)

YEAR = last(months(12))
SIX_MONTHS = last(months(6))
#: For how long after a diagnosis or a registration no target is expected, and no measurement or treatment.
#: 3 months as public help pages restate version 50 of the rules for NDH002, AF006 and STIA007; not re-read.
FOR_A_TARGET, FOR_A_START = months(9), months(3)


@dataclass(frozen=True)
class Care:
    """The codelists in which a practice says who was invited, who declined and whom an indicator misfits.

    about: what the care is for, as the sentences say it.
    """

    about: str
    invitation: str
    unsuitable: str
    declined: str


HYPERTENSION_CARE = Care(
    "hypertension", "bp_invitation", "hypertension_pca_unsuitable", "hypertension_pca_declined"
)
CORONARY_CARE = Care("coronary heart disease", "chd_invitation", "chd_pca_unsuitable", "chd_pca_declined")
STROKE_CARE = Care("stroke", "stroke_invitation", "stroke_pca_unsuitable", "stroke_pca_declined")
DIABETES_CARE = Care("diabetes", "diabetes_invitation", "diabetes_pca_unsuitable", "diabetes_pca_declined")
LIPID_CARE = Care("cholesterol", "lipid_invitation", "lipid_pca_unsuitable", "lipid_pca_declined")
ATRIAL_FIBRILLATION_CARE = Care(
    "atrial fibrillation", "af_invitation", "af_pca_unsuitable", "af_pca_declined"
)
HYPERGLYCAEMIA_CARE = Care(
    "non-diabetic hyperglycaemia", "ndh_invitation", "ndh_pca_unsuitable", "ndh_pca_declined"
)


def first_since(codes: str, resolved: str) -> Earliest:
    """The first diagnosis since the latest resolved code: coding it again does not make it new."""
    return Earliest(codes, window=on_or_after(Latest(resolved).date, or_ever=True))


def adjustments(
    first: int,
    care: Care,
    *,
    diagnosed: DateExpr,
    evidence: DateExpr | None = None,
    result: str = "",
    maximal: str | None = None,
    test_declined: tuple[tuple[str, ...], str] | None = None,
    new_for: Period = FOR_A_TARGET,
) -> tuple[Rule, ...]:
    """The adjustments in their order, numbered from ``first``.

    diagnosed: the day of the diagnosis. evidence: the day of the last result of the 12 months, which
    invitations must follow, and what it is called (``result``); none where the care is no test. maximal:
    codelist of maximal treatment; test_declined: codelists of a declined test and the sentence. new_for: how
    long after a diagnosis or registration nothing is expected yet.
    """
    said: list[tuple[str | tuple[str, ...], str]] = []
    if maximal is not None:
        said.append((maximal, "On maximal tolerated treatment"))
    said.append((care.unsuitable, f"Not suitable for the {care.about} indicators"))
    if test_declined is not None:
        said.append(test_declined)
    said.append((care.declined, f"Chose not to have {care.about} care"))

    after_the_result = YEAR if evidence is None else YEAR & after(evidence, or_ever=True)
    invited = Count(care.invitation, window=after_the_result, apart=days(7))
    newly = ACHIEVEMENT_DATE - new_for
    ordered: list[tuple[BoolExpr, str]] = [
        *((Latest(codes, window=YEAR).exists, sentence) for codes, sentence in said),
        (
            invited.count >= 2,
            "Invited twice, at least 7 days apart" + (f", and no {result} since" if result else ""),
        ),
        (diagnosed > newly, f"Diagnosed in the last {new_for}"),
        (RegisteredSince() > newly, f"Registered in the last {new_for}"),
    ]
    return tuple(adjust(f"R{number}", *rule) for number, rule in enumerate(ordered, first))
