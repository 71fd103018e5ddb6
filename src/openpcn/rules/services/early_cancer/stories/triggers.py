"""Stories of the findings that NG12 names."""

from __future__ import annotations

from openpcn.rules.language import (
    CaseFinding,
    Expected,
    Story,
    StoryPerson,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.early_cancer import triggers as t
from openpcn.rules.services.early_cancer.stories.findings import (
    BOWEL_CANCER,
    BREAST,
    BREAST_CANCER,
    CANCERS,
    GYNAECOLOGICAL,
    HEAD_AND_NECK,
    LOWER_GI,
    LUNG,
    LUNG_CANCER,
    NON_SPECIFIC,
    NOT_SAID,
    OLD,
    ON,
    PROSTATE_CANCER,
    REFERRAL,
    UPPER_GI,
    UROLOGICAL,
    answers,
    finding,
)


def _t(of: CaseFinding, title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(of, title, about, expect=expect)


_visible = OLD.has("haematuria_visible", on=ON)
_hidden = OLD.has("haematuria_non_visible", on=ON)
_platelets = "platelet_count"
_cough = OLD.has("cough", on=ON)
_thin = OLD.has("weight_loss", on=ON)

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
    *answers(t.HAEMATURIA_VISIBLE, _visible, {UROLOGICAL: "urological"}),
    *(
        _t(
            of,
            f"{title}, and urgently referred: the earlier rule decides",
            about.has(REFERRAL, on=ON, code=site),
            excluded("R0"),
        )
        for of, title, about, site in (
            (
                t.HAEMATURIA_VISIBLE,
                "an infection",
                _visible.has("urinary_tract_infection", on=ON),
                UROLOGICAL,
            ),
            (t.HAEMATURIA_NON_VISIBLE, "neither dysuria nor white cells", _hidden, UROLOGICAL),
            (t.CHEST_XRAY, "one symptom", _cough, LUNG),
            (t.PANCREAS, "no diabetes", _thin, UPPER_GI),
        )
    ),
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
    *answers(t.HAEMATURIA_NON_VISIBLE, _hidden.has("dysuria", on=ON), {UROLOGICAL: "urological"}),
    *answers(
        t.THROMBOCYTOSIS,
        OLD.measures(_platelets, 520, "10*9/L", on=ON),
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
    _t(t.THROMBOCYTOSIS, "450", OLD.measures(_platelets, 450, "10*9/L", on=ON), outside()),
    _t(t.THROMBOCYTOSIS, "451", OLD.measures(_platelets, 451, "10*9/L", on=ON), due()),
    _t(
        t.CHEST_XRAY,
        "one symptom, never smoked",
        _cough.has("smoking_status", on="2020-01-01", code="266919005"),
        excluded("R0"),
    ),
    _t(t.CHEST_XRAY, "one symptom, smoking not recorded", _cough, excluded("R0")),
    _t(
        t.CHEST_XRAY,
        "one symptom in somebody who smokes",
        _cough.has("smoking_status", on="2025-01-01", code="77176002"),
        due(),
    ),
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
            OLD.has(codes, on=ON).has("smoking_status", on="2001-01-01", code="8517006"),
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
    *answers(
        t.CHEST_XRAY,
        _cough.has("fatigue", on=ON),
        {LUNG: "lung", NON_SPECIFIC: "non-specific"},
        "chest_xray_requested",
        "chest_xray_done",
    ),
    *answers(
        t.POSTMENOPAUSAL_BLEEDING,
        OLD.has("postmenopausal_bleeding", on=ON),
        {GYNAECOLOGICAL: "gynaecological"},
    ),
    *answers(t.BREAST_LUMP, OLD.has("breast_lump", on=ON), {BREAST: "breast"}),
    _t(t.BREAST_LUMP, "of a man", person(born="1950-06-06", sex="male").has("breast_lump", on=ON), due()),
    _t(t.DYSPHAGIA, "of a child", person(born="2018-06-06").has("dysphagia", on=ON), due()),
    *answers(
        t.DYSPHAGIA,
        OLD.has("dysphagia", on=ON),
        {UPPER_GI: "upper gastrointestinal", HEAD_AND_NECK: "head and neck"},
        "upper_gi_endoscopy",
    ),
    *answers(
        t.PANCREAS,
        _thin.has("diabetes", on=ON),
        {UPPER_GI: "upper gastrointestinal", NON_SPECIFIC: "non-specific"},
        "abdominal_ct",
        "ultrasound_requested",
        "ultrasound_done",
    ),
    *answers(
        t.CA125,
        OLD.measures("ca125", 60, "kU/L", on=ON),
        {GYNAECOLOGICAL: "gynaecological"},
        "ultrasound_requested",
        "ultrasound_done",
    ),
    _t(
        t.RECTAL_MASS,
        "a FIT requested",
        OLD.has("rectal_mass", on=ON).has("fit_requested", on=ON),
        due(),
    ),
    _t(
        t.RECTAL_MASS,
        "referred: does not say for what",
        OLD.has("rectal_mass", on=ON).has(REFERRAL, on=ON, code=NOT_SAID),
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
    _t(t.CA125, "without a value", OLD.has("ca125", on=ON), outside()),
    _t(t.THROMBOCYTOSIS, "without a value", OLD.has(_platelets, on=ON), outside()),
    _t(t.CA125, "34", OLD.measures("ca125", 34, "kU/L", on=ON), outside()),
    _t(t.CA125, "35", OLD.measures("ca125", 35, "kU/L", on=ON), due()),
)


STORIES: tuple[Story, ...] = (
    *finding(
        t.HAEMATURIA_VISIBLE,
        45,
        "haematuria_visible",
        REFERRAL,
        site=UROLOGICAL,
        explained_by=(PROSTATE_CANCER,),
    ),
    *finding(
        t.HAEMATURIA_NON_VISIBLE,
        60,
        "haematuria_non_visible",
        REFERRAL,
        site=UROLOGICAL,
        beside=("dysuria",),
        explained_by=(PROSTATE_CANCER,),
    ),
    *finding(
        t.THROMBOCYTOSIS,
        40,
        _platelets,
        "chest_xray_done",
        value=(520, "10*9/L"),
        explained_by=tuple(CANCERS),
    ),
    *finding(
        t.CHEST_XRAY, 40, "cough", REFERRAL, site=LUNG, beside=("fatigue",), explained_by=(LUNG_CANCER,)
    ),
    *finding(t.POSTMENOPAUSAL_BLEEDING, 55, "postmenopausal_bleeding", REFERRAL, site=GYNAECOLOGICAL),
    *finding(t.BREAST_LUMP, 30, "breast_lump", REFERRAL, site=BREAST, explained_by=(BREAST_CANCER,)),
    *finding(t.DYSPHAGIA, 0, "dysphagia", REFERRAL, site=UPPER_GI),
    *finding(
        t.PANCREAS,
        60,
        "weight_loss",
        "abdominal_ct",
        beside=("diabetes",),
        explained_by=tuple(CANCERS),
    ),
    *finding(t.CA125, 0, "ca125", "ultrasound_requested", value=(60, "kU/L")),
    *finding(t.RECTAL_MASS, 0, "rectal_mass", LOWER_GI, explained_by=(BOWEL_CANCER,)),
    *_OWN,
)
