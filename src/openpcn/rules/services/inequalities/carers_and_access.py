"""Carers, people with an information need nobody asked about, inclusion health, and flu vaccination."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    YEAR_START,
    AgeOn,
    BoolExpr,
    Indicator,
    Latest,
    Nearly,
    On,
    Register,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    exclude,
    last,
    months,
    on_or_after,
)
from openpcn.rules.registers.conditions import LEARNING_DISABILITY
from openpcn.rules.registers.contact_needs import INTERPRETER_NEEDED
from openpcn.rules.registers.long_term import COPD
from openpcn.rules.registers.segments import ASYLUM_OR_REFUGEE, CARER, CORE20PLUS, HOMELESS
from openpcn.rules.registers.sources import SERVICE_YEAR_END, UP_TO, network_des
from openpcn.rules.services.inequalities.sources import LOCAL

_YEAR = last(months(12), until=UP_TO)
_need = Latest("communication_need")
_senses = Latest(("hearing_loss", "vision_problem"))

INFORMATION_NEED_NOT_ASKED = Indicator(
    "information_need_not_asked",
    "Likely communication need that nobody has recorded",
    source=Source(
        "Accessible Information Standard",
        "DAPB1605, 2016, revised 2025",
        "whom to ask is this project's choice",
        confirmed=False,
    ),
    rationale=(
        "The standard asks practices to find, record and meet information needs. People with a learning "
        "disability, hearing loss or a vision problem on record, and neither a need nor an answer that there "
        "is none. An interpreter is a need of its own and does not answer this."
    ),
    of=On(LEARNING_DISABILITY) | _senses.exists,
    rules=(
        achieve("R1", _need.exists, "A communication or information need is recorded"),
        achieve("R2", Latest("communication_need_none").exists, "Asked: no need"),
    ),
    due_sentence="Likely to need information in another form, and nobody has recorded whether",
    nearly=(
        Nearly(On(INTERPRETER_NEEDED), "An interpreter is recorded; the form of information was not asked"),
    ),
    shows=(
        Show("Learning disability recorded", Latest("learning_disability")),
        Show("Hearing or sight", _senses),
    ),
    work=Work(
        "ask_information_need",
        "Ask how the person wants to be written to and spoken with",
        by=("care_coordinator", "healthcare_assistant", "receptionist"),
        minutes=5,
        counts=("communication_need", "communication_need_none"),
        window=months(3),
    ),
    listed=False,
)

CARER_WITHOUT_CHECK = Indicator(
    "carer_without_check",
    "Carer without a carer's check or assessment in 12 months",
    source=LOCAL,
    rationale=(
        "Carers neglect their own health, and the Care Act gives them a right to an assessment. Somebody "
        "recorded as caring, and no carer's health check and no referral for an assessment in 12 months."
    ),
    of=CARER,
    rules=(
        achieve("R1", Latest("carer_assessment", window=_YEAR).exists, "Checked or referred in 12 months"),
        adjust(
            "R2",
            Latest("carer_assessment_declined", window=_YEAR).exists,
            "Chose not to have a check or assessment in the last 12 months",
        ),
    ),
    due_sentence="Cares for somebody, and no carer's check or assessment in 12 months",
    nearly=(
        Nearly(
            Latest("carer_assessment").exists, "The last carer's check or referral is more than 12 months old"
        ),
    ),
    shows=(
        Show("Carer recorded", Latest("carer")),
        Show("Last carer's check", Latest("carer_assessment"), if_missing="No carer's check on record"),
    ),
    work=Work(
        "carer_check",
        "Carer's health check, or referral for an assessment",
        by=("care_coordinator", "health_and_wellbeing_coach", "link_worker", "nurse"),
        minutes=20,
        counts=("carer_assessment", "carer_assessment_declined"),
        window=months(3),
    ),
    listed=False,
)

_assessed = Latest("inclusion_health_assessment", window=_YEAR)

INCLUSION_HEALTH_ASSESSMENT = Indicator(
    "inclusion_health_assessment",
    "Health assessment of people who are homeless, seek asylum or are refugees",
    source=LOCAL,
    rationale=(
        "People without a home die early; newcomers arrive with unmet needs. Homeless: an "
        "assessment in the last 12 months. Asylum seekers and refugees: one, at any time, on arrival."
    ),
    of=On(HOMELESS) | On(ASYLUM_OR_REFUGEE),
    rules=(
        achieve("R1", _assessed.exists, "Assessed in the last 12 months"),
        achieve(
            "R2",
            ~On(HOMELESS) & Latest("inclusion_health_assessment").exists,
            "Not homeless, and assessed on arrival or since",
        ),
        adjust(
            "R3",
            Latest("inclusion_health_assessment_declined", window=_YEAR).exists,
            "Chose not to be assessed in the last 12 months",
        ),
    ),
    due_sentence="Homeless, seeking asylum or a refugee, and no health assessment",
    nearly=(
        Nearly(
            Latest("inclusion_health_assessment").exists,
            "Homeless, and the last assessment is more than 12 months old",
        ),
    ),
    shows=(
        Show("Homeless recorded", Latest("homeless")),
        Show("Asylum or refugee status recorded", Latest("asylum_or_refugee")),
        Show("Last assessment", Latest("inclusion_health_assessment"), if_missing="Never assessed"),
    ),
    work=Work(
        "inclusion_health_check",
        "Health assessment, with an interpreter where one is needed",
        by=("care_coordinator", "gp", "nurse"),
        minutes=40,
        counts=("inclusion_health_assessment", "inclusion_health_assessment_declined"),
        window=months(1),
    ),
    listed=False,
)

#: The flu season of a contract year begins on 1 September.
_SEASON_STARTS = YEAR_START + months(5)
_SEASON = on_or_after(_SEASON_STARTS)


def _flu(
    id: str, title: str, of: Register | BoolExpr, source: Source, rationale: str, also: tuple[str, ...] = ()
) -> Indicator:
    return Indicator(
        id,
        title,
        source=source,
        rationale=f"{rationale} From 1 September to 31 March; before September nobody is due.",
        also_known_as=also,
        of=of,
        rules=(
            achieve("R1", Latest("influenza_vaccination", window=_SEASON).exists, "Vaccinated this season"),
            adjust(
                "R2",
                Latest("influenza_vaccination_declined", window=_SEASON).exists,
                "Chose not to be vaccinated this season",
            ),
            exclude("WAIT", _SEASON_STARTS > AS_AT, "The season has not begun"),
        ),
        due_sentence="No flu vaccination this season",
        nearly=(
            Nearly(Latest("influenza_vaccination").exists, "The last flu vaccination was before this season"),
        ),
        shows=(Show("Last flu vaccination", Latest("influenza_vaccination"), if_missing="None on record"),),
        work=Work(
            "flu_vaccination",
            "Offer the flu vaccination",
            by=("healthcare_assistant", "nurse", "pharmacy_technician"),
            minutes=5,
            counts=("influenza_vaccination", "influenza_vaccination_declined"),
        ),
        listed=False,
    )


FLU_LEARNING_DISABILITY = _flu(
    "flu_learning_disability",
    "Flu vaccination of adults with a learning disability",
    On(LEARNING_DISABILITY) & (AgeOn(SERVICE_YEAR_END) >= 18),
    network_des("NCDMI026", "2022/23"),
    "Infections of the lungs are especially dangerous to people with a learning disability.",
    ("NCDMI026",),
)
FLU_CARERS = _flu(
    "flu_carers",
    "Flu vaccination of carers",
    CARER,
    LOCAL,
    "A carer with flu is two people without help.",
)
FLU_CORE20PLUS_COPD = _flu(
    "flu_core20plus_copd",
    "Flu vaccination in COPD, Core20 and PLUS groups",
    On(COPD) & On(CORE20PLUS),
    LOCAL,
    "The COPD area of Core20PLUS5 is about vaccination.",
)

DEFINITIONS = (
    INCLUSION_HEALTH_ASSESSMENT,
    CARER_WITHOUT_CHECK,
    INFORMATION_NEED_NOT_ASKED,
    FLU_LEARNING_DISABILITY,
    FLU_CARERS,
    FLU_CORE20PLUS_COPD,
)
