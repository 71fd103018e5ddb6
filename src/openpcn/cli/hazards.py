"""The hazard log (HAZARDS) held against the tests: a control that names no passing test fails the build.

Shape of the log: DCB0129. Severity and likelihood are for a Clinical Safety Officer; the project has none.
"""

from __future__ import annotations

import ast
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import yaml

ROOT = Path(__file__).resolve().parents[3]
TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Control:
    """One control of one hazard: what is done about it, and the tests that show it.

    A test is ``path::name``, the path below the folder of tests.
    """

    hazard: str
    sentence: str
    tests: tuple[str, ...]


@dataclass
class Totals:
    """What the reports of a run say; ``passed_tests`` holds path::name without parameters."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    passed_tests: set[str] = field(default_factory=set)
    failed_tests: set[str] = field(default_factory=set)


def controls() -> list[Control]:
    """Every control in the log that is built. Raises KeyError where an entry is incomplete."""
    log = yaml.safe_load((ROOT / "HAZARDS").read_text())
    return [
        Control(hazard["id"], control["control"], tuple(control["tests"]))
        for hazard in log["hazards"]
        for control in hazard["controls"]
    ]


def marked_tests() -> Iterator[tuple[str, str, str]]:
    """(hazard id, control sentence, path::name) of every test marked ``@pytest.mark.hazard(...)``."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.hazard":
                    hazard, sentence = (ast.literal_eval(argument) for argument in mark.args)
                    yield hazard, sentence, f"{path.relative_to(TESTS)}::{node.name}"


def totals(reports: Iterable[Path], *, since: float) -> Totals:
    """Read the JUnit reports written after ``since`` (time.monotonic)."""
    result = Totals()
    earliest = time.time() - (time.monotonic() - since)
    for report in reports:
        if report.stat().st_mtime < earliest:
            continue
        for case in ElementTree.parse(report).getroot().iter("testcase"):  # noqa: S314
            path = case.get("classname", "").removeprefix("tests.").replace(".", "/") + ".py"
            name = f"{path}::{case.get('name', '').split('[')[0]}"
            if case.find("failure") is not None or case.find("error") is not None:
                result.failed += 1
                result.failed_tests.add(name)
            elif case.find("skipped") is not None:
                result.skipped += 1
            else:
                result.passed += 1
                result.passed_tests.add(name)
    return result


def without_passing_test(run: Totals) -> list[str]:
    """A line for each control one of whose tests did not run, or failed."""
    return [
        f"{control.hazard}: {control.sentence} names {test}, which did not pass"
        for control in controls()
        for test in control.tests
        if test not in run.passed_tests or test in run.failed_tests
    ]


def missing_tests() -> list[str]:
    """A line for each control that names no test, or one that is not in the tree."""
    lines = []
    for control in controls():
        if not control.tests:
            lines.append(f"{control.hazard}: {control.sentence} names no test")
        for test in control.tests:
            path, _, name = test.partition("::")
            file = TESTS / path
            if not file.is_file() or not re.search(rf"^\s*def {name}\(", file.read_text(), re.MULTILINE):
                lines.append(f"{control.hazard}: {test} is not in the tree")
    return lines


if __name__ == "__main__":
    found = missing_tests()
    for line in found:
        sys.stderr.write(f"{line}\n")
    sys.exit(bool(found))
