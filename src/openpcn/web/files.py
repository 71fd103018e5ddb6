"""A table as a file to keep: CSV or Excel, never cached, its name without anything about a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse

from openpcn.terms import clock
from openpcn.work.worklists.sheets import Sheet, as_csv, as_xlsx, fictional_note

KINDS = ("csv", "xlsx")
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def known_kind(kind: str) -> None:
    """Raises Http404 for a kind of file that is not made."""
    if kind not in KINDS:
        raise Http404


def as_file(sheets: Sequence[Sheet], kind: str, name: str) -> HttpResponse:
    """The sheets as one workbook, or the first of them as CSV. The name says where the network is made up."""
    if fictional_note():
        name = f"fictional-{name}"
    if kind == "xlsx":
        return download(as_xlsx(sheets), _EXCEL, f"{name}.xlsx")
    return csv_file(as_csv(sheets[0]), name)


def csv_file(text: str, name: str) -> HttpResponse:
    """CSV with a byte-order mark: without it a spreadsheet reads names in the wrong encoding."""
    return download(text.encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def download(body: bytes, content_type: str, name: str) -> HttpResponse:
    stem, _, ending = name.rpartition(".")
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{stem}-{clock.today():%Y-%m-%d}.{ending}"'
    return response
