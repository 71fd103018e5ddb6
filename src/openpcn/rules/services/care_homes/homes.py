"""What care home definitions share: who lives there, and what counts as a visit, a plan and a decline."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    Appointments,
    BoolExpr,
    Latest,
    On,
    Show,
    Source,
    Stays,
    Window,
    Work,
)
from openpcn.rules.registers import CARE_HOME, CARE_HOME_PERMANENT
from openpcn.rules.registers.residence import LATEST_RESIDENCE, ON_ANY_BED_LIST
from openpcn.rules.registers.sources import SERVICE_YEAR_END

#: Coded as living in a home, or on a home's bed list: for work, not for the contract's own indicators.
RESIDENT: BoolExpr = On(CARE_HOME) | ON_ANY_BED_LIST.exists
#: Said by each definition that asks for RESIDENT.
READS_BED_LISTS = (
    " Residents by code, and by the homes' bed lists where there are any: a practice without one is assessed "
    "by code alone."
)
_ADULT = AgeOn(SERVICE_YEAR_END) >= 18
ADULT_RESIDENT: BoolExpr = On(CARE_HOME) & _ADULT
ADULT_PERMANENT: BoolExpr = On(CARE_HOME_PERMANENT) & _ADULT

ROUND = "Patient contact during Care Home Round"
VISIT = "Care Home Visit"
PLANNING = "Care Home Needs Assessment & Personalised Care and Support Planning"
VISITS = (ROUND, VISIT, PLANNING)
ATTENDED = ("arrived", "fulfilled")
NOT_ATTENDED = ("booked", "noshow", "cancelled")
PLANNED = ("pcsp_agreed", "pcsp_reviewed")
PLAN_DECLINED = "pcsp_declined"
PLAN_DECLINED_SENTENCE = "Chose not to have a personalised care and support plan"
PLAN_WORK = Work(
    "care_home_plan",
    "Personalised care and support plan in the home",
    by=("care_coordinator", "nurse", "gp", "paramedic"),
    minutes=40,
    counts=PLANNED,
)
ALIGNMENT_DECLINED = Latest("alignment_registration_declined")
INPATIENT = ("emergency_admission", "elective_admission", "other_admission", "transfer")

#: What a definition that reads codes alone shows.
SHOW_CODED = (Show("Care home recorded", LATEST_RESIDENCE),)
SHOW_HOME = (*SHOW_CODED, Show("On a home's bed list since", ON_ANY_BED_LIST.date))

FRAMEWORK = Source(
    "Enhanced health in care homes framework",
    "version 3, November 2023",
    "with the Network Contract DES; read on NHS England's page and in the framework",
    confirmed=True,
)


def rounds(window: Window) -> Stays:
    """Contacts in a home round, from the appointment book."""
    return Appointments((ROUND,), statuses=ATTENDED, window=window)


def seen_in_home(window: Window) -> BoolExpr:
    """Seen in the home: by the appointment book, or by a coded visit, plan or structured review."""
    booked = Appointments(VISITS, statuses=ATTENDED, window=window)
    coded = Latest(("care_home_round", "structured_medication_review", *PLANNED), window=window)
    return booked.exists | coded.exists
