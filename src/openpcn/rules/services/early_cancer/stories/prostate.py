"""Stories of the raised PSA, with and without a published limit for the age."""

from __future__ import annotations

from openpcn.rules.language import (
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
        "a urinary infection six weeks before the test",
        _raised.has("urinary_tract_infection", on="2025-12-09"),
        due(),
    ),
    _p("referred 14 days before", _raised.has(REFERRAL, on="2026-01-06", code=UROLOGICAL), achieved("R1")),
    _p("referred, not said for what", _raised.has(REFERRAL, on=ON, code=NOT_SAID), achieved("R1")),
    _p("referred for the lung", _raised.has(REFERRAL, on=ON, code=LUNG), due()),
    _p("referred 15 days before", _raised.has(REFERRAL, on="2026-01-05", code=UROLOGICAL), due()),
    _p("prostate cancer known", _raised.has("cancer", on="2019-01-01", code=PROSTATE_CANCER), excluded("R2")),
    _p("another cancer known", _raised.has("cancer", on="2019-01-01", code=LUNG_CANCER), due()),
    _p("ruled out on the day", _raised.has("suspected_cancer_excluded", on=ON), excluded("R3")),
    _p("ruled out before the test", _raised.has("suspected_cancer_excluded", on="2026-01-19"), due()),
    _p(
        "chose not to be referred",
        _raised.declines("cancer_referral_declined", on=ON),
        adjusted("R4"),
    ),
    _p("declined before the test", _raised.declines("cancer_referral_declined", on="2026-01-19"), due()),
    _p("receiving palliative care", _raised.has("palliative_care", on="2025-01-01"), adjusted("R5")),
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


_300 = _psa(80, 300)
_JUDGEMENT = (
    _j("300 at 80", _300, due(by="2026-02-24")),
    _j("300 at 79", _psa(80, 300, days_short=1), outside()),
    _j("6.6 at 80", _psa(80, 6.6), due()),
    _j("6.5 at 80 is not above", _psa(80, 6.5), outside()),
    _j("2.6 at 39", _psa(40, 2.6, days_short=1), due()),
    _j("2.5 at 39 is not above", _psa(40, 2.5, days_short=1), outside()),
    _j("9 at 40", _psa(40, 9), outside()),
    _j("referred on the day", _300.has(REFERRAL, on=ON, code=UROLOGICAL), achieved("R1")),
    _j("a urinary infection beside it", _300.has("urinary_tract_infection", on=ON), due()),
    _j("referred for the lung", _300.has(REFERRAL, on=ON, code=LUNG), due()),
    _j("prostate cancer known", _300.has("cancer", on="2019-01-01", code=PROSTATE_CANCER), excluded("R2")),
    _j("ruled out since", _300.has("suspected_cancer_excluded", on="2026-02-01"), excluded("R3")),
    _j("chose not to", _300.declines("cancer_referral_declined", on="2026-01-25"), adjusted("R4")),
    _j("receiving palliative care", _300.has("palliative_care", on="2025-01-01"), adjusted("R5")),
    _j("no PSA", person(born="1941-02-10", sex="male"), outside()),
)

STORIES: tuple[Story, ...] = (*_PSA, *_JUDGEMENT)
