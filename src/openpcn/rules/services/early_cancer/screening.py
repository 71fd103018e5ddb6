"""Screening that is due or was not answered: bowel, breast, cervical, abdominal aortic aneurysm, lung.

Nothing here invites anybody: the programmes do. These lists tell whom a practice may encourage, and help.
"""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import (
    AS_AT,
    BirthDate,
    BoolExpr,
    DeprivationFifth,
    Episode,
    In,
    Indicator,
    Latest,
    Nearly,
    On,
    Period,
    Rule,
    Sex,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    days,
    exclude,
    last,
    missing,
    months,
    on_or_after,
)
from openpcn.rules.registers.conditions import LEARNING_DISABILITY
from openpcn.rules.registers.mental_health import SERIOUS_MENTAL_ILLNESS
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.early_cancer.facts import AGE, SINCE, any_of, cancer_of

_YEAR = last(months(12), until=UP_TO)
_FEMALE, _MALE = Sex().is_("female"), Sex().is_("male")
_ASK_FIRST = On(LEARNING_DISABILITY) | On(SERIOUS_MENTAL_ILLNESS)
_ASK_FIRST_SENTENCE = (
    "Has a learning disability or serious mental illness: offer time, plain words and somebody to come along."
)
_fifth = Show("Deprivation fifth (1 is the most deprived)", DeprivationFifth())


def _programme(name: str, edition: str, reference: str) -> Source:
    return Source(f"NHS {name} screening programme", edition, reference, confirmed=False)


BOWEL = _programme("bowel cancer", "2025, ages 50 to 74", "every two years by FIT at home")
BREAST = _programme("breast", "2025", "every three years from 50 to the 71st birthday")
CERVICAL = Source(
    "NHS Cervical Screening Programme, NHS England announcement of June 2025",
    "in force from 1 July 2025",
    "after an HPV negative test on or after 1 July 2025 every five years at 25 to 49; before it every three",
)
AAA = _programme("abdominal aortic aneurysm", "2025", "men in the year they turn 65, once")
LUNG = _programme("lung cancer", "2025, rolling out until 2030", "55 to 74, who ever smoked, every two years")


def _work(id: str, title: str, counts: tuple[str, ...]) -> Work:
    return Work(
        id,
        title,
        by=("care_coordinator", "healthcare_assistant", "nurse"),
        minutes=5,
        counts=counts,
        window=months(1),
        red_flag=_ASK_FIRST,
        red_flag_sentence=_ASK_FIRST_SENTENCE,
    )


def _due(
    id: str,
    title: str,
    source: Source,
    of: BoolExpr,
    done: tuple[Rule, ...],
    others: tuple[Rule, ...],
    codes: str,
    *,
    rationale: str,
    due_sentence: str,
    nearly: Nearly,
) -> Indicator:
    """Screening that has an interval, and the interval is over or has never begun."""
    return Indicator(
        id,
        title,
        source=source,
        rationale=rationale,
        of=of,
        rules=(*done, *others),
        due_sentence=due_sentence,
        nearly=(nearly,),
        shows=(
            Show("Last screened", Latest(f"{codes}_done"), if_missing="No screening on record"),
            Show("Declined", Latest(f"{codes}_declined")),
            _fifth,
        ),
        work=_work(
            f"encourage_{codes}",
            f"Talk about {title[0].lower()}{title[1:]}",
            (f"{codes}_done", f"{codes}_declined"),
        ),
        listed=False,
    )


def _no_response(codes: str) -> Nearly:
    return Nearly(
        Latest(f"{codes}_no_response", window=_YEAR).exists, "Was invited in the last year and did not answer"
    )


def _within(codes: str, period: Period) -> BoolExpr:
    return Latest(codes, window=last(period, until=UP_TO)).exists


def _declined(codes: str, code: str = "R3") -> Rule:
    return adjust(
        code,
        Latest(f"{codes}_declined", window=_YEAR).exists,
        "Chose not to be screened, in the last 12 months",
    )


