"""Who is who across practices: NHS number and date of birth must agree, or nobody is guessed.

- One number, one date of birth, in any number of practices or registrations: one person. The current
  registration is the latest one that has not ended; with none, the latest. Two open ones are flagged.
- One number with different dates of birth: all those registrations are set aside and listed. Nobody is merged,
  nobody wins, until a practice corrects its record.
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
    places = sorted(_places(parts), key=attrgetter("person_id"))
    people: list[dict[str, object]] = []
    issues: list[IdentityIssue] = []
    for person_id, group in groupby(places, key=attrgetter("person_id")):
        held = sorted(group, key=_recency, reverse=True)
        if len({place.birth_date for place in held}) > 1 or len({place.nhs_number for place in held}) > 1:
            issues.append(
                _issue(
                    "birth_dates_differ",
                    held,
                    set_aside=True,
                    sentence="one NHS number is held with different dates of birth: set aside until corrected",
                )  # fmt: skip
            )
            continue
        flagged = None
        if sum(place.deregistered_on is None for place in held) > 1:
            same_day = held[0].registered_on == held[1].registered_on
            flagged = (
                "registered at more than one practice from the same day" if same_day
                else "registered at more than one practice; the later registration is taken as current"
            )  # fmt: skip
            issues.append(_issue("two_registrations", held, set_aside=False, sentence=flagged))
        people.append(_person(person_id, held, flagged))
    issues.sort(key=lambda issue: (issue.kind, issue.places))
    return pa.Table.from_pylist(people, schema=PERSON), issues


def assemble(store: Store, parts: Sequence[PartRef], *, created: datetime) -> Snapshot:
    """A snapshot of these parts (one per practice): resolve who is who, write it, open it."""
    with store.writing():
        people, issues = resolve([store.part(ref.part_id) for ref in parts])
        return store.write_snapshot(parts, people, issues, created=created)


def _places(parts: Sequence[Part]) -> list[_Place]:
    return [
        _Place(part.practice, **row) for part in parts for row in part.table("patient", _COLUMNS).to_pylist()
    ]


def _recency(place: _Place) -> tuple[bool, date, str, str]:
    """Open registrations before ended ones, then the later; practice and local id only to be repeatable."""
    return (place.deregistered_on is None, place.registered_on, place.practice, place.local_id)


def _issue(kind: str, held: Sequence[_Place], *, set_aside: bool, sentence: str) -> IdentityIssue:
    return IdentityIssue(
        kind, sentence, tuple(sorted((place.practice, place.local_id) for place in held)), set_aside
    )


def _person(person_id: int, held: Sequence[_Place], flagged: str | None) -> dict[str, object]:
    current, *others = held
    return {
        "person_id": person_id,
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
