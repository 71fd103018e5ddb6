"""Hand in extracts through the browser: choose or drop files, look at what they are, hand them in.

With a script the files go in pieces that may be sent again; without one they go as a plain form. Both come
to the same page, which says what was recognised and asks for what the files do not say.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from openpcn.terms import clock
from openpcn.web import guards
from openpcn.web.forms import DayField
from openpcn.web.layout import organisation_names
from openpcn.web.show import show
from openpcn.web.views.submissions.words import SYSTEMS
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.submissions import handing_in, uploads
from openpcn.work.submissions.handing_in import Answer, Landed, Proposal
from openpcn.work.submissions.models import Upload
from openpcn.work.submissions.uploads import UploadError

BY_FOLDER = "each"  # the choice "each folder names its practice"


class FolderForm(forms.Form):
    """What a person says of one folder of files."""

    practice = forms.ChoiceField(
        label="Practice the files are of", error_messages={"required": "Choose the practice the files are of"}
    )
    as_at = DayField(
        label="Day the extract speaks of",
        help_text="The day on which the clinical system made it. Nothing after this day is in it.",
    )
    kind = forms.ChoiceField(
        label="What the files hold",
        choices=[
            ("full", "Everything (a full extract)"),
            ("delta", "Only what changed since the live extract"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the files hold everything or only what changed"},
    )

    def __init__(self, *given: Any, practices: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["practice"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = practices if len(practices) == 1 else [("", "Choose a practice"), *practices]

    def clean_as_at(self) -> Any:
        day = self.cleaned_data["as_at"]
        if day and day > clock.today():
            raise forms.ValidationError("The day the extract speaks of must be today or in the past")
        return day


@guards.page(who=MAY[Action.UPLOAD], methods=("GET", "POST"))
def upload(request: HttpRequest, post: Post) -> HttpResponse:
    """Choose files; without a script, they arrive here as one form."""
    practices = _practices(post)
    error = ""
    if request.method == "POST":
        try:
            begun = uploads.begin(post, _chosen(request, post))
            sent = request.FILES.getlist("files")
            if not sent and not uploads.arriving(begun):
                raise UploadError("Choose the files of the extract, or one zip of them")
            for file in sent:
                uploads.receive_whole(begun, file)
            return redirect("upload-check", upload=begun.pk)
        except UploadError as fault:
            error = str(fault)
    still_open = [
        {"upload": one, "files": uploads.arriving(one)}
        for one in Upload.objects.filter(post=post, state=Upload.OPEN).order_by("pk")
    ]
    context = {
        "practices": practices,
        "own": own_practice(post),
        "by_folder": BY_FOLDER,
        "open": [one for one in still_open if one["files"]],
        "names": dict(practices),
        "error": error,
        "limits": uploads.LIMITS,
        "piece": uploads.PIECE,
    }
    return show(request, post, "submissions/upload.jinja", context)


@guards.page(who=MAY[Action.UPLOAD], methods=("POST",))
def start(request: HttpRequest, post: Post) -> HttpResponse:
    """For the script: the post's open upload for a practice. The same again is the same upload."""
    try:
        return JsonResponse({"upload": uploads.begin(post, _chosen(request, post)).pk})
    except UploadError as fault:
        return JsonResponse({"error": str(fault)}, status=422)


@guards.page(who=MAY[Action.UPLOAD], methods=("POST",))
def announce(request: HttpRequest, post: Post, upload: int) -> HttpResponse:
    """For the script: a file that is to come, and how much of it is here already."""
    held = uploads.mine(post, upload)
    size = request.POST.get("size", "")
    if not (size.isascii() and size.isdigit()):
        raise BadRequest("size: expected a number of bytes")
    try:
        file = uploads.announce(
            held, request.POST.get("name", ""), int(size), request.POST.get("changed", "")
        )
    except UploadError as fault:
        return JsonResponse({"error": str(fault)}, status=422)
    return JsonResponse({"key": file.key, "held": file.held})


@guards.page(who=MAY[Action.UPLOAD], methods=("POST",))
def piece(request: HttpRequest, post: Post, upload: int) -> HttpResponse:
    """For the script: the next bytes of a file. Sent again they change nothing."""
    held = uploads.mine(post, upload)
    offset = request.GET.get("offset", "")
    if not (offset.isascii() and offset.isdigit()):
        raise BadRequest("offset: expected a number of bytes")
    body = request.read(uploads.PIECE + 1)
    if len(body) > uploads.PIECE:
        raise BadRequest(f"a piece has at most {uploads.PIECE:,} bytes")
    try:
        file = uploads.receive(held, request.GET.get("file", ""), int(offset), body)
    except UploadError as fault:
        return JsonResponse({"error": str(fault)}, status=422)
    return JsonResponse({"held": file.held})


