"""A counted evaluation of three practices."""

import pytest

from openpcn.rules import catalogue
from openpcn.work.measures.prepare import prepare

SNAPSHOT = "20260210T010000-test"


@pytest.fixture
def counted(evaluation_of, snapshot, listed):
    """Count outcomes for the live snapshot: ``counted([(state, definition, word, ...), ...])``."""

    def run(outcomes, snapshot_id=SNAPSHOT, not_assessed=()):
        return prepare(snapshot_id, evaluation_of(outcomes, not_assessed), catalogue.definitions(), snapshot)

    return run


@pytest.fixture
def population(live_people):
    """States: ``population("Z99001", 12, deprivation_fifth=1)``."""
    return lambda practice, n, **fields: [live_people(practice, **fields) for _ in range(n)]
