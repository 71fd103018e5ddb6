"""Stories of the registers of lungs, brain, joints and bones, cancer, autism."""

from __future__ import annotations

from openpcn.rules.language import Register, Story, StoryPerson, member, outside, person, story
from openpcn.rules.registers.long_term import (
    ASTHMA,
    AUTISM,
    CANCER,
    COPD,
    EPILEPSY,
    OSTEOPOROSIS,
    OSTEOPOROSIS_WITH_FRACTURE,
    RHEUMATOID_ARTHRITIS,
)

_adult = person(born="1960-05-01")


def _treated(
    register: Register, codes: str, medicine: str, resolved: str, last_in: str, first_out: str
) -> tuple[Story, ...]:
    """A diagnosis that can resolve, with treatment that must be recent."""
    untreated = _adult.has(codes, on="2015-04-04")
    treated = untreated.issued(medicine, on="2026-01-20")
    return (
        story(register, "diagnosed and treated", treated, expect=member()),
        story(register, "diagnosed and never treated", untreated, expect=outside()),
        story(
            register,
            "treated on the first day that counts",
            untreated.issued(medicine, on=last_in),
            expect=member(),
        ),
        story(register, "treated a day earlier", untreated.issued(medicine, on=first_out), expect=outside()),
        story(register, "treated, no diagnosis", _adult.issued(medicine, on="2026-01-20"), expect=outside()),
        story(register, "resolved a day later", treated.has(resolved, on="2015-04-05"), expect=outside()),
        story(register, "resolved on the same day", treated.has(resolved, on="2015-04-04"), expect=member()),
        story(
            register,
            "resolved, and diagnosed again",
            treated.has(resolved, on="2017-01-01").has(codes, on="2021-01-01"),
            expect=member(),
        ),
        story(
            register,
            "treated in March, and a new year has begun",
            untreated.issued(medicine, on="2026-03-20"),
            as_at="2026-04-01",
            achievement_date="2027-03-31",
            expect=member(),
        ),
    )


def _aged(
    register: Register, in_time: str, too_late: str, codes: str, medicine: str = ""
) -> tuple[Story, Story]:
    """Old enough on the last day of the year, and a day later."""

    def one(born: str) -> StoryPerson:
        ill = person(born=born).has(codes, on="2025-09-01")
        return ill.issued(medicine, on="2026-01-20") if medicine else ill

    return (
        story(register, "old enough on the last day of the year", one(in_time), expect=member()),
        story(register, "old enough a day later", one(too_late), expect=outside()),
    )


_copd = _adult.has("copd", on="2016-02-02")
_COPD = (
    story(COPD, "diagnosed", _copd, expect=member()),
    story(COPD, "nothing recorded", _adult, expect=outside()),
    story(COPD, "resolved a day later", _copd.has("copd_resolved", on="2016-02-03"), expect=outside()),
    story(COPD, "resolved on the same day", _copd.has("copd_resolved", on="2016-02-02"), expect=member()),
    story(
        COPD,
        "resolved, and diagnosed again",
        _copd.has("copd_resolved", on="2018-01-01").has("copd", on="2024-06-06"),
        expect=member(),
    ),
    story(
        COPD,
        "diagnosed since April 2023 with no spirometry",
        _adult.has("copd", on="2023-04-01"),
        expect=member(),
    ),
)

