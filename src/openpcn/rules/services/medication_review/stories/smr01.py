"""Stories of SMR01B and SMR01D."""

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
from openpcn.rules.services.medication_review.smr01 import SMR01B, SMR01D

SMR = "structured_medication_review"
_frail = person(born="1938-11-11").has("frailty_severe", on="2024-02-01")
_resident = person(born="1940-01-20").has("care_home_permanent", on="2024-05-01")
_DUE = due(by="2026-03-31")


def _last_day(definition: Indicator, about: StoryPerson, done: str, declined: str) -> tuple[Story, ...]:
    """Last year, looked at in April: both sides of its end."""
    return (
        story(
            definition,
            "reviewed on 1 April, too late for the year",
            about.has(SMR, on="2026-04-01"),
            as_at="2026-04-10",
            expect=_DUE,
        ),
        story(
            definition,
            "reviewed on 31 March, looked at in April",
            about.has(SMR, on="2026-03-31"),
            as_at="2026-04-10",
            expect=achieved(done),
        ),
        story(
            definition,
            "declined on 31 March, looked at in April",
            about.declines("smr_declined", on="2026-03-31"),
            as_at="2026-04-10",
            expect=adjusted(declined),
        ),
        story(
            definition,
            "declined on 1 April, too late for the year",
            about.declines("smr_declined", on="2026-04-01"),
            as_at="2026-04-10",
            expect=_DUE,
        ),
    )


