"""Carrying out that a practice leaves: with the night that goes live without it, and the certificate after.

In order: the night leaves the practice's part out; the transaction that goes live keeps the ids of the people
who are nowhere any more; then rows, earlier snapshots and files go, and what is left is counted. Killed
anywhere, the next night goes on from there.
"""

from __future__ import annotations

import shutil
from typing import Any

import pyarrow.compute as pc
from django.db import transaction
from django.db.models import Q

from openpcn.record.store import Snapshot, durable
from openpcn.terms import clock
from openpcn.terms.scope import Scope
from openpcn.work.access import audit
from openpcn.work.access.models import AuditPerson
from openpcn.work.entries.models import WorkDone
from openpcn.work.measures.models import AttributeCount, IndicatorCount, RatioAmount
from openpcn.work.night import tidying
from openpcn.work.people.identity import IdentityDecision, IdentityQuestion, PersonMove
from openpcn.work.retention.belongings import BATCH, WITH_THE_PERSON, forget, rows_of
from openpcn.work.retention.holding import holding_of, own_paths
from openpcn.work.retention.holds import held_practices
from openpcn.work.retention.models import Export, Leaving
from openpcn.work.submissions.live import store
from openpcn.work.submissions.models import (
    PracticeFigures,
    ReportFile,
    ReportMapping,
    SnapshotRow,
    Submission,
    Upload,
    UploadedFile,
)
from openpcn.work.worklists.models import HandOver


def asked() -> frozenset[str]:
    """Practices that the next night leaves out; none while a hold stands: snapshots hold all of them."""
    if held_practices():
        return frozenset()
    return frozenset(Leaving.objects.filter(state=Leaving.ASKED).values_list("practice", flat=True))


def going(before: Snapshot | None, after: Snapshot, practices: frozenset[str]) -> None:
    """In the transaction that goes live: note whom nothing holds any more.

    People of the practice whom no other one has, and those who left the record earlier and for whom
    something was recorded while they were the practice's.
    """
    if before is None:
        return
    present = _ids(after)
    for row in Leaving.objects.filter(practice__in=practices & set(before.parts), state=Leaving.ASKED):
        here = _ids(before, row.practice)
        earlier = set(WorkDone.objects.filter(practice=row.practice).values_list("person_id", flat=True))
        row.people = sorted((here | earlier) - present)
        row.held = {**row.held, "registered_elsewhere": len(here & present)}
        row.save(update_fields=["people", "held"])


def _ids(snapshot: Snapshot, practice: str | None = None) -> set[int]:
    """Everybody in a snapshot, or everybody whose current registration is at a practice."""
    found = snapshot.people(Scope.evaluation(snapshot.practices))
    if practice is not None:
        found = found.filter(pc.equal(found["practice"], practice))
    return set(found["person_id"].to_pylist())


def complete(live: Snapshot | None, *, by: str) -> list[Leaving]:
    """Remove what is left of practices that the live record is without, and certify it.

    Steps: leaving.forgotten, leaving.files, leaving.certified.
    """
    done: list[Leaving] = []
    if held_practices():
        return done  # it waits: an earlier snapshot of a practice under a hold would go with it
    for row in Leaving.objects.filter(state=Leaving.ASKED).order_by("pk"):
        if live is None or row.practice in live.parts:
            continue  # the night that leaves it out has not gone live
        done.append(_complete(row, by))
    return done


def _complete(row: Leaving, by: str) -> Leaving:
    practice, people = row.practice, list(row.people)
    audited = sum(
        AuditPerson.objects.filter(person_id__in=people[at : at + BATCH]).count()
        for at in range(0, len(people), BATCH)
    )
    with transaction.atomic():
        prepared = tidying.forget_snapshots_of(practice)
        deleted = forget(people)
        deleted["rows prepared for snapshots"] = prepared
        deleted |= _who_is_who(practice, people)
        deleted |= _handed_in(practice)
        deleted["HandOver"] = HandOver.objects.filter(practice=practice).delete()[0]
        deleted["PracticeFigures"] = PracticeFigures.objects.filter(practice=practice).delete()[0]
    durable.step("leaving.forgotten")
    tidying.sweep(store())
    for path in own_paths(practice):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    with transaction.atomic():
        ReportFile.objects.filter(practice=practice, state=ReportFile.OPEN).update(state=ReportFile.DISCARDED)
        Upload.objects.filter(practice=practice, state=Upload.OPEN).update(
            state=Upload.DISCARDED, ended_at=clock.now()
        )
    durable.step("leaving.files")
    with transaction.atomic():
        certificate = _certificate(row, deleted, people, audited, by)
        Leaving.objects.filter(pk=row.pk).update(
            state=Leaving.DONE, ended_at=clock.now(), people=[], certificate=certificate
        )
        audit.record(
            "practice_left", by=by, object_kind="practice", object_id=practice,
            detail={"certificate": row.pk, "people": len(people)},
        )  # fmt: skip
    durable.step("leaving.certified")
    return Leaving.objects.get(pk=row.pk)