_bones = person(born="1955-08-01").has("osteoporosis", on="2020-01-01")
_old_bones = person(born="1951-03-31").has("osteoporosis", on="2020-01-01")
_OSTEOPOROSIS = (
    story(OSTEOPOROSIS, "a diagnosis", _bones, expect=member()),
    story(OSTEOPOROSIS, "nothing recorded", _adult, expect=outside()),
    story(
        OSTEOPOROSIS,
        "younger than 50",
        person(born="1990-01-01").has("osteoporosis", on="2024-01-01"),
        expect=member(),
    ),
    story(
        OSTEOPOROSIS, "on the day of the data", _adult.has("osteoporosis", on="2026-02-10"), expect=member()
    ),
    story(
        OSTEOPOROSIS, "dated after the data", _adult.has("osteoporosis", on="2026-02-11"), expect=outside()
    ),
    story(
        OSTEOPOROSIS,
        "a fracture and no diagnosis",
        _adult.has("fragility_fracture", on="2024-01-01"),
        expect=outside(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "70, a fracture and a scan",
        _bones.has("fragility_fracture", on="2012-04-01").has("dxa_scan", on="2020-01-01"),
        expect=member(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "70, a fracture on 31 March 2012",
        _bones.has("fragility_fracture", on="2012-03-31").has("dxa_scan", on="2020-01-01"),
        expect=outside(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "70, a fracture and no scan",
        _bones.has("fragility_fracture", on="2019-01-01"),
        expect=outside(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "75, a fracture on 1 April 2014 and no scan",
        _old_bones.has("fragility_fracture", on="2014-04-01"),
        expect=member(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "75, a fracture on 31 March 2014",
        _old_bones.has("fragility_fracture", on="2014-03-31"),
        expect=outside(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "75, a fracture on 31 March 2014 and a scan, which counts no more",
        _old_bones.has("fragility_fracture", on="2014-03-31").has("dxa_scan", on="2020-01-01"),
        expect=outside(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "75 a day after the year, a fracture on 31 March 2014 and a scan",
        person(born="1951-04-01")
        .has("osteoporosis", on="2020-01-01")
        .has("fragility_fracture", on="2014-03-31")
        .has("dxa_scan", on="2020-01-01"),
        expect=member(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "75 a day after the year, and no scan",
        person(born="1951-04-01")
        .has("osteoporosis", on="2020-01-01")
        .has("fragility_fracture", on="2019-01-01"),
        expect=outside(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "50 on the last day of the year, a fracture and a scan",
        person(born="1976-03-31")
        .has("osteoporosis", on="2020-01-01")
        .has("fragility_fracture", on="2019-01-01")
        .has("dxa_scan", on="2020-01-01"),
        expect=member(),
    ),
    story(
        OSTEOPOROSIS_WITH_FRACTURE,
        "50 a day later, a fracture and a scan",
        person(born="1976-04-01")
        .has("osteoporosis", on="2020-01-01")
        .has("fragility_fracture", on="2019-01-01")
        .has("dxa_scan", on="2020-01-01"),
        expect=outside(),
    ),
    story(OSTEOPOROSIS_WITH_FRACTURE, "no fracture", _old_bones, expect=outside()),
)

_CANCER = (
    story(CANCER, "a diagnosis", _adult.has("cancer", on="2021-07-07"), expect=member()),
    story(CANCER, "nothing recorded", _adult, expect=outside()),
    story(CANCER, "on 1 April 2003", _adult.has("cancer", on="2003-04-01"), expect=member()),
    story(CANCER, "on 31 March 2003", _adult.has("cancer", on="2003-03-31"), expect=outside()),
    story(
        CANCER,
        "once before 2003 and again since",
        _adult.has("cancer", on="1998-03-31").has("cancer", on="2019-03-31"),
        expect=member(),
    ),
    story(CANCER, "dated after the data", _adult.has("cancer", on="2026-02-11"), expect=outside()),
)

_AUTISM = (
    story(AUTISM, "an adult", _adult.has("autism", on="2024-01-15"), expect=member()),
    story(AUTISM, "a child", person(born="2018-01-01").has("autism", on="2024-01-15"), expect=member()),
    story(AUTISM, "recorded long ago", _adult.has("autism", on="1971-01-15"), expect=member()),
    story(AUTISM, "on the day of the data", _adult.has("autism", on="2026-02-10"), expect=member()),
    story(AUTISM, "dated after the data", _adult.has("autism", on="2026-02-11"), expect=outside()),
    story(AUTISM, "nothing recorded", _adult, expect=outside()),
)

_ARTHRITIS = (
    story(
        RHEUMATOID_ARTHRITIS,
        "a diagnosis",
        _adult.has("rheumatoid_arthritis", on="2001-01-02"),
        expect=member(),
    ),
    *_aged(RHEUMATOID_ARTHRITIS, "2010-03-31", "2010-04-01", "rheumatoid_arthritis"),
    story(
        RHEUMATOID_ARTHRITIS,
        "on the day of the data",
        _adult.has("rheumatoid_arthritis", on="2026-02-10"),
        expect=member(),
    ),
    story(
        RHEUMATOID_ARTHRITIS,
        "dated after the data",
        _adult.has("rheumatoid_arthritis", on="2026-02-11"),
        expect=outside(),
    ),
    story(RHEUMATOID_ARTHRITIS, "nothing recorded", _adult, expect=outside()),
)

STORIES: tuple[Story, ...] = (
    *_treated(ASTHMA, "asthma", "inhaler_preventer", "asthma_resolved", "2025-02-11", "2025-02-10"),
    *_aged(ASTHMA, "2020-03-31", "2020-04-01", "asthma", "inhaler_reliever"),
    *_COPD,
    *_treated(EPILEPSY, "epilepsy", "antiepileptic", "epilepsy_resolved", "2025-08-11", "2025-08-10"),
    *_aged(EPILEPSY, "2008-03-31", "2008-04-01", "epilepsy", "antiepileptic"),
    *_ARTHRITIS,
    *_OSTEOPOROSIS,
    *_CANCER,
    *_AUTISM,
)
