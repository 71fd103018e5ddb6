"""Stories of SMR03."""

from __future__ import annotations

from openpcn.rules.language import Story, StoryPerson, achieved, adjusted, due, outside, person, story
from openpcn.rules.services.medication_review.smr03 import SMR03

ALL = ("renal_function", "weight", "creatinine_clearance", "doac_dose_confirmed")
_NAMES = ("renal_function", "weight", "creatinine_clearance", "dose")
_taking = person(born="1948-08-15").issued("doac", on="2025-05-05").issued("doac", on="2026-01-12")


def _checked(about: StoryPerson, on: str, without: str = "") -> StoryPerson:
    for each in ALL:
        if each != without:
            about = about.has(each, on=on)
    return about


STORIES: tuple[Story, ...] = (
    story(SMR03, "nothing checked", _taking, expect=due(*_NAMES, by="2026-03-31")),
    story(SMR03, "all four on 1 April", _checked(_taking, "2025-04-01"), expect=achieved("R2")),
    story(
        SMR03,
        "all four on 31 March, the day before the year",
        _checked(_taking, "2025-03-31"),
        expect=due(*_NAMES),
    ),
    *(
        story(
            SMR03,
            f"all but {name.replace('_', ' ')}",
            _checked(_taking, "2025-10-01", without=each),
            expect=due(name),
        )
        for each, name in zip(ALL, _NAMES, strict=True)
    ),
    story(
        SMR03,
        "started on 1 January, in the last three months of the year",
        person(born="1948-08-15").issued("doac", on="2026-01-01"),
        expect=adjusted("R3"),
    ),
    story(
        SMR03,
        "started on 31 December, a day before them",
        person(born="1948-08-15").issued("doac", on="2025-12-31"),
        expect=due(),
    ),
    story(
        SMR03,
        "started in the last three months, all four checked",
        _checked(person(born="1948-08-15").issued("doac", on="2026-01-01"), "2026-01-05"),
        expect=achieved("R2"),
    ),
    story(
        SMR03,
        "last issued nine months ago to the day",
        person(born="1948-08-15").issued("doac", on="2025-05-10"),
        expect=adjusted("R4"),
    ),
    story(
        SMR03,
        "last issued a day later than that",
        person(born="1948-08-15").issued("doac", on="2025-05-11"),
        expect=due(),
    ),
    story(
        SMR03,
        "issued on 31 March only, the day before the year",
        person(born="1948-08-15").issued("doac", on="2025-03-31"),
        expect=outside(),
    ),
    story(
        SMR03,
        "checked this year, on 1 April of the next",
        _checked(_taking, "2025-10-01").issued("doac", on="2026-04-01"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(*_NAMES),
    ),
    story(SMR03, "no anticoagulant", person(born="1948-08-15"), expect=outside()),
    story(
        SMR03,
        "an eGFR is no creatinine clearance",
        _checked(_taking, "2025-10-01", without="creatinine_clearance").has("egfr", on="2025-10-01"),
        expect=due("creatinine_clearance"),
    ),
    story(
        SMR03,
        "all four on 31 March, looked at in April",
        _checked(_taking, "2026-03-31"),
        as_at="2026-04-10",
        expect=achieved("R2"),
    ),
    story(
        SMR03,
        "all four on 1 April, too late for the year",
        _checked(_taking, "2026-04-01"),
        as_at="2026-04-10",
        expect=due(*_NAMES),
    ),
    story(
        SMR03,
        "issued on 1 April only, after the year",
        person(born="1948-08-15").issued("doac", on="2026-04-01"),
        as_at="2026-04-10",
        expect=outside(),
    ),
    story(
        SMR03,
        "warfarin is not direct",
        person(born="1948-08-15").issued("anticoagulant", on="2025-09-09", code="319733000"),
        expect=outside(),
    ),
)
