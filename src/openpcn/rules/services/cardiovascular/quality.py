"""What the quality indicators of a practice share: the windows, and the adjustments in their order.

The target always comes before the adjustments, so that an exception never removes somebody who reached it.
"""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    Count,
    DateExpr,
    Latest,
    RegisteredSince,
    Rule,
    adjust,
    after,
    days,
    last,
    months,
)

YEAR = last(months(12))
SIX_MONTHS = last(months(6))
NINE_MONTHS_BEFORE = ACHIEVEMENT_DATE - months(9)


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
LIPID_CARE = Care("lipid", "lipid_invitation", "lipid_pca_unsuitable", "lipid_pca_declined")
ATRIAL_FIBRILLATION_CARE = Care(
    "atrial fibrillation", "af_invitation", "af_pca_unsuitable", "af_pca_declined"
)
HYPERGLYCAEMIA_CARE = Care(
    "non-diabetic hyperglycaemia", "ndh_invitation", "ndh_pca_unsuitable", "ndh_pca_declined"
)


def invitations(invitation: str, evidence: DateExpr | None) -> Count:
    """Invitations of the twelve months, at least 7 days apart, after the last result where there is one."""
    window = YEAR if evidence is None else YEAR & after(evidence, or_ever=True)
    return Count(invitation, window=window, apart=days(7))


def adjustments(
    first: int,
    care: Care,
    *,
    diagnosed: DateExpr,
    evidence: DateExpr | None = None,
    result: str = "",
    maximal: str | None = None,
    test_declined: tuple[tuple[str, ...], str] | None = None,
) -> tuple[Rule, ...]:
    """The adjustments in their order, numbered from ``first``.

    diagnosed: the day of the diagnosis. evidence: the day of the last result of the twelve months, which
    invitations must follow, and what it is called; none where the care is no test. maximal: codelist of
    maximal treatment; test_declined: codelists of a declined test and the sentence.
    """
    rules: list[Rule] = []

    def add(when: str | tuple[str, ...], sentence: str) -> None:
        rules.append(adjust(f"R{first + len(rules)}", Latest(when, window=YEAR).exists, sentence))

    if maximal is not None:
        add(maximal, "On maximal tolerated treatment")
    add(care.unsuitable, f"Not suitable for the {care.about} indicators")
    if test_declined is not None:
        add(*test_declined)
    add(care.declined, f"Chose not to have {care.about} care")
    number = first + len(rules)
    rules += [
        adjust(
            f"R{number}",
            invitations(care.invitation, evidence).count >= 2,
            "Invited twice, at least 7 days apart" + (f", and no {result} since" if result else ""),
        ),
        adjust(f"R{number + 1}", diagnosed > NINE_MONTHS_BEFORE, "Diagnosed in the last nine months"),
        adjust(
            f"R{number + 2}", RegisteredSince() > NINE_MONTHS_BEFORE, "Registered in the last nine months"
        ),
    ]
    return tuple(rules)
