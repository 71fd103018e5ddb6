"""Needs that nobody has told about and that the record suggests: found, not told."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    CaseFinding,
    Contacts,
    Latest,
    LatestValue,
    On,
    Param,
    Rule,
    Show,
    Stays,
    days,
    exclude,
    last,
    months,
)
from openpcn.rules.registers.contact_needs import SEEN_OR_SPOKEN_WITH
from openpcn.rules.registers.end_of_life import PALLIATIVE
from openpcn.rules.registers.frailty import LATEST_FRAILTY, MILD_FRAILTY, MODERATE_FRAILTY
from openpcn.rules.registers.mental_health import SERIOUS_MENTAL_ILLNESS
from openpcn.rules.registers.multimorbidity import CONDITIONS, TWO_CONDITIONS
from openpcn.rules.registers.residence import CARE_HOME
from openpcn.rules.registers.segments import CORE20
from openpcn.rules.registers.social_needs import LIVES_ALONE, SOCIAL_PRESCRIBING
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.social_prescribing.referral import (
    CONVERSATION,
    FINDERS_AND_COUNTS,
    NEARLY,
    SHOW_REFERRAL,
    YEAR,
    rules,
)

_ADULT = AgeOn(UP_TO) >= 18
_X_PALLIATIVE = exclude("X1", On(PALLIATIVE), "Receiving palliative care: the care team knows the person")


def _found(
    id: str,
    title: str,
    of: BoolExpr,
    due_sentence: str,
    why: str,
    *,
    shows: tuple[Show, ...],
    excluded: tuple[Rule, ...] = (_X_PALLIATIVE,),
    listed: bool = False,
) -> CaseFinding:
    return CaseFinding(
        id,
        title,
        source=SOCIAL_PRESCRIBING,
        rationale=why + FINDERS_AND_COUNTS,
        of=of,
        rules=(*excluded, *rules()),
        due_sentence=due_sentence,
        nearly=NEARLY,
        shows=(*shows, SHOW_REFERRAL),
        work=CONVERSATION,
        listed=listed,
    )


OFTEN = Param("social_needs.frequent_attendance")
_contacts = Contacts(window=YEAR, kinds=SEEN_OR_SPOKEN_WITH)
NEED_FREQUENT_ATTENDANCE = _found(
    "need_frequent_attendance",
    "Often at the practice: referred to a link worker",
    _ADULT & (_contacts.count >= OFTEN),
    "Often seen or spoken with in the last 12 months, and no referral to social prescribing",
    "Who comes often does not always come for a reason that medicine settles. Published thresholds are 10 "
    "to 12 consultations with a GP in 12 months, or the top fiftieth. Here: 12 days on which the person was "
    "seen or spoken with (contract value social_needs.frequent_attendance). Extracts do not say who was "
    "seen, so nurses and others count too and 12 finds many: a network looks at the effect first, sets its "
    "own number and switches the list on. People receiving palliative care are left out.",
    shows=(Show("Days with a contact in 12 months", _contacts.count), Show("Last contact", _contacts.date)),
)

NEED_CONDITIONS_AND_DEPRIVATION = _found(
    "need_conditions_and_deprivation",
    "Long-term conditions in a deprived area: referred to a link worker",
    _ADULT & On(TWO_CONDITIONS) & On(CORE20),
    "Two or more long-term conditions in one of the most deprived areas, and no referral",
    "Illness and want make each other worse. Two or more long-term conditions and an area among the most "
    "deprived fifth; an unknown area counts for nothing. It finds many: for a network to switch on.",
    shows=(Show("Long-term conditions", CONDITIONS),),
)

_LAST_HALF_YEAR = last(months(6), until=UP_TO)
_phq9 = LatestValue("phq9_score", unit=None, window=_LAST_HALF_YEAR)
_gad7 = LatestValue("gad7_score", unit=None, window=_LAST_HALF_YEAR)
NEED_LOW_MOOD = _found(
    "need_low_mood",
    "Mild or moderate low mood or anxiety: referred to a link worker",
    _ADULT & (_phq9.value.between(5, 14) | _gad7.value.between(5, 14)),
    "Mild or moderate symptoms of low mood or anxiety, and no referral to social prescribing",
    "Activity, company and help with what weighs on somebody are treatments of mild and moderate symptoms. "
    "The latest PHQ-9 or GAD-7 of 6 months is 5 to 14; 15 or more on either, or serious mental illness, is "
    "for a clinician and not for this list.",
    shows=(Show("PHQ-9 score", _phq9), Show("GAD-7 score", _gad7)),
    excluded=(
        _X_PALLIATIVE,
        exclude(
            "X2",
            (_phq9.value >= 15) | (_gad7.value >= 15),
            "A score of 15 or more: for a clinician",
        ),
        exclude("X3", On(SERIOUS_MENTAL_ILLNESS), "Serious mental illness: for the mental health team"),
    ),
)

_discharge = Stays(
    "hospital_stay",
    kinds=("emergency_admission", "elective_admission", "other_admission"),
    on="end",
    window=last(days(28), until=UP_TO),
)
NEED_DISCHARGED_ALONE = _found(
    "need_discharged_alone",
    "Home from hospital and alone: referred to a link worker",
    _ADULT & _discharge.exists & On(LIVES_ALONE),
    "Home from hospital in the last 28 days, lives alone, and no referral to social prescribing",
    "Coming home to an empty house is when shopping, company and transport are missing most. Left hospital "
    "in the last 28 days after an admission, and the latest code of the household says alone. Needs the "
    "hospital's data.",
    shows=(Show("Left hospital", _discharge.date),),
    listed=True,
)

_activity = Latest(("physical_inactivity", "physical_activity_met"), window=YEAR)
NEED_INACTIVITY = _found(
    "need_inactivity",
    "Physically inactive: referred to a link worker",
    _ADULT & _activity.has_code("physical_inactivity") & ~_activity.has_code("physical_activity_met"),
    "Physically inactive at the last questionnaire, and no referral to social prescribing",
    "Walking groups and exercise referral are arranged by link workers and coaches. The latest activity "
    "questionnaire of 12 months says inactive; two answers of one day: the better one counts.",
    shows=(Show("Activity questionnaire", _activity),),
)

NEED_FRAIL_ALONE = _found(
    "need_frail_alone",
    "Mild or moderate frailty and alone: referred to a link worker",
    (On(MILD_FRAILTY) | On(MODERATE_FRAILTY)) & On(LIVES_ALONE),
    "Lives with mild or moderate frailty and alone, and has not been referred to social prescribing",
    "Before frailty is severe, company, food and movement still change its course. Care home residents are "
    "left out whatever the household code says.",
    shows=(Show("Latest frailty code", LATEST_FRAILTY),),
    excluded=(_X_PALLIATIVE, exclude("X2", On(CARE_HOME), "Lives in a care home")),
)

DEFINITIONS = (
    NEED_FREQUENT_ATTENDANCE,
    NEED_CONDITIONS_AND_DEPRIVATION,
    NEED_LOW_MOOD,
    NEED_DISCHARGED_ALONE,
    NEED_INACTIVITY,
    NEED_FRAIL_ALONE,
)
