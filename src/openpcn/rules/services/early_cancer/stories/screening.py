"""Stories of screening that is due."""

from __future__ import annotations

from openpcn.rules.language import (
    Expected,
    Indicator,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.early_cancer import screening as s
from openpcn.rules.services.early_cancer.stories.shared import holds, in_order


def _s(of: Indicator, title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(of, title, about, expect=expect)


def _aged(years: int, sex: str = "female", days_short: int = 0) -> StoryPerson:
    return person(born=f"{2026 - years}-02-{10 + days_short}", sex=sex)


def _ages(of: Indicator, youngest: int, first_too_old: int, sex: str, also: str = "") -> tuple[Story, ...]:
    """Both sides of both ages; somebody of another sex where the programme has one."""

    def one(about: StoryPerson) -> StoryPerson:
        return about.has(also, on="2000-01-01") if also else about

    return (
        _s(of, f"{youngest} today", one(_aged(youngest, sex)), due(by="2026-03-10")),
        _s(of, f"{youngest} tomorrow", one(_aged(youngest, sex, 1)), outside()),
        _s(of, f"{first_too_old} tomorrow", one(_aged(first_too_old, sex, 1)), due()),
        _s(of, f"{first_too_old} today", one(_aged(first_too_old, sex)), outside()),
    )


_60, _man = _aged(60), _aged(66, "male")
_smoker = _60.has("smoking_status", on="2015-01-01", code="8517006")

_BOWEL = (
    *_ages(s.BOWEL_DUE, 50, 75, "male"),
    _s(
        s.BOWEL_DUE,
        "two years ago less a day",
        _60.has("bowel_screening_done", on="2024-02-11"),
        achieved("R1"),
    ),
    _s(s.BOWEL_DUE, "two years ago to the day", _60.has("bowel_screening_done", on="2024-02-10"), due()),
    _s(s.BOWEL_DUE, "did not answer", _60.has("bowel_screening_no_response", on="2025-09-01"), due()),
    _s(s.BOWEL_DUE, "with a learning disability", _60.has("learning_disability", on="1999-01-05"), due()),
    _s(
        s.BOWEL_DUE,
        "another cancer known",
        _60.has("cancer", on="2020-01-01", code="254837009"),
        due(),
    ),
    _s(s.BOWEL_DUE, "a FIT for symptoms", _60.measures("fit_result", 4, "ug/g", on="2025-12-01"), due()),
    _s(
        s.BOWEL_DUE,
        "no large bowel",
        _60.has("bowel_screening_not_applicable", on="2015-01-01"),
        excluded("R2"),
    ),
    _s(
        s.BOWEL_DUE,
        "declined within the year",
        _60.declines("bowel_screening_declined", on="2025-02-11"),
        adjusted("R3"),
    ),
    _s(s.BOWEL_DUE, "declined a year ago", _60.declines("bowel_screening_declined", on="2025-02-10"), due()),
    _s(
        s.BOWEL_DUE,
        "bowel cancer known",
        _60.has("cancer", on="2020-01-01", code="363406005"),
        excluded("R4"),
    ),
)

_53 = _aged(53)
_BREAST = (
    _s(s.BREAST_DUE, "53 today, never screened", _53, due()),
    _s(s.BREAST_DUE, "53 tomorrow, never screened", _aged(53, days_short=1), excluded("R4")),
    _s(
        s.BREAST_DUE,
        "52, screened more than three years ago",
        _aged(52).has("breast_screening_done", on="2023-02-10"),
        due(),
    ),
    _s(
        s.BREAST_DUE,
        "50 today, screened more than three years ago",
        _aged(50).has("breast_screening_done", on="2023-02-10"),
        due(),
    ),
    _s(
        s.BREAST_DUE,
        "50 tomorrow, screened more than three years ago",
        _aged(50, days_short=1).has("breast_screening_done", on="2023-02-10"),
        outside(),
    ),
    _s(s.BREAST_DUE, "did not answer", _60.has("breast_screening_no_response", on="2025-09-01"), due()),
    _s(
        s.BREAST_DUE,
        "with a serious mental illness",
        _60.has("serious_mental_illness", on="1999-01-05"),
        due(),
    ),
    _s(
        s.BREAST_DUE, "declined a year ago", _60.declines("breast_screening_declined", on="2025-02-10"), due()
    ),
    _s(s.BREAST_DUE, "71 tomorrow", _aged(71, days_short=1), due()),
    _s(s.BREAST_DUE, "71 today", _aged(71), outside()),
    _s(s.BREAST_DUE, "a man", _aged(60, "male"), outside()),
    _s(s.BREAST_DUE, "sex not recorded", _aged(60, "unknown"), outside()),
    _s(
        s.BREAST_DUE,
        "three years ago less a day",
        _60.has("breast_screening_done", on="2023-02-11"),
        achieved("R1"),
    ),
    _s(s.BREAST_DUE, "three years ago to the day", _60.has("breast_screening_done", on="2023-02-10"), due()),
    _s(
        s.BREAST_DUE,
        "does not apply",
        _60.has("breast_screening_not_applicable", on="2015-01-01"),
        excluded("R2"),
    ),
    _s(
        s.BREAST_DUE,
        "declined within the year",
        _60.declines("breast_screening_declined", on="2025-02-11"),
        adjusted("R3"),
    ),
)

CERVICAL = "cervical_screening"
NEGATIVE, POSITIVE, CYTOLOGY = "888091000000108", "888111000000103", "417036008"
_40, _54 = _aged(40), _aged(54)


def _smear(about: StoryPerson, on: str, code: str = NEGATIVE) -> StoryPerson:
    return about.has("cervical_screening_done", on=on, code=code)


def _cervical_in(title: str, about: StoryPerson, expect: Expected, as_at: str) -> Story:
    return story(s.CERVICAL_DUE, title, about, as_at=as_at, achievement_date="2031-03-31", expect=expect)


_CERVICAL = (
    *_ages(s.CERVICAL_DUE, 25, 65, "female"),
    _s(s.CERVICAL_DUE, "a man", _aged(40, "male"), outside()),
    _s(s.CERVICAL_DUE, "sex not recorded", _aged(40, "unknown"), outside()),
    _s(
        s.CERVICAL_DUE,
        "with a serious mental illness",
        _40.has("serious_mental_illness", on="2015-01-05"),
        due(),
    ),
    _s(
        s.CERVICAL_DUE,
        "never screened, did not answer",
        _40.has(f"{CERVICAL}_no_response", on="2025-09-01"),
        due(),
    ),
    _s(s.CERVICAL_DUE, "40, three years ago less a day", _smear(_40, "2023-02-11"), achieved("R2")),
    _s(s.CERVICAL_DUE, "40, three years ago to the day", _smear(_40, "2023-02-10"), due()),
    _s(s.CERVICAL_DUE, "58, five years ago less a day", _smear(_aged(58), "2021-02-11"), achieved("R3")),
    _s(s.CERVICAL_DUE, "58, five years ago to the day", _smear(_aged(58), "2021-02-10"), due()),
    _s(
        s.CERVICAL_DUE, "50 on the day of the test, four years ago", _smear(_54, "2022-02-10"), achieved("R3")
    ),
    _s(s.CERVICAL_DUE, "50 a day after the test, four years ago", _smear(_54, "2022-02-09"), due()),
    _s(s.CERVICAL_DUE, "positive a year ago less a day", _smear(_40, "2025-02-11", POSITIVE), achieved("R1")),
    _s(s.CERVICAL_DUE, "positive a year ago to the day", _smear(_40, "2025-02-10", POSITIVE), due()),
    _s(s.CERVICAL_DUE, "positive at 54, a year ago to the day", _smear(_54, "2025-02-10", POSITIVE), due()),
    _s(
        s.CERVICAL_DUE,
        "positive years ago, negative since: the last test decides",
        _smear(_smear(_40, "2020-02-01", POSITIVE), "2023-02-11"),
        achieved("R2"),
    ),
    _s(
        s.CERVICAL_DUE,
        "negative years ago, positive two years ago",
        _smear(_smear(_40, "2021-02-01"), "2024-02-11", POSITIVE),
        due(),
    ),
    _cervical_in(
        "30, cytology only since July 2025, an older negative test",
        _smear(_smear(person(born="1995-01-01"), "2020-07-01"), "2025-07-01", CYTOLOGY),
        due(),
        "2029-07-01",
    ),
    _s(
        s.CERVICAL_DUE,
        "pregnant again, an earlier pregnancy ended before",
        _40.has("pregnancy_ended", on="2025-06-01").has("pregnancy", on="2025-10-01"),
        adjusted("R6"),
    ),
    _s(
        s.CERVICAL_DUE,
        "no cervix",
        _40.has("cervical_screening_not_applicable", on="2015-01-01"),
        excluded("R4"),
    ),
    _s(
        s.CERVICAL_DUE,
        "declined within the year",
        _40.declines("cervical_screening_declined", on="2025-02-11"),
        adjusted("R5"),
    ),
    _s(s.CERVICAL_DUE, "declined a year ago", _40.declines(f"{CERVICAL}_declined", on="2025-02-10"), due()),
    _s(s.CERVICAL_DUE, "pregnant", _40.has("pregnancy", on="2025-10-01"), adjusted("R6")),
    _s(
        s.CERVICAL_DUE,
        "pregnancy recorded nine months ago less a day",
        _40.has("pregnancy", on="2025-05-11"),
        adjusted("R6"),
    ),
    _s(
        s.CERVICAL_DUE,
        "pregnancy recorded nine months ago to the day",
        _40.has("pregnancy", on="2025-05-10"),
        due(),
    ),
    _s(
        s.CERVICAL_DUE,
        "a pregnancy that ended more than twelve weeks ago",
        _40.has("pregnancy", on="2025-10-01").has("pregnancy_ended", on="2025-11-01"),
        due(),
    ),
    _s(
        s.CERVICAL_DUE,
        "twelve weeks after the birth less a day",
        _40.has("pregnancy_ended", on="2025-11-19"),
        adjusted("R6"),
    ),
    _s(s.CERVICAL_DUE, "twelve weeks after the birth", _40.has("pregnancy_ended", on="2025-11-18"), due()),
    _cervical_in(
        "30, negative on 1 July 2025, four years later",
        _smear(person(born="1995-01-01"), "2025-07-01"),
        achieved("R3"),
        "2029-07-01",
    ),
    _cervical_in(
        "30, negative on 30 June 2025, four years later",
        _smear(person(born="1995-01-01"), "2025-06-30"),
        due(),
        "2029-07-01",
    ),
    _cervical_in(
        "30, negative on 1 July 2025, five years later",
        _smear(person(born="1995-01-01"), "2025-07-01"),
        due(),
        "2030-07-01",
    ),
    _cervical_in(
        "30, cytology only since July 2025, four years later",
        _smear(person(born="1995-01-01"), "2025-07-01", CYTOLOGY),
        due(),
        "2029-07-01",
    ),
)

_AAA = (
    *_ages(s.AAA_DUE, 65, 75, "male"),
    _s(s.AAA_DUE, "a woman", _aged(66), outside()),
    _s(s.AAA_DUE, "sex not recorded", _aged(66, "unknown"), outside()),
    _s(
        s.AAA_DUE,
        "with a learning disability",
        _man.has("learning_disability", on="1999-01-05"),
        due(by="2026-03-10"),
    ),
    _s(s.AAA_DUE, "screened", _man.has("aaa_screening_done", on="2024-01-01"), achieved("R1")),
    _s(s.AAA_DUE, "an ultrasound for another reason", _man.has("ultrasound_done", on="2024-01-01"), due()),
    _s(
        s.AAA_DUE,
        "an aneurysm is known",
        _man.has("abdominal_aortic_aneurysm", on="2020-01-01"),
        excluded("R2"),
    ),
    _s(s.AAA_DUE, "declined", _man.declines("aaa_screening_declined", on="2024-01-01"), adjusted("R3")),
)

_LUNG = (
    *_ages(s.LUNG_DUE, 55, 75, "female", "smoking_status"),
    _s(s.LUNG_DUE, "used to smoke", _smoker, due()),
    _s(s.LUNG_DUE, "smokes", _60.has("smoking_status", on="2025-01-01", code="77176002"), due()),
    _s(
        s.LUNG_DUE,
        "recorded as never smoked since",
        _smoker.has("smoking_status", on="2020-01-01", code="266919005"),
        due(),
    ),
    _s(s.LUNG_DUE, "did not answer", _smoker.has("lung_screening_no_response", on="2025-09-01"), due()),
    _s(
        s.LUNG_DUE,
        "with a learning disability",
        _smoker.has("learning_disability", on="1999-01-05"),
        due(),
    ),
    _s(
        s.LUNG_DUE, "declined a year ago", _smoker.declines("lung_screening_declined", on="2025-02-10"), due()
    ),
    _s(s.LUNG_DUE, "never smoked", _60.has("smoking_status", on="2015-01-01", code="266919005"), outside()),
    _s(s.LUNG_DUE, "smoking not recorded", _60, outside()),
    _s(
        s.LUNG_DUE,
        "two years ago less a day",
        _smoker.has("lung_screening_done", on="2024-02-11"),
        achieved("R1"),
    ),
    _s(s.LUNG_DUE, "two years ago to the day", _smoker.has("lung_screening_done", on="2024-02-10"), due()),
    _s(
        s.LUNG_DUE,
        "lung cancer known",
        _smoker.has("cancer", on="2020-01-01", code="363358000"),
        excluded("R2"),
    ),
    _s(
        s.LUNG_DUE,
        "declined within the year",
        _smoker.declines("lung_screening_declined", on="2025-02-11"),
        adjusted("R3"),
    ),
)


_LARGE_BOWEL = holds("bowel_screening_not_applicable", "2015-01-01", excluded("R2"))
_ORDER = (
    *in_order(
        s.BOWEL_DUE,
        _60,
        holds("bowel_screening_done", "2025-06-01", achieved("R1")),
        _LARGE_BOWEL,
        holds("bowel_screening_declined", "2025-06-01", adjusted("R3")),
        holds("cancer", "2020-01-01", excluded("R4"), code="363406005", named="bowel cancer"),
    ),
    *in_order(
        s.BREAST_DUE,
        _aged(52),
        holds("breast_screening_done", "2025-06-01", achieved("R1")),
        holds("breast_screening_not_applicable", "2015-01-01", excluded("R2")),
        holds("breast_screening_declined", "2025-06-01", adjusted("R3")),
    ),
    _s(
        s.BREAST_DUE,
        "52, never screened, declined: the earlier rule decides",
        _aged(52).declines("breast_screening_declined", on="2025-06-01"),
        adjusted("R3"),
    ),
    *in_order(
        s.CERVICAL_DUE,
        _60,
        holds(f"{CERVICAL}_done", "2023-08-01", achieved("R2"), code=NEGATIVE, named="a test in three years"),
        holds(f"{CERVICAL}_not_applicable", "2015-01-01", excluded("R4")),
    ),
    *in_order(
        s.CERVICAL_DUE,
        _60,
        holds(f"{CERVICAL}_done", "2022-08-01", achieved("R3"), code=NEGATIVE, named="a test in five years"),
        holds(f"{CERVICAL}_not_applicable", "2015-01-01", excluded("R4")),
        holds(f"{CERVICAL}_declined", "2025-06-01", adjusted("R5")),
        holds("pregnancy", "2025-10-01", adjusted("R6")),
    ),
    _s(
        s.CERVICAL_DUE,
        "54, a negative test of a month ago: the shortest interval is named",
        _smear(_54, "2026-01-10"),
        achieved("R1"),
    ),
    *in_order(
        s.AAA_DUE,
        _man,
        holds("aaa_screening_done", "2024-01-01", achieved("R1")),
        holds("abdominal_aortic_aneurysm", "2020-01-01", excluded("R2")),
        holds("aaa_screening_declined", "2024-01-01", adjusted("R3")),
    ),
    *in_order(
        s.LUNG_DUE,
        _smoker,
        holds("lung_screening_done", "2025-06-01", achieved("R1")),
        holds("cancer", "2020-01-01", excluded("R2"), code="363358000", named="lung cancer"),
        holds("lung_screening_declined", "2025-06-01", adjusted("R3")),
    ),
)

STORIES: tuple[Story, ...] = (*_BOWEL, *_BREAST, *_CERVICAL, *_AAA, *_LUNG, *_ORDER)
