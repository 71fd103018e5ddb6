"""What practices sent: receipts, what was set aside and why, and releasing what was held."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import files, guards, paging
from openpcn.web.forms import idempotency_key
from openpcn.web.layout import practice_data
from openpcn.web.show import show
from openpcn.web.views.submissions.words import SYSTEMS
from openpcn.work import submissions as work
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.entries.return_file import may_return
from openpcn.work.network.errors import WorkError
from openpcn.work.night import inbox
from openpcn.work.submissions import quality, receiving, standing
from openpcn.work.submissions.models import Submission
from openpcn.work.worklists.sheets import Sheet

PER_PAGE = 25
AT_A_GLANCE = ("ethnicity_missing", "bp_without_value", "postcode_unknown", "unmapped")  # of each practice


@guards.page(who=MAY[Action.SUBMISSIONS])
def submissions(request: HttpRequest, post: Post) -> HttpResponse:
    """Each practice's last extract, and everything handed in, newest first."""
    rows = work.submissions_for(post)
    page = paging.of_total(request.GET, rows.count(), PER_PAGE)
    own = own_practice(post)
    first = (page.number - 1) * PER_PAGE
    context = {
        "practices": standing.standings(post),
        "shown": [quality.BY_ID[name] for name in AT_A_GLANCE],
        "rows": rows[first : first + PER_PAGE],
        "page": page,
        "names": {one.ods: one.name for one in practice_data()},
        "own": own,
        "may_go_back": may(post, Action.UNDO),
        "systems": SYSTEMS,
        "run": inbox.latest_run(),
        "waiting": inbox.waiting_for(post),
        "may_upload": may(post, Action.UPLOAD),
        "may_load": may(post, Action.APPROVE_HELD),
        "may_return": own is not None and may_return(post, own),
        "may_read_quarantine": may(post, Action.QUARANTINE) and own is not None,
        "may_match": may(post, Action.IDENTITY),
    }
    return show(request, post, "submissions/submissions.jinja", context)


@guards.page(who=MAY[Action.SUBMISSIONS])
def submission(request: HttpRequest, post: Post, submission: int) -> HttpResponse:
    """One receipt: every row accounted for, every refusal with its reason. No contents of any row."""
    row = _row(post, submission)
    names = {one.ods: one.name for one in practice_data()}
    context = {
        "row": row,
        "practice": names.get(row.practice, row.practice),
        "in_files": receiving.in_files(row.receipt),
        "examples": row.receipt.get("examples", []),
        "systems": SYSTEMS,
        "may_approve": row.approved_at is None
        and may(post, Action.APPROVE_HELD, practice=row.practice)
        and work.waiting().filter(pk=row.pk).exists(),
    }
    return show(request, post, "submissions/submission.jinja", context)


@guards.page(who=MAY[Action.SUBMISSIONS])
def receipt_file(request: HttpRequest, post: Post, submission: int, kind: str) -> HttpResponse:
    """The rows of each file of a submission, as CSV or Excel. No contents of any row."""
    files.known_kind(kind)
    row = _row(post, submission)
    sheet = Sheet(
        "Receipt",
        (
            "File", "Table", "Rows", "Accepted", "Normalised", "Set aside", "Of other practices", "Not read",
            "Why not read",
        ),
        tuple(
            (
                file["name"], file["table"] or "", file["rows"], file["accepted"], file["normalised"],
                file["quarantined"], file.get("others", 0), file["rows"] if file["not_used"] else 0,
                file["not_used"] or "",
            )
            for file in row.receipt.get("per_file", ())
        ),
        (
            ("Practice", row.practice),
            ("Extract of", str(row.as_at or "not known")),
            ("Verdict", row.verdict),
            ("Rows", "accepted, normalised, set aside, of other practices and not read, together"),
        ),
    )  # fmt: skip
    return files.as_file((sheet,), kind, f"receipt-{row.pk}")


@guards.page(who=MAY[Action.APPROVE_HELD], methods=("POST",))
def approve(request: HttpRequest, post: Post, submission: int) -> HttpResponse:
    """Somebody has asked the practice and releases what was held; the next night takes it."""
    row = _row(post, submission)

    def effect() -> dict[str, Any]:
        return {"submission": work.approve_held(post, row).pk}

    try:
        once(post.staff, idempotency_key(request), "approve_held", {"submission": row.pk}, effect)
        messages.success(request, "Approved. The next night takes it.")
    except WorkError as fault:
        messages.warning(request, str(fault))
    return redirect("submission", submission=row.pk)


def _row(post: Post, submission: int) -> Submission:
    row: Submission | None = work.submissions_for(post).filter(pk=submission).first()
    if row is None:
        raise Http404
    return row
