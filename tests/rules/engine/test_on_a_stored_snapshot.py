"""The engine on the real store: arrays from the index and one person from Parquet give the same answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from openpcn.record.identity import assemble
from openpcn.record.intake import QUARANTINE
from openpcn.record.store import (
    CONTACT,
    INDEXED,
    PartDescription,
    PartRef,
    Snapshot,
    SourceFile,
    Store,
    StoreError,
    stay_kind,
)
from openpcn.record.tables import TABLES
from openpcn.rules import catalogue
from openpcn.rules.engine import evaluate, evaluate_person, explain, ibis
from openpcn.rules.engine.stories import agree, outcomes_by_person
from openpcn.rules.language import Person, Row, Word, stories
from openpcn.terms import person_key
from openpcn.terms.clock import LONDON
from openpcn.terms.scope import Fields, Purpose, Scope, ScopeError

DATES: dict[str, Any] = {"as_at": date(2026, 2, 10), "achievement_date": date(2026, 3, 31)}
EVERYTHING = ("patient", *INDEXED)
KINDS = {
    stay_kind(kind, method): (kind, method)
    for kind in ("admission", "emergency_attendance", "outpatient_attendance")
    for method in (None, "emergency", "elective", "maternity", "transfer")
}
FIRST = 200  # people of the first practice
MOVED = 5  # this many people of the first practice are on the second one's list as well


def as_stored(row: Row) -> dict[str, Any]:
    """A row as its record table has it."""
    marked = {"confidential": row.confidential}
    coded = {"code": row.code, "term": row.term, **marked}
    match row.table:
        case "event":
            standard = row.unit is not None and row.value is not None
            return coded | {
                "date": row.date, "date_precision": "day", "value": row.value, "unit": row.unit,
                "kind": "observation", "comparator": row.comparator, "implausible": row.implausible,
                "standard_value": row.value if standard else None,
                "standard_unit": row.unit if standard else None,
            }  # fmt: skip
        case "issue":
            return coded | {"date": row.date, "quantity": row.value, "days": row.days}
        case "medication":
            return coded | {
                "start_date": row.date, "end_date": row.end, "course_type": row.status or "acute",
                "quantity": row.value, "elsewhere": False,
            }  # fmt: skip
        case "hospital_stay":
            kind, method = KINDS[row.code]
            return {"date": row.date, "discharged_on": row.end, "kind": kind, "method": method}
        case "care_home_stay":
            temporary = row.code == "temporary"
            return {
                "date": row.date,
                "left_on": row.end,
                "home": "1-1",
                "temporary": temporary,
                "nursing": False,
            }
        case "consultation":
            return marked | {"date": row.date, "mode": None if row.code == CONTACT else row.code}
        case "appointment":
            assert row.date is not None
            at = datetime.combine(row.date, time(9, 30))
            return {"start": at, "type": row.code or None, "status": row.status or "booked"}
    raise AssertionError(row.table)


def write_practice(
    store: Store, ods: str, people: Sequence[Person], first: int, supplies: Sequence[str] = EVERYTHING
) -> PartRef:
    """Persons as a part; ids follow their position from ``first``, so that an overlap is the same person."""
    patients: list[dict[str, Any]] = []
    entries: dict[str, list[dict[str, Any]]] = {name: [] for name in INDEXED}
    for number, person in enumerate(people):
        held = person.registered
        id = first + number
        patients.append(
            {
                "patient": number, "person_id": 1_000 + id, "local_id": f"{id:06d}",
                "birth_date": date(1950, 5, 1) if FIRST - MOVED <= id < FIRST else held.birth_date,
                "death_date": held.death_date, "sex": held.sex, "family_name": "Example",
                "given_name": "Avery",
                "deprivation_decile": held.deprivation_decile, "registered_on": held.registered_on,
                "deregistered_on": held.deregistered_on, "registration_type": held.registration_type,
                "confidential": False, "spine_sensitive": False, "file": 0, "line": number + 2,
            }
        )  # fmt: skip
        dated = sorted(person.rows, key=lambda row: row.date or date.min)
        for at, row in enumerate(dated):
            key = {"patient": number, "source_key": f"{number:06d}-{at:04d}", "file": 0, "line": at + 2}
            entries[row.table].append(key | as_stored(row))
    tables = {name: declared.schema.empty_table() for name, declared in TABLES.items()}
    tables["patient"] = pa.Table.from_pylist(patients, schema=TABLES["patient"].schema)
    for name, rows in entries.items():
        tables[name] = pa.Table.from_pylist(rows, schema=TABLES[name].schema)
    description = PartDescription(
        part_id="", practice=ods, submission_id="test", as_at="2026-02-10", kind="full", source="openpcn_csv",
        supplies=tuple(supplies), history=("test",), files=(SourceFile("test", "event.csv"),), rows={},
        hashes={}, list_size=0, test_data=True,
    )  # fmt: skip
    return store.write_part(description, tables, quarantine=QUARANTINE.empty_table())


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, crowd_of: type) -> Snapshot:
    """Two practices with 200 and 100 people, some on both lists; a third whose feed has no issues."""
    store = Store(tmp_path_factory.mktemp("home"))
    some = [catalogue.definition(name) for name in ("hypertension", "CVD01", "HYP008", "SMR01B")]
    crowds = crowd_of(Random(7), catalogue.definitions()), crowd_of(Random(8), some)
    people = [crowds[number % 2].person() for number in range(330)]
    parts = [
        write_practice(store, "Z99001", people[:FIRST], 0),
        write_practice(store, "Z99002", people[FIRST:300], FIRST - MOVED),
        write_practice(store, "Z99003", people[300:], 1_000, supplies=("patient",)),
    ]
    return assemble(store, parts, created=datetime(2026, 2, 10, 3, tzinfo=LONDON))


def all_of(snapshot: Snapshot) -> Scope:
    return Scope.evaluation(snapshot.practices)


def test_everybody_gets_the_same_from_the_index_and_from_their_rows(snapshot: Snapshot) -> None:
    definitions = catalogue.definitions()
    evaluation = evaluate(snapshot, definitions, **DATES, scope=all_of(snapshot))
    by_person = outcomes_by_person(evaluation)
    people = snapshot.people(all_of(snapshot))["person_id"].to_pylist()
    assert len(people) == 330 - MOVED
    for person in people:
        found = evaluate_person(snapshot, person, definitions, **DATES, scope=all_of(snapshot))
        by_name = (
            sorted(each, key=lambda outcome: outcome.definition) for each in (found, by_person[person])
        )
        assert agree(*by_name)
    assert len(by_person) > 50
    words = set(evaluation.outcomes["word"].to_pylist())
    assert words == {"member", "excluded", "achieved", "adjusted", "due"}


def test_a_person_on_two_lists_is_counted_once_where_they_are_registered_now(snapshot: Snapshot) -> None:
    register = catalogue.definition("hypertension")
    table = evaluate(snapshot, [register], **DATES, scope=all_of(snapshot)).outcomes
    people = table["person_id"].to_pylist()
    assert len(people) == len(set(people))
    current = {row["person_id"]: row["practice"] for row in snapshot.people(all_of(snapshot)).to_pylist()}
    assert all(current[row["person_id"]] == row["practice"] for row in table.to_pylist())


def test_subjects_are_opaque_references_and_name_the_episode(snapshot: Snapshot) -> None:
    definitions = [catalogue.definition("hypertension"), catalogue.definition("CVD01")]
    rows = evaluate(snapshot, definitions, **DATES, scope=all_of(snapshot)).outcomes.to_pylist()
    for row in rows:
        reference, _, start = row["subject"].partition("/")
        assert person_key.decode(reference) == row["person_id"]
        assert start == (row["episode_start"].isoformat() if row["episode_start"] else "")
    assert any(row["episode_start"] for row in rows)


@pytest.mark.hazard("H02", "a feed that lacks a table is not assessed and named, never counted as well")
def test_a_feed_without_events_is_not_assessed(snapshot: Snapshot) -> None:
    register = catalogue.definition("hypertension")
    evaluation = evaluate(snapshot, [register], **DATES, scope=all_of(snapshot))
    assert [(each.practice, each.definition) for each in evaluation.not_assessed] == [
        ("Z99003", "hypertension")
    ]
    assert "event" in evaluation.not_assessed[0].missing[0]
    assert "Z99003" not in set(evaluation.outcomes["practice"].to_pylist())
    at_z99003 = snapshot.people(Scope.evaluation(["Z99003"]))["person_id"].to_pylist()[0]
    assert evaluate_person(snapshot, at_z99003, [register], **DATES, scope=all_of(snapshot)) == []
    explained = explain(snapshot, at_z99003, register, **DATES, scope=all_of(snapshot))
    assert explained.outcome.word is Word.NOT_ASSESSED
    assert "Z99003" in explained.sentence and "event" in explained.sentence


@pytest.mark.hazard("H02", "evidence beside codes is used where it is supplied, and its absence says nothing")
def test_without_bed_lists_residents_by_code_are_assessed_by_every_evaluator(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Two practices without bed lists, evaluated as one, and one with them."""
    old = stories.person(born="1938-11-11")
    coded, listed = old.has("care_home_permanent", on="2024-03-01"), old.lives_in_home(since="2024-03-01")
    both = coded.lives_in_home(since="2024-03-01")
    without = [each for each in EVERYTHING if each != "care_home_stay"]
    store = Store(tmp_path_factory.mktemp("home"))
    parts = [
        write_practice(store, "Z99001", [one.person for one in (coded, old, listed, both)], 0),
        write_practice(store, "Z99002", [coded.person, old.person], 1_000, supplies=without),
        write_practice(store, "Z99003", [coded.person, old.person], 2_000, supplies=without),
    ]
    snapshot = assemble(store, parts, created=datetime(2026, 2, 10, 3, tzinfo=LONDON))
    names = ("care_home_round_due", "care_home_plan_in_year", "coded_not_on_bed_list")
    definitions = [catalogue.definition(name) for name in names]
    given = DATES | {"scope": all_of(snapshot)}
    arrays = evaluate(snapshot, definitions, **given)
    queries = ibis.evaluate(ibis.DuckDB(), snapshot, definitions, **given)
    assert {(each.practice, each.definition) for each in arrays.not_assessed} == {
        (ods, "coded_not_on_bed_list") for ods in ("Z99002", "Z99003")
    }
    assert set(queries.not_assessed) == set(arrays.not_assessed)

    for evaluation in (arrays, queries):
        found = sorted(
            (row["definition"], row["practice"], row["person_id"], row["word"])
            for row in evaluation.outcomes.to_pylist()
        )
        with_lists, alone = [("Z99001", 1_000), ("Z99001", 1_002), ("Z99001", 1_003)], [
            ("Z99002", 2_000), ("Z99003", 3_000),
        ]  # fmt: skip
        assert found == sorted(
            [(name, *who, "due") for name in names[:2] for who in (*with_lists, *alone)]
            + [("coded_not_on_bed_list", "Z99001", 1_000, "member")]
        )
    by_person = outcomes_by_person(arrays)
    for number in snapshot.people(all_of(snapshot))["person_id"].to_pylist():
        assert agree(evaluate_person(snapshot, number, definitions, **given), by_person[number])


