"""``identity``: who could not be matched, and deciding who is who.

People are named by practice and the clinical system's own id, or by the number of a question or decision.
No NHS number is ever an argument: the file of superseded numbers is read from standard input or from a path.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.progress import console, results

app = typer.Typer(help="People who could not be matched, and deciding who is who.", no_args_is_help=True)

Reason = Annotated[str, typer.Option(help="How you know, without names or numbers; kept with the decision")]
AT = "PRACTICE:LOCAL_ID, as `identity list` shows it"


@app.callback()
def _identity() -> None:
    """People who could not be matched, and deciding who is who."""


@app.command("list")
def list_(
    practice: Annotated[str | None, typer.Option(help="ODS code; without it, every practice")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """What is doubtful in the live record, questions to answer, and decisions in force and undone."""
    django_setup.migrate()
    from openpcn.record.identity import KINDS
    from openpcn.work.people.models import IdentityDecision
    from openpcn.work.submissions.live import live_snapshot
    from openpcn.work.submissions.unmatched import open_questions

    snapshot = live_snapshot()
    issues: list[dict[str, Any]] = [
        {
            "kind": issue.kind,
            "sentence": issue.sentence,
            "set_aside": issue.set_aside,
            "registrations": [f"{ods}:{local}" for ods, local in issue.places],
            "remedy": KINDS[issue.kind].remedy,
        }
        for issue in (snapshot.identity_issues if snapshot else ())
        if practice in (None, *(ods for ods, _ in issue.places))
    ]
    questions = [
        {
            "question": row.pk,
            "kind": row.kind,
            "sentence": row.get_kind_display(),
            "registration": f"{row.practice}:{row.local_id}",
        }
        for row in open_questions()
        if practice in (None, row.practice)
    ]
    decisions = [
        _decision(row) for row in IdentityDecision.objects.order_by("pk") if practice in (None, row.practice)
    ]
    if as_json:
        found = {"issues": issues, "questions": questions, "decisions": decisions}
        json.dump(found, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for issue in issues:
        results.print(f"{issue['sentence']}: {', '.join(issue['registrations'])}")
    for question in questions:
        results.print(f"question {question['question']}  {question['sentence']}: {question['registration']}")
    for decision in decisions:
        state = f"undone {decision['undone_at'][:10]}" if decision["undone_at"] else "in force"
        about = f" {decision['registration']}" if decision["registration"] else ""
        results.print(
            f"decision {decision['decision']}  {decision['kind']} ({decision['source']}){about}: {state}, "
            f"by {decision['by']}"
        )
    if not issues and not questions:
        console.print("Nobody: every NHS number agrees with one date of birth.")


@app.command("merge")
def merge(
    reason: Reason,
    gone: Annotated[str | None, typer.Option(help=f"Whose number is the old one: {AT}")] = None,
    into: Annotated[str | None, typer.Option(help=f"Who has the current number: {AT}")] = None,
    question: Annotated[int | None, typer.Option(help="Instead of both: answer this question")] = None,
) -> None:
    """Two persons are one. Takes effect with the next night; ``identity undo`` takes it back."""
    if (question is None) == (gone is None or into is None):
        raise typer.BadParameter("give --gone and --into, or --question alone")
    django_setup.migrate()
    from django.db import transaction

    from openpcn.work import access
    from openpcn.work.people.models import IdentityQuestion
    from openpcn.work.submissions import who_is_who

    with transaction.atomic():
        if question is not None:
            asked = IdentityQuestion.objects.filter(pk=question).first()
            if asked is None:
                raise who_is_who.IdentityDecisionError(f"there is no question {question}")
            made = who_is_who.merge_asked(asked, reason, access.command_line())
        else:
            made = who_is_who.merge(_place(gone or ""), _place(into or ""), reason, access.command_line())
    _say(made.pk)


@app.command("split")
def split(
    registration: Annotated[str, typer.Option(help=f"Who does not have this number: {AT}")], reason: Reason
) -> None:
    """One number, two people: this registration goes on under the practice's own id, from the next night."""
    django_setup.migrate()
    from django.db import transaction

    from openpcn.work import access
    from openpcn.work.submissions import who_is_who

    with transaction.atomic():
        made = who_is_who.split(_place(registration), reason, access.command_line())
    _say(made.pk)


@app.command("undo")
def undo(decision: Annotated[int, typer.Argument(help="Number of the decision")], reason: Reason) -> None:
    """Take a decision back. With the next night, exactly what it moved goes back."""
    django_setup.migrate()
    from django.db import transaction

    from openpcn.work import access
    from openpcn.work.submissions import who_is_who

    with transaction.atomic():
        who_is_who.undo(decision, reason, access.command_line())
    results.print(f"Decision {decision} is undone. It takes effect with the next night.")


@app.command("superseded")
def superseded(
    file: Annotated[Path | None, typer.Argument(help="CSV; without it, standard input")] = None,
) -> None:
    """Load superseded numbers: old_nhs_number,new_nhs_number,from_date,birth_date. Whole, or not at all."""
    django_setup.migrate()
    from openpcn.record.identity import SupersededError
    from openpcn.work import access
    from openpcn.work.submissions import who_is_who

    raw = file.read_bytes() if file else sys.stdin.buffer.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SupersededError("the file is not UTF-8: save it as CSV (UTF-8)") from None
    new, known = who_is_who.load_superseded(text.splitlines(), access.command_line())
    results.print(
        f"{new} superseded numbers are new, {known} were known. They take effect with the next night."
    )


def _say(decision: int) -> None:
    results.print(f"Decision {decision} is made. It takes effect with the next night.")


def _place(text: str) -> Any:
    from openpcn.work.submissions.who_is_who import Place

    practice, colon, local_id = text.partition(":")
    if not colon or not local_id:
        raise typer.BadParameter(f"expected {AT}")
    return Place(practice, local_id)


def _decision(row: Any) -> dict[str, Any]:
    return {
        "decision": row.pk,
        "kind": row.kind,
        "source": row.source,
        "registration": f"{row.practice}:{row.local_id}" if row.practice else None,
        "by": row.made_by,
        "at": row.made_at.isoformat(),
        "reason": row.reason,
        "undone_at": row.undone_at.isoformat() if row.undone_at else None,
    }
