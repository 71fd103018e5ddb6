"""What proactive care asks of the record, shared by its definitions, and whom it is for."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    Latest,
    On,
    Register,
    Scored,
    Show,
    Source,
    Stays,
    last,
    missing,
    months,
)
from openpcn.rules.registers.frailty import LATEST_FRAILTY, MODERATE_OR_SEVERE_FRAILTY
from openpcn.rules.registers.holding import still_holds
from openpcn.rules.registers.sources import UP_TO, WIDER_SET, network_des
from openpcn.rules.scores.cambridge_multimorbidity import CAMBRIDGE_MULTIMORBIDITY
from openpcn.rules.scores.efi import EFI, MODERATE
from openpcn.terms.scope import Purpose

GUIDANCE = Source(
    "NHS England, Proactive care for people living at home with moderate or severe frailty",
    "December 2023",
    "the five components as read in secondary sources; the windows are ours",
    confirmed=False,
)


YEAR = last(months(12), until=UP_TO)
OVER_64 = AgeOn(UP_TO) >= 65
INDEX = Scored(EFI)
MULTIMORBIDITY = Scored(CAMBRIDGE_MULTIMORBIDITY)
#: Where a score counts as high: the guidance says no figure, the top twentieth of a list is meant.
HIGH_MULTIMORBIDITY = 3.0

ADMISSIONS = Stays("hospital_stay", kinds=("emergency_admission",), window=YEAR)
FALLS = Latest("falls", window=YEAR)
DECLINED = Latest("proactive_care_declined", window=YEAR)
ASSESSED = Latest("comprehensive_geriatric_assessment", window=YEAR)
PLANNED = Latest(("pcsp_agreed", "pcsp_reviewed"), window=YEAR)

SHOW_FRAILTY = Show("Latest frailty code", LATEST_FRAILTY, if_missing="No degree of frailty is coded")
SHOW_INDEX = Show("Electronic frailty index", INDEX)

STARTED = Latest("proactive_care_started")

CASELOAD = Register(
    "proactive_care_current",
    "People under proactive care",
    source=network_des("PR001, numerator", WIDER_SET),
    rationale=(
        "Recorded as under proactive care, and neither discharged nor declined since; both on one day: under "
        "its care. No published codes were found."
    ),
    member=still_holds(STARTED, "proactive_care_ended", "proactive_care_declined"),
    shows=(Show("Under proactive care since", STARTED),),
)

#: A recorded degree comes first: the index speaks only where nobody has recorded one.
FRAIL: BoolExpr = On(MODERATE_OR_SEVERE_FRAILTY) | (missing(LATEST_FRAILTY) & (INDEX > MODERATE))

FITS_PROACTIVE_CARE = Register(
    "proactive_care_cohort",
    "People of 65 and over who may benefit from proactive care",
    source=Source(
        "Proposal of this project from the NHS England guidance",
        "December 2023",
        "moderate or severe frailty, multimorbidity, repeated admissions, frailty with falls",
        confirmed=False,
    ),
    rationale=(
        "Aged 65 or over and at least one of: moderate or severe frailty, by the latest code or, where no "
        "degree was ever coded, by an index above 0.24; a Cambridge Multimorbidity Score of 3 or more, which "
        "stands for the top twentieth and is for a network to set; two emergency admissions in 12 months; "
        "any degree of frailty with a fall in 12 months. Admissions need the hospital's data."
    ),
    of=OVER_64,
    member=FRAIL
    | (MULTIMORBIDITY >= HIGH_MULTIMORBIDITY)
    | (ADMISSIONS.count >= 2)
    | (LATEST_FRAILTY.exists & FALLS.exists),
    shows=(
        SHOW_FRAILTY,
        SHOW_INDEX,
        Show("Cambridge Multimorbidity Score", MULTIMORBIDITY),
        Show("Emergency admissions in 12 months", ADMISSIONS.count),
        Show("Last fall", FALLS),
    ),
    purpose=Purpose.RISK_STRATIFICATION,
)

REGISTERS = (CASELOAD, FITS_PROACTIVE_CARE)
