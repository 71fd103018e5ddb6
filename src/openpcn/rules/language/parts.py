"""The pieces definitions are made of: rules, the work that settles a need, the reasons shown, the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .errors import DefinitionError
from .expressions import BoolExpr, DateExpr, NumberExpr, as_condition
from .facts import Fact
from .outcomes import Word
from .periods import Period

ROLES = (
    "clinical_director", "clinical_pharmacist", "care_coordinator", "link_worker", "practice_manager",
    "receptionist", "pcn_manager", "gp", "nurse", "healthcare_assistant", "pharmacy_technician",
    "physiotherapist", "paramedic", "dietitian", "occupational_therapist", "health_and_wellbeing_coach",
    "mental_health_practitioner",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where a definition is published. confirmed: read there, not in what somebody repeats of it."""

    title: str
    edition: str = ""
    reference: str = ""
    confirmed: bool = False


class RuleKind(StrEnum):
    EXCLUDE = "exclude"
    ACHIEVE = "achieve"
    ADJUST = "adjust"

    @property
    def word(self) -> Word:
        return {"exclude": Word.EXCLUDED, "achieve": Word.ACHIEVED, "adjust": Word.ADJUSTED}[self.value]


@dataclass(frozen=True)
class Rule:
    """One rule: its published code, what it does, when it holds, and the sentence shown to staff."""

    kind: RuleKind
    code: str
    when: BoolExpr
    sentence: str


def exclude(code: str, when: BoolExpr, sentence: str) -> Rule:
    """In the population, removed: not counted in the denominator."""
    return Rule(RuleKind.EXCLUDE, code, as_condition(when, f"rule {code}"), sentence)


def achieve(code: str, when: BoolExpr, sentence: str) -> Rule:
    """The care has happened."""
    return Rule(RuleKind.ACHIEVE, code, as_condition(when, f"rule {code}"), sentence)


def adjust(code: str, when: BoolExpr, sentence: str) -> Rule:
    """A personalised care adjustment holds."""
    return Rule(RuleKind.ADJUST, code, as_condition(when, f"rule {code}"), sentence)


@dataclass(frozen=True)
class Show:
    """A reason shown to staff about somebody who is due: a sentence with the value and date that made it.

    ``of``: a fact, a date or a number. Nothing is shown where it is missing, unless ``if_missing`` says what.
    """

    sentence: str
    of: Fact | DateExpr | NumberExpr
    if_missing: str = ""


@dataclass(frozen=True)
class Nearly:
    """Look-alike evidence that does not count, and the sentence that says why."""

    when: BoolExpr
    sentence: str


@dataclass(frozen=True)
class Work:
    """The piece of work that would settle a need.

    by: roles that may do it. minutes: how long it takes. counts: codelists whose entries will count.
    window: how soon (from the day of the data); none: by the definition's own due date. red_flag: whom to
    see first.
    """

    id: str
    title: str
    by: tuple[str, ...]
    minutes: int
    counts: tuple[str, ...] = ()
    window: Period | None = None
    red_flag: BoolExpr | None = None
    red_flag_sentence: str = ""


@dataclass(frozen=True)
class Paid:
    """Whose money an indicator moves, and the name the contract values know it by."""

    to: str
    indicator: str


def NetworkPoints(indicator: str) -> Paid:
    """Paid to the PCN by points."""
    return Paid("network", indicator)


def PracticePoints(indicator: str) -> Paid:
    """Paid to each practice by points."""
    return Paid("practice", indicator)


@dataclass(frozen=True)
class Episode:
    """What opens a clock: the days of ``start``'s entries. The subject is the episode, not the person.

    A day inside an open episode belongs to it; the first day after ``close_within`` has passed opens
    another. keep="last": only the latest episode of a person is a subject; "each": every one.
    """

    start: tuple[Fact, ...]
    close_within: Period
    keep: str = "last"

    def __init__(self, start: Fact | Sequence[Fact], close_within: Period, keep: str = "last") -> None:
        starts = (start,) if isinstance(start, Fact) else tuple(start)
        if not starts or not all(isinstance(each, Fact) for each in starts):
            raise DefinitionError("Episode(start=...): expected a fact, or several")
        if not isinstance(close_within, Period):
            raise DefinitionError(
                f"Episode(close_within=...): expected months() or days(), found {close_within!r}"
            )
        if keep not in {"last", "each"}:
            raise DefinitionError(f"Episode(keep=...): expected 'last' or 'each', found {keep!r}")
        object.__setattr__(self, "start", starts)
        object.__setattr__(self, "close_within", close_within)
        object.__setattr__(self, "keep", keep)
