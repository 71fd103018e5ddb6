"""Who is who across practices: NHS number and date of birth must agree, or nobody is guessed.

- One number, one date of birth, in any number of practices or registrations: one person. The current
  registration is the latest one that has not ended; with none, the latest. Two open ones are flagged.
- One number with different dates of birth: all those registrations are set aside and listed. Nobody is
  merged, nobody wins, until a practice corrects its record.
- No number: a person known only to that practice, by its own id.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
import pyarrow as pa

from openpcn.record.store import PERSON, IdentityIssue, Part, PartRef, Snapshot, Store, durable

KEY_NAME = "identity.key"
_COLUMNS = (
    "person_id", "patient", "local_id", "nhs_number", "birth_date", "death_date", "registered_on",
    "deregistered_on", "confidential", "spine_sensitive",
)  # fmt: skip


class IdentityError(RuntimeError):
    """The site's identity key is not what it should be."""


@dataclass(frozen=True)
class _Place:
    """One patient row: a registration, past or present, at one practice."""

    practice: str
    person_id: int
    patient: int
    local_id: str
    nhs_number: str | None
    birth_date: date
    death_date: date | None
    registered_on: date
    deregistered_on: date | None
    confidential: bool
    spine_sensitive: bool


def site_key(home: Path) -> bytes:
    """The site's own 32 random bytes, made on first use, readable by the owner only.

    Person ids depend on it: losing it gives everybody new ids, so it is part of every backup.
    Raises IdentityError when the file is there and not 32 bytes.
    """
    path = home / KEY_NAME
    if not path.exists():
        working = home / f"{KEY_NAME}.{secrets.token_hex(4)}"
        descriptor = os.open(working, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(32))
            durable.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(working, path)  # the first of two processes wins; the other reads the winner's
        except FileExistsError:
            pass
        finally:
            working.unlink()
        durable.sync_directory(home)
    key = path.read_bytes()
    if len(key) != 32:
        raise IdentityError(f"{path.name}: expected 32 bytes, found {len(key)}: restore it from a backup")
    return key


def resolve(parts: Sequence[Part]) -> tuple[pa.Table, list[IdentityIssue]]:
    """One row per person (store.PERSON, in order of person_id), and what could not be decided."""
    places = pa.concat_tables([_places(part) for part in parts]).sort_by("person_id")
    ids = places["person_id"].to_numpy()
    first = np.flatnonzero(np.diff(ids, prepend=-1))
    several = np.repeat(np.diff(first, append=len(ids)) > 1, np.diff(first, append=len(ids)))

    people: list[dict[str, object]] = []
    issues: list[IdentityIssue] = []
    held = [_Place(**row) for row in places.filter(pa.array(several)).to_pylist()]
    for _, group in groupby(held, key=attrgetter("person_id")):
        person, issue = _decide(sorted(group, key=_recency, reverse=True))
        people += [person] if person else []
        issues += [issue] if issue else []
    issues.sort(key=lambda issue: (issue.kind, issue.places))
    found = pa.concat_tables(
        [_alone(places.filter(pa.array(~several))), pa.Table.from_pylist(people, schema=PERSON)]
    )
    return found.sort_by("person_id"), issues


def _decide(held: Sequence[_Place]) -> tuple[dict[str, object] | None, IdentityIssue | None]:
    """The person with these registrations, the most recent first; or nobody; and what is to be told."""
    if len({place.birth_date for place in held}) > 1:
        sentence = "one NHS number is held with different dates of birth: set aside until corrected"
        return None, _issue("birth_dates_differ", held, sentence, set_aside=True)
    if sum(place.deregistered_on is None for place in held) < 2:
        return _person(held, None), None
    if held[0].registered_on == held[1].registered_on:
        sentence = "registered more than once from the same day"
    else:
        sentence = "registered more than once; the later registration is taken as current"
    return _person(held, sentence), _issue("two_registrations", held, sentence, set_aside=False)


def assemble(store: Store, parts: Sequence[PartRef], *, created: datetime) -> Snapshot:
    """A snapshot of these parts (one per practice): resolve who is who, write it, open it."""
    with store.writing():
        people, issues = resolve([store.part(ref.part_id) for ref in parts])
        return store.write_snapshot(parts, people, issues, created=created)


def _places(part: Part) -> pa.Table:
    """The patient rows of a part that identity is decided from, with the practice."""
    rows = part.table("patient", _COLUMNS)
    return rows.append_column("practice", pa.array([part.practice] * rows.num_rows, pa.string()))


def _alone(places: pa.Table) -> pa.Table:
    """People with one registration, as PERSON."""
    nowhere: list[list[object]] = [[]] * places.num_rows
    columns = {name: places[name] for name in PERSON.names if name in places.column_names}
    columns["other_practices"] = pa.array(nowhere, PERSON.field("other_practices").type)
    columns["other_patients"] = pa.array(nowhere, PERSON.field("other_patients").type)
    columns["flagged"] = pa.nulls(places.num_rows, pa.string())
    return pa.table({name: columns[name] for name in PERSON.names}).cast(PERSON)


def _recency(place: _Place) -> tuple[bool, date, str, str]:
    """Open registrations before ended ones, then the later; practice and local id only to be repeatable."""
    return (place.deregistered_on is None, place.registered_on, place.practice, place.local_id)


def _issue(kind: str, held: Sequence[_Place], sentence: str, *, set_aside: bool) -> IdentityIssue:
    places = tuple(sorted((place.practice, place.local_id) for place in held))
    return IdentityIssue(kind, sentence, places, set_aside)


def _person(held: Sequence[_Place], flagged: str | None) -> dict[str, object]:
    current, *others = held
    return {
        "person_id": current.person_id,
        "nhs_number": current.nhs_number,
        "birth_date": current.birth_date,
        "death_date": min((place.death_date for place in held if place.death_date), default=None),
        "practice": current.practice,
        "patient": current.patient,
        "registered_on": current.registered_on,
        "deregistered_on": current.deregistered_on,
        "confidential": any(place.confidential for place in held),
        "spine_sensitive": any(place.spine_sensitive for place in held),
        "other_practices": [place.practice for place in others],
        "other_patients": [place.patient for place in others],
        "flagged": flagged,
    }
