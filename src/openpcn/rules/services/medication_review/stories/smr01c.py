"""Stories of SMR01C. The three months to 10 February start on 11 November."""

from __future__ import annotations

from openpcn.rules.language import Story, StoryPerson, achieved, adjusted, due, outside, person, story
from openpcn.rules.services.medication_review.smr01 import SMR01C

SMR = "structured_medication_review"
_adult = person(born="1970-08-15")
_DUE = due(by="2026-03-31")


def _issues(medicine: str, *days: str) -> StoryPerson:
    about = _adult
    for day in days:
        about = about.issued(medicine, on=day)
    return about


_two = _issues("gabapentinoid", "2026-01-05", "2026-02-02")

_in_march = _issues("gabapentinoid", "2026-03-02", "2026-03-31")

STORIES: tuple[Story, ...] = (
    *(
        story(SMR01C, f"two issues: {medicine}", _issues(medicine, "2026-01-05", "2026-02-02"), expect=_DUE)
        for medicine in ("gabapentinoid", "benzodiazepine", "z_drug", "opioid_strong", "opioid_patch")
    ),
    story(SMR01C, "one issue only", _issues("gabapentinoid", "2026-01-05"), expect=outside()),
    story(
        SMR01C,
        "two issues, the first on the first day of the three months",
        _issues("gabapentinoid", "2025-11-11", "2026-02-02"),
        expect=_DUE,
    ),
    story(
        SMR01C,
        "two issues, the first a day before the three months",
        _issues("gabapentinoid", "2025-11-10", "2026-02-02"),
        expect=outside(),
    ),
    story(
        SMR01C,
        "one issue of a patch that gives less",
        _issues("opioid_patch", "2026-01-05"),
        expect=outside(),
    ),
    story(
        SMR01C,
        "two issues on one day are two prescriptions",
        _issues("gabapentinoid", "2026-01-05", "2026-01-05"),
        expect=_DUE,
    ),
    story(
        SMR01C,
        "one of each of two kinds",
        _issues("gabapentinoid", "2026-01-05").issued("z_drug", on="2026-01-20"),
        expect=_DUE,
    ),
    story(
        SMR01C,
        "a weak opioid does not count",
        _issues("opioid_weak", "2026-01-05", "2026-02-02"),
        expect=outside(),
    ),
    story(
        SMR01C,
        "one patch of more than 120 mg a day",
        _issues("opioid_high_dose", "2026-01-05"),
        expect=_DUE,
    ),
    story(
        SMR01C,
        "such a patch on the first day of the three months",
        _issues("opioid_high_dose", "2025-11-11"),
        expect=_DUE,
    ),
    story(
        SMR01C,
        "such a patch a day before the three months",
        _issues("opioid_high_dose", "2025-11-10"),
        expect=outside(),
    ),
    story(SMR01C, "reviewed on 1 April", _two.has(SMR, on="2025-04-01"), expect=achieved("R1")),
    story(
        SMR01C, "reviewed on 31 March, the day before the year", _two.has(SMR, on="2025-03-31"), expect=_DUE
    ),
    story(
        SMR01C,
        "the review of last year does not count on 1 April",
        _two.has(SMR, on="2025-11-04"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(by="2027-03-31"),
    ),
    story(
        SMR01C,
        "receiving palliative care",
        _two.has("palliative_care", on="2025-08-01"),
        expect=adjusted("R2"),
    ),
    story(
        SMR01C,
        "reviewed and receiving palliative care counts as reviewed",
        _two.has("palliative_care", on="2025-08-01").has(SMR, on="2025-11-04"),
        expect=achieved("R1"),
    ),
    story(SMR01C, "a review of another kind", _two.has("medication_review", on="2025-11-04"), expect=_DUE),
    story(
        SMR01C,
        "declined on the first of the twelve months",
        _two.declines("smr_declined", on="2025-04-01"),
        expect=adjusted("R3"),
    ),
    story(
        SMR01C,
        "declined a day before the twelve months",
        _two.declines("smr_declined", on="2025-03-31"),
        expect=_DUE,
    ),
    story(
        SMR01C,
        "palliative care and declined: the earlier rule decides",
        _two.declines("smr_declined", on="2025-06-01").has("palliative_care", on="2025-08-01"),
        expect=adjusted("R2"),
    ),
    *(
        story(SMR01C, title, _in_march.has(codes, on=on), as_at="2026-04-10", expect=expect)
        for title, codes, on, expect in (
            ("reviewed on 31 March, looked at in April", SMR, "2026-03-31", achieved("R1")),
            ("reviewed on 1 April, too late for the year", SMR, "2026-04-01", _DUE),
            ("declined on 31 March, looked at in April", "smr_declined", "2026-03-31", adjusted("R3")),
            ("declined on 1 April, too late for the year", "smr_declined", "2026-04-01", _DUE),
        )
    ),
    story(
        SMR01C,
        "the second issue on 1 April, after the year",
        _issues("gabapentinoid", "2026-03-02", "2026-04-01"),
        as_at="2026-04-10",
        expect=outside(),
    ),
    story(SMR01C, "no such medicine", _adult, expect=outside()),
)
