"""Stories of the contract's care home indicators."""

from __future__ import annotations

from openpcn.rules.language import (
    Definition,
    Expected,
    Indicator,
    Ratio,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    amounts_to,
    due,
    outside,
    person,
    story,
)
from openpcn.rules.services.care_homes.ehch import (
    EHCH02,
    EHCH04,
    EHCH05,
    EHCH14,
    EHCH24,
    EHCH27,
    EHCH28,
    EHCH29,
)
from openpcn.rules.services.care_homes.homes import ROUND

_old = person(born="1940-01-20")
_resident = _old.has("care_home_permanent", on="2024-05-01")
_temporary = _old.has("care_home_temporary", on="2026-01-05")
_child = person(born="2008-04-01").has("care_home_permanent", on="2024-05-01")  # 18 a day after the year
_just_18 = person(born="2008-03-31").has("care_home_permanent", on="2024-05-01")


def _refused(about: StoryPerson) -> StoryPerson:
    """Declined, years ago, to register with the practice aligned to the home."""
    return about.declines("alignment_registration_declined", on="2022-01-01")


def _in_year(definition: Indicator, about: StoryPerson, codelist: str, code: str) -> tuple[Story, ...]:
    """Recorded on both sides of 31 March."""
    return (
        story(definition, "not recorded", about, expect=due(by="2026-03-31")),
        story(definition, "recorded on 1 April", about.has(codelist, on="2025-04-01"), expect=achieved(code)),
        story(
            definition,
            "recorded on 31 March, the day before the year",
            about.has(codelist, on="2025-03-31"),
            expect=due(),
        ),
        story(definition, "recorded after the data", about.has(codelist, on="2026-02-11"), expect=due()),
        story(
            definition,
            "that of last year does not count on 1 April",
            about.has(codelist, on="2026-03-31"),
            as_at="2026-04-01",
            achievement_date="2027-03-31",
            expect=due(by="2027-03-31"),
        ),
        *_last_day(definition, about, codelist, code),
    )


def _last_day(definition: Indicator, about: StoryPerson, codelist: str, code: str) -> tuple[Story, ...]:
    """Last year, looked at in April: both sides of its end."""
    return (
        story(
            definition,
            "recorded on 31 March, looked at in April",
            about.has(codelist, on="2026-03-31"),
            as_at="2026-04-10",
            expect=achieved(code),
        ),
        story(
            definition,
            "recorded on 1 April, too late for the year",
            about.has(codelist, on="2026-04-01"),
            as_at="2026-04-10",
            expect=due(),
        ),
    )


def _who(definition: Definition, *, temporary: bool, nothing_done: Expected) -> tuple[Story, ...]:
    """18 at the year's end, left, never there, there for a time; ``nothing_done``: what a resident is."""
    there: tuple[Story, ...] = ()
    if not temporary:
        there = (story(definition, "there for a time only", _temporary, expect=outside()),)
    return (
        story(definition, "18 a day after the year", _child, expect=outside()),
        story(definition, "18 on the last day of the year", _just_18, expect=nothing_done),
        story(
            definition,
            "has left the home",
            _resident.has("care_home_left", on="2025-01-01"),
            expect=outside(),
        ),
        story(definition, "never in a home", _old, expect=outside()),
        *there,
    )


def _declined(
    definition: Indicator, about: StoryPerson, code: str, codelist: str, done: str
) -> tuple[Story, ...]:
    return (
        story(
            definition, "declined the aligned practice, at any time", _refused(about), expect=adjusted(code)
        ),
        story(
            definition,
            "declined the aligned practice, done all the same",
            _refused(about).has(codelist, on="2025-10-01"),
            expect=achieved(done),
        ),
    )


_02 = (
    *_in_year(EHCH02, _resident, "pcsp_agreed", "R2"),
    *_who(EHCH02, temporary=True, nothing_done=due()),
    *_declined(EHCH02, _resident, "R3", "pcsp_reviewed", "R2"),
    story(EHCH02, "a temporary resident counts", _temporary, expect=due()),
    story(
        EHCH02,
        "declined on the first of the twelve months",
        _resident.declines("pcsp_declined", on="2025-04-01"),
        expect=adjusted("R4"),
    ),
    story(
        EHCH02,
        "declined a day before the twelve months",
        _resident.declines("pcsp_declined", on="2025-03-31"),
        expect=due(),
    ),
    story(
        EHCH02,
        "declined on the last day of the year",
        _resident.declines("pcsp_declined", on="2026-03-31"),
        as_at="2026-04-10",
        expect=adjusted("R4"),
    ),
    story(
        EHCH02,
        "declined a day after the year",
        _resident.declines("pcsp_declined", on="2026-04-01"),
        as_at="2026-04-10",
        expect=due(),
    ),
    story(
        EHCH02,
        "declined both: the earlier rule decides",
        _refused(_resident).declines("pcsp_declined", on="2025-06-01"),
        expect=adjusted("R3"),
    ),
)

