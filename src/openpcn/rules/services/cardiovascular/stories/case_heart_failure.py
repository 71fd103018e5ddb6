"""Stories of heart failure that nobody recorded, and of raised NT-proBNP."""

from __future__ import annotations

from openpcn.rules.language import (
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
)
from openpcn.rules.services.cardiovascular.case_heart_failure import (
    HEART_FAILURE_UNCODED,
    PEPTIDE_NOT_FOLLOWED_UP,
)
from openpcn.terms.units import Unit

from .telling import teller

_somebody = person(born="1948-03-03")
_DYING = ("palliative_care", "2025-08-01")

_tm = teller(HEART_FAILURE_UNCODED)
_MEDICINE_DUE = due(by="2026-05-10")
_treated = _somebody.issued("heart_failure_medicine", on="2026-01-10")
_UNCODED = (
    _tm("takes the medicine", _treated, _MEDICINE_DUE),
    _tm(
        "issued on the first of the 3 months",
        _somebody.issued("heart_failure_medicine", on="2025-11-11"),
        _MEDICINE_DUE,
    ),
    _tm(
        "issued a day before the 3 months",
        _somebody.issued("heart_failure_medicine", on="2025-11-10"),
        outside(),
    ),
    _tm("digoxin alone", _somebody.issued("digoxin", on="2026-01-10"), outside()),
    _tm("no medicine", _somebody, outside()),
    _tm("heart failure recorded", _treated.has("heart_failure", on="2020-01-01"), achieved("R1")),
    _tm(
        "heart failure resolved",
        _treated.has("heart_failure", on="2020-01-01").has("heart_failure_resolved", on="2021-01-01"),
        _MEDICINE_DUE,
    ),
    _tm("systolic dysfunction recorded", _treated.has("lvsd", on="2020-01-01"), _MEDICINE_DUE),
    _tm(
        "excluded on the first of the 3 years",
        _treated.has("heart_failure_excluded", on="2023-02-11"),
        excluded("R2"),
    ),
    _tm(
        "excluded a day before the 3 years",
        _treated.has("heart_failure_excluded", on="2023-02-10"),
        _MEDICINE_DUE,
    ),
    _tm("receiving palliative care", _treated.has(_DYING[0], on=_DYING[1]), adjusted("R4")),
    _tm(
        "18 on the day of the data",
        person(born="2008-02-10").issued("heart_failure_medicine", on="2026-01-10"),
        _MEDICINE_DUE,
    ),
    _tm(
        "18 a day later",
        person(born="2008-02-11").issued("heart_failure_medicine", on="2026-01-10"),
        outside(),
    ),
)


def _peptide(value: float, on: str = "2025-12-01", of: StoryPerson = _somebody) -> StoryPerson:
    return of.measures("nt_probnp", value, Unit.NG_PER_L, on=on)


_tp = teller(PEPTIDE_NOT_FOLLOWED_UP)
_DUE = due(by="2026-02-24")
_raised = _peptide(900)
_PEPTIDE = (
    _tp("400", _peptide(400), _DUE),
    _tp("399", _peptide(399), outside()),
    _tp("2001", _peptide(2001), _DUE),
    _tp(
        "reported as over 400",
        _somebody.measures("nt_probnp", 400, "ng/L", on="2025-12-01", comparator=">"),
        _DUE,
    ),
    _tp("on the first of the 2 years", _peptide(900, "2024-02-11"), _DUE),
    _tp("a day before the 2 years", _peptide(900, "2024-02-10"), outside()),
    _tp("raised once, normal later", _raised.measures("nt_probnp", 120, "ng/L", on="2026-01-05"), outside()),
    _tp(
        "two of one day: the highest counts",
        _raised.measures("nt_probnp", 120, "ng/L", on="2025-12-01"),
        _DUE,
    ),
    _tp("18 on the day of the data", _peptide(900, of=person(born="2008-02-10")), _DUE),
    _tp("18 a day later", _peptide(900, of=person(born="2008-02-11")), outside()),
    _tp("never tested", _somebody, outside()),
    _tp("heart failure recorded", _raised.has("heart_failure", on="2025-12-20"), excluded("R1")),
    _tp("referred on the day", _raised.has("heart_failure_referral", on="2025-12-01"), achieved("R2")),
    _tp("referred a day before", _raised.has("heart_failure_referral", on="2025-11-30"), _DUE),
    _tp("excluded since", _raised.has("heart_failure_excluded", on="2025-12-01"), excluded("R3")),
    _tp("excluded before", _raised.has("heart_failure_excluded", on="2025-11-30"), _DUE),
    _tp("receiving palliative care", _raised.has(_DYING[0], on=_DYING[1]), adjusted("R4")),
)

STORIES: tuple[Story, ...] = (*_UNCODED, *_PEPTIDE)