@guards.page(who=MAY[Action.UPLOAD], methods=("GET", "POST"))
def check(request: HttpRequest, post: Post, upload: int) -> HttpResponse:
    """What was recognised; what the files do not say is asked; then they are handed in."""
    held = uploads.mine(post, upload)
    if held.state != Upload.OPEN:
        if held.state == Upload.HANDED_IN:
            messages.info(request, "These files were handed in already. What became of them is on this page.")
        return redirect("submissions")
    if not uploads.arriving(held):
        return redirect("upload")
    proposals: list[Proposal] = []
    folder_forms: dict[int, FolderForm] = {}
    error = ""
    try:
        proposals = handing_in.propose(post, held)
        folder_forms = _forms(request, post, proposals)
        if request.method == "POST" and all(form.is_valid() for form in folder_forms.values()):
            for one in handing_in.hand_in(post, held, _answers(folder_forms)):
                _tell(request, one)
            return redirect("submissions")
    except UploadError as fault:
        error = str(fault)
    context = {
        "upload": held,
        "proposals": [{"folder": one, "form": folder_forms.get(one.number)} for one in proposals],
        "files": uploads.arriving(held),
        "names": organisation_names([one.practice for one in proposals if one.practice]),
        "systems": SYSTEMS,
        "error": error,
        "may_hand_in": not error and bool(proposals) and not any(one.fault for one in proposals),
    }
    return show(request, post, "submissions/upload_check.jinja", context)


@guards.page(who=MAY[Action.UPLOAD], methods=("POST",))
def discard(request: HttpRequest, post: Post, upload: int) -> HttpResponse:
    """Throw the files of an open upload away, or one of them."""
    held = uploads.mine(post, upload)
    key = request.POST.get("file", "")
    try:
        if key:
            uploads.remove(held, key)
            messages.info(request, "The file was taken out.")
            if uploads.arriving(held):
                return redirect("upload-check", upload=held.pk)
            return redirect("upload")
        uploads.discard(post, held)
        messages.info(request, "The files were thrown away. Nothing was handed in.")
    except UploadError as fault:
        messages.warning(request, str(fault))
    return redirect("upload")


def _practices(post: Post) -> list[tuple[str, str]]:
    codes = uploads.may_send_for(post)
    names = organisation_names(codes)
    return [(code, f"{names[code]} ({code})") for code in codes]


def _chosen(request: HttpRequest, post: Post) -> str:
    """The practice of the form: somebody's own, whatever the form says; empty where folders name them."""
    chosen = own_practice(post) or request.POST.get("practice", "").strip().upper()
    if not chosen:
        raise UploadError("Choose the practice that the files are of")
    return "" if chosen == BY_FOLDER.upper() else chosen


def _forms(request: HttpRequest, post: Post, proposals: list[Proposal]) -> dict[int, FolderForm]:
    """A form for each folder that came without a manifest."""
    practices = _practices(post)
    return {
        one.number: FolderForm(
            request.POST if request.method == "POST" else None,
            prefix=f"folder{one.number}",
            initial={"practice": one.practice, "as_at": one.as_at, "kind": one.kind},
            practices=[each for each in practices if one.practice in ("", each[0])] or practices,
        )
        for one in proposals
        if not one.has_manifest and not one.fault
    }


def _answers(folder_forms: dict[int, FolderForm]) -> dict[int, Answer]:
    return {
        number: Answer(
            form.cleaned_data["practice"], form.cleaned_data["as_at"], form.cleaned_data["kind"] == "delta"
        )
        for number, form in folder_forms.items()
    }


def _tell(request: HttpRequest, one: Landed) -> None:
    day = f"{one.as_at.day} {one.as_at:%B %Y}"
    said = {
        "waiting": f"Handed in: the extract of {day} of {one.practice}. It waits to be loaded.",
        "already_waiting": f"The extract of {day} of {one.practice} waits already: it is the same one.",
        "in_the_record": f"Unchanged: the extract of {day} of {one.practice} is in the record already.",
        "judged": f"The very same extract of {day} of {one.practice} is held: see its receipt.",
    }
    (messages.success if one.state == "waiting" else messages.info)(request, said[one.state])
