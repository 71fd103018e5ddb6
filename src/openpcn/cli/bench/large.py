"""A large record for measuring, written straight as a snapshot: no extract is made or read.

Random rows, not lives: every codelist that a definition reads is there, values lie around the limits they are
compared with, and enough people meet each rule for the answers to be worth comparing. Deterministic by seed
and catalogue. Codes are used as unevenly as in practices (Zipf): a few very often, most seldom.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openpcn.cli.bench.wanted import Wanted, WantedList, wanted
from openpcn.record import identity
from openpcn.record.store import PartDescription, PartRef, Snapshot, SourceFile, Store
from openpcn.record.tables import TABLES
from openpcn.rules import catalogue
from openpcn.terms import nhs_number, sctid
from openpcn.terms.clock import LONDON
from openpcn.terms.person_key import person_id

AS_AT = date(2026, 2, 9)
ACHIEVEMENT = date(2026, 3, 31)
PRACTICES = tuple(f"Z9910{number}" for number in range(1, 7))
EVENT_CODES, DRUG_CODES = 20_000, 8_000
ISSUES_OF_A_MEDICINE = 40
TODAY = (AS_AT - date(1970, 1, 1)).days
SPAN = 5_000  # days that entries reach back

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """events, issues: a person, on average."""

    people: int
    events: int
    issues: int


@dataclass(frozen=True)
class _Use:
    """A code list's share: rows a person on average, and the codes among which they fall."""

    of: WantedList
    rate: float


def write(home: Path, size: Size, seed: int = 1) -> Snapshot:
    """Write and open a snapshot of so many people in six practices."""
    store = Store(home)
    random = np.random.default_rng(seed)
    look_for = wanted(catalogue.definitions(), ACHIEVEMENT)
    refs = []
    each = size.people // len(PRACTICES)
    for position, practice in enumerate(PRACTICES):
        count = each if position else size.people - each * (len(PRACTICES) - 1)
        here = Size(count, size.events, size.issues)
        refs.append(_part(store, practice, position * 160_000, here, look_for, random, home))
    return identity.assemble(store, refs, created=datetime(2026, 2, 10, 6, tzinfo=LONDON))


def _part(
    store: Store, practice: str, first: int, size: Size, look_for: Wanted, random: np.random.Generator,
    home: Path,
) -> PartRef:  # fmt: skip
    patients, ages = _patients(practice, first, size.people, random, identity.site_key(home))
    busy = np.cumsum(random.gamma(1.5, 1.0, size.people) * (10 + ages))  # the old and the ill are seen more
    busy /= busy[-1]
    tables = {"patient": patients, "event": _events(size, look_for, busy, random)}
    tables["medication"], tables["issue"] = _medicines(size, look_for, busy, random)
    tables |= _contacts(size, look_for, busy, random)
    tables |= _stays(size, busy, random)
    submission = f"bench-{practice}"
    description = PartDescription(
        part_id="", practice=practice, submission_id=submission, as_at=AS_AT.isoformat(), kind="full",
        source="bench", supplies=tuple(TABLES), history=(submission,),
        files=(SourceFile(submission, "generated"),), rows={}, hashes={}, list_size=0, test_data=True,
    )  # fmt: skip
    return store.write_part(description, tables, quarantine=pa.table({"line": pa.array([], pa.int32())}))


# People


def _numbers(first: int, count: int) -> list[str]:
    """``count`` NHS numbers of the 999 range, from a position onwards."""
    found: list[str] = []
    stem = 999_000_000 + first
    while len(found) < count:
        digit = nhs_number.check_digit(f"{stem:09d}")
        if digit is not None:
            found.append(f"{stem:09d}{digit}")
        stem += 1
    return found


def _patients(
    practice: str, first: int, people: int, random: np.random.Generator, key: bytes
) -> tuple[pa.Table, npt.NDArray[np.float64]]:
    numbers = _numbers(first, people)
    age_days = random.integers(0, 95 * 365, people)
    born = TODAY - age_days
    columns: dict[str, Any] = {
        "patient": np.arange(people, dtype=np.int32),
        "person_id": [person_id(key, f"nhs:{number}") for number in numbers],
        "local_id": [f"{practice}-{number}" for number in numbers],
        "nhs_number": numbers,
        "birth_date": _days(born),
        "sex": np.where(random.random(people) < 0.5, "female", "male"),
        "family_name": [f"SURNAME{n % 997}" for n in range(people)],
        "given_name": [f"Given{n % 499}" for n in range(people)],
        "deprivation_decile": random.integers(1, 11, people).astype(np.int8),
        "registered_on": _days(born + (random.random(people) * age_days).astype(np.int64)),
        "registration_type": ["regular"] * people,
    }
    return _table("patient", columns, people), age_days / 365


