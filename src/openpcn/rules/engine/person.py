"""One person from the store, as the plain evaluator and the explanation see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openpcn.record.store import CONTACT, PersonRecord, Snapshot, stay_kind
from openpcn.record.store import Row as StoredRow
from openpcn.rules.contract import Contract
from openpcn.rules.language.definitions import Definition
from openpcn.rules.language.outcomes import Outcome
from openpcn.rules.language.people import Person, Registered, Row
from openpcn.terms.scope import Fields, Scope
from openpcn.terms.units import Unit

from .dates import Dates
from .parameters import Parameters
from .plain import outcomes
from .requirements import lacking

_UNITS = frozenset(unit.value for unit in Unit)
_DAY = {"event": "date", "issue": "date", "medication": "start_date"}
_CODED = frozenset(_DAY)


def read_person(record: PersonRecord, with_rows: Sequence[Row] = ()) -> Person:
    """The rows of the current registration, and the entries laid over them."""
    held = next(row for row in record.patients if row.practice == record.practice)
    rows = [
        _row(row) if row.table in _CODED else _stay(row)
        for row in (
            *record.events,
            *record.medications,
            *record.issues,
            *record.hospital_stays,
            *record.care_home_stays,
            *record.consultations,
            *record.appointments,
        )
        if row.practice == record.practice
        and row.values.get("patient")
        == held.values.get("patient")  # not of an earlier registration at the same practice
        and (row.table not in _CODED or row["code"] is not None)
    ]
    return Person(
        Registered(
            birth_date=held["birth_date"],
            sex=held["sex"],
            registered_on=held["registered_on"],
            deregistered_on=held["deregistered_on"],
            registration_type=held["registration_type"],
            death_date=record.death_date or held["death_date"],
            deprivation_decile=held["deprivation_decile"],
        ),
        (*rows, *with_rows),
    )


def _row(stored: StoredRow) -> Row:
    coded = stored.table == "event"
    value, unit = (stored["value"], stored["unit"]) if coded else (stored["quantity"], None)
    written = f"{value:g} {unit}" if coded and value is not None and unit else ""
    if coded and stored["standard_value"] is not None:
        value, unit = stored["standard_value"], stored["standard_unit"]
    elif unit in _UNITS:  # a unit that this value cannot be compared in: as in the index, none that fits
        unit = None
    if written and written == f"{value:g} {unit}":
        written = ""
    return Row(
        code=stored["code"],
        date=stored[_DAY[stored.table]],
        value=value,
        unit=unit,
        comparator=stored["comparator"] if coded else None,
        term=stored["term"] or "",
        table=stored.table,
        implausible=bool(coded and stored["implausible"]),
        # rules see neither what is confidential nor notes of medicines that others prescribe
        confidential=bool(stored["confidential"] or (stored.table == "medication" and stored["elsewhere"])),
        practice=stored.practice,
        submission=stored.submission,
        file=stored.file_name,
        line=stored.line,
        written=written,
        days=stored["days"] if stored.table == "issue" else None,
        end=stored["end_date"] if stored.table == "medication" else None,
        status=stored["course_type"] if stored.table == "medication" else "",
    )


def _stay(stored: StoredRow) -> Row:
    """A row of a table without codes: a stay, a contact or an appointment, by its word."""
    day: date | None = stored["start"].date() if stored.table == "appointment" else stored["date"]
    end, status, confidential = None, "", False
    match stored.table:
        case "hospital_stay":
            word, end = stay_kind(stored["kind"], stored["method"]), stored["discharged_on"]
            term = word.replace("_", " ") + (f" ({stored['provider']})" if stored["provider"] else "")
        case "care_home_stay":
            word, end = "temporary" if stored["temporary"] else "permanent", stored["left_on"]
            term = stored["home_name"] or stored["home"]
        case "consultation":
            word, confidential = stored["mode"] or CONTACT, stored["confidential"]
            term = stored["type"] or word
        case _:
            word, status = stored["type"] or "", stored["status"]
            term = stored["type"] or "appointment"
    return Row(
        code=word,
        date=day,
        term=term,
        table=stored.table,
        confidential=bool(confidential),
        practice=stored.practice,
        submission=stored.submission,
        file=stored.file_name,
        line=stored.line,
        end=end,
        status=status,
    )


def evaluate_person(
    snapshot: Snapshot,
    person_id: int,
    definitions: Sequence[Definition],
    *,
    as_at: date,
    achievement_date: date,
    scope: Scope,
    with_rows: Sequence[Row] = (),
    require_official: bool = False,
    contract: Contract | None = None,
    scores: frozenset[str] = frozenset(),
) -> list[Outcome]:
    """One person's outcomes that are not *outside*, by the plain evaluator.

    with_rows: entries made here, laid over the record. A definition that the practice's feed cannot answer
    gives no outcome. Raises StoreError for somebody outside the scope.
    """
    scope.require(Fields.RECORD)
    record = snapshot.person(person_id, scope)
    part = snapshot.parts[record.practice]
    answered = [
        definition
        for definition in definitions
        if not lacking(definition, part.supplies, covers=part.covers, require_official=require_official)
    ]
    person = read_person(record, with_rows)
    parameters = Parameters(achievement_date, contract, scores)
    return outcomes(person, answered, Dates(as_at, achievement_date), parameters)
