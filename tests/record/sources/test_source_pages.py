"""The pages about the extract shapes say what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpcn.record.sources import source
from openpcn.record.sources.fhir_r4 import resources

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference" / "sources"
SAID_ONCE = {"RowIdentifier", "ProcessingId", "Deleted", "IDOrganisationVisibleTo"}


@pytest.mark.parametrize("name", ["emis", "systmone"])
def test_every_table_and_its_indispensable_columns_are_named(name: str) -> None:
    lines = (PAGES / f"{name}.md").read_text().splitlines()
    for table in source(name).tables:
        said = [line for line in lines if line.startswith("|") and f"`{table.name}`" in line.split("|")[1]]
        assert len(said) == 1, table.name
        needed = [
            rule.name for rule in table.columns if not rule.may_be_absent and rule.name not in SAID_ONCE
        ]
        assert [column for column in needed if column not in said[0]] == [], table.name
        alone = said[0].count("`") >= 2 and said[0].split("|")[1].count("`") == 2
        if alone:
            assert said[0].split("|")[2].strip() == ("yes" if table.expected else "no"), table.name


@pytest.mark.parametrize("name", ["emis", "systmone"])
def test_the_reasons_for_keeping_rows_out_are_named(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text()
    for table in source(name).tables:
        for rule in table.set_aside:
            assert f"`{rule.reason}`" in page


def test_every_resource_read_or_not_is_named() -> None:
    page = (PAGES / "fhir_r4.md").read_text()
    for kind in (*resources.READ, *resources.NOT_USED):
        assert f"`{kind}`" in page, kind
