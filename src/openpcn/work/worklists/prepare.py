"""Writes a candidate snapshot's needs, invisible until the snapshot is live.

Nothing here is one big transaction: each batch commits by itself, so that people can work meanwhile. A run
that was killed leaves rows under an id that is not live; the next run removes them first.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import Exists, OuterRef

from openpcn.rules.catalogue.edition import edition
from openpcn.rules.language import Definition, Indicator, Row, Word
from openpcn.work.entries.models import WorkDone
from openpcn.work.entries.record import as_row, pending
from openpcn.work.people.models import PersonState
from openpcn.work.submissions.models import SnapshotRow
from openpcn.work.worklists.models import Change, Closure, Listed, Need, Progress
from openpcn.work.worklists.overlay import progress_of, still_due, work_of, write_progress
from openpcn.work.worklists.reach import ON_A_LIST
from openpcn.work.worklists.rows import Worth

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot
    from openpcn.rules.engine import Evaluation

WorthTable = Mapping[tuple[str, str], Worth]  # (definition, practice) -> what one more is worth
Item = TypeVar("Item")
BATCH = 2_000
CARE_HOME = "care_home"  # the register whose members the care-home filter means
NOT_KNOWN = Worth(None, known=False, whose="nobody")


def prepare(
    snapshot_id: str,
    evaluation: Evaluation,
    definitions: Sequence[Definition],
    snapshot: Snapshot,
    *,
    worth: WorthTable,
    previous: str | None = None,
) -> int:
    """Write needs, changes since ``previous`` (the live snapshot's id) and progress; returns the needs.

    Needs PersonState rows and confirmations of the snapshot. worth: finance.worth.worth_table(...).
    """
    forget(snapshot_id)
    fills = edition().fills_lists
    listed = {d.id: d for d in definitions if isinstance(d, Indicator) and fills(d)}
    _write_lists(snapshot_id, evaluation, listed, snapshot)
    due = _due(evaluation, listed)
    states = _states(snapshot_id)
    homes = _members(evaluation, CARE_HOME)
    written = 0
    tried = _tried(previous)
    for batch in _batches(_needs(snapshot_id, due, listed, states, homes, worth, tried)):
        with transaction.atomic():
            Need.objects.bulk_create(batch)
        written += len(batch)
    mark_closed(snapshot_id)
    if previous:
        for changes in _batches(_changes(snapshot_id, previous, evaluation, snapshot)):
            with transaction.atomic():
                Change.objects.bulk_create(changes)
    _write_progress(snapshot_id, listed, snapshot, evaluation.as_at, evaluation.achievement_date)
    return written


def mark_closed(snapshot_id: str) -> None:
    """Close what was closed by hand on the very same evidence."""
    held = Closure.objects.filter(
        definition=OuterRef("definition"),
        subject=OuterRef("subject"),
        evidence=OuterRef("evidence"),
        reopened_at__isnull=True,
    )
    Need.objects.filter(Exists(held), snapshot_id=snapshot_id, closed=False).update(closed=True)


def forget(snapshot_id: str) -> int:
    """Remove what was prepared under a snapshot that is neither live nor the one before; returns the rows.

    What a snapshot changed is kept once it was live: it says when a person's last need went.
    """
    removed = 0
    was_live = SnapshotRow.objects.filter(snapshot_id=snapshot_id, live_from__isnull=False).exists()
    for model in (Need, Listed) if was_live else (Change, Need, Listed):
        removed += model.objects.filter(snapshot_id=snapshot_id).delete()[0]
    return removed


def evidence(rule: str, parts: Sequence[str], reasons: Sequence[Mapping[str, Any]]) -> str:
    """A hash of what put somebody on a list: 32 hexadecimal digits."""
    text = json.dumps([rule, list(parts), list(reasons)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _write_lists(
    snapshot_id: str, evaluation: Evaluation, listed: Mapping[str, Indicator], snapshot: Snapshot
) -> None:
    as_at = {practice: part.as_at.isoformat() for practice, part in snapshot.parts.items()}
    lacking = not_assessed(evaluation)
    rows = []
    for name, definition in listed.items():
        work = definition.work
        if work is None:
            continue
        rows.append(
            Listed(
                snapshot_id=snapshot_id,
                definition=name,
                title=definition.title,
                purpose=definition.purpose.value,
                work=work.id,
                roles=list(work.by),
                minutes=work.minutes,
                counts=list(work.counts),
                red_flag_sentence=work.red_flag_sentence,
                not_assessed=lacking.get(name, {}),
                as_at=as_at,
                run_as_at=evaluation.as_at,
                achievement_date=evaluation.achievement_date,
            )
        )
    Listed.objects.bulk_create(rows)


def not_assessed(evaluation: Evaluation) -> dict[str, dict[str, str]]:
    """Definition -> practice -> what its feed lacks, in words."""
    lacking: dict[str, dict[str, str]] = {}
    for each in evaluation.not_assessed:
        lacking.setdefault(each.definition, {})[each.practice] = ", ".join(each.missing)
    return lacking


def _due(evaluation: Evaluation, listed: Mapping[str, Indicator]) -> list[dict[str, Any]]:
    """The due outcomes of listed definitions, each with its reasons."""
    outcomes, ids = evaluation.outcomes, pa.array(sorted(listed), pa.string())
    keep = pc.and_(pc.equal(outcomes["word"], Word.DUE.value), pc.is_in(outcomes["definition"], ids))
    of_listed = evaluation.shown.filter(pc.is_in(evaluation.shown["definition"], ids))
    shown = {
        (definition, subject): reasons
        for definition, subject, reasons in zip(
            *(of_listed[name].to_pylist() for name in ("definition", "subject", "reasons")),
            strict=True,
        )
    }
    rows: list[dict[str, Any]] = outcomes.filter(keep).to_pylist()
    for row in rows:
        row["reasons"] = shown.get((row["definition"], row["subject"]), [])
    return rows


def _states(snapshot_id: str) -> dict[int, tuple[date, int | None]]:
    rows = PersonState.objects.filter(ON_A_LIST, snapshot_id=snapshot_id)
    return {
        person: (born, fifth)
        for person, born, fifth in rows.values_list("person_id", "birth_date", "deprivation_fifth").iterator(
            chunk_size=10_000
        )
    }


def _members(evaluation: Evaluation, register: str) -> set[int]:
    outcomes = evaluation.outcomes
    keep = pc.and_(pc.equal(outcomes["definition"], register), pc.equal(outcomes["word"], Word.MEMBER.value))
    return set(outcomes.filter(keep)["person_id"].to_pylist())


def _tried(previous: str | None) -> Callable[[Mapping[str, Any]], bool]:
    """Whether look-alike evidence of a due row means work that misses its mark: see overlay.still_due."""
    before = {
        (definition, subject): (progress, sentence)
        for definition, subject, progress, sentence in Need.objects.filter(
            snapshot_id=previous or ""
        ).values_list("definition", "subject", "progress", "progress_sentence")
    }

    def tried(row: Mapping[str, Any]) -> bool:
        progress, sentence = before.get((row["definition"], row["subject"]), (None, ""))
        if progress is None:
            return False  # not due before: the look-alike is as old as the need
        new = not all(each in sentence for each in row["nearly"])
        return new or progress == Progress.NOT_COUNTED

    return tried


def _needs(
    snapshot_id: str,
    due: Iterable[Mapping[str, Any]],
    listed: Mapping[str, Indicator],
    states: Mapping[int, tuple[date, int | None]],
    homes: set[int],
    worth: WorthTable,
    tried: Callable[[Mapping[str, Any]], bool],
) -> Iterator[Need]:
    for row in due:
        definition = listed[row["definition"]]
        work = definition.work
        if work is None or row["person_id"] not in states:
            continue  # on no practice's list: nobody's to help
        born, fifth = states[row["person_id"]]
        reasons = [
            {
                "sentence": each["sentence"],
                "value": each["value"] or "",
                "date": each["date"].isoformat() if each["date"] else None,
                "source": each["practice"] or "",
                **({"score": each["score"]} if each["score"] else {}),
            }
            for each in row["reasons"]
        ]
        parts = list(row["parts"] or ())
        value = worth.get((definition.id, row["practice"]), NOT_KNOWN)
        nearly = list(row["nearly"] or ())
        found = still_due(definition, parts, nearly, worked=False, tried=bool(nearly) and tried(row))
        yield Need(
            snapshot_id=snapshot_id,
            person_id=row["person_id"],
            practice=row["practice"],
            definition=definition.id,
            subject=row["subject"],
            rule=row["rule"] or "",
            parts=parts,
            due_by=row["due_by"],
            red_flag=bool(row["red_flag"]),
            minutes=work.minutes,
            work=work.id,
            purpose=definition.purpose.value,
            reasons=reasons,
            evidence=evidence(row["rule"] or "", parts, reasons),
            worth_pence=value.pence,
            worth_known=value.known,
            worth_note=value.note[:200],
            whose=value.whose,
            birth_date=born,
            deprivation_fifth=fifth,
            care_home=row["person_id"] in homes,
            progress=found.progress,
            progress_sentence=found.sentence,
            progress_missing=list(found.missing),
        )


def _changes(snapshot_id: str, previous: str, evaluation: Evaluation, snapshot: Snapshot) -> Iterator[Change]:
    """What differs between the needs of the previous snapshot and of this one."""
    columns = ("definition", "subject", "person_id", "practice", "purpose", "evidence", "closed")
    before, now = (
        {row[:2]: row for row in Need.objects.filter(snapshot_id=each).values_list(*columns)}
        for each in (previous, snapshot_id)
    )
    outcomes = evaluation.outcomes
    gone = set(before) - set(now)
    keep = pc.and_(
        pc.is_in(outcomes["subject"], pa.array(sorted({subject for _, subject in gone}), pa.string())),
        pc.is_in(outcomes["definition"], pa.array(sorted({name for name, _ in gone}), pa.string())),
    )
    words = {
        (row["definition"], row["subject"]): (row["word"], row["rule"] or "", row["practice"])
        for row in outcomes.filter(keep)
        .select(["definition", "subject", "word", "rule", "practice"])
        .to_pylist()
    }
    lacking = not_assessed(evaluation)
    as_at = {practice: part.as_at for practice, part in snapshot.parts.items()}

    def change(kind: str, row: tuple[Any, ...], word: str, rule: str, practice: str) -> Change:
        return Change(
            snapshot_id=snapshot_id,
            kind=kind,
            definition=row[0],
            subject=row[1],
            person_id=row[2],
            practice=practice,
            purpose=row[4],
            word=word,
            rule=rule,
            extract_as_at=as_at.get(practice),
        )

    for name in sorted(gone):
        row = before[name]
        outside = Word.NOT_ASSESSED if row[3] in lacking.get(row[0], {}) else Word.OUTSIDE
        yield change(Change.Kind.CLOSED, row, *words.get(name, (outside.value, "", row[3])))
    for name in sorted(set(now) - set(before)):
        yield change(Change.Kind.OPENED, now[name], Word.DUE.value, "", now[name][3])
    for name in sorted(set(now) & set(before)):
        if before[name][6] and not now[name][6]:
            yield change(Change.Kind.REOPENED, now[name], Word.DUE.value, "", now[name][3])


def _write_progress(
    snapshot_id: str,
    definitions: Mapping[str, Indicator],
    snapshot: Snapshot,
    as_at: date,
    achievement_date: date,
) -> None:
    """Progress of the needs of people for whom something was recorded here."""
    people = set(pending(snapshot_id).values_list("person_id", flat=True))
    worked = work_of(WorkDone.objects.values_list("person_id", flat=True).distinct(), achievement_date)
    people |= {
        person
        for person, definition, subject in Need.objects.filter(
            snapshot_id=snapshot_id, subject__in={subject for _, subject in worked}
        ).values_list("person_id", "definition", "subject")
        if (definition, subject) in worked
    }
    rows: dict[int, list[Row]] = defaultdict(list)
    for entry in pending(snapshot_id).order_by("pk"):
        rows[entry.person_id].append(as_row(entry))
    for batch in _batches(sorted(people), 200):
        needs = list(Need.objects.filter(snapshot_id=snapshot_id, person_id__in=batch))
        found = progress_of(
            needs, snapshot, definitions, rows, worked, as_at=as_at, achievement_date=achievement_date
        )
        with transaction.atomic():
            write_progress(found)


def _batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
