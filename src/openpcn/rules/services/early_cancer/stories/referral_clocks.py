"""Stories of the clocks of urgent suspected cancer referrals: one state after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openpcn.rules.language import (
    CaseFinding,
    Expected,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.early_cancer import referral_clocks as c
from openpcn.rules.services.early_cancer.stories.referral_outcomes import outcomes
from openpcn.rules.services.early_cancer.stories.shared import holds, in_order

REFERRAL = "urgent_cancer_referral"
MADE, SEEN, MISSED = "cancer_appointment_made", "cancer_clinic_seen", "cancer_appointment_missed"
REJECTED, OUT, DECLINED = "cancer_referral_rejected", "suspected_cancer_excluded", "cancer_referral_declined"
_adult = person(born="1961-02-03")
_referred = _adult.has(REFERRAL, on="2026-01-05")
LOWER_GI = "lower_gi_urgent_referral"
NOT_SAID = "199251000000107"
SKIN, COLORECTAL = "276281000000104", "382651000000108"
LUNG, BREAST = "363358000", "254837009"


def _of(start: str, expect: Expected) -> Expected:
    """Of the episode that starts on this day."""
    return replace(expect, episode_start=date.fromisoformat(start))


_no_site = _adult.has(REFERRAL, on="2026-01-05", code=NOT_SAID)
_bowel = _adult.has(LOWER_GI, on="2026-01-05")
#: Referred for the lower gut, a day later for the lung; the cancer found is of the lung.
_two = _bowel.has(REFERRAL, on="2026-01-06").has("cancer", on="2026-01-25", code=LUNG)
_two_reversed = _referred.has(LOWER_GI, on="2026-01-06").has("cancer", on="2026-01-25", code=LUNG)


def _clock(of: CaseFinding, due_by: str, last_waiting: str, first_due: str) -> tuple[Story, ...]:
    """What the three clocks share."""

    def told(title: str, about: StoryPerson, expect: Expected) -> Story:
        return story(of, title, about, expect=expect)

    return (
        told("referred, and nothing since", _referred, due(by=due_by, episode_start="2026-01-05")),
        told(
            "referred for the lower gut",
            _adult.has("lower_gi_urgent_referral", on="2026-01-05"),
            due(by=due_by, episode_start="2026-01-05"),
        ),
        told("the clock runs out today", _adult.has(REFERRAL, on=first_due), due(by="2026-02-10")),
        told("the clock runs out tomorrow", _adult.has(REFERRAL, on=last_waiting), excluded("WAIT")),
        *outcomes(of, achieved("OUTCOME"), due()),
        told("a second referral does not hide the first", _two, due(by=due_by, episode_start="2026-01-05")),
        told("the second, of the other site, is answered", _two, _of("2026-01-06", achieved("OUTCOME"))),
        told(
            "the cancer of the first referral's site: the second is open",
            _two_reversed,
            due(episode_start="2026-01-06"),
        ),
        told(
            "any cancer, a referral that tells no site a day later: the first is open",
            _adult.has(REFERRAL, on="2026-01-05", code=SKIN)
            .has(REFERRAL, on="2026-01-06", code=NOT_SAID)
            .has("cancer", on="2026-02-01", code=BREAST),
            due(episode_start="2026-01-05"),
        ),
        told(
            "any cancer, a referral that tells no site the day before: the second is open",
            _no_site.has(REFERRAL, on="2026-01-06", code=SKIN).has("cancer", on="2026-02-01", code=BREAST),
            due(episode_start="2026-01-06"),
        ),
        *in_order(
            of,
            _referred,
            holds(OUT, "2026-01-08", achieved("OUTCOME")),
            holds(REJECTED, "2026-01-08", excluded("REJECTED")),
            holds(DECLINED, "2026-01-08", adjusted("DECLINED")),
        ),
        told(
            "declined while the clock runs",
            _adult.has(REFERRAL, on=last_waiting).declines(DECLINED, on="2026-02-10"),
            adjusted("DECLINED"),
        ),
        told("an appointment was missed", _referred.has(MISSED, on="2026-01-12"), due()),
        told("rejected on the day", _referred.has(REJECTED, on="2026-01-05"), excluded("REJECTED")),
        told("one rejected before", _referred.has(REJECTED, on="2026-01-04"), due()),
        told("chose not to go on", _referred.declines(DECLINED, on="2026-01-05"), adjusted("DECLINED")),
        told("declined an earlier one", _referred.declines(DECLINED, on="2026-01-04"), due()),
        told("8 November, and nothing since", _adult.has(REFERRAL, on="2025-11-08"), due()),
        told(
            "8 November, ruled out in December",
            _adult.has(REFERRAL, on="2025-11-08").has(OUT, on="2025-12-05"),
            achieved("OUTCOME"),
        ),
        told("a year ago less a day", _adult.has(REFERRAL, on="2025-02-11"), due()),
        told("a year ago to the day", _adult.has(REFERRAL, on="2025-02-10"), outside()),
        told("never referred", _adult, outside()),
    )


def _clinic(of: CaseFinding) -> tuple[Story, ...]:
    """Whom a clinic answers: the code of the clinic for the bowel tells its site."""
    return (
        story(
            of,
            "a clinic for the bowel does not answer a referral for the lung",
            _referred.has(SEEN, on="2026-01-16", code=COLORECTAL),
            expect=due(),
        ),
        story(
            of,
            "a clinic for the bowel answers one for the lower gut",
            _bowel.has(SEEN, on="2026-01-16", code=COLORECTAL),
            expect=achieved("SEEN"),
        ),
        story(
            of,
            "a clinic for the bowel answers one that tells no site",
            _no_site.has(SEEN, on="2026-01-16", code=COLORECTAL),
            expect=achieved("SEEN"),
        ),
        story(
            of,
            "a clinic for the bowel, and one that tells no site: a referral for the lung",
            _referred.has(SEEN, on="2026-01-16", code=COLORECTAL).has(SEEN, on="2026-01-17"),
            expect=achieved("SEEN"),
        ),
        story(
            of,
            "a clinic for the bowel, referred for the lower gut the day before the lung: the second",
            _bowel.has(REFERRAL, on="2026-01-06").has(SEEN, on="2026-01-16", code=COLORECTAL),
            expect=due(episode_start="2026-01-06"),
        ),
        *(
            story(
                of,
                f"a clinic for the bowel answers a referral for {named}",
                _adult.has(REFERRAL, on="2026-01-05", code=code).has(SEEN, on="2026-01-16", code=COLORECTAL),
                expect=achieved("SEEN"),
            )
            for code, named in (
                ("276371000000106", "a childhood tumour"),
                ("1556551000000104", "symptoms that tell no site"),
            )
        ),
    )


_NO_APPOINTMENT = (
    story(
        c.NO_APPOINTMENT,
        "seen in the clinic for the bowel, referred for the lung",
        _referred.has(SEEN, on="2026-01-16", code=COLORECTAL),
        expect=due(),
    ),
    *_clock(c.NO_APPOINTMENT, "2026-01-12", "2026-02-04", "2026-02-03"),
    *_clinic(c.NO_APPOINTMENT),
    story(
        c.NO_APPOINTMENT,
        "an appointment made on the day",
        _referred.has(MADE, on="2026-01-05"),
        expect=achieved("APPOINTMENT"),
    ),
    story(
        c.NO_APPOINTMENT,
        "an appointment of an earlier referral",
        _referred.has(MADE, on="2026-01-04"),
        expect=due(),
    ),
    *in_order(
        c.NO_APPOINTMENT,
        _referred,
        holds(MADE, "2026-01-07", achieved("APPOINTMENT")),
        holds(SEEN, "2026-01-16", achieved("SEEN")),
        holds(OUT, "2026-01-20", achieved("OUTCOME")),
    ),
    story(
        c.NO_APPOINTMENT,
        "seen without an appointment on record",
        _referred.has(SEEN, on="2026-01-16"),
        expect=achieved("SEEN"),
    ),
)
_first_unseen = (
    _adult.has(REFERRAL, on="2025-12-01")
    .has(LOWER_GI, on="2025-12-20")
    .has(SEEN, on="2026-01-02", code=COLORECTAL)
)
_NOT_SEEN = (
    *_clock(c.NOT_SEEN, "2026-01-19", "2026-01-28", "2026-01-27"),
    story(c.NOT_SEEN, "seen on the day", _referred.has(SEEN, on="2026-01-05"), expect=achieved("SEEN")),
    story(c.NOT_SEEN, "seen for an earlier one", _referred.has(SEEN, on="2026-01-04"), expect=due()),
    *_clinic(c.NOT_SEEN),
    story(
        c.NOT_SEEN,
        "lung on 1 December never seen, lower gut on 20 December seen: the first",
        _first_unseen,
        expect=due(episode_start="2025-12-01"),
    ),
    story(
        c.NOT_SEEN,
        "lung on 1 December never seen, lower gut on 20 December seen: the second",
        _first_unseen,
        expect=_of("2025-12-20", achieved("SEEN")),
    ),
    *in_order(
        c.NOT_SEEN,
        _referred,
        holds(SEEN, "2026-01-16", achieved("SEEN")),
        holds(OUT, "2026-01-20", achieved("OUTCOME")),
    ),
    story(c.NOT_SEEN, "an appointment made only", _referred.has(MADE, on="2026-01-07"), expect=due()),
)
_NO_OUTCOME = (
    story(c.NO_OUTCOME, "an appointment made only", _referred.has(MADE, on="2026-01-07"), expect=due()),
    story(
        c.NO_OUTCOME,
        "seen in the clinic for the bowel, referred for the lung",
        _referred.has(SEEN, on="2026-01-16", code=COLORECTAL),
        expect=due(),
    ),
    *_clock(c.NO_OUTCOME, "2026-02-02", "2026-01-14", "2026-01-13"),
    story(c.NO_OUTCOME, "seen and not told", _referred.has(SEEN, on="2026-01-16"), expect=due()),
)

STORIES: tuple[Story, ...] = (*_NO_OUTCOME, *_NO_APPOINTMENT, *_NOT_SEEN)
