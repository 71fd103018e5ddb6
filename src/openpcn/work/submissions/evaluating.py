"""Definitions over the live record, for whoever asks between two nights. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from openpcn.rules.catalogue.edition import edition
from openpcn.rules.engine import Evaluation, evaluate
from openpcn.rules.language import Definition
from openpcn.terms.dates import ContractYear
from openpcn.terms.scope import Scope
from openpcn.work.submissions.fitness import lists_must_be_official
from openpcn.work.submissions.live import live_row, live_snapshot


def evaluate_live(
    definitions: Sequence[Definition], practices: Collection[str] | None = None
) -> Evaluation | None:
    """As the live record was evaluated: the same day, lists and scores. None before the first night.

    practices: ODS codes to narrow to; default every one of the record. The outcomes name people: what is told
    of them is narrowed by the caller to what its reader may see.
    """
    snapshot, live = live_snapshot(), live_row()
    if snapshot is None or live is None:
        return None
    return evaluate(
        snapshot,
        definitions,
        as_at=live.as_at,
        achievement_date=ContractYear.of(live.as_at).end,
        scope=Scope.evaluation(snapshot.practices if practices is None else practices),
        require_official=lists_must_be_official(),
        scores=edition().scores,
        reasons=lambda definition: False,
    )
