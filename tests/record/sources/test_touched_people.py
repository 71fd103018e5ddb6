"""Deriving only the people a delta touches says in every file what deriving everybody says."""

from __future__ import annotations

import dataclasses
import json
import random
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from openpcn.record.intake import Limits, carrying, deriving, take
from openpcn.record.reference import Reference
from openpcn.record.store import Part, Store
from openpcn.synthetic import write_network

DAYS = ("2026-02-09", "2026-02-10", "2026-02-11", "2026-02-12")


@pytest.fixture(autouse=True)
def however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """These practices are so small that nearly everybody is touched."""
    monkeypatch.setattr(carrying, "AT_MOST", 10.0)


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each derivation, whether it took people over."""
    found: list[bool] = []
    as_it_is = deriving.derive

    def watched(*given: Any) -> Any:
        found.append(given[-1] is not None)
        return as_it_is(*given)

    monkeypatch.setattr(sys.modules["openpcn.record.intake.take"], "derive", watched)
    return found


def _forgetful(part: Part) -> Part:
    """The same part, of which nobody noted what derived it: everything is derived."""
    other = Part(part.folder)
    other.description = dataclasses.replace(part.description, told_by="")
    return other


def _both_ways(store: Store, folder: Path, part: Part) -> Part:
    """Take a delta onto a part in both ways, and compare all that is said."""
    taken = []
    for before in (part, _forgetful(part)):
        now = take(
            folder, store, before, today=date(2026, 3, 1), reference=Reference(None),
            limits=Limits(approved=True),
        )  # fmt: skip
        assert now.part is not None, now.receipt
        taken.append((store.part(now.part.part_id), dataclasses.replace(now.receipt, seconds=0)))
    (few, told), (all_, also_told) = taken
    assert told == also_told
    one, other = (
        {**json.loads(each.description.to_json()), "part_id": "", "told_by": ""} for each in (few, all_)
    )
    assert one == other
    names = {str(path.relative_to(few.folder)) for path in few.folder.rglob("*") if path.is_file()}
    assert names == {str(path.relative_to(all_.folder)) for path in all_.folder.rglob("*") if path.is_file()}
    for name in names - {"part.json"}:
        ours, theirs = few.folder / name, all_.folder / name
        if name.endswith(".parquet"):
            assert _say_the_same(ours, theirs, ordered=not name.startswith("state/")), name
        else:
            assert ours.read_bytes() == theirs.read_bytes(), name
    return few


def _say_the_same(ours: Path, theirs: Path, *, ordered: bool) -> bool:
    """Whether two tables hold the same rows, where they are ``ordered`` in the same order."""
    one, other = pq.read_table(ours), pq.read_table(theirs)
    if one.equals(other):
        return True
    rows, others = ([str(row) for row in each.to_pylist()] for each in (one, other))
    return rows == others if ordered else sorted(rows) == sorted(others)


def _emis(extract: Any, rng: random.Random, *, first: bool) -> Any:
    """Rows of few people with few ids, so that people share them, and refer to what is not there."""

    def one(kind: str, of: int) -> str:
        return f"{kind}{rng.randrange(of)}"

    def dead() -> str:
        return "true" if not first and rng.random() < 0.25 else "false"

    if first:
        extract.base()
    for n in range(9) if first else rng.sample(range(11), 1):
        extract.patient(f"p{n}", Surname=one("S", 99), UsualGpUserInRoleGuid=one("u", 3), Deleted=dead())
    for _ in range(40 if first else 1):
        extract.observation(
            one("o", 25), one("p", 11), rng.choice(("1001", "1002", "1003", "1005")),
            rng.choice(("", DAYS[0])), Value=str(rng.randrange(300)), NumericUnit="mmHg",
            ParentObservationGuid=rng.choice(("", one("o", 25))),
            ConsultationGuid=one("v", 9), Deleted=dead(),
        )  # fmt: skip
        extract.add(
            "CareRecord_Problem", ObservationGuid=one("o", 25), PatientGuid=one("p", 11), Deleted=dead(),
            ProblemStatusDescription="Active Problem",
        )  # fmt: skip
        extract.add(
            "CareRecord_Consultation", ConsultationGuid=one("v", 9), PatientGuid=one("p", 11),
            EffectiveDate=DAYS[0], EffectiveDatePrecision="YMD", Deleted=dead(),
            ClinicianUserInRoleGuid=one("u", 3), IsConfidential=rng.choice(("true", "false")),
        )  # fmt: skip
        extract.drug(
            one("d", 12), one("p", 11), DAYS[0], Deleted=dead(), IsActive=rng.choice(("true", "false"))
        )
        extract.issue(
            one("i", 30), one("p", 11), DAYS[0], DrugRecordGuid=one("d", 12), ConsultationGuid=one("v", 9),
            Deleted=dead(),
        )  # fmt: skip
        extract.slot(one("s", 30), one("p", 11), DAYS[0], SessionGuid=one("e", 4), Deleted=dead())
    for _ in range(3 if first else rng.randrange(2)):
        extract.add("Appointment_Session", AppointmentSessionGuid=one("e", 4), Description=one("Clinic", 9))
        extract.add(
            "Appointment_SessionUser", SessionGuid=one("e", 4), UserInRoleGuid=one("u", 3), Deleted=dead()
        )
        extract.add("Admin_UserInRole", UserInRoleGuid=one("u", 3), Surname=one("Reed", 9))
        extract.code(rng.choice(("1003", "1005")), one("Term", 9), snomed="72313002")
    return extract


def _systmone(extract: Any, rng: random.Random, *, first: bool) -> Any:
    """The same for SystmOne; a row's number is its key in its table."""

    def one(lowest: int, of: int) -> str:
        return str(lowest + rng.randrange(of))

    extract.delta = not first
    if first:
        extract.base()
        for n in range(9):
            extract.patient(str(100 + n), NHSNumber="")
    seen: set[tuple[str, str]] = set()

    def put(table: str, row: str, **values: str) -> None:
        if (table, row) not in seen:
            seen.add((table, row))
            if not first and rng.random() < 0.25:
                extract.removed(table, row)
            else:
                extract.add(table, RowIdentifier=row, **values)

    for _ in range(30 if first else 1):
        who = {"IDPatient": one(100, 10)}
        day = {"DateEvent": "09 Feb 2026 10:00:00"}
        put("SRCode", one(1000, 40), SNOMEDCode="59621000", CTV3Code="XE0Uc", IDEvent=one(2000, 20),
            IsNumeric="FALSE", **who, **day)  # fmt: skip
        put("SREvent", one(2000, 20), ClinicalEvent=rng.choice(("TRUE", "FALSE")), IDDoneBy=one(500, 3),
            **who, **day)  # fmt: skip
        put("SRProblem", one(3000, 20), IDCode=one(1000, 40), **who)
        put("SRAppointment", one(4000, 20), DateStart="09 Feb 2026 10:00:00", IDClinician=one(500, 3),
            AppointmentStatus=one(9001, 3), **who)  # fmt: skip
        put("SREventLink", one(5000, 20), IDEvent=one(2000, 20), IDAppointment=one(4000, 20), **who)
        put("SRAppointmentFlags", one(6000, 10), IDAppointment=one(4000, 20), Flag="Telephone")
    if not first:
        extract.patient(one(107, 4), NHSNumber="")
    if rng.random() < 0.5:
        extract.add("SRStaffMember", RowIdentifier=one(500, 3), StaffName=f"Dr {one(1, 9)}")
    return extract


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.deep) for n in (1, 2, 3))])
@pytest.mark.parametrize("shape", ["emis", "systmone"])
def test_random_deltas(shape: str, seed: int, practice: Any, request: Any, carried: list[bool]) -> None:
    kind, made = request.getfixturevalue(shape), {"emis": _emis, "systmone": _systmone}[shape]
    rng = random.Random(seed)
    number = {"processing": 1000} if shape == "emis" else {"first": 7_000_000}
    practice.take(made(kind(), rng, first=True))
    assert practice.part is not None
    for n, (before, day) in enumerate(pairwise(DAYS), start=1):
        number = {name: value * 2 for name, value in number.items()}
        folder = made(kind(**number), rng, first=False).write(
            practice.home / f"delta-{n}", kind="delta", as_at=date.fromisoformat(day),
            based_on=date.fromisoformat(before),
        )  # fmt: skip
        carried.clear()
        practice.part = _both_ways(practice.store, folder, practice.part)
        assert carried == [True, False]


def test_a_network_s_second_night(tmp_path: Path, carried: list[bool]) -> None:
    write_network(tmp_path / "network", people=500, practices=2, nights=2, seed=7, dirt=3.0)
    store = Store(tmp_path / "home")
    for folder in sorted((tmp_path / "network" / "night-1").iterdir()):
        full = take(folder, store, None, today=date(2026, 3, 1), reference=Reference(None))
        assert full.part is not None
        carried.clear()
        later = tmp_path / "network" / "night-2" / folder.name
        part = _both_ways(store, later, store.part(full.part.part_id))
        assert carried == [True, False]
        assert part.n_patients > 200


def test_other_look_ups_derive_everybody(practice: Any, emis: Any, carried: list[bool]) -> None:
    """A delta onto a part that other look-ups, or an older program, derived."""
    practice.take(emis().base().patient("p1").observation("o1", "p1", "1001", DAYS[0]))
    practice.part.description = dataclasses.replace(practice.part.description, told_by="another")
    carried.clear()
    practice.take(emis(processing=500).observation("o2", "p1", "1001", DAYS[0]), DAYS[1], DAYS[0])
    assert carried == [False]
