"""One practice's data: how old, what became of the last extract, how good, what changed, who is behind."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from openpcn.terms.scope import Purpose
from openpcn.web import files, guards, paging
from openpcn.web.filters import rounded
from openpcn.web.show import disclose, show
from openpcn.web.views.submissions.words import SYSTEMS, TABLES
from openpcn.work import submissions as work
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.people.models import PersonState
from openpcn.work.submissions import quality, standing
from openpcn.work.worklists.sheets import Sheet

PER_PAGE = 50
RECEIPTS = 10


@guards.page(who=MAY[Action.SUBMISSIONS])
def practice(request: HttpRequest, post: Post, practice: str) -> HttpResponse:
    """Age, receipt, figures, changes, trend and unmapped codes of one practice."""
    found = standing.standing(post, practice)
    trend = standing.trend(practice)
    own = own_practice(post) == practice
    tables = [name for name in TABLES if any(row.rows.get(name) for row in trend)]
    context = {
        "practice": found,
        "receipts": work.submissions_for(post).filter(practice=practice)[:RECEIPTS],
        "trend": trend,
        "tables": [(name, TABLES[name]) for name in tables],
        "all_tables": TABLES,
        "most": {name: max(row.rows.get(name, 0) for row in trend) for name in tables},
        "own": own,
        "may_open": own and may(post, Action.QUARANTINE, practice=practice),
        "may_upload": may(post, Action.UPLOAD, practice=practice),
        "systems": SYSTEMS,
    }
    return show(request, post, "submissions/practice.jinja", context)


@guards.page(who=MAY[Action.QUARANTINE])
def behind(request: HttpRequest, post: Post, practice: str, measure: str) -> HttpResponse:
    """The people behind one figure, for the practice's own manager."""
    states = _behind(post, practice, measure)
    page = paging.of_total(request.GET, states.count(), PER_PAGE)
    rows = list(states[(page.number - 1) * PER_PAGE : page.number * PER_PAGE])
    context = {
        "measure": quality.BY_ID[measure],
        "practice": practice,
        "rows": rows,
        "total": states.count(),
        "page": page,
    }
    return show(
        request,
        post,
        "submissions/behind.jinja",
        context,
        people=[row.person_id for row in rows],
        screen="data_people",
    )


@guards.page(who=MAY[Action.QUARANTINE])
def behind_file(request: HttpRequest, post: Post, practice: str, measure: str, kind: str) -> HttpResponse:
    """The people behind one figure as a file, each of them disclosed."""
    files.known_kind(kind)
    states = list(_behind(post, practice, measure))
    said = quality.BY_ID[measure]
    sheet = Sheet(
        said.title,
        ("NHS number", "Family name", "Given name", "Born"),
        tuple((one.nhs_number, one.family_name, one.given_name, one.birth_date) for one in states),
        (("What it is", said.title), ("Why it matters", said.why), ("What to do", said.remedy)),
    )
    answer = files.as_file((sheet,), kind, f"data-{measure.replace('_', '-')}-{practice}")
    disclose(
        post,
        [one.person_id for one in states],
        purpose=Purpose.INDIVIDUAL_CARE,
        screen="data_people_file",
    )
    return answer


@guards.page(who=MAY[Action.SUBMISSIONS])
def codes_file(request: HttpRequest, post: Post, practice: str, kind: str) -> HttpResponse:
    """The most used codes without a mapping, as a file. It names nobody; others see no small counts."""
    files.known_kind(kind)
    found = standing.standing(post, practice)
    own = own_practice(post) == practice
    top = found.figures.codes["top"] if found.figures else []
    sheet = Sheet(
        "Unmapped codes",
        ("Code", "Term", "Entries", "People"),
        tuple(
            (
                each["code"],
                each["term"],
                each["rows"] if own else rounded(each["rows"]),
                each["people"] if own else rounded(each["people"]),
            )
            for each in top
        ),
        (("Practice", f"{found.name} ({practice})"), ("Extract of", str(found.as_at))),
    )
    return files.as_file((sheet,), kind, f"unmapped-codes-{practice}")


def _behind(post: Post, practice: str, measure: str) -> QuerySet[PersonState]:
    try:
        return standing.people_behind(post, practice, measure)
    except KeyError:
        raise Http404 from None
