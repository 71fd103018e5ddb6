"""The list as a file. Who may take a file away is narrower than who may look.

Source: the threat model's export column. Network staff export the people they have taken on, a practice
manager the people of her own practice, everybody else nobody.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse

from openpcn.terms import clock, nhs_number
from openpcn.terms.scope import Purpose
from openpcn.web import guards
from openpcn.web.filters import nhs_date
from openpcn.web.show import disclose
from openpcn.web.views.worklists import filters
from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.entries.safe_text import csv_text
from openpcn.work.worklists import lists
from openpcn.work.worklists.rows import Row

CASELOAD = (Role.CLINICAL_PHARMACIST, Role.CARE_COORDINATOR)
OWN_PRACTICE = (Role.PRACTICE_MANAGER,)
EXPORTS = (*CASELOAD, *OWN_PRACTICE)
MOST = 5_000

HEADS = (
    "Name", "NHS number", "Age", "Practice", "Practice code", "Data as at", "Why on this list", "Missing",
    "Due", "Status", "Taken by", "Contact needs", "Next appointment",
)  # fmt: skip


def words(post: Post) -> str:
    """What the export link says: whose people the file holds. Empty: this role takes no file away."""
    if post.role_word in CASELOAD:
        return "Export my people"
    return "Export this list" if post.role_word in OWN_PRACTICE else ""


@guards.page(who=EXPORTS)
def export(request: HttpRequest, post: Post, kind: str) -> HttpResponse:
    """The filtered list as CSV or Excel: everything as text, nothing that a spreadsheet would run."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    chosen = filters.read(request.GET)
    if post.role_word in CASELOAD:
        chosen = replace(chosen, assigned="me")
    found = lists.worklist(post, chosen, filters.sort(request.GET), 1, MOST)
    rows = list(_rows(found.rows))
    if kind == "csv":
        body, content = csv_text(HEADS, rows).encode("utf-8-sig"), "text/csv; charset=utf-8"
    else:
        body = _xlsx(rows, found.total)
        content = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    disclose(
        post, [row.person_id for row in found.rows], purpose=Purpose.INDIVIDUAL_CARE, screen="worklist_export"
    )
    response = HttpResponse(body, content_type=content)
    response["Content-Disposition"] = f'attachment; filename="worklist-{clock.today():%Y-%m-%d}.{kind}"'
    return response


def _rows(rows: Iterable[Row]) -> Iterator[list[str]]:
    for row in rows:
        yield [
            row.name,
            nhs_number.display(row.nhs_number) if row.nhs_number else "",
            str(row.age),
            row.practice_name,
            row.practice,
            nhs_date(row.as_at, ""),
            "; ".join(_why(row)),
            "; ".join(piece for need in row.needs for piece in need.missing),
            nhs_date(row.due_by, ""),
            "; ".join(need.status.label for need in row.needs),
            row.holder.name if row.holder else "",
            ", ".join(row.contact_needs),
            row.next_appointment or "",
        ]


def _why(row: Row) -> Iterator[str]:
    for need in row.needs:
        evidence = ", ".join(
            f"{reason.sentence} {reason.value} {nhs_date(reason.date, '')}".strip() for reason in need.reasons
        )
        flag = "RED FLAG " if need.red_flag else ""
        yield f"{flag}{need.title}" + (f" ({evidence})" if evidence else "")


def _xlsx(rows: list[list[str]], total: int) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@", "text_wrap": True})
        sheet = book.add_worksheet("People to help")
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), len(HEADS) - 1)
        sheet.set_column(0, len(HEADS) - 1, 22, text)
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, cell, text)
        notes = book.add_worksheet("Notes")
        notes.set_column(0, 0, 100)
        for line, note in enumerate(
            (
                f"Made on {nhs_date(clock.today())}. {len(rows)} of {total} people who match.",
                "Contains information about patients. Keep it where only those who need it can read it.",
                "Due and reasons are as at the day of each practice's data.",
                "Each export is written down in the audit trail with the people it holds.",
            )
        ):
            notes.write_string(line, 0, note)
    return out.getvalue()
