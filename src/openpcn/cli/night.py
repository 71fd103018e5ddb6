"""``ingest``: take in submissions and go live with them, the whole of a night at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, console


def register(app: typer.Typer) -> None:
    app.command()(ingest)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Submission folders, or folders of them")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the receipts as JSON")] = False,
    approve: Annotated[
        bool, typer.Option(help="Take a submission that is held because its list shrank")
    ] = False,
    run: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Take in extracts: receipts, one record, evaluation, worklists, then live; or nothing changes."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise Fault(f"{missing[0]}: no such file or folder. Name a submission folder with a manifest.json")
    django_setup.migrate()
    from openpcn.work import night

    steps = Steps(1)
    with steps.step("Taking in the night") as tick:
        if run is None:
            report = night.run(paths, by="command line", approve=approve, progress=tick)
        else:
            report = _started_from_a_page(paths, run)
    if as_json:
        json.dump(report.as_json(), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        _show(report)
    if not report.taken:
        raise Fault("nothing was taken; the live record is unchanged. The reasons are above")


def _started_from_a_page(paths: list[Path], run: int) -> Any:
    """A night that a page started: it tells that page how far it is, and how it ended whatever happens."""
    from openpcn.work import night
    from openpcn.work.night import NightRun, inbox

    def tell(words: str, done: int, total: int) -> None:
        inbox.tell(run, words, done, total)

    try:
        report = night.run(paths, by="inbox", progress=tell)
    except BaseException:
        inbox.finish(run, NightRun.FAILED, "It failed. Nothing was changed; the receipts or the log say why.")
        raise
    if report.taken:
        taken = sum(receipt.verdict == "accepted" for receipt in report.receipts)
        inbox.finish(run, NightRun.DONE, f"{taken} of {len(report.receipts)} submissions were taken.")
    else:
        inbox.finish(run, NightRun.FAILED, "No submission was taken; the receipts below say why.")
    return report


def _show(report: Any) -> None:
    for receipt in report.receipts:
        line = (
            f"{receipt.practice or '(practice not known)'} {receipt.as_at or ''} {receipt.verdict}: "
            f"{receipt.rows_in:,} rows in = {receipt.accepted:,} accepted "
            f"+ {receipt.normalised:,} normalised + {receipt.quarantined:,} quarantined"
        )
        console.print(line, markup=False, soft_wrap=True)
        if receipt.reason:
            console.print(f"    {receipt.reason}", markup=False, soft_wrap=True)
    if report.snapshot_id:
        console.print(f"Live: {report.snapshot_id}. Next: ./openpcn serve", markup=False, soft_wrap=True)
