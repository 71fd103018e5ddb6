"""The record's rows in one form for every table, from a snapshot's Parquet files or from memory.

The same as the concept index says, see ``record.store.indexed``: a row has a person, a word (its code, or
what kind of row it is), a day, an end, a value with comparator and unit, and a status.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openpcn.record.store import (
    COMPARATORS,
    CONTACT,
    DAYS_SUPPLIED,
    STATUSES,
    STILL_CURRENT,
    UNITS,
    Snapshot,
    stay_kind,
)
from openpcn.rules.engine.dates import to_days
from openpcn.rules.engine.kernels import MISSING
from openpcn.rules.engine.practice import SEXES, Practice

from .backends import Backend

FAR = int(STILL_CURRENT)  # the end of what goes on
_APART = 2**31  # person numbers of one practice and of the next
OTHER_UNIT = "?"  # a unit that values cannot be compared in


@dataclass(frozen=True)
class Source:
    """What there is to read.

    people: everybody on a list: pid, person_id, practice, birth (a day), birth_year, birth_month_day (MMDD),
    sex (null: unknown), registered_on, decile. rows: of a table, as said above, with ``pid``.
    """

    practices: tuple[str, ...]
    people: ir.Table
    rows: Callable[[str], ir.Table]


def day_of(column: ir.Value) -> ir.IntegerValue:
    """A date as days since 1970-01-01."""
    return column.delta(ibis.date(1970, 1, 1), unit="day").cast("int64")


def stored(
    backend: Backend, snapshot: Snapshot, practices: Sequence[str], as_at: date, people: Iterable[int] | None
) -> Source:
    """A committed snapshot, read where it lies. people: only these."""
    held = tuple(practices)

    def everybody() -> ir.Table:
        who = backend.parquet(snapshot.folder / "person.parquet")
        found = []
        for number, ods in enumerate(held):
            here = backend.parquet(snapshot.parts[ods].folder / "patient.parquet")
            answers = who.filter(who.practice == ods).select("patient", "person_id", died="death_date")
            of_part = here.drop("person_id").inner_join(answers, "patient")
            found.append(_registered(of_part, number, ods))
        listed = _listed(_together(found), as_at)
        if people is None:
            return listed
        only = backend.small(pa.table({"person_id": pa.array(sorted(people), pa.int64())}))
        return listed.semi_join(only, "person_id")

    def rows(table: str) -> ir.Table:
        shape = _SHAPES[table]
        return _together(
            [
                shape(backend.parquet(snapshot.parts[ods].folder / f"{table}.parquet"), number * _APART)
                for number, ods in enumerate(held)
            ]
        )

    return Source(held, everybody(), rows)


def in_memory(backend: Backend, practices: Sequence[Practice], as_at: date) -> Source:
    """Practices that are held in memory: what stories and generated people live in."""
    people = pa.concat_tables([_people(practice, at) for at, practice in enumerate(practices)])
    held: dict[str, ir.Table] = {}

    def rows(table: str) -> ir.Table:
        if table not in held:
            parts = [_rows(practice, table, at) for at, practice in enumerate(practices)]
            held[table] = backend.small(pa.concat_tables(parts))
        return held[table]

    return Source(tuple(each.ods for each in practices), _listed(backend.small(people), as_at), rows)


def _together(tables: list[ir.Table]) -> ir.Table:
    return reduce(lambda a, b: a.union(b), tables)


# People ------------------------------------------------------------------------------------------------


def _registered(of_part: ir.Table, number: int, ods: str) -> ir.Table:
    return of_part.select(
        pid=of_part.patient.cast("int64") + number * _APART,
        person_id=of_part.person_id,
        practice=ibis.literal(ods),
        born=of_part.birth_date,
        died=day_of(ibis.coalesce(of_part.died, of_part.death_date)),
        sex=of_part.sex,
        registered_on=day_of(of_part.registered_on),
        deregistered_on=day_of(of_part.deregistered_on),
        regular=of_part.registration_type == "regular",
        decile=of_part.deprivation_decile.cast("int64"),
    )


def _listed(people: ir.Table, as_at: date) -> ir.Table:
    """Regularly registered and alive on a day: practice.People.on_list."""
    day = to_days(as_at)
    people = people.mutate(birth=day_of(people.born))
    return people.filter(
        people.regular,
        people.birth <= day,
        people.registered_on <= day,
        people.deregistered_on.isnull() | (people.deregistered_on > day),
        people.died.isnull() | (people.died > day),
    ).select(
        "pid",
        "person_id",
        "practice",
        "birth",
        "registered_on",
        "decile",
        birth_year=people.born.year().cast("int64"),
        birth_month_day=(people.born.month() * 100 + people.born.day()).cast("int64"),
        sex=people.sex.nullif("unknown"),
    )


def _people(practice: Practice, number: int) -> pa.Table:
    held = practice.people
    count = len(held)
    return pa.table(
        {
            "pid": np.arange(count, dtype=np.int64) + number * _APART,
            "person_id": held.person_id,
            "practice": pa.array([practice.ods] * count, pa.string()),
            "born": _days(held.birth).cast(pa.int32()).cast(pa.date32()),
            "died": _days(held.death),
            "sex": pa.array([SEXES[each] for each in held.sex.tolist()], pa.string()),
            "registered_on": _days(held.registered_on),
            "deregistered_on": _days(held.deregistered_on),
            "regular": held.regular & held.current,
            "decile": pa.array(held.decile.astype(np.int64), mask=held.decile == 0),
        }
    )


def _days(days: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(days, mask=days == MISSING)


# Rows --------------------------------------------------------------------------------------------------


def _rows(practice: Practice, table: str, number: int) -> pa.Table:
    index = practice.index_of(table)
    rows = index.rows(None)
    words = pa.array(index.codes, pa.string())
    units = pa.array(["", *(unit.value for unit in UNITS), OTHER_UNIT])
    value = np.asarray(rows.value, dtype=np.float64)
    return pa.table(
        {
            "pid": rows.patient.astype(np.int64) + number * _APART,
            "word": words.take(pa.array(rows.concept)) if len(words) else pa.array([], pa.string()),
            "day": rows.date.astype(np.int64),
            "end": rows.end.astype(np.int64),
            "value": pa.array(value, mask=np.isnan(value)),
            "comparator": pa.array(COMPARATORS).take(pa.array(rows.comparator)),
            "unit": units.take(pa.array(np.where(rows.unit < 0, len(UNITS) + 1, rows.unit))),
            "status": pa.array([*STATUSES, "?"]).take(
                pa.array(np.where(rows.status < 0, len(STATUSES), rows.status))
            ),
        }
    )


def _shaped(
    rows: ir.Table,
    offset: int,
    word: ir.Value,
    day: ir.Value,
    *,
    end: ir.Value | None = None,
    value: ir.Value | None = None,
    comparator: ir.Value | None = None,
    unit: ir.Value | None = None,
    status: ir.Value | None = None,
) -> ir.Table:
    return rows.select(
        pid=rows.patient.cast("int64") + offset,
        word=word,
        day=day,
        end=ibis.literal(FAR, "int64") if end is None else ibis.coalesce(end, FAR).cast("int64"),
        value=ibis.null("float64") if value is None else value.cast("float64"),
        comparator=ibis.null("string") if comparator is None else comparator,
        unit=ibis.null("string") if unit is None else unit,
        status=ibis.null("string") if status is None else status,
    )


def _event(rows: ir.Table, offset: int) -> ir.Table:
    rows = rows.filter(~rows.confidential, rows.code.notnull(), rows.date.notnull())
    value = rows.implausible.ifelse(ibis.null("float64"), ibis.coalesce(rows.standard_value, rows.value))
    unit = ibis.coalesce(rows.standard_unit, rows.unit.notnull().ifelse(OTHER_UNIT, ibis.null("string")))
    day = day_of(rows.date)
    past = (rows.problem_status == "past").fill_null(False)
    end = ibis.coalesce(day_of(rows.problem_end), past.ifelse(day, ibis.null("int64")))
    return _shaped(rows, offset, rows.code, day, end=end, value=value, comparator=rows.comparator, unit=unit)


def _medication(rows: ir.Table, offset: int) -> ir.Table:
    rows = rows.filter(~rows.confidential, ~rows.elsewhere, rows.code.notnull(), rows.start_date.notnull())
    return _shaped(
        rows, offset, rows.code, day_of(rows.start_date), end=day_of(rows.end_date), value=rows.quantity,
        status=rows.course_type,
    )  # fmt: skip


def _issue(rows: ir.Table, offset: int) -> ir.Table:
    rows = rows.filter(~rows.confidential, rows.code.notnull(), rows.date.notnull())
    supplied = (rows.days > 0).ifelse(rows.days.cast("int64"), DAYS_SUPPLIED)
    day = day_of(rows.date)
    return _shaped(rows, offset, rows.code, day, end=day + supplied, value=rows.quantity)


def _hospital_stay(rows: ir.Table, offset: int) -> ir.Table:
    rows = rows.filter(rows.date.notnull())
    admission = rows.kind == "admission"
    known = [(rows.method == how, stay_kind("admission", how)) for how in _METHODS]
    admitted = ibis.cases(*known, else_=stay_kind("admission", None))
    day = day_of(rows.date)
    end = ibis.coalesce(day_of(rows.discharged_on), admission.ifelse(ibis.null("int64"), day))
    return _shaped(rows, offset, admission.ifelse(admitted, rows.kind), day, end=end)


def _care_home_stay(rows: ir.Table, offset: int) -> ir.Table:
    rows = rows.filter(rows.date.notnull())
    word = rows.temporary.ifelse("temporary", "permanent")
    return _shaped(rows, offset, word, day_of(rows.date), end=day_of(rows.left_on))


def _consultation(rows: ir.Table, offset: int) -> ir.Table:
    rows = rows.filter(~rows.confidential, rows.date.notnull())
    day = day_of(rows.date)
    return _shaped(rows, offset, ibis.coalesce(rows["mode"], CONTACT), day, end=day)


def _appointment(rows: ir.Table, offset: int) -> ir.Table:
    day = day_of(rows.start.cast("date"))
    return _shaped(rows, offset, ibis.coalesce(rows.type, ""), day, end=day, status=rows.status)


_METHODS = ("emergency", "elective", "maternity", "transfer")
_SHAPES: dict[str, Callable[[ir.Table, int], ir.Table]] = {
    "event": _event,
    "medication": _medication,
    "issue": _issue,
    "hospital_stay": _hospital_stay,
    "care_home_stay": _care_home_stay,
    "consultation": _consultation,
    "appointment": _appointment,
}
