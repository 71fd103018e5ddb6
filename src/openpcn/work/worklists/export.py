"""A worklist as a file: one's own caseload, or one's own practice. Every export is a disclosure."""

from __future__ import annotations

from openpcn.terms import clock
from openpcn.terms.scope import Fields, Purpose
from openpcn.work.access import audit
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.lists import Filters, worklist
from openpcn.work.worklists.models import Listed
from openpcn.work.worklists.presenting import calculators, opens
from openpcn.work.worklists.reach import lists_of
from openpcn.work.worklists.rows import NeedRow, Row
from openpcn.work.worklists.sheets import Sheet, fictional_note

# Source: the threat model's *who may see what*, last column.
EXPORTERS = (Role.CLINICAL_PHARMACIST, Role.CARE_COORDINATOR, Role.LINK_WORKER, Role.PRACTICE_MANAGER)
MOST = 2_000
INPUTS = "Its inputs with their days are on the person's page, under How this was worked out."
HEADER = (
    "Name", "NHS number", "Born", "Practice", "Practice code", "Data as at", "Need", "Why", "Missing", "Due",
    "Red flag", "Status", "Minutes", "Worth of one more", "Held by", "Next appointment", "Contact needs",
    "Scores worked out here",
)  # fmt: skip


def worklist_sheet(post: Post, filters: Filters | None = None, sort: str = "") -> Sheet:
    """The people of the list whose demographics the post sees, one row per need; discloses them.

    People who are on the list but not claimed are left out, and the notes say how many. Raises
    NotAllowedError, audited, for a role that exports nothing.
    """
    if post.role_word not in EXPORTERS:
        audit.refuse(post, "export_worklist")
        raise NotAllowedError("export_worklist")
    page = worklist(post, filters, sort, per_page=MOST)
    rows = [row for row in page.rows if opens(row.fields, Fields.DEMOGRAPHICS)]
    lists = lists_of(post, live_snapshot_id())
    sheet = Sheet(
        title=f"Worklist {post.role_word.label}",
        header=HEADER,
        rows=tuple(_line(row, need) for row in rows for need in row.needs),
        notes=(
            *fictional_note(),
            ("Made", f"{clock.now():%-d %B %Y at %H:%M} by {post.staff.display_name}, {post}"),
            ("People", f"{len(rows)} of {page.total}; people whom you have not taken on are left out"),
            *((row.definition, f"{row.title}, rules run as at {row.run_as_at:%-d %B %Y}") for row in lists),
            *_as_at(lists),
            (
                "Please",
                "This file names people. Keep it where the record may be kept, and delete it after use.",
            ),
        ),
    )
    audit.disclose(post, [row.person_id for row in rows], Purpose.INDIVIDUAL_CARE, "export_worklist")
    return sheet


def _line(row: Row, need: NeedRow) -> tuple[str | int | None, ...]:
    why = "; ".join(
        " ".join(filter(None, (each.sentence, each.value, f"({each.date:%-d %B %Y})" if each.date else "")))
        for each in need.reasons
    )
    return (
        row.name,
        row.nhs_number,
        row.birth_date.isoformat() if row.birth_date else None,
        row.practice_name,
        row.practice,
        row.as_at.isoformat() if row.as_at else None,
        need.title,
        why,
        ", ".join(need.missing),
        need.due_by.isoformat() if need.due_by else None,
        "Red flag" if need.red_flag else "",
        need.status.label,
        need.minutes,
        need.worth.sentence,
        row.holder.name if row.holder else "",
        row.next_appointment,
        ", ".join(row.contact_needs),
        " ".join(f"{each.title}: {each.sentence} {INPUTS}" for each in calculators([need])),
    )


def _as_at(lists: list[Listed]) -> list[tuple[str, str]]:
    held = lists[0].as_at if lists else {}
    return [(f"Extract of {ods}", day) for ods, day in sorted(held.items())]
