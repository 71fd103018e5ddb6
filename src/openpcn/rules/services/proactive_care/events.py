"""What should follow a fall, and what should follow an emergency admission."""

from __future__ import annotations

from openpcn.rules.language import (
    EPISODE_START,
    EVER,
    BoolExpr,
    CaseFinding,
    Contacts,
    Count,
    Episode,
    Indicator,
    Latest,
    Nearly,
    On,
    Show,
    Source,
    Stays,
    Window,
    Work,
    achieve,
    adjust,
    after,
    days,
    exclude,
    last,
    months,
    on_or_after,
    on_or_before,
)
from openpcn.rules.registers.end_of_life import PALLIATIVE
from openpcn.rules.registers.frailty import LATEST_FRAILTY
from openpcn.rules.registers.residence import CARE_HOME
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.proactive_care.facts import (
    ADMISSIONS,
    CASELOAD,
    GUIDANCE,
    OVER_64,
    SHOW_FRAILTY,
    YEAR,
)

_THREE_MONTHS = months(3)
_REVIEWS = ("falls_review", "falls_risk_assessment")


def _reviewed(until: Window) -> BoolExpr:
    return Latest(_REVIEWS, window=on_or_after(EPISODE_START) & until).exists


FALLS_REVIEWED = Indicator(
    "falls_reviewed",
    "Fall at 65 and over: falls assessment within 3 months",
    source=Source(
        "NICE, Falls: assessment and prevention in older people",
        "NG249, 2025 (replaced CG161)",
        "assess whoever has fallen; the 3 months are ours",
        confirmed=False,
    ),
    rationale=(
        "Whoever has fallen will fall again unless somebody asks why. A coded fall opens 3 months in "
        "which an assessment, or a referral to the falls service, is recorded; another fall within them "
        "belongs to the same. Care home residents are assessed there. An assessment after the 3 months "
        "takes the person off without counting (LATE)."
    ),
    of=OVER_64 & ~On(CARE_HOME),
    per=Episode(start=Count("falls", window=YEAR), close_within=_THREE_MONTHS),
    rules=(
        achieve(
            "F1",
            _reviewed(on_or_before(EPISODE_START + _THREE_MONTHS)),
            "Falls assessment recorded after the fall",
        ),
        exclude("LATE", _reviewed(EVER), "Assessed, but after the 3 months"),
        adjust("F2", On(PALLIATIVE), "Receiving palliative care"),
        adjust(
            "F3",
            Latest("falls_review_declined", window=on_or_after(EPISODE_START)).exists,
            "Chose not to be assessed",
        ),
    ),
    due_sentence="A fall is recorded, and nobody has assessed why",
    nearly=(
        Nearly(
            Contacts(window=after(EPISODE_START)).exists,
            "The practice has seen the person since the fall; no falls assessment is recorded",
        ),
    ),
    shows=(
        Show("Last fall", Latest("falls")),
        Show("Last falls assessment", Latest(_REVIEWS), if_missing="No falls assessment on record"),
        SHOW_FRAILTY,
    ),
    work=Work(
        "falls_assessment",
        "Falls assessment, or referral to the falls service",
        by=("physiotherapist", "occupational_therapist", "nurse", "paramedic", "care_coordinator"),
        minutes=40,
        counts=_REVIEWS,
    ),
)

_WEEK = days(7)


def _followed_up(until: Window) -> BoolExpr:
    return Latest("post_discharge_follow_up", window=on_or_after(EPISODE_START) & until).exists


