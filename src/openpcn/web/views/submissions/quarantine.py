"""Rows set aside from the own practice's live extract: where each stands, and what is wrong with it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from openpcn.web import guards, paging
from openpcn.web.show import show
from openpcn.work import submissions
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice

PER_PAGE = 50


@guards.page(who=MAY[Action.QUARANTINE])
def quarantine(request: HttpRequest, post: Post) -> HttpResponse:
    """File, line, field and reason, to be put right in the clinical system. The rows' contents stay out."""
    practice = own_practice(post)
    if practice is None:
        raise Http404
    snapshot = submissions.live_snapshot()
    total = snapshot.parts[practice].quarantine().num_rows if snapshot and practice in snapshot.parts else 0
    page = paging.of_total(request.GET, total, PER_PAGE)
    rows = submissions.quarantine(post, practice, offset=(page.number - 1) * PER_PAGE, limit=PER_PAGE)
    shown = [{key: row[key] for key in ("file", "line", "table", "field", "sentence")} for row in rows]
    context = {"rows": shown, "total": total, "page": page}
    return show(request, post, "submissions/quarantine.jinja", context)
