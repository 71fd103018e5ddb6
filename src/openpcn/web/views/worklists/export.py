"""The list as a file. Who may take a file away, and whose people it holds, is decided in work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openpcn.web import files, guards
from openpcn.web.views.worklists import filters
from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.worklists.export import EXPORTERS, worklist_sheet


def words(post: Post) -> str:
    """What the export link says: whose people the file holds. Empty: this role takes no file away."""
    if post.role_word not in EXPORTERS:
        return ""
    return "Export this list" if post.role_word is Role.PRACTICE_MANAGER else "Export my people"


@guards.page(who=EXPORTERS)
def export(request: HttpRequest, post: Post, kind: str) -> HttpResponse:
    """The filtered list as CSV or Excel: everything as text, nothing that a spreadsheet would run."""
    files.known_kind(kind)
    sheet = worklist_sheet(post, filters.read(request.GET), filters.sort(request.GET))
    return files.as_file([sheet], kind, "worklist")
