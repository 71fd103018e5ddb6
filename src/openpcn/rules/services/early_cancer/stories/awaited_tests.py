"""Stories of tests that were requested and of which nothing came back."""

from __future__ import annotations

from openpcn.rules.language import CaseFinding, Story, achieved, due, excluded, outside, person, story
from openpcn.rules.services.early_cancer.awaited_tests import CHEST_XRAY_NO_RESULT, ULTRASOUND_NO_RESULT
from openpcn.rules.services.early_cancer.stories.shared import holds, in_order

_adult = person(born="1961-02-03")


LUNG, BREAST, PROSTATE, BOWEL = "363358000", "254837009", "399068003", "363406005"


def _awaited(of: CaseFinding, codes: str, looked_for: str | None) -> tuple[Story, ...]:
    """``looked_for``: the cancer of the codelist that the test looks for, where there is one."""
    requested = _adult.has(f"{codes}_requested", on="2025-12-20")
    return (
        story(of, "no report", requested, expect=due(by="2026-01-17", episode_start="2025-12-20")),
        story(
            of, "a report on the day", requested.has(f"{codes}_done", on="2025-12-20"), expect=achieved("R1")
        ),
        story(
            of, "a report of an earlier test", requested.has(f"{codes}_done", on="2025-12-19"), expect=due()
        ),
        story(of, "requested 28 days ago", _adult.has(f"{codes}_requested", on="2026-01-13"), expect=due()),
        story(
            of,
            "requested 27 days ago",
            _adult.has(f"{codes}_requested", on="2026-01-14"),
            expect=excluded("WAIT"),
        ),
        story(
            of,
            "ruled out on the day of the request",
            requested.has("suspected_cancer_excluded", on="2025-12-20"),
            expect=excluded("R2"),
        ),
        story(
            of,
            "ruled out before the request",
            requested.has("suspected_cancer_excluded", on="2025-12-19"),
            expect=due(),
        ),
        story(
            of,
            "lung cancer diagnosed since",
            requested.has("cancer", on="2026-01-10", code=LUNG),
            expect=excluded("R2") if looked_for == LUNG else due(),
        ),
        *(
            story(
                of,
                f"{named} cancer diagnosed since",
                requested.has("cancer", on="2026-01-10", code=code),
                expect=due(),
            )
            for named, code in (("breast", BREAST), ("prostate", PROSTATE), ("bowel", BOWEL))
        ),
        *in_order(
            of,
            requested,
            holds(f"{codes}_done", "2025-12-22", achieved("R1"), named="the report"),
            holds("suspected_cancer_excluded", "2026-01-10", excluded("R2")),
        ),
        story(
            of,
            "requested lately, and ruled out since",
            _adult.has(f"{codes}_requested", on="2026-02-01").has(
                "suspected_cancer_excluded", on="2026-02-05"
            ),
            expect=excluded("R2"),
        ),
        story(
            of,
            "requested a year ago to the day",
            _adult.has(f"{codes}_requested", on="2025-02-10"),
            expect=outside(),
        ),
        story(
            of,
            "requested a year ago less a day",
            _adult.has(f"{codes}_requested", on="2025-02-11"),
            expect=due(),
        ),
        story(of, "never requested", _adult, expect=outside()),
    )


STORIES: tuple[Story, ...] = (
    *_awaited(CHEST_XRAY_NO_RESULT, "chest_xray", LUNG),
    *_awaited(ULTRASOUND_NO_RESULT, "ultrasound", None),
)
