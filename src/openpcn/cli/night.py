"""``ingest``: take in submissions and go live with them, the whole of a night at once."""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault, sentence
from openpcn.cli.progress import Steps, console, results

EXAMPLES = 3  # lines named of each reason
PARTLY = 3  # exit status: some submissions were taken, others refused or held


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
    """Take in extracts: receipts, one record, evaluation, worklists, then live; or nothing changes.

    Exit status: 0 every submission was taken or is in the record already, 3 some were taken and others
    refused or held, 1 nothing was taken.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise Fault(f"{missing[0]}: no such file or folder. Name a submission folder with a manifest.json")
    django_setup.migrate()
    from openpcn.work import night

    if run is not None:
        _started_from_a_page(paths, run)
        return
    with Steps(1).step("Taking in the night") as tick:
        report = night.run(paths, by="command line", approve=approve, progress=tick)
    folders = _folders(report)
    if as_json:
        answer = report.as_json()
        for receipt, folder in zip(answer["receipts"], folders, strict=True):
            receipt["folder"] = folder
        json.dump(answer, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        _show(report, folders)
    _end(report)


def _folders(report: Any) -> list[str]:
    """The folder of each receipt: the night has kept them in this order, the newest rows of all."""
    from openpcn.work.submissions.models import Submission

    newest = Submission.objects.order_by("-pk").values_list("folder", flat=True)
    return list(newest[: len(report.receipts)])[::-1]


def _end(report: Any) -> None:
    """Say how it ended, and leave with that status."""
    refused = sum(receipt.verdict in ("refused", "held") for receipt in report.receipts)
    if report.taken:
        console.print(f"Live: {report.snapshot_id}. Next: ./openpcn serve")
        if refused:
            console.print(f"{refused} of {len(report.receipts)} submissions were not taken; see above.")
            raise typer.Exit(PARTLY)
    elif refused or not report.unchanged:
        raise Fault("nothing was taken; the live record is unchanged. The reasons are above")
    else:
        console.print("Everything named is in the record already; nothing was to be done.")


def _started_from_a_page(paths: list[Path], run: int) -> None:
    """A night that a page started: it tells that page how far it is, and how it ended whatever happens.

    Its output goes to a log, so nothing of a person may be in it: no receipts (they are on the page), and of
    a fault that nobody foresaw the place in the program but not the message, which may quote a value.
    """
    from openpcn.work import night
    from openpcn.work.night import NightRun, inbox

    def tell(words: str, done: int, total: int) -> None:
        inbox.tell(run, words, done, total)

    try:
        report = night.run(paths, by="inbox", progress=tell)
    except BaseException as fault:
        inbox.finish(run, NightRun.FAILED, f"It failed and changed nothing. log/night-{run}.log says why.")
        raise Fault(f"night {run} failed. {sentence(fault) or _place(fault)}") from None
    if report.taken:
        taken = sum(receipt.verdict == "accepted" for receipt in report.receipts)
        words = f"{taken} of {len(report.receipts)} submissions were taken."
        inbox.finish(run, NightRun.DONE, words)
    else:
        words = "No submission was taken; the receipts below say why."
        inbox.finish(run, NightRun.FAILED, words)
    console.print(f"night {run}: {words}")


def _place(fault: BaseException) -> str:
    """Kind and place of a fault: frames without values."""
    frames = "".join(
        f"\n  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(fault.__traceback__)
    )
    return f"{type(fault).__name__} at:{frames}"


def _show(report: Any, folders: list[str]) -> None:
    for receipt, folder in zip(report.receipts, folders, strict=True):
        _show_receipt(receipt, folder)


def _show_receipt(receipt: Any, folder: str) -> None:
    """Counts, why rows were set aside, and the first of each reason: nothing of any row's contents."""
    from openpcn.work.submissions import reasons, receiving

    files = receiving.in_files(receipt.as_json())
    results.print(
        f"{folder}: {receipt.practice or '(practice not known)'} {receipt.as_at or ''} "
        f"{receipt.verdict}: {receipt.rows_in:,} rows in = {receipt.accepted:,} accepted "
        f"+ {receipt.normalised:,} normalised + {receipt.quarantined:,} quarantined"
    )
    if files.others or files.not_read:
        results.print(
            f"    {files.rows:,} rows in the files = these + {files.others:,} of other practices "
            f"+ {files.not_read:,} in files that are not read"
        )
    if receipt.reason:
        results.print(f"    {receipt.reason}")
    for code, count in sorted(receipt.reasons.items(), key=lambda each: (-each[1], each[0])):
        first = next((one for one in receipt.examples if one.reason == code), None)
        reason = reasons.explained(code, first.sentence if first else "")
        results.print(f"    {count:,} {'row' if count == 1 else 'rows'}: {reason.title}. {reason.means}")
        for one in [one for one in receipt.examples if one.reason == code][:EXAMPLES]:
            field = f", {one.field}" if one.field else ""
            results.print(f"        {one.file}, line {one.line}{field}: {one.sentence}")
        results.print(f"        What to do: {reason.remedy}")
    if receipt.reasons:
        results.print(
            "    All of them, with what each row holds: the page of rows of your practice that were set "
            "aside; more examples: --json"
        )
