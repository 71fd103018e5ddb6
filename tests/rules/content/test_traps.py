"""The traps that implementations of these rules are known to fall into, and that each of them is tried.

The tests themselves stand beside the definitions they are about, named ``test_trap_<number>_...``. Two of
them are about the language rather than about a definition, and stand here.
"""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from openpcn.rules.engine import check_story
from openpcn.rules.language import (
    Latest,
    LatestValue,
    Register,
    Source,
    member,
    missing,
    outside,
    person,
    story,
)
from openpcn.terms.units import Unit

TRAPS = {
    1: "the kidney failure equation weighs sex as it is published",
    2: "the brackets of the PINCER indicator of ACE inhibitors and loop diuretics",
    3: "what a draft of the PINCER indicators got wrong",
    4: "hypertension resolved on the day of the diagnosis",
    5: "COPD before and after April 2023",
    6: "13 deficits of the frailty index are severe",
    7: "the edges of the deprivation bands",
    8: "the published vectors of QRISK3",
    9: "doses of direct anticoagulants at every limit",
    10: "the bands of HbA1c do not overlap",
    11: "two eGFRs at least 90 days apart",
    12: "the exclusions of the health check differ by source",
    13: "the screening intervals changed",
    14: "polypharmacy: scope, and two strengths of one medicine",
    15: "two invitations at least 7 days apart, after the last high reading",
    16: "the Cambridge score has two sets of weights: one is named",
    17: "a missing date or value compares false",
    18: "the brackets of the invitation rule of diabetes",
    19: "resolved codes of the same day, in every register alike",
}
_NAMED = re.compile(r"test_traps?((?:_\d+)+(?:_and_\d+)*)_")


def _tried() -> dict[int, list[str]]:
    """Trap -> the tests that are named after it, in this folder."""
    tried: dict[int, list[str]] = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            named = _NAMED.match(node.name) if isinstance(node, ast.FunctionDef) else None
            for trap in re.findall(r"\d+", named.group(1)) if named else ():
                tried.setdefault(int(trap), []).append(f"{path.name}: {node.name}")
    return tried


def test_each_trap_is_tried_by_name() -> None:
    tried = _tried()
    assert {trap: words for trap, words in TRAPS.items() if trap not in tried} == {}
    assert set(tried) <= set(TRAPS), "a trap that nobody listed"


_SAID = {"source": Source("Written for a test", "of today"), "rationale": "For a test"}
_severe, _mild = Latest("frailty_severe"), Latest("frailty_mild")
_hba1c = LatestValue("hba1c", unit=Unit.MMOL_PER_MOL)
_WHO = person(born="1940-03-01")
_SEVERE = _WHO.has("frailty_severe", on="2024-01-01")


@pytest.mark.parametrize(
    ("condition", "about", "holds"),
    [
        (_severe.date >= _mild.date, _SEVERE, False),  # unknown is not true
        (~(_severe.date < _mild.date), _SEVERE, False),  # and its opposite is not either
        (missing(_mild) | (_severe.date >= _mild.date), _SEVERE, True),  # absence is asked for by name
        (_severe.exists & ~(_mild.date > _severe.date), _SEVERE, False),
        (_severe.exists | (_severe.date >= _mild.date), _SEVERE, True),
        (_hba1c.value <= 58, _WHO, False),
        (~(_hba1c.value > 58), _WHO, False),
    ],
    ids=lambda each: each.describe()[:60] if hasattr(each, "describe") else "",
)
def test_trap_17_nothing_follows_from_what_is_missing(condition, about, holds: bool) -> None:  # type: ignore[no-untyped-def]
    register = Register("trap_17", "A missing date", member=condition, **_SAID)  # type: ignore[arg-type]
    told = check_story(story(register, "x", about, expect=member() if holds else outside()))
    assert told.true, str(told)


@pytest.mark.parametrize(("days", "on"), [(-1, True), (0, True), (1, False)])
def test_trap_19_a_resolved_code_of_the_same_day_is_not_after(days: int, on: bool) -> None:
    """The register written as most are: a diagnosis and no resolved code after it."""
    diagnosed = Latest("diabetes")
    resolved = Latest("diabetes_resolved", after=diagnosed.date)
    register = Register("trap_19", "Resolved", member=diagnosed.exists & missing(resolved), **_SAID)  # type: ignore[arg-type]
    about = _WHO.has("diabetes", on="2020-05-02").has("diabetes_resolved", on=date(2020, 5, 2 + days))
    told = check_story(story(register, "x", about, expect=member() if on else outside()))
    assert told.true, str(told)
