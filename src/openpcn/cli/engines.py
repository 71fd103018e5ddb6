"""The evaluators that ``openpcn evaluate --engine`` may run, each loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from openpcn.cli.faults import Fault

ENGINES = ("arrays", "ibis", "spark")
_IBIS = (
    "the Ibis evaluator is not installed here. It comes with the extra called cluster:\n"
    "  OPENPCN_EXTRA=cluster ./openpcn evaluate --engine ibis\n"
    "or, into an environment of your own: pip install -r requirements-cluster.txt"
)


def engine_called(name: str) -> Callable[..., Any]:
    """What evaluates a snapshot, called like ``rules.engine.evaluate``; Fault where it is not there."""
    if name not in ENGINES:
        raise Fault(f"--engine {name}: expected one of {', '.join(ENGINES)}")
    if name == "arrays":
        from openpcn.rules.engine import evaluate

        return evaluate
    try:
        from openpcn.rules.engine import ibis
    except ImportError as fault:
        raise Fault(_IBIS) from fault
    try:
        backend = ibis.DuckDB() if name == "ibis" else ibis.Spark()
    except (ibis.SparkMissing, ibis.SparkFailed) as fault:
        raise Fault(str(fault)) from fault
    return partial(ibis.evaluate, backend)
