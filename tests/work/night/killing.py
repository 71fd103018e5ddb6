"""Kills nights and looks at what they leave. Run as a program by the tests beside it.

    killing.py FOLDER NUMBER SEED STEP...  kill a night at each of the steps, and NUMBER at random instants

Nights are killed in chains, one after another at the same site, each beginning among what the killed ones
before it left. A chain ends with a kill that left the new snapshot, or is long enough; then one night runs
whole, and whatever it leaves is the answer to every kill of the chain.

Prints one JSON line per kill. A process that has Django loaded and no connection open forks for every night:
the child that is killed is a whole process with its own connections, and nothing is imported again. On
PostgreSQL every chain has a database of its own, copied from that of the nights before.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "openpcn.config.settings"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import django

django.setup()

import duckdb  # noqa: E402, F401 - loaded before the forks, so that no child pays for it
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from openpcn.record import sources  # noqa: E402
from openpcn.record.intake import carrying, make_manifest  # noqa: E402
from openpcn.rules.catalogue.edition import edition  # noqa: E402
from openpcn.rules.engine.evaluation import definition_version  # noqa: E402
from openpcn.work import access, night, submissions  # noqa: E402
from openpcn.work.access.models import AuditEvent  # noqa: E402
from openpcn.work.measures.models import IndicatorCount  # noqa: E402
from openpcn.work.night import evaluating, running, tidying  # noqa: E402, F401
from openpcn.work.people.models import PersonState  # noqa: E402
from openpcn.work.submissions.models import SnapshotRow, Submission  # noqa: E402
from openpcn.work.worklists.models import Need  # noqa: E402
from small_practice import SmallPractice, choose_fictional_network, use_small_catalogue  # noqa: E402

use_small_catalogue()
for name in sources.names():  # before the forks too, so that no child reads or hashes any of it again
    sources.source(name)
carrying.program()
evaluating.program()
for definition in edition().definitions():
    definition_version(definition)
tidying.KEPT = 1  # so that the third night has something to remove, and is killed while removing it

LONGEST_CHAIN = 6
SERVER = str(connection.settings_dict["NAME"]) if connection.vendor == "postgresql" else ""


def in_child(
    home: Path, work: Callable[[], Any], *, crash_at: str = "", kill_after: float | None = None
) -> Any:
    """Run ``work`` in a process of its own; its JSON answer, or None where it was killed."""
    answer = home.with_name(f"{home.name}.answer")
    answer.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.environ["OPENPCN_HOME"] = str(home)
            os.environ["OPENPCN_CRASH_AT"] = crash_at
            if SERVER:
                connection.settings_dict["NAME"] = database(home)
            else:
                connection.settings_dict["NAME"] = str(home / "openpcn.sqlite3")
            answer.write_text(json.dumps(work()))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return json.loads(answer.read_text()) if answer.exists() and answer.read_text() else None
    if os.WEXITSTATUS(status):
        raise RuntimeError(f"a night failed that was not killed: {home}")
    return json.loads(answer.read_text())


def database(home: Path) -> str:
    return f"kill_{os.getpgrp()}_{home.name}".lower().replace("-", "_").replace(".", "_")


def on_server(*statements: str) -> None:
    def run() -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            for statement in statements:
                server.execute(statement)  # type: ignore[call-overload]

    if SERVER:
        run()


def take(*folders: Path) -> Callable[[], Any]:
    def work() -> Any:
        report = night.run(list(folders), by="test")
        return {"taken": report.taken, "verdicts": [str(r.verdict) for r in report.receipts]}

    return work


def look() -> dict[str, Any]:
    """What a reader finds: read as pages read it, by the live row."""
    held = submissions.state()
    live = held["snapshot"]
    snapshot = submissions.live_snapshot()
    assert snapshot is not None
    from openpcn.terms.scope import Scope

    people = snapshot.people(Scope.evaluation(snapshot.practices)).num_rows
    rows = [
        snapshot.table(name, Scope.evaluation(snapshot.practices)).num_rows for name in ("patient", "event")
    ]
    root = submissions.live.store().root
    return {
        "live": live,
        "content": held["content_hash"],
        "as_at": held["as_at"],
        "whole": rows == [sum(held["counts"][name].values()) for name in ("patient", "event")],
        "people_agree": PersonState.objects.filter(snapshot_id=live).count() == people,
        "needs": Need.objects.filter(snapshot_id=live).count(),
        "counts": IndicatorCount.objects.filter(snapshot_id=live).count(),
        "accepted": Submission.objects.filter(verdict="accepted").count(),
        "went_live": AuditEvent.objects.filter(action="snapshot_live").count(),
        "row_is_live": SnapshotRow.objects.get(state="live").pk == live,
        "candidates": SnapshotRow.objects.filter(state="candidate").count(),
        "strangers": sorted(
            set(PersonState.objects.values_list("snapshot_id", flat=True).distinct())
            - set(SnapshotRow.objects.values_list("pk", flat=True))
        ),
        "prepared_for": PersonState.objects.values("snapshot_id").distinct().count(),
        "snapshots": len(submissions.live.store().snapshots()),
        "parts": len(list((root / "parts").iterdir())),
        "working": len(list((root / "working").iterdir())),
        "audit": access.verify_chain(),
    }


def readings(folder: Path, practice: SmallPractice, day: str) -> None:
    """A blood pressure taken at home: a companion, taken after the practice's own extract of the night."""
    person = practice.rows["patient"][0]
    row = {
        "sender": "FA123", "nhs_number": person["nhs_number"], "birth_date": person["birth_date"],
        "date": "2026-02-01", "time": "08:15", "systolic": f"14{day[-1]}", "diastolic": "88", "place": "home",
    }  # fmt: skip
    folder.mkdir(parents=True)
    text = ",".join(row) + "\r\n" + ",".join(row.values()) + "\r\n"
    (folder / "home_readings.csv").write_text(text, newline="")
    make_manifest(
        folder, source="home_readings", practice=practice.ods, as_at=date.fromisoformat(day),
        rows={"home_readings.csv": 1}, test_data=True,
    )  # fmt: skip


