"""Stories of the findings that NG12 names."""

from __future__ import annotations

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
from openpcn.rules.services.early_cancer import triggers as t

REFERRAL = "urgent_cancer_referral"
LUNG, BREAST, UROLOGICAL = "276491000000101", "276341000000100", "276431000000102"
SKIN = "276281000000104"
GYNAECOLOGICAL, UPPER_GI, NOT_SAID = "276311000000101", "276551000000108", "199251000000107"
SKIN = "276281000000104"
LOWER_GI = "lower_gi_urgent_referral"
HEAD_AND_NECK, NON_SPECIFIC = "280521000000108", "1556551000000104"
BREAST_CANCER, LUNG_CANCER = "254837009", "363358000"
PROSTATE_CANCER, BOWEL_CANCER = "399068003", "363406005"
CANCERS = {BREAST_CANCER: "breast", LUNG_CANCER: "lung", PROSTATE_CANCER: "prostate", BOWEL_CANCER: "bowel"}
ON = "2026-01-20"
_old = person(born="1950-06-06")


def _born(age: int, *, days_short: int = 0) -> str:
    """Of this age on the day of the data, or a day short of it."""
    return f"{2026 - age}-02-{10 + days_short}"


def _finding(
    of: CaseFinding,
    age: int,
    has: str,
    answer: str,
    *,
    site: str = "",
    value: tuple[float, str] | None = None,
    beside: tuple[str, ...] = (),
    explained_by: tuple[str, ...] = (),
) -> tuple[Story, ...]:
    """What every finding shares: due, answered in time, declined, ruled out, palliative, age, look-back.

    ``beside``: what must be there too for the finding to count. ``explained_by``: the cancers that end it.
    """

    def found(about: StoryPerson, on: str = ON) -> StoryPerson:
        told = about.measures(has, *value, on=on) if value else about.has(has, on=on)
        for codes in beside:
            told = told.has(codes, on=on)
        return told

    def answered(on: str) -> StoryPerson:
        return found(_old).has(answer, on=on, code=site or None)

    def told(title: str, about: StoryPerson, expect: Expected) -> Story:
        return story(of, title, about, expect=expect)

    stories = [
        told("found, and nothing since", found(_old), due(by="2026-02-03", episode_start=ON)),
        told("answered on the day", answered(ON), achieved("R1")),
        told("answered 14 days before", answered("2026-01-06"), achieved("R1")),
        told("answered 15 days before", answered("2026-01-05"), due()),
        told("answered since", answered("2026-02-09"), achieved("R1")),
        told("referred for the skin", found(_old).has(REFERRAL, on=ON, code=SKIN), due()),
        told(
            "referred for the skin 15 days before",
            found(_old).has(REFERRAL, on="2026-01-05", code=SKIN),
            due(),
        ),
        told("ruled out on the day", found(_old).has("suspected_cancer_excluded", on=ON), excluded("R2")),
        told("ruled out before", found(_old).has("suspected_cancer_excluded", on="2026-01-19"), due()),
        *(
            told(
                f"{named} cancer diagnosed since",
                found(_old).has("cancer", on="2026-02-01", code=code),
                excluded("R2") if code in explained_by else due(),
            )
            for code, named in CANCERS.items()
        ),
        told(
            "chose not to be referred",
            found(_old).declines("cancer_referral_declined", on=ON),
            adjusted("R3"),
        ),
        told(
            "declined before it was found",
            found(_old).declines("cancer_referral_declined", on="2026-01-19"),
            due(),
        ),
        told(
            "receiving palliative care", found(_old).has("palliative_care", on="2025-01-01"), adjusted("R4")
        ),
        told("three months ago less a day", found(_old, "2025-11-11"), due()),
        told("three months ago to the day", found(_old, "2025-11-10"), outside()),
        told("nothing found", _old, outside()),
    ]
    if age:
        stories += [
            told(f"{age} on the day of the data", found(person(born=_born(age))), due()),
            told(f"{age} a day later", found(person(born=_born(age, days_short=1))), outside()),
        ]
    return tuple(stories)


def _answers(of: CaseFinding, about: StoryPerson, sites: dict[str, str], *tests: str) -> tuple[Story, ...]:
    """Each of the sites and tests answers by itself; a referral for the skin answers none."""
    return (
        *(
            story(
                of,
                f"referred: {named}",
                about.has(REFERRAL, on=ON, code=code),
                expect=achieved("R1"),
            )
            for code, named in (*sites.items(), (NOT_SAID, "does not say for what"))
        ),
        *(story(of, test.replace("_", " "), about.has(test, on=ON), expect=achieved("R1")) for test in tests),
        story(of, "referred: skin", about.has(REFERRAL, on=ON, code=SKIN), expect=due()),
    )


