"""The five components of proactive care for people at home with moderate or severe frailty."""

from __future__ import annotations

from openpcn.rules.language import (
    BoolExpr,
    Contacts,
    Indicator,
    Latest,
    Nearly,
    On,
    Show,
    Work,
    achieve,
    adjust,
    all_of,
    last,
    months,
)
from openpcn.rules.registers.contact_needs import HOUSEBOUND, SEEN_OR_SPOKEN_WITH
from openpcn.rules.registers.end_of_life import PALLIATIVE
from openpcn.rules.registers.frailty import FRAILTY_SHOWS, MODERATE_OR_SEVERE_FRAILTY, SEVERE_FRAILTY
from openpcn.rules.registers.residence import CARE_HOME
from openpcn.rules.registers.social_needs import LIVES_ALONE
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.proactive_care.facts import ASSESSED, DECLINED, GUIDANCE, PLANNED, YEAR

AT_HOME: BoolExpr = On(MODERATE_OR_SEVERE_FRAILTY) & ~On(CARE_HOME)
_COORDINATOR = Latest("named_coordinator")
_INTERVENTION = Latest(("proactive_care_intervention", "multidisciplinary_meeting"), window=YEAR)
_CONTINUITY = Latest("continuity_plan", window=YEAR)
_WHO = ("care_coordinator", "nurse", "gp", "occupational_therapist", "physiotherapist", "paramedic")


_ADJUSTMENTS = (
    adjust("A8", On(PALLIATIVE), "Receiving palliative care"),
    adjust("A9", DECLINED.exists, "Chose not to have proactive care in the last 12 months"),
)

FIVE_COMPONENTS = Indicator(
    "proactive_care_components",
    "Moderate or severe frailty at home: all components of proactive care",
    source=GUIDANCE,
    rationale=(
        "Once somebody is identified, four things are still asked for: a holistic assessment, a personalised "
        "plan, interventions of several professions, and a plan for continuity; and one person who holds "
        "them together. Each in the last 12 months, the coordinator at any time. Care home residents have "
        "their own service. What is missing is named."
    ),
    of=AT_HOME,
    rules=(
        achieve(
            "A1",
            all_of(
                assessment=ASSESSED.exists,
                plan=PLANNED.exists,
                coordinator=_COORDINATOR.exists,
                interventions=_INTERVENTION.exists,
                continuity=_CONTINUITY.exists,
            ),
            "Assessed, planned, coordinated, treated and followed up",
        ),
        *_ADJUSTMENTS,
    ),
    due_sentence="Lives at home with moderate or severe frailty, and proactive care is not complete",
    nearly=(
        Nearly(
            Latest("other_care_plan", window=YEAR).exists,
            "A care plan of another kind is recorded; only the code of the personalised plan counts",
        ),
    ),
    shows=(
        *FRAILTY_SHOWS,
        Show("Last holistic assessment", Latest("comprehensive_geriatric_assessment")),
        Show("Last personalised plan", Latest(("pcsp_agreed", "pcsp_reviewed"))),
    ),
    work=Work(
        "proactive_care_components",
        "Complete proactive care",
        by=_WHO,
        minutes=60,
        counts=(
            "comprehensive_geriatric_assessment", "pcsp_agreed", "pcsp_reviewed", "named_coordinator",
            "proactive_care_intervention", "multidisciplinary_meeting", "continuity_plan",
        ),
    ),
    listed=False,
)  # fmt: skip

FRAILTY_ASSESSED = Indicator(
    "frailty_holistic_assessment",
    "Moderate or severe frailty at home: holistic assessment",
    source=GUIDANCE,
    rationale=(
        "The second component by itself, for a network that starts there: a holistic (comprehensive "
        "geriatric) assessment in the last 12 months."
    ),
    of=AT_HOME,
    rules=(
        achieve("A1", ASSESSED.exists, "Holistic assessment in the last 12 months"),
        *_ADJUSTMENTS,
    ),
    due_sentence="Lives at home with moderate or severe frailty, and no holistic assessment in 12 months",
    nearly=(
        Nearly(
            Latest("frailty_assessment", window=YEAR).exists,
            "The degree of frailty was assessed; the holistic assessment is not recorded",
        ),
        Nearly(
            Latest("comprehensive_geriatric_assessment").exists,
            "The last holistic assessment is more than 12 months old",
        ),
    ),
    shows=FRAILTY_SHOWS,
    work=Work(
        "holistic_assessment",
        "Holistic assessment",
        by=_WHO,
        minutes=60,
        counts=("comprehensive_geriatric_assessment",),
    ),
    listed=False,
)

FRAILTY_COORDINATOR = Indicator(
    "frailty_named_coordinator",
    "Moderate or severe frailty at home: named coordinator",
    source=GUIDANCE,
    rationale=(
        "Everybody with moderate or severe frailty at home knows whom to ring. A coordinator once named is "
        "taken to be still there: no code says that one has gone."
    ),
    of=AT_HOME,
    rules=(achieve("A1", _COORDINATOR.exists, "A coordinator is named"), *_ADJUSTMENTS),
    due_sentence="Lives at home with moderate or severe frailty, and no coordinator is named",
    nearly=(
        Nearly(
            Latest("multidisciplinary_meeting", window=YEAR).exists,
            "The team has met about the person; no coordinator is named",
        ),
    ),
    shows=FRAILTY_SHOWS,
    work=Work(
        "named_coordinator",
        "Name a coordinator and tell the person",
        by=("care_coordinator",),
        minutes=10,
        counts=("named_coordinator",),
    ),
    listed=False,
)

_THREE_MONTHS = last(months(3), until=UP_TO)
_spoken = Contacts(window=_THREE_MONTHS, kinds=SEEN_OR_SPOKEN_WITH)
HOUSEBOUND_AND_ALONE = Indicator(
    "frail_housebound_alone",
    "Severe frailty, housebound and alone: spoken with in the last 3 months",
    source=GUIDANCE,
    rationale=(
        "Nobody sees when somebody who is severely frail, housebound and alone gets worse. Seen or "
        "spoken with once in 3 months is little to ask; the limit is ours."
    ),
    of=On(SEVERE_FRAILTY) & On(HOUSEBOUND) & On(LIVES_ALONE) & ~On(CARE_HOME),
    rules=(
        achieve("A1", _spoken.exists, "A contact with the practice in the last 3 months"),
        *_ADJUSTMENTS,
    ),
    due_sentence="Severe frailty, housebound and alone, and no contact for 3 months",
    nearly=(
        Nearly(
            Latest("other_care_plan", window=_THREE_MONTHS).exists,
            "A care plan was written; no contact is recorded",
        ),
    ),
    shows=(
        *FRAILTY_SHOWS,
        Show("Last contact", Contacts(kinds=SEEN_OR_SPOKEN_WITH).date, if_missing="No contact on record"),
    ),
    work=Work(
        "welfare_call",
        "Ring or visit",
        by=("care_coordinator", "link_worker", "nurse", "paramedic"),
        minutes=15,
    ),
    listed=False,
)

DEFINITIONS = (FIVE_COMPONENTS, FRAILTY_ASSESSED, FRAILTY_COORDINATOR, HOUSEBOUND_AND_ALONE)
