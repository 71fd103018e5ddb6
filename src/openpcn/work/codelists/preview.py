"""What a list would change: which people each register gains or loses, worked out before it is accepted.

Every definition that reads the list is run twice over the live record, as it runs here: with the lists in
use, and with this one in its place. Counts only; nobody is named and nothing is kept but the counts.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pyarrow.compute as pc

from openpcn.codes import Codelist, Library
from openpcn.codes.library import using
from openpcn.rules.catalogue.edition import edition
from openpcn.rules.engine import Evaluation, codelists_needed
from openpcn.rules.language.definitions import Definition
from openpcn.rules.language.outcomes import Word
from openpcn.work.codelists.in_use import accepted, as_codelist, library_of
from openpcn.work.codelists.models import SiteCodelist
from openpcn.work.submissions.evaluating import evaluate_live
from openpcn.work.submissions.live import live_snapshot_id

WORDS = (Word.MEMBER, Word.DUE, Word.ACHIEVED)
LARGE = 0.05  # of a register or list; a change beyond it asks for a reason


def preview_of(row: SiteCodelist) -> dict[str, Any]:
    """Counts as JSON: codes added and removed, and per definition and word who is gained and lost.

    ``snapshot`` is empty before the first night; then there is nobody to count.
    """
    now = library_of(accepted())
    ours, theirs = now[row.list_id], as_codelist(row)
    found: dict[str, Any] = {
        "snapshot": "",
        "added": _codes(theirs, theirs.ids - ours.ids),
        "added_count": len(theirs.ids - ours.ids),
        "removed": _codes(ours, ours.ids - theirs.ids),
        "removed_count": len(ours.ids - theirs.ids),
        "changes": [],
        "not_assessed": [],
    }
    found["snapshot"] = live_snapshot_id() or ""
    readers = [one for one in edition().definitions() if row.list_id in _reads(one)]
    before = _evaluated(readers, now)
    after = _evaluated(readers, Library({**now.site, row.list_id: theirs}))
    if before is None or after is None:
        return found
    for definition in readers:
        found["changes"] += _changes(definition, before, after)
    silent = {(one.practice, one.definition) for one in after.not_assessed}
    found["not_assessed"] = sorted({definition for _, definition in silent})
    return found


def is_large(preview: dict[str, Any]) -> bool:
    """Whether a register, or those due or achieved of an indicator, gain or lose more than a twentieth."""
    return any(
        change["gained"] + change["lost"] > LARGE * max(change["before"], 1)
        for change in preview.get("changes", ())
    )


def _reads(definition: Definition) -> Collection[str]:
    return {each.id for each in codelists_needed(definition)}


def _codes(codelist: Codelist, ids: Collection[str]) -> list[list[str]]:
    """Id and term of each."""
    return [[id, codelist.term(id) or ""] for id in sorted(ids)]


def _evaluated(definitions: list[Definition], library: Library) -> Evaluation | None:
    with using(library):
        return evaluate_live(definitions) if definitions else None


def _changes(definition: Definition, before: Evaluation, after: Evaluation) -> list[dict[str, Any]]:
    changes = []
    for word in WORDS:
        was, is_ = _subjects(before, definition.id, word), _subjects(after, definition.id, word)
        if was or is_:
            changes.append(
                {
                    "definition": definition.id, "title": definition.title, "word": str(word),
                    "before": len(was), "after": len(is_), "gained": len(is_ - was), "lost": len(was - is_),
                }
            )  # fmt: skip
    return changes


def _subjects(evaluation: Evaluation, definition: str, word: Word) -> set[str]:
    table = evaluation.outcomes
    wanted = pc.and_(pc.equal(table["definition"], definition), pc.equal(table["word"], word.value))
    return set(table.filter(wanted)["subject"].to_pylist())
