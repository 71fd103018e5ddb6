"""The yearly physical health check in serious mental illness: its six parts, HI17 and MH012."""

from __future__ import annotations

from functools import reduce
from operator import and_

from openpcn.rules.language import (
    EVER,
    BoolExpr,
    Earliest,
    Indicator,
    Latest,
    Nearly,
    On,
    Show,
    Source,
    Window,
    Work,
    achieve,
    adjust,
    all_of,
    last,
    missing,
    months,
)
from openpcn.rules.registers.mental_health import SMI_DIAGNOSED, SMI_FOR_HEALTH_CHECK
from openpcn.rules.registers.segments import ETHNIC_MINORITY
from openpcn.rules.registers.sources import UP_TO, WIDER_SET, network_des, qof
from openpcn.rules.services.cardiovascular.quality import FOR_A_START, YEAR, Care, adjustments
from openpcn.rules.services.cardiovascular.readings import READING_CODES

#: Each part of the check: what counts, and what says that the person chose not to.
PARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "alcohol": (("alcohol_intake", "alcohol_misuse"), "alcohol_declined"),
    "weight": (("bmi", "weight"), "weight_declined"),
    "blood_pressure": (("blood_pressure", *READING_CODES), "bp_declined"),
    "glucose": (("hba1c", "glucose"), "glucose_declined"),
    "lipids": (("cholesterol", "hdl", "non_hdl", "ldl"), "cholesterol_declined"),
    "smoking": (("smoking_status",), "smoking_status_declined"),
}
_SIX = "alcohol, weight or body mass index, blood pressure, HbA1c or glucose, lipids, and smoking"


def _done(window: Window) -> dict[str, BoolExpr]:
    return {name: Latest(counts, window=window).exists for name, (counts, _) in PARTS.items()}


def _addressed(window: Window) -> BoolExpr:
    """Each part is done, or the person chose not to."""
    return reduce(
        and_,
        (Latest((*counts, declined), window=window).exists for counts, declined in PARTS.values()),
    )


def _invited(window: Window) -> Nearly:
    return Nearly(
        Latest("smi_check_invitation", window=window).exists,
        "An invitation to the check is recorded; it does not count as a check",
    )


_COUNTS = tuple(
    dict.fromkeys(
        codes
        for counts, _ in PARTS.values()
        for codes in counts
        if codes not in {"alcohol_misuse", "blood_pressure"}
    )
)
_shows = (
    Show("Serious mental illness recorded", SMI_DIAGNOSED),
    Show("Alcohol asked", Latest(PARTS["alcohol"][0]), if_missing="Alcohol never recorded"),
    Show("Weight or BMI", Latest(PARTS["weight"][0]), if_missing="Weight never recorded"),
    Show("Blood pressure", Latest(PARTS["blood_pressure"][0]), if_missing="Blood pressure never recorded"),
    Show("HbA1c or glucose", Latest(PARTS["glucose"][0]), if_missing="Glucose never recorded"),
    Show("Lipids", Latest(PARTS["lipids"][0]), if_missing="Lipids never recorded"),
    Show("Smoking asked", Latest(PARTS["smoking"][0]), if_missing="Smoking never recorded"),
)
_work = Work(
    "smi_physical_check",
    "Physical health check in serious mental illness",
    by=("care_coordinator", "healthcare_assistant", "mental_health_practitioner", "nurse"),
    minutes=30,
    counts=_COUNTS,
)
_ROLLING = last(months(12), until=UP_TO)

