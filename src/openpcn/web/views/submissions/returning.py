"""The return file: what was recorded here and waits for the practice's own system to show it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from openpcn.web import files, guards
from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.access.visibility import own_practice
from openpcn.work.entries.return_file import return_file


@guards.page(who=(Role.PRACTICE_MANAGER,))
def returned(request: HttpRequest, post: Post) -> HttpResponse:
    """CSV of the own practice's pending entries."""
    practice = own_practice(post)
    if practice is None:
        raise Http404
    return files.csv_file(return_file(post, practice), f"return-file-{practice}")
