"""Stories of the groups of people who meet inequality, as Core20PLUS5 and the contract name them."""

from __future__ import annotations

from openpcn.rules.language import Register, Story, StoryPerson, member, outside, person, story
from openpcn.rules.registers import segments as s

_adult = person(born="1970-09-09")
_child = person(born="2016-02-02")
_core = _adult.lives(deprivation_decile=1)
_core_child = _child.lives(deprivation_decile=2)


def _in(register: Register, title: str, about: StoryPerson) -> Story:
    return story(register, title, about, expect=member())


def _out(register: Register, title: str, about: StoryPerson) -> Story:
    return story(register, title, about, expect=outside())


_CORE20 = (
    _in(s.CORE20, "decile 1", _adult.lives(deprivation_decile=1)),
    _in(s.CORE20, "decile 2", _adult.lives(deprivation_decile=2)),
    _out(s.CORE20, "decile 3", _adult.lives(deprivation_decile=3)),
    _out(s.CORE20, "decile 10", _adult.lives(deprivation_decile=10)),
    _out(s.CORE20, "an area that is not known", _adult),
    _out(s.CORE20, "decile 1, left the list", _core.leaves(on="2026-02-10")),
)

INDIAN, BRITISH, TRAVELLER = "976791000000107", "976631000000101", "976671000000104"
_indian = _adult.has("ethnicity", on="2019-01-01", code=INDIAN)
_ETHNICITY = (
    _in(s.ETHNIC_MINORITY, "Indian", _indian),
    _out(s.ETHNIC_MINORITY, "White British", _adult.has("ethnicity", on="2019-01-01", code=BRITISH)),
    _out(s.ETHNIC_MINORITY, "a white minority", _adult.has("ethnicity", on="2019-01-01", code=TRAVELLER)),
    _in(
        s.ETHNIC_MINORITY,
        "Indian, and later not stated: the group stands",
        _indian.has("ethnicity_not_stated", on="2024-01-01"),
    ),
    _out(
        s.ETHNIC_MINORITY,
        "Indian, and later White British",
        _indian.has("ethnicity", on="2022-01-01", code=BRITISH),
    ),
    _out(s.ETHNIC_MINORITY, "not stated", _adult.has("ethnicity_not_stated", on="2024-01-01")),
    _out(s.ETHNIC_MINORITY, "nothing recorded", _adult),
    _in(
        s.GYPSY_ROMA_TRAVELLER,
        "Gypsy or Irish Traveller",
        _adult.has("gypsy_roma_traveller", on="2015-05-05"),
    ),
    _in(
        s.GYPSY_ROMA_TRAVELLER,
        "and later not stated",
        _adult.has("gypsy_roma_traveller", on="2015-05-05").has("ethnicity_not_stated", on="2020-01-01"),
    ),
    _in(
        s.GYPSY_ROMA_TRAVELLER, "on the day of the data", _adult.has("gypsy_roma_traveller", on="2026-02-10")
    ),
    _out(s.GYPSY_ROMA_TRAVELLER, "dated after the data", _adult.has("gypsy_roma_traveller", on="2026-02-11")),
    _out(s.GYPSY_ROMA_TRAVELLER, "another ethnic group", _indian),
    _out(s.GYPSY_ROMA_TRAVELLER, "nothing recorded", _adult),
)


def _ends(register: Register, codes: str, over: str) -> tuple[Story, ...]:
    said = _adult.has(codes, on="2023-04-04")
    return (
        _in(register, "recorded", said),
        _out(register, "never recorded", _adult),
        _out(register, "no longer, a day later", said.has(over, on="2023-04-05")),
        _in(register, "no longer, on the same day", said.has(over, on="2023-04-04")),
        _in(register, "no longer, and again", said.has(over, on="2024-01-01").has(codes, on="2025-01-01")),
        _out(register, "no longer, and never recorded before", _adult.has(over, on="2024-01-01")),
    )


_ASYLUM = (
    _in(s.ASYLUM_OR_REFUGEE, "an asylum seeker", _adult.has("asylum_or_refugee", on="2024-10-01")),
    _in(
        s.ASYLUM_OR_REFUGEE,
        "a refugee, long ago",
        _adult.has("asylum_or_refugee", on="1999-10-01", code="446654005"),
    ),
    _in(s.ASYLUM_OR_REFUGEE, "a child", _child.has("asylum_or_refugee", on="2024-10-01")),
    _in(s.ASYLUM_OR_REFUGEE, "on the day of the data", _adult.has("asylum_or_refugee", on="2026-02-10")),
    _out(s.ASYLUM_OR_REFUGEE, "dated after the data", _adult.has("asylum_or_refugee", on="2026-02-11")),
    _out(s.ASYLUM_OR_REFUGEE, "nothing recorded", _adult),
)

