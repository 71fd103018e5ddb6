"""A new process: how long until it is ready, until all outcomes are there, and what memory it took at most.

``python -m openpcn.cli.bench.cold HOME SNAPSHOT``: prints the figures as JSON.
"""

from __future__ import annotations

import time

BEGAN = time.perf_counter()  # before anything of the project is imported

import json  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402


def main(home: Path, snapshot_id: str) -> dict[str, float]:
    from openpcn.cli.bench.large import ACHIEVEMENT, AS_AT
    from openpcn.record.store import Store
    from openpcn.rules import catalogue
    from openpcn.rules.catalogue.edition import edition
    from openpcn.rules.engine import evaluate
    from openpcn.terms.scope import Scope

    definitions = catalogue.definitions()
    scores = frozenset(one.id for one in catalogue.scores())
    snapshot = Store(home).snapshot(snapshot_id)
    ready = time.perf_counter()
    evaluate(
        snapshot,
        definitions,
        as_at=AS_AT,
        achievement_date=ACHIEVEMENT,
        scores=scores,
        scope=Scope.evaluation(snapshot.practices),
        reasons=edition().fills_lists,
    )
    return {
        "start_up": ready - BEGAN,
        "evaluate": time.perf_counter() - ready,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
