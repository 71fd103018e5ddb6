"""Stories of the registers: who is on, who is not, and both sides of every limit."""

from __future__ import annotations

from openpcn.rules.language import Register, Story, member, outside, person, story
from openpcn.rules.registers import (
    CARE_HOME,
    CARE_HOME_PERMANENT,
    CARE_HOME_TEMPORARY,
    COMMUNICATION_NEEDS,
    HOUSEBOUND,
    HYPERTENSION,
    INTERPRETER_NEEDED,
    LEARNING_DISABILITY,
    LEARNING_DISABILITY_14_PLUS,
    PALLIATIVE,
    RISK_STRATIFICATION_OBJECTION,
    SEVERE_FRAILTY,
    SHARING_OBJECTION,
    TYPE1_OPT_OUT,
)

_adult = person(born="1958-05-20")
_diagnosed = _adult.has("hypertension", on="2019-03-02")
_disabled = person(born="1990-07-01").has("learning_disability", on="1999-01-05")
_frail = person(born="1938-11-11")

_HYPERTENSION = (
    story(HYPERTENSION, "a diagnosis", _diagnosed, expect=member()),
    story(HYPERTENSION, "no diagnosis", _adult, expect=outside()),
    story(
        HYPERTENSION,
        "resolved later",
        _diagnosed.has("hypertension_resolved", on="2019-03-03"),
        expect=outside(),
    ),
    story(
        HYPERTENSION,
        "resolved on the day of the diagnosis stays on",
        _diagnosed.has("hypertension_resolved", on="2019-03-02"),
        expect=member(),
    ),
    story(
        HYPERTENSION,
        "resolved a day before the diagnosis",
        _diagnosed.has("hypertension_resolved", on="2019-03-01"),
        expect=member(),
    ),
    story(
        HYPERTENSION,
        "diagnosed again after it resolved",
        _diagnosed.has("hypertension_resolved", on="2020-01-01").has("hypertension", on="2023-06-01"),
        expect=member(),
    ),
    story(
        HYPERTENSION,
        "diagnosed on the day of the data",
        _adult.has("hypertension", on="2026-02-10"),
        expect=member(),
    ),
    story(
        HYPERTENSION,
        "an entry dated after the data is not seen",
        _adult.has("hypertension", on="2026-02-11"),
        expect=outside(),
    ),
    story(HYPERTENSION, "left the list", _diagnosed.leaves(on="2026-02-10"), expect=outside()),
    story(HYPERTENSION, "died", _diagnosed.dies(on="2026-02-09"), expect=outside()),
)