FOLLOWED_UP = Indicator(
    "emergency_admission_follow_up",
    "Home after an emergency admission: followed up within 7 days",
    source=GUIDANCE,
    rationale=(
        "The days after discharge are when medicines go wrong and people come back. Everybody of 65 and over "
        "with a recorded degree of frailty or under proactive care who left hospital in the last 3 "
        "months after an emergency admission. 7 days are ours. A follow-up after that takes the person "
        "off without counting (LATE). A refusal counts on the day of the discharge or later: what was "
        "declined before was not this. Needs the hospital's data."
    ),
    of=OVER_64 & (LATEST_FRAILTY.exists | On(CASELOAD)) & ~On(CARE_HOME),
    per=Episode(
        start=Stays(
            "hospital_stay",
            kinds=("emergency_admission",),
            on="end",
            window=last(_THREE_MONTHS, until=UP_TO),
        ),
        close_within=_WEEK,
    ),
    rules=(
        achieve(
            "D1",
            _followed_up(on_or_before(EPISODE_START + _WEEK)),
            "Followed up within 7 days of discharge",
        ),
        exclude("LATE", _followed_up(EVER), "Followed up, but after the 7 days"),
        exclude(
            "X1",
            Stays(
                "hospital_stay",
                kinds=("emergency_admission", "elective_admission", "transfer"),
                window=on_or_after(EPISODE_START) & on_or_before(EPISODE_START + _WEEK),
            ).exists,
            "Back in hospital within the 7 days",
        ),
        adjust("D2", On(PALLIATIVE), "Receiving palliative care: the care team follows up"),
        adjust(
            "D3",
            Latest("proactive_care_declined", window=on_or_after(EPISODE_START)).exists,
            "Chose not to have proactive care since the discharge",
        ),
    ),
    due_sentence="Home after an emergency admission, and nobody has followed up",
    nearly=(
        Nearly(
            Contacts(window=on_or_after(EPISODE_START)).exists,
            "The practice has been in contact since the discharge; a follow-up is not coded",
        ),
    ),
    shows=(Show("Left hospital", EPISODE_START), SHOW_FRAILTY),
    work=Work(
        "post_discharge_follow_up",
        "Ring or visit after discharge",
        by=("care_coordinator", "nurse", "clinical_pharmacist", "paramedic"),
        minutes=20,
        counts=("post_discharge_follow_up",),
    ),
)

REPEATED_ADMISSIONS = CaseFinding(
    "repeated_emergency_admissions",
    "Two or more emergency admissions in a year: discussed by the team",
    source=GUIDANCE,
    rationale=(
        "Two emergency admissions in 12 months at 65 and over say that something is not working at home. "
        "Met by a team meeting or a holistic assessment on the day of the last admission or later; a refusal "
        "counts from that day on."
    ),
    of=OVER_64 & (ADMISSIONS.count >= 2),
    rules=(
        exclude("X1", On(PALLIATIVE), "Receiving palliative care: another team leads"),
        achieve(
            "M1",
            Latest(
                ("multidisciplinary_meeting", "comprehensive_geriatric_assessment"),
                window=on_or_after(ADMISSIONS.date),
            ).exists,
            "Discussed or assessed since the last admission",
        ),
        adjust(
            "M2",
            Latest("proactive_care_declined", window=on_or_after(ADMISSIONS.date)).exists,
            "Chose not to have proactive care since the last admission",
        ),
    ),
    due_sentence="Admitted as an emergency twice or more in 12 months, and not discussed since",
    nearly=(
        Nearly(
            Latest("post_discharge_follow_up", window=on_or_after(ADMISSIONS.date)).exists,
            "Followed up after discharge; the team has not discussed the person",
        ),
    ),
    shows=(
        Show("Emergency admissions in 12 months", ADMISSIONS.count),
        Show("Last emergency admission", ADMISSIONS.date),
        SHOW_FRAILTY,
    ),
    work=Work(
        "team_discussion",
        "Bring to the team meeting",
        by=("care_coordinator", "gp", "nurse"),
        minutes=15,
        counts=("multidisciplinary_meeting", "comprehensive_geriatric_assessment"),
    ),
    listed=False,
)

DEFINITIONS = (FALLS_REVIEWED, FOLLOWED_UP, REPEATED_ADMISSIONS)
