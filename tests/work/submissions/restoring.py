"""A site's life around a backup, told as JSON. Run as a program by the test beside it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "openpcn.config.settings"
os.environ["OPENPCN_HOME"] = str(FOLDER / "first")
SERVER = os.environ.get("DATABASE_URL", "")
NAME = f"restore_{os.getpid()}"
if SERVER:
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {NAME}")  # type: ignore[call-overload]
    head, _, query = SERVER.partition("?")
    os.environ["DATABASE_URL"] = f"{head.rsplit('/', 1)[0]}/{NAME}?{query}"

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import django  # noqa: E402

django.setup()

from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402

from openpcn.record.home import home  # noqa: E402
from openpcn.terms import clock  # noqa: E402
from openpcn.work import access, night, submissions  # noqa: E402
from openpcn.work.access.models import AuditEvent, Staff  # noqa: E402
from openpcn.work.submissions.backups import KEPT, BackupError, backup, restore  # noqa: E402
from openpcn.work.submissions.rows_as_lines import lines  # noqa: E402
from small_practice import choose_fictional_network, frail_practice  # noqa: E402

OF_BACKUPS = ("backup_started", "restored")  # what backup and restore themselves add to the audit trail


def site() -> dict[str, Any]:
    """Everything that has to come back: the state, every row of every table, every file of the record."""
    rows = [row for row in lines() if not any(f'"action": "{word}"' in row for word in OF_BACKUPS)]
    files = {}
    for name in KEPT:
        at = home() / name
        for path in [at] if at.is_file() else sorted(p for p in at.rglob("*") if p.is_file()):
            files[str(path.relative_to(home()))] = hashlib.sha256(path.read_bytes()).hexdigest()
    state = submissions.state()
    state["audit"] = sum("access.AuditEvent" in row for row in rows)  # the state counts those of backups too
    return {
        "state": state,
        "rows": len(rows),
        "hash": hashlib.sha256("\n".join(rows).encode()).hexdigest(),
        "files": files,
    }


def refusal(source: Path, **how: Any) -> str:
    try:
        restore(source, **how)
    except BackupError as fault:
        return str(fault)
    return "not refused"


def changed_manifest(name: str, **fields: Any) -> Path:
    copy = FOLDER / name
    shutil.copytree(FOLDER / "backup", copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(manifest | fields))
    return copy


told: dict[str, Any] = {"refused": {}}
call_command("migrate", verbosity=0, skip_checks=True)
choose_fictional_network("Z99001")
frail_practice().write(FOLDER / "in" / "Z99001")
night.run([FOLDER / "in"], by="test")
Staff.objects.create_user("sam", "correct horse battery", display_name="Sam")
Session.objects.create(session_key="k", session_data="d", expire_date=clock.now() + timedelta(days=1))
told["first"], told["sessions_before"] = site(), Session.objects.count()

backup(FOLDER / "backup")
try:
    backup(FOLDER / "backup")
except BackupError as fault:
    told["refused"]["there_already"] = str(fault)
told["refused"]["occupied"] = refusal(FOLDER / "backup")
told["refused"]["no_backup"] = refusal(FOLDER / "in", replace=True)
told["refused"]["other_kind"] = refusal(changed_manifest("kind", database="other"), replace=True)
newer = changed_manifest("newer", migrations=[["access", "9999_from_the_future"]])
told["refused"]["newer"] = refusal(newer, replace=True)
torn = changed_manifest("torn")
victim = next(torn.rglob("person.parquet"))
victim.write_bytes(victim.read_bytes()[:-1] + b"?")
told["refused"]["changed"] = refusal(torn, replace=True)
victim.unlink()
told["refused"]["missing"] = refusal(torn, replace=True)
told["refused"]["no_files"] = refusal(changed_manifest("bare", files=None), replace=True)
told["modes"] = sorted({oct(p.stat().st_mode & 0o777) for p in (FOLDER / "backup").rglob("*") if p.is_file()})
told["folder_modes"] = sorted(
    {
        oct(p.stat().st_mode & 0o777)
        for p in (FOLDER / "backup", *(FOLDER / "backup").rglob("*"))
        if p.is_dir()
    }
)
(FOLDER / "other").mkdir()
os.environ["OPENPCN_HOME"] = str(FOLDER / "other")
told["refused"]["rows_alone"] = refusal(FOLDER / "backup")
(FOLDER / "other" / "identity.key").write_bytes(b"k")
told["refused"]["key_alone"] = refusal(FOLDER / "backup")
os.environ["OPENPCN_HOME"] = str(FOLDER / "first")
told["after_refusals"] = site()

# A disaster: another night, other people, a lost key. Then the backup comes back over it.
with transaction.atomic():
    access.record("after_the_backup", by="test")
Staff.objects.create_user("later", "correct horse battery", display_name="Later")
(home() / "identity.key").unlink()
shutil.rmtree(home() / "record" / "parts")
restore(FOLDER / "backup", replace=True)
told["restored"], told["sessions_after"] = site(), Session.objects.count()
with transaction.atomic():
    event = access.record("worked", by="test")
others = AuditEvent.objects.exclude(pk=event.pk).values_list("pk", flat=True)
told["said"] = list(AuditEvent.objects.filter(action__in=OF_BACKUPS).values_list("action", flat=True))
told["worked_after"] = "a new row has a key of its own" if event.pk > max(others) else "a key was used twice"
access.seal()
told["chain"] = access.verify_chain()

connections.close_all()
if SERVER:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE {NAME}")  # type: ignore[call-overload]
sys.stdout.write(json.dumps(told))
