"""Stories of the premium's codes, antipsychotics in dementia and advance care plans."""

from __future__ import annotations

from openpcn.rules.language import Story, achieved, due, excluded, outside, person, story
from openpcn.rules.services.care_homes.safety import (
    ADVANCE_CARE_PLAN,
    ANTIPSYCHOTIC_IN_DEMENTIA,
    PREMIUM_CODING,
)

_old = person(born="1938-11-11")
_resident = _old.lives_in_home(since="2024-03-01")
_PERMANENT = "care_home_permanent"

_PREMIUM = (
    *(
        story(
            PREMIUM_CODING,
            f"coded: {named}",
            _resident.has(_PERMANENT, on="2024-03-02", code=code),
            expect=achieved("R1"),
        )
        for code, named in (
            ("160734000", "lives in a nursing home"),
            ("394923006", "lives in a residential home"),
            ("248171000000108", "lives in a care home"),
        )
    ),
    story(
        PREMIUM_CODING,
        "coded: lives in an old people's home",
        _resident.has(_PERMANENT, on="2024-03-02", code="160737007"),
        expect=due(by="2026-03-10"),
    ),
    story(
        PREMIUM_CODING,
        "coded as there for a time",
        _resident.has("care_home_temporary", on="2024-03-02"),
        expect=due(),
    ),
    story(PREMIUM_CODING, "on a bed list, not coded", _resident, expect=due()),
    story(
        PREMIUM_CODING,
        "coded as left since",
        _resident.has(_PERMANENT, on="2024-03-02").has("care_home_left", on="2024-03-03"),
        expect=due(),
    ),
    story(
        PREMIUM_CODING,
        "coded as left on the same day",
        _resident.has(_PERMANENT, on="2024-03-02").has("care_home_left", on="2024-03-02"),
        expect=achieved("R1"),
    ),
    story(
        PREMIUM_CODING,
        "coded otherwise, on no bed list",
        _old.has(_PERMANENT, on="2024-03-02", code="160737007"),
        expect=due(),
    ),
    story(
        PREMIUM_CODING,
        "left the home, and is on no bed list",
        _old.has(_PERMANENT, on="2024-03-02").has("care_home_left", on="2025-03-03"),
        expect=outside(),
    ),
    story(
        PREMIUM_CODING,
        "off the bed list, and not coded",
        _old.lives_in_home(since="2024-03-01", until="2026-02-09"),
        expect=outside(),
    ),
    story(PREMIUM_CODING, "does not live in a home", _old, expect=outside()),
)

