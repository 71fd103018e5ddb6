"""Every reason that the intake and the sources can give is explained, with what to do."""

from __future__ import annotations

import ast
from pathlib import Path

import openpcn.record
from openpcn.record import sources
from openpcn.record.intake.columns import SENTENCES
from openpcn.work.submissions.reasons import REASONS, explained

RECORD = Path(openpcn.record.__file__).parent

# Call -> position of its reason code.
GIVES = {"Fault": 3, "ElementError": 1, "CellFault": 1}


def reasons_in_the_code() -> set[str]:
    """Codes written where a row is set aside: literals of the calls that make one, tables of sentences."""
    found: set[str] = set()
    for path in [*(RECORD / "sources").rglob("*.py"), *(RECORD / "intake").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                at = GIVES.get(name)
                if at is not None and len(node.args) > at and isinstance(node.args[at], ast.Constant):
                    found.add(str(node.args[at].value))
                found |= {
                    str(each.value.value)
                    for each in node.keywords
                    if each.arg == "fault" and isinstance(each.value, ast.Constant) and each.value.value
                }
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
                names = {getattr(target, "id", "") for target in node.targets}
                if names & {"SENTENCES", "_SENTENCES"}:
                    found |= {str(key.value) for key in node.value.keys if isinstance(key, ast.Constant)}
    return found


def test_every_reason_in_the_code_is_explained():
    found = reasons_in_the_code()
    assert {"missing_value", "not_a_bundle", "bad_date"} <= found, "the search itself works"
    assert sorted(found - set(REASONS)) == []


def test_every_rule_of_every_source_that_keeps_rows_out_is_explained():
    for name in sources.names():
        for table in sources.source(name).tables:
            for rule in table.set_aside:
                assert rule.reason in REASONS, (name, table.name, rule.reason)
            for reference in table.references:
                said = explained(f"unknown_{reference.what.replace(' ', '_')}")
                assert said.waits and reference.what in said.title


def test_what_every_column_can_be_told_is_explained():
    assert set(SENTENCES) <= set(REASONS)


def test_each_says_what_it_means_and_what_to_do():
    for code, reason in REASONS.items():
        assert reason.title and reason.means.endswith(".") and reason.remedy.endswith("."), code


def test_a_reason_nobody_foresaw_shows_the_rows_own_sentence():
    assert explained("new_reason", "this is new").means == "this is new"


def test_what_is_wrong_in_a_senders_file_is_not_blamed_on_the_clinical_system():
    unknown = explained("unexpected_value", tables=["reading"])
    assert "whoever made the file" in unknown.remedy and "clinical system" not in unknown.remedy
    assert "clinical system" in explained("unexpected_value", tables=["event"]).remedy
    both = explained("unexpected_value", tables=["event", "reading"]).remedy
    assert "clinical system" in both and "(reading)" in both
    assert explained("waits_for_person", tables=["stay"]) == explained("waits_for_person")
