"""The file that carries pending entries back to a practice's clinical system."""

from __future__ import annotations

from openpcn.terms.scope import Fields, Purpose
from openpcn.work.access import audit
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import holds, own_practice, sees, visible_states
from openpcn.work.entries.record import pending
from openpcn.work.entries.safe_text import csv_text

HEADER = (
    "entry", "nhs_number", "family_name", "given_name", "birth_date", "snomed_code", "term", "date", "value",
    "unit", "recorded_by", "recorded_at",
)  # fmt: skip


def may_return(post: Post, practice: str) -> bool:
    """Whether the post gets a practice's return file: its own staff who see its people's demographics."""
    own = sees(post).own in (Fields.DEMOGRAPHICS, Fields.RECORD)
    return holds(post) and own and own_practice(post) == practice


def return_file(post: Post, practice: str) -> str:
    """CSV of the practice's pending entries, and one disclosure row naming the people in it.

    What is dated on or after somebody's death stays out; what was done in their lifetime belongs in the
    record. For the practice's own staff only: raises NotAllowedError, audited, for anybody else. Dates are
    ISO 8601; NHS numbers and codes are digits without formatting: import the columns as text.
    """
    if not may_return(post, practice):
        audit.refuse(post, "return_file")
        raise NotAllowedError("return_file")
    states = {
        state.person_id: state
        for state in visible_states(post, Purpose.INDIVIDUAL_CARE).filter(
            practice=practice, person_id__in=pending().values("person_id")
        )
    }
    entries = pending().filter(person_id__in=states).select_related("author").order_by("date", "pk")
    rows = []
    for entry in entries:
        state = states[entry.person_id]
        if state.death_date is not None and entry.date >= state.death_date:
            continue  # nothing leaves about somebody for a day on which they were dead
        rows.append(
            (
                entry.pk, state.nhs_number, state.family_name, state.given_name, state.birth_date.isoformat(),
                entry.code, entry.term, entry.date.isoformat(), entry.value, entry.unit,
                entry.author.display_name, entry.created_at.isoformat(timespec="seconds"),
            )
        )  # fmt: skip
    text = csv_text(HEADER, rows)
    audit.disclose(post, states, Purpose.INDIVIDUAL_CARE, "return_file")
    return text
