"""A night: take in, one record, evaluate, prepare, go live. Killed anywhere, it leaves the old or the new.

Everything before the final transaction is invisible: parts and snapshots in directories that no row names,
prepared rows under an id that is not live. The final transaction names the snapshot, keeps the receipts and
writes the audit. What is left behind by a night that did not end is removed when the next one begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from openpcn.record import identity
from openpcn.record.home import home
from openpcn.record.intake import Limits, Receipt, Taken, Verdict, take
from openpcn.record.intake.naming import shown_to_others
from openpcn.record.reference import Reference
from openpcn.record.store import Part, PartRef, Snapshot, Store, durable
from openpcn.rules.catalogue.edition import edition
from openpcn.rules.engine import Evaluation
from openpcn.terms import clock
from openpcn.terms.dates import ContractYear
from openpcn.work.access import audit, chain, idempotency
from openpcn.work.codelists import in_use
from openpcn.work.entries import confirm as entries
from openpcn.work.finance.worth import worth_table
from openpcn.work.measures import prepare as measures
from openpcn.work.network.published import published_list
from openpcn.work.night import admission, evaluating, figures, leaving, tidying
from openpcn.work.night.elsewhere import elsewhere, is_companion
from openpcn.work.night.errors import NightError
from openpcn.work.night.folders import practice_named, submission_folders
from openpcn.work.night.report import NightReport
from openpcn.work.night.taking import SideBySide
from openpcn.work.people import aliases
from openpcn.work.people import prepare as people
from openpcn.work.rules import in_use as rules_in_use
from openpcn.work.submissions import lease, live, receiving, undo, who_is_who
from openpcn.work.submissions.fitness import lists_must_be_official
from openpcn.work.submissions.models import DEPRIVATION, SnapshotRow
from openpcn.work.worklists import carrying
from openpcn.work.worklists import prepare as worklists
from openpcn.work.worklists.settle import settle

Progress = Callable[[str, int, int], object]  # what, steps done, steps in all

# Instants at which a night may be killed, besides those of the store; tests stop it at each.
STEPS = (
    "night.begun",
    "night.taken",
    "night.assembled",
    "night.candidate",
    "night.evaluated",
    "night.people",
    "night.entries",
    "night.needs",
    "night.measures",
    "night.figures",
    "night.going_live",
    "night.live",
    "night.settled",
    "night.tidied",
)


WHO_IS_WHO = "who_is_who"  # the key of the decisions' fingerprint among a snapshot's versions
NOBODY_DECIDED = identity.Decisions().fingerprint


@dataclass
class _Intake:
    """What was handed in so far: receipts with their folders, and the part of each practice."""

    parts: dict[str, PartRef]
    kept: list[tuple[Receipt, Path, str]] = field(default_factory=list)  # receipt, folder, approved by
    accepted: bool = False


def run(
    paths: Iterable[Path], *, by: str, approve: bool = False, progress: Progress | None = None
) -> NightReport:
    """Take in the submissions at or below ``paths``, and those that somebody approved; then go live.

    A refused, held or unchanged submission has its receipt and changes nothing else; the others go live
    together. ``approve``: whoever runs this has looked at what would be held. Raises NightError where there
    is nothing to take, LeaseLostError where another night began meanwhile; then nothing has changed.
    """
    night = _Night(by, approve, progress)
    folders = submission_folders(paths)
    approved = _approved()
    folders += [folder for folder in approved if folder not in folders]
    if not folders and not _decided() and not leaving.asked():
        raise NightError("no submission was named, and none waits that somebody approved")
    with live.store().writing():
        return night.run(folders, approved)


def _decided() -> bool:
    """Whether somebody has decided who is who since the live snapshot was put together."""
    row = live.live_row()
    return row is not None and row.versions.get(WHO_IS_WHO, NOBODY_DECIDED) != aliases.in_force().fingerprint


def _approved() -> dict[Path, str]:
    """Folders of held submissions that somebody approved -> who. A folder that is gone is not among them."""
    rows = receiving.waiting().filter(approved_at__isnull=False)
    return {Path(row.folder): row.approved_by for row in rows if Path(row.folder).is_dir()}


class _Night:
    def __init__(self, by: str, approve: bool, progress: Progress | None) -> None:
        self.by = by
        self.approve = approve
        self.report = NightReport()
        self._tell = progress
        self._done = self._total = 0
        self.store: Store = live.store()

    @contextmanager
    def _step(self, name: str, words: str) -> Iterator[None]:
        if self._tell:
            self._tell(words, self._done, self._total)
        self._done += 1
        began = time.perf_counter()
        yield
        key = name.removeprefix("night.")
        self.report.seconds[key] = self.report.seconds.get(key, 0) + time.perf_counter() - began
        durable.step(name)

    def run(self, folders: list[Path], approved: dict[Path, str]) -> NightReport:
        fence = lease.take_lease(self.by)
        self._total = len(STEPS) - 2 + len(folders)
        with self._step("night.begun", "tidying up"):
            tidying.abandon_candidates()
            settle()
            self._tidy()  # what a night that was killed after it went live did not come to
            leaving.complete(live.live_snapshot(), by=self.by)
        before = live.live_snapshot()
        intake = _Intake({} if before is None else {ods: p.ref for ods, p in before.parts.items()})
        self._take_in(folders, intake, approved)
        leaves = leaving.asked() & set(intake.parts)
        for practice in leaves:
            del intake.parts[practice]
        if not intake.parts and leaves:
            raise NightError("the last practice here cannot leave: remove the whole data directory instead")
        if intake.accepted or leaves or _decided():
            self._go(intake, before, fence)
        else:
            with transaction.atomic():
                lease.hold_lease(fence)
                self._keep(intake, None)
            self.report.snapshot_id = before.id if before else None
        chain.seal()
        return self.report

    def _take_in(self, folders: list[Path], intake: _Intake, approved: dict[Path, str]) -> None:
        refused = {folder: receipt for folder in folders if (receipt := admission.refusal(folder))}
        today, reference = clock.today(), Reference.of(home())
        named = {practice_named(folder) for folder in folders}
        lists = {practice: published_list(practice) for practice in named}
        published = {practice: found[0] if found else None for practice, found in lists.items()}

        def approver(folder: Path) -> str:
            return approved.get(folder, self.by if self.approve else "")

        def take_one(folder: Path, previous: Part | None) -> Taken:
            limits = Limits(approved=bool(approver(folder)), published_list=published[practice_named(folder)])
            beside = elsewhere(self.store, parts, practice_named(folder)) if is_companion(folder) else None
            return take(
                folder, self.store, previous, today=today, reference=reference, limits=limits,
                elsewhere=beside,
            )  # fmt: skip

        for companions in (False, True):  # these ask who is on whose list: all the lists are in by then
            these = [folder for folder in folders if is_companion(folder) is companions]
            admitted = [folder for folder in these if folder not in refused]
            parts = dict(intake.parts)
            with SideBySide(self.store, admitted, parts, take_one) as taking:
                for folder in these:
                    with self._step("night.taken", f"taking in {folder.parent.name}/{folder.name}"):
                        taken = Taken(refused[folder], None) if folder in refused else taking.result(folder)
                    receipt = shown_to_others(taken.receipt, folder)
                    self.report.receipts.append(receipt)
                    intake.kept.append((receipt, folder, "" if folder in refused else approver(folder)))
                    if taken.part is not None and taken.receipt.verdict is Verdict.ACCEPTED:
                        intake.parts[taken.part.practice] = taken.part
                        intake.accepted = True

    def _go(self, intake: _Intake, before: Snapshot | None, fence: int) -> None:
        now = clock.now()
        with self._step("night.assembled", "finding out who is who"):
            decisions = aliases.in_force()
            snapshot = identity.assemble(
                self.store, list(intake.parts.values()), created=now, decisions=decisions
            )
            changes = identity.number_changes(before, snapshot) if before else []
        as_at = min(clock.today(), max(part.as_at for part in snapshot.parts.values()))
        row = SnapshotRow(
            snapshot_id=snapshot.id,
            state=SnapshotRow.CANDIDATE,
            created_at=now,
            as_at=as_at,
            content_hash=snapshot.content_hash,
            counts=snapshot.counts(),
            practices={ods: part.as_at.isoformat() for ods, part in snapshot.parts.items()},
        )
        with self._step("night.candidate", "opening the candidate"):
            row.save(force_insert=True)
        with self._step("night.evaluated", "finding people who would benefit"):
            lists = in_use.use_accepted_lists()
            rules = rules_in_use.use_edition_of_tonight()
            evaluated = evaluating.evaluate(
                self.store,
                snapshot,
                edition().definitions(),
                as_at=as_at,
                achievement_date=ContractYear.of(as_at).end,
                require_official=lists_must_be_official(),
                scores=edition().scores,
                reasons=edition().fills_lists,
            )
        evaluation = evaluated.evaluation
        self.report.evaluated = evaluated.practices
        row.versions = {**evaluation.versions, in_use.VERSIONS_KEY: lists, **rules}
        row.versions[WHO_IS_WHO] = decisions.fingerprint
        row.versions[DEPRIVATION] = sorted(
            {part.description.deprivation for part in snapshot.parts.values() if part.description.deprivation}
        )
        followed = {c.before for c in changes if c.carried is identity.Carried.LINKED}
        self._prepare(snapshot, evaluation, before, followed | aliases.ended())
        with self._step("night.going_live", "going live"):
            pass
        with transaction.atomic():
            lease.hold_lease(fence)
            row.save(update_fields=["versions"])
            live.point_at(row)
            leaving.going(before, snapshot, leaving.asked())
            who_is_who.keep_changes(changes, snapshot.id)
            carried = carrying.realign(snapshot)
            if carried.people:  # entries that follow somebody may be in the extract under the other id
                entries.confirm(snapshot.id, snapshot)
            self._keep(intake, row)
            audit.record(
                "snapshot_live", by=self.by, object_kind="snapshot", object_id=snapshot.id,
                detail={"content_hash": snapshot.content_hash, "as_at": as_at.isoformat()},
            )  # fmt: skip
        self.report.snapshot_id, self.report.taken = snapshot.id, True
        durable.step("night.live")
        with self._step("night.settled", "bringing work up to date"):
            settle(also=carried.people)
        with self._step("night.tidied", "tidying up"):
            self._tidy()
            leaving.complete(snapshot, by=self.by)

    def _tidy(self) -> None:
        tidying.prune()
        tidying.sweep(self.store)
        idempotency.prune()

    def _prepare(
        self, snapshot: Snapshot, evaluation: Evaluation, before: Snapshot | None, renamed: set[int]
    ) -> None:
        """Everything under the candidate's id, in short transactions, so that people can work meanwhile."""
        definitions, rows = edition().definitions(), self.report.rows
        sizes = {ods: part.description.list_size for ods, part in snapshot.parts.items()}
        with self._step("night.people", "preparing people"):
            rows["people"] = people.prepare(
                snapshot, evaluation, now=clock.now(), previous=before.id if before else None,
                renamed=renamed,
            )  # fmt: skip
            if before:
                days = {ods: part.as_at.isoformat() for ods, part in snapshot.parts.items()}
                undo.carry_on(snapshot.id, days, before.id)
        with self._step("night.entries", "looking for what was recorded here"):
            rows["confirmed_entries"] = entries.confirm(snapshot.id, snapshot)
        with self._step("night.needs", "preparing worklists"):
            worth = worth_table(evaluation, definitions, on=evaluation.achievement_date, list_sizes=sizes)
            rows["needs"] = worklists.prepare(
                snapshot.id, evaluation, definitions, snapshot,
                worth=worth, previous=before.id if before else None,
            )  # fmt: skip
        with self._step("night.measures", "counting"):
            rows["counts"] = measures.prepare(snapshot.id, evaluation, definitions, snapshot)
        with self._step("night.figures", "looking at how good the data are"):
            rows["figures"] = figures.prepare(snapshot, evaluation, before)

    def _keep(self, intake: _Intake, row: SnapshotRow | None) -> None:
        for receipt, folder, approver in intake.kept:
            receiving.keep(receipt, folder, by=self.by, snapshot=row, approved_by=approver)
