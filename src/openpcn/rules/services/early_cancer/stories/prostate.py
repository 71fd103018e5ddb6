"""Stories of the raised PSA, with and without a published limit for the age."""

from __future__ import annotations

from openpcn.rules.language import (
    CaseFinding,
    Expected,
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
from openpcn.rules.services.early_cancer.prostate import RAISED_PSA, RAISED_PSA_FOR_JUDGEMENT
from openpcn.rules.services.early_cancer.stories.shared import holds, in_order

REFERRAL = "urgent_cancer_referral"
UROLOGICAL, LUNG, NOT_SAID = "276431000000102", "276491000000101", "199251000000107"
PROSTATE_CANCER, LUNG_CANCER = "399068003", "363358000"
ON = "2026-01-20"
_man = person(born="1961-02-10", sex="male")  # 65 on the day of the data


def _psa(age: int, value: float, *, days_short: int = 0, comparator: str | None = None) -> StoryPerson:
    man = person(born=f"{2026 - age}-02-{10 + days_short}", sex="male")
    return man.measures("psa", value, "ug/L", on=ON, comparator=comparator)


def _p(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(RAISED_PSA, title, about, expect=expect)


_raised = _psa(65, 9)
_PSA = (
    *(
        told
        for youngest, oldest, limit in ((40, 49, 2.5), (50, 59, 3.5), (60, 69, 4.5), (70, 79, 6.5))
        for told in (
            _p(f"{limit} at {youngest} is not above", _psa(youngest, limit), outside()),
            _p(f"{limit + 0.1:g} at {youngest}", _psa(youngest, limit + 0.1), due(by="2026-02-24")),
            _p(
                f"{limit + 0.1:g} a day before {oldest + 1}",
                _psa(oldest + 1, limit + 0.1, days_short=1),
                due(),
            ),
        )
    ),
    _p("9 at 39", _psa(40, 9, days_short=1), outside()),
    _p("9 at 80", _psa(80, 9), outside()),
    _p("more than 100, age 70", _psa(70, 100, comparator=">"), due()),
    _p("less than 5, age 65: not known to be above", _psa(65, 5, comparator="<"), outside()),
    _p("raised, then lower", _raised.measures("psa", 3, "ug/L", on="2026-02-02"), outside()),
    _p("two results of one day: the higher", _raised.measures("psa", 3, "ug/L", on=ON), due()),
    _p("20.1: seen first", _psa(65, 20.1), due()),
    _p(
        "twelve months ago to the day",
        _man.measures("psa", 9, "ug/L", on="2025-02-10"),
        outside(),
    ),
    _p(
        "twelve months ago less a day",
        _man.measures("psa", 9, "ug/L", on="2025-02-11"),
        due(),
    ),
    _p("a PSA without its value", _man.has("psa", on=ON), outside()),
    _p("no PSA", _man, outside()),
)


def _j(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(RAISED_PSA_FOR_JUDGEMENT, title, about, expect=expect)


def _told(of: CaseFinding, raised: StoryPerson) -> tuple[Story, ...]:
    """What both share: how a raised result is answered, and in which order."""
    return (
        *(
            story(of, title, raised.has(codes, on=on, code=code), expect=expect)
            for title, codes, on, code, expect in (
                ("referred 14 days before", REFERRAL, "2026-01-06", UROLOGICAL, achieved("R1")),
                ("referred 15 days before", REFERRAL, "2026-01-05", UROLOGICAL, due()),
                ("referred, not said for what", REFERRAL, ON, NOT_SAID, achieved("R1")),
                ("referred for the lung", REFERRAL, ON, LUNG, due()),
                ("prostate cancer known", "cancer", "2019-01-01", PROSTATE_CANCER, excluded("R2")),
                ("another cancer known", "cancer", "2019-01-01", LUNG_CANCER, due()),
                ("ruled out on the day", "suspected_cancer_excluded", ON, None, excluded("R3")),
                ("ruled out before the test", "suspected_cancer_excluded", "2026-01-19", None, due()),
                ("declined on the day", "cancer_referral_declined", ON, None, adjusted("R4")),
                ("declined before the test", "cancer_referral_declined", "2026-01-19", None, due()),
                ("receiving palliative care", "palliative_care", "2025-01-01", None, adjusted("R5")),
                (
                    "a urinary infection six weeks before",
                    "urinary_tract_infection",
                    "2025-12-09",
                    None,
                    due(),
                ),
            )
        ),
        *in_order(
            of,
            raised,
            holds(REFERRAL, ON, achieved("R1"), code=UROLOGICAL, named="a referral"),
            holds("cancer", "2019-01-01", excluded("R2"), code=PROSTATE_CANCER, named="prostate cancer"),
            holds("suspected_cancer_excluded", ON, excluded("R3")),
            holds("cancer_referral_declined", ON, adjusted("R4")),
            holds("palliative_care", "2025-01-01", adjusted("R5")),
        ),
    )


_300 = _psa(80, 300)
_JUDGEMENT = (
    _j("300 at 80", _300, due(by="2026-02-24")),
    _j("300 at 79", _psa(80, 300, days_short=1), outside()),
    _j("6.6 at 80", _psa(80, 6.6), due()),
    _j("6.5 at 80 is not above", _psa(80, 6.5), outside()),
    _j("2.6 at 39", _psa(40, 2.6, days_short=1), due()),
    _j("2.5 at 39 is not above", _psa(40, 2.5, days_short=1), outside()),
    _j("9 at 40", _psa(40, 9), outside()),
    _j(
        "twelve months ago to the day",
        person(born="1946-02-10", sex="male").measures("psa", 300, "ug/L", on="2025-02-10"),
        outside(),
    ),
    _j(
        "twelve months ago less a day",
        person(born="1946-02-10", sex="male").measures("psa", 300, "ug/L", on="2025-02-11"),
        due(),
    ),
    _j("no PSA", person(born="1941-02-10", sex="male"), outside()),
)

STORIES: tuple[Story, ...] = (
    *_PSA,
    *_told(RAISED_PSA, _raised),
    *_JUDGEMENT,
    *_told(RAISED_PSA_FOR_JUDGEMENT, _300),
)
