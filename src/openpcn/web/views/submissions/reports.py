"""Searches to run: what to build in the clinical system, what each gives, and the upload of what it made."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.record.sources.search_report import mapping as mappings
from openpcn.rules import catalogue
from openpcn.rules.catalogue import recipes
from openpcn.rules.catalogue.recipes import System
from openpcn.web import files, guards
from openpcn.web.forms import idempotency_key
from openpcn.web.layout import organisation_names
from openpcn.web.show import show
from openpcn.web.views.submissions.report_form import MappingForm
from openpcn.web.views.submissions.words import SYSTEMS
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.submissions import reports as work
from openpcn.work.submissions import uploads
from openpcn.work.submissions.models import ReportFile
from openpcn.work.submissions.reports import ReportFault

SENDS = MAY[Action.UPLOAD] & MAY[Action.QUARANTINE]  # sees rows of the own practice before they are taken


@guards.page(who=MAY[Action.UPLOAD])
def reports(request: HttpRequest, post: Post) -> HttpResponse:
    """The steps for a practice and its system, what is loaded, and what that can and cannot assess."""
    return _page(request, post)


def _page(request: HttpRequest, post: Post, error: str = "") -> HttpResponse:
    practices = uploads.may_send_for(post)
    own = own_practice(post)
    chosen = own or request.GET.get("practice", "") or (practices[0] if practices else "")
    if chosen not in practices:
        raise Http404
    held, covers, source = work.held(chosen)
    systems = {each.value for each in System}
    system = System(next((s for s in (request.GET.get("system", ""), source) if s in systems), "emis"))
    standing = recipes.standing(covers)
    sends = own is not None and may(post, Action.QUARANTINE)
    waiting = list(work.waiting(post).select_related("mapping")) if sends else []
    context = {
        "practice": chosen,
        "names": organisation_names(practices),
        "practices": practices if own is None else [],
        "system": system,
        "systems": list(System),
        "recipes": [
            {"recipe": each, "steps": each.steps(system), "adds": recipes.adds(each)}
            for each in recipes.recipes()
        ],
        "minutes": recipes.minutes_a_week(recipes.recipes()),
        "to_build": recipes.MINUTES_TO_BUILD,
        "basis": recipes.BASIS,
        "not_tried": recipes.NOT_TRIED,
        "held": held,
        "bulk": SYSTEMS.get(source, source) if covers is None else "",
        "definitions": [(one, standing[one.id]) for one in catalogue.definitions()],
        "assessed": sum(not lacks for lacks in standing.values()),
        "sends": sends,
        "waiting": waiting,
        "ready": len(work.ready(waiting)),
        "error": error,
    }
    return show(request, post, "submissions/reports.jinja", context, status=422 if error else 200)


@guards.page(who=MAY[Action.UPLOAD])
def codes(request: HttpRequest, post: Post, kind: str) -> HttpResponse:
    """The codes of one search, to be pasted into the clinical system."""
    recipe = next((each for each in recipes.recipes() if each.kind.value == kind and each.lists), None)
    if recipe is None:
        raise Http404
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["code", "term", "codelist", "status"])
    for each in recipe.lists:
        writer.writerows([code.code, code.term, each.id, each.status] for code in each)
    return files.csv_file(text.getvalue(), f"codes-{recipe.kind.value}")


@guards.page(who=SENDS, methods=("POST",))
def receive(request: HttpRequest, post: Post) -> HttpResponse:
    """Keep uploaded reports. One whose columns are remembered is ready at once."""
    sent = request.FILES.getlist("files")
    key = idempotency_key(request)
    asked = {"files": [[each.name, each.size] for each in sent]}
    kept: list[ReportFile] = []
    try:
        if not sent:
            raise ReportFault("Choose the files that the clinical system saved")

        def effect() -> dict[str, Any]:
            kept.extend(work.receive(post, each) for each in sent)
            return {"reports": [row.pk for row in kept]}

        answer = once(post.staff, key, "receive_reports", asked, effect)
    except ReportFault as fault:
        return _page(request, post, str(fault))
    rows = list(work.waiting(post).filter(pk__in=answer.response["reports"]))
    unready = [row for row in rows if row not in work.ready(rows)]
    if unready:
        return redirect("report", report=unready[0].pk)
    messages.success(request, "The columns of these reports are known. Hand them in below.")
    return redirect("reports")


@guards.page(who=SENDS, methods=("GET", "POST"))
def report(request: HttpRequest, post: Post, report: int) -> HttpResponse:
    """The first rows of a report, and what its columns mean."""
    row = work.one(post, report)
    error = ""
    try:
        layout = work.layout_of(row)
        rows = work.preview(post, row, layout)
        mapping, sure = _proposal(row, layout)
        form = MappingForm(
            request.POST if request.method == "POST" else None,
            mapping=mapping, sure=sure, rows=[cells for _, cells in rows], run_on=row.run_on,
        )  # fmt: skip
    except ReportFault as fault:
        return _page(request, post, str(fault))
    if request.method == "POST" and form.is_valid():
        said, day = form.said(), form.cleaned_data["run_on"]

        def effect() -> dict[str, Any]:
            return {"mapping": work.save_mapping(post, row, said, day).pk}

        try:
            asked = {"report": row.pk, "mapping": mappings.dump(said), "run_on": day.isoformat()}
            once(post.staff, idempotency_key(request), "save_report_mapping", asked, effect)
            messages.success(request, f"Saved. {said.report} is ready to be handed in.")
            return _next(post, row)
        except ReportFault as fault:
            error = str(fault)
    context = {
        "row": row,
        "layout_found": layout,
        "headings": layout.headings,
        "rows": rows,
        "form": form,
        "outdated": work.outdated(mapping),
        "error": error,
    }
    status = 422 if error or form.errors else 200
    return show(request, post, "submissions/report.jinja", context, status=status)


def _proposal(row: ReportFile, layout: Any) -> tuple[mappings.ReportMapping, list[str]]:
    """What was saved for this report, else what its headings suggest."""
    if row.mapping is not None:
        saved = mappings.load(row.mapping.mapping)
        return saved, ["saved"] * len(saved.columns)
    proposal = work.propose_for(layout)
    return proposal.mapping, list(proposal.sure)


def _next(post: Post, row: ReportFile) -> HttpResponse:
    """The next report whose columns nobody has explained, else the page of all."""
    rows = list(work.waiting(post))
    ready = work.ready(rows)
    following = next((each for each in rows if each not in ready and each.pk != row.pk), None)
    return redirect("report", report=following.pk) if following else redirect("reports")


@guards.page(who=SENDS, methods=("POST",))
def discard(request: HttpRequest, post: Post, report: int) -> HttpResponse:
    """Throw a report away before it is handed in."""
    work.discard(post, work.one(post, report))
    messages.info(request, "The report was thrown away. Nothing was handed in.")
    return redirect("reports")


@guards.page(who=SENDS, methods=("POST",))
def hand_in(request: HttpRequest, post: Post) -> HttpResponse:
    """Hand in every ready report of the practice, as one submission that waits to be loaded."""

    def effect() -> dict[str, Any]:
        return {"folder": work.hand_in(post)}

    try:
        once(post.staff, idempotency_key(request), "hand_in_reports", {}, effect)
        messages.success(request, "Handed in. The reports wait below to be loaded with the next night.")
        return redirect("submissions")
    except ReportFault as fault:
        return _page(request, post, str(fault))
