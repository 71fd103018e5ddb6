"""What lists show of a person beside the patient row: ethnic group, contact needs, next booking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.codes import codelist
from openpcn.terms.clock import LONDON
from openpcn.terms.scope import Scope

if TYPE_CHECKING:
    from openpcn.record.store import EventRows, Part, Snapshot
    from openpcn.rules.engine import Evaluation

# The 16+1 letters of NHS Data Dictionary ETHNIC CATEGORY, in its five groups.
ETHNIC_GROUPS = {
    **dict.fromkeys("ABC", "White"),
    **dict.fromkeys("DEFG", "Mixed"),
    **dict.fromkeys("HJKL", "Asian or Asian British"),
    **dict.fromkeys("MNP", "Black or Black British"),
    **dict.fromkeys("RS", "Chinese or other"),
}
NOT_STATED = "Not stated"
_ENGLISH = "English"


def members(evaluation: Evaluation, register: str) -> frozenset[int]:
    """People on a register in an evaluation."""
    outcomes = evaluation.outcomes
    keep = pc.and_(pc.equal(outcomes["definition"], register), pc.equal(outcomes["word"], "member"))
    return frozenset(outcomes.filter(keep)["person_id"].to_pylist())


def unknown_at(evaluation: Evaluation, register: str) -> frozenset[str]:
    """Practices whose feed cannot say who is on a register."""
    return frozenset(each.practice for each in evaluation.not_assessed if each.definition == register)


def ethnic_groups(snapshot: Snapshot) -> dict[int, str]:
    """Person -> ethnic group of the latest code; *Not stated* only where no code ever said."""
    found: dict[int, str] = {}
    stated = codelist("ethnicity")
    for person, code in _latest(snapshot, "ethnicity"):
        if group := ETHNIC_GROUPS.get(stated.group(code) or ""):
            found[person] = group
    for person, _ in _latest(snapshot, "ethnicity_not_stated"):
        found.setdefault(person, NOT_STATED)
    return found


def contact_needs(snapshot: Snapshot, evaluation: Evaluation) -> dict[int, list[str]]:
    """Person -> what somebody who contacts them must know, most pressing first, in words."""
    interpreter = members(evaluation, "interpreter_needed")
    housebound = members(evaluation, "housebound")
    spoken = codelist("preferred_language")
    languages = {person: spoken.group(code) or "" for person, code in _latest(snapshot, "preferred_language")}
    needs: dict[int, list[str]] = {}
    for person in interpreter:
        language = languages.get(person, "")
        needs.setdefault(person, []).append(f"Interpreter: {language}" if language else "Interpreter needed")
    for person, language in languages.items():
        if language and language != _ENGLISH and person not in interpreter:
            needs.setdefault(person, []).append(f"Speaks {language}")
    communication = codelist("communication_need")
    for person, code in _every(snapshot, "communication_need"):
        need = communication.group(code) or communication.term(code) or ""
        if need not in needs.setdefault(person, []):
            needs[person].append(need)
    for person in housebound:
        needs.setdefault(person, []).append("Housebound")
    return needs


def next_appointments(snapshot: Snapshot, now: datetime) -> dict[int, tuple[datetime, str]]:
    """Person -> the next booked appointment from now on: when, and of what type."""
    rows = snapshot.table(
        "appointment", Scope.evaluation(snapshot.practices), ["patient", "start", "status", "type"]
    )
    wall = now.astimezone(LONDON).replace(tzinfo=None)
    ahead = rows.filter(
        pc.and_(
            pc.equal(rows["status"], "booked"),
            pc.greater_equal(rows["start"], pa.scalar(wall, pa.timestamp("s"))),
        )
    ).sort_by([("start", "descending")])
    return {
        row["person_id"]: (row["start"].replace(tzinfo=LONDON), row["type"] or "")
        for row in ahead.select(["person_id", "start", "type"]).to_pylist()
        if row["person_id"] >= 0
    }


def _latest(snapshot: Snapshot, name: str) -> Iterator[tuple[int, str]]:
    """(person, code) of each person's latest event of a codelist, at the practice that answers for them."""
    for part, owner, rows in _rows(snapshot, name):
        if len(rows):
            last = np.append(rows.patient[1:] != rows.patient[:-1], True)
            for at in np.flatnonzero(last & (owner[rows.patient] >= 0)):
                yield int(owner[rows.patient[at]]), part.index.codes[rows.concept[at]]


def _every(snapshot: Snapshot, name: str) -> Iterator[tuple[int, str]]:
    """(person, code) of every event of a codelist."""
    for part, owner, rows in _rows(snapshot, name):
        for at in np.flatnonzero(owner[rows.patient] >= 0):
            yield int(owner[rows.patient[at]]), part.index.codes[rows.concept[at]]


def _rows(snapshot: Snapshot, name: str) -> Iterator[tuple[Part, npt.NDArray[np.int64], EventRows]]:
    """Each part, who its patients are (-1 where it does not answer for them), its rows of a codelist."""
    codes = codelist(name).ids
    for practice, part in snapshot.parts.items():
        places = snapshot.places(practice)
        yield part, np.where(places.current, places.person_id, -1), part.index.rows(codes)
