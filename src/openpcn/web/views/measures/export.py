"""A measure as a file, as the reader sees it on the page: what is hidden there stays hidden here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from openpcn.web import files, guards
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.measures.export import measure_sheets


@guards.page(who=MAY[Action.MEASURES])
def export(request: HttpRequest, post: Post, definition: str, kind: str) -> HttpResponse:
    """By practice as CSV; every table and the notes as Excel."""
    files.known_kind(kind)
    try:
        sheets = measure_sheets(post, definition)
    except KeyError:
        raise Http404 from None
    return files.as_file(sheets, kind, f"measure-{sheets[0].title.split()[0]}")
