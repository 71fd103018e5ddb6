"""Stories of who should be offered a structured medication review."""

from __future__ import annotations

from openpcn.codes import codelist
from openpcn.rules.language import Story, StoryPerson, achieved, adjusted, due, member, outside, person, story
from openpcn.rules.services.medication_review.eligibility import (
    MEDICINES_LINKED_TO_HARM,
    SEVERE_FRAILTY_AT_RISK,
    SMR_ELIGIBLE,
    SMR_ELIGIBLE_LOCAL,
    SMR_OF_ELIGIBLE,
)

SMR = "structured_medication_review"
_adult = person(born="1970-08-15")
_disabled = _adult.has("learning_disability", on="1999-01-05")
_resident = _adult.has("care_home_permanent", on="2024-05-01")
_frail = person(born="1938-11-11").has("frailty_severe", on="2024-02-01")
_hazard = _adult.has("heart_failure", on="2020-02-02").issued("nsaid", on="2026-01-20")
_unmonitored = _adult.issued("azathioprine", on="2025-09-01").issued("azathioprine", on="2026-01-20")
_dependent = _adult.issued("z_drug", on="2025-12-20").issued("z_drug", on="2026-01-17")


def _on_repeats(number: int) -> StoryPerson:
    first: dict[str, str] = {}
    for each in codelist("polypharmacy_scope"):
        first.setdefault(each.group or each.code, each.code)
    about = _adult
    for code in list(first.values())[:number]:
        about = about.repeat("polypharmacy_scope", since="2024-05-01", last_issued="2026-02-01", code=code)
    return about


_HARM = (
    story(MEDICINES_LINKED_TO_HARM, "a PINCER hazard", _hazard, expect=member()),
    story(MEDICINES_LINKED_TO_HARM, "azathioprine without its tests", _unmonitored, expect=member()),
    story(
        MEDICINES_LINKED_TO_HARM,
        "azathioprine with its tests",
        _unmonitored.has("full_blood_count", on="2026-01-05")
        .has("liver_function", on="2026-01-05")
        .has("renal_function", on="2026-01-05"),
        expect=outside(),
    ),
    story(
        MEDICINES_LINKED_TO_HARM,
        "heart failure, the NSAID more than three months ago",
        _adult.has("heart_failure", on="2020-02-02").issued("nsaid", on="2025-11-10"),
        expect=outside(),
    ),
    story(
        MEDICINES_LINKED_TO_HARM,
        "two reasons, once",
        _hazard.issued("doac", on="2026-01-20"),
        expect=member(),
    ),
    story(MEDICINES_LINKED_TO_HARM, "no medicines", _adult, expect=outside()),
)

_AT_RISK = (
    story(SEVERE_FRAILTY_AT_RISK, "housebound", _frail.has("housebound", on="2023-01-01"), expect=member()),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "no longer housebound",
        _frail.has("housebound", on="2023-01-01").has("housebound_no_longer", on="2024-01-01"),
        expect=outside(),
    ),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "a fall on the first day of the year",
        _frail.has("falls", on="2025-02-11"),
        expect=member(),
    ),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "a fall a day before the year",
        _frail.has("falls", on="2025-02-10"),
        expect=outside(),
    ),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "an emergency admission in the year",
        _frail.admitted("emergency_admission", on="2025-02-11", until="2025-02-14"),
        expect=member(),
    ),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "an emergency admission a day before the year",
        _frail.admitted("emergency_admission", on="2025-02-10", until="2025-02-14"),
        expect=outside(),
    ),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "a planned admission",
        _frail.admitted("elective_admission", on="2025-10-10", until="2025-10-14"),
        expect=outside(),
    ),
    *(
        story(
            SEVERE_FRAILTY_AT_RISK,
            f"Clinical Frailty Scale {score}, and a fall",
            _adult.measures("clinical_frailty_scale", score, None, on="2025-01-01").has(
                "falls", on="2025-10-10"
            ),
            expect=member() if score >= 7 else outside(),
        )
        for score in (6, 7, 9)
    ),
    *(
        story(
            SEVERE_FRAILTY_AT_RISK,
            f"electronic frailty index of {index}, and a fall",
            _adult.measures("electronic_frailty_index", index, None, on="2025-01-01").has(
                "falls", on="2025-10-10"
            ),
            expect=member() if index > 0.36 else outside(),
        )
        for index in (0.36, 0.37)
    ),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "severe frailty, then moderate, and a fall",
        _frail.has("frailty_moderate", on="2025-06-01").has("falls", on="2025-10-10"),
        expect=outside(),
    ),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "moderate frailty, then severe, and a fall",
        _adult.has("frailty_moderate", on="2024-06-01")
        .has("frailty_severe", on="2025-06-01")
        .has("falls", on="2025-10-10"),
        expect=member(),
    ),
    story(
        SEVERE_FRAILTY_AT_RISK,
        "a fall without frailty",
        _adult.has("falls", on="2025-10-10"),
        expect=outside(),
    ),
)

