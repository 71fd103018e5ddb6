"""The figures of every practice, worked out once by the night and kept under the snapshot's id."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from django.db import transaction

from openpcn.record.store.summing import came_and_went, on_list
from openpcn.work.people import describing
from openpcn.work.submissions.models import FigurePeople, PracticeFigures, SnapshotRow
from openpcn.work.submissions.quality import Figure, measure

if TYPE_CHECKING:
    from openpcn.record.store import Part, Snapshot
    from openpcn.rules.engine import Evaluation

CARE_HOME = "care_home"  # the register of those coded as living in one


def prepare(
    snapshot: Snapshot,
    evaluation: Evaluation,
    before: Snapshot | None,
    *,
    work: Mapping[str, Mapping[str, int]] | None = None,
) -> int:
    """Write figures of every practice of a candidate; returns how many practices.

    A practice whose part and whose rules are those of ``before`` keeps its figures. work: practice ->
    {opened, closed}: needs that came and went.
    """
    forget(snapshot.id, figures=True)
    same_rules = before is not None and _same_rules(before.id, evaluation)
    ethnic: frozenset[int] | None = None
    homes: frozenset[int] | None = None
    for practice, part in snapshot.parts.items():
        then = before.parts.get(practice) if before else None
        if (
            before
            and then
            and then.folder == part.folder
            and same_rules
            and _carry(before, snapshot, practice)
        ):
            continue
        if ethnic is None or homes is None:
            ethnic = frozenset(describing.ethnic_groups(snapshot))
            homes = describing.members(evaluation, CARE_HOME)
        found, codes = measure(snapshot, part, ethnic=ethnic, in_a_home=homes)
        changes = _changes(snapshot, part, before, then) if then is not None else None
        if changes is not None:
            changes["work"] = dict((work or {}).get(practice, {}))
        _write(snapshot.id, part, found, codes, changes)
    return len(snapshot.parts)


def forget(snapshot_id: str, *, figures: bool = False) -> int:
    """Remove who is behind the figures of a snapshot; ``figures``: them too, which trends are made of."""
    removed: int = FigurePeople.objects.filter(snapshot_id=snapshot_id).delete()[0]
    if figures:
        removed += PracticeFigures.objects.filter(snapshot_id=snapshot_id).delete()[0]
    return removed


def patients_behind(snapshot_id: str, practice: str, measure_id: str, patients: int) -> npt.NDArray[np.int64]:
    """Dense numbers of the patients behind a figure; none where it was not worked out or is removed."""
    row = FigurePeople.objects.filter(snapshot_id=snapshot_id, practice=practice, measure=measure_id).first()
    if row is None:
        return np.empty(0, np.int64)
    packed = np.frombuffer(base64.b64decode(row.patients), np.uint8)
    return np.flatnonzero(np.unpackbits(packed, count=patients))


def _same_rules(snapshot_id: str, evaluation: Evaluation) -> bool:
    """Whether a snapshot was evaluated with the same definitions, codelists and values."""
    row = SnapshotRow.objects.filter(pk=snapshot_id).first()
    now = json.loads(json.dumps(evaluation.versions))
    return row is not None and {name: row.versions.get(name) for name in now} == now


def _carry(before: Snapshot, snapshot: Snapshot, practice: str) -> bool:
    """Copy the figures of an unchanged practice; False where there are none to copy."""
    row = PracticeFigures.objects.filter(snapshot_id=before.id, practice=practice).first()
    if row is None:
        return False
    behind = list(FigurePeople.objects.filter(snapshot_id=before.id, practice=practice))
    rows: list[PracticeFigures | FigurePeople] = [row, *behind]
    for one in rows:
        one.pk, one.snapshot_id, one._state.adding = None, snapshot.id, True
    with transaction.atomic():
        row.save(force_insert=True)
        FigurePeople.objects.bulk_create(behind)
    return True


def _write(
    snapshot_id: str, part: Part, found: Mapping[str, Figure], codes: Any, changes: dict[str, Any] | None
) -> None:
    described = part.description
    waiting = dict(described.waiting)
    for name, companion in getattr(described, "companions", {}).items():
        waiting.update({f"{name}: {table}": n for table, n in companion.waiting.items() if n})
    with transaction.atomic():
        PracticeFigures.objects.create(
            snapshot_id=snapshot_id,
            practice=part.practice,
            as_at=part.as_at,
            list_size=described.list_size,
            measures={name: {"n": figure.n, "of": figure.of} for name, figure in found.items()},
            codes={
                "rows": codes.rows,
                "distinct": codes.distinct,
                "top": [asdict(each) for each in codes.codes],
            },
            waiting=waiting,
            changes=changes,
        )
        FigurePeople.objects.bulk_create(
            FigurePeople(
                snapshot_id=snapshot_id,
                practice=part.practice,
                measure=name,
                patients=base64.b64encode(np.packbits(figure.patients).tobytes()).decode(),
            )
            for name, figure in found.items()
            if figure.n
        )


def _changes(snapshot: Snapshot, part: Part, before: Snapshot | None, then: Part) -> dict[str, Any]:
    """People who joined and left the list, and rows of each table that came and went."""
    assert before is not None  # noqa: S101 - there was a part before
    now_on = _people(snapshot, part)
    then_on = _people(before, then)
    return {
        "since": then.as_at.isoformat(),
        "joined": int(np.isin(now_on, then_on, invert=True).sum()),
        "left": int(np.isin(then_on, now_on, invert=True).sum()),
        "rows": came_and_went(part, then),
    }


def _people(snapshot: Snapshot, part: Part) -> npt.NDArray[np.int64]:
    person = snapshot.places(part.practice).person_id[on_list(part)]
    return np.unique(person[person >= 0])
