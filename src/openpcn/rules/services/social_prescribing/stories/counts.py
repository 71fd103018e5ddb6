"""Stories of social prescribing as it is counted: the data are of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import (
    Ratio,
    Story,
    StoryPerson,
    amounts_to,
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.social_prescribing.counts import (
    NCDMI063,
    NCDMI107,
    NCDMI152,
    NCDMI153,
    PC01,
    PC02,
    PC03,
    PC20,
    SUPPORTED,
)

_someone = person(born="1956-03-09")
_referred = _someone.has("social_prescribing_referral", on="2025-12-01")

_REGISTER = (
    story(SUPPORTED, "referred 2 months ago", _referred, expect=member()),
    story(
        SUPPORTED,
        "referred years ago, never closed",
        _someone.has("social_prescribing_referral", on="2019-08-11"),
        expect=member(),
    ),
    story(
        SUPPORTED,
        "case closed a day later",
        _referred.has("social_prescribing_ended", on="2025-12-02"),
        expect=outside(),
    ),
    story(
        SUPPORTED,
        "case closed on the day of the referral",
        _referred.has("social_prescribing_ended", on="2025-12-01"),
        expect=member(),
    ),
    story(
        SUPPORTED,
        "closed, and referred again",
        _referred.has("social_prescribing_ended", on="2026-01-02").has(
            "social_prescribing_referral", on="2026-01-20"
        ),
        expect=member(),
    ),
    story(
        SUPPORTED,
        "declined since: the dictionary does not take the person off",
        _referred.declines("social_prescribing_declined", on="2025-12-20"),
        expect=member(),
    ),
    story(
        SUPPORTED,
        "seen by a link worker, never referred",
        _someone.has("link_worker_consultation", on="2026-01-10"),
        expect=outside(),
    ),
    story(SUPPORTED, "never", _someone, expect=outside()),
)

_PC01 = (
    story(PC01, "referred", _referred, expect=amounts_to(1)),
    story(PC01, "not referred", _someone, expect=amounts_to(0)),
    story(
        PC01,
        "referred on the first day of the year",
        _someone.has("social_prescribing_referral", on="2025-04-01"),
        expect=amounts_to(1),
    ),
    story(
        PC01,
        "referred a day before the year",
        _someone.has("social_prescribing_referral", on="2025-03-31"),
        expect=amounts_to(0),
    ),
    story(
        PC01,
        "declined years ago: not in the denominator",
        _someone.declines("social_prescribing_declined", on="2019-01-01"),
        expect=outside(),
    ),
    story(
        PC01,
        "declined, and referred all the same",
        _referred.declines("social_prescribing_declined", on="2025-12-20"),
        expect=amounts_to(1),
    ),
    story(
        PC01,
        "offered only",
        _someone.has("social_prescribing_offered", on="2025-12-20"),
        expect=amounts_to(0),
    ),
)


def _told(
    of: Ratio, one: StoryPerson, two: StoryPerson, earlier: StoryPerson, other: StoryPerson
) -> tuple[Story, ...]:
    return (
        story(of, "supported, none", _referred, expect=amounts_to(0)),
        story(of, "one", one, expect=amounts_to(1)),
        story(of, "two", two, expect=amounts_to(2)),
        story(of, "one of the year before does not count", earlier, expect=amounts_to(1)),
        story(
            of, "not supported by social prescribing", _someone.consults(on="2025-12-02"), expect=outside()
        ),
        story(of, "another kind", other, expect=amounts_to(0)),
    )


def _link(of: StoryPerson, on: str) -> StoryPerson:
    return of.has("link_worker_consultation", on=on)


def _gp(of: StoryPerson, on: str) -> StoryPerson:
    return of.has("gp_consultation", on=on)


_one_link = _link(_referred, "2025-12-10")
_one_gp = _gp(_referred, "2025-12-10")
_one_contact = _referred.consults(on="2025-12-10")
_RATIOS = (
    *_told(
        PC02,
        _one_link,
        _link(_one_link, "2026-01-10"),
        _link(_one_link, "2025-03-31"),
        _gp(_referred, "2025-12-10"),
    ),
    story(PC02, "two entries of one day are one", _link(_one_link, "2025-12-10"), expect=amounts_to(1)),
    *_told(
        PC03, _one_gp, _gp(_one_gp, "2026-01-10"), _gp(_one_gp, "2025-03-31"), _link(_referred, "2025-12-10")
    ),
    *_told(
        PC20,
        _one_contact,
        _one_contact.consults(on="2025-12-10"),
        _one_contact.consults(on="2025-03-31"),
        _referred.admitted("emergency_attendance", on="2025-12-10"),
    ),
)

_seen_once = _someone.has("link_worker_consultation", on="2025-12-10")
_EARLIER = (
    story(NCDMI063, "supported", _referred, expect=amounts_to(1)),
    story(NCDMI063, "never referred", _someone, expect=amounts_to(0)),
    story(
        NCDMI063,
        "case closed",
        _referred.has("social_prescribing_ended", on="2026-01-02"),
        expect=amounts_to(0),
    ),
    story(
        NCDMI063,
        "closed, and referred again",
        _referred.has("social_prescribing_ended", on="2026-01-02").has(
            "social_prescribing_referral", on="2026-01-20"
        ),
        expect=amounts_to(1),
    ),
    story(NCDMI063, "seen, never referred", _seen_once, expect=amounts_to(0)),
    story(NCDMI063, "left the list", _referred.leaves(on="2026-01-02"), expect=outside()),
    story(NCDMI107, "supported and not seen", _referred, expect=amounts_to(0)),
    story(NCDMI107, "supported and seen", _one_link, expect=amounts_to(1)),
    story(NCDMI107, "seen twice counts once", _link(_one_link, "2026-01-10"), expect=amounts_to(1)),
    story(NCDMI107, "seen a day before the year", _link(_referred, "2025-03-31"), expect=amounts_to(0)),
    story(NCDMI107, "seen on the year's first day", _link(_referred, "2025-04-01"), expect=amounts_to(1)),
    story(NCDMI107, "seen, never referred", _seen_once, expect=outside()),
    story(NCDMI152, "none", _someone, expect=amounts_to(0)),
    story(NCDMI152, "one, never referred", _seen_once, expect=amounts_to(1)),
    story(NCDMI152, "two on one day are two", _link(_seen_once, "2025-12-10"), expect=amounts_to(2)),
    story(NCDMI152, "one of the year before", _link(_seen_once, "2025-03-31"), expect=amounts_to(1)),
    story(NCDMI152, "one after the data", _link(_seen_once, "2026-02-11"), expect=amounts_to(1)),
    story(NCDMI152, "left the list", _seen_once.leaves(on="2026-01-02"), expect=outside()),
    story(NCDMI153, "none", _someone, expect=amounts_to(0)),
    story(NCDMI153, "one, never referred", _seen_once, expect=amounts_to(1)),
    story(NCDMI153, "two count once", _link(_seen_once, "2026-01-10"), expect=amounts_to(1)),
    story(NCDMI153, "a day before the year", _link(_someone, "2025-03-31"), expect=amounts_to(0)),
    story(NCDMI153, "on the first day of the year", _link(_someone, "2025-04-01"), expect=amounts_to(1)),
    story(NCDMI153, "left the list", _seen_once.leaves(on="2026-01-02"), expect=outside()),
)

STORIES: tuple[Story, ...] = (*_REGISTER, *_PC01, *_RATIOS, *_EARLIER)
