"""Every table of both suppliers: any order of columns, unknown ones, a missing one refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from openpcn.record.sources import source
from openpcn.record.sources.base import SupplierTable, missing_columns

TABLES = [(name, table) for name in ("emis", "systmone") for table in source(name).tables]


def written(shape: Any) -> Any:
    """A small extract with a person and an entry."""
    extract = shape().base()
    if extract.source == "emis":
        extract.patient("ann")
        extract.observation("o1", "ann", "1001", "2019-01-10")
        extract.slot("s1", "ann", "2026-02-12")
    else:
        extract.patient("1001")
        extract.code("1", "1001", "59621000", "10 Jan 2019 00:00:00")
        extract.medication("1", "1001", "01 Mar 2024 00:00:00")
    return extract


@pytest.mark.parametrize("name", ["emis", "systmone"])
def test_order_and_unknown_columns_do_not_matter_in_any_table(
    practice: Any, another: Any, request: Any, name: str
) -> None:
    shape = request.getfixturevalue(name)
    practice.take(written(shape))
    extract = written(shape)
    extract.shuffle = 5
    extract.also = {table.name: ["InventedLater"] for table in source(name).tables}
    receipt = another.take(extract)
    assert practice.hashes == another.hashes
    said = [note for note in receipt.noted if note.endswith("columns not known, not read: InventedLater")]
    assert len(said) == len(source(name).tables), "each file's unknown columns are named"


@pytest.mark.parametrize(("name", "table"), TABLES, ids=lambda each: getattr(each, "name", each))
def test_a_missing_column_refuses_by_name_in_every_table(
    practice: Any, request: Any, name: str, table: SupplierTable
) -> None:
    extract = written(request.getfixturevalue(name))
    held = extract.headers[table.name].split()
    needed = [rule.name for rule in table.columns if not rule.may_be_absent]
    for column in needed:
        left = [each for each in held if each != column]
        assert missing_columns(table, left) == [column]
    gone = needed[-1]
    extract.without = {table.name: {gone}}
    extract.skip = set(extract.headers) - {table.name}  # headings are judged file by file
    for row in extract.rows.get(table.name, []):
        row.pop(gone, None)
    receipt = practice.take(extract)
    assert (receipt.verdict, receipt.reason_code) == ("refused", "missing_column"), receipt
    assert gone in receipt.reason
    assert table.name in receipt.reason