def prepare(base: Path) -> list[Path]:
    """Two nights gone live in ``base/home``, and the folder of a third."""
    nights = []
    practices = [SmallPractice("Z99001", 1_000), SmallPractice("Z99002", 2_000)]
    for practice in practices:
        for _ in range(6):
            practice.says(practice.person(), "frailty_severe", "2024-03-02")
    for number, day in enumerate(("2026-02-07", "2026-02-08", "2026-02-09")):
        for practice in practices:
            practice.says(f"{practice.ods}-000{number}", "structured_medication_review", day)
            practice.write(base / f"night-{number}" / practice.ods, day)
        readings(base / f"night-{number}" / "Z99001-readings", practices[0], day)
        nights.append(base / f"night-{number}")
    home = base / "home"
    home.mkdir()
    on_server(f"CREATE DATABASE {database(home)}")
    in_child(home, lambda: call_command("migrate", verbosity=0, skip_checks=True))
    in_child(home, lambda: choose_fictional_network("Z99001", "Z99002"))
    for folder in nights[:2]:
        in_child(home, take(folder))
    return nights


def copied(base: Path, name: str) -> Path:
    home = base / name
    shutil.copytree(base / "home", home)
    on_server(f"CREATE DATABASE {database(home)} TEMPLATE {database(base / 'home')}")
    return home


def dropped(home: Path) -> None:
    shutil.rmtree(home)
    on_server(f"DROP DATABASE {database(home)}")


def killed_in_a_row(
    base: Path, night_folder: Path, live: str, kills: Iterator[tuple[str, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """One chain of kills; nothing where none are left. live: the snapshot before the night."""
    results: list[dict[str, Any]] = []
    for name, how in itertools.islice(kills, LONGEST_CHAIN):
        home = base / "chain" if results else copied(base, "chain")
        acknowledged = in_child(home, take(night_folder), **how)
        found = in_child(home, look)
        results.append({"name": name, "acknowledged": acknowledged, "found": found})
        if found["live"] != live:
            break
    if results:
        then = {"again": in_child(home, take(night_folder)), "after": in_child(home, look)}
        dropped(home)
        results = [{**result, **then, "last": result is results[-1]} for result in results]
    return results


def main(folder: str, number: str, seed: str, *steps: str) -> None:
    base = Path(folder)
    *_, last = prepare(base)
    home = copied(base, "whole")
    old, began = in_child(home, look), time.monotonic()
    in_child(home, take(last))
    seconds = time.monotonic() - began
    print(json.dumps({"name": "whole", "old": old, "new": in_child(home, look)}), flush=True)  # noqa: T201
    dropped(home)
    chance = random.Random(int(seed))
    at_steps = ((step, {"crash_at": step}) for step in steps)
    at_random = (
        (f"random-{n}", {"kill_after": chance.uniform(0, seconds * 1.1)}) for n in range(int(number))
    )
    for kills in (at_steps, at_random):
        while chain := killed_in_a_row(base, last, old["live"], kills):
            for result in chain:
                print(json.dumps(result), flush=True)  # noqa: T201
    dropped(base / "home")


if __name__ == "__main__":
    main(*sys.argv[1:])
