"""Rows set aside from the own practice's live extract: by reason, with what to do, and the rows themselves.

The rows hold what the extract held, people's names among it: the practice's own manager alone reads them,
and each page and each file of them is in the audit trail.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from openpcn.web import files, guards, paging
from openpcn.web.show import show
from openpcn.work import submissions
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.submissions import set_aside
from openpcn.work.submissions.reasons import explained
from openpcn.work.worklists.sheets import Sheet

PER_PAGE = 50
LABELS = {"reason": "Reason", "file": "File", "table": "Table", "field": "Field"}


@guards.page(who=MAY[Action.QUARANTINE])
def quarantine(request: HttpRequest, post: Post) -> HttpResponse:
    """Reasons, what they mean and what to do; then the rows, narrowed by file, table, field and reason."""
    practice = _own(post)
    where = _where(request)
    found = set_aside.counted(post, practice, where)
    page = paging.of_total(request.GET, found.found, PER_PAGE)
    rows = submissions.quarantine(
        post, practice, offset=(page.number - 1) * PER_PAGE, limit=PER_PAGE, where=where
    )
    context = {
        "reasons": [
            {
                "code": code,
                "rows": n,
                "said": explained(code, found.sentences.get(code, ""), found.tables[code]),
            }
            for code, n in found.reasons.items()
        ],
        "rows": [{**row, "said": explained(row["reason"], row["sentence"], [row["table"]])} for row in rows],
        "found": found,
        "where": where,
        "filters": [
            {
                "name": name,
                "label": label,
                "options": [
                    {"value": value, "text": _option(name, value, n), "chosen": where.get(name) == value}
                    for value, n in found.choices[name].items()
                ],
            }
            for name, label in LABELS.items()
        ],
        "earlier": [
            {"row": row, "reasons": [(explained(code).title, n) for code, n in counts.items()]}
            for row, counts in set_aside.earlier_counts(practice)
        ],
        "page": page,
    }
    return show(request, post, "submissions/quarantine.jinja", context)


@guards.page(who=MAY[Action.QUARANTINE])
def export(request: HttpRequest, post: Post, kind: str) -> HttpResponse:
    """The rows as CSV or Excel: every cell is text, none is a formula."""
    files.known_kind(kind)
    practice = _own(post)
    rows = submissions.quarantine(post, practice, limit=set_aside.MOST, where=_where(request))
    sheet = Sheet(
        "Rows set aside",
        ("File", "Line", "Table", "Field", "Reason", "What it means", "What to do", "Row as it came"),
        tuple(_cells(row) for row in rows),
        (
            ("Rows", f"{len(rows):,}, at most {set_aside.MOST:,} in one file"),
            ("What they are", "Rows of the practice's last extract that could not be used. Personal data."),
        ),
    )
    return files.as_file((sheet,), kind, f"rows-set-aside-{practice}")


def _own(post: Post) -> str:
    practice = own_practice(post)
    if practice is None:
        raise Http404
    return practice


def _where(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name][:300] for name in set_aside.FILTERS if request.GET.get(name)}


def _option(name: str, value: str, n: int) -> str:
    words = explained(value).title if name == "reason" else value or "none named"
    return f"{words} ({n:,})"


def _cells(row: dict[str, Any]) -> tuple[str | int, ...]:
    said = explained(row["reason"], row["sentence"], [row["table"]])
    return (
        row["file"], row["line"], row["table"], row["field"], said.title, row["sentence"], said.remedy,
        row["raw"],
    )  # fmt: skip