def test_an_explanation_says_which_evidence_was_not_looked_at(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = Store(tmp_path_factory.mktemp("home"))
    old = stories.person(born="1938-11-11")
    without = [each for each in EVERYTHING if each != "care_home_stay"]
    parts = [
        write_practice(store, "Z99001", [old.lives_in_home(since="2024-03-01").person], 0),
        write_practice(store, "Z99002", [old.person], 1_000, supplies=without),
    ]
    snapshot = assemble(store, parts, created=datetime(2026, 2, 10, 3, tzinfo=LONDON))
    chosen = catalogue.definition("care_home_plan_in_year")
    with_list, alone = (
        explain(snapshot, number, chosen, **DATES, scope=all_of(snapshot)) for number in (1_000, 2_000)
    )
    used = "recorded: current care home stay (from bed lists, where there are any)"
    assert (with_list.outcome.word, with_list.not_looked_at) == (Word.DUE, ())
    assert f"true     {used}" in "\n".join(with_list.lines())
    assert alone.outcome.word is Word.OUTSIDE
    told = "table care_home_stay is used where it is supplied: it is not in this feed"
    assert alone.not_looked_at == (told,) and f"Not looked at: {told}" in "\n".join(alone.lines())
    assert alone.as_json()["not_looked_at"] == [told]


@pytest.mark.hazard("H02", "on a live site a demonstration subset of a codelist is not assessed and named")
def test_where_official_lists_are_required_a_subset_is_not_assessed(snapshot: Snapshot) -> None:
    register = catalogue.definition("hypertension")
    evaluation = evaluate(snapshot, [register], **DATES, scope=all_of(snapshot), require_official=True)
    assert evaluation.outcomes.num_rows == 0
    assert {each.practice for each in evaluation.not_assessed} == {"Z99001", "Z99002", "Z99003"}
    assert any(
        "hypertension is a demonstration subset" in text for text in evaluation.not_assessed[0].missing
    )


def test_a_scope_narrows_by_practice_and_by_person_and_must_open_the_record(snapshot: Snapshot) -> None:
    register = catalogue.definition("hypertension")
    everybody = evaluate(snapshot, [register], **DATES, scope=all_of(snapshot)).outcomes.to_pylist()
    one = next(row["person_id"] for row in everybody if row["practice"] == "Z99001")
    care = Scope.of(Purpose.INDIVIDUAL_CARE, ["Z99001"], Fields.RECORD, [one])
    assert evaluate(snapshot, [register], **DATES, scope=care).outcomes["person_id"].to_pylist() == [one]
    elsewhere = Scope.of(Purpose.INDIVIDUAL_CARE, ["Z99002"], Fields.RECORD)
    found = evaluate(snapshot, [register], **DATES, scope=elsewhere).outcomes
    assert set(found["practice"].to_pylist()) == {"Z99002"}
    with pytest.raises(StoreError, match="no such person within this scope"):
        explain(snapshot, one, register, **DATES, scope=elsewhere)
    for fields in (Fields.COUNTS, Fields.LIST, Fields.DEMOGRAPHICS):
        shut = Scope.of(Purpose.INDIVIDUAL_CARE, ["Z99001"], fields)
        for ask in (
            lambda shut=shut: evaluate(snapshot, [register], **DATES, scope=shut),
            lambda shut=shut: evaluate_person(snapshot, one, [register], **DATES, scope=shut),
            lambda shut=shut: explain(snapshot, one, register, **DATES, scope=shut),
        ):
            with pytest.raises(ScopeError):
                ask()


def test_entries_made_here_are_laid_over_the_record(snapshot: Snapshot) -> None:
    definition = catalogue.definition("HYP008")
    scope = all_of(snapshot)
    rows = evaluate(snapshot, [definition], **DATES, scope=scope).outcomes.to_pylist()
    due = next(row["person_id"] for row in rows if row["word"] == "due")
    laid = [
        Row(code, date(2026, 2, 10), value, "mmHg", term="Blood pressure", provisional=True)
        for code, value in (("72313002", 128.0), ("1091811000000102", 78.0))
    ]
    (found,) = evaluate_person(snapshot, due, [definition], **DATES, scope=scope, with_rows=laid)
    assert found.word is Word.ACHIEVED
    explained = explain(snapshot, due, definition, **DATES, scope=scope, with_rows=laid)
    assert explained.outcome == found
    assert '"provisional": true' in json.dumps(explained.as_json())
    assert "not yet in an extract" in "\n".join(explained.lines())
    (without,) = evaluate_person(snapshot, due, [definition], **DATES, scope=scope)
    assert without.word is Word.DUE  # nothing was written


def test_an_explanation_says_where_each_row_came_from(snapshot: Snapshot) -> None:
    register = catalogue.definition("hypertension")
    scope = all_of(snapshot)
    person = evaluate(snapshot, [register], **DATES, scope=scope).outcomes["person_id"].to_pylist()[0]
    said = explain(snapshot, person, register, **DATES, scope=scope).as_json()
    assert said["outcome"] == "member"

    def rows(branch: dict[str, Any]) -> list[dict[str, Any]]:
        return [*branch["rows"], *(row for each in branch["branches"] for row in rows(each))]

    (found, *_) = rows(said["population"])
    assert (found["practice"], found["submission"], found["file"]) == ("Z99001", "test", "event.csv")
    assert found["line"] >= 2 and found["date"] and found["code"]


def test_reasons_are_given_for_everybody_due_and_nobody_else(snapshot: Snapshot) -> None:
    definitions = catalogue.definitions()
    evaluation = evaluate(snapshot, definitions, **DATES, scope=all_of(snapshot))
    due = [
        (row["definition"], row["subject"]) for row in evaluation.outcomes.to_pylist() if row["word"] == "due"
    ]
    shown = evaluation.shown.to_pylist()
    assert [(row["definition"], row["subject"]) for row in shown] == due
    reasons = [reason for row in shown for reason in row["reasons"]]
    assert all(reason["sentence"] for reason in reasons)
    assert all(reason["date"] is None or reason["date"] <= DATES["as_at"] for reason in reasons)
    assert any(reason["value"] and reason["value"].endswith("mmHg") for reason in reasons)
    parts = [row["parts"] for row in evaluation.outcomes.to_pylist() if row["word"] == "due"]
    assert all(each is not None for each in parts)


def test_what_was_run_is_named_by_version(snapshot: Snapshot) -> None:
    definition = catalogue.definition("HYP008")
    versions = evaluate(snapshot, [definition], **DATES, scope=all_of(snapshot)).versions
    assert set(versions["definitions"]) == {"HYP008"}
    assert versions["codelists"]["hypertension"]["status"] == "demonstration subset"
    assert versions["parameters"]["qof.HYP008.clinic_systolic"]["amount"] == "140"
    json.dumps(versions)
    later = dict(DATES, achievement_date=date(2030, 3, 31))
    after = evaluate(snapshot, [definition], **later, scope=all_of(snapshot)).versions
    assert after["parameters"]["qof.HYP008.clinic_systolic"]["last_published"] is True
    assert after["parameters"]["qof.HYP008.clinic_systolic"]["confirmed"] is False
