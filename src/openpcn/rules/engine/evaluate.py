"""Every definition over every practice of a snapshot, with the array evaluator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from openpcn.record.store import Snapshot
from openpcn.rules.contract import Contract
from openpcn.rules.language.definitions import Definition, Indicator
from openpcn.terms.scope import Fields, Scope

from .arrays import Frame
from .dates import Dates
from .decide import WORDS, Decided, Shown, decide, show
from .evaluation import OUTCOMES, REASON, SHOWN, Evaluation, NotAssessed, versions_of
from .kernels import MISSING, Ints, Mask
from .parameters import Parameters
from .practice import Practice, StoredPractice
from .requirements import lacking
from .subjects import dates as as_dates
from .subjects import number_text, references, subjects


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
) -> Evaluation:
    """Outcomes of everybody a scope reaches, at the practice of their current registration.

    practices: ODS codes to narrow to. require_official: a definition whose codelist is a demonstration
    subset is *not assessed*. contract: default the one that comes with the project. Raises ScopeError below
    the whole record.
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
) -> Evaluation:
    """The same over any practices that offer what the engine asks of one, see ``practice.Practice``."""
    dates = Dates(as_at, achievement_date)
    parameters = Parameters(achievement_date, contract)
    outcomes: list[pa.Table] = []
    shown: list[pa.Table] = []
    not_assessed: list[NotAssessed] = []
    for practice in practices:
        everybody = Frame.of_everybody(practice, dates, parameters)
        names = references(practice.people.person_id)
        listed = practice.people.on_list(as_at)
        if people is not None:
            listed = listed & np.isin(practice.people.person_id, np.array(sorted(people), dtype=np.int64))
        for definition in definitions:
            absent = lacking(
                definition, practice.supplies, covers=practice.covers, require_official=require_official
            )
            if absent:
                not_assessed.append(NotAssessed(practice.ods, definition.id, absent))
                continue
            decided = decide(definition, everybody, listed)
            outcomes.append(_outcomes(definition, practice, names, decided))
            if isinstance(definition, Indicator):
                shown.append(_shown(definition, practice, names, decided))
    return Evaluation(
        pa.concat_tables(outcomes) if outcomes else OUTCOMES.empty_table(),
        pa.concat_tables(shown) if shown else SHOWN.empty_table(),
        tuple(not_assessed),
        as_at,
        achievement_date,
        versions_of(definitions, parameters),
    )


def _outcomes(definition: Definition, practice: Practice, names: pa.Array, decided: Decided) -> pa.Table:
    at = decided.subject
    patient = decided.frame.patient[at]
    start = decided.frame.episode_start
    episode = None if start is None else start[at]
    count = len(at)
    codes = [rule.code for rule in definition.rules] if isinstance(definition, Indicator) else []
    rule = pa.array(np.where(decided.rule < 0, 0, decided.rule), mask=decided.rule < 0)
    columns = [
        pa.array(practice.people.person_id[patient]),
        _constant(practice.ods, count),
        subjects(names.take(pa.array(patient)), episode),
        _constant(definition.id, count),
        pa.array([word.value for word in WORDS]).take(pa.array(decided.word)),
        pa.array(codes, pa.string()).take(rule) if codes else pa.nulls(count, pa.string()),
        _names(decided.missing, decided.due),
        as_dates(decided.due_by),
        pa.nulls(count, pa.date32()) if episode is None else as_dates(episode),
        _names(decided.nearly, decided.due),
        pa.array(decided.red_flag),
    ]
    return pa.Table.from_arrays(columns, schema=OUTCOMES)


def _constant(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), count)


def _names(of: dict[str, Mask], due: Mask) -> pa.Array:
    """For each subject the names whose mask is true; null for those not due."""
    names = pa.array(list(of), pa.string())
    held = np.stack(list(of.values()), axis=1) if of else np.zeros((len(due), 0), dtype=np.bool_)
    ends = np.concatenate([[0], np.cumsum(held.sum(axis=1))]).astype(np.int32)
    values = names.take(pa.array(np.nonzero(held)[1]))
    return pa.ListArray.from_arrays(pa.array(ends), values, mask=pa.array(~due))


def _shown(definition: Indicator, practice: Practice, names: pa.Array, decided: Decided) -> pa.Table:
    at = decided.subject[decided.due]
    flags = decided.red_flag[decided.due]
    patient = decided.frame.patient[at]
    start = decided.frame.episode_start
    sentences: list[str] = []
    order: list[Ints] = []
    which: list[Ints] = []
    days: list[Ints] = []
    texts: list[str | None] = []
    theirs: list[Mask] = []

    def add(sentence: str, holds: Mask, day: Ints, words: list[str | None], from_record: bool) -> None:
        rows = np.flatnonzero(holds)
        order.append(rows)
        which.append(np.full(len(rows), len(sentences), dtype=np.int64))
        sentences.append(sentence)
        days.append(day[rows])
        texts.extend(words)
        theirs.append(np.full(len(rows), from_record, dtype=np.bool_))

    nowhen = np.full(len(at), MISSING, dtype=np.int64)
    if definition.work is not None and definition.work.red_flag is not None:
        add(definition.work.red_flag_sentence, flags, nowhen, [None] * int(flags.sum()), False)
    for reason in definition.shows:
        found = show(decided.frame, reason)
        there = found.there[at]
        add(reason.sentence, there, found.date[at], _texts(found, at[there]), True)
        if reason.if_missing:
            add(reason.if_missing, ~there, nowhen, [None] * int((~there).sum()), False)

    subject = np.concatenate([np.empty(0, np.int64), *order])
    by_subject = np.argsort(subject, kind="stable")
    position = np.concatenate([np.empty(0, np.int64), *which])
    ours = pa.array([practice.ods, None], pa.string())
    record = np.concatenate([np.empty(0, np.bool_), *theirs])
    reasons = pa.StructArray.from_arrays(
        [
            pa.array(sentences, pa.string()).take(pa.array(position)),
            pa.array(texts, pa.string()),
            as_dates(np.concatenate([np.empty(0, np.int64), *days])),
            ours.take(pa.array(np.where(record, 0, 1))),
        ],
        fields=list(REASON),
    ).take(pa.array(by_subject))
    ends = np.concatenate([[0], np.cumsum(np.bincount(subject, minlength=len(at)))]).astype(np.int32)
    columns = [
        pa.array(practice.people.person_id[patient]),
        subjects(names.take(pa.array(patient)), None if start is None else start[at]),
        _constant(definition.id, len(at)),
        pa.ListArray.from_arrays(pa.array(ends), reasons),
    ]
    return pa.Table.from_arrays(columns, schema=SHOWN)


def _texts(found: Shown, at: Ints) -> list[str | None]:
    if not found.numbers:
        return [None] * len(at)
    columns = [
        [number_text(low, high) for low, high in zip(n.low[at].tolist(), n.high[at].tolist(), strict=True)]
        for n in found.numbers
    ]
    return [found.words(*row) for row in zip(*columns, strict=True)]
