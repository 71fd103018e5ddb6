"""Puts a seeded sample of faults into the rules' language and engine, and says which the tests notice.

Run by ``test_mutants`` in the long campaign; by hand: ``python tests/rules/mutation/hunt.py 20 --seed 1``.
Nothing is written: a fault lives in the memory of a forked process only. Each fault meets ever slower tests:
the stories, generated people, the tests of language and engine. The first that fails has noticed it.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import json
import os
import resource
import signal
import sys
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
sys.path[:0] = [str(ROOT / "src"), str(HERE), str(HERE.parent), str(HERE.parent / "content")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpcn.config.settings")

import hypothesis  # noqa: E402, F401 - what every fault needs is loaded once, before the processes part
import numpy  # noqa: E402, F401
import pyarrow.parquet  # noqa: E402, F401
import pytest  # noqa: E402
import yaml  # noqa: E402, F401
from mutants import Mutant, mutants_of, source_of  # noqa: E402

from openpcn.record import store  # noqa: E402, F401

PACKAGES = ("language", "engine")
CPU_SECONDS = 400  # a fault that makes the tests run for ever is noticed too
TESTS = (  # every test of language and engine, the quick ones first
    "tests/rules/engine/test_ranges.py",
    "tests/rules/engine/test_versions.py",
    "tests/rules/language/test_faults_at_import.py",
    "tests/rules/engine/test_three_values.py",
    "tests/rules/content/test_traps.py",
    "tests/rules/language/test_altering.py",
    "tests/rules/engine/test_medicines_stays_and_scores.py",
    "tests/rules/engine/test_fast_ways.py",
    "tests/rules/engine/test_explaining.py",
    "tests/rules/ibis/test_days_and_values.py",
    "tests/rules/ibis/test_every_node.py",
    "tests/rules/content/test_metadata.py",
    "tests/rules/language/test_definitions_as_written.py",
    "tests/rules/language/test_coverage.py",
    "tests/rules/content/test_catalogue.py",
    "tests/rules/engine/test_worked_out.py",
    "tests/rules/engine/test_on_a_stored_snapshot.py",
    "tests/rules/engine/test_evaluators_agree.py",
)


def everything() -> list[Mutant]:
    """Every fault that can be put into the two packages."""
    found: list[Mutant] = []
    for package in PACKAGES:
        folder = ROOT / "src/openpcn/rules" / package
        for path in sorted(folder.glob("*.py")):
            found += mutants_of(f"openpcn.rules.{package}.{path.stem}", path)
    return found


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with its fault."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.mutant.module:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=str(self.mutant.path))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.mutant.path)
        tree: ast.Module = source_of(self.mutant)
        exec(compile(tree, str(self.mutant.path), "exec"), module.__dict__)  # noqa: S102 - that is the point


def noticed_by(mutant: Mutant | None) -> str:
    """The first stage that notices the fault; empty where none does. In a process of its own."""
    if mutant is not None:
        sys.meta_path.insert(0, _Faulty(mutant))
    try:
        from openpcn.rules import catalogue

        definitions = catalogue.definitions()
    except Exception:
        return "import"
    try:
        from openpcn.rules.engine import check_stories

        told = check_stories(catalogue.stories()[::3])
        if not all(each.true for each in told):
            return "stories"
        from generated_people import MOMENTS, people
        from test_agreement import compare

        compare(people(50, definitions, seed=3, together=5), definitions, MOMENTS[0])
    except BaseException as fault:
        return f"people: {type(fault).__name__}"
    for test in TESTS:
        if (ROOT / test).exists() and pytest.main(_options(test)) != 0:
            return Path(test).name
    return ""


def _options(test: str) -> list[str]:
    return [
        str(ROOT / test),
        "-x",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        "-m",
        "not deep",
        "-k",
        "not fifth_of_a_second",  # a busy machine is no fault
        "--rootdir",
        str(ROOT),
    ]


def _in_a_process(mutant: Mutant | None) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.chdir(ROOT)
        os.write(writing, noticed_by(mutant).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "time" if os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL} else "crash"
    return said if os.WEXITSTATUS(status) == 0 else "crash"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--part", default="1/1", help="which of how many equal parts of the sample: 2/2")
    asked = parser.parse_args()
    whole = _in_a_process(None)
    if whole:
        raise SystemExit(f"without any fault {whole} fails: mend that first")
    part, parts = map(int, asked.part.split("/"))
    sample = Random(asked.seed).sample(everything(), asked.count)
    for mutant in sample[part - 1 :: parts]:
        print(json.dumps({"fault": str(mutant), "noticed": _in_a_process(mutant)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
