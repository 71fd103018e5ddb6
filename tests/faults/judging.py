"""A damaged submission taken by the product, compared line by line with what was expected."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from openpcn.record.identity import assemble
from openpcn.record.intake import Limits, Receipt, take
from openpcn.record.reference import Reference
from openpcn.record.store import Part, Store
from openpcn.terms.clock import LONDON

from .book import ANOTHERS, MARKER, QUARANTINED, UNUSED, Line
from .row_faults import faults_of
from .shapes import SHAPES, Shape

TODAY = date(2026, 2, 10)


def damaged(name: str, rows: int, seed: int) -> Shape:
    """An extract of about ``rows`` rows in which nearly every person has one kind of damage done to them."""
    chance = Random(f"{name} {seed}")
    shape = SHAPES[name]()
    faults = faults_of(name)
    order: list[Any] = [fault for fault in faults if fault.once]
    faults = [fault for fault in faults if not fault.once]
    held = 0
    while held < rows:
        if not order:
            order = [*faults, None, None]  # None: somebody whose rows are all good
            chance.shuffle(order)
        fault = order.pop()
        person = shape.add_person()
        if fault is not None:
            shape.damage(person, fault, chance)
        held = sum(map(len, shape.book.tables.values())) if shape.people % 20 == 0 else held + 8
    shape.book.settle()
    return shape


@dataclass
class Verdicts:
    """What the product made of it."""

    receipt: Receipt
    part: Part
    store: Store
    set_aside: list[dict[str, Any]] = field(default_factory=list)


def taken(shape: Shape, home: Path) -> Verdicts:
    """Write the submission and take it; it must be accepted as a whole."""
    folder = shape.write(home / "submission")
    store = Store(home / "home")
    given = take(
        folder, store, None, today=TODAY, reference=Reference.of(store.home), limits=Limits(approved=True)
    )
    assert given.part is not None, (given.receipt.reason_code, given.receipt.reason)
    part = store.part(given.part.part_id)
    return Verdicts(given.receipt, part, store, part.quarantine().to_pylist())


def differences(shape: Shape, found: Verdicts) -> list[str]:
    """One sentence for every line whose verdict, reason, field or record row is not the expected one."""
    return [*_counts(shape, found), *_set_aside(shape, found), *_rows(shape, found), *_people(shape, found)]


def _counts(shape: Shape, found: Verdicts) -> list[str]:
    """rows in = accepted + normalised + quarantined, in every file and in all."""
    said = []
    expected = shape.expected_counts()
    told: Counter[tuple[str, str]] = Counter()
    for file in found.receipt.per_file:
        if file.rows != file.accepted + file.normalised + file.quarantined + file.others:
            said.append(f"{file.name}: {file.rows} rows are not accounted for")
        for word in ("accepted", "normalised", "quarantined", "others"):
            told[file.name, word] += getattr(file, word)
    for name, counts in expected.items():
        for word, number in counts.items():
            if told[name, word] != number:
                said.append(f"{name}: {told[name, word]} {word}, expected {number}")
    receipt = found.receipt
    if receipt.rows_in != receipt.accepted + receipt.normalised + receipt.quarantined:
        said.append("the receipt's sum does not agree")
    written = sum(line.verdict != ANOTHERS for line in shape.book.lines())
    if receipt.rows_in != written:
        said.append(f"{receipt.rows_in} rows in, {written} were written")
    if sum(receipt.reasons.values()) != receipt.quarantined:
        said.append("some quarantined rows have no reason")
    return said


def _set_aside(shape: Shape, found: Verdicts) -> list[str]:
    """The very lines that had to be set aside, each for its reason and field, with a sentence."""
    said = []
    by_place = {(row["file"], row["line"]): row for row in found.set_aside}
    lines = {(line.file, line.number): line for line in shape.book.lines()}
    for place, line in lines.items():
        row = by_place.get(place)
        if (row is not None) != (line.verdict == QUARANTINED):
            got = "quarantined" if row else "not quarantined"
            said.append(f"{_named(shape, line)}: {got} ({row and (row['reason'], row['field'])})")
        elif row is not None:
            if row["reason"] != line.reason or not shape.same_field(line.field, row["field"]):
                said.append(
                    f"{_named(shape, line)}: {row['reason']} in {row['field']!r}, "
                    f"expected {line.reason} in {line.field!r}"
                )
            if not row["sentence"] or MARKER in row["sentence"]:
                said.append(f"{_named(shape, line)}: the sentence is missing or quotes the row")
    said += [f"{place}: quarantined and never written" for place in by_place.keys() - lines.keys()]
    if len(by_place) != len(found.set_aside):
        said.append("a line is quarantined twice")
    return said


def _rows(shape: Shape, found: Verdicts) -> list[str]:
    """Every good line is in the record with what it says; no other line is."""
    said = []
    wanted: dict[str, dict[str, tuple[Line, dict[str, Any]]]] = {}
    for line in shape.book.lines():
        if line.verdict not in UNUSED and not line.repeats:
            for table, (key, says) in line.makes.items():
                wanted.setdefault(table, {})[key] = (line, says)
    for table, lines in wanted.items():
        name = "local_id" if table == "patient" else "source_key"
        held = {row[name]: row for row in found.part.table(table).to_pylist()}
        for key, (line, says) in lines.items():
            if key not in held:
                said.append(f"{_named(shape, line)}: not in the record")
                continue
            wrong = {c: held[key][c] for c, value in says.items() if not _same(held[key][c], value)}
            if wrong:
                said.append(f"{_named(shape, line)}: the record says {wrong}, expected {says}")
        said += [f"{table} {key}: in the record and should not be" for key in held.keys() - lines.keys()]
    return said


def _people(shape: Shape, found: Verdicts) -> list[str]:
    """A number with two dates of birth is nobody's: both are set aside, neither wins."""
    snapshot = assemble(found.store, [found.part.ref], created=datetime(2026, 2, 10, 3, tzinfo=LONDON))
    aside = [issue for issue in snapshot.identity_issues if issue.set_aside]
    if len(aside) != shape.issues:
        return [f"{len(aside)} numbers set aside for their dates of birth, expected {shape.issues}"]
    return []


def _same(found: Any, expected: Any) -> bool:
    return found == expected if not isinstance(expected, float) else found == pytest_close(expected)


def pytest_close(number: float) -> Any:
    import pytest

    return pytest.approx(number)


def _named(shape: Shape, line: Line) -> str:
    return f"{shape.name} {line.file}:{line.number} [{line.fault or 'clean'}]"
