"""Stories of CAN01 to CAN04."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openpcn.rules.language import (
    Expected,
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
from openpcn.rules.services.early_cancer.fit_referrals import CAN01, CAN02, CAN03, CAN04

REFERRAL, FIT = "lower_gi_urgent_referral", "fit_result"
_adult = person(born="1961-02-03")
_referred = _adult.has(REFERRAL, on="2025-11-22")


def _fit(about: StoryPerson, on: str) -> StoryPerson:
    return about.measures(FIT, 4, "ug/g", on=on)


def _both(indicator: Indicator, rule: str, after: bool) -> tuple[Story, ...]:
    """What the four have in common: 21 days before; 14 after where the definition counts them."""
    open_ = due()

    def told(title: str, about: StoryPerson, expect: Expected) -> Story:
        return story(indicator, title, about, expect=expect)

    later = achieved(rule) if after else open_
    return (
        told("a result on the day of the referral", _fit(_referred, "2025-11-22"), achieved(rule)),
        told("a result 21 days before", _fit(_referred, "2025-11-01"), achieved(rule)),
        told("a result 22 days before", _fit(_referred, "2025-10-31"), open_),
        told("a result a day after", _fit(_referred, "2025-11-23"), later),
        told("a result 14 days after", _fit(_referred, "2025-12-06"), later),
        told("a result 15 days after", _fit(_referred, "2025-12-07"), open_),
        told("a result written down without its value", _referred.has(FIT, on="2025-11-20"), achieved(rule)),
        told("no result", _referred, open_),
        told("requested, and no result", _referred.has("fit_requested", on="2025-11-20"), open_),
        told("never referred", _fit(_adult, "2025-11-20"), outside()),
        told("referred on 1 April", _adult.has(REFERRAL, on="2025-04-01"), open_),
        story(
            indicator,
            "referred and resulted on 31 March, looked at in April",
            _fit(_adult.has(REFERRAL, on="2026-03-31"), "2026-03-31"),
            as_at="2026-04-10",
            expect=achieved(rule),
        ),
        story(
            indicator,
            "referred on 31 March, resulted the day after the year",
            _fit(_adult.has(REFERRAL, on="2026-03-31"), "2026-04-01"),
            as_at="2026-04-10",
            expect=due(),
        ),
        story(
            indicator,
            "referred on 1 April, after the year",
            _adult.has(REFERRAL, on="2026-04-01"),
            as_at="2026-04-10",
            expect=outside(),
        ),
        told(
            "referred on 31 March, the day before the year", _adult.has(REFERRAL, on="2025-03-31"), outside()
        ),
        story(
            indicator,
            "referred on 31 March, outside on 1 April",
            _adult.has(REFERRAL, on="2026-03-31"),
            as_at="2026-04-01",
            achievement_date="2027-03-31",
            expect=outside(),
        ),
        story(
            indicator,
            "achievement on 30 September does not see the result of October",
            _fit(_adult.has(REFERRAL, on="2025-09-25"), "2025-10-02"),
            achievement_date="2025-09-30",
            expect=due(by="2025-09-30") if indicator in (CAN03, CAN04) else open_,
        ),
    )


def _adjustments(indicator: Indicator, not_indicated: str, declined: str) -> tuple[Story, ...]:
    def told(title: str, about: StoryPerson, expect: Expected) -> Story:
        return story(indicator, title, about, expect=expect)

    return (
        told("not indicated", _referred.has("fit_not_indicated", on="2025-11-22"), adjusted(not_indicated)),
        told(
            "not indicated, and a result too late to count came since",
            _fit(_referred.has("fit_not_indicated", on="2025-11-22"), "2025-12-20"),
            due(),
        ),
        told(
            "not indicated, and a result of the same day is not subsequent",
            _fit(_referred.has("fit_not_indicated", on="2025-10-01"), "2025-10-01"),
            adjusted(not_indicated),
        ),
        told("chose not to", _referred.declines("fit_declined", on="2025-11-22"), adjusted(declined)),
        told(
            "chose not to, and a result too late to count came since",
            _fit(_referred.declines("fit_declined", on="2025-11-22"), "2025-12-20"),
            due(),
        ),
        told(
            "declined, and a result of the same day is not subsequent",
            _fit(_referred.declines("fit_declined", on="2025-10-01"), "2025-10-01"),
            adjusted(declined),
        ),
        told(
            "declined, and a result of before",
            _fit(_referred.declines("fit_declined", on="2025-10-02"), "2025-10-01"),
            adjusted(declined),
        ),
        *(
            story(
                indicator,
                f"{said} on 31 March, looked at in April",
                _referred.has(codes, on="2026-03-31"),
                as_at="2026-04-10",
                expect=adjusted(code),
            )
            for codes, said, code in (
                ("fit_not_indicated", "not indicated", not_indicated),
                ("fit_declined", "declined", declined),
            )
        ),
        *(
            story(
                indicator,
                f"{said} on 1 April, too late for the year",
                _referred.has(codes, on="2026-04-01"),
                as_at="2026-04-10",
                expect=due(),
            )
            for codes, said in (("fit_not_indicated", "not indicated"), ("fit_declined", "declined"))
        ),
        *(
            story(
                indicator,
                f"{said}, and a result on 1 April, after the year",
                _fit(_referred.has(codes, on="2025-12-20"), "2026-04-01"),
                as_at="2026-04-10",
                expect=adjusted(code),
            )
            for codes, said, code in (
                ("fit_not_indicated", "not indicated", not_indicated),
                ("fit_declined", "declined", declined),
            )
        ),
        *(
            story(
                indicator,
                f"{said}, and a result too late to count on 31 March",
                _fit(_referred.has(codes, on="2025-12-20"), "2026-03-31"),
                as_at="2026-04-10",
                expect=due(),
            )
            for codes, said in (("fit_not_indicated", "not indicated"), ("fit_declined", "declined"))
        ),
        told(
            "not indicated and declined: the earlier rule decides",
            _referred.declines("fit_declined", on="2025-11-01").has("fit_not_indicated", on="2025-11-22"),
            adjusted(not_indicated),
        ),
    )


_twice = _adult.has(REFERRAL, on="2025-06-02").has(REFERRAL, on="2025-11-22")
_done_then_declined = _fit(_referred, "2025-11-20").declines("fit_declined", on="2025-11-25")
_done_then_not_indicated = _fit(_referred, "2025-11-20").has("fit_not_indicated", on="2025-11-25")

#: Referred on two days, with a result before the first only.
_first_only = _fit(_twice, "2025-05-30")


def _each(indicator: Indicator) -> tuple[Story, ...]:
    """Two referrals are two cases, those of neighbouring days too."""
    neighbours = _fit(_adult.has(REFERRAL, on="2025-11-22").has(REFERRAL, on="2025-11-23"), "2025-11-01")
    return (
        story(
            indicator,
            "referred twice, the first had a result",
            _first_only,
            expect=replace(achieved("R4"), episode_start=date(2025, 6, 2)),
        ),
        story(
            indicator,
            "referred twice, the second had none",
            _first_only,
            expect=due(episode_start="2025-11-22"),
        ),
        story(
            indicator,
            "referred on two days that follow, a result 22 days before the second",
            neighbours,
            expect=due(episode_start="2025-11-23"),
        ),
    )


STORIES: tuple[Story, ...] = (
    *_both(CAN04, "R2", after=False),
    *_adjustments(CAN04, "R3", "R4"),
    story(
        CAN04,
        "referred twice, one referral with a result is enough",
        _first_only,
        expect=achieved("R2"),
    ),
    story(
        CAN04,
        "done, and later not indicated: the result stands",
        _done_then_not_indicated,
        expect=achieved("R2"),
    ),
    story(
        CAN04,
        "a referral with a test for another site",
        _fit(_adult.has("urgent_cancer_referral", on="2025-11-22"), "2025-11-20"),
        expect=outside(),
    ),
    *_both(CAN03, "R2", after=True),
    *_adjustments(CAN03, "R3", "R4"),
    story(
        CAN03,
        "done, and later not indicated: the result stands",
        _done_then_not_indicated,
        expect=achieved("R2"),
    ),
    story(
        CAN03,
        "a result 14 days after, on the last day of the year",
        _fit(_adult.has(REFERRAL, on="2026-03-17"), "2026-03-31"),
        as_at="2026-04-10",
        expect=achieved("R2"),
    ),
    *_both(CAN02, "R4", after=False),
    *_adjustments(CAN02, "R2", "R3"),
    *_each(CAN02),
    story(CAN02, "done, and later declined", _done_then_declined, expect=adjusted("R3")),
    story(
        CAN02,
        "the result was wanted on the day of the referral",
        _referred,
        expect=due(by="2025-11-22"),
    ),
    story(
        CAN02,
        "done, and later not indicated: here the adjustment comes first",
        _done_then_not_indicated,
        expect=adjusted("R2"),
    ),
    *_both(CAN01, "R4", after=True),
    *_adjustments(CAN01, "R2", "R3"),
    *_each(CAN01),
    story(CAN01, "done, and later declined", _done_then_declined, expect=adjusted("R3")),
    story(
        CAN01,
        "a result 14 days after, on the last day of the year",
        _fit(_adult.has(REFERRAL, on="2026-03-17"), "2026-03-31"),
        as_at="2026-04-10",
        expect=achieved("R4"),
    ),
    story(
        CAN01,
        "the result was wanted within 14 days of the referral",
        _referred,
        expect=due(by="2025-12-06"),
    ),
)
