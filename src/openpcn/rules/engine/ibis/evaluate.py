"""Every definition over a snapshot, or over practices in memory, on a back end of one's choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from openpcn.record.store import Snapshot
from openpcn.rules.contract import Contract
from openpcn.rules.engine.dates import Dates, to_days
from openpcn.rules.engine.evaluation import AMOUNTS, OUTCOMES, SHOWN, Evaluation, NotAssessed, versions_of
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.practice import Practice
from openpcn.rules.engine.requirements import lacking
from openpcn.rules.language.definitions import Definition, Indicator
from openpcn.rules.language.expressions import Node
from openpcn.rules.language.facts import Fact
from openpcn.rules.language.parts import Episode
from openpcn.terms.scope import Fields, Scope

from . import outcomes
from .backends import Backend
from .cells import Question
from .days import days
from .frame import Frame, Shared, everybody_found, roots_of
from .rows import Source, in_memory, stored
from .slots import Asked, items_of

BATCH = 12  # definitions in one query


def evaluate(
    backend: Backend,
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
) -> Evaluation:
    """What ``engine.evaluate`` gives, without the reasons shown: ``shown`` is empty.

    The arguments are the same, with the back end before them.
    """
    scope.require(Fields.RECORD)
    wanted = set(snapshot.practices) & scope.practices
    if practices is not None:
        wanted &= set(practices)
    held = sorted(wanted)
    absent = {
        ods: _lacking(definitions, snapshot.parts[ods].supplies, snapshot.parts[ods].covers, require_official)
        for ods in held
    }
    return _evaluated(
        backend,
        stored(backend, snapshot, held, as_at, scope.people) if held else None,
        definitions,
        Dates(as_at, achievement_date),
        Parameters(achievement_date, contract, scores),
        absent,
    )


def evaluate_practices(
    backend: Backend,
    practices: Sequence[Practice],
    definitions: Sequence[Definition],
    *,
    as_at: date,
    achievement_date: date,
    require_official: bool = False,
    contract: Contract | None = None,
    scores: frozenset[str] = frozenset(),
) -> Evaluation:
    """The same over practices held in memory."""
    absent = {
        each.ods: _lacking(definitions, each.supplies, each.covers, require_official) for each in practices
    }
    return _evaluated(
        backend,
        in_memory(backend, practices, as_at),
        definitions,
        Dates(as_at, achievement_date),
        Parameters(achievement_date, contract, scores),
        absent,
    )


def _lacking(
    definitions: Sequence[Definition],
    supplies: frozenset[str],
    covers: Iterable[str] | None,
    require_official: bool,
) -> dict[str, tuple[str, ...]]:
    found = {
        each.id: lacking(each, supplies, covers=covers, require_official=require_official)
        for each in definitions
    }
    return {id: missing for id, missing in found.items() if missing}


def _evaluated(
    backend: Backend,
    source: Source | None,
    definitions: Sequence[Definition],
    dates: Dates,
    parameters: Parameters,
    absent: dict[str, dict[str, tuple[str, ...]]],
) -> Evaluation:
    somewhere = [each for each in definitions if any(each.id not in missing for missing in absent.values())]
    found: list[pa.Table] = []
    amounts: list[pa.Table] = []
    if source is not None and somewhere:
        shared = shared_pass(backend, source, somewhere, dates, parameters)
        for batch in batches(somewhere):
            rows = backend.fetch(outcomes.asked(Frame.of(shared, batch, per_of(batch[0])), batch))
            answers = outcomes.Answers(rows, batch)
            found += [_assessed(definition, table, absent) for definition, table in answers.outcomes()]
            amounts += [_assessed(definition, table, absent) for definition, table in answers.amounts()]
    return Evaluation(
        pa.concat_tables([OUTCOMES.empty_table(), *found]),
        SHOWN.empty_table(),
        tuple(
            NotAssessed(ods, each.id, missing[each.id])
            for ods, missing in absent.items()
            for each in definitions
            if each.id in missing
        ),
        dates.as_at,
        dates.achievement_date,
        versions_of(definitions, parameters),
        pa.concat_tables(
            [AMOUNTS.empty_table(), *(each.select(AMOUNTS.names).cast(AMOUNTS) for each in amounts)]
        ),
    )


def _assessed(
    definition: Definition, rows: pa.Table, absent: dict[str, dict[str, tuple[str, ...]]]
) -> pa.Table:
    """Without the practices where the definition may say nothing."""
    silent = [ods for ods, missing in absent.items() if definition.id in missing]
    if not silent:
        return rows
    return rows.filter(pc.invert(pc.is_in(rows["practice"], pa.array(silent))))


def shared_pass(
    backend: Backend,
    source: Source,
    definitions: Sequence[Definition],
    dates: Dates,
    parameters: Parameters,
    *,
    eager: bool = True,
) -> Shared:
    """What every batch of some definitions reads. eager: worked out now; else all of it stays one query."""
    roots: list[Node] = [root for each in definitions for root in roots_of(each)]
    roots += [start for each in definitions for start in _starts(each)]
    asked = Asked.below(roots, parameters.scores, to_days(dates.as_at))
    question = Question(asked, dates, parameters)
    items = backend.small(items_of(asked))
    people = source.people
    by_day = days(backend, source, asked)
    if eager:
        people, by_day = backend.keep(people), backend.keep(by_day)
    shared = Shared(backend, question, people, by_day, items, None, eager)
    same = [each for each in asked.lookups.values() if shared.same(each)]
    if eager and same:
        shared.found = backend.keep(everybody_found(shared, same))
    return shared


def _starts(definition: Definition) -> tuple[Fact, ...]:
    per = per_of(definition)
    return () if per is None else per.start


def per_of(definition: Definition) -> Episode | None:
    """The kind of episode that a definition is about; None: people."""
    return definition.per if isinstance(definition, Indicator) else None


def batches(definitions: Sequence[Definition], size: int = BATCH) -> list[list[Definition]]:
    """Definitions in groups about the same kind of subject."""
    alike: dict[Episode | None, list[Definition]] = {}
    for each in definitions:
        alike.setdefault(per_of(each), []).append(each)
    return [group[at : at + size] for group in alike.values() for at in range(0, len(group), size)]
