"""One submission: taken whole, or nothing changes."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from openpcn.record import identity
from openpcn.record.intake import carrying, clock_times, companions, merging, staging, touching
from openpcn.record.intake.adding import Adding
from openpcn.record.intake.carrying import Carried
from openpcn.record.intake.counting import count_rows
from openpcn.record.intake.deriving import derive
from openpcn.record.intake.job import Job, Setting, repeats_noted
from openpcn.record.intake.limits import Held, Limits, Stop
from openpcn.record.intake.manifest import Manifest, ManifestError
from openpcn.record.intake.receipt import Receipt, Taken, Verdict
from openpcn.record.reference import Reference
from openpcn.record.sources import source as source_named
from openpcn.record.sources.base import Covering, RecordContext, SupplierTable
from openpcn.record.store import Part, PartDescription, SourceFile, Store, durable, writer


def take(
    folder: Path,
    store: Store,
    previous: Part | None,
    *,
    today: date,
    reference: Reference,
    limits: Limits | None = None,
    elsewhere: pa.Table | None = None,
) -> Taken:
    """Check, read, validate and merge a submission; write the practice's part.

    previous: the live part of the practice that the manifest names, None where there is none. today: the day
    by terms.clock. elsewhere: ``nhs_number`` and ``birth_date`` of people on the lists of other practices of
    the network, so that a companion's rows about them are told from rows about nobody. Nothing that a file
    contains raises: the receipt says what was wrong. Errors of the machine (disk full) do. Steps for a kill:
    take.begun, take.staged, take.derived, then the store's.
    """
    began = time.monotonic()
    receipt = Receipt("", "", "", "", "", Verdict.REFUSED)
    try:
        manifest = Manifest.read(folder)
        receipt = replace(
            receipt,
            submission_id=manifest.submission_id,
            practice=manifest.practice,
            as_at=manifest.as_at.isoformat(),
            kind=manifest.kind,
            source=manifest.source,
            test_data=manifest.test_data,
        )
        setting = Setting(store, previous, reference, limits or Limits(), elsewhere)
        kind: type[Job] = Adding if source_named(manifest.source).companion else _Main
        if kind is Adding:
            companions.check_order(manifest, previous, setting.limits)
        else:
            _check_order(manifest, previous, setting.limits)
        manifest.check(folder, today)
        with store.writing():
            taken = kind(folder, manifest, setting, receipt).run()
    except ManifestError as error:
        taken = Taken(replace(receipt, reason=str(error), reason_code=error.code), None)
    except Stop as stop:
        known = stop.receipt if isinstance(stop, Held) else receipt
        taken = Taken(replace(known, verdict=stop.verdict, reason=str(stop), reason_code=stop.code), None)
    return Taken(replace(taken.receipt, seconds=round(time.monotonic() - began, 3)), taken.part)


def _check_order(manifest: Manifest, previous: Part | None, limits: Limits) -> None:
    """Whether this submission follows the live one. Raises Stop."""
    if previous is None:
        if manifest.kind == "delta":
            raise Stop(
                Verdict.REFUSED,
                "no_base",
                "a delta needs a full submission of the practice first: send a full one",
            )
        return
    live = previous.description
    if live.practice != manifest.practice:
        raise ValueError(f"the live part is of {live.practice}, the manifest of {manifest.practice}")
    if manifest.submission_id in live.history:
        raise Stop(
            Verdict.UNCHANGED, "unchanged", f"this submission of {manifest.as_at} is in the record already"
        )
    if _side_by_side(manifest, previous):
        return  # each part is compared with its own last run, see _Main._check_parts
    if manifest.as_at < previous.as_at:
        raise Stop(
            Verdict.REFUSED, "older",
            f"as_at {manifest.as_at} is older than the live submission's, {previous.as_at}: "
            "nothing older replaces it",
        )  # fmt: skip
    if manifest.as_at == previous.as_at and not limits.approved:
        raise Stop(
            Verdict.HELD, "same_day",
            f"another submission of {manifest.as_at} is live: approve this one if it corrects that one",
        )  # fmt: skip
    if manifest.kind == "delta":
        if manifest.based_on != previous.as_at:
            raise Stop(
                Verdict.REFUSED, "not_based_on_live",
                f"the delta follows {manifest.based_on}, the live submission is of {previous.as_at}: "
                "send what lies between, or a full submission",
            )  # fmt: skip
        if live.source != manifest.source:
            raise Stop(
                Verdict.REFUSED, "other_source",
                f"the live submission is {live.source}, this delta {manifest.source}: send a full submission",
            )  # fmt: skip


def _side_by_side(manifest: Manifest, previous: Part | None) -> bool:
    """Whether the submission brings some parts of what is held, and keeps the others."""
    if previous is None or previous.source != manifest.source:
        return False
    return any(table.side_by_side is not None for table in source_named(manifest.source).tables)


class _Main(Job):
    """A practice's own extract: replaces what was held of it, or goes on top of it."""

    def __init__(self, folder: Path, manifest: Manifest, setting: Setting, receipt: Receipt) -> None:
        super().__init__(folder, manifest, setting, receipt)
        keeps_parts = _side_by_side(manifest, self.previous)
        self.base = self.previous if manifest.kind == "delta" or keeps_parts else None
        self.whole: frozenset[str] = frozenset()  # tables that this delta sends whole

    def taken(self, con: duckdb.DuckDBPyConnection, working: Path) -> Taken:
        manifest, source = self.manifest, self.source
        earlier = self.base.description.own_files if self.base else ()
        staging.prepare(con, source)
        staged = staging.stage(con, source, manifest, self.folder, working, len(earlier))
        files = (*earlier, *(SourceFile(manifest.submission_id, file.name) for file in staged.files))
        durable.step("take.staged")
        for table in source.tables:
            merging.preview(con, table, self.before(table), manifest.kind, manifest.as_at)
        self._check_parts(con)
        self.check_practice(con)
        for table in source.tables:
            merging.set_aside(con, table, manifest.practice)
        whole = self._sent_whole(con)
        # after what is set aside: a group's files repeat a row for every practice that may see it
        repeats = {table.name: merging.settle_duplicates(con, table) for table in source.tables}
        con.execute("CREATE SCHEMA state")
        for table in source.tables:
            merging.merge(con, table, self.before(table), manifest.kind, manifest.as_at)
        waiting = merging.resolve(con, source.tables)
        counted = count_rows(con, source, staged, manifest)
        context = RecordContext(manifest.practice, manifest.as_at, manifest.test_data)
        key = identity.site_key(self.store.home)
        made = working / "record"
        made.mkdir()
        told_by = carrying.told_by(self.setting.reference)
        carried = self._carried(con, told_by)
        patients, tables, notes = derive(con, source, context, self.setting.reference, key, made, carried)
        if carried is not None and source.joins is not None:
            touching.widen(con, source.joins)
        durable.step("take.derived")
        before = self.base.description.waiting if self.base else {}
        receipt = self.told(
            staged,
            counted,
            waiting,
            before,
            [*whole, *repeats_noted(repeats), *notes, *clock_times.notes(tables)],
        )
        receipt = replace(receipt, list_now=writer.list_size(patients))
        self._check_worth(receipt)
        self.check_asks(con, receipt)  # first: it tells why a list shrinks
        self._check_list(receipt)
        same_shape = self.previous is not None and self.previous.source == source.name
        self.check_deletes(con, receipt, self.previous if same_shape else None, self.whole)

        held = self.previous.description.companions if self.previous else {}
        beside = companions.together(
            held, {}, self.previous, len(files), patients, practice=manifest.practice,
            elsewhere=self.setting.elsewhere,
        )  # fmt: skip
        self.check_files((*files, *beside.files))
        description = PartDescription(
            part_id="",
            practice=manifest.practice,
            submission_id=manifest.submission_id,
            as_at=max((manifest.as_at, *((self.base.as_at,) if self.base else ()))).isoformat(),
            kind=manifest.kind,
            source=source.name,
            deprivation=self.setting.reference.edition,
            covers=source.covers(con) if isinstance(source, Covering) else None,
            supplies=tuple(sorted(source.supplied(con) | beside.supplies)),
            history=(*(self.base.description.history if self.base else ()), manifest.submission_id),
            files=(*files, *beside.files),
            rows={},
            hashes={},
            list_size=0,
            waiting={name: n for name, n in waiting.items() if n},
            test_data=manifest.test_data,
            companions=beside.companions,
            told_by=told_by,
        )

        def state(into: Path) -> None:
            self.write_state(con, into)
            if self.previous is not None:
                companions.carry_state(self.previous, held, "", into)

        part = self.store.write_part(
            description,
            companions.woven({"patient": patients, **tables}, beside, patients),
            quarantine=counted.quarantine,
            state=state,
            earlier=self.previous,
        )
        return Taken(replace(receipt, verdict=Verdict.ACCEPTED), part)

    def before(self, table: SupplierTable) -> Path | None:
        if self.base is None or table.name in self.whole:
            return None
        return self.base.state_path(table.name)

    def _carried(self, con: duckdb.DuckDBPyConnection, told_by: str) -> Carried | None:
        """Whom to take over from the part before, the state's names narrowed to the others' rows.

        None: everything is derived, because the source does not say what hangs together, or because something
        else than the delta's rows may have changed what is said of people.
        """
        joins, before = self.source.joins, self.base
        if joins is None or before is None or self.manifest.kind != "delta":
            return None
        held = before.description
        if held.told_by != told_by or held.companions or held.test_data != self.manifest.test_data:
            return None
        try:
            touched = touching.find(
                con, self.source.tables, joins, lambda table: before.state_path(table.name), self.whole
            )
        except touching.Untold:
            return None
        if len(touched) > carrying.AT_MOST * held.rows["patient"]:
            return None
        touching.narrow(con, joins)
        return Carried(before, touched)

    def _check_worth(self, receipt: Receipt) -> None:
        """Reports in the place of an extract that holds everything: a person decides. Raises Held."""
        before = self.previous
        if self.limits.approved or before is None or before.covers is not None:
            return
        if isinstance(self.source, Covering):
            raise Held(
                receipt,
                "reports_for_extract",
                f"these reports would replace the {before.source} extract, which holds everything: "
                "approve them only if that extract will come no more",
            )

    def _check_parts(self, con: duckdb.DuckDBPyConnection) -> None:
        """No part is older than the run of it that is held. Raises Stop."""
        for table in self.source.tables:
            if part := merging.older_part(con, table, self.before(table)):
                raise Stop(
                    Verdict.REFUSED,
                    "older",
                    f"{part}: a later run of it is in the record: nothing older replaces it",
                )

    def _sent_whole(self, con: duckdb.DuckDBPyConnection) -> list[str]:
        """What a delta sends whole replaces what was held of that table. Raises Stop.

        A table that is called whole and holds nothing of this practice says nothing: the flag speaks for the
        whole group, and is sometimes wrong. Returns what the receipt says of all this.
        """
        if self.base is None:
            return []
        known = {table.name for table in self.source.tables}
        if unknown := sorted(set(self.manifest.whole) - known):
            raise Stop(
                Verdict.REFUSED,
                "bad_manifest",
                f"manifest.json: whole: {unknown[0]} is no table of this shape",
            )
        named = self.source.sent_whole(con) | set(self.manifest.whole)
        self.whole = frozenset(name for name in named if merging.own_rows(con, name))
        empty = sorted(set(self.manifest.whole) - self.whole)
        notes = [
            f"{name}: sent whole within the delta, replaces what was held" for name in sorted(self.whole)
        ]
        return notes + [f"{name}: called whole, holds no rows: what was held stays" for name in empty]

    def _check_list(self, receipt: Receipt) -> None:
        """A list that is empty, shrinks or is far below the published one is for a person to look at."""
        before, now = receipt.list_before, receipt.list_now or 0
        if self.limits.approved:
            return
        if now == 0:
            raise Held(
                receipt,
                "empty_list",
                "nobody is registered in this submission: check it, then approve or replace it",
            )
        if before is not None and now < before * (1 - self.limits.shrink_share):
            raise Held(
                receipt, "list_shrinks",
                f"the list falls from {before} to {now} people, more than {self.limits.shrink_share:.0%}: "
                "check it with the practice, then approve or replace it",
            )  # fmt: skip
        published = self.limits.published_list
        if published is not None and self.base is None and now < published * self.limits.published_share:
            raise Held(
                receipt, "below_published_list",
                f"the list has {now} people, the last published list of the practice {published}: less than "
                f"{self.limits.published_share:.0%}: check that the extract covers the whole practice, then "
                "approve or replace it",
            )  # fmt: skip
