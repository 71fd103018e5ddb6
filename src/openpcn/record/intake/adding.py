"""Taking a companion's submission: its rows go beside the practice's own, which stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from openpcn.record.intake import companions, matching, merging, staging
from openpcn.record.intake.counting import count_rows
from openpcn.record.intake.job import Job, repeats_noted, write_state
from openpcn.record.intake.limits import Held
from openpcn.record.intake.receipt import Taken, Verdict
from openpcn.record.sources.base import RecordContext, SupplierTable
from openpcn.record.store import Companion, Part, SourceFile, durable
from openpcn.record.tables import TABLES


class Adding(Job):
    """A companion's submission. ``companions.check_order`` has let it through."""

    def taken(self, con: duckdb.DuckDBPyConnection, working: Path) -> Taken:
        manifest, source, main = self.manifest, self.source, self._main
        name, held = source.name, self._held
        earlier = held.files if held else ()
        staging.prepare(con, source)
        staged = staging.stage(con, source, manifest, self.folder, working, len(earlier))
        files = (*earlier, *(SourceFile(manifest.submission_id, file.name, name) for file in staged.files))
        durable.step("take.staged")
        named = companions.senders(con, source)
        companions.check_senders(manifest, held, named, self.limits)
        for table in source.tables:
            merging.preview(con, table, self.before(table), "delta", manifest.as_at)
        self.check_practice(con)
        for table in source.tables:
            merging.set_aside(con, table, manifest.practice)
        repeats = {table.name: merging.settle_duplicates(con, table) for table in source.tables}
        unsure = companions.doubtful(con, source, staged)
        con.execute("CREATE SCHEMA state")
        for table in source.tables:
            companions.merge(con, source, table, self.before(table), manifest, named, unsure)

        people = main.table("patient", [*matching.PEOPLE, "patient"])
        waiting = matching.match(con, source, people, self.setting.elsewhere)
        companions.mark_elsewhere(con, source)
        counted = count_rows(con, source, staged, manifest)
        context = RecordContext(manifest.practice, manifest.as_at, manifest.test_data)
        before = held.waiting if held else {}
        notes = [*repeats_noted(repeats), *companions.doubts_noted(source, manifest, unsure)]
        receipt = self.told(staged, counted, waiting, before, notes)
        receipt = replace(receipt, list_now=main.description.list_size)
        empty = manifest.kind == "full" and not any(file.records for file in staged.files)
        if empty and not self.limits.approved:
            raise Held(receipt, "empty_file", "there is no row in this submission: check it with the sender")
        self.check_asks(con, receipt)
        self.check_deletes(con, receipt, main if held else None)

        files = companions.compact(con, source, files)
        rows = matching.to_record(con, source, context, 0)
        durable.step("take.derived")
        here = Companion(
            submission_id=manifest.submission_id,
            as_at=max(manifest.as_at.isoformat(), held.as_at if held else ""),
            kind=manifest.kind,
            history=self._history(files),
            files=files,
            spoken_for={**(held.spoken_for if held else {}), **dict.fromkeys(named, str(manifest.as_at))},
            test_data=manifest.test_data,
        )
        own = main.description.own_files
        beside = companions.together(
            {**main.description.companions, name: here}, {name: matching.Given(rows, waiting)}, main,
            len(own), people, practice=manifest.practice, elsewhere=self.setting.elsewhere,
        )  # fmt: skip
        self.check_files((*own, *beside.files))
        description = replace(
            main.description,
            part_id="",
            files=(*own, *beside.files),
            supplies=tuple(sorted({*main.supplies, *beside.supplies})),
            companions=beside.companions,
        )

        def state(into: Path) -> None:
            companions.carry_main(main, into)
            companions.carry_state(main, main.description.companions, name, into)
            (into / name).mkdir()
            for table in source.tables:
                write_state(con, table, into / name / f"{table.name}.parquet")

        tables = {
            table: companions.main_rows(main, table)
            for table in TABLES
            if table in beside.supplies and table != "patient"
        }
        part = self.store.write_part(
            description,
            companions.woven(tables, beside, people),
            quarantine=counted.quarantine,
            state=state,
            earlier=main,
            companion=name,
        )
        return Taken(replace(receipt, verdict=Verdict.ACCEPTED), part)

    def before(self, table: SupplierTable) -> Path | None:
        return self._main.state_path(table.name, self.source.name) if self._held else None

    @property
    def _main(self) -> Part:
        if self.previous is None:
            raise ValueError("companions.check_order lets no companion through without a main extract")
        return self.previous

    @property
    def _held(self) -> Companion | None:
        return self._main.description.companions.get(self.source.name)

    def _history(self, files: Sequence[SourceFile]) -> tuple[str, ...]:
        """Submissions that rows are still from, of a delta those before it too, and this one."""
        before = self._held.history if self._held and self.manifest.kind == "delta" else ()
        ids = (*before, *(file.submission for file in files), self.manifest.submission_id)
        return tuple(dict.fromkeys(ids))
