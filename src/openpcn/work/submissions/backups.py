"""Backup and restore: the database, the record and the site's keys, with a hash of every file.

A backup is taken while no night writes, so that the snapshot which the database names is among the files.
SQLite is copied by its own backup interface; any other database as JSON lines, one row each, in one
transaction. Sessions are left out: whoever was signed in signs in again. A restore that was interrupted is
repeated with ``replace``: the backup itself is never changed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from openpcn.record.home import home
from openpcn.record.store import durable
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.models import AuditEvent
from openpcn.work.network.errors import WorkError
from openpcn.work.submissions import rows_as_lines
from openpcn.work.submissions.live import forget_opened, store

FORMAT = "openpcn-backup/1"
SQLITE, LINES = "database.sqlite3", "database.jsonl"
# What the data directory holds that a restored site needs. The database is copied apart.
KEPT = ("record/parts", "record/snapshots", "reference", "identity.key", "secret.key", "audit.anchor")


class BackupError(WorkError):
    """A backup cannot be written or does not hold what it should; nothing was changed."""


@dataclass(frozen=True)
class BackupReport:
    """What was backed up or restored."""

    folder: Path
    files: int
    bytes: int
    restored: bool

    def __str__(self) -> str:
        done = "Restored" if self.restored else "Backed up"
        return f"{done} {self.files:,} files, {self.bytes / 1e6:,.1f} MB, each with its hash checked"


def backup(out: Path, *, by: str = "system") -> BackupReport:
    """Write a backup into a folder that does not exist yet; whole or not at all.

    A copy of every record leaves the site: the audit trail says so before the first row is copied, so that
    the copy says it too. Only the owner of the files may read them.
    """
    if out.exists():
        raise BackupError(f"{out}: is there already. Name a folder that does not exist yet")
    if AuditEvent._meta.db_table not in connection.introspection.table_names():
        raise BackupError(f"{home()}: no site here to back up. Name its folder in OPENPCN_HOME")
    _audit("backup_started", out, by)
    working = out.with_name(f"{out.name}.working-{secrets.token_hex(4)}")
    working.mkdir(mode=0o700, parents=True)
    try:
        with store().writing():
            if connection.vendor == "sqlite":
                _copy_sqlite(working / SQLITE)
            else:
                rows_as_lines.write(working / LINES)
            for name in KEPT:
                _copy(home() / name, working / "home" / name)
        files = {str(path.relative_to(working)): _sha256(path) for path in _files(working)}
        manifest = {
            "format": FORMAT,
            "made": clock.now().isoformat(),
            "database": "sqlite" if connection.vendor == "sqlite" else "lines",
            "migrations": _migrations(),
            "files": files,
        }
        (working / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
        _close_to_others(working)
        durable.sync_tree(working)
        working.rename(out)
        durable.sync_directory(out.parent)
    except BaseException:
        shutil.rmtree(working, ignore_errors=True)
        raise
    return BackupReport(out, len(files), _size(out), restored=False)


def restore(source: Path, *, replace: bool = False, by: str = "system") -> BackupReport:
    """Bring a backup back into OPENPCN_HOME and the database; every hash is checked before anything changes.

    Raises BackupError where a file is missing or differs, where the backup was made by another version's
    tables or another kind of database, or where there is something already and ``replace`` is not set.
    """
    manifest = _checked(source)
    kind = "sqlite" if connection.vendor == "sqlite" else "lines"
    if manifest["database"] != kind:
        raise BackupError(
            f"{source}: holds a database as {manifest['database']}, this site's is {kind}; "
            "restore it where DATABASE_URL names the same kind"
        )
    if (needed := SQLITE if kind == "sqlite" else LINES) not in manifest["files"]:
        raise BackupError(f"{source}: the manifest is not whole, it names no {needed}; take another backup")
    if not replace and (held := _occupied()):
        raise BackupError(f"{home()}: this site holds {held} already. Use --replace to overwrite all of it")
    if newer := sorted(set(map(tuple, manifest["migrations"])) - _known_migrations()):
        raise BackupError(
            f"{source}: made by a newer version ({newer[0][0]} {newer[0][1]}); update OpenPCN first"
        )
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    with store().writing():
        arriving = home() / f"restore-{secrets.token_hex(4)}"
        for name in KEPT:
            _copy(source / "home" / name, arriving / name)
        if kind == "sqlite":
            _copy(source / SQLITE, arriving / SQLITE)
        durable.sync_tree(arriving)
        _swap(arriving)
        if kind == "sqlite":
            _swap_sqlite(arriving / SQLITE)
        else:
            rows_as_lines.load(source / LINES)
        shutil.rmtree(arriving)
    forget_opened()
    call_command("migrate", verbosity=0, interactive=False)  # a backup of an older version's tables
    _audit("restored", source, by)
    return BackupReport(source, len(manifest["files"]), _size(source), restored=True)


def _checked(source: Path) -> dict[str, Any]:
    """The manifest, after every file was read and compared."""
    try:
        manifest = json.loads((source / "manifest.json").read_text())
    except (OSError, ValueError):
        raise BackupError(f"{source}: no backup here. Name a folder that ./openpcn backup wrote") from None
    if not isinstance(manifest, dict):
        raise BackupError(f"{source}: no backup here. Name a folder that ./openpcn backup wrote")
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{source}: format {manifest.get('format')!r}, expected {FORMAT}")
    for part, kind in (("files", dict), ("migrations", list), ("database", str)):
        if not manifest.get(part) or not isinstance(manifest[part], kind):
            raise BackupError(
                f"{source}: the manifest is not whole, it does not say {part}; take another backup"
            )
    for name, digest in manifest["files"].items():
        path = source / name
        if not path.is_file():
            raise BackupError(f"{source}: {name} is missing; take another backup")
        if _sha256(path) != digest:
            raise BackupError(f"{source}: {name} is not what was backed up; take another backup")
    return manifest


def _occupied() -> str:
    """What this site holds that restoring would lose, in words; empty where there is nothing.

    Starting any command makes ``secret.key``, which signs sessions and nothing else: it does not count.
    """
    for name in KEPT:
        at = home() / name
        if name != "secret.key" and (at.is_file() or next(_files(at), None) is not None):
            return name
    there = set(connection.introspection.table_names())
    for model in rows_as_lines.tables():
        if model._meta.db_table in there and model._base_manager.values_list("pk").first() is not None:
            return f"rows of {model._meta.verbose_name_plural}"
    return ""


def _audit(action: str, folder: Path, by: str) -> None:
    with transaction.atomic():
        audit.record(action, by=by, object_kind="backup", detail={"folder": str(folder)})


def _close_to_others(folder: Path) -> None:
    """Files for their owner alone, whatever the mode of what they were copied from."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _migrations() -> list[list[str]]:
    executor = MigrationExecutor(connection)
    return sorted([app, name] for app, name in executor.loader.applied_migrations)


def _known_migrations() -> set[tuple[str, ...]]:
    return set(MigrationExecutor(connection).loader.disk_migrations)


def _copy_sqlite(target: Path) -> None:
    """SQLite's online backup: a consistent copy while others read and write."""
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
        with copy:
            copy.execute("DELETE FROM django_session")
    finally:
        copy.close()


def _swap(arriving: Path) -> None:
    """Put the arrived files in place of the present ones, each by renames."""
    for name in KEPT:
        present, old = home() / name, arriving / "replaced" / name
        if present.exists():
            old.parent.mkdir(parents=True, exist_ok=True)
            present.rename(old)
        if (arriving / name).exists():
            present.parent.mkdir(parents=True, exist_ok=True)
            (arriving / name).rename(present)
        durable.sync_directory(present.parent if present.parent.exists() else home())


def _swap_sqlite(arrived: Path) -> None:
    """Replace the database file; its journal files belong to the old one and go with it."""
    database = Path(str(connection.settings_dict["NAME"]))
    connections.close_all()
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    arrived.replace(database)
    durable.sync_directory(database.parent)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
