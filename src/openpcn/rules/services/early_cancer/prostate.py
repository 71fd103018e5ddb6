"""A raised PSA for the age, and no urgent urological referral."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_

from openpcn.rules.language import (
    BoolExpr,
    CaseFinding,
    In,
    Latest,
    LatestValue,
    Nearly,
    On,
    Rule,
    Show,
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
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.early_cancer.facts import (
    AGE,
    FORTNIGHT,
    LOCAL,
    NG12,
    OTHER_SITES,
    RED_FLAG,
    cancer_of,
)
from openpcn.terms.units import Unit

_psa = LatestValue("psa", unit=Unit.UG_PER_L, window=last(months(12), until=UP_TO), same_day="highest")
#: More than so many micrograms per litre; under 40 and over 79 is left to clinical judgement.
LIMITS = ((40, 49, 2.5), (50, 59, 3.5), (60, 69, 4.5), (70, 79, 6.5))
_ABOVE: BoolExpr = reduce(
    or_, (AGE.between(youngest, oldest) & (_psa.value > limit) for youngest, oldest, limit in LIMITS)
)
_since = on_or_after(_psa.date)

_RULES: tuple[Rule, ...] = (
    achieve(
        "R1",
        Latest(In(OTHER_SITES, "urological", "not said"), window=on_or_after(_psa.date - FORTNIGHT)).exists,
        "Urgently referred",
    ),
    exclude("R2", Latest(cancer_of("prostate")).exists, "Prostate cancer is known"),
    exclude("R3", Latest("suspected_cancer_excluded", window=_since).exists, "Cancer ruled out since"),
    adjust("R4", Latest("cancer_referral_declined", window=_since).exists, "Chose not to be referred"),
    adjust("R5", On(PALLIATIVE), "Receiving palliative care"),
)
_NEARLY = (
    Nearly(
        Latest("urinary_tract_infection", window=on_or_after(_psa.date - days(42))).exists,
        "A urinary infection is recorded near the test: it can raise the PSA for six weeks",
    ),
)


def _review(id: str, title: str) -> Work:
    return Work(
        id,
        title,
        by=("gp",),
        minutes=10,
        counts=(OTHER_SITES, "cancer_referral_declined"),
        window=FORTNIGHT,
        red_flag=_psa.value > 20,
        red_flag_sentence=f"The PSA is above 20. {RED_FLAG}",
    )


RAISED_PSA = CaseFinding(
    "raised_psa",
    "Prostate specific antigen above the limit for the age",
    source=NG12,
    rationale=(
        "The last PSA of twelve months is above 2.5 micrograms per litre at 40 to 49, 3.5 at 50 to 59, 4.5 "
        "at 60 to 69, 6.5 at 70 to 79: strictly above. Under 40 and from 80 on NG12 leaves it to clinical "
        "judgement: see raised_psa_for_judgement. The limits are for symptoms; whether somebody had any "
        "is not looked at. Of two results of one day the higher counts. Age is that on the day of the data. "
        "Sex is not looked at: anybody who has the test has a prostate. A referral of the 14 days before the "
        "test answers it. Above 20 comes first: this project's choice."
    ),
    of=_ABOVE,
    rules=_RULES,
    due_sentence="PSA above the limit for the age, and no urgent referral",
    nearly=_NEARLY,
    shows=(Show("Last PSA", _psa),),
    work=_review("review_raised_psa", "Review the PSA: repeat it or refer"),
)

#: NG12 gives no limit here: the highest published one from 80 on, the lowest under 40.
OVER_79, UNDER_40 = 6.5, 2.5

RAISED_PSA_FOR_JUDGEMENT = CaseFinding(
    "raised_psa_for_judgement",
    "Raised prostate specific antigen at an age without a published limit",
    source=replace(
        LOCAL,
        reference="NICE NG12 gives limits from 40 to 79 and leaves the other ages to clinical judgement",
    ),
    rationale=(
        "A prompt to look, not a limit: NG12 leaves the PSA under 40 and from 80 on to clinical judgement. "
        "So that a very high result is not silent, the last PSA of twelve months is listed above 6.5 "
        "micrograms per litre from 80 on, the highest limit published, and above 2.5 under 40, the lowest."
    ),
    of=((AGE >= 80) & (_psa.value > OVER_79)) | ((AGE < 40) & (_psa.value > UNDER_40)),
    rules=_RULES,
    due_sentence="Raised PSA at an age that NG12 leaves to judgement, and no urgent referral",
    nearly=_NEARLY,
    shows=(Show("Last PSA", _psa),),
    work=_review("judge_raised_psa", "Look at the PSA: judge, repeat or refer"),
    listed=False,
)

DEFINITIONS = (RAISED_PSA, RAISED_PSA_FOR_JUDGEMENT)
