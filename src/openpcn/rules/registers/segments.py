"""Groups of people who meet inequality, as Core20PLUS5 and the contract name them.

Core20: the most deprived fifth of the country. PLUS: groups that a network chooses; those that codes can tell
are here, each by itself. 5: the clinical areas, for adults and for children, within Core20 or PLUS.
"""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    DeprivationFifth,
    In,
    Latest,
    On,
    Register,
    Sex,
    Show,
    Source,
    last,
    missing,
    months,
)
from openpcn.rules.registers.conditions import HYPERTENSION, LEARNING_DISABILITY
from openpcn.rules.registers.contact_needs import COMMUNICATION_NEEDS, INTERPRETER_NEEDED
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.long_term import AUTISM, CANCER, COPD
from openpcn.rules.registers.mental_health import SERIOUS_MENTAL_ILLNESS
from openpcn.rules.registers.sources import SERVICE_YEAR_END, UP_TO, WIDER_SET, network_des

CORE20PLUS5 = Source(
    "NHS England, Core20PLUS5",
    "adults 2021, children and young people 2022",
    "the areas are NHS England's; which codes tell a group is this project's choice",
    confirmed=False,
)
#: Every group of the 16+1 classification but the white ones (A to C) and not stated (Z).
MINORITY_GROUPS = ("D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S")
_TIES = " On the same day, the group still holds."

CORE20 = Register(
    "core20",
    "People living in the most deprived fifth of England",
    source=CORE20PLUS5,
    rationale=(
        "The area of residence is in the most deprived fifth: deciles 1 and 2 of the index of multiple "
        "deprivation in the edition loaded. Somebody whose area is not known is not counted, so the share is "
        "of those whose area is known."
    ),
    member=DeprivationFifth().equals(1),
)

LATEST_ETHNICITY = Latest("ethnicity")

ETHNIC_MINORITY = Register(
    "ethnic_minority",
    "People of an ethnic minority",
    source=network_des("HI08 rule 3: not of a white group, and ethnicity stated", WIDER_SET),
    rationale=(
        "The latest ethnic group is none of the white groups (A to C of 16+1). Not stated, declined or not "
        "recorded is not counted, and never replaces a group that was stated. White minorities are not in "
        "the published meaning: Gypsy, Roma and Traveller people are a register of their own."
    ),
    member=LATEST_ETHNICITY.has_code(In("ethnicity", *MINORITY_GROUPS)),
    shows=(Show("Ethnicity recorded", LATEST_ETHNICITY),),
)


def _until_no_longer(id: str, title: str, codes: str, over: str, rationale: str) -> Register:
    said = Latest(codes)
    return Register(
        id,
        title,
        source=CORE20PLUS5,
        rationale=rationale + _TIES,
        member=still_holds(said, over),
        shows=(Show("Recorded", said),),
    )


def _ever(id: str, title: str, codes: str, rationale: str) -> Register:
    said = Latest(codes)
    return Register(
        id,
        title,
        source=CORE20PLUS5,
        rationale=rationale,
        member=said.exists,
        shows=(Show("Recorded", said),),
    )


HOMELESS = _until_no_longer(
    "homeless",
    "People who are homeless",
    "homeless",
    "homeless_no_longer",
    "A code of homelessness, and no later one that the person is housed.",
)
ASYLUM_OR_REFUGEE = _ever(
    "asylum_or_refugee",
    "People seeking asylum, and refugees",
    "asylum_or_refugee",
    "Any such code at any time: no code says that it no longer holds.",
)
GYPSY_ROMA_TRAVELLER = _ever(
    "gypsy_roma_traveller",
    "Gypsy, Roma and Traveller people",
    "gypsy_roma_traveller",
    "The ethnic group of the 2011 census at any time. Roma, a group of its own since 2021, has no code here.",
)
CARER = _until_no_longer(
    "carer",
    "People who care for somebody",
    "carer",
    "carer_no_longer",
    "A code that the person cares for somebody, and no later one that they no longer do.",
)

_drugs = Latest("drug_misuse", window=last(months(24), until=UP_TO))
_alcohol = Latest("alcohol_misuse", window=last(months(24), until=UP_TO))

DRUGS_OR_ALCOHOL = Register(
    "drugs_or_alcohol",
    "People with drug or alcohol misuse or dependence",
    source=CORE20PLUS5,
    rationale=(
        "Recorded in the last 2 years. Older codes are left out: no code says that somebody has recovered, "
        "and a label that never ends does harm. The 2 years are this project's choice."
    ),
    member=_drugs.exists | _alcohol.exists,
    shows=(Show("Drug misuse recorded", _drugs), Show("Alcohol misuse recorded", _alcohol)),
)

INCLUSION_HEALTH = Register(
    "inclusion_health",
    "People in an inclusion health group",
    source=CORE20PLUS5,
    rationale=(
        "Homeless, seeking asylum or a refugee, Gypsy, Roma or Traveller, or with drug or alcohol misuse. "
        "Sex workers, people in contact with the justice system and victims of modern slavery are groups of "
        "Core20PLUS5 too; no published codes were found for them."
    ),
    member=On(HOMELESS) | On(ASYLUM_OR_REFUGEE) | On(GYPSY_ROMA_TRAVELLER) | On(DRUGS_OR_ALCOHOL),
)

