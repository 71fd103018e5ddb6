"""Stories of invitations to screening that nobody answered."""

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


_60 = _aged(60)


def _not_answered(
    of: Indicator, codes: str, applies_no_more: tuple[str, str] = ("", "")
) -> tuple[Story, ...]:
    """``applies_no_more``: the list, and the code of it, that says so; empty: the list of the programme."""
    other, code = applies_no_more
    silent = _60.has(f"{codes}_no_response", on="2025-09-01")
    return (
        _s(of, "no response", silent, due(by="2026-03-01", episode_start="2025-09-01")),
        _s(of, "no response a year ago less a day", _60.has(f"{codes}_no_response", on="2025-02-11"), due()),
        _s(
            of,
            "no response a year ago to the day",
            _60.has(f"{codes}_no_response", on="2025-02-10"),
            outside(),
        ),
        _s(of, "screened on the day", silent.has(f"{codes}_done", on="2025-09-01"), achieved("R1")),
        _s(of, "screened before", silent.has(f"{codes}_done", on="2025-08-31"), due()),
        _s(of, "declined on the day", silent.declines(f"{codes}_declined", on="2025-09-01"), adjusted("R2")),
        _s(of, "declined before", silent.declines(f"{codes}_declined", on="2025-08-31"), due()),
        _s(of, "with a learning disability", silent.has("learning_disability", on="1999-01-05"), due()),
        _s(
            of,
            "does not apply",
            silent.has(other or f"{codes}_not_applicable", on="2015-01-01", code=code or None),
            excluded("R3"),
        ),
        *in_order(
            of,
            silent,
            holds(f"{codes}_done", "2025-10-01", achieved("R1")),
            holds(f"{codes}_declined", "2025-10-01", adjusted("R2")),
            holds(
                other or f"{codes}_not_applicable",
                "2015-01-01",
                excluded("R3"),
                code=code or None,
                named="does not apply",
            ),
        ),
        _s(of, "answered, or not invited", _60, outside()),
        _s(of, "too old now", _aged(80).has(f"{codes}_no_response", on="2025-09-01"), outside()),
    )


_BOWEL_CANCER = (
    _s(
        s.BOWEL_NOT_ANSWERED,
        "bowel cancer is known",
        _60.has("bowel_screening_no_response", on="2025-09-01").has(
            "cancer", on="2015-01-01", code="363406005"
        ),
        excluded("R3"),
    ),
    _s(
        s.BOWEL_NOT_ANSWERED,
        "another cancer is known",
        _60.has("bowel_screening_no_response", on="2025-09-01").has(
            "cancer", on="2015-01-01", code="254837009"
        ),
        due(by="2026-03-01"),
    ),
)


def _silent_at(of: Indicator, codes: str, youngest: int, first_too_old: int) -> tuple[Story, ...]:
    """Both sides of both ages, and who was no woman where the programme is for women."""

    def silent(about: StoryPerson) -> StoryPerson:
        return about.has(f"{codes}_no_response", on="2025-09-01")

    women = of in (s.BREAST_NOT_ANSWERED, s.CERVICAL_NOT_ANSWERED)
    return (
        _s(of, f"{youngest} today", silent(_aged(youngest)), due(by="2026-03-01")),
        _s(of, f"{youngest} tomorrow", silent(_aged(youngest, days_short=1)), outside()),
        _s(of, f"{first_too_old} tomorrow", silent(_aged(first_too_old, days_short=1)), due()),
        _s(of, f"{first_too_old} today", silent(_aged(first_too_old)), outside()),
        _s(of, "a man", silent(_aged(60, "male")), outside() if women else due()),
        _s(of, "sex not recorded", silent(_aged(60, "unknown")), outside() if women else due()),
    )


_LUNG_CANCER = (
    _s(
        s.LUNG_NOT_ANSWERED,
        "another cancer is known",
        _60.has("lung_screening_no_response", on="2025-09-01").has(
            "cancer", on="2015-01-01", code="254837009"
        ),
        due(by="2026-03-01"),
    ),
)

STORIES: tuple[Story, ...] = (
    *_not_answered(s.BOWEL_NOT_ANSWERED, "bowel_screening"),
    *_BOWEL_CANCER,
    *_not_answered(s.BREAST_NOT_ANSWERED, "breast_screening"),
    *_not_answered(s.CERVICAL_NOT_ANSWERED, "cervical_screening"),
    *_not_answered(s.LUNG_NOT_ANSWERED, "lung_screening", ("cancer", "363358000")),
    *_LUNG_CANCER,
    *_silent_at(s.BOWEL_NOT_ANSWERED, "bowel_screening", 50, 75),
    *_silent_at(s.BREAST_NOT_ANSWERED, "breast_screening", 50, 71),
    *_silent_at(s.CERVICAL_NOT_ANSWERED, "cervical_screening", 25, 65),
    *_silent_at(s.LUNG_NOT_ANSWERED, "lung_screening", 55, 75),
)