# Coded entries


def _share(name: str) -> float:
    """A number from 0 to 1 that belongs to a name: the same in every run, whatever else there is."""
    return zlib.crc32(name.encode()) / 2**32


def _uses(lists: dict[str, WantedList], budget: float) -> list[_Use]:
    """How often each list is used: one with values often, others from seldom to often, within the budget."""
    uses = [
        _Use(each, 1 + 4 * _share(name) if each.near else float(0.004 * 75 ** _share(name)))
        for name, each in sorted(lists.items())
    ]
    too_many = max(1.0, sum(use.rate for use in uses) / (0.7 * budget))
    return [_Use(use.of, use.rate / too_many) for use in uses]


def _zipf(count: int) -> npt.NDArray[np.float64]:
    weights = 1 / np.arange(1, count + 1)
    return np.cumsum(weights / weights.sum())


def _draw(random: np.random.Generator, cumulative: npt.NDArray[np.float64], count: int) -> Ints:
    found = np.searchsorted(cumulative, random.random(count), side="right")
    return np.minimum(found, len(cumulative) - 1)


@cache
def _fillers(first: int, count: int) -> tuple[str, ...]:
    """Well-formed codes that no list holds."""
    return tuple(sctid.with_check_digit(f"{first + n}0") for n in range(count))


def _ago(random: np.random.Generator, count: int) -> Ints:
    """Days: more of them lately than long ago."""
    return TODAY - (SPAN * random.random(count) ** 2).astype(np.int64)


def _events(
    size: Size, look_for: Wanted, busy: npt.NDArray[np.float64], random: np.random.Generator
) -> pa.Table:
    lists = look_for.coded["event"]
    codes = sorted({code for each in lists.values() for code in each.codes})
    fillers = _fillers(1_000_000, max(100, EVENT_CODES - len(codes)))
    position = {code: at for at, code in enumerate(codes)}
    units = ["", *sorted({each.unit.value for each in lists.values() if each.unit is not None})]
    who: list[Ints] = []
    when: list[Ints] = []
    code: list[npt.NDArray[np.int32]] = []
    value: list[npt.NDArray[np.float32]] = []
    unit: list[npt.NDArray[np.int8]] = []

    def add(of: WantedList | None, patients: Ints, days: Ints, chosen: Ints) -> None:
        who.append(patients)
        when.append(days)
        code.append(chosen.astype(np.int32))
        with_value = of is not None and bool(of.near or of.unit)
        value.append(
            _values(of, len(patients), random)
            if of is not None and with_value
            else np.full(len(patients), np.nan, np.float32)
        )
        named = of.unit.value if of is not None and of.unit is not None else ""
        unit.append(np.full(len(patients), units.index(named), np.int8))

    follows = set(look_for.together.values())
    for use in _uses(lists, size.events):
        if use.of.name in follows:
            continue
        count = max(len(use.of.codes), round(use.rate * size.people))
        patients, days = _draw(random, busy, count), _ago(random, count)
        for name in (use.of.name, look_for.together.get(use.of.name)):  # two halves of one measurement
            if name is not None:
                each = lists[name]
                at = np.array([position[c] for c in each.codes])
                chosen = at[_draw(random, _zipf(len(at)), count)]
                chosen[: len(at)] = at  # every code at least once
                add(each, patients, days, chosen)
    missing = max(0, size.people * size.events - sum(len(each) for each in who))
    chosen = len(codes) + _draw(random, _zipf(len(fillers)), missing)
    add(None, _draw(random, busy, missing), _ago(random, missing), chosen)

    order, patient, day = _in_order(np.concatenate(who), np.concatenate(when))
    values = np.concatenate(value)[order].astype(np.float64)
    written = pa.array(values, mask=np.isnan(values))
    with_unit = _words([None, *units[1:]], np.concatenate(unit)[order])
    rows = len(order)
    signs = np.where(random.random(rows) < 0.01, random.integers(1, 5, rows), 0)
    signs[np.isnan(values)] = 0
    columns = {
        "patient": patient.astype(np.int32),
        "source_key": _keys("e", rows),
        "code": _words([*codes, *fillers], np.concatenate(code)[order]),
        "date": _days(day),
        "date_precision": _words(["day"], np.zeros(rows, np.int8)),
        "value": written,
        "unit": with_unit,
        "comparator": _words([None, "<", "<=", ">", ">="], signs),
        "standard_value": written,
        "standard_unit": with_unit,
        "kind": _words(["observation"], np.zeros(rows, np.int8)),
    }
    return _table("event", columns, rows)


