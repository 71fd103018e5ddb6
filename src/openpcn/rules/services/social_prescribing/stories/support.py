"""Stories of counting and following up social prescribing: the data are of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import (
    Ratio,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    amounts_to,
    due,
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.social_prescribing.support import (
    OFFERED_NOT_REFERRED,
    PC01,
    PC02,
    PC03,
    PC20,
    REFERRED_NOT_SEEN,
    SUPPORTED,
)

_someone = person(born="1956-03-09")
_referred = _someone.has("social_prescribing_referral", on="2025-12-01")

_REGISTER = (
    story(SUPPORTED, "referred two months ago", _referred, expect=member()),
    story(
        SUPPORTED,
        "referred six months ago less a day",
        _someone.has("social_prescribing_referral", on="2025-08-11"),
        expect=member(),
    ),
    story(
        SUPPORTED,
        "referred six months ago",
        _someone.has("social_prescribing_referral", on="2025-08-10"),
        expect=outside(),
    ),
    story(
        SUPPORTED,
        "referred long ago, still seen",
        _someone.has("social_prescribing_referral", on="2025-01-10").has(
            "link_worker_consultation", on="2026-01-10"
        ),
        expect=member(),
    ),
    story(
        SUPPORTED, "discharged", _referred.has("social_prescribing_ended", on="2026-01-10"), expect=outside()
    ),
    story(
        SUPPORTED,
        "discharged on the day of the last contact",
        _referred.has("social_prescribing_ended", on="2025-12-01"),
        expect=member(),
    ),
    story(
        SUPPORTED,
        "declined since",
        _referred.declines("social_prescribing_declined", on="2025-12-20"),
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
        "offered three months ago less a day",
        _someone.has("social_prescribing_offered", on="2025-11-11"),
        expect=due(),
    ),
    story(
        OFFERED_NOT_REFERRED,
        "offered three months ago",
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
    story(
        REFERRED_NOT_SEEN,
        "declined since",
        _waiting.declines("social_prescribing_declined", on="2026-01-09"),
        expect=adjusted("W2"),
    ),
    story(
        REFERRED_NOT_SEEN,
        "ended since",
        _waiting.has("social_prescribing_ended", on="2026-01-09"),
        expect=adjusted("W3"),
    ),
    story(
        REFERRED_NOT_SEEN,
        "referred three months ago less a day",
        _someone.has("social_prescribing_referral", on="2025-11-11"),
        expect=due(by="2025-12-09"),
    ),
    story(
        REFERRED_NOT_SEEN,
        "referred three months ago",
        _someone.has("social_prescribing_referral", on="2025-11-10"),
        expect=outside(),
    ),
    story(REFERRED_NOT_SEEN, "never referred", _someone, expect=outside()),
)

STORIES: tuple[Story, ...] = (*_REGISTER, *_PC01, *_RATIOS, *_OFFERED, *_SEEN)
