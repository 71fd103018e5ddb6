"""Values: converted only where the unit says so, what was written kept, the impossible set aside."""

from __future__ import annotations

from typing import Any

import pytest

from openpcn.codes import codelist
from openpcn.terms import units
from openpcn.terms.analytes import ANALYTES

CODES = {each.codelist: sorted(codelist(each.codelist).ids)[0] for each in ANALYTES}


def read(desk: Any, practice: Any, *values: tuple[str, str, str]) -> list[dict[str, Any]]:
    """The events of values (codelist or code, value, unit) after intake, in that order."""
    for n, (what, value, unit) in enumerate(values):
        practice.event(
            "P0000",
            f"v{n:02d}",
            CODES.get(what, what),
            "2026-01-20",
            value=value,
            unit=unit,
            kind="observation",
        )
    receipt = desk.submit(practice)
    assert receipt.verdict == "accepted", receipt.reason
    rows = {row["source_key"]: row for row in desk.live["Z99001"].table("event").to_pylist()}
    return [rows.get(f"v{n:02d}", {}) for n in range(len(values))]


# NGSP's own conversion table for HbA1c; the others as laboratories print them.
PUBLISHED = (
    ("hba1c", 6.5, "%", 48, "mmol/mol"), ("hba1c", 7.0, "%", 53, "mmol/mol"),
    ("hba1c", 7.5, "%", 58, "mmol/mol"), ("hba1c", 8.0, "%", 64, "mmol/mol"),
    ("hba1c", 10.0, "%", 86, "mmol/mol"), ("creatinine", 1.0, "mg/dL", 88, "umol/L"),
    ("creatinine", 0.12, "mmol/L", 120, "umol/L"), ("haemoglobin", 13.1, "g/dL", 131, "g/L"),
    ("cholesterol", 193, "mg/dL", 5.0, "mmol/L"), ("ldl", 77, "mg/dL", 2.0, "mmol/L"),
    ("triglycerides", 150, "mg/dL", 1.7, "mmol/L"), ("glucose", 126, "mg/dL", 7.0, "mmol/L"),
    ("glucose", 200, "mg/dL", 11.1, "mmol/L"), ("height", 1.725, "m", 172.5, "cm"),
    ("weight", 11, "stone", 69.9, "kg"), ("weight", 200, "lbs", 90.7, "kg"),
)  # fmt: skip


def test_values_become_the_standard_unit_as_in_published_tables(desk: Any, practice: Any) -> None:
    rows = read(desk, practice, *((what, str(value), unit) for what, value, unit, _, _ in PUBLISHED))
    for row, (what, value, _, standard, unit) in zip(rows, PUBLISHED, strict=True):
        assert (row["standard_value"], row["standard_unit"]) == (pytest.approx(standard, abs=1e-9), unit), (
            what
        )
        assert row["value"] == value and not row["implausible"]  # what was written stays


@pytest.mark.hazard("H13", "A value is converted only where its unit says so, and never re-guessed")
def test_nothing_is_guessed(desk: Any, practice: Any) -> None:
    rows = read(
        desk, practice,
        ("hba1c", "48", ""), ("hba1c", "6.5", ""), ("hba1c", "48", "mmol/L"), ("haemoglobin", "142", "g/dL"),
        ("haemoglobin", "14.2", ""), ("height", "1.72", "cm"), ("creatinine", "88", "pints"),
        ("72313002", "142", "mmHg"), ("28317006", "41.2", "%"),
    )  # fmt: skip
    found = [(row["standard_value"], row["standard_unit"], row["implausible"]) for row in rows]
    nothing = (None, None, False)
    assert found == [
        nothing, nothing, nothing, (1420, "g/L", True), nothing, (1.72, "cm", True), nothing,
        (142, "mmHg", False), (0.41, "L/L", False),
    ]  # fmt: skip


def test_the_index_holds_what_rules_compare(desk: Any, practice: Any) -> None:
    from openpcn.record.store import UNITS
    from openpcn.terms.units import Unit

    read(desk, practice, ("hba1c", "6.5", "%"), ("hba1c", "48", ""), ("hba1c", "50", "mmol/L"))
    rows = desk.live["Z99001"].index.rows([CODES["hba1c"]])
    assert rows.value.tolist() == [48, 48, 50]
    assert rows.unit.tolist() == [UNITS.index(Unit.MMOL_PER_MOL) + 1, 0, -1]


def test_comparators_are_kept(desk: Any, practice: Any) -> None:
    practice.event(
        "P0000", "c", CODES["egfr"], "2026-01-20", value="90", unit="mL/min/1.73m2", comparator=">"
    )
    desk.submit(practice)
    [row] = [r for r in desk.live["Z99001"].table("event").to_pylist() if r["source_key"] == "c"]
    assert (row["comparator"], row["standard_value"]) == (">", 90)


@pytest.mark.parametrize(
    ("value", "reason"),
    [("5,6", "not_a_number"), ("5.6 fasting", "not_a_number"), ("1.2E+03", "scientific_notation"),
     ("NaN", "not_a_number"), ("inf", "not_a_number"), ("-", "not_a_number")],
)  # fmt: skip
def test_values_that_are_not_plain_numbers_are_quarantined(
    desk: Any, practice: Any, value: str, reason: str
) -> None:
    practice.event("P0000", "x", CODES["cholesterol"], "2026-01-20", value=value, unit="mmol/L")
    receipt = desk.submit(practice)
    assert receipt.reasons == {reason: 1} and receipt.examples[0].field == "value"


def test_no_code_belongs_to_two_analytes() -> None:
    """Otherwise one value would have two standard units."""
    codes = [code for each in ANALYTES for code in codelist(each.codelist).ids]
    assert len(codes) == len(set(codes))


def test_every_conversion_says_its_source_and_limits_are_in_order() -> None:
    for each in ANALYTES:
        assert each.lowest < each.highest and each.unit not in each.conversions
        assert all(len(how.source) > 10 and how.decimals in (0, 1, 2) for how in each.conversions.values())


def test_a_spelling_names_one_unit() -> None:
    held = units.spellings()
    assert all(held[unit.value.lower()] == unit.value for unit in units.Unit)
    assert all(spelling == spelling.lower().strip() for spelling in held)
    assert held["\u00b5mol/l"] == held["\u03bcmol/l"] == "umol/L"
