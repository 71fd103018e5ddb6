"""The hazard log and the tests name each other: no control without a test, no marked test unnamed."""

from pathlib import Path

import yaml

from openpcn.cli import hazards

ROOT = Path(__file__).resolve().parents[2]


def log():
    return yaml.safe_load((ROOT / "HAZARDS").read_text())


def test_the_hazards_are_there_and_numbered():
    assert [hazard["id"] for hazard in log()["hazards"]] == [f"H{number:02d}" for number in range(1, 18)]


def test_every_control_names_a_test_in_the_tree():
    assert hazards.missing_tests() == []


def test_every_test_marked_as_a_control_stands_in_the_log_under_its_hazard():
    logged = {(control.hazard, test) for control in hazards.controls() for test in control.tests}
    marked = {(hazard, test) for hazard, _, test in hazards.marked_tests()}
    assert marked - logged == set()


def test_nobody_is_invented_as_clinical_safety_officer():
    assert log()["clinical_safety_officer"] == "none"
    assert log()["reviewed_on"] == "none"
