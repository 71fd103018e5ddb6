"""A large record for measuring, written straight as a snapshot: no extract is made or read.

Random rows, not lives: enough people meet each rule for the answers to be worth comparing. Deterministic by
seed. Rows: one patient each, ``events`` coded entries each on average, issues and authorisations.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.codes import codelist
from openpcn.record import identity
from openpcn.record.store import PartDescription, PartRef, Snapshot, SourceFile, Store
from openpcn.record.store.writer import in_order
from openpcn.record.tables import APPOINTMENT, EVENT, ISSUE, MEDICATION, PATIENT, Table
from openpcn.terms import nhs_number, sctid
from openpcn.terms.clock import LONDON

AS_AT = date(2026, 2, 9)
PRACTICES = tuple(f"Z9910{number}" for number in range(1, 7))

# codelist -> (entries a person of the affected share, share of people affected)
RATES: dict[str, tuple[float, float]] = {
    "hypertension": (1.2, 0.15),
    "hypertension_resolved": (1.0, 0.01),
    "learning_disability": (1.0, 0.02),
    "frailty_mild": (1.0, 0.05),
    "frailty_moderate": (1.0, 0.03),
    "frailty_severe": (1.2, 0.03),
    "clinical_frailty_scale": (1.0, 0.03),
    "care_home_permanent": (1.0, 0.015),
    "care_home_temporary": (1.0, 0.004),
    "care_home_left": (1.0, 0.004),
    "structured_medication_review": (1.2, 0.06),
    "medication_review": (2.0, 0.2),
    "smr_declined": (1.0, 0.004),
    "palliative_care": (1.0, 0.006),
    "alignment_registration_declined": (1.0, 0.001),
    "ld_health_check": (2.0, 0.015),
    "ld_health_action_plan": (1.5, 0.013),
    "ld_health_check_declined": (1.0, 0.001),
    "ethnicity": (1.2, 0.85),
    "bp_declined": (1.0, 0.004),
    "bp_invitation": (2.0, 0.05),
    "maximal_bp_treatment": (1.0, 0.003),
    "home_bp_monitoring": (1.0, 0.02),
    "abpm": (1.0, 0.01),
    "home_monitoring_declined": (1.0, 0.002),
    "white_coat_or_excluded": (1.0, 0.002),
    "type1_opt_out": (1.0, 0.03),
    "sharing_dissent": (1.0, 0.01),
}
FILLER_CONCEPTS = 400


def write(home: Path, people: int, events: int, seed: int = 1) -> Snapshot:
    """Write and open a snapshot of ``people`` in six practices with ``events`` entries each on average."""
    store = Store(home)
    random = np.random.default_rng(seed)
    refs = []
    each = people // len(PRACTICES)
    for position, practice in enumerate(PRACTICES):
        count = each if position else people - each * (len(PRACTICES) - 1)
        refs.append(_part(store, practice, position * 160_000, count, events, random, home))
    return identity.assemble(store, refs, created=datetime(2026, 2, 10, 6, tzinfo=LONDON))


def _part(
    store: Store, practice: str, first: int, people: int, events: int, random: np.random.Generator, home: Path
) -> PartRef:
    patients = _patients(practice, first, people, random, identity.site_key(home))
    tables = {
        "patient": patients,
        "event": _events(people, events, random),
        "medication": _medications(people, random),
        "issue": _issues(people, random),
        "appointment": APPOINTMENT.schema.empty_table(),
    }
    submission = f"bench-{practice}"
    description = PartDescription(
        part_id="", practice=practice, submission_id=submission, as_at=AS_AT.isoformat(), kind="full",
        source="bench", supplies=tuple(tables), history=(submission,),
        files=(SourceFile(submission, "generated"),), rows={}, hashes={}, list_size=0, test_data=True,
    )  # fmt: skip
    return store.write_part(description, tables, quarantine=pa.table({"line": pa.array([], pa.int32())}))


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


def _patients(practice: str, first: int, people: int, random: np.random.Generator, key: bytes) -> pa.Table:
    from openpcn.terms.person_key import person_id

    numbers = _numbers(first, people)
    age_days = random.integers(0, 95 * 365, people)
    born = np.int32((AS_AT - date(1970, 1, 1)).days) - age_days
    registered = born + (random.random(people) * age_days).astype(np.int64)
    columns: dict[str, object] = {
        "patient": np.arange(people, dtype=np.int32),
        "person_id": [person_id(key, f"nhs:{number}") for number in numbers],
        "local_id": [f"{practice}-{number}" for number in numbers],
        "nhs_number": numbers,
        "birth_date": _days(born),
        "sex": np.where(random.random(people) < 0.5, "female", "male"),
        "family_name": [f"SURNAME{n % 997}" for n in range(people)],
        "given_name": [f"Given{n % 499}" for n in range(people)],
        "deprivation_decile": random.integers(1, 11, people).astype(np.int8),
        "registered_on": _days(registered),
        "registration_type": ["regular"] * people,
        "confidential": np.zeros(people, bool),
        "spine_sensitive": np.zeros(people, bool),
    }
    return _table(PATIENT, columns, people)


def _events(people: int, events: int, random: np.random.Generator) -> pa.Table:
    who, code, when, value, unit = [], [], [], [], []

    def add(
        patients: npt.NDArray[np.int64],
        codes: npt.NDArray[np.str_],
        days: npt.NDArray[np.int64],
        values: npt.NDArray[np.float64] | None = None,
        units: str | None = None,
    ) -> None:
        who.append(patients)
        code.append(codes)
        when.append(days)
        value.append(np.full(len(patients), np.nan) if values is None else values)
        unit.append(np.full(len(patients), units or "", dtype="<U12"))

    today = (AS_AT - date(1970, 1, 1)).days
    for name, (rate, share) in RATES.items():
        affected = np.flatnonzero(random.random(people) < share)
        patients = np.repeat(affected, random.poisson(rate, len(affected)))
        ids = np.array([each.code for each in codelist(name).codes])
        scores = (
            random.integers(1, 10, len(patients)).astype(float) if name == "clinical_frailty_scale" else None
        )
        add(
            patients,
            random.choice(ids, len(patients)),
            today - random.integers(0, 2_000, len(patients)),
            scores,
        )
    for setting in ("clinic", "home"):  # systolic and diastolic of the same day
        patients = np.repeat(np.arange(people), random.poisson(4 if setting == "clinic" else 0.3, people))
        days = today - random.integers(0, 2_500, len(patients))
        for side, mean, spread in (("systolic", 134, 18), ("diastolic", 80, 11)):
            readings = np.round(random.normal(mean, spread, len(patients)))
            ids = np.full(len(patients), codelist(f"{side}_{setting}").first.code)
            add(patients, ids, days, readings, "mmHg")
    fillers = np.array([sctid.with_check_digit(f"{1_000_000 + n}0") for n in range(FILLER_CONCEPTS)])
    missing = max(0, people * events - sum(len(each) for each in who))
    weights = 1 / np.arange(1, FILLER_CONCEPTS + 1)
    chosen = random.choice(FILLER_CONCEPTS, missing, p=weights / weights.sum())
    add(random.integers(0, people, missing), fillers[chosen], today - random.integers(0, 5_000, missing))

    rows = sum(len(each) for each in who)
    values = np.concatenate(value)
    units = pa.array(np.concatenate(unit))
    columns = {
        "patient": np.concatenate(who).astype(np.int32),
        "source_key": pc.binary_join_element_wise("e", pa.array(np.arange(rows)).cast(pa.string()), ""),
        "code": pa.array(np.concatenate(code)),
        "date": _days(np.concatenate(when)),
        "date_precision": pa.array(["day"]).take(pa.array(np.zeros(rows, np.int64))),
        "value": pa.array(values, mask=np.isnan(values)),
        "unit": pc.if_else(pc.equal(units, ""), pa.scalar(None, pa.string()), units),
        "standard_value": pa.array(values, mask=np.isnan(values) | (np.concatenate(unit) == "")),
        "standard_unit": pc.if_else(pc.equal(units, ""), pa.scalar(None, pa.string()), units),
        "implausible": np.zeros(rows, bool),
        "kind": pa.array(["observation"]).take(pa.array(np.zeros(rows, np.int64))),
        "confidential": np.zeros(rows, bool),
    }
    return in_order(_table(EVENT, columns, rows), EVENT)


def _medications(people: int, random: np.random.Generator) -> pa.Table:
    return MEDICATION.schema.empty_table()


def _issues(people: int, random: np.random.Generator) -> pa.Table:
    names = ("ace_inhibitor", "statin", "ppi", "metformin", "opioid_weak", "nsaid", "anticoagulant")
    ids = np.array([each.code for name in names for each in codelist(name).codes])
    who = np.repeat(np.arange(people), random.poisson(20, people))
    today = (AS_AT - date(1970, 1, 1)).days
    columns = {
        "patient": who.astype(np.int32),
        "source_key": pc.binary_join_element_wise("i", pa.array(np.arange(len(who))).cast(pa.string()), ""),
        "code": random.choice(ids, len(who)),
        "term": pa.array(["medicine"]).take(pa.array(np.zeros(len(who), np.int64))),
        "date": _days(today - random.integers(0, 1_000, len(who))),
    }
    return in_order(_table(ISSUE, columns, len(who)), ISSUE)


def _days(values: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(values.astype(np.int32)).cast(pa.date32())


def _table(declared: Table, columns: dict[str, object], rows: int) -> pa.Table:
    """A record table from some columns: the others are null, or nought where they may not be."""
    arrays = []
    for column in declared.columns:
        given = columns.get(column.name)
        if given is not None:
            array = given if isinstance(given, pa.Array | pa.ChunkedArray) else pa.array(given)
            arrays.append(array.cast(column.type))
        elif column.null_means:
            arrays.append(pa.nulls(rows, column.type))
        else:
            arrays.append(pa.array(np.zeros(rows, np.int64)).cast(column.type))
    return pa.table(arrays, schema=declared.schema)