_LEARNING_DISABILITY = (
    story(LEARNING_DISABILITY, "a learning disability", _disabled, expect=member()),
    story(LEARNING_DISABILITY, "none recorded", _adult, expect=outside()),
    story(
        LEARNING_DISABILITY,
        "a child counts here",
        person(born="2016-01-01").has("learning_disability", on="2022-01-01"),
        expect=member(),
    ),
    story(
        LEARNING_DISABILITY_14_PLUS,
        "14 on the last day of the year",
        person(born="2012-03-31").has("learning_disability", on="2020-01-01"),
        expect=member(),
    ),
    story(
        LEARNING_DISABILITY_14_PLUS,
        "14 a day after the year",
        person(born="2012-04-01").has("learning_disability", on="2020-01-01"),
        expect=outside(),
    ),
    story(
        LEARNING_DISABILITY_14_PLUS,
        "the same person a day later, in the next year",
        person(born="2012-04-01").has("learning_disability", on="2020-01-01"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=member(),
    ),
    story(
        LEARNING_DISABILITY_14_PLUS,
        "born on 29 February, 14 on 1 March",
        person(born="2012-02-29").has("learning_disability", on="2020-01-01"),
        expect=member(),
    ),
    story(
        LEARNING_DISABILITY_14_PLUS,
        "the age counts at the year's end even when achievement is looked at before",
        person(born="2012-03-31").has("learning_disability", on="2020-01-01"),
        as_at="2025-09-30",
        achievement_date="2025-09-30",
        expect=member(),
    ),
    story(LEARNING_DISABILITY_14_PLUS, "old enough, no learning disability", _adult, expect=outside()),
)

_FRAILTY = (
    story(
        SEVERE_FRAILTY,
        "severe and no other degree on record",
        _frail.has("frailty_severe", on="2024-02-01"),
        expect=member(),
    ),
    story(
        SEVERE_FRAILTY,
        "moderate first, severe later",
        _frail.has("frailty_moderate", on="2023-02-01").has("frailty_severe", on="2024-02-01"),
        expect=member(),
    ),
    story(
        SEVERE_FRAILTY,
        "severe first, moderate later",
        _frail.has("frailty_severe", on="2023-02-01").has("frailty_moderate", on="2024-02-01"),
        expect=outside(),
    ),
    story(
        SEVERE_FRAILTY,
        "severe and moderate on one day",
        _frail.has("frailty_severe", on="2024-02-01").has("frailty_moderate", on="2024-02-01"),
        expect=member(),
    ),
    *(
        story(
            SEVERE_FRAILTY,
            f"no code, Clinical Frailty Scale {score}",
            _frail.measures("clinical_frailty_scale", score, None, on="2025-01-01"),
            expect=member() if score in (7, 8) else outside(),
        )
        for score in (6, 7, 8, 9)
    ),
    story(
        SEVERE_FRAILTY,
        "a mild code outranks a scale of 7",
        _frail.has("frailty_mild", on="2020-01-01").measures(
            "clinical_frailty_scale", 7, None, on="2025-01-01"
        ),
        expect=outside(),
    ),
    story(
        SEVERE_FRAILTY,
        "no code, the latest scale counts",
        _frail.measures("clinical_frailty_scale", 7, None, on="2024-01-01").measures(
            "clinical_frailty_scale", 6, None, on="2025-01-01"
        ),
        expect=outside(),
    ),
    story(
        SEVERE_FRAILTY,
        "no code, a scale without its number",
        _frail.measures("clinical_frailty_scale", None, None, on="2025-01-01"),
        expect=outside(),
    ),
    story(SEVERE_FRAILTY, "nothing about frailty", _frail, expect=outside()),
)

_in_home = _frail.has("care_home_permanent", on="2024-05-01")
_RESIDENCE = (
    story(CARE_HOME_PERMANENT, "lives in a care home", _in_home, expect=member()),
    story(CARE_HOME_TEMPORARY, "lives in a care home for good", _in_home, expect=outside()),
    story(CARE_HOME, "lives in a care home", _in_home, expect=member()),
    story(
        CARE_HOME_PERMANENT,
        "temporary since",
        _in_home.has("care_home_temporary", on="2024-05-02"),
        expect=outside(),
    ),
    story(
        CARE_HOME_PERMANENT,
        "temporary on the same day is not subsequent",
        _in_home.has("care_home_temporary", on="2024-05-01"),
        expect=member(),
    ),
    story(
        CARE_HOME_TEMPORARY,
        "temporary since",
        _in_home.has("care_home_temporary", on="2024-05-02"),
        expect=member(),
    ),
    story(
        CARE_HOME_TEMPORARY,
        "permanent and temporary on one day",
        _in_home.has("care_home_temporary", on="2024-05-01"),
        expect=outside(),
    ),
    story(
        CARE_HOME,
        "here for a time",
        _frail.has("care_home_temporary", on="2026-01-05"),
        expect=member(),
    ),
    story(
        CARE_HOME_PERMANENT, "went home", _in_home.has("care_home_left", on="2025-01-01"), expect=outside()
    ),
    story(
        CARE_HOME_TEMPORARY, "went home", _in_home.has("care_home_left", on="2025-01-01"), expect=outside()
    ),
    story(CARE_HOME, "went home", _in_home.has("care_home_left", on="2025-01-01"), expect=outside()),
    story(
        CARE_HOME_PERMANENT,
        "went home and came back",
        _in_home.has("care_home_left", on="2025-01-01").has("care_home_permanent", on="2025-06-01"),
        expect=member(),
    ),
    story(CARE_HOME_PERMANENT, "never in a home", _frail, expect=outside()),
    story(CARE_HOME_TEMPORARY, "never in a home", _frail, expect=outside()),
    story(CARE_HOME, "never in a home", _frail, expect=outside()),
)

_dying = _frail.has("palliative_care", on="2025-08-01")
_PALLIATIVE = (
    story(PALLIATIVE, "receiving palliative care", _dying, expect=member()),
    story(
        PALLIATIVE,
        "no longer indicated",
        _dying.has("palliative_care_no_longer", on="2025-08-02"),
        expect=outside(),
    ),
    story(
        PALLIATIVE,
        "no longer indicated, on the same day",
        _dying.has("palliative_care_no_longer", on="2025-08-01"),
        expect=member(),
    ),
    story(
        PALLIATIVE,
        "recorded on 1 April 2008",
        _frail.has("palliative_care", on="2008-04-01"),
        expect=member(),
    ),
    story(
        PALLIATIVE,
        "recorded on 31 March 2008",
        _frail.has("palliative_care", on="2008-03-31"),
        expect=outside(),
    ),
    story(PALLIATIVE, "nothing recorded", _frail, expect=outside()),
)


def _said_and_taken_back(register: Register, codes: str, back: str) -> tuple[Story, ...]:
    said = _adult.has(codes, on="2022-04-04")
    return (
        story(register, "recorded", said, expect=member()),
        story(register, "never recorded", _adult, expect=outside()),
        story(register, "taken back a day later", said.has(back, on="2022-04-05"), expect=outside()),
        story(register, "taken back on the same day", said.has(back, on="2022-04-04"), expect=member()),
        story(
            register,
            "recorded again",
            said.has(back, on="2023-01-01").has(codes, on="2024-01-01"),
            expect=member(),
        ),
    )


def _whose_entry_counts(register: Register, codes: str) -> tuple[Story, ...]:
    """What holds of every register that one entry decides: its day, the data's day, and being on the list."""
    told = _adult.has(codes, on="2021-01-01")
    return (
        story(
            register, "entered on the day of the data", _adult.has(codes, on="2026-02-10"), expect=member()
        ),
        story(register, "entered after the data", _adult.has(codes, on="2026-02-11"), expect=outside()),
        story(register, "left the practice's list", told.leaves(on="2026-02-10"), expect=outside()),
        story(register, "leaves the day after the data", told.leaves(on="2026-02-11"), expect=member()),
        story(register, "died before the day of the data", told.dies(on="2026-02-09"), expect=outside()),
    )


STORIES: tuple[Story, ...] = (
    *_HYPERTENSION,
    *_LEARNING_DISABILITY,
    *_FRAILTY,
    *_RESIDENCE,
    *_PALLIATIVE,
    *_said_and_taken_back(TYPE1_OPT_OUT, "type1_opt_out", "type1_opt_out_withdrawn"),
    *_said_and_taken_back(SHARING_OBJECTION, "sharing_dissent", "sharing_dissent_withdrawn"),
    *_said_and_taken_back(
        RISK_STRATIFICATION_OBJECTION,
        "risk_stratification_objection",
        "risk_stratification_objection_withdrawn",
    ),
    *_said_and_taken_back(HOUSEBOUND, "housebound", "housebound_no_longer"),
    story(
        INTERPRETER_NEEDED,
        "an interpreter is needed",
        _adult.has("interpreter_required", on="2021-01-01"),
        expect=member(),
    ),
    story(INTERPRETER_NEEDED, "none recorded", _adult, expect=outside()),
    story(
        COMMUNICATION_NEEDS,
        "a need recorded",
        _adult.has("communication_need", on="2021-01-01"),
        expect=member(),
    ),
    story(COMMUNICATION_NEEDS, "none recorded", _adult, expect=outside()),
    *(
        each
        for register, codes in (
            (LEARNING_DISABILITY, "learning_disability"),
            (CARE_HOME, "care_home_permanent"),
            (CARE_HOME_TEMPORARY, "care_home_temporary"),
            (TYPE1_OPT_OUT, "type1_opt_out"),
            (SHARING_OBJECTION, "sharing_dissent"),
            (RISK_STRATIFICATION_OBJECTION, "risk_stratification_objection"),
            (INTERPRETER_NEEDED, "interpreter_required"),
            (COMMUNICATION_NEEDS, "communication_need"),
            (HOUSEBOUND, "housebound"),
        )
        for each in _whose_entry_counts(register, codes)
    ),
)
