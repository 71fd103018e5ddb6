"""The third evaluator: the same definitions as Ibis queries, on DuckDB and on Apache Spark.

One shared pass reads the record: every code is joined once to the *slots* it belongs to (``slots``), rows are
grouped by person, slot and day (``days``), and each fact with a window that is the same for everybody is
looked up in them (``found``). Definitions are then worked out in batches (``frame``): facts become columns of
one row per person or episode, facts whose window hangs on other facts follow stage by stage, and conditions
are plain row-wise expressions (``conditions``, ``numbers``, ``dates``) of three-valued logic.

Days are whole numbers since 1970-01-01, so that no back end's date arithmetic shows; a number is an interval.
Nothing here is imported unless somebody asks for this evaluator: ibis is no part of the product's start.
"""

from .backends import DuckDB
from .evaluate import evaluate, evaluate_practices
from .single import SingleQueries
from .spark import Spark, SparkFailed, SparkMissing

__all__ = [
    "DuckDB",
    "SingleQueries",
    "Spark",
    "SparkFailed",
    "SparkMissing",
    "evaluate",
    "evaluate_practices",
]