_demented = _old.has("dementia", on="2021-01-01")
_taking = (
    _demented.issued("antipsychotic", on="2025-09-01")
    .issued("antipsychotic", on="2025-11-15")
    .issued("antipsychotic", on="2026-01-20")
)
_ANTIPSYCHOTIC = (
    story(ANTIPSYCHOTIC_IN_DEMENTIA, "never reviewed", _taking, expect=due(by="2026-03-10")),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "reviewed on the first day of the twelve weeks",
        _taking.has("antipsychotic_review", on="2025-11-19"),
        expect=achieved("R1"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "reviewed a day before the twelve weeks",
        _taking.has("antipsychotic_review", on="2025-11-18"),
        expect=due(),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "a structured review counts",
        _taking.has("structured_medication_review", on="2026-01-15"),
        expect=achieved("R1"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "a medication review of another kind",
        _taking.has("medication_review", on="2026-01-15"),
        expect=due(),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "reviewed on the day of the data",
        _taking.has("antipsychotic_review", on="2026-02-10"),
        expect=achieved("R1"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "started 20 days ago and reviewed since",
        _demented.issued("antipsychotic", on="2026-01-21").has("antipsychotic_review", on="2026-02-01"),
        expect=achieved("R1"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "started on the day of the data",
        _demented.issued("antipsychotic", on="2026-02-10"),
        expect=excluded("R2"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "started 41 days ago",
        _demented.issued("antipsychotic", on="2025-12-31"),
        expect=excluded("R2"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "started 42 days ago",
        _demented.issued("antipsychotic", on="2025-12-30"),
        expect=due(),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "started again 20 days ago, taken years before",
        _demented.issued("antipsychotic", on="2020-05-01").issued("antipsychotic", on="2026-01-21"),
        expect=excluded("R2"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "issued 20 days ago, the one before three months earlier and a day",
        _demented.issued("antipsychotic", on="2025-10-20").issued("antipsychotic", on="2026-01-21"),
        expect=excluded("R2"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "issued 20 days ago, the one before three months earlier to the day",
        _demented.issued("antipsychotic", on="2025-10-21").issued("antipsychotic", on="2026-01-21"),
        expect=due(),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "started again 20 days ago and issued since",
        _demented.issued("antipsychotic", on="2020-05-01")
        .issued("antipsychotic", on="2026-01-21")
        .issued("antipsychotic", on="2026-02-05"),
        expect=excluded("R2"),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "started again 42 days ago and issued since",
        _demented.issued("antipsychotic", on="2020-05-01")
        .issued("antipsychotic", on="2025-12-30")
        .issued("antipsychotic", on="2026-01-21"),
        expect=due(),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "last issued three months ago to the day",
        _demented.issued("antipsychotic", on="2025-11-10"),
        expect=outside(),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "last issued a day later than that",
        _demented.issued("antipsychotic", on="2025-11-11"),
        expect=due(),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "an antipsychotic without dementia",
        _old.issued("antipsychotic", on="2025-09-01").issued("antipsychotic", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        ANTIPSYCHOTIC_IN_DEMENTIA,
        "a serious mental illness as well",
        _taking.has("serious_mental_illness", on="1999-01-01"),
        expect=outside(),
    ),
    story(ANTIPSYCHOTIC_IN_DEMENTIA, "dementia alone", _demented, expect=outside()),
)

_frail = _resident.has("frailty_severe", on="2024-02-01")
_ADVANCE = (
    story(ADVANCE_CARE_PLAN, "severe frailty, no plan", _frail, expect=due(by="2026-03-10")),
    story(
        ADVANCE_CARE_PLAN,
        "a plan at any time",
        _frail.has("advance_care_plan", on="2019-01-01"),
        expect=achieved("R1"),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "a plan dated after the data",
        _frail.has("advance_care_plan", on="2026-02-11"),
        expect=due(),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "a preferred place of death is no plan",
        _frail.has("preferred_place_of_death", on="2025-01-01"),
        expect=due(),
    ),
    *(
        story(
            ADVANCE_CARE_PLAN,
            f"Clinical Frailty Scale {score}",
            _resident.measures("clinical_frailty_scale", score, None, on="2025-01-01"),
            expect=due() if score >= 7 else outside(),
        )
        for score in (6, 7, 9)
    ),
    story(
        ADVANCE_CARE_PLAN,
        "moderate frailty coded, Clinical Frailty Scale 7",
        _resident.has("frailty_moderate", on="2024-02-01").measures(
            "clinical_frailty_scale", 7, None, on="2025-01-01"
        ),
        expect=due(),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "coded as a resident, on no bed list",
        _old.has("care_home_permanent", on="2024-03-01").has("frailty_severe", on="2024-02-01"),
        expect=due(),
    ),
    story(
        ADVANCE_CARE_PLAN,
        "coded as a resident, and on a bed list",
        _frail.has("care_home_permanent", on="2024-03-01"),
        expect=due(),
    ),
    story(ADVANCE_CARE_PLAN, "a resident without frailty", _resident, expect=outside()),
    story(
        ADVANCE_CARE_PLAN,
        "severe frailty at home",
        _old.has("frailty_severe", on="2024-02-01"),
        expect=outside(),
    ),
)


STORIES: tuple[Story, ...] = (*_PREMIUM, *_ANTIPSYCHOTIC, *_ADVANCE)
