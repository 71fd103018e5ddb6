"""The pages about the extract shapes say what the declarations say, and those know every heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpcn.record.sources import pages, source
from openpcn.record.sources.base import missing_columns, unknown_columns
from openpcn.record.sources.emis import SOURCE as EMIS
from openpcn.record.sources.fhir.shape import Shape
from openpcn.record.sources.fhir_r4.resources import SHAPE as FHIR_R4
from openpcn.record.sources.gpconnect.resources import SHAPE as GPCONNECT
from openpcn.record.sources.hospital_fhir.source import SHAPE as HOSPITAL_FHIR
from openpcn.record.sources.systmone import SOURCE as SYSTMONE

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference" / "sources"
LAYOUTS = {"emis": ("emis", "emis-7.1", "emis-5.0"), "systmone": ("systmone",)}


def headings(layout: str) -> dict[str, list[str]]:
    lines = (Path(__file__).parent / "headers" / f"{layout}.txt").read_text().splitlines()
    return {table: columns.split() for table, columns in (line.split(": ", 1) for line in lines)}


@pytest.mark.parametrize("shape", [EMIS, SYSTMONE], ids=lambda shape: shape.name)
def test_the_page_lists_what_is_declared(shape: object) -> None:
    page = (PAGES / f"{shape.name}.md").read_text()  # type: ignore[attr-defined]
    written = pages.filled(page, shape.tables, shape.unread)  # type: ignore[attr-defined]
    assert page == written, "run ./openpcn reference"


@pytest.mark.parametrize(("name", "layout"), [(n, layout) for n, all_ in LAYOUTS.items() for layout in all_])
def test_every_heading_of_every_layout_is_read_or_ignored_with_the_reason(name: str, layout: str) -> None:
    tables = {table.name: table for table in source(name).tables}
    unread = {table.name for table in (EMIS if name == "emis" else SYSTMONE).unread}
    for table, columns in headings(layout).items():
        if table in tables:
            assert unknown_columns(tables[table], columns) == [], table
            assert missing_columns(tables[table], columns) == [], table
        else:
            assert table in unread, table


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_no_heading_is_declared_that_no_layout_has(name: str) -> None:
    layouts = [headings(layout) for layout in LAYOUTS[name]]
    for table in source(name).tables:
        known = {column for layout in layouts for column in layout.get(table.name, ())} | {"RemovedData"}
        declared = {rule.name for rule in table.columns} | set(table.ignored)
        assert declared <= known, table.name
        assert all(table.ignored.values()), "every heading that is not read has its reason"


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_the_reasons_for_keeping_rows_out_are_named(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text()
    for table in source(name).tables:
        for rule in table.set_aside:
            assert rule.sentence in page


@pytest.mark.parametrize(
    ("name", "shape"), [("fhir_r4", FHIR_R4), ("gpconnect", GPCONNECT), ("hospital_fhir", HOSPITAL_FHIR)]
)
def test_every_resource_read_or_not_is_named(name: str, shape: Shape) -> None:
    page = (PAGES / f"{name}.md").read_text()
    also = [] if name == "hospital_fhir" else list(shape.not_used)
    for kind in (*shape.read, *also):
        assert f"`{kind}`" in page, kind
