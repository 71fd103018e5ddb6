"""From registrations to people: one row a person, and what could not be decided.

- One number, one date of birth, in any number of practices or registrations: one person. The current
  registration is the latest one that has not ended; with none, the latest. Two open ones are flagged.
- One number with different dates of birth: all those registrations are set aside and listed. Nobody is
  merged, nobody wins, until a practice corrects its record.
- No number, or a placeholder: a person known only to that practice, by its own id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openpcn.record.identity.decisions import Decisions
from openpcn.record.identity.kinds import KINDS
from openpcn.record.identity.people_hash import people_hash
from openpcn.record.identity.places import Place, Resolved, places
from openpcn.record.store import PERSON, IdentityIssue, Part

Held = tuple[
    Place, int, str
]  # a registration, the id that its number alone gives, a kind of issue or nothing


def resolve(
    parts: Sequence[Part], key: bytes, decisions: Decisions | None = None
) -> tuple[pa.Table, list[IdentityIssue], str]:
    """One row per person (store.PERSON, in order of person_id), what could not be decided, and the hash.

    The same parts and decisions give the same answer in whatever order they come.
    """
    resolved = places(parts, decisions or Decisions(), key)
    table = resolved.table
    ids = table["person_id"].to_numpy()
    order = np.argsort(ids, kind="stable")
    sorted_ids = ids[order]
    first = np.flatnonzero(np.diff(sorted_ids, prepend=-1))
    sizes = np.diff(first, append=len(ids))
    plain = np.zeros(len(ids), np.bool_)
    plain[order] = np.repeat(sizes == 1, sizes)
    plain[list(resolved.notes)] = False  # one registration about which something was decided is looked at

    people: list[dict[str, object]] = []
    issues: list[IdentityIssue] = []
    lines: list[str] = []
    for _, group in groupby(_held(resolved, ~plain), key=lambda held: held[0].person_id):
        held = sorted(group, key=lambda each: _recency(each[0]), reverse=True)
        person, found = _decide(held)
        people += [person] if person else []
        issues += found
        lines.append(_line(held, person))
    issues.sort(key=lambda issue: (issue.kind, issue.places))
    found_people = pa.concat_tables(
        [_alone(table.filter(pa.array(plain))), pa.Table.from_pylist(people, schema=PERSON)]
    )
    return found_people.sort_by("person_id"), issues, people_hash(lines, issues)


def _held(resolved: Resolved, wanted: npt.NDArray[np.bool_]) -> list[Held]:
    """The registrations that have to be looked at one by one, in order of person."""
    rows = np.flatnonzero(wanted)
    looked_at = resolved.table.take(pa.array(rows)).to_pylist()
    held = [
        (Place(**values), int(resolved.own[row]), resolved.notes.get(int(row), ""))
        for row, values in zip(rows, looked_at, strict=True)
    ]
    return sorted(held, key=lambda each: each[0].person_id)


def _decide(held: Sequence[Held]) -> tuple[dict[str, object] | None, list[IdentityIssue]]:
    """The person with these registrations, the most recent first; or nobody; and what is to be told."""
    registrations = [place for place, _, _ in held]
    if len({place.birth_date for place in registrations}) > 1:
        return None, [issue("birth_dates_differ", registrations)]
    kinds = {note: [place for place, _, noted in held if noted == note] for _, _, note in held if note}
    still_open = [place for place in registrations if place.deregistered_on is None]
    if len(still_open) > 1:
        kinds["two_registrations"] = registrations
    died = [place for place in registrations if place.death_date]
    if died and registrations[0].death_date is None:
        kinds["death_held_elsewhere"] = registrations
    issues = [issue(kind, concerned) for kind, concerned in sorted(kinds.items())]
    if len(still_open) > 1 and still_open[0].registered_on == still_open[1].registered_on:
        same_day = "registered more than once from the same day"
        issues = [replace(i, sentence=same_day) if i.kind == "two_registrations" else i for i in issues]
    flagged = "; ".join(each.sentence for each in issues) or None
    return _person(held, flagged), issues


def issue(kind: str, concerned: Sequence[Place]) -> IdentityIssue:
    """An issue of a kind about these registrations."""
    named = tuple(sorted((place.practice, place.local_id) for place in concerned))
    return IdentityIssue(kind, KINDS[kind].sentence, named, KINDS[kind].set_aside)


def _alone(table: pa.Table) -> pa.Table:
    """People with one registration, as PERSON."""
    nowhere: list[list[object]] = [[]] * table.num_rows
    columns = {name: table[name] for name in PERSON.names if name in table.column_names}
    columns["other_practices"] = pa.array(nowhere, PERSON.field("other_practices").type)
    columns["other_patients"] = pa.array(nowhere, PERSON.field("other_patients").type)
    columns["flagged"] = pa.nulls(table.num_rows, pa.string())
    return pa.table({name: columns[name] for name in PERSON.names}).cast(PERSON)


def _recency(place: Place) -> tuple[object, ...]:
    """Open registrations before ended ones, then the later; practice and local id only to be repeatable."""
    return (place.deregistered_on is None, place.registered_on, place.practice, place.local_id)


def _person(held: Sequence[Held], flagged: str | None) -> dict[str, object]:
    registrations = [place for place, _, _ in held]
    current, *others = registrations
    # The current number is the one that the person's id is made of; where no practice holds it yet, the old.
    numbers = [place.nhs_number for place, own, _ in held if own == place.person_id and place.nhs_number]
    return {
        "person_id": current.person_id,
        "nhs_number": numbers[0] if numbers else current.nhs_number,
        "birth_date": current.birth_date,
        "death_date": min((place.death_date for place in registrations if place.death_date), default=None),
        "practice": current.practice,
        "patient": current.patient,
        "registered_on": current.registered_on,
        "deregistered_on": current.deregistered_on,
        "confidential": any(place.confidential for place in registrations),
        "spine_sensitive": any(place.spine_sensitive for place in registrations),
        "other_practices": [place.practice for place in others],
        "other_patients": [place.patient for place in others],
        "flagged": flagged,
    }


def _line(held: Sequence[Held], person: dict[str, object] | None) -> str:
    """One group of registrations for the hash: what was made of them, without the site's own ids."""
    named = [f"{place.practice}/{place.local_id}" for place, _, _ in held]
    if person is None:
        return "nobody " + " ".join(sorted(named))
    said = itemgetter("nhs_number", "birth_date", "death_date", "flagged")(person)
    return " ".join([*named, *("-" if each is None else str(each) for each in said)])
