"""Hypertension that nobody recorded, by how high the last reading was: severe, stage 2, stage 1.

The bands exclude each other, so that nobody is on two of these lists. CVD01 follows up the same people by its
own clock; these say whom to see first.
"""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    CaseFinding,
    Earliest,
    In,
    Latest,
    LatestValue,
    Nearly,
    On,
    Period,
    Rule,
    Show,
    Work,
    achieve,
    adjust,
    after,
    before,
    days,
    exclude,
    last,
    missing,
    months,
    on_or_after,
)
from openpcn.rules.registers import HYPERTENSION, PALLIATIVE
from openpcn.rules.registers.heart_and_vessels import CARDIOVASCULAR_DISEASE
from openpcn.rules.registers.metabolic_and_renal import with_diabetes
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.services.cardiovascular.readings import (
    RAISED,
    RAISED_FROM_80,
    READING_CODES,
    SEVERE,
    SEVERE_SENTENCE,
    STAGE_2,
    Band,
    readings,
)
from openpcn.rules.services.cardiovascular.sources import ncl
from openpcn.terms.units import Unit

#: South Asian and Black groups, as the searches of North Central London name them.
_HIGHER_RISK_GROUPS = ("H", "J", "K", "L", "M", "N", "P")

_reading = readings(last(months(60), until=UP_TO))
_age = AgeOn(UP_TO)
_since = on_or_after(_reading.date)
#: Monitoring after a reading in the surgery; a raised reading at home is its result, and settles nothing.
_monitored = (missing(_reading.home) | (_reading.clinic.date > _reading.home.date)) & Latest(
    ("abpm", "home_bp_monitoring"), window=after(_reading.date)
).exists
_known_before = Latest("hypertension", window=before(_reading.date))
_resolved_before = Latest("hypertension_resolved", window=after(_known_before.date) & before(_reading.date))
_egfr = LatestValue("egfr", unit=Unit.ML_PER_MIN, window=last(months(24), until=UP_TO))
_bmi = LatestValue("bmi", unit=Unit.KG_PER_M2, window=last(months(60), until=UP_TO))
_SETTLES = ("abpm", "home_bp_monitoring", "hypertension", "white_coat_or_excluded", *READING_CODES)
_AT_RISK = (
    On(CARDIOVASCULAR_DISEASE)
    | with_diabetes
    | (_egfr.value < 60)
    | (_bmi.value > 35)
    | Latest("ethnicity").has_code(In("ethnicity", *_HIGHER_RISK_GROUPS))
)


_SETTLED = achieve(
    "R4",
    Latest("white_coat_or_excluded", window=_since).exists | _monitored,
    "Monitored at home or round the clock, or hypertension excluded, since",
)
_DECLINED = adjust(
    "R6",
    Latest("home_monitoring_declined", window=last(months(12), until=UP_TO) & _since).exists,
    "Chose not to have monitoring since the reading, in the last 12 months",
)
_WHAT_SETTLES = (
    "An exclusion, or monitoring since a reading in the surgery, settles it. A raised reading at home "
    "settles nothing. Monitoring declined counts only on the day of the reading or later: before it, the "
    "monitoring of another reading was declined."
)
_SEVERE_SETTLES = "That monitoring was declined takes nobody off: severe pressure is seen to at once."


def _reaches(band: Band) -> BoolExpr:
    return _reading.at_least(*band)