CORE20PLUS = Register(
    "core20plus",
    "People in Core20 or in a PLUS group",
    source=CORE20PLUS5,
    rationale=(
        "The most deprived fifth, an ethnic minority, a learning disability, autism, an inclusion health "
        "group, or a need for an interpreter or for communication support. A network chooses its own PLUS "
        "groups with its ICB; coastal communities are not told by codes."
    ),
    member=On(CORE20)
    | On(ETHNIC_MINORITY)
    | On(LEARNING_DISABILITY)
    | On(AUTISM)
    | On(INCLUSION_HEALTH)
    | On(INTERPRETER_NEEDED)
    | On(COMMUNICATION_NEEDS),
)

_pregnant = Latest("pregnancy", window=last(months(9), until=UP_TO))
_lipids = Latest("cholesterol", window=last(months(60), until=UP_TO))
_ADULT, _CHILD = AgeOn("achievement_date") >= 18, AgeOn("achievement_date") < 18


def _area(id: str, title: str, age: BoolExpr | None, member: BoolExpr, rationale: str) -> Register:
    return Register(
        f"core20plus5_{id}",
        f"Core20PLUS5: {title}",
        source=CORE20PLUS5,
        rationale=f"Within Core20 or a PLUS group. {rationale}",
        of=On(CORE20PLUS) if age is None else On(CORE20PLUS) & age,
        member=member,
    )


CORE20PLUS5_MATERNITY = _area(
    "maternity",
    "people who are pregnant",
    None,
    (missing(Sex()) | ~Sex().is_("male")) & still_holds(_pregnant, "pregnancy_ended"),
    "A pregnancy recorded in the last 9 months and no later code of its end. NHS England asks for "
    "continuity of carer, which the GP record does not hold.",
)
CORE20PLUS5_SMI = _area(
    "smi",
    "adults with serious mental illness",
    _ADULT,
    On(SERIOUS_MENTAL_ILLNESS),
    "The area is about yearly physical health checks.",
)
CORE20PLUS5_COPD = _area(
    "copd",
    "adults with COPD",
    _ADULT,
    On(COPD),
    "Vaccination and exacerbations are what the area is about.",
)
CORE20PLUS5_CANCER = _area(
    "cancer",
    "adults with cancer",
    _ADULT,
    On(CANCER),
    "The aim is diagnosis at stage 1 or 2; the GP record seldom holds a stage.",
)
CORE20PLUS5_HYPERTENSION_LIPIDS = _area(
    "hypertension_lipids",
    "adults with hypertension, or whose cholesterol was measured",
    _ADULT,
    On(HYPERTENSION) | _lipids.exists,
    "Hypertension, or a cholesterol of the last 5 years: pressure or lipids that can be optimised.",
)
CORE20PLUS5_CHILDREN_ASTHMA = _area(
    "children_asthma",
    "children with asthma",
    _CHILD,
    still_holds(Latest("asthma"), "asthma_resolved"),
    "Asthma that is not resolved, treated or not.",
)
CORE20PLUS5_CHILDREN_DIABETES = _area(
    "children_diabetes",
    "children with diabetes",
    _CHILD,
    still_holds(Latest("diabetes"), "diabetes_resolved"),
    "Diabetes of any type that is not resolved.",
)
CORE20PLUS5_CHILDREN_EPILEPSY = _area(
    "children_epilepsy",
    "children with epilepsy",
    _CHILD,
    still_holds(Latest("epilepsy"), "epilepsy_resolved"),
    "Epilepsy that is not resolved, treated or not.",
)
CORE20PLUS5_CHILDREN_TEETH = _area(
    "children_teeth",
    "children with tooth decay",
    _CHILD,
    Latest("tooth_decay").exists,
    "Tooth decay recorded. The area counts teeth taken out in hospital; the GP record seldom holds them.",
)
CORE20PLUS5_CHILDREN_MENTAL_HEALTH = _area(
    "children_mental_health",
    "children with a mental health condition",
    _CHILD,
    Latest(("depression", "anxiety", "serious_mental_illness")).exists,
    "Depression, anxiety or a psychosis recorded at any time. The area is about access to services, "
    "which the GP record does not hold.",
)

LEARNING_DISABILITY_UNDER_14 = Register(
    "learning_disability_under_14",
    "Children under 14 with a learning disability",
    source=Source("Network Contract DES", "2025/26", "HI03 counts from 14; the list below that age is local"),
    rationale=(
        "Under 14 on the 31 March that ends the year: too young for the yearly health check that the "
        "contract counts. A list of their own, so that nobody is lost between school health and the check."
    ),
    of=LEARNING_DISABILITY,
    member=AgeOn(SERVICE_YEAR_END) < 14,
    shows=(Show("Learning disability recorded", Latest("learning_disability")),),
)

REGISTERS: tuple[Register, ...] = (
    CORE20,
    ETHNIC_MINORITY,
    HOMELESS,
    ASYLUM_OR_REFUGEE,
    GYPSY_ROMA_TRAVELLER,
    CARER,
    DRUGS_OR_ALCOHOL,
    INCLUSION_HEALTH,
    CORE20PLUS,
    CORE20PLUS5_MATERNITY,
    CORE20PLUS5_SMI,
    CORE20PLUS5_COPD,
    CORE20PLUS5_CANCER,
    CORE20PLUS5_HYPERTENSION_LIPIDS,
    CORE20PLUS5_CHILDREN_ASTHMA,
    CORE20PLUS5_CHILDREN_DIABETES,
    CORE20PLUS5_CHILDREN_EPILEPSY,
    CORE20PLUS5_CHILDREN_TEETH,
    CORE20PLUS5_CHILDREN_MENTAL_HEALTH,
    LEARNING_DISABILITY_UNDER_14,
)
