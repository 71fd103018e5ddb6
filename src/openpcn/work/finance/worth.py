"""What one more achieved person is worth, from an evaluation's counts and the contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from openpcn.work.worklists.rows import Worth

if TYPE_CHECKING:
    from openpcn.rules.engine import Evaluation
    from openpcn.rules.language import Definition


def worth_table(evaluation: Evaluation, definitions: Sequence[Definition]) -> dict[tuple[str, str], Worth]:
    """(definition, practice) -> worth of one more. Network money is counted over the whole network."""
    raise NotImplementedError