BOWEL_DUE = _due(
    "bowel_screening_due",
    "Bowel cancer screening due",
    BOWEL,
    AGE.between(50, 74),
    (achieve("R1", _within("bowel_screening_done", months(24)), "Screened in the last two years"),),
    (
        exclude("R2", Latest("bowel_screening_not_applicable").exists, "Screening does not apply"),
        _declined("bowel_screening"),
        exclude("R4", Latest(cancer_of("bowel")).exists, "Bowel cancer is known"),
    ),
    "bowel_screening",
    rationale=(
        "Aged 50 to 74 on the day of the data, and no result of the programme for two years. A FIT for "
        "symptoms is not screening. A decline is respected for twelve months."
    ),
    due_sentence="No bowel cancer screening result in two years",
    nearly=_no_response("bowel_screening"),
)

BREAST_DUE = _due(
    "breast_screening_due",
    "Breast screening due",
    BREAST,
    _FEMALE & AGE.between(50, 70),
    (achieve("R1", _within("breast_screening_done", months(36)), "Screened in the last three years"),),
    (
        exclude("R2", Latest("breast_screening_not_applicable").exists, "Screening does not apply"),
        _declined("breast_screening"),
        exclude(
            "R4",
            (AGE < 53) & missing(Latest("breast_screening_done")),
            "Under 53: the first invitation comes by the 53rd birthday",
        ),
    ),
    "breast_screening",
    rationale=(
        "Women from 50 to the 71st birthday, and no screening for three years. The first invitation comes "
        "between 50 and 53, so nobody under 53 who was never screened is due. Sex is as registered with the "
        "practice."
    ),
    due_sentence="No breast screening in three years",
    nearly=_no_response("breast_screening"),
)

#: From this day on an HPV negative test under 50 lasts five years.
FIVE_YEARS_FROM = date(2025, 7, 1)
_smear = Latest("cervical_screening_done")
_aged_50_at_test = _smear.date >= BirthDate() + months(600)
_five_years_at_any_age = (_smear.date >= FIVE_YEARS_FROM) & _smear.has_code("cervical_hpv_negative")
_not_positive = ~_smear.has_code("cervical_hpv_positive")
_pregnant = Latest("pregnancy", window=last(months(9), until=UP_TO))
_ended = Latest("pregnancy_ended", window=on_or_after(_pregnant.date))

CERVICAL_DUE = _due(
    "cervical_screening_due",
    "Cervical screening due",
    CERVICAL,
    _FEMALE & AGE.between(25, 64),
    (
        achieve("R1", _smear.date > AS_AT - months(12), "Screened in the last 12 months"),
        achieve(
            "R2",
            _not_positive & (_smear.date > AS_AT - months(36)),
            "Screened in the last three years",
        ),
        achieve(
            "R3",
            _not_positive & (_smear.date > AS_AT - months(60)) & (_aged_50_at_test | _five_years_at_any_age),
            "Screened in the last five years, at 50 or over or HPV negative since July 2025",
        ),
    ),
    (
        exclude(
            "R4", Latest("cervical_screening_not_applicable").exists, "No cervix, or screening not indicated"
        ),
        _declined("cervical_screening", "R5"),
        adjust(
            "R6",
            (_pregnant.exists & missing(_ended)) | (Latest("pregnancy_ended").date > AS_AT - days(84)),
            "Pregnant, or in the twelve weeks after",
        ),
    ),
    "cervical_screening",
    rationale=(
        "Women aged 25 to 64. The interval is that of the last test: three years under 50, five from 50; "
        "five under 50 too where the test of 1 July 2025 or later was HPV negative; one year after HPV was "
        "found. The age is that at the test. A test of another kind since July 2025 keeps three years. "
        "Men and non-binary people with a cervix are not found here unless registered as female."
    ),
    due_sentence="Cervical screening is due by the interval of the last test",
    nearly=_no_response("cervical_screening"),
)

AAA_DUE = _due(
    "aaa_screening_due",
    "Abdominal aortic aneurysm screening not on record",
    AAA,
    _MALE & AGE.between(65, 74),
    (achieve("R1", Latest("aaa_screening_done").exists, "Screened"),),
    (
        exclude("R2", Latest("abdominal_aortic_aneurysm").exists, "An aneurysm is known"),
        adjust("R3", Latest("aaa_screening_declined").exists, "Chose not to be screened, or did not attend"),
    ),
    "aaa_screening",
    rationale=(
        "Men are invited once, in the year they turn 65, and may ask for the scan later: men of 65 to 74 "
        "without a screening on record. 74 is this project's end."
    ),
    due_sentence="Man of 65 to 74 without aneurysm screening on record",
    nearly=Nearly(
        Latest("ultrasound_done").exists,
        "An ultrasound of abdomen or pelvis is on record; it is not the screening",
    ),
)

