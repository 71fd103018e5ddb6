"""Stories of the registers of diabetes, kidneys, weight and lipids."""

from __future__ import annotations

from openpcn.rules.language import In, Story, member, outside, person, story
from openpcn.rules.registers.metabolic_and_renal import (
    CHRONIC_KIDNEY_DISEASE,
    DIABETES,
    DIABETES_TYPE1,
    DIABETES_TYPE2,
    FAMILIAL_HYPERCHOLESTEROLAEMIA,
    NON_DIABETIC_HYPERGLYCAEMIA,
    OBESITY,
)
from openpcn.rules.registers.stories.heart_and_vessels import for_life, resolvable

_somebody = person(born="1960-10-10")
_type1 = _somebody.has("diabetes_type1", on="1990-04-04")
_type2 = _somebody.has("diabetes_type2", on="2014-04-04")

_KIDNEY = (
    *resolvable(CHRONIC_KIDNEY_DISEASE, "ckd", "ckd_resolved"),
    story(
        CHRONIC_KIDNEY_DISEASE,
        "stage 2 a day after stage 3",
        _somebody.has("ckd", on="2020-02-02").has("ckd_stage_1_2", on="2020-02-03"),
        expect=outside(),
    ),
    story(
        CHRONIC_KIDNEY_DISEASE,
        "stage 2 on the day of stage 3 stays on",
        _somebody.has("ckd", on="2020-02-02").has("ckd_stage_1_2", on="2020-02-02"),
        expect=member(),
    ),
    story(
        CHRONIC_KIDNEY_DISEASE,
        "stage 2 before stage 3",
        _somebody.has("ckd_stage_1_2", on="2018-01-01").has("ckd", on="2020-02-02"),
        expect=member(),
    ),
    story(
        CHRONIC_KIDNEY_DISEASE,
        "stage 2 alone",
        _somebody.has("ckd_stage_1_2", on="2018-01-01"),
        expect=outside(),
    ),
    story(
        CHRONIC_KIDNEY_DISEASE,
        "18 on the achievement date",
        person(born="2008-03-31").has("ckd", on="2020-02-02"),
        expect=member(),
    ),
    story(
        CHRONIC_KIDNEY_DISEASE,
        "18 a day after the achievement date",
        person(born="2008-04-01").has("ckd", on="2020-02-02"),
        expect=outside(),
    ),
)

_DIABETES = (
    *resolvable(DIABETES, "diabetes", "diabetes_resolved"),
    story(
        DIABETES,
        "17 on the achievement date",
        person(born="2009-03-31").has("diabetes", on="2020-02-02"),
        expect=member(),
    ),
    story(
        DIABETES,
        "17 a day after the achievement date",
        person(born="2009-04-01").has("diabetes", on="2020-02-02"),
        expect=outside(),
    ),
)

_TYPES = (
    story(DIABETES_TYPE1, "type 1", _type1, expect=member()),
    story(DIABETES_TYPE2, "type 1", _type1, expect=outside()),
    story(DIABETES_TYPE2, "type 2", _type2, expect=member()),
    story(DIABETES_TYPE1, "type 2", _type2, expect=outside()),
    story(
        DIABETES_TYPE1,
        "type 2 first, type 1 later",
        _type2.has("diabetes_type1", on="2014-04-05"),
        expect=member(),
    ),
    story(
        DIABETES_TYPE2,
        "type 2 first, type 1 later",
        _type2.has("diabetes_type1", on="2014-04-05"),
        expect=outside(),
    ),
    *(
        story(
            register,
            "both types on one day",
            _type2.has("diabetes_type1", on="2014-04-04"),
            expect=member(),
        )
        for register in (DIABETES_TYPE1, DIABETES_TYPE2)
    ),
    *(
        story(
            register,
            "resolved a day later",
            about.has("diabetes_resolved", on=day),
            expect=outside(),
        )
        for register, about, day in (
            (DIABETES_TYPE1, _type1, "1990-04-05"),
            (DIABETES_TYPE2, _type2, "2014-04-05"),
        )
    ),
    story(
        DIABETES_TYPE2,
        "resolved on the day of the diagnosis stays on",
        _type2.has("diabetes_resolved", on="2014-04-04"),
        expect=member(),
    ),
    story(
        DIABETES_TYPE1,
        "a child",
        person(born="2018-01-01").has("diabetes_type1", on="2024-05-05"),
        expect=member(),
    ),
    *(
        story(
            register,
            "diabetes without a type",
            _somebody.has("diabetes", on="2014-04-04", code="73211009"),
            expect=outside(),
        )
        for register in (DIABETES_TYPE1, DIABETES_TYPE2)
    ),
    story(DIABETES_TYPE1, "no diabetes", _somebody, expect=outside()),
    story(DIABETES_TYPE2, "no diabetes", _somebody, expect=outside()),
)

