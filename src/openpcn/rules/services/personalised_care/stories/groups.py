"""Stories of the plans asked for in each group: the data are of 10 February 2026."""

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
from openpcn.rules.services.personalised_care.groups import (
    PLAN_DEMENTIA,
    PLAN_END_OF_LIFE,
    PLAN_FRAILTY,
    PLAN_LEARNING_DISABILITY,
    PLAN_LONG_TERM_CONDITIONS,
)

_someone = person(born="1944-05-17")
_frail = _someone.has("frailty_moderate", on="2023-06-01")
_demented = _someone.has("dementia", on="2021-06-01")
_disabled = person(born="1984-05-17").has("learning_disability", on="1990-01-01")
_dying = _someone.has("palliative_care", on="2025-10-01")
_three = _someone.has("hypertension", on="2010-01-01").has("copd", on="2012-01-01").has("af", on="2018-01-01")


def _plans(of: Indicator, inside: StoryPerson, without: tuple[str, StoryPerson]) -> tuple[Story, ...]:
    title, elsewhere = without
    return (
        story(of, "no plan", inside, expect=due()),
        story(
            of,
            "agreed a year ago less a day",
            inside.has("pcsp_agreed", on="2025-02-11"),
            expect=achieved("P1"),
        ),
        story(of, "agreed a year ago", inside.has("pcsp_agreed", on="2025-02-10"), expect=due()),
        story(
            of,
            "agreed long ago and reviewed lately",
            inside.has("pcsp_agreed", on="2022-01-01").has("pcsp_reviewed", on="2025-09-01"),
            expect=achieved("P1"),
        ),
        story(of, "offered only", inside.has("pcsp_offered", on="2025-12-01"), expect=due()),
        story(
            of, "a care plan of another kind", inside.has("other_care_plan", on="2025-12-01"), expect=due()
        ),
        story(
            of,
            "declined a year ago less a day",
            inside.declines("pcsp_declined", on="2025-02-11"),
            expect=adjusted("P2"),
        ),
        story(of, "declined a year ago", inside.declines("pcsp_declined", on="2025-02-10"), expect=due()),
        story(
            of,
            "declined, then agreed: agreed counts",
            inside.declines("pcsp_declined", on="2025-05-01").has("pcsp_agreed", on="2025-06-01"),
            expect=achieved("P1"),
        ),
        story(of, "a plan dated after the data", inside.has("pcsp_agreed", on="2026-02-11"), expect=due()),
        story(of, title, elsewhere, expect=outside()),
    )


STORIES: tuple[Story, ...] = (
    *_plans(PLAN_FRAILTY, _frail, ("mild frailty", _someone.has("frailty_mild", on="2023-06-01"))),
    *_plans(PLAN_DEMENTIA, _demented, ("no dementia", _someone)),
    *_plans(
        PLAN_LEARNING_DISABILITY,
        _disabled,
        ("17 on 31 March", person(born="2008-04-01").has("learning_disability", on="2012-01-01")),
    ),
    story(
        PLAN_LEARNING_DISABILITY,
        "18 on 31 March",
        person(born="2008-03-31").has("learning_disability", on="2012-01-01"),
        expect=due(),
    ),
    *_plans(
        PLAN_END_OF_LIFE,
        _dying,
        (
            "palliative care no longer indicated",
            _dying.has("palliative_care_no_longer", on="2025-12-01"),
        ),
    ),
    *_plans(
        PLAN_LONG_TERM_CONDITIONS,
        _three,
        ("two conditions", _someone.has("copd", on="2012-01-01").has("af", on="2018-01-01")),
    ),
)
