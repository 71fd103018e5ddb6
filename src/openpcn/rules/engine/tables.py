"""The tables of an evaluation, made from arrays: outcomes, the reasons shown about those due, amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.rules.language.definitions import Definition, Indicator, Ratio

from .decide import WORDS, Decided, Shown, Small
from .evaluation import AMOUNTS, OUTCOMES, REASON, SHOWN, WORKED_OUT
from .kernels import MISSING, Days, Floats, Ints, Mask
from .results import Number
from .subjects import dates as as_dates
from .subjects import number_text, references, subjects
from .together import Together

_WORDS = pa.array([word.value for word in WORDS])


@dataclass
class Tables:
    """Makes the tables of the practices of a batch. Each comes as (practice, rows), practice by practice."""

    batch: Together

    def __post_init__(self) -> None:
        self._person = self.batch.people.person_id
        self._names = references(self._person)

    def outcomes(self, definition: Definition, decided: Decided) -> Iterator[tuple[str, pa.Table]]:
        at = decided.subject
        patient = decided.frame.patient[at]
        start = decided.frame.episode_start
        episode = None if start is None else start[at]
        count = len(at)
        due = decided.due
        codes = [rule.code for rule in definition.rules] if isinstance(definition, Indicator) else []
        columns = [
            pa.array(self._person[patient]),
            pa.nulls(count, pa.string()),
            subjects(self._names.take(pa.array(patient)), episode),
            _constant(definition.id, count),
            _WORDS.take(pa.array(decided.word)),
            _texts_at(codes, decided.rule),
            _names(decided.missing, due),
            as_dates(decided.due_by),
            pa.nulls(count, pa.date32()) if episode is None else as_dates(episode),
            _names(decided.nearly, due),
            pa.array(decided.red_flag),
        ]
        for practice, first, rows in self._by_practice(patient):
            sliced = [column.slice(first, rows) for column in columns]
            sliced[1] = _constant(practice, rows)
            yield practice, pa.Table.from_arrays(sliced, schema=OUTCOMES)

    def shown(
        self, definition: Indicator, decided: Decided, shown: Sequence[Shown]
    ) -> Iterator[tuple[str, pa.Table]]:
        """The reasons of those due. shown: each of the definition's reasons over the frame decided on."""
        due = decided.due
        at = decided.subject[due]
        patient = decided.frame.patient[at]
        start = decided.frame.episode_start
        reasons = _Reasons(len(at))
        if definition.work is not None and definition.work.red_flag is not None:
            reasons.add(definition.work.red_flag_sentence, decided.red_flag[due])
        for reason, found in zip(definition.shows, shown, strict=True):
            there = found.there[at]
            reasons.add(
                reason.sentence, there, found.date[at], _texts(found, at[there]), _scores(found, at[there])
            )
            if reason.if_missing:
                reasons.add(reason.if_missing, ~there)
        whose = subjects(self._names.take(pa.array(patient)), None if start is None else start[at])
        person = pa.array(self._person[patient])
        for practice, first, rows in self._by_practice(patient):
            columns = [
                person.slice(first, rows),
                whose.slice(first, rows),
                _constant(definition.id, rows),
                reasons.lists(first, rows, practice),
            ]
            yield practice, pa.Table.from_arrays(columns, schema=SHOWN)

    def amounts(self, definition: Ratio, patient: Ints, number: Number) -> Iterator[tuple[str, pa.Table]]:
        """Null where an amount is missing, or only known to lie in a range. number: everybody's."""
        low, high = number.low[patient], number.high[patient]
        person, amount = pa.array(self._person[patient]), pa.array(low, mask=low != high)
        for practice, first, rows in self._by_practice(patient):
            columns = [person.slice(first, rows), _constant(definition.id, rows), amount.slice(first, rows)]
            yield practice, pa.Table.from_arrays(columns, schema=AMOUNTS)

    def _by_practice(self, patient: Ints) -> Iterator[tuple[str, int, int]]:
        """Practice, first row, number of rows where it has any. Rows are by patient, so by practice."""
        bounds = np.searchsorted(patient, self.batch.starts).tolist()
        for practice, first, last in zip(self.batch.practices, bounds[:-1], bounds[1:], strict=True):
            if last > first:
                yield practice.ods, first, last - first


