"""Stories of what an offer or a referral led to: the data are of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import Story, StoryPerson, achieved, adjusted, due, outside, person, story
from openpcn.rules.services.social_prescribing.follow_up import OFFERED_NOT_REFERRED, REFERRED_NOT_SEEN

_someone = person(born="1956-03-09")


def _link(of: StoryPerson, on: str) -> StoryPerson:
    return of.has("link_worker_consultation", on=on)


_offered = _someone.has("social_prescribing_offered", on="2026-01-05")
_OFFERED = (
    story(OFFERED_NOT_REFERRED, "nothing since", _offered, expect=due(by="2026-02-02")),
    story(
        OFFERED_NOT_REFERRED,
        "referred on the day",
        _offered.has("social_prescribing_referral", on="2026-01-05"),
        expect=achieved("O1"),
    ),
    story(
        OFFERED_NOT_REFERRED,
        "referred a day before",
        _offered.has("social_prescribing_referral", on="2026-01-04"),
        expect=due(),
    ),
    story(
        OFFERED_NOT_REFERRED,
        "declined on the day",
        _offered.declines("social_prescribing_declined", on="2026-01-05"),
        expect=adjusted("O2"),
    ),
    story(
        OFFERED_NOT_REFERRED,
        "declined a day before",
        _offered.declines("social_prescribing_declined", on="2026-01-04"),
        expect=due(),
    ),
    story(
        OFFERED_NOT_REFERRED,
        "seen by a link worker",
        _offered.has("link_worker_consultation", on="2026-01-20"),
        expect=due(),
    ),
    story(
        OFFERED_NOT_REFERRED,
        "offered 3 months ago less a day",
        _someone.has("social_prescribing_offered", on="2025-11-11"),
        expect=due(),
    ),
    story(
        OFFERED_NOT_REFERRED,
        "offered 3 months ago",
        _someone.has("social_prescribing_offered", on="2025-11-10"),
        expect=outside(),
    ),
)

_waiting = _someone.has("social_prescribing_referral", on="2026-01-05")
_SEEN = (
    story(REFERRED_NOT_SEEN, "not seen yet", _waiting, expect=due(by="2026-02-02")),
    story(
        REFERRED_NOT_SEEN,
        "seen on the day of the referral",
        _link(_waiting, "2026-01-05"),
        expect=achieved("W1"),
    ),
    story(REFERRED_NOT_SEEN, "seen a day before the referral", _link(_waiting, "2026-01-04"), expect=due()),
    *(
        told
        for words, codes, rule in (
            ("declined", "social_prescribing_declined", "W2"),
            ("ended", "social_prescribing_ended", "W3"),
        )
        for told in (
            story(
                REFERRED_NOT_SEEN,
                f"{words} on the day of the referral",
                _waiting.has(codes, on="2026-01-05"),
                expect=adjusted(rule),
            ),
            story(
                REFERRED_NOT_SEEN,
                f"{words} a day before the referral",
                _waiting.has(codes, on="2026-01-04"),
                expect=due(),
            ),
        )
    ),
    story(
        REFERRED_NOT_SEEN,
        "referred 3 months ago less a day",
        _someone.has("social_prescribing_referral", on="2025-11-11"),
        expect=due(by="2025-12-09"),
    ),
    story(
        REFERRED_NOT_SEEN,
        "referred 3 months ago",
        _someone.has("social_prescribing_referral", on="2025-11-10"),
        expect=outside(),
    ),
    story(REFERRED_NOT_SEEN, "never referred", _someone, expect=outside()),
)

STORIES: tuple[Story, ...] = (*_OFFERED, *_SEEN)
