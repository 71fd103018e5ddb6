"""Stories of urgent suspected cancer referrals: one state after the other."""

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
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.early_cancer import referral_clocks as c

REFERRAL = "urgent_cancer_referral"
MADE, SEEN, MISSED = "cancer_appointment_made", "cancer_clinic_seen", "cancer_appointment_missed"
REJECTED, OUT, DECLINED = "cancer_referral_rejected", "suspected_cancer_excluded", "cancer_referral_declined"
_adult = person(born="1961-02-03")
_referred = _adult.has(REFERRAL, on="2026-01-05")
LOWER_GI = "lower_gi_urgent_referral"
NOT_SAID = "199251000000107"
SKIN, COLORECTAL = "276281000000104", "382651000000108"
LUNG, BREAST, BOWEL = "363358000", "254837009", "363406005"


def _of(start: str, expect: Expected) -> Expected:
    """Of the episode that starts on this day."""
    return replace(expect, episode_start=date.fromisoformat(start))


_no_site = _adult.has(REFERRAL, on="2026-01-05", code=NOT_SAID)
_bowel = _adult.has(LOWER_GI, on="2026-01-05")
#: Referred for the lower gut, two days later for the lung; the cancer found is of the lung.
_two = _bowel.has(REFERRAL, on="2026-01-07").has("cancer", on="2026-01-25", code=LUNG)


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
        told("ruled out on the day", _referred.has(OUT, on="2026-01-05"), achieved("OUTCOME")),
        told("ruled out before the referral", _referred.has(OUT, on="2026-01-04"), due()),
        told(
            "cancer of the site since",
            _referred.has("cancer", on="2026-02-01", code=LUNG),
            achieved("OUTCOME"),
        ),
        told("cancer of another site since", _referred.has("cancer", on="2026-02-01", code=BREAST), due()),
        told(
            "any cancer where the referral tells no site",
            _no_site.has("cancer", on="2026-02-01", code=BREAST),
            achieved("OUTCOME"),
        ),
        told(
            "bowel cancer after a lower gut referral",
            _bowel.has("cancer", on="2026-02-01", code=BOWEL),
            achieved("OUTCOME"),
        ),
        told(
            "breast cancer after a lower gut referral",
            _bowel.has("cancer", on="2026-02-01", code=BREAST),
            due(),
        ),
        told(
            "lung cancer after a referral for the skin",
            _adult.has(REFERRAL, on="2026-01-05", code=SKIN).has("cancer", on="2026-02-01", code=LUNG),
            due(),
        ),
        told("a second referral does not hide the first", _two, due(by=due_by, episode_start="2026-01-05")),
        told("the second, of the other site, is answered", _two, _of("2026-01-07", achieved("OUTCOME"))),
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


