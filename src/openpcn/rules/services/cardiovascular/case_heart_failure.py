"""Heart failure that nobody recorded, and raised natriuretic peptides that nobody followed up."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    CaseFinding,
    Issues,
    Latest,
    LatestValue,
    Nearly,
    On,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    days,
    exclude,
    last,
    months,
    on_or_after,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.heart_and_vessels import HEART_FAILURE
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.cardiovascular.sources import ncl
from openpcn.terms.units import Unit

_age = AgeOn(UP_TO)
_HF = On(HEART_FAILURE)
_PALLIATIVE = adjust("R4", On(PALLIATIVE), "Receiving palliative care")
_THREE_MONTHS = last(months(3), until=UP_TO)
_medicine = Issues("heart_failure_medicine", window=_THREE_MONTHS)
_excluded = Latest("heart_failure_excluded", window=last(months(36), until=UP_TO))
_peptide = LatestValue(
    "nt_probnp", unit=Unit.NG_PER_L, window=last(months(24), until=UP_TO), same_day="highest"
)
_since = on_or_after(_peptide.date)

HEART_FAILURE_UNCODED = CaseFinding(
    "heart_failure_uncoded",
    "Takes a medicine for heart failure that is not recorded",
    source=ncl("HF_61", confirmed=True),
    rationale=(
        "Sacubitril with valsartan, ivabradine or eplerenone in the last 3 months, and no heart failure "
        "on record: the diagnosis may only never have been coded. Of the local search we keep the medicines "
        "that are mostly given for it; spironolactone, dapagliflozin and digoxin have too many other uses."
    ),
    also_known_as=("HF_61",),
    of=(_age >= 18) & _medicine.exists,
    rules=(
        achieve("R1", _HF, "Heart failure is recorded"),
        exclude("R2", _excluded.exists, "Heart failure was excluded in the last 3 years"),
        _PALLIATIVE,
    ),
    due_sentence="Takes a medicine for heart failure, and heart failure is not recorded",
    nearly=(
        Nearly(
            Latest("lvsd").exists, "Left ventricular systolic dysfunction is recorded, heart failure is not"
        ),
        Nearly(Latest("heart_failure_resolved").exists, "Heart failure was recorded as resolved"),
    ),
    shows=(
        Show("Last issue of the medicine", _medicine),
        Show("Left ventricular systolic dysfunction recorded", Latest("lvsd")),
    ),
    work=Work(
        "code_heart_failure",
        "Check why the medicine is taken and record it",
        by=("clinical_pharmacist", "gp"),
        minutes=10,
        counts=("heart_failure", "heart_failure_excluded"),
        window=months(3),
    ),
    listed=False,
)

PEPTIDE_NOT_FOLLOWED_UP = CaseFinding(
    "nt_probnp_not_followed_up",
    "Raised NT-proBNP without echocardiogram or referral",
    source=Source(
        "NICE NG106",
        "2018",
        "NT-proBNP of 400 ng/L or more: specialist assessment within 6 weeks, over 2000 within 2; NCL HF_61",
    ),
    rationale=(
        "The latest NT-proBNP of the last 2 years is 400 ng/L or more, heart failure is not recorded, and "
        "neither an echocardiogram nor a referral follows. Over 2000 is seen first, as NICE asks. BNP, "
        "measured by few laboratories, is not read."
    ),
    of=(_age >= 18) & (_peptide.value >= 400),
    rules=(
        exclude("R1", _HF, "Heart failure is recorded"),
        achieve(
            "R2",
            Latest("heart_failure_referral", window=_since).exists,
            "Echocardiogram or referral since",
        ),
        exclude(
            "R3", Latest("heart_failure_excluded", window=_since).exists, "Heart failure was excluded since"
        ),
        _PALLIATIVE,
    ),
    due_sentence="NT-proBNP of 400 or more, and neither echocardiogram nor referral since",
    nearly=(
        Nearly(
            Latest("heart_failure_referral").exists,
            "The echocardiogram or referral was before this result",
        ),
    ),
    shows=(Show("Last NT-proBNP", _peptide),),
    work=Work(
        "heart_failure_assessment",
        "Refer for echocardiogram and specialist assessment",
        by=("clinical_pharmacist", "gp"),
        minutes=15,
        counts=("heart_failure_referral", "heart_failure", "heart_failure_excluded"),
        window=days(14),
        red_flag=_peptide.value > 2000,
        red_flag_sentence="NT-proBNP over 2000: assessment within 2 weeks of the result.",
    ),
)

INDICATORS = (HEART_FAILURE_UNCODED, PEPTIDE_NOT_FOLLOWED_UP)
