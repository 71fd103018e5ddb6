"""Ordered rules over a frame: one outcome per subject, with what is missing, by when, and why it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openpcn.rules.language.definitions import Definition, Indicator, Register
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import AllOf, BoolExpr, DateExpr, NumberExpr, walk
from openpcn.rules.language.facts import BloodPressure, LatestValue
from openpcn.rules.language.outcomes import Word
from openpcn.rules.language.parts import RuleKind, Show
from openpcn.rules.language.scores import Scored
from openpcn.terms.units import Unit

from .arrays import Frame
from .kernels import MISSING, Days, Ints, Mask
from .numbers import first_known, rounded
from .results import Number

Small = npt.NDArray[np.int8]
WORDS = (Word.MEMBER, Word.EXCLUDED, Word.ACHIEVED, Word.ADJUSTED, Word.DUE)


@dataclass(frozen=True)
class Decided:
    """Outcomes of one definition at one practice: arrays by stored subject (everybody not *outside*).

    subject: position in ``frame``. word: position in WORDS. rule: position in the definition's rules, -1
    where none decided. due_by: MISSING unless due. missing: per named part, who lacks it. nearly: per
    sentence, of whom it is true.
    """

    frame: Frame
    subject: Ints
    word: Small
    rule: Small
    due_by: Days
    missing: dict[str, Mask]
    nearly: dict[str, Mask]
    red_flag: Mask

    @property
    def due(self) -> Mask:
        return np.asarray(self.word == WORDS.index(Word.DUE), dtype=np.bool_)


def decide(definition: Definition, everybody: Frame, listed: Mask) -> Decided:
    """Apply a definition to those listed. everybody: the practice's frame; listed: a mask of its subjects."""
    if isinstance(definition, Register):
        inside = listed & everybody.truth(definition.population).yes
        subject = np.flatnonzero(inside)
        none = np.zeros(len(subject), dtype=np.int8)
        never = np.full(len(subject), MISSING, dtype=np.int64)
        return Decided(everybody, subject, none, none - 1, never, {}, {}, none != 0)
    if not isinstance(definition, Indicator):
        raise DefinitionError(f"{definition.id}: the array evaluator does not know {definition.kind}")
    frame = everybody if definition.per is None else everybody.of_episodes(definition.per)
    inside = listed[frame.patient]
    if definition.population is not None:
        inside = inside & frame.truth(definition.population).yes
    word = np.full(len(inside), WORDS.index(Word.DUE), dtype=np.int8)
    by = np.full(len(inside), -1, dtype=np.int8)
    left = inside
    for position, rule in enumerate(definition.rules):
        holds = left & frame.truth(rule.when).yes
        word[holds] = WORDS.index(rule.kind.word)
        by[holds] = position
        left = left & ~holds
    subject = np.flatnonzero(inside)
    due = left[subject]

    def when_due(condition: BoolExpr) -> Mask:
        return due & frame.truth(condition).yes[subject]

    parts: dict[str, Mask] = {}
    for name, part in _parts(definition):
        absent = due & ~frame.truth(part).yes[subject]
        parts[name] = parts[name] | absent if name in parts else absent
    flag = definition.work.red_flag if definition.work is not None else None
    return Decided(
        frame,
        subject,
        word[subject],
        by[subject],
        np.where(due, frame.date(definition.due_date)[subject], MISSING),
        parts,
        {each.sentence: when_due(each.when) for each in definition.nearly},
        np.zeros(len(subject), np.bool_) if flag is None else when_due(flag),
    )


def _parts(definition: Indicator) -> list[tuple[str, BoolExpr]]:
    return [
        part
        for rule in definition.rules
        if rule.kind is RuleKind.ACHIEVE
        for node in walk(rule.when)
        if isinstance(node, AllOf)
        for part in zip(node.names, node.parts, strict=True)
    ]


@dataclass(frozen=True)
class Shown:
    """A reason's value and date for each subject of a frame: ``there`` where it is shown.

    ``numbers`` give the text in order, such as systolic and diastolic; ``words`` puts them together.
    ``score``: whose value it is, if it is a score's, and ``worked_out`` for whom the record does not hold it.
    """

    there: Mask
    date: Days
    numbers: tuple[Number, ...]
    words: Callable[..., str]
    score: str | None = None
    worked_out: Mask | None = None


def show(frame: Frame, reason: Show) -> Shown:
    """The value and date behind a reason."""
    of = reason.of
    if isinstance(of, Scored):
        return _show_score(frame, of)
    if isinstance(of, DateExpr):
        day = frame.date(of)
        return Shown(np.asarray(day != MISSING), day, (), str)
    if isinstance(of, NumberExpr):
        number = frame.number(of)
        nowhen = np.full(len(frame.patient), MISSING, dtype=np.int64)
        return Shown(~np.isnan(number.low), nowhen, (number,), _with_unit(of.unit))
    found = frame.found(of)
    if isinstance(of, BloodPressure):
        halves = (found.numbers["systolic"], found.numbers["diastolic"])
        return Shown(found.there, found.date, halves, "{}/{} mmHg".format)
    if isinstance(of, LatestValue):
        return Shown(found.there, found.date, (found.numbers["value"],), _with_unit(of.unit))
    numbers = tuple(found.numbers.values())  # a count or an amount, where the fact gives one
    return Shown(found.there, found.date, numbers, "{}".format if numbers else str)


def _show_score(frame: Frame, score: Scored) -> Shown:
    """A coded score as recorded, with its day; one worked out to the module's decimals, and marked so."""
    module = score.module
    number = rounded(frame.number(score), module.decimals)
    there = ~np.isnan(number.low)
    day = np.full(len(there), MISSING, dtype=np.int64)
    worked_out = there
    if module.coded is not None:
        coded = frame.found(module.coded)
        number = first_known([coded.numbers["value"], number])
        worked_out, day = there & ~coded.there, coded.date
    return Shown(there, day, (number,), _with_unit(module.unit), module.id, worked_out)


def _with_unit(unit: Unit | None) -> Callable[..., str]:
    return ("{}" + (f" {unit.value}" if unit else "")).format