_GROUPS = (
    ("care home resident", _resident),
    ("temporary resident", _adult.has("care_home_temporary", on="2026-01-05")),
    ("ten medicines", _on_repeats(10)),
    ("a hazard from medicines", _hazard),
    ("severe frailty", _frail),
    (
        "Clinical Frailty Scale 9, terminally ill",
        _adult.measures("clinical_frailty_scale", 9, None, on="2025-01-01"),
    ),
    (
        "electronic frailty index over 0.36",
        _adult.measures("electronic_frailty_index", 0.37, None, on="2025-01-01"),
    ),
    ("a z-drug twice in three months", _dependent),
)
_ELIGIBLE = (
    *(story(SMR_ELIGIBLE, title, about, expect=member()) for title, about in _GROUPS),
    story(SMR_ELIGIBLE, "nine medicines", _on_repeats(9), expect=outside()),
    story(
        SMR_ELIGIBLE,
        "Clinical Frailty Scale 6, electronic frailty index of 0.36",
        _adult.measures("clinical_frailty_scale", 6, None, on="2025-01-01").measures(
            "electronic_frailty_index", 0.36, None, on="2025-01-01"
        ),
        expect=outside(),
    ),
    story(SMR_ELIGIBLE, "learning disability is not the contract's group", _disabled, expect=outside()),
    story(
        SMR_ELIGIBLE,
        "Clinical Frailty Scale 7",
        _adult.measures("clinical_frailty_scale", 7, None, on="2025-01-01"),
        expect=member(),
    ),
    story(
        SMR_ELIGIBLE,
        "severe frailty, then mild",
        _frail.has("frailty_mild", on="2025-06-01"),
        expect=outside(),
    ),
    story(
        SMR_ELIGIBLE, "moderate frailty", _adult.has("frailty_moderate", on="2024-02-01"), expect=outside()
    ),
    story(SMR_ELIGIBLE, "none of them", _adult, expect=outside()),
    *(story(SMR_ELIGIBLE_LOCAL, title, about, expect=member()) for title, about in _GROUPS),
    story(SMR_ELIGIBLE_LOCAL, "learning disability", _disabled, expect=member()),
    story(SMR_ELIGIBLE_LOCAL, "none of them", _adult, expect=outside()),
)

_REVIEWED = (
    story(SMR_OF_ELIGIBLE, "ten medicines, no review", _on_repeats(10), expect=due(by="2026-03-31")),
    story(
        SMR_OF_ELIGIBLE,
        "reviewed on the first day of the year",
        _frail.has(SMR, on="2025-02-11"),
        expect=achieved("R1"),
    ),
    story(SMR_OF_ELIGIBLE, "reviewed a day before the year", _frail.has(SMR, on="2025-02-10"), expect=due()),
    story(
        SMR_OF_ELIGIBLE,
        "a review of another kind",
        _frail.has("medication_review", on="2025-11-04"),
        expect=due(),
    ),
    story(
        SMR_OF_ELIGIBLE,
        "receiving palliative care",
        _frail.has("palliative_care", on="2025-08-01"),
        expect=adjusted("R2"),
    ),
    story(
        SMR_OF_ELIGIBLE,
        "declined on the first day of the year",
        _frail.declines("smr_declined", on="2025-02-11"),
        expect=adjusted("R3"),
    ),
    story(
        SMR_OF_ELIGIBLE,
        "declined a day before the year",
        _frail.declines("smr_declined", on="2025-02-10"),
        expect=due(),
    ),
    story(
        SMR_OF_ELIGIBLE,
        "reviewed and receiving palliative care counts as reviewed",
        _frail.has("palliative_care", on="2025-08-01").has(SMR, on="2025-11-04"),
        expect=achieved("R1"),
    ),
    story(
        SMR_OF_ELIGIBLE,
        "palliative care and declined: the earlier rule decides",
        _frail.declines("smr_declined", on="2025-06-01").has("palliative_care", on="2025-08-01"),
        expect=adjusted("R2"),
    ),
    story(
        SMR_OF_ELIGIBLE,
        "declined, then reviewed",
        _frail.declines("smr_declined", on="2025-06-01").has(SMR, on="2025-11-04"),
        expect=achieved("R1"),
    ),
    story(
        SMR_OF_ELIGIBLE,
        "reviewed in March, looked at on 1 April",
        _frail.has(SMR, on="2026-03-20"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=achieved("R1"),
    ),
    story(SMR_OF_ELIGIBLE, "learning disability alone", _disabled, expect=outside()),
)

STORIES: tuple[Story, ...] = (*_HARM, *_AT_RISK, *_ELIGIBLE, *_REVIEWED)
