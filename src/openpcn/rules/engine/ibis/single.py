"""One definition as one DuckDB query over a snapshot's Parquet files: what the bench measures against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Self

import pyarrow as pa

from openpcn.record.store import Snapshot
from openpcn.rules.contract import Contract
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.language.definitions import Definition, Ratio

from . import outcomes
from .backends import DuckDB
from .evaluate import per_of, shared_pass
from .frame import Frame
from .rows import stored


class SingleQueries:
    """A DuckDB over a snapshot. ``prepare`` compiles a definition (its codes go into small tables), ``run``
    executes the one statement that came of it, ``outcomes`` does both."""

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        as_at: date,
        achievement_date: date,
        practices: Sequence[str] | None = None,
        contract: Contract | None = None,
        scores: frozenset[str] = frozenset(),
        threads: int | None = None,
    ) -> None:
        self._backend = DuckDB(threads)
        self._dates = Dates(as_at, achievement_date)
        self._parameters = Parameters(achievement_date, contract, scores)
        held = sorted(snapshot.practices) if practices is None else sorted(practices)
        self._source = stored(self._backend, snapshot, held, as_at, None)
        self._prepared: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._backend.close()

    def prepare(self, definition: Definition) -> str:
        """The statement."""
        if definition.id not in self._prepared:
            shared = shared_pass(
                self._backend, self._source, [definition], self._dates, self._parameters, eager=False
            )
            frame = Frame.of(shared, [definition], per_of(definition))
            self._prepared[definition.id] = self._backend.sql(outcomes.asked(frame, [definition]))
        return self._prepared[definition.id]

    def run(self, definition: Definition) -> pa.Table:
        """Execute the statement: a row per person on a list (or per episode), see ``outcomes.asked``."""
        return self._backend.run(self.prepare(definition))

    def outcomes(self, definition: Definition) -> pa.Table:
        """The definition's outcomes; of a ratio the amounts."""
        answers = outcomes.Answers(self.run(definition), [definition])
        tables = answers.amounts() if isinstance(definition, Ratio) else answers.outcomes()
        return next(iter(tables))[1]