def _values(of: WantedList, count: int, random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Values around the limits they are compared with, some right on them."""
    near = np.array(sorted(of.near) or [5.0])
    around = near[random.integers(0, len(near), count)]
    spread = around * random.normal(1, 0.25, count)
    decimals = 0 if np.all(near >= 20) or (of.unit is None and np.all(near == np.round(near))) else 1
    drawn = np.where(random.random(count) < 0.05, around, np.round(spread, decimals))
    return np.clip(drawn, of.lowest, of.highest).astype(np.float32)


# Medicines


def _medicines(
    size: Size, look_for: Wanted, busy: npt.NDArray[np.float64], random: np.random.Generator
) -> tuple[pa.Table, pa.Table]:
    """Authorisations, and their issues about every 28 days up to today or to some day before."""
    lists = look_for.coded["issue"] | look_for.coded["medication"]
    courses = max(1, size.people * size.issues // ISSUES_OF_A_MEDICINE)
    codes = sorted({code for each in lists.values() for code in each.codes})
    fillers = _fillers(5_000_000, max(100, DRUG_CODES - len(codes)))
    position = {code: at for at, code in enumerate(codes)}
    picked = []
    for use in _uses(lists, size.issues / ISSUES_OF_A_MEDICINE):
        at = np.array([position[c] for c in use.of.codes])
        chosen = at[_draw(random, _zipf(len(at)), max(len(at), round(use.rate * size.people)))]
        chosen[: len(at)] = at
        picked.append(chosen)
    missing = max(0, courses - sum(len(each) for each in picked))
    picked.append(len(codes) + _draw(random, _zipf(len(fillers)), missing))
    code = np.concatenate(picked).astype(np.int32)
    count = len(code)
    issues = random.geometric(1 / ISSUES_OF_A_MEDICINE, count)
    stopped = random.random(count) < 0.4
    last = TODAY - np.where(stopped, random.integers(0, 1_500, count), random.integers(0, 28, count))
    start = last - 28 * (issues - 1)
    order, patient, start = _in_order(_draw(random, busy, count), start)
    code, issues, last, stopped = code[order], issues[order], last[order], stopped[order]
    names = [*codes, *fillers]
    medication = _table(
        "medication",
        {
            "patient": patient.astype(np.int32),
            "source_key": _keys("m", count),
            "code": _words(names, code),
            "term": _words(["medicine"], np.zeros(count, np.int8)),
            "start_date": _days(start),
            "end_date": pa.array((last + 28).astype(np.int32), mask=~stopped).cast(pa.date32()),
            "course_type": _words(
                ["acute", "repeat", "repeat_dispensing"], random.choice(3, count, p=[0.2, 0.7, 0.1])
            ),
            "quantity": pa.array(np.full(count, 28.0)),
        },
        count,
    )
    whose = np.repeat(np.arange(count), issues)
    within = np.arange(len(whose)) - np.repeat(np.cumsum(issues) - issues, issues)
    day = start[whose] + 28 * within + random.integers(0, 4, len(whose))
    order, owner, day = _in_order(patient[whose], np.minimum(day, TODAY))
    rows = len(order)
    supplied = random.choice(np.array([0, 28, 28, 56]), rows)
    issue = _table(
        "issue",
        {
            "patient": owner.astype(np.int32),
            "source_key": _keys("i", rows),
            "code": _words(names, code[whose[order]]),
            "term": _words(["medicine"], np.zeros(rows, np.int8)),
            "date": _days(day),
            "quantity": pa.array(random.choice(np.array([28.0, 56.0, 100.0]), rows)),
            "days": pa.array(supplied.astype(np.int32), mask=supplied == 0),
        },
        rows,
    )
    return medication, issue


# Contacts and stays


def _contacts(
    size: Size, look_for: Wanted, busy: npt.NDArray[np.float64], random: np.random.Generator
) -> dict[str, pa.Table]:
    rows = size.people * 20
    _, patient, day = _in_order(_draw(random, busy, rows), _ago(random, rows))
    modes = [None, "face to face", "telephone", "video", "home visit", "other"]
    consultation = {
        "patient": patient.astype(np.int32),
        "source_key": _keys("c", rows),
        "date": _days(day),
        "mode": _words(modes, random.integers(0, len(modes), rows)),
    }
    booked = size.people * 10
    ahead = _ago(random, booked) + random.integers(0, 30, booked)
    _, whose, start = _in_order(_draw(random, busy, booked), ahead)
    types = [None, "General Consultation Acute", *look_for.words.get("appointment", ())]
    statuses = ["booked", "arrived", "fulfilled", "noshow", "cancelled"]
    appointment = {
        "patient": whose.astype(np.int32),
        "source_key": _keys("a", booked),
        "start": pa.array(start * 86_400 + 36_000).cast(pa.timestamp("s")),
        "status": _words(statuses, random.integers(0, len(statuses), booked)),
        "type": _words(types, random.integers(0, len(types), booked)),
    }
    return {
        "consultation": _table("consultation", consultation, rows),
        "appointment": _table("appointment", appointment, booked),
    }


def _stays(size: Size, busy: npt.NDArray[np.float64], random: np.random.Generator) -> dict[str, pa.Table]:
    rows = max(1, size.people // 2)
    _, patient, day = _in_order(_draw(random, busy, rows), _ago(random, rows))
    kind = random.choice(3, rows, p=[0.5, 0.3, 0.2])
    length, still = random.integers(0, 20, rows), random.random(rows) < 0.02
    hospital = {
        "patient": patient.astype(np.int32),
        "source_key": _keys("h", rows),
        "kind": _words(["admission", "emergency_attendance", "outpatient_attendance"], kind),
        "date": _days(day),
        "discharged_on": pa.array((day + length).astype(np.int32), mask=(kind > 0) | still).cast(pa.date32()),
        "method": _words(
            [None, "emergency", "elective", "maternity", "transfer"],
            np.where(kind, 0, random.integers(0, 5, rows)),
        ),
    }
    beds = max(1, size.people // 60)
    _, resident, since = _in_order(_draw(random, busy, beds), _ago(random, beds))
    home = {
        "patient": resident.astype(np.int32),
        "source_key": _keys("b", beds),
        "home": _words(["1-100000001"], np.zeros(beds, np.int8)),
        "date": _days(since),
        "left_on": pa.array((since + 200).astype(np.int32), mask=random.random(beds) < 0.6).cast(pa.date32()),
        "temporary": random.random(beds) < 0.2,
    }
    return {
        "hospital_stay": _table("hospital_stay", hospital, rows),
        "care_home_stay": _table("care_home_stay", home, beds),
    }


# Columns


def _in_order(patient: Ints, day: Ints) -> tuple[Ints, Ints, Ints]:
    """The order by patient and day, and both in it."""
    key = (patient << 16) + day
    order = np.argsort(key, kind="stable")
    key = key[order]
    return order, key >> 16, key & 0xFFFF


def _keys(letter: str, rows: int) -> pa.Array:
    """Keys that sort as the rows stand."""
    digits = np.char.zfill(np.arange(rows).astype("S8"), 8)
    return pa.array(np.char.add(letter.encode(), digits)).cast(pa.string())


def _words(words: list[Any], at: npt.NDArray[Any]) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(at))


def _days(values: Ints) -> pa.Array:
    return pa.array(values.astype(np.int32)).cast(pa.date32())


def _table(name: str, columns: dict[str, Any], rows: int) -> pa.Table:
    """A record table from some columns: the others are null, or nought where they may not be."""
    declared = TABLES[name]
    arrays = []
    for column in declared.columns:
        given = columns.get(column.name)
        if given is not None:
            array = given if isinstance(given, pa.Array) else pa.array(given)
            arrays.append(array.cast(column.type))
        elif column.null_means:
            arrays.append(pa.nulls(rows, column.type))
        else:
            arrays.append(pa.array(np.zeros(rows, np.int8)).cast(column.type))
    return pa.table(arrays, schema=declared.schema)
