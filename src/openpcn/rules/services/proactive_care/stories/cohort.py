"""Stories of who fits proactive care, who is under it, the continuity cohort. Data of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import (
    Expected,
    Indicator,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    amounts_to,
    due,
    excluded,
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.proactive_care.cohort import (
    CONTINUITY_COHORT,
    CONTINUITY_PLAN,
    NCDMI126,
    PR001,
    PR002,
    PROACTIVE_CARE_OFFERED,
    PROACTIVE_CARE_REVIEW,
)
from openpcn.rules.services.proactive_care.facts import CASELOAD, FITS_PROACTIVE_CARE

_old = person(born="1945-05-01")
_frail = _old.has("frailty_moderate", on="2024-01-01")
_under = _old.has("proactive_care_started", on="2024-03-01")


def _index(value: float, on: str = "2025-06-01", of: StoryPerson = _old) -> StoryPerson:
    return of.measures("electronic_frailty_index", value, None, on=on)


def _multimorbidity(value: float) -> StoryPerson:
    return _old.measures("cambridge_multimorbidity_score", value, None, on="2025-06-01")


def _admitted(*days: str) -> StoryPerson:
    somebody = _old
    for day in days:
        somebody = somebody.admitted("emergency_admission", on=day, until=day)
    return somebody


_CASELOAD = (
    story(CASELOAD, "taken on", _under, expect=member()),
    story(CASELOAD, "never", _old, expect=outside()),
    story(
        CASELOAD, "discharged later", _under.has("proactive_care_ended", on="2025-03-01"), expect=outside()
    ),
    story(
        CASELOAD,
        "discharged on the same day",
        _under.has("proactive_care_ended", on="2024-03-01"),
        expect=member(),
    ),
    story(
        CASELOAD,
        "declined later",
        _under.declines("proactive_care_declined", on="2024-04-01"),
        expect=outside(),
    ),
    story(
        CASELOAD,
        "discharged and taken on again",
        _under.has("proactive_care_ended", on="2025-03-01").has("proactive_care_started", on="2025-09-01"),
        expect=member(),
    ),
)

_FITS = (
    story(FITS_PROACTIVE_CARE, "moderate frailty", _frail, expect=member()),
    story(
        FITS_PROACTIVE_CARE, "severe frailty", _old.has("frailty_severe", on="2024-01-01"), expect=member()
    ),
    story(FITS_PROACTIVE_CARE, "mild frailty", _old.has("frailty_mild", on="2024-01-01"), expect=outside()),
    story(
        FITS_PROACTIVE_CARE,
        "mild frailty and a fall",
        _old.has("frailty_mild", on="2024-01-01").has("falls", on="2025-02-11"),
        expect=member(),
    ),
    story(
        FITS_PROACTIVE_CARE,
        "mild frailty and a fall a year ago",
        _old.has("frailty_mild", on="2024-01-01").has("falls", on="2025-02-10"),
        expect=outside(),
    ),
    story(FITS_PROACTIVE_CARE, "a fall and no frailty", _old.has("falls", on="2025-10-01"), expect=outside()),
    story(FITS_PROACTIVE_CARE, "index of 0.25, nothing coded", _index(0.25), expect=member()),
    story(FITS_PROACTIVE_CARE, "index of 0.24", _index(0.24), expect=outside()),
    story(
        FITS_PROACTIVE_CARE,
        "index of 0.40, coded mild: the code comes first",
        _index(0.40, of=_old.has("frailty_mild", on="2020-01-01")),
        expect=outside(),
    ),
    story(
        FITS_PROACTIVE_CARE,
        "an index of more than 2 years ago",
        _index(0.40, "2024-02-10"),
        expect=outside(),
    ),
    story(
        FITS_PROACTIVE_CARE,
        "an index of 2 years ago less a day",
        _index(0.40, "2024-02-11"),
        expect=member(),
    ),
    story(FITS_PROACTIVE_CARE, "multimorbidity score of 3", _multimorbidity(3.0), expect=member()),
    story(FITS_PROACTIVE_CARE, "multimorbidity score of 2.9", _multimorbidity(2.9), expect=outside()),
    story(
        FITS_PROACTIVE_CARE,
        "two emergency admissions",
        _admitted("2025-06-01", "2025-12-01"),
        expect=member(),
    ),
    story(FITS_PROACTIVE_CARE, "one emergency admission", _admitted("2025-12-01"), expect=outside()),
    story(
        FITS_PROACTIVE_CARE,
        "two, one of them a year ago less a day",
        _admitted("2025-02-11", "2025-12-01"),
        expect=member(),
    ),
    story(
        FITS_PROACTIVE_CARE,
        "two, one of them a year ago",
        _admitted("2025-02-10", "2025-12-01"),
        expect=outside(),
    ),
    story(
        FITS_PROACTIVE_CARE,
        "65 on the day of the data",
        person(born="1961-02-10").has("frailty_moderate", on="2024-01-01"),
        expect=member(),
    ),
    story(
        FITS_PROACTIVE_CARE,
        "65 a day later",
        person(born="1961-02-11").has("frailty_moderate", on="2024-01-01"),
        expect=outside(),
    ),
    story(FITS_PROACTIVE_CARE, "nothing on record", _old, expect=outside()),
)

_OFFERED = (
    story(PROACTIVE_CARE_OFFERED, "nobody has taken the person on", _frail, expect=due()),
    story(
        PROACTIVE_CARE_OFFERED,
        "under proactive care",
        _frail.has("proactive_care_started", on="2025-01-01"),
        expect=achieved("C1"),
    ),
    story(
        PROACTIVE_CARE_OFFERED,
        "was under it, discharged",
        _frail.has("proactive_care_started", on="2024-01-01").has("proactive_care_ended", on="2025-01-01"),
        expect=due(),
    ),
    story(
        PROACTIVE_CARE_OFFERED,
        "declined a year ago less a day",
        _frail.declines("proactive_care_declined", on="2025-02-11"),
        expect=adjusted("C2"),
    ),
    story(
        PROACTIVE_CARE_OFFERED,
        "declined a year ago",
        _frail.declines("proactive_care_declined", on="2025-02-10"),
        expect=due(),
    ),
    story(
        PROACTIVE_CARE_OFFERED,
        "found not frail a year ago less a day",
        _index(0.30).has("frailty_not_present", on="2025-02-11"),
        expect=adjusted("C3"),
    ),
    story(
        PROACTIVE_CARE_OFFERED,
        "found not frail a year ago",
        _index(0.30).has("frailty_not_present", on="2025-02-10"),
        expect=due(),
    ),
    story(
        PROACTIVE_CARE_OFFERED,
        "assessed, not taken on",
        _frail.has("comprehensive_geriatric_assessment", on="2025-08-01"),
        expect=due(),
    ),
    story(
        PROACTIVE_CARE_OFFERED,
        "receiving palliative care",
        _frail.has("palliative_care", on="2025-08-01"),
        expect=excluded("X1"),
    ),
    story(PROACTIVE_CARE_OFFERED, "does not fit", _old, expect=outside()),
)

_RATIOS = (
    story(PR001, "under proactive care", _under, expect=amounts_to(1)),
    story(PR001, "not under it", _old, expect=amounts_to(0)),
    story(PR001, "discharged", _under.has("proactive_care_ended", on="2025-03-01"), expect=amounts_to(0)),
    story(PR001, "a child is in the population", person(born="2019-01-01"), expect=amounts_to(0)),
    story(
        PR001,
        "taken on after the data",
        _old.has("proactive_care_started", on="2026-02-11"),
        expect=amounts_to(0),
    ),
    story(PR001, "left the list", _under.leaves(on="2026-02-01"), expect=outside()),
    story(PR002, "never under it", _old, expect=amounts_to(0)),
    story(
        PR002,
        "discharged on the first day of the year",
        _under.has("proactive_care_ended", on="2025-04-01"),
        expect=amounts_to(1),
    ),
    story(
        PR002,
        "discharged a day before the year",
        _under.has("proactive_care_ended", on="2025-03-31"),
        expect=amounts_to(0),
    ),
    story(
        PR002,
        "discharged and taken on again",
        _under.has("proactive_care_ended", on="2025-05-01").has("proactive_care_started", on="2025-06-01"),
        expect=amounts_to(1),
    ),
    story(
        PR002,
        "discharged after the data",
        _under.has("proactive_care_ended", on="2026-02-11"),
        expect=amounts_to(0),
    ),
    story(NCDMI126, "never asked", _old, expect=amounts_to(0)),
    story(
        NCDMI126,
        "declined on the first day of the year",
        _old.declines("proactive_care_declined", on="2025-04-01"),
        expect=amounts_to(1),
    ),
    story(
        NCDMI126,
        "declined a day before the year",
        _old.declines("proactive_care_declined", on="2025-03-31"),
        expect=amounts_to(0),
    ),
    story(
        NCDMI126,
        "declined, and taken on later",
        _old.declines("proactive_care_declined", on="2025-05-01").has(
            "proactive_care_started", on="2025-09-01"
        ),
        expect=amounts_to(1),
    ),
    story(
        NCDMI126,
        "declined twice counts once",
        _old.declines("proactive_care_declined", on="2025-05-01").declines(
            "proactive_care_declined", on="2025-09-01"
        ),
        expect=amounts_to(1),
    ),
    story(
        NCDMI126,
        "declined after the data",
        _old.declines("proactive_care_declined", on="2026-02-11"),
        expect=amounts_to(0),
    ),
    story(NCDMI126, "left the list", _old.leaves(on="2026-01-01"), expect=outside()),
    story(PR002, "died", _under.dies(on="2026-01-01"), expect=outside()),
)

_REVIEW = (
    story(PROACTIVE_CARE_REVIEW, "not looked at", _under, expect=due()),
    story(
        PROACTIVE_CARE_REVIEW,
        "plan reviewed 6 months ago less a day",
        _under.has("pcsp_reviewed", on="2025-08-11"),
        expect=achieved("W1"),
    ),
    story(
        PROACTIVE_CARE_REVIEW,
        "plan reviewed 6 months ago",
        _under.has("pcsp_reviewed", on="2025-08-10"),
        expect=due(),
    ),
    story(
        PROACTIVE_CARE_REVIEW,
        "assessed",
        _under.has("comprehensive_geriatric_assessment", on="2025-08-11"),
        expect=achieved("W1"),
    ),
    story(
        PROACTIVE_CARE_REVIEW,
        "discussed by the team",
        _under.has("multidisciplinary_meeting", on="2026-01-10"),
        expect=achieved("W1"),
    ),
    story(
        PROACTIVE_CARE_REVIEW,
        "falls risk assessed only",
        _under.has("falls_risk_assessment", on="2026-01-10"),
        expect=due(),
    ),
    story(
        PROACTIVE_CARE_REVIEW,
        "taken on 6 months ago less a day",
        _old.has("proactive_care_started", on="2025-08-11"),
        expect=excluded("X1"),
    ),
    story(
        PROACTIVE_CARE_REVIEW,
        "taken on 6 months ago",
        _old.has("proactive_care_started", on="2025-08-10"),
        expect=due(),
    ),
    story(PROACTIVE_CARE_REVIEW, "not under proactive care", _old, expect=outside()),
)


def _in_2026(of: Indicator, title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(of, title, about, as_at="2026-11-10", achievement_date="2027-03-31", expect=expect)


_coded = _frail.has("continuity_cohort", on="2026-05-01")
_CONTINUITY = (
    _in_2026(CONTINUITY_COHORT, "not coded", _frail, due(by="2027-03-31")),
    _in_2026(
        CONTINUITY_COHORT,
        "coded on the first day",
        _frail.has("continuity_cohort", on="2026-04-01"),
        achieved("K1"),
    ),
    _in_2026(
        CONTINUITY_COHORT, "coded a day before", _frail.has("continuity_cohort", on="2026-03-31"), due()
    ),
    _in_2026(
        CONTINUITY_COHORT, "a coordinator, no code", _frail.has("named_coordinator", on="2026-05-01"), due()
    ),
    _in_2026(
        CONTINUITY_COHORT,
        "declined a year ago less a day",
        _frail.declines("continuity_declined", on="2025-11-11"),
        adjusted("K2"),
    ),
    _in_2026(
        CONTINUITY_COHORT,
        "declined a year ago",
        _frail.declines("continuity_declined", on="2025-11-10"),
        due(),
    ),
    _in_2026(
        CONTINUITY_COHORT,
        "under proactive care, too young for its cohort",
        person(born="1980-01-01").has("proactive_care_started", on="2026-01-01"),
        due(),
    ),
    _in_2026(CONTINUITY_COHORT, "neither", _old, outside()),
    story(
        CONTINUITY_COHORT,
        "on 31 March 2026: not asked for yet",
        _frail,
        as_at="2026-03-31",
        expect=excluded("X1"),
    ),
    story(
        CONTINUITY_COHORT,
        "on 1 April 2026: asked for",
        _frail,
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(),
    ),
    _in_2026(CONTINUITY_PLAN, "coded, no plan", _coded, due()),
    _in_2026(
        CONTINUITY_PLAN,
        "plan a year ago less a day",
        _coded.has("continuity_plan", on="2025-11-11"),
        achieved("L1"),
    ),
    _in_2026(CONTINUITY_PLAN, "plan a year ago", _coded.has("continuity_plan", on="2025-11-10"), due()),
    story(
        CONTINUITY_PLAN,
        "plan of 1 April, due on 1 April the year after",
        _coded.has("continuity_plan", on="2026-04-01"),
        as_at="2027-04-01",
        achievement_date="2028-03-31",
        expect=due(),
    ),
    _in_2026(CONTINUITY_PLAN, "a personalised plan only", _coded.has("pcsp_agreed", on="2026-05-01"), due()),
    _in_2026(
        CONTINUITY_PLAN,
        "declined a year ago less a day",
        _coded.declines("continuity_declined", on="2025-11-11"),
        adjusted("L2"),
    ),
    _in_2026(
        CONTINUITY_PLAN,
        "declined a year ago",
        _coded.declines("continuity_declined", on="2025-11-10"),
        due(),
    ),
    _in_2026(CONTINUITY_PLAN, "not coded", _frail, outside()),
)

STORIES: tuple[Story, ...] = (
    *_CASELOAD,
    *_FITS,
    *_OFFERED,
    *_RATIOS,
    *_REVIEW,
    *_CONTINUITY,
)
