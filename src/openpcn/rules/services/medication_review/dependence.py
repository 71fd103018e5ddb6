"""Medicines that may lead to dependence: persistent use, dangerous pairs, long use, high doses of opioids."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    BoolExpr,
    Count,
    Indicator,
    Latest,
    On,
    Register,
    Show,
    Source,
    SumOf,
    Work,
    achieve,
    adjust,
    days,
    last,
    months,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.services.medication_review.issues import THREE_MONTHS, Lists, issued, together
from openpcn.rules.services.medication_review.reviews import REVIEW, SHOW_LAST_REVIEW, other_kind_of_review

OPIOIDS = ("opioid_weak", "opioid_strong", "opioid_patch", "opioid_high_dose")
_GABAPENTINOID = "gabapentinoid"
_BENZODIAZEPINE = ("benzodiazepine", "z_drug")
DEPENDENCE_FORMING = (*OPIOIDS, _GABAPENTINOID, *_BENZODIAZEPINE)
DOSE_DAYS = 84  # three supplies of 28 days
HIGH_DOSE = 120  # mg of oral morphine a day

_SOURCE = Source(
    "NICE guideline NG215, Medicines associated with dependence or withdrawal symptoms",
    "April 2022",
    "groups of the Network Contract DES guidance; windows as OpenPrescribing and OpenSAFELY use them",
    confirmed=False,
)
_issues = Count(DEPENDENCE_FORMING, table="issue", window=last(THREE_MONTHS, until=AS_AT))
_show = Show("Last issue of such a medicine", _issues.date)


def _show_last(named: str, medicines: Lists) -> Show:
    return Show(f"Last {named}", issued(medicines, THREE_MONTHS, AS_AT))


PERSISTENT = Register(
    "dependence_forming_persistent",
    "People who take a dependence-forming medicine persistently",
    source=_SOURCE,
    rationale=(
        "Two or more issues in three months of an opioid (weak ones too), a gabapentinoid, a benzodiazepine "
        "or a z-drug. Wider than SMR01C, which leaves weak opioids out."
    ),
    member=_issues.count >= 2,
    shows=(_show,),
)
OPIOID_GABAPENTINOID = Register(
    "opioid_with_gabapentinoid",
    "People on an opioid with a gabapentinoid",
    source=_SOURCE,
    rationale="An issue of each within 28 days of the other in three months: together they slow breathing.",
    member=together(OPIOIDS, _GABAPENTINOID, AS_AT).exists,
    shows=(_show_last("opioid", OPIOIDS), _show_last("gabapentinoid", _GABAPENTINOID)),
)
OPIOID_BENZODIAZEPINE = Register(
    "opioid_with_benzodiazepine",
    "People on an opioid with a benzodiazepine or a z-drug",
    source=_SOURCE,
    rationale=(
        "An issue of each within 28 days of the other in three months. Z-drugs act as benzodiazepines do, so "
        "they count with them."
    ),
    member=together(OPIOIDS, _BENZODIAZEPINE, AS_AT).exists,
    shows=(_show_last("opioid", OPIOIDS), _show_last("benzodiazepine or z-drug", _BENZODIAZEPINE)),
)


def _in_quarter(number: int) -> BoolExpr:
    """Issued in the three months that end so many quarters before the day of the data."""
    until = AS_AT - months(3 * number) if number else AS_AT
    return issued(DEPENDENCE_FORMING, THREE_MONTHS, until).exists


TWELVE_MONTHS = Register(
    "dependence_forming_12_months",
    "People who have taken a dependence-forming medicine for a year",
    source=_SOURCE,
    rationale=(
        "An issue in each of the four quarters of the last twelve months, whichever of the medicines it was. "
        "Somebody who stopped for a quarter is not counted."
    ),
    member=_in_quarter(0) & _in_quarter(1) & _in_quarter(2) & _in_quarter(3),
    shows=(_show,),
)

MORPHINE = SumOf(OPIOIDS, amounts="oral_morphine_equivalent", window=last(days(DOSE_DAYS), until=AS_AT))
DAILY_MORPHINE = MORPHINE.amount / DOSE_DAYS

HIGH_DOSE_OPIOID = Register(
    "high_dose_opioid",
    "People on opioids of 120 mg of oral morphine a day or more",
    source=Source(
        "Faculty of Pain Medicine, Opioids Aware",
        "2020",
        "the risk of harm rises substantially above 120 mg a day; dose equivalents in "
        "oral_morphine_equivalent",
        confirmed=False,
    ),
    rationale=(
        "What was issued in 84 days, three supplies of 28, in oral morphine, divided by the days: somebody "
        "who started within that time is found late. 120 itself counts. An issue without its quantity, or "
        "of a product without an equivalent, makes the sum at least so much, and nobody is put on by a guess."
    ),
    member=DAILY_MORPHINE >= HIGH_DOSE,
    shows=(Show("Oral morphine a day (mg)", DAILY_MORPHINE), _show_last("opioid", OPIOIDS)),
)

_SIX_MONTHS = last(months(6), until=AS_AT)

DEPENDENCE_REVIEW = Indicator(
    "dependence_review",
    "Review of risky use of dependence-forming medicines",
    source=_SOURCE,
    rationale=(
        "An opioid with a gabapentinoid or a benzodiazepine, a year of use, or 120 mg of oral morphine a "
        "day: a structured review in six months. The guideline asks for regular reviews and names no "
        "interval; six months is our choice."
    ),
    of=On(OPIOID_GABAPENTINOID) | On(OPIOID_BENZODIAZEPINE) | On(TWELVE_MONTHS) | On(HIGH_DOSE_OPIOID),
    rules=(
        achieve(
            "R1",
            Latest(REVIEW, window=_SIX_MONTHS).exists,
            "Structured medication review in the last six months",
        ),
        adjust("R2", On(PALLIATIVE), "Receiving palliative care"),
    ),
    due_sentence="Risky use of a dependence-forming medicine, and no structured review in six months",
    nearly=(other_kind_of_review(_SIX_MONTHS),),
    shows=(
        _show,
        Show("Oral morphine a day (mg)", DAILY_MORPHINE),
        SHOW_LAST_REVIEW,
    ),
    work=Work(
        "dependence_review",
        "Review of dependence-forming medicines",
        by=("clinical_pharmacist", "gp"),
        minutes=30,
        counts=(REVIEW,),
        window=months(3),
    ),
    listed=False,
)

DEFINITIONS = (
    PERSISTENT,
    OPIOID_GABAPENTINOID,
    OPIOID_BENZODIAZEPINE,
    TWELVE_MONTHS,
    HIGH_DOSE_OPIOID,
    DEPENDENCE_REVIEW,
)
