"""Killed at any step, failing at any fsync: the old or the new is there whole, never a mixture."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.identity import assemble
from openpcn.record.store import Store, StoreError, durable
from openpcn.terms.scope import Scope

STEPS = (
    "take.begun", "take.staged", "take.derived",
    "part.begun", "part.tables", "part.state", "part.described",
    "part.written", "part.synced", "part.renamed", "part.published",
    "snapshot.begun", "snapshot.described",
    "snapshot.written", "snapshot.synced", "snapshot.renamed", "snapshot.published",
)  # fmt: skip

# One night in a process of its own: take the folder, make a snapshot, and acknowledge it in a file, as the
# database would.
NIGHT = """
import sys
from datetime import date, datetime
from pathlib import Path
from openpcn.record.identity import assemble
from openpcn.record.intake import take
from openpcn.record.reference import Reference
from openpcn.record.store import Store
from openpcn.terms.clock import LONDON
home, folder, live, acknowledged = (Path(a) for a in sys.argv[1:])
store = Store(home)
with store.writing():
    previous = store.snapshot(live.read_text()).parts["Z99001"]
    taken = take(folder, store, previous, today=date(2026, 2, 10), reference=Reference.of(home))
    assert taken.part is not None, taken.receipt
    snapshot = assemble(store, [taken.part], created=datetime(2026, 2, 10, 4, tzinfo=LONDON))
    acknowledged.write_text(snapshot.id)
"""


def _whole(store: Store, snapshot_id: str) -> str:
    """Reads everything of a snapshot; returns its content hash as worked out from its own rows."""
    from openpcn.record.store import INDEXED, content, writer
    from openpcn.record.tables import TABLES

    snapshot = store.snapshot(snapshot_id)
    snapshot.people(Scope.evaluation(snapshot.practices))
    described = []
    for practice, part in snapshot.parts.items():
        tables = {name: part.table(name) for name in TABLES}
        rows = {name: table.num_rows for name, table in tables.items()}
        described.append((practice, rows, writer.hashes(tables, practice, tables["patient"])))
        for name in INDEXED:
            index = part.index_of(name)
            dated = tables[name].filter(
                tables[name][
                    {"medication": "start_date", "appointment": "start"}.get(name, "date")
                ].is_valid()
            )
            assert len(index.rows(index.codes)) == dated.num_rows
        part.quarantine()
    return content.combined(described)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, make_desk: Any, make_practice: Any) -> Any:
    """A home with a live snapshot, and the next day's delta, to be copied by each test."""
    folder = tmp_path_factory.mktemp("night")
    desk, practice = make_desk(folder), make_practice(people=8)
    desk.submit(practice)
    live = desk.snapshot().id
    practice.row("event", "P0001-sys")["value"] = "128"
    tables = {"event": [practice.row("event", "P0001-sys")]}
    delta = practice.write(
        folder / "delta", kind="delta", as_at="2026-02-10", based_on="2026-02-09", tables=tables
    )
    return folder / "home", live, delta


def _run(home: Path, live: str, delta: Path, folder: Path, crash_at: str | None) -> tuple[int, Path]:
    (folder / "live").write_text(live)
    acknowledged = folder / "acknowledged"
    environment = dict(os.environ) | ({"OPENPCN_CRASH_AT": crash_at} if crash_at else {})
    arguments = [home, delta, folder / "live", acknowledged]
    done = subprocess.run(
        [sys.executable, "-c", NIGHT, *map(str, arguments)], env=environment, capture_output=True, timeout=120
    )
    return done.returncode, acknowledged


# Every third step on every change, the others in the long campaign; whole nights are killed at each of them.
_TRIED = [pytest.param(name, marks=[pytest.mark.deep] * (at % 3 > 0)) for at, name in enumerate(STEPS)]


@pytest.mark.parametrize("name", _TRIED)
@pytest.mark.hazard("H05", "killed at any step of a commit: old or new, never a mixture")
def test_killed_at_each_step(night: Any, tmp_path: Path, name: str) -> None:
    pristine, live, delta = night
    home = tmp_path / "home"
    shutil.copytree(pristine, home)
    status, acknowledged = _run(home, live, delta, tmp_path, name)
    assert status == -signal.SIGKILL
    assert not acknowledged.exists()

    store = Store(home)
    before = _whole(store, live)
    assert before == store.snapshot(live).content_hash
    for held in store.snapshots():  # what is there under a final name is whole
        assert _whole(store, held) == store.snapshot(held).content_hash
    store.sweep(keep={live})
    assert store.snapshots() == (live,)
    assert [p.name for p in (store.root / "parts").iterdir()] == [
        store.snapshot(live).parts["Z99001"].folder.name
    ]
    assert list((store.root / "working").iterdir()) == []

    status, acknowledged = _run(home, live, delta, tmp_path, None)  # no repair by hand
    assert status == 0
    assert _whole(Store(home), acknowledged.read_text()) != before


