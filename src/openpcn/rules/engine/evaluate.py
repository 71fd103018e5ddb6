"""Every definition over every practice of a snapshot, with the array evaluator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from openpcn.record.store import Snapshot
from openpcn.rules.contract import Contract
from openpcn.rules.language.definitions import Definition, Indicator, Ratio
from openpcn.rules.language.expressions import Node
from openpcn.rules.language.facts import Fact
from openpcn.terms.scope import Fields, Scope

from .ahead import reading_ahead
from .arrays import Frame
from .dates import Dates, to_days
from .decide import decide, show
from .evaluation import (
    AMOUNTS,
    OUTCOMES,
    SHOWN,
    Evaluation,
    NotAssessed,
    definition_version,
    joined,
    versions_of,
)
from .kernels import Mask
from .parameters import Parameters
from .practice import Practice, StoredPractice
from .requirements import lacking, nodes_below, nodes_of
from .selections import Selections
from .tables import Tables
from .together import Together, batches


def evaluate(
    snapshot: Snapshot,
    definitions: Sequence[Definition],
    *,
    as_at: date,
    achievement_date: date,
    scope: Scope,
    practices: Iterable[str] | None = None,
    require_official: bool = False,
    contract: Contract | None = None,
    scores: frozenset[str] = frozenset(),
    reasons: Callable[[Indicator], bool] = lambda definition: True,
) -> Evaluation:
    """Outcomes of everybody a scope reaches, at the practice of their current registration.

    practices: ODS codes to narrow to. require_official: a definition whose codelist is a demonstration
    subset is *not assessed*. contract: default the one that comes with the project. scores: ids of the score
    modules that are switched on. reasons: of which definitions to say why those due are. Raises ScopeError
    below the whole record.
    """
    scope.require(Fields.RECORD)
    wanted = set(snapshot.practices) & scope.practices
    if practices is not None:
        wanted &= set(practices)
    return evaluate_practices(
        [StoredPractice(snapshot, ods) for ods in sorted(wanted)],
        definitions,
        as_at=as_at,
        achievement_date=achievement_date,
        people=scope.people,
        require_official=require_official,
        contract=contract,
        scores=scores,
        reasons=reasons,
    )


def evaluate_days(
    snapshot: Snapshot,
    definitions: Sequence[Definition],
    days: Iterable[tuple[date, date]],
    *,
    scope: Scope,
    require_official: bool = False,
    contract: Contract | None = None,
    scores: frozenset[str] = frozenset(),
    reasons: Callable[[Indicator], bool] = lambda definition: True,
) -> Iterator[Evaluation]:
    """The same on several days, each as (as at, achievement date): rows are put in order once for all."""
    scope.require(Fields.RECORD)
    practices = [StoredPractice(snapshot, ods) for ods in sorted(set(snapshot.practices) & scope.practices)]
    prepared = [(batch, Selections(batch)) for batch in batches(practices)]
    for as_at, achievement_date in days:
        dates = Dates(as_at, achievement_date)
        parameters = Parameters(achievement_date, contract, scores)
        yield _evaluate(prepared, definitions, dates, parameters, scope.people, require_official, reasons)


def evaluate_practices(
    practices: Sequence[Practice],
    definitions: Sequence[Definition],
    *,
    as_at: date,
    achievement_date: date,
    people: frozenset[int] | None = None,
    require_official: bool = False,
    contract: Contract | None = None,
    scores: frozenset[str] = frozenset(),
    reasons: Callable[[Indicator], bool] = lambda definition: True,
) -> Evaluation:
    """The same over any practices that offer what the engine asks of one, see ``practice.Practice``."""
    return _evaluate(
        [(batch, Selections(batch)) for batch in batches(practices)],
        definitions,
        Dates(as_at, achievement_date),
        Parameters(achievement_date, contract, scores),
        people,
        require_official,
        reasons,
    )


def _evaluate(
    prepared: Sequence[tuple[Together, Selections]],
    definitions: Sequence[Definition],
    dates: Dates,
    parameters: Parameters,
    people: frozenset[int] | None,
    require_official: bool,
    reasons: Callable[[Indicator], bool],
) -> Evaluation:
    found = {practice.ods: _Found() for batch, _ in prepared for practice in batch.practices}
    for batch, selections in prepared:
        assessed = []
        for definition in definitions:
            absent = lacking(
                definition, batch.supplies, covers=batch.covers, require_official=require_official
            )
            if not absent:
                assessed.append((definition, isinstance(definition, Indicator) and reasons(definition)))
            for practice in batch.practices if absent else ():
                found[practice.ods].not_assessed.append(NotAssessed(practice.ods, definition.id, absent))
        listed = batch.people.on_list(dates.as_at)
        if people is not None:
            listed = listed & np.isin(batch.people.person_id, np.array(sorted(people), dtype=np.int64))
        everybody = Frame.of_everybody(batch, dates, parameters, selections)
        with (
            reading_ahead(_facts_of(assessed), selections, to_days(dates.as_at)),
            ThreadPoolExecutor(1) as writer,
        ):
            for definition in definitions:
                definition_version(definition)  # once in a process, and best while the first rows are read
            written = [
                (kind, writer.submit(list, rows))
                for kind, rows in _said(assessed, everybody, listed, Tables(batch))
            ]
        for kind, rows in written:
            for ods, table in rows.result():
                getattr(found[ods], kind).append(table)
    versions = versions_of(definitions, parameters)
    return joined({ods: found[ods].told(dates, versions) for ods in sorted(found)}, dates, versions)


def _said(
    assessed: Sequence[tuple[Definition, bool]], everybody: Frame, listed: Mask, tables: Tables
) -> Iterator[tuple[str, Iterator[tuple[str, pa.Table]]]]:
    """What each definition says of those listed: field of _Found, and the tables, which are not made yet."""
    turn = _last_asked(tuple(definition for definition, _ in assessed))
    for (definition, with_reasons), done_with in zip(assessed, turn, strict=True):
        if isinstance(definition, Ratio):
            counted = listed
            if definition.population is not None:
                counted = counted & everybody.truth(definition.population).yes
            number = everybody.number(definition.numerator)
            yield "amounts", tables.amounts(definition, np.flatnonzero(counted), number)
        else:
            decided = decide(definition, everybody, listed)
            yield "outcomes", tables.outcomes(definition, decided)
            if with_reasons and isinstance(definition, Indicator):
                shown = [show(decided.frame, reason) for reason in definition.shows]
                yield "shown", tables.shown(definition, decided, shown)
        everybody.forget(done_with)


def _facts_of(assessed: Iterable[tuple[Definition, bool]]) -> Iterator[Fact]:
    """The facts that the definitions will look up, in their order."""
    for definition, with_reasons in assessed:
        shows = () if with_reasons else tuple(each.of for each in getattr(definition, "shows", ()))
        for node in nodes_below(root for root in definition.nodes if root not in shows):
            if isinstance(node, Fact):
                yield node


@lru_cache(maxsize=4)
def _last_asked(definitions: tuple[Definition, ...]) -> tuple[tuple[Node, ...], ...]:
    """For each definition the nodes that none after it asks for."""
    last = {node: at for at, definition in enumerate(definitions) for node in nodes_of(definition)}
    nodes: list[list[Node]] = [[] for _ in definitions]
    for node, at in last.items():
        nodes[at].append(node)
    return tuple(tuple(each) for each in nodes)


@dataclass
class _Found:
    """What the definitions say at one practice, in their order."""

    outcomes: list[pa.Table] = field(default_factory=list)
    shown: list[pa.Table] = field(default_factory=list)
    amounts: list[pa.Table] = field(default_factory=list)
    not_assessed: list[NotAssessed] = field(default_factory=list)

    def told(self, dates: Dates, versions: dict[str, Any]) -> Evaluation:
        return Evaluation(
            pa.concat_tables([OUTCOMES.empty_table(), *self.outcomes]),
            pa.concat_tables([SHOWN.empty_table(), *self.shown]),
            tuple(self.not_assessed),
            dates.as_at,
            dates.achievement_date,
            versions,
            pa.concat_tables([AMOUNTS.empty_table(), *self.amounts]),
        )
