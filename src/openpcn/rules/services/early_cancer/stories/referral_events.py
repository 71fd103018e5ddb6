"""Stories of what befalls an urgent referral: missed, rejected, safety-netted, still on the pathway."""

from __future__ import annotations

from openpcn.rules.language import Story, achieved, adjusted, due, excluded, member, outside, person, story
from openpcn.rules.services.early_cancer import referral_clocks as c
from openpcn.rules.services.early_cancer.stories.referral_outcomes import outcomes
from openpcn.rules.services.early_cancer.stories.shared import holds, in_order

REFERRAL, LOWER_GI = "urgent_cancer_referral", "lower_gi_urgent_referral"
MADE, SEEN, MISSED = "cancer_appointment_made", "cancer_clinic_seen", "cancer_appointment_missed"
REJECTED, OUT, DECLINED = "cancer_referral_rejected", "suspected_cancer_excluded", "cancer_referral_declined"
LUNG, BREAST = "363358000", "254837009"
_adult = person(born="1961-02-03")
_referred = _adult.has(REFERRAL, on="2026-01-05")
_bowel = _adult.has(LOWER_GI, on="2026-01-05")
#: Referred for the lower gut, a day later for the lung; the cancer found is of the lung.
_two = _bowel.has(REFERRAL, on="2026-01-06").has("cancer", on="2026-01-25", code=LUNG)

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
    story(
        c.MISSED,
        "referred for the lower gut",
        _bowel.has(MISSED, on="2026-01-19"),
        expect=due(episode_start="2026-01-19"),
    ),
    *in_order(
        c.MISSED,
        _missed,
        holds(MADE, "2026-01-20", achieved("APPOINTMENT")),
        holds(SEEN, "2026-01-25", achieved("SEEN")),
        holds(OUT, "2026-02-02", achieved("OUTCOME")),
        holds(DECLINED, "2026-01-21", adjusted("DECLINED")),
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
        "referred for the lower gut a day later",
        _rejected.has(LOWER_GI, on="2026-01-10"),
        expect=achieved("REFERRED"),
    ),
    story(
        c.REJECTED,
        "any cancer diagnosed since: a rejection tells no site",
        _rejected.has("cancer", on="2026-02-01", code=BREAST),
        expect=achieved("OUTCOME"),
    ),
    *in_order(
        c.REJECTED,
        _rejected,
        holds(REFERRAL, "2026-01-12", achieved("REFERRED")),
        holds("cancer_safety_netting", "2026-01-12", achieved("NETTED")),
        holds(OUT, "2026-02-01", achieved("OUTCOME")),
        holds(DECLINED, "2026-01-21", adjusted("DECLINED")),
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
    *outcomes(c.SAFETY_NETTING, excluded("R2"), due()),
    story(
        c.SAFETY_NETTING,
        "the cancer of the second referral's site: the first is open",
        _two,
        expect=due(episode_start="2026-01-05"),
    ),
    story(
        c.SAFETY_NETTING,
        "the cancer of the first referral's site: the second is open",
        _referred.has(LOWER_GI, on="2026-01-06").has("cancer", on="2026-01-25", code=LUNG),
        expect=due(episode_start="2026-01-06"),
    ),
    *in_order(
        c.SAFETY_NETTING,
        _referred,
        holds("cancer_safety_netting", "2026-01-06", achieved("R1")),
        holds(OUT, "2026-01-20", excluded("R2")),
    ),
    story(
        c.SAFETY_NETTING,
        "referred on 31 March, looked at in April",
        _adult.has(REFERRAL, on="2026-03-31"),
        as_at="2026-04-10",
        expect=due(by="2026-04-28"),
    ),
    story(
        c.SAFETY_NETTING,
        "referred on 1 April, after the year",
        _adult.has(REFERRAL, on="2026-04-01"),
        as_at="2026-04-10",
        expect=outside(),
    ),
    story(c.SAFETY_NETTING, "referred on 1 April", _adult.has(REFERRAL, on="2025-04-01"), expect=due()),
    story(c.SAFETY_NETTING, "referred on 31 March", _adult.has(REFERRAL, on="2025-03-31"), expect=outside()),
)

_PATHWAY = (
    story(c.ON_THE_PATHWAY, "referred", _referred, expect=member()),
    story(c.ON_THE_PATHWAY, "seen, no outcome", _referred.has(SEEN, on="2026-01-20"), expect=member()),
    *outcomes(c.ON_THE_PATHWAY, outside(), member()),
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

STORIES: tuple[Story, ...] = (*_MISSED, *_REJECTED, *_NETTING, *_PATHWAY)