_SUBSTANCES = (
    _in(s.DRUGS_OR_ALCOHOL, "drugs, 2 years ago less a day", _adult.has("drug_misuse", on="2024-02-11")),
    _out(s.DRUGS_OR_ALCOHOL, "drugs, 2 years ago to the day", _adult.has("drug_misuse", on="2024-02-10")),
    _in(s.DRUGS_OR_ALCOHOL, "alcohol, 2 years ago less a day", _adult.has("alcohol_misuse", on="2024-02-11")),
    _out(
        s.DRUGS_OR_ALCOHOL, "alcohol, 2 years ago to the day", _adult.has("alcohol_misuse", on="2024-02-10")
    ),
    _in(
        s.DRUGS_OR_ALCOHOL,
        "drugs long ago, alcohol lately",
        _adult.has("drug_misuse", on="2010-01-01").has("alcohol_misuse", on="2025-06-01"),
    ),
    _out(s.DRUGS_OR_ALCOHOL, "nothing recorded", _adult),
    _in(s.INCLUSION_HEALTH, "homeless", _adult.has("homeless", on="2025-01-01")),
    _in(s.INCLUSION_HEALTH, "seeking asylum", _adult.has("asylum_or_refugee", on="2025-01-01")),
    _in(s.INCLUSION_HEALTH, "a Traveller", _adult.has("gypsy_roma_traveller", on="2015-01-01")),
    _in(s.INCLUSION_HEALTH, "drug misuse", _adult.has("drug_misuse", on="2025-01-01")),
    _out(
        s.INCLUSION_HEALTH,
        "homeless no longer",
        _adult.has("homeless", on="2025-01-01").has("homeless_no_longer", on="2025-02-01"),
    ),
    _out(s.INCLUSION_HEALTH, "none of these", _core),
)

_PLUS = (
    _in(s.CORE20PLUS, "the most deprived fifth", _core),
    _in(s.CORE20PLUS, "an ethnic minority elsewhere", _indian.lives(deprivation_decile=8)),
    _in(s.CORE20PLUS, "a learning disability", _adult.has("learning_disability", on="1999-01-01")),
    _in(s.CORE20PLUS, "autistic", _adult.has("autism", on="2020-01-01")),
    _in(s.CORE20PLUS, "homeless", _adult.has("homeless", on="2025-01-01")),
    _in(s.CORE20PLUS, "needs an interpreter", _adult.has("interpreter_required", on="2020-01-01")),
    _in(s.CORE20PLUS, "a communication need", _adult.has("communication_need", on="2020-01-01")),
    _out(s.CORE20PLUS, "none of these", _adult.lives(deprivation_decile=3)),
    _out(s.CORE20PLUS, "a carer and nothing else", _adult.has("carer", on="2024-01-01")),
)


def _adult_area(register: Register, codes: str) -> tuple[Story, ...]:
    """Within Core20 or PLUS, adult, with the condition; and each of the three missing."""
    return (
        _in(register, "in Core20", _core.has(codes, on="2022-01-01")),
        _in(register, "in a PLUS group", _indian.has(codes, on="2022-01-01")),
        _out(register, "in neither", _adult.lives(deprivation_decile=3).has(codes, on="2022-01-01")),
        _in(
            register,
            "18 on the last day of the year",
            person(born="2008-03-31").lives(deprivation_decile=1).has(codes, on="2025-09-01"),
        ),
        _out(
            register,
            "18 a day later",
            person(born="2008-04-01").lives(deprivation_decile=1).has(codes, on="2025-09-01"),
        ),
        _out(register, "in Core20, nothing recorded", _core),
    )


def _child_area(register: Register, codes: str, resolved: str = "") -> tuple[Story, ...]:
    told = (
        _in(register, "a child in Core20", _core_child.has(codes, on="2022-01-01")),
        _in(
            register,
            "a child in a PLUS group",
            _child.has("ethnicity", on="2019-01-01", code=INDIAN).has(codes, on="2022-01-01"),
        ),
        _out(register, "a child in neither", _child.lives(deprivation_decile=3).has(codes, on="2022-01-01")),
        _in(
            register,
            "18 a day after the year",
            person(born="2008-04-01").lives(deprivation_decile=1).has(codes, on="2025-09-01"),
        ),
        _out(
            register,
            "18 on the last day of the year",
            person(born="2008-03-31").lives(deprivation_decile=1).has(codes, on="2025-09-01"),
        ),
        _out(register, "a child in Core20, nothing recorded", _core_child),
    )
    if not resolved:
        return told
    ill = _core_child.has(codes, on="2022-01-01")
    return (
        *told,
        _out(register, "resolved a day later", ill.has(resolved, on="2022-01-02")),
        _in(register, "resolved on the same day", ill.has(resolved, on="2022-01-01")),
    )