_SMR01B = (
    *_last_day(SMR01B, _frail, "R2", "R4"),
    story(SMR01B, "severe frailty, no review", _frail, expect=_DUE),
    story(SMR01B, "reviewed in the year", _frail.has(SMR, on="2025-11-04"), expect=achieved("R2")),
    story(SMR01B, "reviewed on 1 April", _frail.has(SMR, on="2025-04-01"), expect=achieved("R2")),
    story(
        SMR01B, "reviewed on 31 March, the day before the year", _frail.has(SMR, on="2025-03-31"), expect=_DUE
    ),
    story(SMR01B, "reviewed on the day of the data", _frail.has(SMR, on="2026-02-10"), expect=achieved("R2")),
    story(SMR01B, "a review dated after the data", _frail.has(SMR, on="2026-02-11"), expect=_DUE),
    story(
        SMR01B,
        "reviewed on 31 March, looked at that evening",
        _frail.has(SMR, on="2026-03-31"),
        as_at="2026-03-31",
        expect=achieved("R2"),
    ),
    story(
        SMR01B,
        "the same review a day later, in the new year",
        _frail.has(SMR, on="2026-03-31"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(by="2027-03-31"),
    ),
    story(
        SMR01B,
        "reviewed on 1 April, in the new year",
        _frail.has(SMR, on="2026-04-01"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=achieved("R2"),
    ),
    story(
        SMR01B,
        "a medication review of another kind does not count",
        _frail.has("medication_review", on="2025-11-04"),
        expect=_DUE,
    ),
    story(SMR01B, "an invitation does not count", _frail.has("smr_invitation", on="2025-11-04"), expect=_DUE),
    story(
        SMR01B,
        "reviewed and receiving palliative care counts as reviewed",
        _frail.has(SMR, on="2025-11-04").has("palliative_care", on="2025-08-01"),
        expect=achieved("R2"),
    ),
    story(
        SMR01B,
        "declined, then reviewed",
        _frail.declines("smr_declined", on="2025-06-01").has(SMR, on="2025-11-04"),
        expect=achieved("R2"),
    ),
    story(
        SMR01B,
        "receiving palliative care",
        _frail.has("palliative_care", on="2025-08-01"),
        expect=adjusted("R3"),
    ),
    story(
        SMR01B,
        "palliative care no longer indicated",
        _frail.has("palliative_care", on="2025-08-01").has("palliative_care_no_longer", on="2025-09-01"),
        expect=_DUE,
    ),
    story(
        SMR01B,
        "palliative care and declined: the earlier rule decides",
        _frail.has("palliative_care", on="2025-08-01").declines("smr_declined", on="2025-06-01"),
        expect=adjusted("R3"),
    ),
    story(
        SMR01B,
        "declined on the first of the twelve months",
        _frail.declines("smr_declined", on="2025-04-01"),
        expect=adjusted("R4"),
    ),
    story(
        SMR01B,
        "declined a day before the twelve months",
        _frail.declines("smr_declined", on="2025-03-31"),
        expect=_DUE,
    ),
    story(SMR01B, "no frailty recorded", person(born="1938-11-11"), expect=outside()),
    *(
        story(
            SMR01B,
            f"Clinical Frailty Scale {scale} and no frailty code",
            person(born="1938-11-11").measures("clinical_frailty_scale", scale, None, on="2025-01-01"),
            expect=_DUE if scale in (7, 8) else outside(),
        )
        for scale in (6, 7, 8, 9)
    ),
    story(
        SMR01B,
        "severe frailty, then moderate",
        _frail.has("frailty_moderate", on="2025-02-01"),
        expect=outside(),
    ),
)

_SMR01D = (
    *_last_day(SMR01D, _resident, "R2", "R5"),
    story(
        SMR01D,
        "reviewed and receiving palliative care counts as reviewed",
        _resident.has(SMR, on="2025-11-04").has("palliative_care", on="2025-08-01"),
        expect=achieved("R2"),
    ),
    story(
        SMR01D,
        "declined the aligned practice and the review: the earlier rule decides",
        _resident.declines("smr_declined", on="2025-06-01").declines(
            "alignment_registration_declined", on="2025-07-01"
        ),
        expect=adjusted("R4"),
    ),
    story(SMR01D, "lives in a home, no review", _resident, expect=_DUE),
    story(SMR01D, "reviewed on 1 April", _resident.has(SMR, on="2025-04-01"), expect=achieved("R2")),
    story(
        SMR01D,
        "reviewed on 31 March, the day before the year",
        _resident.has(SMR, on="2025-03-31"),
        expect=_DUE,
    ),
    story(
        SMR01D,
        "the review of last year does not count on 1 April",
        _resident.has(SMR, on="2026-03-31"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(by="2027-03-31"),
    ),
    story(
        SMR01D,
        "18 on the last day of the year",
        person(born="2008-03-31").has("care_home_permanent", on="2024-05-01"),
        expect=_DUE,
    ),
    story(
        SMR01D,
        "18 a day after the year",
        person(born="2008-04-01").has("care_home_permanent", on="2024-05-01"),
        expect=outside(),
    ),
    story(
        SMR01D,
        "here for a time only",
        _resident.has("care_home_temporary", on="2025-01-01"),
        expect=outside(),
    ),
    story(SMR01D, "went home", _resident.has("care_home_left", on="2025-01-01"), expect=outside()),
    story(SMR01D, "never in a care home", person(born="1940-01-20"), expect=outside()),
    story(
        SMR01D,
        "receiving palliative care",
        _resident.has("palliative_care", on="2025-08-01"),
        expect=adjusted("R3"),
    ),
    story(
        SMR01D,
        "declined to register with the aligned practice, at any time",
        _resident.declines("alignment_registration_declined", on="2022-01-01"),
        expect=adjusted("R4"),
    ),
    story(
        SMR01D,
        "declined the aligned practice, reviewed all the same",
        _resident.declines("alignment_registration_declined", on="2022-01-01").has(SMR, on="2025-07-01"),
        expect=achieved("R2"),
    ),
    story(
        SMR01D,
        "palliative care comes before the declined registration",
        _resident.has("palliative_care", on="2025-08-01").declines(
            "alignment_registration_declined", on="2022-01-01"
        ),
        expect=adjusted("R3"),
    ),
    story(
        SMR01D,
        "declined on the first of the twelve months",
        _resident.declines("smr_declined", on="2025-04-01"),
        expect=adjusted("R5"),
    ),
    story(
        SMR01D,
        "declined a day before the twelve months",
        _resident.declines("smr_declined", on="2025-03-31"),
        expect=_DUE,
    ),
    story(
        SMR01D,
        "a medication review of another kind does not count",
        _resident.has("medication_review", on="2025-11-04"),
        expect=_DUE,
    ),
)

STORIES: tuple[Story, ...] = (*_SMR01B, *_SMR01D)