def _band(
    id: str,
    known_as: tuple[str, ...],
    title: str,
    of: BoolExpr,
    higher: tuple[Rule, ...],
    *,
    limits: str,
    severe: bool = False,
    window: Period,
    due: str,
    listed: bool = False,
) -> CaseFinding:
    """One band. severe: neither monitoring nor declining it settles anything."""
    return CaseFinding(
        id,
        title,
        source=ncl(f"{', '.join(known_as)}; limits as in NICE NG136"),
        rationale=(
            f"The last blood pressure of the last 5 years, in the surgery or at home, is {limits}, and "
            "hypertension is not recorded. The reference names no age of the reading; 5 years are ours. "
            "A diagnosis from the day of the reading on counts as found. "
            + (_SEVERE_SETTLES if severe else _WHAT_SETTLES)
        ),
        also_known_as=known_as,
        of=(_age >= 18) & of,
        rules=(
            exclude(
                "R1",
                _known_before.exists & missing(_resolved_before),
                "Hypertension was known when the reading was taken",
            ),
            *higher,
            achieve("R3", Latest("hypertension", window=_since).exists, "Hypertension recorded since"),
            *(() if severe else (_SETTLED,)),
            adjust("R5", On(PALLIATIVE), "Receiving palliative care"),
            *(() if severe else (_DECLINED,)),
        ),
        due_sentence=due,
        nearly=(
            Nearly(
                Earliest("hypertension").exists & ~On(HYPERTENSION),
                "Hypertension was recorded once, and resolved",
            ),
        ),
        shows=(
            Show("Last blood pressure in the surgery", _reading.clinic),
            Show("Last blood pressure at home", _reading.home),
            Show("Body mass index", _bmi),
            Show("eGFR", _egfr),
        ),
        work=Work(
            "confirm_hypertension",
            "Confirm or exclude hypertension",
            by=("clinical_pharmacist", "care_coordinator", "healthcare_assistant", "nurse"),
            minutes=15,
            counts=("hypertension", *READING_CODES) if severe else _SETTLES,
            window=window,
            red_flag=_reaches(SEVERE) if severe else None,
            red_flag_sentence=SEVERE_SENTENCE if severe else "",
        ),
        listed=listed,
    )


def _not(band: Band, words: str) -> Rule:
    return exclude("R2", _reaches(band), f"{words}: on the list for that")


HYPERTENSION_SEVERE = _band(
    "hypertension_severe",
    ("HTN_61",),
    "Severe blood pressure, hypertension not recorded",
    _reaches(SEVERE),
    (),
    limits="180/120 or more in the surgery, or 170/115 or more at home",
    severe=True,
    window=days(1),
    due="Severe blood pressure, and hypertension is not recorded",
    listed=True,
)
HYPERTENSION_STAGE_2 = _band(
    "hypertension_stage_2",
    ("HTN_62",),
    "Stage 2 blood pressure, hypertension not recorded",
    _reaches(STAGE_2),
    (_not(SEVERE, "The last reading is severe"),),
    limits="160/100 or more in the surgery, or 150/95 or more at home, and not severe",
    window=months(1),
    due="Stage 2 blood pressure, and hypertension is neither confirmed nor excluded",
)
HYPERTENSION_STAGE_1_RISK = _band(
    "hypertension_stage_1_risk",
    ("HTN_63", "HTN_65"),
    "Stage 1 blood pressure with another risk, hypertension not recorded",
    (_age < 80) & _reaches(RAISED) & _AT_RISK,
    (_not(STAGE_2, "The last reading is stage 2 or severe"),),
    limits=(
        "140/90 or more in the surgery, or 135/85 or more at home, under stage 2, in somebody under 80 with "
        "cardiovascular disease, diabetes, an eGFR under 60, a body mass index over 35, or of South Asian or "
        "Black background"
    ),
    window=months(3),
    due="Stage 1 blood pressure with another risk, and hypertension is neither confirmed nor excluded",
)

HYPERTENSION_STAGE_1 = _band(
    "hypertension_stage_1",
    ("HTN_66",),
    "Stage 1 blood pressure, hypertension not recorded",
    ((_age >= 80) & _reaches(RAISED_FROM_80)) | ((_age < 80) & _reaches(RAISED)),
    (
        _not(STAGE_2, "The last reading is stage 2 or severe"),
        exclude("R2B", (_age < 80) & _AT_RISK, "With another risk: on the list for that"),
    ),
    limits=(
        "140/90 or more in the surgery, or 135/85 or more at home (from 80 on: 150/90 or 145/85), under "
        "stage 2 and without another risk"
    ),
    window=months(6),
    due="Stage 1 blood pressure, and hypertension is neither confirmed nor excluded",
)

INDICATORS = (
    HYPERTENSION_SEVERE,
    HYPERTENSION_STAGE_2,
    HYPERTENSION_STAGE_1_RISK,
    HYPERTENSION_STAGE_1,
)