_NO_APPOINTMENT = (
    story(
        c.NO_APPOINTMENT,
        "seen in the clinic for the bowel, referred for the lung",
        _referred.has(SEEN, on="2026-01-16", code=COLORECTAL),
        expect=due(),
    ),
    *_clock(c.NO_APPOINTMENT, "2026-01-12", "2026-02-04", "2026-02-03"),
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
    story(
        c.NOT_SEEN,
        "a clinic for the bowel does not answer a referral for the lung",
        _referred.has(SEEN, on="2026-01-16", code=COLORECTAL),
        expect=due(),
    ),
    story(
        c.NOT_SEEN,
        "a clinic for the bowel answers one for the lower gut",
        _bowel.has(SEEN, on="2026-01-16", code=COLORECTAL),
        expect=achieved("SEEN"),
    ),
    story(
        c.NOT_SEEN,
        "a clinic for the bowel answers one that tells no site",
        _no_site.has(SEEN, on="2026-01-16", code=COLORECTAL),
        expect=achieved("SEEN"),
    ),
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

_missed = _referred.has(MISSED, on="2026-01-19")
_MISSED = (
    story(
        c.MISSED,
        "missed, and nothing since",
        _missed,
        expect=due(by="2026-01-26", episode_start="2026-01-19"),
    ),
    story(
        c.MISSED,
        "another appointment made a day later",
        _missed.has(MADE, on="2026-01-20"),
        expect=achieved("APPOINTMENT"),
    ),
    story(
        c.MISSED, "an appointment made on the day itself", _missed.has(MADE, on="2026-01-19"), expect=due()
    ),
    story(
        c.MISSED,
        "referred again, and no appointment yet",
        _missed.has(REFERRAL, on="2026-01-26"),
        expect=due(),
    ),
    story(c.MISSED, "seen on the day", _missed.has(SEEN, on="2026-01-19"), expect=achieved("SEEN")),
    story(c.MISSED, "seen the day before", _missed.has(SEEN, on="2026-01-18"), expect=due()),
    story(c.MISSED, "ruled out on the day", _missed.has(OUT, on="2026-01-19"), expect=achieved("OUTCOME")),
    story(c.MISSED, "ruled out the day before", _missed.has(OUT, on="2026-01-18"), expect=due()),
    story(
        c.MISSED,
        "any cancer diagnosed since: a missed appointment tells no site",
        _missed.has("cancer", on="2026-02-01", code=BREAST),
        expect=achieved("OUTCOME"),
    ),
    story(
        c.MISSED,
        "chose not to go on",
        _missed.declines(DECLINED, on="2026-01-19"),
        expect=adjusted("DECLINED"),
    ),
    story(
        c.MISSED,
        "declined the day before",
        _missed.declines(DECLINED, on="2026-01-18"),
        expect=due(),
    ),
    story(c.MISSED, "missed, never urgently referred", _adult.has(MISSED, on="2026-01-19"), expect=outside()),
    story(c.MISSED, "nothing missed", _referred, expect=outside()),
    story(
        c.MISSED,
        "missed a year ago to the day",
        _adult.has(REFERRAL, on="2025-02-01").has(MISSED, on="2025-02-10"),
        expect=outside(),
    ),
    story(
        c.MISSED,
        "missed a year ago less a day",
        _adult.has(REFERRAL, on="2025-02-01").has(MISSED, on="2025-02-11"),
        expect=due(),
    ),
)

_rejected = _referred.has(REJECTED, on="2026-01-09")
_REJECTED = (
    story(c.REJECTED, "an appointment made since", _rejected.has(MADE, on="2026-01-12"), expect=due()),
    story(
        c.REJECTED,
        "rejected, and nothing since",
        _rejected,
        expect=due(by="2026-01-16", episode_start="2026-01-09"),
    ),
    story(
        c.REJECTED,
        "referred again a day later",
        _rejected.has(REFERRAL, on="2026-01-10"),
        expect=achieved("REFERRED"),
    ),
    story(
        c.REJECTED,
        "the referral of the day itself is the one rejected",
        _rejected.has(REFERRAL, on="2026-01-09"),
        expect=due(),
    ),
    story(
        c.REJECTED,
        "reviewed and safety-netted on the day",
        _rejected.has("cancer_safety_netting", on="2026-01-09"),
        expect=achieved("NETTED"),
    ),
    story(
        c.REJECTED,
        "safety-netted the day before",
        _rejected.has("cancer_safety_netting", on="2026-01-08"),
        expect=due(),
    ),
    story(
        c.REJECTED, "ruled out on the day", _rejected.has(OUT, on="2026-01-09"), expect=achieved("OUTCOME")
    ),
    story(c.REJECTED, "ruled out the day before", _rejected.has(OUT, on="2026-01-08"), expect=due()),
    story(
        c.REJECTED,
        "chose not to go on",
        _rejected.declines(DECLINED, on="2026-01-09"),
        expect=adjusted("DECLINED"),
    ),
    story(
        c.REJECTED,
        "declined the day before",
        _rejected.declines(DECLINED, on="2026-01-08"),
        expect=due(),
    ),
    story(
        c.REJECTED,
        "rejected a year ago to the day",
        _adult.has(REJECTED, on="2025-02-10"),
        expect=outside(),
    ),
    story(c.REJECTED, "rejected a year ago less a day", _adult.has(REJECTED, on="2025-02-11"), expect=due()),
    story(c.REJECTED, "nothing rejected", _referred, expect=outside()),
)

_NETTING = (
    story(c.SAFETY_NETTING, "no safety netting", _referred, expect=due(episode_start="2026-01-05")),
    story(
        c.SAFETY_NETTING,
        "on the day",
        _referred.has("cancer_safety_netting", on="2026-01-05"),
        expect=achieved("R1"),
    ),
    story(
        c.SAFETY_NETTING,
        "before the referral",
        _referred.has("cancer_safety_netting", on="2026-01-04"),
        expect=due(),
    ),
    story(
        c.SAFETY_NETTING, "ruled out on the day", _referred.has(OUT, on="2026-01-05"), expect=excluded("R2")
    ),
    story(c.SAFETY_NETTING, "ruled out the day before", _referred.has(OUT, on="2026-01-04"), expect=due()),
    story(
        c.SAFETY_NETTING,
        "cancer of another site since",
        _referred.has("cancer", on="2026-02-01", code=BREAST),
        expect=due(by="2026-02-02"),
    ),
    story(c.SAFETY_NETTING, "referred on 1 April", _adult.has(REFERRAL, on="2025-04-01"), expect=due()),
    story(c.SAFETY_NETTING, "referred on 31 March", _adult.has(REFERRAL, on="2025-03-31"), expect=outside()),
)

_PATHWAY = (
    story(c.ON_THE_PATHWAY, "referred", _referred, expect=member()),
    story(c.ON_THE_PATHWAY, "seen, no outcome", _referred.has(SEEN, on="2026-01-20"), expect=member()),
    story(c.ON_THE_PATHWAY, "ruled out on the day", _referred.has(OUT, on="2026-01-05"), expect=outside()),
    story(
        c.ON_THE_PATHWAY,
        "cancer of the site diagnosed",
        _referred.has("cancer", on="2026-02-01", code=LUNG),
        expect=outside(),
    ),
    story(
        c.ON_THE_PATHWAY,
        "cancer of another site diagnosed",
        _referred.has("cancer", on="2026-02-01", code=BREAST),
        expect=member(),
    ),
    story(
        c.ON_THE_PATHWAY,
        "any cancer where the referral tells no site",
        _no_site.has("cancer", on="2026-02-01", code=BREAST),
        expect=outside(),
    ),
    story(
        c.ON_THE_PATHWAY,
        "lung cancer after a referral for the skin",
        _adult.has(REFERRAL, on="2026-01-05", code=SKIN).has("cancer", on="2026-02-01", code=LUNG),
        expect=member(),
    ),
    story(c.ON_THE_PATHWAY, "two referrals, the cancer is of the second's site", _two, expect=member()),
    story(
        c.ON_THE_PATHWAY, "8 November, and no outcome", _adult.has(REFERRAL, on="2025-11-08"), expect=member()
    ),
    story(
        c.ON_THE_PATHWAY,
        "8 November, and ruled out",
        _adult.has(REFERRAL, on="2025-11-08").has(OUT, on="2025-12-01"),
        expect=outside(),
    ),
    story(
        c.ON_THE_PATHWAY,
        "ruled out, and referred again",
        _referred.has(OUT, on="2026-01-20").has(REFERRAL, on="2026-02-05"),
        expect=member(),
    ),
    story(
        c.ON_THE_PATHWAY,
        "a year ago to the day",
        _adult.has(REFERRAL, on="2025-02-10"),
        expect=outside(),
    ),
    story(
        c.ON_THE_PATHWAY,
        "a year ago less a day",
        _adult.has(REFERRAL, on="2025-02-11"),
        expect=member(),
    ),
    story(c.ON_THE_PATHWAY, "never referred", _adult, expect=outside()),
)

STORIES: tuple[Story, ...] = (
    *_NO_OUTCOME,
    *_MISSED,
    *_REJECTED,
    *_NO_APPOINTMENT,
    *_NOT_SEEN,
    *_NETTING,
    *_PATHWAY,
)