_confused = _resident.has("acute_confusion", on="2025-09-10")
_05 = (
    story(EHCH05, "confused, not assessed", _confused, expect=due()),
    story(
        EHCH05,
        "assessed on the day",
        _confused.has("delirium_assessment", on="2025-09-10"),
        expect=achieved("R2"),
    ),
    story(
        EHCH05,
        "assessed the day before",
        _confused.has("delirium_assessment", on="2025-09-09"),
        expect=due(),
    ),
    story(
        EHCH05,
        "confused again after the assessment",
        _confused.has("delirium_assessment", on="2025-09-11").has("acute_confusion", on="2025-12-01"),
        expect=due(),
    ),
    story(
        EHCH05,
        "confused on 31 March, the day before the year",
        _resident.has("acute_confusion", on="2025-03-31"),
        expect=outside(),
    ),
    story(
        EHCH05,
        "confused on 1 April",
        _resident.has("acute_confusion", on="2025-04-01"),
        expect=due(by="2026-03-31"),
    ),
    story(
        EHCH05,
        "there for a time only",
        _temporary.has("acute_confusion", on="2026-01-10"),
        expect=outside(),
    ),
    story(
        EHCH05,
        "18 a day after the year",
        _child.has("acute_confusion", on="2025-09-10"),
        expect=outside(),
    ),
    story(
        EHCH05,
        "18 on the last day of the year",
        _just_18.has("acute_confusion", on="2025-09-10"),
        expect=due(),
    ),
    story(
        EHCH05,
        "confused, and has left the home",
        _confused.has("care_home_left", on="2025-12-01"),
        expect=outside(),
    ),
    story(EHCH05, "not confused", _resident, expect=outside()),
    story(EHCH05, "confused at home", _old.has("acute_confusion", on="2025-09-10"), expect=outside()),
    *_declined(EHCH05, _confused, "R3", "delirium_assessment", "R2"),
    *_last_day(EHCH05, _confused, "delirium_assessment", "R2"),
    story(
        EHCH05,
        "confused on 1 April, after the year",
        _resident.has("acute_confusion", on="2026-04-01"),
        as_at="2026-04-10",
        expect=outside(),
    ),
    story(
        EHCH05,
        "confused on the last day of the year",
        _resident.has("acute_confusion", on="2026-03-31"),
        as_at="2026-04-10",
        expect=due(),
    ),
)
_14 = (
    *_in_year(EHCH14, _resident, "falls_risk_assessment", "R2"),
    *_who(EHCH14, temporary=False, nothing_done=due()),
    *_declined(EHCH14, _resident, "R3", "falls_risk_assessment", "R2"),
)
_24 = (
    *_in_year(EHCH24, _resident, "psychosocial_assessment", "R3"),
    *_who(EHCH24, temporary=False, nothing_done=due()),
    *_declined(EHCH24, _resident, "R4", "psychosocial_assessment", "R3"),
)
_28 = (
    story(EHCH28, "not recorded", _resident, expect=due()),
    story(
        EHCH28,
        "recorded years ago",
        _resident.has("preferred_place_of_death", on="2019-01-01"),
        expect=achieved("R3"),
    ),
    story(
        EHCH28,
        "an advance care plan alone",
        _resident.has("advance_care_plan", on="2025-06-02"),
        expect=due(),
    ),
    story(
        EHCH28,
        "recorded after the data",
        _resident.has("preferred_place_of_death", on="2026-02-11"),
        expect=due(),
    ),
    story(
        EHCH28,
        "declined the aligned practice: no adjustment is published",
        _refused(_resident),
        expect=due(),
    ),
    *_who(EHCH28, temporary=False, nothing_done=due()),
)


def _amounts(definition: Ratio, *, adjusted_for: bool) -> tuple[Story, ...]:
    return (
        *_who(definition, temporary=True, nothing_done=amounts_to(0)),
        story(definition, "a temporary resident, nothing recorded", _temporary, expect=amounts_to(0)),
        story(
            definition,
            "declined the aligned practice",
            _refused(_resident),
            expect=outside() if adjusted_for else amounts_to(0),
        ),
    )


_04 = (
    *_amounts(EHCH04, adjusted_for=True),
    story(
        EHCH04,
        "two contacts in the year",
        _resident.appointment(ROUND, on="2025-04-01").appointment(ROUND, on="2026-02-10", status="arrived"),
        expect=amounts_to(2),
    ),
    story(
        EHCH04,
        "a contact on the last day of the year, and one a day after it",
        _resident.appointment(ROUND, on="2026-03-31").appointment(ROUND, on="2026-04-01"),
        as_at="2026-04-10",
        expect=amounts_to(1),
    ),
    story(
        EHCH04,
        "one before the year, one cancelled, one of another kind",
        _resident.appointment(ROUND, on="2025-03-31")
        .appointment(ROUND, on="2025-06-01", status="cancelled")
        .appointment("Care Home Visit", on="2025-06-02"),
        expect=amounts_to(0),
    ),
)
_27 = (
    *_amounts(EHCH27, adjusted_for=False),
    story(EHCH27, "with dementia", _resident.has("dementia", on="2021-01-01"), expect=amounts_to(1)),
    story(EHCH27, "without dementia", _resident, expect=amounts_to(0)),
)
_29 = (
    *_amounts(EHCH29, adjusted_for=True),
    story(
        EHCH29,
        "two meetings in the year, one coded twice",
        _resident.has("multidisciplinary_meeting", on="2025-04-01")
        .has("multidisciplinary_meeting", on="2025-12-01")
        .has("multidisciplinary_meeting", on="2025-12-01"),
        expect=amounts_to(2),
    ),
    story(
        EHCH29,
        "a meeting on the last day of the year, and one a day after it",
        _resident.has("multidisciplinary_meeting", on="2026-03-31").has(
            "multidisciplinary_meeting", on="2026-04-01"
        ),
        as_at="2026-04-10",
        expect=amounts_to(1),
    ),
    story(
        EHCH29,
        "a meeting before the year",
        _resident.has("multidisciplinary_meeting", on="2025-03-31"),
        expect=amounts_to(0),
    ),
)

STORIES: tuple[Story, ...] = (*_02, *_04, *_05, *_14, *_24, *_27, *_28, *_29)