LUNG_DUE = _due(
    "lung_screening_due",
    "Lung cancer screening not on record",
    LUNG,
    AGE.between(55, 74) & Latest(In("smoking_status", "current", "ex")).exists,
    (achieve("R1", _within("lung_screening_done", months(24)), "Assessed or scanned in the last two years"),),
    (
        exclude("R2", Latest(cancer_of("lung")).exists, "Lung cancer is known"),
        _declined("lung_screening"),
    ),
    "lung_screening",
    rationale=(
        "Aged 55 to 74 and recorded at any time as smoking or having smoked. The programme reaches areas one "
        "by one until 2030, so somebody may not have been invited yet; what a practice can do is have the "
        "smoking history right."
    ),
    due_sentence="Ever smoked, 55 to 74, and no lung cancer screening in two years",
    nearly=_no_response("lung_screening"),
)


def _not_answered(
    programme: str,
    codes: str,
    source: Source,
    of: BoolExpr,
    not_applicable: BoolExpr,
    because: str = "Screening does not apply",
) -> Indicator:
    """Invited in the last year, and neither screened nor declined since."""
    start = Latest(f"{codes}_no_response", window=_YEAR)
    return Indicator(
        f"{codes}_not_answered",
        f"Did not answer the invitation to {programme} screening",
        source=source,
        rationale=(
            "No response, or did not attend, recorded in the last twelve months, and neither screened nor "
            "declined on that day or later. A word from the person's own practice may help where another "
            "letter did not."
        ),
        of=of,
        per=Episode(start=start, close_within=months(6)),
        rules=(
            achieve("R1", Latest(f"{codes}_done", window=SINCE).exists, "Screened since"),
            adjust(
                "R2",
                Latest(f"{codes}_declined", window=SINCE).exists,
                "Chose not to be screened",
            ),
            exclude("R3", not_applicable, because),
        ),
        due_sentence=f"Invited to {programme} screening and did not answer",
        nearly=(Nearly(Latest(f"{codes}_done").exists, "The last screening was before this invitation"),),
        shows=(
            Show("No response", start),
            Show("Last screened", Latest(f"{codes}_done"), if_missing="Never screened"),
            _fifth,
        ),
        work=_work(
            f"ask_about_{codes}",
            f"Ask about {programme} screening and what stands in the way",
            (f"{codes}_done", f"{codes}_declined"),
        ),
        listed=False,
    )


BOWEL_NOT_ANSWERED = _not_answered(
    "bowel cancer",
    "bowel_screening",
    BOWEL,
    AGE.between(50, 74),
    any_of(Latest("bowel_screening_not_applicable"), Latest(cancer_of("bowel"))),
    "Screening does not apply, or bowel cancer is known",
)
BREAST_NOT_ANSWERED = _not_answered(
    "breast",
    "breast_screening",
    BREAST,
    _FEMALE & AGE.between(50, 70),
    Latest("breast_screening_not_applicable").exists,
)
CERVICAL_NOT_ANSWERED = _not_answered(
    "cervical",
    "cervical_screening",
    CERVICAL,
    _FEMALE & AGE.between(25, 64),
    Latest("cervical_screening_not_applicable").exists,
)
LUNG_NOT_ANSWERED = _not_answered(
    "lung cancer",
    "lung_screening",
    LUNG,
    AGE.between(55, 74),
    Latest(cancer_of("lung")).exists,
    "Lung cancer is known",
)

DEFINITIONS = (
    BOWEL_NOT_ANSWERED,
    BREAST_NOT_ANSWERED,
    CERVICAL_NOT_ANSWERED,
    LUNG_NOT_ANSWERED,
    BOWEL_DUE,
    BREAST_DUE,
    CERVICAL_DUE,
    AAA_DUE,
    LUNG_DUE,
)
