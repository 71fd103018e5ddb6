"""Codelists in use, what is proposed in their place, and what that would change."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.codes import Codelist, CodelistError
from openpcn.codes.library import in_use
from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import edition
from openpcn.web import files, guards
from openpcn.web.forms import idempotency_key
from openpcn.web.names import display_names
from openpcn.web.paging import cut
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.codelists import deciding
from openpcn.work.codelists.errors import CodelistChangeError
from openpcn.work.codelists.models import SiteCodelist
from openpcn.work.codelists.preview import is_large
from openpcn.work.codelists.proposing import propose as propose_file
from openpcn.work.network.errors import WorkError
from openpcn.work.worklists.sheets import Sheet
from openpcn.work.worklists.small_numbers import suppress

LARGEST = 20 * 1024 * 1024  # bytes of an uploaded list; the whole reference-set file is loaded on the server
PER_PAGE = 50
WORDS = {"member": "On the register", "due": "Due", "achieved": "Achieved"}


class ProposeForm(forms.Form):
    """A file of codes, and which list it is a version of where the file does not say."""

    file = forms.FileField(label="File", help_text="CSV or text, with the ids as text. Up to 20 MB.")
    list_id = forms.ChoiceField(
        label="Which list it is",
        required=False,
        help_text="Leave empty for a reference set that names itself.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = sorted(in_use(), key=lambda one: one.title)
        self.fields["list_id"].choices = [  # type: ignore[attr-defined]
            ("", "The file says so"),
            *((one.id, one.title) for one in lists),
        ]

    def clean_file(self) -> Any:
        held = self.cleaned_data["file"]
        if held.size > LARGEST:
            raise forms.ValidationError("The file must be 20 MB or smaller: load it on the server instead")
        return held


@guards.page(who=MAY[Action.DEFINITIONS])
def codelists(request: HttpRequest, post: Post) -> HttpResponse:
    """The lists in use, by words of their names, page by page; proposals that wait."""
    words = request.GET.get("q", "").strip()[:100]
    everything = sorted(in_use(), key=lambda one: one.title)
    found = [one for one in everything if _has(one, words)]
    shown, page = cut(found, request.GET, PER_PAGE)
    decided = list(SiteCodelist.objects.exclude(state=SiteCodelist.PROPOSED).order_by("-decided_at")[:20])
    context = {
        "lists": shown,
        "page": page,
        "q": words,
        "found": len(found),
        "whole": len(everything),
        "readers": _readers(),
        "waiting": SiteCodelist.objects.filter(state=SiteCodelist.PROPOSED).order_by("-proposed_at"),
        "decided": decided,
        "names": display_names(one.decided_by for one in decided),
        "may_propose": may(post, Action.CODELISTS),
    }
    return show(request, post, "definitions/codelists.jinja", context)


@guards.page(who=MAY[Action.DEFINITIONS])
def codes(request: HttpRequest, post: Post, codelist: str, kind: str) -> HttpResponse:
    """The codes of one list as a file."""
    files.known_kind(kind)
    try:
        chosen: Codelist = in_use()[codelist]
    except CodelistError:
        raise Http404 from None
    sheet = Sheet(
        title=chosen.title,
        header=("Code", "Term", "Group"),
        rows=tuple((code.code, code.term, code.group) for code in chosen),
        notes=(
            ("Status", chosen.status), ("Version", chosen.version), ("Source", chosen.source),
            ("Codes", "Contains SNOMED CT, used by permission of SNOMED International."),
        ),
    )  # fmt: skip
    return files.as_file([sheet], kind, f"codelist-{chosen.id}")


@guards.page(who=MAY[Action.CODELISTS], methods=("GET", "POST"))
def propose(request: HttpRequest, post: Post) -> HttpResponse:
    """Hand in a file; what it would change is worked out before anything changes."""
    form = ProposeForm(request.POST or None, request.FILES or None)
    damaged: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        with tempfile.TemporaryDirectory(prefix="openpcn-") as folder:
            path = Path(folder) / "list.csv"
            path.write_bytes(sent.read())
            try:
                found = propose_file(
                    path, by="", post=post, as_id=form.cleaned_data["list_id"], name=Path(sent.name).name
                )
            except CodelistChangeError as fault:
                form.add_error("file", str(fault))
                damaged = fault.damaged
            else:
                if len(found.proposals) == 1:
                    return redirect("codelist-proposal", proposal=found.proposals[0].pk)
                told = f"{len(found.proposals)} lists proposed, {len(found.unchanged)} as held already"
                messages.success(request, told)
                return redirect("codelists")
    return show(request, post, "definitions/propose_codelist.jinja", {"form": form, "damaged": damaged})


@guards.page(who=MAY[Action.CODELISTS], methods=("GET", "POST"))
def proposal(request: HttpRequest, post: Post, proposal: int) -> HttpResponse:
    """What a proposed list would change, and the decision."""
    row = SiteCodelist.objects.filter(pk=proposal).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        decide = deciding.accept if request.POST.get("decision") == "accept" else deciding.decline
        reason = request.POST.get("reason", "")
        asked = {"proposal": row.pk, "decision": decide.__name__, "reason": reason}
        try:
            once(
                post.staff, idempotency_key(request), "decide_codelist", asked,
                lambda: {"state": decide(row.pk, reason=reason, by="", post=post).state},
            )  # fmt: skip
        except WorkError as fault:
            messages.warning(request, str(fault))
        else:
            messages.success(
                request,
                "Accepted. It is in use from the next night."
                if decide is deciding.accept
                else "Declined. Nothing changes.",
            )
        return redirect("codelist-proposal", proposal=row.pk)
    context = {
        "row": row,
        "names": display_names([row.decided_by]),
        "preview": row.preview,
        "large": is_large(row.preview),
        "changes": [
            {**change, "what": WORDS[change["word"]], **{
                name: suppress(change[name]) for name in ("before", "after", "gained", "lost")
            }}
            for change in row.preview["changes"]
        ],
        "waits": row.state == SiteCodelist.PROPOSED,
    }  # fmt: skip
    return show(request, post, "definitions/codelist_proposal.jinja", context)


@guards.page(who=MAY[Action.CODELISTS])
def difference(request: HttpRequest, post: Post, proposal: int, kind: str) -> HttpResponse:
    """Every code that a proposed list adds or no longer has, as a file."""
    files.known_kind(kind)
    row = SiteCodelist.objects.filter(pk=proposal).first()
    if row is None:
        raise Http404
    rows = [("added", code, term) for code, term in row.preview["added"]]
    rows += [("no longer in the list", code, term) for code, term in row.preview["removed"]]
    notes = (("List", row.title), ("Proposed from", row.source), ("Version", row.version))
    sheet = Sheet(title="Difference", header=("What", "Code", "Term"), rows=tuple(rows), notes=notes)
    return files.as_file([sheet], kind, f"codelist-{row.list_id}-difference")


def _has(one: Codelist, words: str) -> bool:
    """Whether id, title and reference set of a list have every word."""
    held = f"{one.id} {one.title} {one.cluster or ''}".lower()
    return all(word in held for word in words.lower().split())


def _readers() -> dict[str, list[str]]:
    """List id -> the definitions that read it."""
    found: dict[str, list[str]] = {}
    for definition in edition().definitions():
        for one in catalogue.codelists_of(definition):
            found.setdefault(one.id, []).append(definition.id)
    return found
