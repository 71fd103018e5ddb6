"""One definition over the live record, as it runs and as it would: whom each word gains and loses.

Only the definition asked about is evaluated, with the registers it builds on. Nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openpcn.rules.language import Definition, Word
from openpcn.work.submissions.evaluating import evaluate_live

WORDS = (Word.MEMBER, Word.DUE, Word.ACHIEVED, Word.ADJUSTED, Word.EXCLUDED)


@dataclass(frozen=True)
class Outcomes:
    """Outcomes of one definition: arrays by subject."""

    subject: npt.NDArray[np.object_]
    person: npt.NDArray[np.int64]
    practice: npt.NDArray[np.object_]
    word: npt.NDArray[np.object_]
    not_assessed: tuple[str, ...]  # practices

    def where(self, mask: npt.NDArray[np.bool_]) -> Outcomes:
        return Outcomes(
            self.subject[mask], self.person[mask], self.practice[mask], self.word[mask], self.not_assessed
        )  # fmt: skip

    def of(self, word: Word) -> npt.NDArray[np.bool_]:
        return np.asarray(self.word == word.value, dtype=np.bool_)


def outcomes(definition: Definition) -> Outcomes | None:
    """Over the live snapshot; None before the first night."""
    found = evaluate_live([definition])
    if found is None:
        return None
    table: pa.Table = found.outcomes
    return Outcomes(
        subject=table["subject"].to_numpy(),
        person=table["person_id"].to_numpy(),
        practice=table["practice"].to_numpy(),
        word=table["word"].to_numpy(),
        not_assessed=tuple(one.practice for one in found.not_assessed),
    )


def counted(definition: Definition) -> list[dict[str, Any]]:
    """How many have each word now, as JSON; nothing before the first night."""
    now = outcomes(definition)
    return [] if now is None else _changes(now, now)


def difference(before: Definition, after: Definition) -> list[dict[str, Any]]:
    """Per word: how many before, after, gained and lost, as JSON; nothing before the first night."""
    was, will = outcomes(before), outcomes(after)
    return [] if was is None or will is None else _changes(was, will)


def _changes(was: Outcomes, will: Outcomes) -> list[dict[str, Any]]:
    rows = []
    for word in WORDS:
        old, new = (set(each.subject[each.of(word)].tolist()) for each in (was, will))
        rows.append(
            {
                "word": word.value, "before": len(old), "after": len(new),
                "gained": len(new - old), "lost": len(old - new),
            }
        )  # fmt: skip
    return rows
