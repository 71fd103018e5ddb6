"""The pages about companion files and the simple form say what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpcn.record.sources import recognise, source

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference" / "sources"


@pytest.mark.parametrize("name", ["hospital", "bed_list", "home_readings"])
def test_every_column_of_a_companion_has_its_line_and_its_place_in_the_template(name: str) -> None:
    lines = (PAGES / f"{name}.md").read_text().splitlines()
    template = (PAGES / "templates" / f"{name}.csv").read_text().strip().split(",")
    [table] = source(name).tables
    assert sorted(template) == sorted(rule.name for rule in table.columns)
    for rule in table.columns:
        [said] = [line for line in lines if line.startswith(f"| `{rule.name}` |")]
        needed = rule.required or rule.name in {"nhs_number", "birth_date", "from"}
        assert said.split("|")[2].strip().startswith("yes" if needed else "no"), rule.name
        assert all(f"`{choice}`" in said for choice in rule.choices if not choice[0].isdigit()), rule.name
    for rule in table.set_aside:
        assert any(line.startswith(f"| `{rule.reason}` |") for line in lines), rule.reason


@pytest.mark.parametrize("name", ["hospital", "bed_list", "home_readings"])
def test_a_template_is_recognised_as_its_shape(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.csv").write_bytes((PAGES / "templates" / f"{name}.csv").read_bytes())
    assert recognise(tmp_path).name == name


def test_every_file_of_the_simple_form_is_named_with_all_its_columns() -> None:
    page = (PAGES.parent / "openpcn-csv.md").read_text()
    for table in source("openpcn_csv").tables:
        [said] = [line for line in page.splitlines() if line.startswith(f"| `{table.name}.csv`")]
        for rule in table.columns:
            assert {rule.name, *rule.aliases} & {word.strip("*,()") for word in said.split()}, (
                table.name,
                rule.name,
            )