def _t(of: CaseFinding, title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(of, title, about, expect=expect)


_visible = _old.has("haematuria_visible", on=ON)
_hidden = _old.has("haematuria_non_visible", on=ON)
_platelets = "platelet_count"
_cough = _old.has("cough", on=ON)
_thin = _old.has("weight_loss", on=ON)

_OWN = (
    _t(
        t.HAEMATURIA_VISIBLE,
        "an infection 14 days before",
        _visible.has("urinary_tract_infection", on="2026-01-06"),
        excluded("R0"),
    ),
    _t(
        t.HAEMATURIA_VISIBLE,
        "an infection 15 days before",
        _visible.has("urinary_tract_infection", on="2026-01-05"),
        due(),
    ),
    _t(
        t.HAEMATURIA_VISIBLE,
        "an infection 14 days after",
        _visible.has("urinary_tract_infection", on="2026-02-03"),
        excluded("R0"),
    ),
    _t(
        t.HAEMATURIA_VISIBLE,
        "an infection 15 days after",
        _visible.has("urinary_tract_infection", on="2026-02-04"),
        due(),
    ),
    *_answers(t.HAEMATURIA_VISIBLE, _visible, {UROLOGICAL: "urological"}),
    _t(t.HAEMATURIA_NON_VISIBLE, "neither dysuria nor white cells", _hidden, excluded("R0")),
    _t(
        t.HAEMATURIA_NON_VISIBLE,
        "white cells 11.1",
        _hidden.measures("white_cell_count", 11.1, "10*9/L", on=ON),
        due(),
    ),
    _t(
        t.HAEMATURIA_NON_VISIBLE,
        "white cells 11.0",
        _hidden.measures("white_cell_count", 11.0, "10*9/L", on=ON),
        excluded("R0"),
    ),
    _t(
        t.HAEMATURIA_NON_VISIBLE,
        "dysuria three months before to the day",
        _hidden.has("dysuria", on="2025-10-20"),
        due(),
    ),
    _t(
        t.HAEMATURIA_NON_VISIBLE,
        "dysuria a day earlier",
        _hidden.has("dysuria", on="2025-10-19"),
        excluded("R0"),
    ),
    _t(
        t.HAEMATURIA_NON_VISIBLE,
        "white cells reported as more than 10: it may be more than 11",
        _hidden.measures("white_cell_count", 10, "10*9/L", on=ON, comparator=">"),
        due(),
    ),
    _t(
        t.HAEMATURIA_NON_VISIBLE,
        "white cells three months before to the day",
        _hidden.measures("white_cell_count", 14, "10*9/L", on="2025-10-20"),
        due(),
    ),
    _t(
        t.HAEMATURIA_NON_VISIBLE,
        "white cells a day earlier",
        _hidden.measures("white_cell_count", 14, "10*9/L", on="2025-10-19"),
        excluded("R0"),
    ),
    *_answers(t.HAEMATURIA_NON_VISIBLE, _hidden.has("dysuria", on=ON), {UROLOGICAL: "urological"}),
    *_answers(
        t.THROMBOCYTOSIS,
        _old.measures(_platelets, 520, "10*9/L", on=ON),
        {
            LUNG: "lung",
            GYNAECOLOGICAL: "gynaecological",
            UPPER_GI: "upper gastrointestinal",
            NON_SPECIFIC: "non-specific",
        },
        "chest_xray_requested",
        "upper_gi_endoscopy",
        "ultrasound_requested",
        "ultrasound_done",
    ),
    _t(t.THROMBOCYTOSIS, "450", _old.measures(_platelets, 450, "10*9/L", on=ON), outside()),
    _t(t.THROMBOCYTOSIS, "451", _old.measures(_platelets, 451, "10*9/L", on=ON), due()),
    _t(
        t.CHEST_XRAY,
        "one symptom, never smoked",
        _cough.has("smoking_status", on="2020-01-01", code="266919005"),
        excluded("R0"),
    ),
    _t(t.CHEST_XRAY, "one symptom, smoking not recorded", _cough, excluded("R0")),
    _t(
        t.CHEST_XRAY,
        "one symptom in somebody who used to smoke",
        _cough.has("smoking_status", on="2001-01-01", code="8517006"),
        due(),
    ),
    _t(
        t.CHEST_XRAY,
        "one symptom in somebody exposed to asbestos",
        _cough.has("asbestos_exposure", on="1990-01-01"),
        due(),
    ),
    _t(t.CHEST_XRAY, "two symptoms three months apart", _cough.has("fatigue", on="2025-10-20"), due()),
    _t(
        t.CHEST_XRAY,
        "two symptoms a day further apart",
        _cough.has("fatigue", on="2025-10-19"),
        excluded("R0"),
    ),
    _t(t.CHEST_XRAY, "the same symptom twice is one", _cough.has("cough", on="2026-01-02"), excluded("R0")),
    *(
        _t(
            t.CHEST_XRAY,
            f"{codes.replace('_', ' ')} alone in somebody who used to smoke",
            _old.has(codes, on=ON).has("smoking_status", on="2001-01-01", code="8517006"),
            due(),
        )
        for codes in ("fatigue", "dyspnoea", "chest_pain", "weight_loss", "appetite_loss")
    ),
    *(
        _t(
            t.CHEST_XRAY,
            f"a cough and {codes.replace('_', ' ')} in somebody who never smoked",
            _cough.has(codes, on=ON),
            due(),
        )
        for codes in ("dyspnoea", "chest_pain", "weight_loss", "appetite_loss")
    ),
    *_answers(
        t.CHEST_XRAY,
        _cough.has("fatigue", on=ON),
        {LUNG: "lung", NON_SPECIFIC: "non-specific"},
        "chest_xray_requested",
        "chest_xray_done",
    ),
    *_answers(
        t.POSTMENOPAUSAL_BLEEDING,
        _old.has("postmenopausal_bleeding", on=ON),
        {GYNAECOLOGICAL: "gynaecological"},
    ),
    *_answers(t.BREAST_LUMP, _old.has("breast_lump", on=ON), {BREAST: "breast"}),
    _t(t.BREAST_LUMP, "of a man", person(born="1950-06-06", sex="male").has("breast_lump", on=ON), due()),
    _t(t.DYSPHAGIA, "of a child", person(born="2018-06-06").has("dysphagia", on=ON), due()),
    *_answers(
        t.DYSPHAGIA,
        _old.has("dysphagia", on=ON),
        {UPPER_GI: "upper gastrointestinal", HEAD_AND_NECK: "head and neck"},
        "upper_gi_endoscopy",
    ),
    *_answers(
        t.PANCREAS,
        _thin.has("diabetes", on=ON),
        {UPPER_GI: "upper gastrointestinal", NON_SPECIFIC: "non-specific"},
        "abdominal_ct",
        "ultrasound_requested",
        "ultrasound_done",
    ),
    *_answers(
        t.CA125,
        _old.measures("ca125", 60, "kU/L", on=ON),
        {GYNAECOLOGICAL: "gynaecological"},
        "ultrasound_requested",
        "ultrasound_done",
    ),
    _t(
        t.RECTAL_MASS,
        "a FIT requested",
        _old.has("rectal_mass", on=ON).has("fit_requested", on=ON),
        due(),
    ),
    _t(
        t.RECTAL_MASS,
        "referred: does not say for what",
        _old.has("rectal_mass", on=ON).has(REFERRAL, on=ON, code=NOT_SAID),
        due(),
    ),
    _t(t.PANCREAS, "no diabetes", _thin, excluded("R0")),
    _t(t.PANCREAS, "diabetes twelve months before less a day", _thin.has("diabetes", on="2025-01-21"), due()),
    _t(
        t.PANCREAS,
        "diabetes twelve months before to the day",
        _thin.has("diabetes", on="2025-01-20"),
        excluded("R0"),
    ),
    _t(
        t.PANCREAS,
        "old diabetes coded again",
        _thin.has("diabetes", on="2010-01-01").has("diabetes", on="2025-12-01"),
        excluded("R0"),
    ),
    _t(t.CA125, "without a value", _old.has("ca125", on=ON), outside()),
    _t(t.THROMBOCYTOSIS, "without a value", _old.has(_platelets, on=ON), outside()),
    _t(t.CA125, "34", _old.measures("ca125", 34, "kU/L", on=ON), outside()),
    _t(t.CA125, "35", _old.measures("ca125", 35, "kU/L", on=ON), due()),
)


STORIES: tuple[Story, ...] = (
    *_finding(
        t.HAEMATURIA_VISIBLE,
        45,
        "haematuria_visible",
        REFERRAL,
        site=UROLOGICAL,
        explained_by=(PROSTATE_CANCER,),
    ),
    *_finding(
        t.HAEMATURIA_NON_VISIBLE,
        60,
        "haematuria_non_visible",
        REFERRAL,
        site=UROLOGICAL,
        beside=("dysuria",),
        explained_by=(PROSTATE_CANCER,),
    ),
    *_finding(
        t.THROMBOCYTOSIS,
        40,
        _platelets,
        "chest_xray_done",
        value=(520, "10*9/L"),
        explained_by=tuple(CANCERS),
    ),
    *_finding(
        t.CHEST_XRAY, 40, "cough", REFERRAL, site=LUNG, beside=("fatigue",), explained_by=(LUNG_CANCER,)
    ),
    *_finding(t.POSTMENOPAUSAL_BLEEDING, 55, "postmenopausal_bleeding", REFERRAL, site=GYNAECOLOGICAL),
    *_finding(t.BREAST_LUMP, 30, "breast_lump", REFERRAL, site=BREAST, explained_by=(BREAST_CANCER,)),
    *_finding(t.DYSPHAGIA, 0, "dysphagia", REFERRAL, site=UPPER_GI),
    *_finding(
        t.PANCREAS,
        60,
        "weight_loss",
        "abdominal_ct",
        beside=("diabetes",),
        explained_by=tuple(CANCERS),
    ),
    *_finding(t.CA125, 0, "ca125", "ultrasound_requested", value=(60, "kU/L")),
    *_finding(t.RECTAL_MASS, 0, "rectal_mass", LOWER_GI, explained_by=(BOWEL_CANCER,)),
    *_OWN,
)
