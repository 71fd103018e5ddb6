"""Reads of people start from a scope; the index says what the tables say."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpcn.record.store import COMPARATORS, STILL_CURRENT, UNITS, Store, StoreError
from openpcn.record.tables import TABLES
from openpcn.terms.scope import Fields, Purpose, Scope, ScopeError
from openpcn.terms.units import Unit

CARE = Purpose.INDIVIDUAL_CARE


@pytest.fixture
def two(desk: Any, make_practice: Any) -> Any:
    """Two practices of ten; P0003 of the first has moved to the second."""
    first, second = make_practice("Z99001", 10), make_practice("Z99002", 10, serial=100)
    first.row("patient", "P0003")["deregistered_on"] = "2026-01-15"
    moved = first.row("patient", "P0003")["nhs_number"]
    second.row("patient", "P0007").update(nhs_number=moved, registered_on="2026-01-15")
    first.row("event", "P0001-dx")["confidential"] = "true"
    first.row("patient", "P0002")["confidential"] = "true"
    desk.submit(first)
    desk.submit(second)
    return desk.snapshot(), moved


def _scope(*practices: str, fields: Fields = Fields.RECORD, people: Any = None) -> Scope:
    return Scope.of(CARE, practices, fields, people)


def _id(snapshot: Any, **where: Any) -> int:
    rows = snapshot.people(Scope.evaluation(snapshot.practices)).to_pylist()
    return next(row["person_id"] for row in rows if all(row[k] == v for k, v in where.items()))


@pytest.mark.hazard("H11", "no scope, no rows")
def test_a_scope_of_nobody_reads_nothing(two: Any) -> None:
    snapshot, _ = two
    nobody = Scope.nobody(CARE)
    for read in (snapshot.people, lambda s: snapshot.table("event", s), lambda s: snapshot.person(1, s)):
        with pytest.raises((ScopeError, StoreError)):
            read(nobody)
    empty = _scope()
    assert snapshot.people(empty).num_rows == 0
    assert snapshot.table("event", empty).num_rows == 0


def test_people_by_practice_and_by_person(two: Any) -> None:
    snapshot, moved = two
    assert snapshot.people(_scope("Z99001")).num_rows == 9
    assert snapshot.people(_scope("Z99002")).num_rows == 10
    assert snapshot.people(_scope("Z99001", "Z99002")).num_rows == 19
    one = _id(snapshot, nhs_number=moved)
    assert snapshot.people(_scope("Z99002", people=[one])).num_rows == 1
    assert snapshot.people(_scope("Z99001", people=[one])).num_rows == 0


def test_levels_of_fields(two: Any) -> None:
    snapshot, _ = two
    listed = snapshot.people(_scope("Z99001", fields=Fields.LIST))
    assert listed.num_rows == 9 and listed["nhs_number"].null_count == 9
    with pytest.raises(ScopeError):
        snapshot.people(_scope("Z99001", fields=Fields.COUNTS))
    with pytest.raises(ScopeError):
        snapshot.table("event", _scope("Z99001", fields=Fields.DEMOGRAPHICS))
    person = _id(snapshot, practice="Z99001", patient=0)
    record = snapshot.person(person, _scope("Z99001", fields=Fields.DEMOGRAPHICS))
    assert record.patients and record.appointments and not record.events and not record.issues
    with pytest.raises(ScopeError):
        snapshot.person(person, _scope("Z99001", fields=Fields.LIST))


def test_a_person_who_moved_has_rows_of_both_practices(two: Any) -> None:
    snapshot, moved = two
    person = _id(snapshot, nhs_number=moved)
    both = snapshot.person(person, _scope("Z99001", "Z99002"))
    assert [row.practice for row in both.patients] == ["Z99002", "Z99001"]
    assert {(row.practice, row["source_key"]) for row in both.events} == {
        (practice, f"{local}-{kind}") for practice, local in (("Z99001", "P0003"), ("Z99002", "P0007"))
        for kind in ("dx", "sys", "dia")
    }  # fmt: skip
    dates = [row["date"] for row in both.events]
    assert dates == sorted(dates, reverse=True)
    row = both.events[-1]
    assert (row.file_name, row.submission) == ("event.csv", snapshot.parts[row.practice].submission_id)
    alone = snapshot.person(person, _scope("Z99002"))
    assert {row.practice for row in alone} == {"Z99002"}
    with pytest.raises(StoreError, match="no such person"):
        snapshot.person(person, _scope("Z99001"))
    with pytest.raises(StoreError, match="no such person"):
        snapshot.person(person + 1, _scope("Z99001", "Z99002"))


def test_the_table_of_a_scope_is_its_people_and_practices(two: Any) -> None:
    snapshot, moved = two
    person = _id(snapshot, nhs_number=moved)
    rows = snapshot.table("event", _scope("Z99001", "Z99002"), ["code"])
    assert rows.column_names == ["code", "practice", "person_id"]
    assert rows.filter(np.asarray(rows["person_id"]) == person).num_rows == 6
    assert person not in snapshot.table("event", _scope("Z99001"))["person_id"].to_pylist()
    assert snapshot.table("patient", _scope("Z99001")).num_rows == 9


@pytest.mark.hazard("H10", "an entry marked confidential is given to nobody outside the night's evaluation")
def test_confidential_entries(two: Any) -> None:
    snapshot, _ = two
    keys = snapshot.table("event", _scope("Z99001"))["source_key"].to_pylist()
    assert "P0001-dx" not in keys and "P0001-sys" in keys
    evaluated = snapshot.table("event", Scope.evaluation(["Z99001"]))["source_key"].to_pylist()
    assert "P0001-dx" in evaluated
    person = _id(snapshot, practice="Z99001", patient=1)
    record = snapshot.person(person, _scope("Z99001"))
    assert "P0001-dx" not in {row["source_key"] for row in record.events}
    assert len(snapshot.parts["Z99001"].index.rows(["38341003"])) == 9
    flags = {r["patient"]: r["confidential"] for r in snapshot.people(_scope("Z99001")).to_pylist()}
    assert flags[2] and not flags[1]


def test_places_for_the_rules(two: Any) -> None:
    snapshot, moved = two
    person = _id(snapshot, nhs_number=moved)
    first, second = snapshot.places("Z99001"), snapshot.places("Z99002")
    assert first.person_id[3] == person == second.person_id[7]
    assert not first.current[3] and second.current[7]
    assert first.current.sum() == 9 and second.current.sum() == 10


def test_a_snapshot_that_is_not_there(desk: Any) -> None:
    for name in ("20260101T000000-00000000", "", "..", "../parts"):
        with pytest.raises(StoreError):
            desk.store.snapshot(name)


def test_an_old_snapshot_does_not_change_when_a_new_one_comes(desk: Any, practice: Any) -> None:
    desk.submit(practice)
    old = desk.snapshot()
    held = (old.content_hash, old.parts["Z99001"].table("event").to_pylist())
    changed = copy.deepcopy(practice)
    changed.row("event", "P0001-sys")["value"] = "128"
    desk.submit(changed, as_at="2026-02-10")
    new = desk.snapshot()
    again = Store(desk.store.home).snapshot(old.id)
    assert (again.content_hash, again.parts["Z99001"].table("event").to_pylist()) == held
    assert new.content_hash != old.content_hash
    assert new.parts["Z99001"].table("event").num_rows == 90


_CODES = ("38341003", "72313002", "1091811000000102", "60621009")
_events = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from([*_CODES, ""]),
        st.sampled_from(["2025-01-01", "2025-06-30", "2026-02-01", ""]),
        st.sampled_from(["", "120", "128.5", "500"]),
        st.sampled_from(["", "mmHg", "MM HG", "furlong"]),
        st.sampled_from(["", "<", ">="]),
        st.booleans(),
    ),
    max_size=25,
)


def unit_position(written, standard):
    """0 where none was written, -1 where what was written has no standard value."""
    if written is None:
        return 0
    return UNITS.index(Unit.MMHG) + 1 if standard == "mmHg" else -1


@settings(max_examples=10, deadline=None)
@given(events=_events, chosen=st.sets(st.sampled_from(_CODES)))
def test_the_index_is_the_table(
    make_desk: Any,
    make_practice: Any,
    tmp_path_factory: pytest.TempPathFactory,
    events: Any,
    chosen: set[str],
) -> None:
    desk, practice = make_desk(tmp_path_factory.mktemp("index")), make_practice(people=4)
    practice.tables["event"] = []
    for n, (who, code, day, value, unit, comparator, hidden) in enumerate(events):
        practice.event(
            f"P{who:04d}", f"e{n}", code, day, value=value, unit=unit, comparator=comparator,
            confidential=str(hidden).lower(),
        )  # fmt: skip
    assert desk.submit(practice).quarantined == 0
    part = desk.live["Z99001"]
    epoch = np.datetime64("1970-01-01")
    expected = []
    for row_number, row in enumerate(part.table("event").to_pylist()):
        if row["code"] in chosen and row["date"] and not row["confidential"]:
            value = None if row["value"] is None or row["implausible"] else row["value"]
            unit = row["unit"]
            expected.append(
                (row["patient"], int((np.datetime64(row["date"]) - epoch).astype(int)), row_number, value,
                 row["comparator"] or "", unit_position(unit, row["standard_unit"]),
                 row["code"])
            )  # fmt: skip
    rows = part.index.rows(chosen)
    found = [
        (int(rows.patient[i]), int(rows.date[i]), int(rows.row[i]),
         None if np.isnan(rows.value[i]) else float(rows.value[i]), COMPARATORS[rows.comparator[i]],
         int(rows.unit[i]), part.index.codes[rows.concept[i]])
        for i in range(len(rows))
    ]  # fmt: skip
    assert found == sorted(expected, key=lambda each: each[:3])
    assert part.index.count(chosen) == len(expected)
    for patient in range(4):
        assert part.rows_of_patient("event", patient).to_pylist() == [
            row for row in part.table("event").to_pylist() if row["patient"] == patient
        ]


def test_ends_of_medications_and_problems(desk: Any, practice: Any) -> None:
    practice.row("medication", "P0001-rx")["end_date"] = "2026-01-31"
    desk.submit(practice)
    rows = desk.live["Z99001"].index_of("medication").rows(["319775004"])
    day = int((np.datetime64("2026-01-31") - np.datetime64("1970-01-01")).astype(int))
    assert rows.end[1] == day and (np.delete(rows.end, 1) == STILL_CURRENT).all()
    assert (desk.live["Z99001"].index_of("issue").rows(["319775004"]).value == 28).all()


def test_every_table_comes_in_the_records_types_and_order(desk: Any, practice: Any) -> None:
    desk.submit(practice)
    part = desk.live["Z99001"]
    for name, declared in TABLES.items():
        rows = part.table(name)
        assert rows.schema.equals(declared.schema)
        assert part.rows_of_patient(name, 3).schema.equals(declared.schema)
        order = [tuple(str(row[column] or "") for column in declared.order[1:]) for row in rows.to_pylist()]
        placed = list(zip(rows["patient"].to_pylist(), order, strict=True))
        assert placed == sorted(placed)
    assert part.table("event", ["time", "recorded_at"]).num_rows == part.description.rows["event"] > 0
