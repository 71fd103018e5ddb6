"""Every definition over every practice of a snapshot, with the array evaluator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from openpcn.record.store import Snapshot
from openpcn.rules.contract import Contract
from openpcn.rules.language.definitions import Definition, Indicator, Ratio
from openpcn.terms.scope import Fields, Scope

from .arrays import Frame
from .dates import Dates
from .decide import decide
from .evaluation import AMOUNTS, OUTCOMES, SHOWN, Evaluation, NotAssessed, joined, versions_of
from .parameters import Parameters
from .practice import Practice, StoredPractice
from .requirements import lacking
from .tables import Tables
from .together import batches


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
) -> Evaluation:
    """Outcomes of everybody a scope reaches, at the practice of their current registration.

    practices: ODS codes to narrow to. require_official: a definition whose codelist is a demonstration
    subset is *not assessed*. contract: default the one that comes with the project. scores: ids of the score
    modules that are switched on. Raises ScopeError below the whole record.
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
    )


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
) -> Evaluation:
    """The same over any practices that offer what the engine asks of one, see ``practice.Practice``."""
    dates = Dates(as_at, achievement_date)
    parameters = Parameters(achievement_date, contract, scores)
    found = {practice.ods: _Found() for practice in practices}
    for batch in batches(practices):
        everybody = Frame.of_everybody(batch, dates, parameters)
        tables = Tables(batch)
        listed = batch.people.on_list(as_at)
        if people is not None:
            listed = listed & np.isin(batch.people.person_id, np.array(sorted(people), dtype=np.int64))
        for definition in definitions:
            absent = lacking(
                definition, batch.supplies, covers=batch.covers, require_official=require_official
            )
            if absent:
                for practice in batch.practices:
                    missing = NotAssessed(practice.ods, definition.id, absent)
                    found[practice.ods].not_assessed.append(missing)
                continue
            if isinstance(definition, Ratio):
                for ods, rows in tables.amounts(definition, everybody, listed):
                    found[ods].amounts.append(rows)
                continue
            decided = decide(definition, everybody, listed)
            for ods, rows in tables.outcomes(definition, decided):
                found[ods].outcomes.append(rows)
            if isinstance(definition, Indicator):
                for ods, rows in tables.shown(definition, decided):
                    found[ods].shown.append(rows)
    versions = versions_of(definitions, parameters)
    by_practice = {
        ods: Evaluation(
            pa.concat_tables([OUTCOMES.empty_table(), *each.outcomes]),
            pa.concat_tables([SHOWN.empty_table(), *each.shown]),
            tuple(each.not_assessed),
            as_at,
            achievement_date,
            versions,
            pa.concat_tables([AMOUNTS.empty_table(), *each.amounts]),
        )
        for ods, each in found.items()
    }
    return joined(by_practice, as_at, achievement_date, versions)


@dataclass
class _Found:
    """What the definitions say at one practice, in their order."""

    outcomes: list[pa.Table] = field(default_factory=list)
    shown: list[pa.Table] = field(default_factory=list)
    amounts: list[pa.Table] = field(default_factory=list)
    not_assessed: list[NotAssessed] = field(default_factory=list)