class _Reasons:
    """Sentences about subjects, collected sentence by sentence, given subject by subject."""

    def __init__(self, subjects: int) -> None:
        self._subjects = subjects
        self._sentences: list[str] = []
        self._subject: list[Ints] = []
        self._which: list[Ints] = []
        self._days: list[Days] = []
        self._texts: list[pa.Array] = []
        self._scores: list[pa.Array] = []
        self._from_record: list[bool] = []
        self._made: tuple[pa.StructArray, Ints] | None = None

    def add(
        self,
        sentence: str,
        holds: Mask,
        day: Days | None = None,
        words: pa.Array | None = None,
        scores: pa.Array | None = None,
    ) -> None:
        """words: the values of those it holds of, scores: what worked each out. day: of every subject;
        without one nothing was recorded."""
        rows = np.flatnonzero(holds)
        self._subject.append(rows)
        self._which.append(np.full(len(rows), len(self._sentences), dtype=np.int32))
        self._sentences.append(sentence)
        self._days.append(np.full(len(rows), MISSING, dtype=np.int64) if day is None else day[rows])
        self._texts.append(pa.nulls(len(rows), pa.string()) if words is None else words)
        self._scores.append(pa.nulls(len(rows), pa.string()) if scores is None else scores)
        self._from_record.append(day is not None)

    def lists(self, first: int, count: int, practice: str) -> pa.ListArray:
        """The reasons of some subjects, who are of one practice."""
        if self._made is None:
            self._made = self._make()
        reasons, ends = self._made
        begin, end = int(ends[first]), int(ends[first + count])
        sentence, value, day, recorded, score = (each.slice(begin, end - begin) for each in reasons.flatten())
        held = pa.StructArray.from_arrays(
            [sentence, value, day, pa.array([None, practice], pa.string()).take(recorded), score],
            fields=list(REASON),
        )
        return pa.ListArray.from_arrays(pa.array(ends[first : first + count + 1] - begin), held)

    def _make(self) -> tuple[pa.StructArray, Ints]:
        subject = np.concatenate([np.empty(0, np.int64), *self._subject])
        order = np.argsort(subject, kind="stable")
        which = np.concatenate([np.empty(0, np.int32), *self._which])[order]
        days = np.concatenate([np.empty(0, np.int64), *self._days])[order]
        texts = pa.chunked_array(self._texts, pa.string()).combine_chunks()
        scores = pa.chunked_array(self._scores, pa.string()).combine_chunks().take(pa.array(order))
        from_record = np.array([*self._from_record, False], dtype=np.int8)[which]
        recorded = pc.if_else(pc.is_valid(scores), pa.scalar(0, pa.int8()), pa.array(from_record))
        columns = [
            pa.array(self._sentences, pa.string()).take(pa.array(which)),
            texts.take(pa.array(order)),
            as_dates(days),
            recorded,
            scores,
        ]
        ends = np.concatenate([[0], np.cumsum(np.bincount(subject, minlength=self._subjects))])
        return pa.StructArray.from_arrays(
            columns, names=["sentence", "value", "date", "recorded", "score"]
        ), ends.astype(np.int32)


def _constant(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), count)


def _texts_at(texts: list[str], position: Small) -> pa.Array:
    """The text at each position, null where the position is -1."""
    if not texts:
        return pa.nulls(len(position), pa.string())
    return pa.array([*texts, None], pa.string()).take(pa.array(np.where(position < 0, len(texts), position)))


def _names(of: dict[str, Mask], due: Mask) -> pa.Array:
    """For each subject the names whose mask is true; null for those not due."""
    nobody = pa.array(~due)
    if not of:
        ends = np.zeros(len(due) + 1, dtype=np.int32)
        return pa.ListArray.from_arrays(pa.array(ends), pa.array([], pa.string()), mask=nobody)
    held = np.stack(list(of.values()), axis=1)
    ends = np.concatenate([[0], np.cumsum(held.sum(axis=1))]).astype(np.int32)
    values = pa.array(list(of), pa.string()).take(pa.array(np.nonzero(held)[1]))
    return pa.ListArray.from_arrays(pa.array(ends), values, mask=nobody)


def _texts(found: Shown, at: Ints) -> pa.Array:
    """The values of some subjects in words: each different value is written once."""
    if not found.numbers:
        return pa.nulls(len(at), pa.string())
    each = [_written(number.low[at], number.high[at]) for number in found.numbers]
    texts, which = each[0]
    rows = [(text,) for text in texts]
    for texts, place in each[1:]:
        different, which = np.unique(which * max(len(texts), 1) + place, return_inverse=True)
        rows = [
            (*rows[before], texts[this])
            for before, this in (divmod(n, len(texts)) for n in different.tolist())
        ]
    texts = pa.array([found.words(*row) for row in rows], pa.string()).take(pa.array(which))
    if found.worked_out is None:
        return texts
    marked = pc.binary_join_element_wise(texts, WORKED_OUT, " ")
    return pc.if_else(pa.array(found.worked_out[at]), marked, texts)


def _scores(found: Shown, at: Ints) -> pa.Array | None:
    """For some subjects the score that their value was worked out by; null where the record holds it."""
    if found.worked_out is None:
        return None
    return pc.if_else(pa.array(found.worked_out[at]), found.score, pa.scalar(None, pa.string()))


def _written(low: Floats, high: Floats) -> tuple[list[str], Ints]:
    """The different numbers as text, and which of them each subject has."""
    if low is high or np.array_equal(low, high):
        exact, place = np.unique(low, return_inverse=True)
        return [number_text(number, number) for number in exact.tolist()], place
    both = np.empty(len(low), dtype=np.complex128)  # sorts by the first, then by the second
    both.real, both.imag = low, high
    different, place = np.unique(both, return_inverse=True)
    return [number_text(each.real, each.imag) for each in different.tolist()], place
