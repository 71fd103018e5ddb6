"""Stories of the physical health check in serious mental illness, HI17 and MH012."""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import (
    Expected,
    Indicator,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    bp,
    due,
    outside,
    person,
    story,
)
from openpcn.rules.services.cardiovascular.stories.quality import adjustment_stories
from openpcn.rules.services.inequalities.mental_illness import CARE, HI17, MH012, PARTS, SMI_SIX_CHECKS

INDIAN, BRITISH = "976791000000107", "976631000000101"
_ill = person(born="1975-03-08").has("serious_mental_illness", on="2009-06-01")
_indian = _ill.has("ethnicity", on="2015-05-05", code=INDIAN)
_ALL = tuple(PARTS)


def _part(about: StoryPerson, name: str, on: str) -> StoryPerson:
    """One part of the check done."""
    match name:
        case "alcohol":
            return about.has("alcohol_intake", on=on)
        case "weight":
            return about.measures("bmi", 31, "kg/m2", on=on)
        case "blood_pressure":
            return about.reads(bp(130, 80), on=on)
        case "glucose":
            return about.measures("hba1c", 41, "mmol/mol", on=on)
        case "lipids":
            return about.measures("cholesterol", 5.1, "mmol/L", on=on)
    return about.has("smoking_status", on=on)


def _parts(about: StoryPerson, on: str, without: str = "") -> StoryPerson:
    for name in PARTS:
        if name != without:
            about = _part(about, name, on)
    return about


