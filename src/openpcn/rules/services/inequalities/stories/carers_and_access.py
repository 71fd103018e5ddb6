"""Stories of carers, information needs, inclusion health, flu vaccination and the two counts."""

from __future__ import annotations

from openpcn.rules.language import (
    Expected,
    Indicator,
    Register,
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
from openpcn.rules.services.inequalities import carers_and_access as c
from openpcn.rules.services.inequalities.counts import HI18, HI21

_adult = person(born="1970-08-15")
_disabled = _adult.has("learning_disability", on="1999-01-05")
_carer = _adult.has("carer", on="2022-02-02")
_homeless = _adult.has("homeless", on="2025-03-03")
_refugee = _adult.has("asylum_or_refugee", on="2023-03-03")


def _s(of: Indicator, title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(of, title, about, expect=expect)


_NEEDS = (
    _s(c.INFORMATION_NEED_NOT_ASKED, "a learning disability, never asked", _disabled, due(by="2026-05-10")),
    _s(
        c.INFORMATION_NEED_NOT_ASKED,
        "hearing loss, never asked",
        _adult.has("hearing_loss", on="2020-01-01"),
        due(),
    ),
    _s(
        c.INFORMATION_NEED_NOT_ASKED,
        "a vision problem, never asked",
        _adult.has("vision_problem", on="2020-01-01"),
        due(),
    ),
    _s(
        c.INFORMATION_NEED_NOT_ASKED,
        "a need on record",
        _disabled.has("communication_need", on="2020-01-01"),
        achieved("R1"),
    ),
    _s(
        c.INFORMATION_NEED_NOT_ASKED,
        "asked, and none",
        _disabled.has("communication_need_none", on="2020-01-01"),
        achieved("R2"),
    ),
    _s(
        c.INFORMATION_NEED_NOT_ASKED,
        "an interpreter only",
        _disabled.has("interpreter_required", on="2020-01-01"),
        due(),
    ),
    _s(c.INFORMATION_NEED_NOT_ASKED, "none of the three", _adult, outside()),
)

_CARERS = (
    _s(c.CARER_WITHOUT_CHECK, "never checked", _carer, due(by="2026-05-10")),
    _s(
        c.CARER_WITHOUT_CHECK,
        "12 months ago less a day",
        _carer.has("carer_assessment", on="2025-02-11"),
        achieved("R1"),
    ),
    _s(
        c.CARER_WITHOUT_CHECK,
        "12 months ago to the day",
        _carer.has("carer_assessment", on="2025-02-10"),
        due(),
    ),
    _s(
        c.CARER_WITHOUT_CHECK,
        "declined 12 months ago less a day",
        _carer.declines("carer_assessment_declined", on="2025-02-11"),
        adjusted("R2"),
    ),
    _s(
        c.CARER_WITHOUT_CHECK,
        "declined 12 months ago to the day",
        _carer.declines("carer_assessment_declined", on="2025-02-10"),
        due(),
    ),
    _s(c.CARER_WITHOUT_CHECK, "no longer a carer", _carer.has("carer_no_longer", on="2024-01-01"), outside()),
    _s(c.CARER_WITHOUT_CHECK, "not a carer", _adult, outside()),
)

CHECK = "inclusion_health_assessment"
_INCLUSION = (
    _s(c.INCLUSION_HEALTH_ASSESSMENT, "homeless, never assessed", _homeless, due(by="2026-03-10")),
    _s(
        c.INCLUSION_HEALTH_ASSESSMENT,
        "homeless, 12 months ago less a day",
        _homeless.has(CHECK, on="2025-02-11"),
        achieved("R1"),
    ),
    _s(
        c.INCLUSION_HEALTH_ASSESSMENT,
        "homeless, 12 months ago to the day",
        _homeless.has(CHECK, on="2025-02-10"),
        due(),
    ),
    _s(
        c.INCLUSION_HEALTH_ASSESSMENT,
        "a refugee, assessed on arrival",
        _refugee.has(CHECK, on="2023-03-03"),
        achieved("R2"),
    ),
    _s(
        c.INCLUSION_HEALTH_ASSESSMENT,
        "a homeless refugee, assessed on arrival",
        _refugee.has("homeless", on="2025-03-03").has(CHECK, on="2023-03-03"),
        due(),
    ),
    _s(c.INCLUSION_HEALTH_ASSESSMENT, "a refugee, never assessed", _refugee, due()),
    _s(
        c.INCLUSION_HEALTH_ASSESSMENT,
        "declined 12 months ago less a day",
        _homeless.declines(f"{CHECK}_declined", on="2025-02-11"),
        adjusted("R3"),
    ),
    _s(
        c.INCLUSION_HEALTH_ASSESSMENT,
        "declined 12 months ago to the day",
        _homeless.declines(f"{CHECK}_declined", on="2025-02-10"),
        due(),
    ),
    _s(
        c.INCLUSION_HEALTH_ASSESSMENT,
        "homeless no longer",
        _homeless.has("homeless_no_longer", on="2025-06-01"),
        outside(),
    ),
    _s(c.INCLUSION_HEALTH_ASSESSMENT, "neither", _adult, outside()),
)

FLU = "influenza_vaccination"


def _flu(of: Indicator, about: StoryPerson) -> tuple[Story, ...]:
    return (
        _s(of, "not vaccinated", about, due(by="2026-03-31")),
        _s(of, "vaccinated on 1 September", about.has(FLU, on="2025-09-01"), achieved("R1")),
        _s(of, "vaccinated on 31 August", about.has(FLU, on="2025-08-31"), due()),
        _s(of, "declined on 1 September", about.declines(f"{FLU}_declined", on="2025-09-01"), adjusted("R2")),
        _s(of, "declined on 31 August", about.declines(f"{FLU}_declined", on="2025-08-31"), due()),
        story(of, "31 August: the season has not begun", about, as_at="2025-08-31", expect=excluded("WAIT")),
        story(of, "1 September: due", about, as_at="2025-09-01", expect=due()),
        story(
            of,
            "1 April: the next season has not begun",
            about.has(FLU, on="2025-10-01"),
            as_at="2026-04-01",
            achievement_date="2027-03-31",
            expect=excluded("WAIT"),
        ),
        _s(of, "not in the group", _adult, outside()),
    )


_copd = _adult.has("copd", on="2015-01-01")


def _count(of: Register, codes: str) -> tuple[Story, ...]:
    said = _adult.has(codes, on="2022-04-04")
    return (
        story(of, "recorded", said, expect=member()),
        story(of, "recorded long ago", _adult.has(codes, on="2011-04-04"), expect=member()),
        story(of, "on the day of the data", _adult.has(codes, on="2026-02-10"), expect=member()),
        story(of, "dated after the data", _adult.has(codes, on="2026-02-11"), expect=outside()),
        story(of, "left the list", said.leaves(on="2026-02-10"), expect=outside()),
        story(of, "never recorded", _adult, expect=outside()),
    )


STORIES: tuple[Story, ...] = (
    *_NEEDS,
    *_CARERS,
    *_INCLUSION,
    *_flu(c.FLU_LEARNING_DISABILITY, _disabled),
    _s(
        c.FLU_LEARNING_DISABILITY,
        "18 on the last day of the year",
        person(born="2008-03-31").has("learning_disability", on="2020-01-01"),
        due(),
    ),
    _s(
        c.FLU_LEARNING_DISABILITY,
        "18 a day later",
        person(born="2008-04-01").has("learning_disability", on="2020-01-01"),
        outside(),
    ),
    *_flu(c.FLU_CARERS, _carer),
    *_flu(c.FLU_CORE20PLUS_COPD, _copd.lives(deprivation_decile=2)),
    _s(c.FLU_CORE20PLUS_COPD, "COPD, in neither group", _copd.lives(deprivation_decile=3), outside()),
    *_count(HI21, "autism"),
    *_count(HI18, "type1_opt_out"),
    story(
        HI18,
        "withdrawn a day later",
        _adult.has("type1_opt_out", on="2022-04-04").has("type1_opt_out_withdrawn", on="2022-04-05"),
        expect=outside(),
    ),
)