def _who_is_who(practice: str, people: list[int]) -> dict[str, int]:
    """Decisions and questions about the practice's registrations, or about people nobody holds any more."""
    gone = 0
    about = Q(practice=practice)
    decisions = list(IdentityDecision.objects.filter(about).values_list("pk", flat=True))
    for at in range(0, len(people), BATCH):
        part = people[at : at + BATCH]
        found = IdentityDecision.objects.filter(Q(gone__in=part) | Q(into__in=part))
        decisions += found.values_list("pk", flat=True)
        PersonMove.objects.filter(Q(from_person__in=part) | Q(to_person__in=part)).delete()
    PersonMove.objects.filter(decision__in=decisions).delete()
    gone += IdentityDecision.objects.filter(pk__in=decisions).delete()[0]
    return {"IdentityDecision": gone, "IdentityQuestion": IdentityQuestion.objects.filter(about).delete()[0]}


def _handed_in(practice: str) -> dict[str, int]:
    """Names of files and meanings of columns; the rows that say that something was sent stay."""
    names = UploadedFile.objects.filter(upload__practice=practice).delete()[0]
    reports = ReportFile.objects.filter(practice=practice)
    reports.update(name="", mapping=None)
    return {
        "UploadedFile": names,
        "ReportMapping": ReportMapping.objects.filter(practice=practice).delete()[0],
    }


def _certificate(
    row: Leaving, deleted: dict[str, int], people: list[int], audited: int, by: str
) -> dict[str, Any]:
    """What was held, what was deleted, what was looked for after and not found, and what stays."""
    practice = row.practice
    left, archive = holding_of(practice), row.export
    receipts = Submission.objects.filter(practice=practice).count()
    counts = IndicatorCount.objects.filter(practice=practice).count()
    counts += AttributeCount.objects.filter(practice=practice).count()
    counts += RatioAmount.objects.filter(practice=practice).count()
    live = SnapshotRow.objects.get(state=SnapshotRow.LIVE)
    checks = {
        "people of the practice in the live record": left.people,
        "rows of its record": sum(left.record.values()),
        "parts of it in the store": left.parts,
        "snapshots with it that could be made live again": left.snapshots,
        "files that only it sent, handed in or not": left.files,
        "decisions and questions about its registrations": IdentityDecision.objects.filter(
            practice=practice
        ).count()
        + IdentityQuestion.objects.filter(practice=practice).count(),
        "names of files it sent, and meanings of columns": UploadedFile.objects.filter(
            upload__practice=practice
        ).count()
        + ReportMapping.objects.filter(practice=practice).count(),
        "rows about its people": sum(rows_of(model, path, people) for model, path in WITH_THE_PERSON),
    }
    elsewhere = row.held.get("registered_elsewhere", 0)
    return {
        "practice": practice,
        "reason": row.reason,
        "asked_at": row.asked_at.isoformat(),
        "asked_by": row.asked_by,
        "carried_out_at": clock.now().isoformat(),
        "carried_out_by": by,
        "held_before": row.held,
        "deleted_rows": deleted,
        "people_forgotten": deleted["Person"],
        "checks": checks,
        "clean": not any(checks.values()),
        "export": None
        if archive is None
        else {"file": archive.file, "sha256": archive.sha256, "made_at": archive.made_at.isoformat()},
        "live_record": {"snapshot": live.snapshot_id, "content_hash": live.content_hash},
        "stays": {
            "audit rows that name its people by an id that leads nowhere any more": audited,
            "receipts of what it sent, which name nobody": receipts,
            "counts of indicators, which name nobody": counts,
            "people who are registered at another practice here": elsewhere,
            "archives made for it, for as long as the schedule says": Export.objects.filter(
                practice=practice, removed_at=None
            ).count(),
        },
        "not_reached": "Backups made before now, files outside the data directory, and what somebody at the "
        "network began to send without saying whose it is: whoever keeps them removes them.",
    }
