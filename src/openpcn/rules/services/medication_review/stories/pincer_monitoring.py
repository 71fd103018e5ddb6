"""Stories of the four PINCER indicators of monitoring."""

from __future__ import annotations

from openpcn.rules.language import Definition, Story, StoryPerson, achieved, due, outside, person, story
from openpcn.rules.services.medication_review.pincer import AC_MO_P13, AM_MO_P18, LI_MO_P17, ME_MO_P15

_adult = person(born="1970-08-15")
_SAFE = achieved("R1")

_aged = person(born="1951-02-10")
_long_term = _aged.issued("ace_inhibitor", on="2024-11-10").issued("ace_inhibitor", on="2025-12-01")
_AC = (
    story(AC_MO_P13, "never tested", _long_term, expect=due("renal_function", "electrolytes")),
    story(
        AC_MO_P13,
        "both tested on the first day of the 15 months",
        _long_term.has("renal_function", on="2024-11-11").has("electrolytes", on="2024-11-11"),
        expect=_SAFE,
    ),
    story(
        AC_MO_P13,
        "both tested a day before the 15 months",
        _long_term.has("renal_function", on="2024-11-10").has("electrolytes", on="2024-11-10"),
        expect=due("renal_function", "electrolytes"),
    ),
    story(
        AC_MO_P13,
        "kidney function without electrolytes",
        _long_term.has("renal_function", on="2025-10-01"),
        expect=due("electrolytes"),
    ),
    story(
        AC_MO_P13,
        "75 a day after the data",
        person(born="1951-02-11")
        .issued("ace_inhibitor", on="2024-11-10")
        .issued("ace_inhibitor", on="2025-12-01"),
        expect=outside(),
    ),
    story(
        AC_MO_P13,
        "a loop diuretic at 60: the age applies to it as well",
        person(born="1966-01-01")
        .issued("loop_diuretic", on="2024-11-10")
        .issued("loop_diuretic", on="2025-12-01"),
        expect=outside(),
    ),
    story(
        AC_MO_P13,
        "a loop diuretic at 75",
        _aged.issued("loop_diuretic", on="2024-11-10").issued("loop_diuretic", on="2025-12-01"),
        expect=due(),
    ),
    story(
        AC_MO_P13,
        "started less than 15 months ago",
        _aged.issued("ace_inhibitor", on="2024-11-11").issued("ace_inhibitor", on="2025-12-01"),
        expect=outside(),
    ),
    story(
        AC_MO_P13,
        "a loop diuretic last issued six months ago to the day",
        _aged.issued("loop_diuretic", on="2024-11-10").issued("loop_diuretic", on="2025-08-10"),
        expect=outside(),
    ),
    story(
        AC_MO_P13,
        "a loop diuretic on repeat, issues of last year not held",
        _aged.repeat("loop_diuretic", since="2024-11-10", last_issued="2025-12-01"),
        expect=due(),
    ),
    story(
        AC_MO_P13,
        "electrolytes without kidney function",
        _long_term.has("electrolytes", on="2025-10-01"),
        expect=due("renal_function"),
    ),
    story(
        AC_MO_P13,
        "on repeat for 15 months to the day, issues of last year not held",
        _aged.repeat("ace_inhibitor", since="2024-11-10", last_issued="2025-12-01"),
        expect=due(),
    ),
    story(
        AC_MO_P13,
        "on repeat since a day later",
        _aged.repeat("ace_inhibitor", since="2024-11-11", last_issued="2025-12-01"),
        expect=outside(),
    ),
    story(
        AC_MO_P13,
        "last issued on the first day of the six months",
        _aged.issued("ace_inhibitor", on="2024-11-10").issued("ace_inhibitor", on="2025-08-11"),
        expect=due(),
    ),
    story(
        AC_MO_P13,
        "not issued in the last six months",
        _aged.issued("ace_inhibitor", on="2024-11-10").issued("ace_inhibitor", on="2025-08-10"),
        expect=outside(),
    ),
    story(
        AC_MO_P13,
        "one medicine long ago, the other now",
        _aged.issued("ace_inhibitor", on="2024-11-10").issued("loop_diuretic", on="2025-12-01"),
        expect=outside(),
    ),
)


def _taken(medicine: str, *days: str, born: str = "1970-08-15") -> StoryPerson:
    about = person(born=born)
    for day in days:
        about = about.issued(medicine, on=day)
    return about


def _monitored(
    definition: Definition,
    medicine: str,
    tests: tuple[str, ...],
    now: str,
    before: str,
    both: tuple[str, str],
) -> tuple[Story, ...]:
    """``now``, ``before``: first days of the recent and the earlier period; ``both``: the days before."""
    taking = _taken(medicine, before, now)
    tested, late, later = taking, taking, taking
    for test in tests:
        tested = tested.has(test, on=now)
        late = late.has(test, on=both[0])
        later = later.has(test, on="2026-02-11")
    return (
        story(definition, "taken for long enough, never tested", taking, expect=due()),
        story(definition, "tested on the first day of the period", tested, expect=_SAFE),
        story(definition, "tested a day before the period", late, expect=due()),
        story(
            definition,
            "the earlier issue on the last day of its period",
            _taken(medicine, both[0], now),
            expect=due(),
        ),
        story(definition, "tested a day after the data", later, expect=due()),
        story(definition, "started in the recent period", _taken(medicine, now), expect=outside()),
        story(
            definition,
            "the earlier issue a day too early",
            _taken(medicine, both[1], now),
            expect=outside(),
        ),
        story(definition, "not issued any more", _taken(medicine, before, both[0]), expect=outside()),
        story(definition, "never taken", _adult, expect=outside()),
        story(
            definition,
            "18 on the day of the data",
            _taken(medicine, before, now, born="2008-02-10"),
            expect=due(),
        ),
        story(
            definition,
            "18 a day after the data",
            _taken(medicine, before, now, born="2008-02-11"),
            expect=outside(),
        ),
    )


_THREE = ("2025-11-11", "2025-08-11", ("2025-11-10", "2025-08-10"))
_ME = (
    *_monitored(ME_MO_P15, "methotrexate", ("full_blood_count", "liver_function"), *_THREE),
    story(
        ME_MO_P15,
        "blood count without liver function",
        _taken("methotrexate", "2025-09-01", "2026-01-02").has("full_blood_count", on="2026-01-15"),
        expect=due("liver_function"),
    ),
    story(
        ME_MO_P15,
        "liver function without blood count",
        _taken("methotrexate", "2025-09-01", "2026-01-02").has("liver_function", on="2026-01-15"),
        expect=due("full_blood_count"),
    ),
)
_LI = _monitored(LI_MO_P17, "lithium", ("lithium_level",), *_THREE)
_AM = _monitored(
    AM_MO_P18,
    "amiodarone",
    ("thyroid_function",),
    "2025-08-11",
    "2025-02-11",
    ("2025-08-10", "2025-02-10"),
)

STORIES: tuple[Story, ...] = (*_AC, *_ME, *_LI, *_AM)
