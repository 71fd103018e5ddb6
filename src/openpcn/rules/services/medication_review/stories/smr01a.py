"""Stories of SMR01A; who is in it is told by its nine cohorts."""

from __future__ import annotations

from openpcn.rules.language import Story, achieved, adjusted, due, outside, person, story
from openpcn.rules.services.medication_review.smr01 import SMR01A
from openpcn.terms.units import Unit

SMR = "structured_medication_review"
_adult = person(born="1970-08-15")
_old = person(born="1961-03-31")  # 65 on the last day of the year
_on_nsaid = _old.issued("nsaid", on="2025-09-10")
_failing = _adult.has("heart_failure", on="2021-01-01").issued("nsaid", on="2025-09-10")
_asthma = _adult.has("asthma", on="2001-01-01").issued("beta_blocker_non_selective", on="2025-09-10")
_poor_kidneys = _adult.issued("nsaid", on="2025-09-10").measures("egfr", 44, Unit.ML_PER_MIN, on="2025-06-01")
_ulcer = _adult.has("peptic_ulcer", on="2011-05-05")
_anticoagulated = _adult.issued("doac", on="2025-09-10")
_DUE = due(by="2026-03-31")

STORIES: tuple[Story, ...] = (
    story(SMR01A, "an NSAID at 65 without protection", _on_nsaid, expect=_DUE),
    story(SMR01A, "an ulcer and an NSAID", _ulcer.issued("nsaid", on="2025-09-10"), expect=_DUE),
    story(SMR01A, "an ulcer and aspirin", _ulcer.issued("aspirin", on="2025-09-10"), expect=_DUE),
    story(
        SMR01A, "an anticoagulant and an NSAID", _anticoagulated.issued("nsaid", on="2025-09-10"), expect=_DUE
    ),
    story(
        SMR01A,
        "an anticoagulant and aspirin",
        _anticoagulated.issued("aspirin", on="2025-09-10"),
        expect=_DUE,
    ),
    story(
        SMR01A,
        "aspirin and clopidogrel",
        _adult.issued("aspirin", on="2025-09-10").issued("antiplatelet_not_aspirin", on="2025-09-10"),
        expect=_DUE,
    ),
    story(SMR01A, "heart failure and an NSAID", _failing, expect=_DUE),
    story(SMR01A, "eGFR 44 and an NSAID", _poor_kidneys, expect=_DUE),
    story(SMR01A, "asthma and propranolol", _asthma, expect=_DUE),
    story(SMR01A, "in two cohorts, once", _failing.issued("doac", on="2025-09-10"), expect=_DUE),
    story(SMR01A, "reviewed on 1 April", _on_nsaid.has(SMR, on="2025-04-01"), expect=achieved("R3")),
    story(
        SMR01A,
        "reviewed on 31 March, the day before the year",
        _on_nsaid.has(SMR, on="2025-03-31"),
        expect=_DUE,
    ),
    story(
        SMR01A,
        "reviewed before the error, in the year",
        _on_nsaid.has(SMR, on="2025-05-01"),
        expect=achieved("R3"),
    ),
    story(
        SMR01A, "a review of another kind", _on_nsaid.has("medication_review", on="2025-11-04"), expect=_DUE
    ),
    story(
        SMR01A,
        "receiving palliative care",
        _on_nsaid.has("palliative_care", on="2025-08-01"),
        expect=adjusted("R4"),
    ),
    story(
        SMR01A,
        "reviewed and receiving palliative care counts as reviewed",
        _on_nsaid.has("palliative_care", on="2025-08-01").has(SMR, on="2025-11-04"),
        expect=achieved("R3"),
    ),
    story(
        SMR01A,
        "declined on the first of the twelve months",
        _on_nsaid.declines("smr_declined", on="2025-04-01"),
        expect=adjusted("R5"),
    ),
    story(
        SMR01A,
        "declined a day before the twelve months",
        _on_nsaid.declines("smr_declined", on="2025-03-31"),
        expect=_DUE,
    ),
    story(
        SMR01A,
        "palliative care and declined: the earlier rule decides",
        _on_nsaid.declines("smr_declined", on="2025-06-01").has("palliative_care", on="2025-08-01"),
        expect=adjusted("R4"),
    ),
    story(
        SMR01A,
        "reviewed on 31 March, looked at in April",
        _on_nsaid.has(SMR, on="2026-03-31"),
        as_at="2026-04-10",
        expect=achieved("R3"),
    ),
    story(
        SMR01A,
        "reviewed on 1 April, too late for the year",
        _on_nsaid.has(SMR, on="2026-04-01"),
        as_at="2026-04-10",
        expect=_DUE,
    ),
    story(
        SMR01A,
        "declined on 31 March, looked at in April",
        _on_nsaid.declines("smr_declined", on="2026-03-31"),
        as_at="2026-04-10",
        expect=adjusted("R5"),
    ),
    story(
        SMR01A,
        "declined on 1 April, too late for the year",
        _on_nsaid.declines("smr_declined", on="2026-04-01"),
        as_at="2026-04-10",
        expect=_DUE,
    ),
    story(
        SMR01A,
        "the error of last year, on 1 April",
        _on_nsaid,
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=outside(),
    ),
    story(SMR01A, "no such pair", _old, expect=outside()),
)