def _s(of: Indicator, title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(of, title, about, expect=expect)


def _six(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(SMI_SIX_CHECKS, title, about, expect=expect)


_SIX = (
    _six("nothing done", _ill, due(*_ALL, by="2026-03-10")),
    _six("all six", _parts(_ill, "2025-10-01"), achieved("R1")),
    *(
        _six(f"all but {name.replace('_', ' ')}", _parts(_ill, "2025-10-01", name), due(name))
        for name in PARTS
    ),
    *(
        _six(
            f"five done, {name.replace('_', ' ')} declined: addressed, not done",
            _parts(_ill, "2025-10-01", name).declines(declined, on="2025-10-01"),
            adjusted("R2"),
        )
        for name, (_, declined) in PARTS.items()
    ),
    _six("all six 12 months ago less a day", _parts(_ill, "2025-02-11"), achieved("R1")),
    _six("all six 12 months ago to the day", _parts(_ill, "2025-02-10"), due(*_ALL)),
    *(
        told
        for name, (_, declined) in PARTS.items()
        for told in (
            _six(
                f"{name.replace('_', ' ')} declined 12 months ago less a day",
                _parts(_ill, "2025-10-01", name).declines(declined, on="2025-02-11"),
                adjusted("R2"),
            ),
            _six(
                f"{name.replace('_', ' ')} declined 12 months ago to the day",
                _parts(_ill, "2025-10-01", name).declines(declined, on="2025-02-10"),
                due(name),
            ),
        )
    ),
    _six(
        "weight counts where the index is missing",
        _parts(_ill, "2025-10-01", "weight").measures("weight", 90, "kg", on="2025-10-01"),
        achieved("R1"),
    ),
    _six(
        "glucose counts where HbA1c is missing",
        _parts(_ill, "2025-10-01", "glucose").measures("glucose", 5.1, "mmol/L", on="2025-10-01"),
        achieved("R1"),
    ),
    *(
        told
        for words, codes, rule in (
            ("not suitable", "smi_pca_unsuitable", "R3"),
            ("chose not to have the check", "smi_pca_declined", "R4"),
        )
        for told in (
            _six(f"{words}, 12 months ago less a day", _ill.has(codes, on="2025-02-11"), adjusted(rule)),
            _six(f"{words}, 12 months ago to the day", _ill.has(codes, on="2025-02-10"), due(*_ALL)),
        )
    ),
    _six(
        "done, and declined earlier",
        _parts(_ill, "2025-10-01").declines("smi_pca_declined", on="2025-09-01"),
        achieved("R1"),
    ),
    _six("invited only", _ill.invited("smi_check_invitation", on="2025-10-01"), due(*_ALL)),
    _six("on lithium alone", person(born="1975-03-08").issued("lithium", on="2026-01-10"), outside()),
    _six("in remission", _ill.has("mental_illness_in_remission", on="2019-01-01"), outside()),
    _six("no serious mental illness", person(born="1975-03-08"), outside()),
    story(
        SMI_SIX_CHECKS,
        "done in March, and a new year has begun",
        _parts(_ill, "2026-03-02"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=achieved("R1"),
    ),
)

_HI17 = (
    _s(HI17, "nothing done", _indian, due(*_ALL, by="2026-03-31")),
    _s(HI17, "invited", _indian.invited("smi_check_invitation", on="2025-10-01"), due(*_ALL)),
    _s(HI17, "all six", _parts(_indian, "2025-10-01"), achieved("R8")),
    _s(HI17, "all six on 1 April", _parts(_indian, "2025-04-01"), achieved("R8")),
    _s(HI17, "all six on 31 March before the year", _parts(_indian, "2025-03-31"), due(*_ALL)),
    _s(
        HI17,
        "five done, smoking declined on the first day of the year",
        _parts(_indian, "2025-10-01", "smoking").declines("smoking_status_declined", on="2025-04-01"),
        adjusted("R9"),
    ),
    _s(
        HI17,
        "five done, smoking declined a day before the year",
        _parts(_indian, "2025-10-01", "smoking").declines("smoking_status_declined", on="2025-03-31"),
        due("smoking"),
    ),
    _s(
        HI17,
        "four done, smoking declined",
        _part(
            _part(
                _part(_part(_indian, "alcohol", "2025-10-01"), "weight", "2025-10-01"),
                "glucose",
                "2025-10-01",
            ),
            "lipids",
            "2025-10-01",
        ).declines("smoking_status_declined", on="2025-10-01"),
        due("blood_pressure", "smoking"),
    ),
    _s(
        HI17,
        "five done, lipids declined",
        _parts(_indian, "2025-10-01", "lipids").declines("cholesterol_declined", on="2025-10-01"),
        due("lipids"),
    ),
    story(
        HI17,
        "done on 31 March, due again on 1 April",
        _parts(_indian, "2026-03-31"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(*_ALL, by="2027-03-31"),
    ),
    _s(HI17, "a white group", _ill.has("ethnicity", on="2015-05-05", code=BRITISH), outside()),
    _s(HI17, "no ethnic group stated", _ill, outside()),
    _s(HI17, "in remission", _indian.has("mental_illness_in_remission", on="2019-01-01"), outside()),
)


def _twelve(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(MH012, title, about, expect=expect)


_MH012 = (
    _twelve("no test", _ill, due(by="2026-03-31")),
    _twelve("HbA1c on 1 April", _part(_ill, "glucose", "2025-04-01"), achieved("R1")),
    _twelve("HbA1c on 31 March", _part(_ill, "glucose", "2025-03-31"), due()),
    _twelve("a glucose", _ill.measures("glucose", 5.0, "mmol/L", on="2025-10-01"), achieved("R1")),
    _twelve(
        "tested outranks declined",
        _part(_ill, "glucose", "2025-10-01").declines("smi_pca_declined", on="2025-11-01"),
        achieved("R1"),
    ),
    *adjustment_stories(
        MH012,
        2,
        CARE,
        _ill,
        lambda day: person(born="1975-03-08").has("serious_mental_illness", on=day),
        test_declined=("glucose_declined",),
        new_since=date(2026, 1, 1),
    ),
    story(
        MH012,
        "tested on 31 March, due again on 1 April",
        _part(_ill, "glucose", "2026-03-31"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(by="2027-03-31"),
    ),
    _twelve("on lithium alone", person(born="1975-03-08").issued("lithium", on="2026-01-10"), outside()),
)

STORIES: tuple[Story, ...] = (*_SIX, *_HI17, *_MH012)
