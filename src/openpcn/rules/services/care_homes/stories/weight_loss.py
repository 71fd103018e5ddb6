"""Stories of weight loss: weighed seldom, every month, every week."""

from __future__ import annotations

from datetime import date, timedelta

from openpcn.rules.language import Story, StoryPerson, achieved, due, excluded, outside, person, story
from openpcn.rules.services.care_homes.weight_loss import WEIGHT_LOSS
from openpcn.terms.units import Unit

_old = person(born="1938-11-11")
_resident = _old.lives_in_home(since="2024-03-01")


def _weighs(*weights: tuple[str, float], about: StoryPerson = _resident) -> StoryPerson:
    for day, value in weights:
        about = about.measures("weight", value, Unit.KG, on=day)
    return about


#: From 79.6 kg down to 76 kg, by 0.4 kg each week.
_EVERY_WEEK = (
    ("2025-11-30", 79.6),
    ("2025-12-07", 79.2),
    ("2025-12-14", 78.8),
    ("2025-12-21", 78.4),
    ("2025-12-28", 78.0),
    ("2026-01-04", 77.6),
    ("2026-01-11", 77.2),
    ("2026-01-18", 76.8),
    ("2026-01-25", 76.4),
    ("2026-02-01", 76.0),
)
_LAST_WEIGHED = date(2026, 2, 1)
STORIES: tuple[Story, ...] = (
    story(
        WEIGHT_LOSS,
        "5% in three months",
        _weighs(("2025-11-01", 80), ("2026-02-01", 76)),
        expect=due(by="2026-02-24"),
    ),
    story(
        WEIGHT_LOSS,
        "a little less than 5% in three months",
        _weighs(("2025-11-01", 80), ("2026-02-01", 76.1)),
        expect=achieved("R1"),
    ),
    story(WEIGHT_LOSS, "10% in six months", _weighs(("2025-08-01", 80), ("2026-02-01", 72)), expect=due()),
    story(
        WEIGHT_LOSS,
        "a little less than 10% in six months",
        _weighs(("2025-08-01", 80), ("2026-02-01", 72.1)),
        expect=achieved("R1"),
    ),
    story(
        WEIGHT_LOSS,
        "5% in three months and a day",
        _weighs(("2025-10-31", 80), ("2026-02-01", 76)),
        expect=achieved("R1"),
    ),
    story(
        WEIGHT_LOSS,
        "10% in three months and a day",
        _weighs(("2025-10-31", 80), ("2026-02-01", 72)),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "5% in five months",
        _weighs(("2025-09-01", 80), ("2026-02-01", 76)),
        expect=achieved("R1"),
    ),
    story(
        WEIGHT_LOSS,
        "malnutrition scored on the day of the last weight",
        _weighs(("2025-11-01", 80), ("2026-02-01", 76)).measures(
            "malnutrition_score", 1, None, on="2026-02-01"
        ),
        expect=due(),
    ),
    *(
        story(
            WEIGHT_LOSS,
            f"5% in {number} weeks",
            _weighs((f"{_LAST_WEIGHED - timedelta(weeks=number)}", 80), (f"{_LAST_WEIGHED}", 76)),
            expect=due(),
        )
        for number in range(1, 13)
    ),
    *(
        story(
            WEIGHT_LOSS,
            f"10% since {day}",
            _weighs((day, 80), (f"{_LAST_WEIGHED}", 72)),
            expect=due(),
        )
        for day in ("2025-10-17", "2025-10-01", "2025-09-16", "2025-09-01", "2025-08-17")
    ),
    story(WEIGHT_LOSS, "gained", _weighs(("2025-11-15", 60), ("2026-02-01", 63)), expect=achieved("R1")),
    story(
        WEIGHT_LOSS,
        "10% in six months and a day",
        _weighs(("2025-07-31", 80), ("2026-02-01", 72)),
        expect=excluded("NOT_KNOWN"),
    ),
    story(
        WEIGHT_LOSS,
        "12% in a month less a day",
        _weighs(("2026-01-02", 80), ("2026-02-01", 70)),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "weighed every month, 5.6% less than three months ago",
        _weighs(("2025-11-01", 80), ("2025-12-01", 78.5), ("2026-01-01", 77), ("2026-02-01", 75.5)),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "weighed every month, 4.9% less than three months ago",
        _weighs(("2025-11-01", 80), ("2025-12-01", 78.5), ("2026-01-01", 77), ("2026-02-01", 76.1)),
        expect=achieved("R1"),
    ),
    story(
        WEIGHT_LOSS,
        "weighed every month, the highest in between",
        _weighs(("2025-11-01", 76), ("2025-12-10", 80), ("2026-01-01", 77), ("2026-02-01", 76)),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "weighed every month, 10% less than six months ago and 4% than three",
        _weighs(
            ("2025-08-01", 80),
            ("2025-09-01", 79),
            ("2025-10-01", 77),
            ("2025-11-01", 75),
            ("2025-12-01", 74),
            ("2026-01-01", 73),
            ("2026-02-01", 72),
        ),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "weighed every month, 9.9% less than six months ago and 3.9% than three",
        _weighs(
            ("2025-08-01", 80),
            ("2025-09-01", 79),
            ("2025-10-01", 77),
            ("2025-11-01", 75),
            ("2025-12-01", 74),
            ("2026-01-01", 73),
            ("2026-02-01", 72.1),
        ),
        expect=achieved("R1"),
    ),
    story(
        WEIGHT_LOSS,
        "weighed every week, 5% less in ten",
        _weighs(("2025-11-23", 80), *_EVERY_WEEK),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "weighed every week, 4.5% less in nine",
        _weighs(*_EVERY_WEEK),
        expect=achieved("R1"),
    ),
    story(
        WEIGHT_LOSS,
        "weighed once, in the last three months",
        _weighs(("2026-02-01", 80)),
        expect=excluded("NOT_KNOWN"),
    ),
    story(
        WEIGHT_LOSS,
        "5% in a month to the day",
        _weighs(("2026-01-01", 80), ("2026-02-01", 76)),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "the last weight is three months old to the day",
        _weighs(("2025-08-01", 80), ("2025-11-10", 60)),
        expect=excluded("NOT_KNOWN"),
    ),
    story(
        WEIGHT_LOSS,
        "the last weight is a day newer than that",
        _weighs(("2025-08-12", 80), ("2025-11-11", 60)),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "the earlier weight has no unit",
        _resident.measures("weight", 80, None, on="2025-11-15").measures(
            "weight", 70, Unit.KG, on="2026-02-01"
        ),
        expect=excluded("NOT_KNOWN"),
    ),
    story(
        WEIGHT_LOSS,
        "coded as a resident, on no bed list",
        _weighs(
            ("2025-11-01", 80), ("2026-02-01", 76), about=_old.has("care_home_permanent", on="2024-03-01")
        ),
        expect=due(),
    ),
    story(
        WEIGHT_LOSS,
        "coded as a resident, and on a bed list",
        _weighs(
            ("2025-11-01", 80),
            ("2026-02-01", 76),
            about=_resident.has("care_home_permanent", on="2024-03-01"),
        ),
        expect=due(),
    ),
    story(WEIGHT_LOSS, "never weighed", _resident, expect=excluded("NOT_KNOWN")),
    story(
        WEIGHT_LOSS, "at home", _weighs(("2025-11-01", 80), ("2026-02-01", 76), about=_old), expect=outside()
    ),
)
