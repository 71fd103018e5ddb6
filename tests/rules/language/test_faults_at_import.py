"""What a module of definitions gets that is misspelt, or that reads a fault of another module."""

from __future__ import annotations

import copy
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openpcn.rules import language
from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    DefinitionError,
    DeprivationFifth,
    Indicator,
    Latest,
    Source,
    UnknownName,
    achieve,
    exclude,
    missing,
)
from openpcn.rules.language.checks import decide_for_everybody

FACTS = """
from openpcn.rules.language import Latest
CHECK = Latest("ld_health_check", table="events")
"""
READS = """
from openpcn.rules.language import Indicator, Register, Source, achieve
%s
said = {"source": Source("A framework", "2025/26"), "rationale": "Because."}
NEW01 = Indicator("NEW01", "Checked", rules=(achieve("R1", CHECK.exists, "Checked"),), **said)
NEW02 = Register("NEW02", "Checked", member=CHECK.exists, **said)
"""
MISSPELT = """
from openpcn.rules.language import Indicator, Latest, Register, Source, achieve
said = {"source": Source("A framework", "2025/26"), "rationale": "Because."}
%s
NEW01 = Register("NEW01", "Checked", member=check.exists, **said)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of modules that can be imported, and are forgotten afterwards."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_misspelt_word_of_the_language_gets_the_nearest(folder: Path) -> None:
    (folder / "misspelt_word.py").write_text(READS % "from openpcn.rules.language import Lastest")
    with pytest.raises(UnknownName, match=r"NEW01, NEW02: .* has no Lastest: did you mean Latest.*line 3"):
        importlib.import_module("misspelt_word")


def test_what_is_no_word_of_the_language_may_still_be_asked_for() -> None:
    assert issubclass(UnknownName, ImportError) and issubclass(UnknownName, DefinitionError)
    assert importlib.import_module("openpcn.rules.language.altering") is language.altering
    assert not hasattr(language, "__no_such_thing__")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (
            'check = Latest("ld_health_check", windw=None)',
            r"NEW01: Latest takes no windw=: did you mean window",
        ),
        (
            'check = Latest("ld_health_check")\nRegister("NEW00", "Checked", membr=check.exists, **said)',
            r"NEW00: Register takes no membr=: did you mean member\?.*line 5",
        ),
    ],
)
def test_a_misspelt_keyword_gets_the_nearest(folder: Path, line: str, named: str) -> None:
    (folder / "misspelt_keyword.py").write_text(MISSPELT % line)
    with pytest.raises(DefinitionError, match=named):
        importlib.import_module("misspelt_keyword")


def test_a_fault_in_facts_that_several_share_names_the_definitions_that_were_reading_them(
    folder: Path,
) -> None:
    """The facts' own file makes no definition: the nearest file that does, and where it reads them."""
    (folder / "shared_facts.py").write_text(FACTS)
    (folder / "passed_on.py").write_text("from shared_facts import CHECK\n")
    (folder / "reads_facts.py").write_text(READS % "from passed_on import CHECK")
    named = (
        r"NEW01, NEW02: .*did you mean event\? \(shared_facts\.py, line 3, read by passed_on\.py, line 1, "
    )
    with pytest.raises(DefinitionError, match=named + r"read by reads_facts\.py, line 3\)"):
        importlib.import_module("reads_facts")


def test_a_node_is_still_copied() -> None:
    fact = Latest("hypertension", in_period=True)
    assert copy.copy(fact) == fact == copy.deepcopy(fact)


age, fifth, check = AgeOn("as_at"), DeprivationFifth(), Latest("ld_health_check")


@pytest.mark.parametrize(
    "together",
    [
        [age < 40, age >= 40],
        [age <= 40, age > 40],
        [age < 40, age > 30],
        [age >= 40, ~(age >= 40)],
        [check.exists, missing(check)],
        [check.exists & (age > 3), (age < 2) | missing(check), check.exists],
    ],
)
def test_rules_that_together_decide_for_everybody_are_seen(together: list[BoolExpr]) -> None:
    assert decide_for_everybody(together)
    assert not any(decide_for_everybody([each]) for each in together)


@pytest.mark.parametrize(
    "together",
    [
        [age < 40, age > 40],
        [age <= 40, AgeOn("year_start") > 40],
        [fifth < 3, fifth >= 3],  # where somebody lives may not be known
        [check.date < Latest("hypertension").date, check.date >= Latest("hypertension").date],
        [check.exists, missing(Latest("hypertension"))],
        [check.exists & (age > 3), missing(check)],
    ],
)
def test_rules_that_leave_somebody_are_not_refused(together: list[BoolExpr]) -> None:
    assert not decide_for_everybody(together)


def test_a_rule_that_nobody_can_reach_is_refused() -> None:
    with pytest.raises(DefinitionError, match="NEW01: rule R3 is unreachable: the rules before it decide"):
        Indicator(
            "NEW01",
            "Checked",
            source=Source("A framework", "2025/26"),
            rationale="Because.",
            rules=(
                exclude("R1", age < 40, "Under 40"),
                exclude("R2", age >= 40, "From 40 on"),
                achieve("R3", check.exists, "Checked"),
            ),
        )
