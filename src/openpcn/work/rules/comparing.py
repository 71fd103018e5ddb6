"""One definition over the live record, as it runs and as it would: whom each word gains and loses.

Only the definition asked about is evaluated, with the registers it builds on. Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openpcn.record.store import Snapshot
from openpcn.rules.catalogue.edition import edition
from openpcn.rules.engine import Evaluation, evaluate
from openpcn.rules.language import Definition, Word
from openpcn.terms.dates import ContractYear
from openpcn.terms.scope import Scope
from openpcn.work.submissions.fitness import lists_must_be_official
from openpcn.work.submissions.live import live_row, live_snapshot

WORDS = (Word.MEMBER, Word.DUE, Word.ACHIEVED, Word.ADJUSTED, Word.EXCLUDED)


@dataclass(frozen=True)
class Outcomes:
    """Outcomes of one definition: arrays by subject."""

    subject: npt.NDArray[np.object_]
    person: npt.NDArray[np.int64]
    practice: npt.NDArray[np.object_]
    word: npt.NDArray[np.object_]
    rule: npt.NDArray[np.object_]
    not_assessed: tuple[str, ...]  # practices

    def where(self, mask: npt.NDArray[np.bool_]) -> Outcomes:
        return Outcomes(
            self.subject[mask], self.person[mask], self.practice[mask], self.word[mask], self.rule[mask],
            self.not_assessed,
        )  # fmt: skip

    def of(self, word: Word) -> npt.NDArray[np.bool_]:
        return np.asarray(self.word == word.value, dtype=np.bool_)


def run(definition: Definition, snapshot: Snapshot, as_at: date) -> Evaluation:
    """A definition over everybody of a snapshot."""
    return evaluate(
        snapshot,
        [definition],
        as_at=as_at,
        achievement_date=ContractYear.of(as_at).end,
        scope=Scope.evaluation(snapshot.practices),
        require_official=lists_must_be_official(),
        scores=edition().scores,
    )


def outcomes(definition: Definition) -> Outcomes | None:
    """Over the live snapshot; None before the first night."""
    snapshot, live = live_snapshot(), live_row()
    if snapshot is None or live is None:
        return None
    found = run(definition, snapshot, live.as_at)
    table: pa.Table = found.outcomes
    return Outcomes(
        subject=table["subject"].to_numpy(),
        person=table["person_id"].to_numpy(),
        practice=table["practice"].to_numpy(),
        word=table["word"].to_numpy(),
        rule=table["rule"].fill_null("").to_numpy(),
        not_assessed=tuple(one.practice for one in found.not_assessed),
    )


def counted(definition: Definition | None) -> dict[str, Any]:
    """How many have each word now, as JSON; nothing before the first night, or for a score."""
    found = None if definition is None else outcomes(definition)
    if found is None:
        return {"changes": []}
    return {
        "changes": [
            _row(word, found.subject[found.of(word)], found.subject[found.of(word)]) for word in WORDS
        ]
    }


def difference(before: Definition, after: Definition) -> dict[str, Any]:
    """Per word: how many before, after, gained and lost, as JSON."""
    was, will = outcomes(before), outcomes(after)
    if was is None or will is None:
        return {"changes": []}
    rows = [_row(word, was.subject[was.of(word)], will.subject[will.of(word)]) for word in WORDS]
    return {"changes": rows}


def _row(word: Word, was: npt.NDArray[np.object_], will: npt.NDArray[np.object_]) -> Mapping[str, Any]:
    one, other = set(was.tolist()), set(will.tolist())
    return {
        "word": word.value, "before": len(one), "after": len(other),
        "gained": len(other - one), "lost": len(one - other),
    }  # fmt: skip