_hyperglycaemic = _somebody.has("ndh", on="2022-06-06")
_NDH = (
    story(NON_DIABETIC_HYPERGLYCAEMIA, "recorded", _hyperglycaemic, expect=member()),
    story(NON_DIABETIC_HYPERGLYCAEMIA, "not recorded", _somebody, expect=outside()),
    story(
        NON_DIABETIC_HYPERGLYCAEMIA,
        "diabetes since",
        _hyperglycaemic.has("diabetes", on="2024-01-01"),
        expect=outside(),
    ),
    story(
        NON_DIABETIC_HYPERGLYCAEMIA,
        "diabetes, resolved a day later",
        _hyperglycaemic.has("diabetes", on="2024-01-01").has("diabetes_resolved", on="2024-01-02"),
        expect=member(),
    ),
    story(
        NON_DIABETIC_HYPERGLYCAEMIA,
        "diabetes, resolved on the same day, is diabetes",
        _hyperglycaemic.has("diabetes", on="2024-01-01").has("diabetes_resolved", on="2024-01-01"),
        expect=outside(),
    ),
    story(
        NON_DIABETIC_HYPERGLYCAEMIA,
        "18 on the achievement date",
        person(born="2008-03-31").has("ndh", on="2025-06-06"),
        expect=member(),
    ),
    story(
        NON_DIABETIC_HYPERGLYCAEMIA,
        "18 a day after the achievement date",
        person(born="2008-04-01").has("ndh", on="2025-06-06"),
        expect=outside(),
    ),
)

_OBESITY = (
    *(
        story(
            OBESITY,
            f"a body mass index of {value:g}",
            _somebody.measures("bmi", value, "kg/m2", on="2025-09-09"),
            expect=expected,
        )
        for value, expected in ((30, member()), (29.9, outside()))
    ),
    story(
        OBESITY,
        "measured on the first of the 12 months",
        _somebody.measures("bmi", 34, "kg/m2", on="2025-02-11"),
        expect=member(),
    ),
    story(
        OBESITY,
        "measured a day before the 12 months",
        _somebody.measures("bmi", 34, "kg/m2", on="2025-02-10"),
        expect=outside(),
    ),
    story(
        OBESITY,
        "less at the latest measurement",
        _somebody.measures("bmi", 34, "kg/m2", on="2025-02-11").measures("bmi", 29, "kg/m2", on="2025-10-01"),
        expect=outside(),
    ),
    *(
        story(
            OBESITY,
            f"a body mass index of {value:g}, {words}",
            _somebody.has(In("ethnicity", group), on="2001-01-01").measures(
                "bmi", value, "kg/m2", on="2025-09-09"
            ),
            expect=expected,
        )
        for words, group, value, expected in (
            ("Indian", "H", 27.5, member()),
            ("Indian", "H", 27.4, outside()),
            ("Caribbean", "M", 27.5, member()),
            ("White British", "A", 27.5, outside()),
        )
    ),
    story(
        OBESITY,
        "a body mass index of 28, ethnic group corrected from Indian to White British",
        _somebody.has(In("ethnicity", "H"), on="2001-01-01")
        .has(In("ethnicity", "A"), on="2005-01-01")
        .measures("bmi", 28, "kg/m2", on="2025-09-09"),
        expect=outside(),
    ),
    story(
        OBESITY,
        "only a code, on the first of the 12 months",
        _somebody.has("obesity", on="2025-02-11"),
        expect=member(),
    ),
    story(
        OBESITY,
        "only a code, a day before the 12 months",
        _somebody.has("obesity", on="2025-02-10"),
        expect=outside(),
    ),
    story(
        OBESITY,
        "18 on the achievement date",
        person(born="2008-03-31").measures("bmi", 34, "kg/m2", on="2025-09-09"),
        expect=member(),
    ),
    story(
        OBESITY,
        "18 a day after the achievement date",
        person(born="2008-04-01").measures("bmi", 34, "kg/m2", on="2025-09-09"),
        expect=outside(),
    ),
    story(OBESITY, "never measured", _somebody, expect=outside()),
)

STORIES: tuple[Story, ...] = (
    *_KIDNEY,
    *_DIABETES,
    *_TYPES,
    *_NDH,
    *for_life(FAMILIAL_HYPERCHOLESTEROLAEMIA, "familial_hypercholesterolaemia"),
    *_OBESITY,
)
