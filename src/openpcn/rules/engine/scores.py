"""One number or one score of one person, with its inputs, their dates, and why it cannot be calculated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from openpcn.record.store import Snapshot
from openpcn.rules.contract import Contract
from openpcn.rules.language.expressions import BoolExpr, DateExpr, NumberExpr, TextExpr
from openpcn.rules.language.facts import Fact, LatestValue
from openpcn.rules.language.people import Person, Row
from openpcn.rules.language.scores import Input, Scored, ScoreModule, scores_in
from openpcn.terms.scope import Fields, Scope

from .arrays import Frame
from .calculated import cannot_be_calculated, is_coded, scored
from .dates import Dates
from .memory import MemoryPractice
from .parameters import Parameters
from .person import read_person
from .plain import Plain
from .tree import value_in_words


@dataclass(frozen=True)
class InputUsed:
    """One input as the score saw it. value: in words, empty where it is missing."""

    name: str
    value: str
    needed: bool
    rows: tuple[Row, ...] = ()

    @property
    def dated(self) -> date | None:
        """The day of the latest entry behind it."""
        return max((row.date for row in self.rows if row.date is not None), default=None)


@dataclass(frozen=True)
class ScoreOf:
    """A score of one person. value: as rules compare it; None where missing, and then ``because`` says why.

    words: the value as people read it. coded: it is the record's own, not worked out here.
    """

    module: ScoreModule
    value: float | None
    words: str
    coded: bool
    inputs: tuple[InputUsed, ...]
    because: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """What has to stand beside the value wherever it is shown."""
        return {
            "score": self.module.id,
            "title": self.module.title,
            "value": self.words,
            "version": self.module.version,
            "notice": self.module.notice,
            "inputs": [
                {
                    "name": each.name,
                    "value": each.value,
                    "date": each.dated.isoformat() if each.dated else None,
                }
                for each in self.inputs
            ],
        }


def score_of(
    module: ScoreModule,
    person: Person,
    *,
    as_at: date,
    achievement_date: date,
    switched_on: bool = True,
    contract: Contract | None = None,
) -> ScoreOf:
    """The score by the plain evaluator, with what it was made of."""
    others = frozenset(each.id for each in scores_in(module.nodes))
    scores = others | {module.id} if switched_on else frozenset()
    return score_in(
        Plain(person, Dates(as_at, achievement_date), Parameters(achievement_date, contract, scores)), module
    )


def scores_of(
    snapshot: Snapshot,
    person_id: int,
    modules: Iterable[ScoreModule],
    *,
    as_at: date,
    achievement_date: date,
    scope: Scope,
    scores: frozenset[str],
) -> tuple[ScoreOf, ...]:
    """Scores of somebody in a snapshot. scores: which modules are switched on.

    Raises StoreError for somebody outside the scope, ScopeError below the whole record.
    """
    scope.require(Fields.RECORD)
    person = read_person(snapshot.person(person_id, scope))
    subject = Plain(person, Dates(as_at, achievement_date), Parameters(achievement_date, None, scores))
    return tuple(score_in(subject, module) for module in modules)


def score_in(subject: Plain, module: ScoreModule) -> ScoreOf:
    """The same for a subject in hand."""
    value = scored(subject, module)
    return ScoreOf(
        module,
        None if value is None else value.exact,
        "" if value is None else value_in_words(subject, Scored(module)),
        is_coded(subject, module),
        tuple(_used(subject, each) for each in module.inputs),
        () if value is not None else cannot_be_calculated(subject, module),
    )


def _used(subject: Plain, each: Input) -> InputUsed:
    of = each.of
    rows = rows_behind(subject, of)
    if isinstance(of, BoolExpr):
        value = {True: "yes", False: "no", None: ""}[subject.truth(of)]
    elif isinstance(of, TextExpr):
        value = subject.text(of) or ""
    elif isinstance(of, Fact):
        found = subject.find(of)
        unit = f" {of.unit.value}" if isinstance(of, LatestValue) and of.unit else ""
        numbers = "/".join(str(number) for number in found.numbers.values())
        value = f"{numbers}{unit}" if numbers else ("recorded" if rows else "")
    else:
        value = value_in_words(subject, of).replace("missing", "")
    return InputUsed(each.name, value, each.needed, rows)


def rows_behind(subject: Plain, of: Fact | DateExpr | NumberExpr | TextExpr | BoolExpr) -> tuple[Row, ...]:
    """The rows that the facts in a tree found, each once."""
    if isinstance(of, Fact):
        return subject.find(of).rows
    found = {row: None for child in of.children() for row in rows_behind(subject, child)}  # type: ignore[arg-type]
    return tuple(found)


def number_of(
    node: NumberExpr,
    person: Person,
    *,
    as_at: date,
    achievement_date: date,
    contract: Contract | None = None,
) -> float | None:
    """One number of one person, every score switched on, by both evaluators; None where it is missing.

    Raises AssertionError where they differ: a number that is not sure is worth nothing.
    """
    scores = frozenset(each.id for each in scores_in((node,)))
    dates = Dates(as_at, achievement_date)
    plain = Plain(person, dates, Parameters(achievement_date, contract, scores)).number(node)
    frame = Frame.of_everybody(
        MemoryPractice((person,)), dates, Parameters(achievement_date, contract, scores)
    )
    number = frame.number(node)
    low, high = float(number.low[0]), float(number.high[0])
    missing = bool(np.isnan(low))
    if (plain is None) != missing or (plain is not None and not np.allclose(plain.ends, (low, high), 1e-9)):
        raise AssertionError(
            f"{node.describe()}: the plain evaluator says {plain}, the arrays {low} to {high}"
        )
    return None if plain is None else plain.exact