SMI_SIX_CHECKS = Indicator(
    "smi_six_checks",
    "All six parts of the physical health check in serious mental illness",
    source=Source(
        "NHS England, improving physical health care for people with severe mental illness",
        "2018; NCDMI134 of the Network Contract DES in 2022/23",
        "order and declines read in ncl-icb-analytics/dbt-ncl-analytics, int_smi_six_health_check",
        confirmed=False,
    ),
    rationale=(
        "People with serious mental illness die early, often of what such a check would find. Six "
        f"parts, each in the 12 months to the day of the data: {_SIX}. A recorded decline means a part "
        "was addressed, not done: somebody with every part done or declined is adjusted, never achieved. On "
        "the register by lithium alone, or in remission: outside."
    ),
    also_known_as=("NCDMI134",),
    of=SMI_FOR_HEALTH_CHECK,
    rules=(
        achieve("R1", all_of(**_done(_ROLLING)), "All six parts done in 12 months"),
        adjust("R2", _addressed(_ROLLING), "Every part done or declined in 12 months"),
        adjust("R3", Latest("smi_pca_unsuitable", window=_ROLLING).exists, "Not suitable for the check"),
        adjust("R4", Latest("smi_pca_declined", window=_ROLLING).exists, "Chose not to have the check"),
    ),
    due_sentence="Serious mental illness, and not all six parts of the physical health check are done",
    nearly=(_invited(_ROLLING),),
    shows=_shows,
    work=_work,
    due_by=UP_TO + months(1),
)

HI17 = Indicator(
    "HI17",
    "All six parts of the physical health check in serious mental illness, ethnic minorities",
    source=network_des("HI17", WIDER_SET),
    rationale=(
        f"Of people of an ethnic minority with serious mental illness, not in remission: {_SIX}, each in the "
        "12 months up to the achievement date. The dictionary gives one adjustment, rule 9, which reads "
        "'has a smoking status or declined to provide it': as printed it would remove whoever has the sixth "
        "part, so only a declined smoking status, with the five other parts done, is adjusted here."
    ),
    also_known_as=("HI-17", "NCDMI135"),
    of=On(SMI_FOR_HEALTH_CHECK) & On(ETHNIC_MINORITY),
    rules=(
        achieve("R8", all_of(**_done(YEAR)), "All six parts done in 12 months"),
        adjust(
            "R9",
            reduce(and_, (done for name, done in _done(YEAR).items() if name != "smoking"))
            & Latest("smoking_status_declined", window=YEAR).exists,
            "Five parts done, and chose not to say whether they smoke",
        ),
    ),
    due_sentence="Serious mental illness, and not all six parts of the physical health check are done",
    nearly=(
        Nearly(
            reduce(and_, _done(EVER).values()),
            "Every part is on record, but one or more from before the 12 months that count",
        ),
        _invited(YEAR),
    ),
    shows=_shows,
    work=_work,
    listed=False,
)

_glucose = Latest(PARTS["glucose"][0], window=YEAR)
CARE = Care("serious mental illness", "smi_check_invitation", "smi_pca_unsuitable", "smi_pca_declined")

MH012 = Indicator(
    "MH012",
    "HbA1c or glucose in serious mental illness",
    source=qof("MH012"),
    rationale=(
        "Antipsychotics bring diabetes. An HbA1c or a glucose in the 12 months up to the achievement "
        "date, for people with a diagnosis who are not in remission; lithium alone is outside. The test "
        "comes first, so an adjustment never removes somebody who was tested. Paid to each practice; its "
        "points and thresholds are not known here, so no money is shown."
    ),
    of=SMI_FOR_HEALTH_CHECK,
    rules=(
        achieve("R1", _glucose.exists, "HbA1c or glucose measured"),
        *adjustments(
            2,
            CARE,
            evidence=_glucose.date,
            diagnosed=Earliest("serious_mental_illness").date,
            result="test",
            test_declined=(("glucose_declined",), "Chose not to have the test"),
            new_for=FOR_A_START,
        ),
    ),
    due_sentence="Serious mental illness, and no HbA1c or glucose in the 12 months to 31 March",
    nearly=(
        Nearly(
            missing(_glucose) & Latest(PARTS["glucose"][0]).exists,
            "The last test was before the 12 months to 31 March that count",
        ),
    ),
    shows=(Show("Last HbA1c or glucose", Latest(PARTS["glucose"][0]), if_missing="Never measured"),),
    work=Work(
        "smi_glucose",
        "Take blood for HbA1c",
        by=("healthcare_assistant", "nurse"),
        minutes=10,
        counts=PARTS["glucose"][0],
    ),
    listed=False,
)

DEFINITIONS = (SMI_SIX_CHECKS, HI17, MH012)