def test_the_steps_above_are_the_steps_there_are(desk: Any, practice: Any, steps: list[str]) -> None:
    desk.submit(practice)
    desk.snapshot()
    assert tuple(steps) == STEPS


def _alike(path: str) -> str:
    """The name that a synced file or folder has in common with those of its kind."""
    path = re.sub(r"working/(\w)[^/]*", r"working/\1*", path)  # of a part, or of a snapshot
    return re.sub(r"[^/]+(\.\w+)$", r"*\1", re.sub(r"index/[^/.]+(?=/|$)", "index/*", path))


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_no_fsync_may_fail_unseen(
    night: Any, tmp_path: Path, make_desk: Any, monkeypatch: pytest.MonkeyPatch, every: bool
) -> None:
    """One of each kind of file and folder fails, or every one; the run after a failure gets further."""
    pristine, live, delta = night
    desk = make_desk(tmp_path)
    shutil.copytree(pristine, desk.store.home, dirs_exist_ok=True)
    synced: list[str] = []
    fails_at = 0

    def fsync(descriptor: int) -> None:
        if len(synced) == fails_at:
            raise OSError(28, "No space left on device")
        os.fsync(descriptor)

    def sync_file(path: Path, real: Callable[[Path], None] = durable.sync_file) -> None:
        synced.append(path.relative_to(tmp_path).as_posix())
        real(path)

    def commit() -> None:
        synced.clear()
        desk.live = dict(desk.store.snapshot(live).parts)
        assert desk.take(delta, "Z99001").part is not None
        desk.snapshot()

    monkeypatch.setattr(durable, "fsync", fsync)
    monkeypatch.setattr(durable, "sync_file", sync_file)
    commit()
    desk.store.sweep(keep={live})
    first: dict[str, int] = {}
    for n, path in enumerate(synced, start=1):
        first.setdefault(path if every else _alike(path), n)
    assert len(first) >= 16
    for fails_at in first.values():
        with pytest.raises(OSError, match="No space left"):
            commit()
        assert len(synced) == fails_at, "an fsync failed and the commit went on"
        assert _whole(Store(desk.store.home), live) == desk.store.snapshot(live).content_hash
        desk.store.sweep(keep={live})
    fails_at = 0
    commit()


def test_every_file_is_synced_before_it_is_named(
    desk: Any, practice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    monkeypatch.setattr(durable, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))
    unsynced: list[str] = []

    def look(name: str) -> None:
        if name in {"part.synced", "snapshot.synced"}:
            for path in (desk.store.root / "working").rglob("*"):
                if not any(each.name.startswith("take-") for each in (path, *path.parents)):
                    unsynced.extend([str(path)] if path.stat().st_ino not in synced else [])

    monkeypatch.setattr(durable, "hook", look)
    desk.submit(practice)
    desk.snapshot()
    assert unsynced == []
    for folder in ("parts", "snapshots"):
        assert (desk.store.root / folder).stat().st_ino in synced


def test_sweep_keeps_what_is_named_and_refuses_what_is_not_there(desk: Any, practice: Any) -> None:
    desk.submit(practice)
    first = desk.snapshot()
    practice.row("event", "P0001-sys")["value"] = "128"
    desk.submit(practice, as_at="2026-02-10")
    second = desk.snapshot()
    with pytest.raises(StoreError):
        desk.store.sweep(keep={first.id, "20260101T000000-00000000"})
    assert desk.store.sweep(keep={first.id, second.id}) == []
    (desk.store.root / "working" / "left-over").mkdir()
    removed = desk.store.sweep(keep={second.id})
    part = first.parts["Z99001"].folder.name
    assert removed == [f"snapshots/{first.id}", f"parts/{part}", "working/left-over"]
    assert _whole(desk.store, second.id) == second.content_hash


def test_sweep_waits_for_the_writer(desk: Any, practice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from openpcn.record.store import store as module

    monkeypatch.setattr(module, "LOCK_PATIENCE", 0.2)
    other = Store(desk.store.home)
    with desk.store.writing():
        desk.submit(practice)  # written, and named by no snapshot yet
        with pytest.raises(StoreError, match="another process"):
            other.sweep(keep=())
        snapshot = assemble(desk.store, [desk.live["Z99001"].ref], created=desk_time())
    assert other.sweep(keep={snapshot.id}) == []


def desk_time() -> Any:
    from datetime import datetime

    from openpcn.terms.clock import LONDON

    return datetime(2026, 2, 10, 3, tzinfo=LONDON)
