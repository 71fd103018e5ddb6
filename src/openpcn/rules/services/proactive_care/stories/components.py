"""Stories of the components of proactive care at home: the data are of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import (
    Indicator,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    outside,
    person,
    story,
)
from openpcn.rules.services.proactive_care.components import (
    FIVE_COMPONENTS,
    FRAILTY_ASSESSED,
    FRAILTY_COORDINATOR,
    HOUSEBOUND_AND_ALONE,
)

_old = person(born="1940-05-01")
_frail = _old.has("frailty_severe", on="2024-01-01")


def _common(of: Indicator, inside: StoryPerson) -> tuple[Story, ...]:
    return (
        story(
            of,
            "receiving palliative care",
            inside.has("palliative_care", on="2025-08-01"),
            expect=adjusted("A8"),
        ),
        story(
            of,
            "declined a year ago less a day",
            inside.declines("proactive_care_declined", on="2025-02-11"),
            expect=adjusted("A9"),
        ),
        story(
            of,
            "declined a year ago",
            inside.declines("proactive_care_declined", on="2025-02-10"),
            expect=due(),
        ),
        story(of, "in a care home", inside.has("care_home_permanent", on="2025-08-01"), expect=outside()),
        story(of, "better since: mild", inside.has("frailty_mild", on="2025-08-01"), expect=outside()),
    )


_nearly = (
    _frail.has("comprehensive_geriatric_assessment", on="2025-02-11")
    .has("pcsp_agreed", on="2025-02-11")
    .has("named_coordinator", on="2019-02-11")
    .has("multidisciplinary_meeting", on="2025-02-11")
)
_FIVE = (
    story(
        FIVE_COMPONENTS,
        "nothing yet",
        _frail,
        expect=due("assessment", "plan", "coordinator", "interventions", "continuity"),
    ),
    story(FIVE_COMPONENTS, "all but continuity", _nearly, expect=due("continuity")),
    story(
        FIVE_COMPONENTS, "all of them", _nearly.has("continuity_plan", on="2025-02-11"), expect=achieved("A1")
    ),
    story(
        FIVE_COMPONENTS,
        "continuity plan a year ago",
        _nearly.has("continuity_plan", on="2025-02-10"),
        expect=due("continuity"),
    ),
    story(
        FIVE_COMPONENTS,
        "assessment a year ago",
        _frail.has("comprehensive_geriatric_assessment", on="2025-02-10"),
        expect=due("assessment", "plan", "coordinator", "interventions", "continuity"),
    ),
    story(
        FIVE_COMPONENTS,
        "plan and meeting a year ago",
        _frail.has("pcsp_agreed", on="2025-02-10").has("multidisciplinary_meeting", on="2025-02-10"),
        expect=due("assessment", "plan", "coordinator", "interventions", "continuity"),
    ),
    story(
        FIVE_COMPONENTS,
        "another care plan is no personalised one",
        _frail.has("other_care_plan", on="2025-10-10"),
        expect=due("assessment", "plan", "coordinator", "interventions", "continuity"),
    ),
    story(
        FIVE_COMPONENTS,
        "an intervention stands for the meeting",
        _frail.has("proactive_care_intervention", on="2025-10-10"),
        expect=due("assessment", "plan", "coordinator", "continuity"),
    ),
    *_common(FIVE_COMPONENTS, _frail),
    story(FIVE_COMPONENTS, "no frailty", _old, expect=outside()),
)

_ASSESSED = (
    story(FRAILTY_ASSESSED, "none", _frail, expect=due()),
    story(
        FRAILTY_ASSESSED,
        "a year ago less a day",
        _frail.has("comprehensive_geriatric_assessment", on="2025-02-11"),
        expect=achieved("A1"),
    ),
    story(
        FRAILTY_ASSESSED,
        "a year ago",
        _frail.has("comprehensive_geriatric_assessment", on="2025-02-10"),
        expect=due(),
    ),
    story(
        FRAILTY_ASSESSED, "the degree only", _frail.has("frailty_assessment", on="2025-10-10"), expect=due()
    ),
    *_common(FRAILTY_ASSESSED, _frail),
)
_COORDINATOR = (
    story(FRAILTY_COORDINATOR, "none", _frail, expect=due()),
    story(
        FRAILTY_COORDINATOR,
        "named years ago",
        _frail.has("named_coordinator", on="2020-01-01"),
        expect=achieved("A1"),
    ),
    story(
        FRAILTY_COORDINATOR,
        "named after the data",
        _frail.has("named_coordinator", on="2026-02-11"),
        expect=due(),
    ),
    story(
        FRAILTY_COORDINATOR,
        "a meeting, nobody named",
        _frail.has("multidisciplinary_meeting", on="2025-10-10"),
        expect=due(),
    ),
    *_common(FRAILTY_COORDINATOR, _frail),
)
_alone = _frail.has("housebound", on="2023-01-01").has("lives_alone", on="2015-01-01")
_ALONE = (
    story(HOUSEBOUND_AND_ALONE, "no contact ever", _alone, expect=due()),
    story(
        HOUSEBOUND_AND_ALONE,
        "3 months ago less a day",
        _alone.consults(on="2025-11-11", kind="telephone"),
        expect=achieved("A1"),
    ),
    story(
        HOUSEBOUND_AND_ALONE,
        "3 months ago",
        _alone.consults(on="2025-11-10", kind="telephone"),
        expect=due(),
    ),
    story(
        HOUSEBOUND_AND_ALONE,
        "a note in the record only",
        _alone.consults(on="2026-01-10", kind="other"),
        expect=due(),
    ),
    story(
        HOUSEBOUND_AND_ALONE,
        "a care plan and no contact",
        _alone.has("other_care_plan", on="2026-01-10"),
        expect=due(),
    ),
    story(
        HOUSEBOUND_AND_ALONE,
        "goes out again",
        _alone.has("housebound_no_longer", on="2025-01-01"),
        expect=outside(),
    ),
    story(
        HOUSEBOUND_AND_ALONE,
        "with family",
        _alone.has("lives_with_others", on="2025-01-01"),
        expect=outside(),
    ),
    *_common(HOUSEBOUND_AND_ALONE, _alone),
)

STORIES: tuple[Story, ...] = (*_FIVE, *_ASSESSED, *_COORDINATOR, *_ALONE)