_woman = person(born="1994-09-09").lives(deprivation_decile=1)
_MATERNITY = (
    _in(
        s.CORE20PLUS5_MATERNITY,
        "pregnant, 9 months ago less a day",
        _woman.has("pregnancy", on="2025-05-11"),
    ),
    _out(
        s.CORE20PLUS5_MATERNITY,
        "pregnant, 9 months ago to the day",
        _woman.has("pregnancy", on="2025-05-10"),
    ),
    _out(
        s.CORE20PLUS5_MATERNITY,
        "the pregnancy ended",
        _woman.has("pregnancy", on="2025-09-01").has("pregnancy_ended", on="2026-01-20"),
    ),
    _in(
        s.CORE20PLUS5_MATERNITY,
        "a pregnancy ended, and pregnant again",
        _woman.has("pregnancy_ended", on="2025-07-01").has("pregnancy", on="2025-11-01"),
    ),
    _out(
        s.CORE20PLUS5_MATERNITY,
        "in neither group",
        person(born="1994-09-09").lives(deprivation_decile=9).has("pregnancy", on="2025-11-01"),
    ),
    _out(
        s.CORE20PLUS5_MATERNITY,
        "recorded of a man",
        person(born="1994-09-09", sex="male").lives(deprivation_decile=1).has("pregnancy", on="2025-11-01"),
    ),
    _in(
        s.CORE20PLUS5_MATERNITY,
        "sex not recorded",
        person(born="1994-09-09", sex="unknown")
        .lives(deprivation_decile=1)
        .has("pregnancy", on="2025-11-01"),
    ),
    _out(s.CORE20PLUS5_MATERNITY, "nothing recorded", _woman),
)

_lipids = _core.measures("cholesterol", 5.2, "mmol/L", on="2021-02-11")
_HYPERTENSION_LIPIDS = (
    *_adult_area(s.CORE20PLUS5_HYPERTENSION_LIPIDS, "hypertension"),
    _in(s.CORE20PLUS5_HYPERTENSION_LIPIDS, "cholesterol 5 years ago less a day", _lipids),
    _out(
        s.CORE20PLUS5_HYPERTENSION_LIPIDS,
        "cholesterol 5 years ago to the day",
        _core.measures("cholesterol", 5.2, "mmol/L", on="2021-02-10"),
    ),
)


def _young(born: str) -> StoryPerson:
    return person(born=born).has("learning_disability", on="2020-01-01")


_UNDER_14 = (
    _in(s.LEARNING_DISABILITY_UNDER_14, "14 a day after the year", _young("2012-04-01")),
    _out(s.LEARNING_DISABILITY_UNDER_14, "14 on the last day of the year", _young("2012-03-31")),
    _in(s.LEARNING_DISABILITY_UNDER_14, "a young child", _young("2018-05-05")),
    _out(s.LEARNING_DISABILITY_UNDER_14, "an adult", _adult.has("learning_disability", on="1999-01-01")),
    _out(s.LEARNING_DISABILITY_UNDER_14, "a child without one", _child),
    story(
        s.LEARNING_DISABILITY_UNDER_14,
        "14 in the next year, on 1 April",
        _young("2012-04-01"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=outside(),
    ),
)

STORIES: tuple[Story, ...] = (
    *_CORE20,
    *_ETHNICITY,
    *_ends(s.HOMELESS, "homeless", "homeless_no_longer"),
    *_ends(s.CARER, "carer", "carer_no_longer"),
    *_ASYLUM,
    *_SUBSTANCES,
    *_PLUS,
    *_MATERNITY,
    *_adult_area(s.CORE20PLUS5_SMI, "serious_mental_illness"),
    *_adult_area(s.CORE20PLUS5_COPD, "copd"),
    *_adult_area(s.CORE20PLUS5_CANCER, "cancer"),
    *_HYPERTENSION_LIPIDS,
    *_child_area(s.CORE20PLUS5_CHILDREN_ASTHMA, "asthma", "asthma_resolved"),
    *_child_area(s.CORE20PLUS5_CHILDREN_DIABETES, "diabetes", "diabetes_resolved"),
    *_child_area(s.CORE20PLUS5_CHILDREN_EPILEPSY, "epilepsy", "epilepsy_resolved"),
    *_child_area(s.CORE20PLUS5_CHILDREN_TEETH, "tooth_decay"),
    *_child_area(s.CORE20PLUS5_CHILDREN_MENTAL_HEALTH, "depression"),
    *_UNDER_14,
)
