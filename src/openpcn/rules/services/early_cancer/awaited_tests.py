"""Tests for suspected cancer that were requested and of which nothing came back."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    BoolExpr,
    CaseFinding,
    Episode,
    Latest,
    Nearly,
    Show,
    Work,
    achieve,
    days,
    exclude,
)
from openpcn.rules.services.early_cancer.facts import LOCAL, SINCE, STILL_OPEN, cancer_of, outcome

#: How long a report may take. A FIT has its own clock, ``fit.result_wait``.
REPORT_WITHIN = days(28)


def _awaited(codes: str, name: str, explained: BoolExpr) -> CaseFinding:
    requested = Latest(f"{codes}_requested", window=STILL_OPEN)
    return CaseFinding(
        f"{codes}_no_result",
        f"{name} requested and no report after 28 days",
        source=LOCAL,
        rationale=(
            "Requested, and no report on that day or later. Either it was not done or its report was not "
            "filed; both are worth a call. 28 days are a working rule. A request stays until it is answered, "
            "for twelve months (contract value safety_net.look_back). Cancer ruled out or diagnosed since "
            "ends it; where the codes tell the site, not a cancer that the test does not look for."
        ),
        per=Episode(start=requested, close_within=REPORT_WITHIN),
        rules=(
            achieve("R1", Latest(f"{codes}_done", window=SINCE).exists, "The report has come"),
            exclude("R2", explained, "Cancer diagnosed or ruled out since"),
            exclude(
                "WAIT", EPISODE_START + REPORT_WITHIN > AS_AT, "Requested lately: the report may still come"
            ),
        ),
        due_sentence=f"{name} requested, and no report after 28 days",
        nearly=(Nearly(Latest(f"{codes}_done").exists, "The last report is from before this request"),),
        shows=(Show("Requested", requested), Show("Last report", Latest(f"{codes}_done"))),
        work=Work(
            f"chase_{codes}",
            f"Find the report: {name}",
            by=("care_coordinator", "healthcare_assistant", "receptionist"),
            minutes=5,
            counts=(f"{codes}_done",),
        ),
        listed=False,
    )


CHEST_XRAY_NO_RESULT = _awaited("chest_xray", "Chest X-ray", outcome(cancer_of("lung")))
ULTRASOUND_NO_RESULT = _awaited("ultrasound", "Ultrasound of abdomen or pelvis", outcome())

DEFINITIONS = (CHEST_XRAY_NO_RESULT, ULTRASOUND_NO_RESULT)
