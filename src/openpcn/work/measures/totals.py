"""How many of each definition, for lists of definitions: one figure a word, as the reader may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Sum

from openpcn.terms.scope import Purpose
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import practices_of
from openpcn.work.measures.models import AttributeCount, Indicator
from openpcn.work.measures.tables import WORDS, Number, reader
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.small_numbers import suppress


@dataclass(frozen=True)
class Total:
    """Each word's number over the practices that the reader reaches; not_assessed: how many are silent."""

    words: Mapping[str, Number]
    not_assessed: int


def totals(post: Post) -> dict[str, Total]:
    """Definition -> its total in the live snapshot; nothing for a role without measures."""
    live = live_snapshot_id()
    if live is None or not may(post, Action.MEASURES):
        return {}
    rows = list(
        Indicator.objects.filter(snapshot_id=live).only("definition", "purpose", "roles", "not_assessed")
    )
    shared = {purpose: practices_of(post, Purpose(purpose)) for purpose in {row.purpose for row in rows}}
    counts = subjects_of(live)
    found = {}
    for row in rows:
        who = reader(post, row, shared[row.purpose])
        sums = {
            word: sum(counts.get((row.definition, ods, word), 0) for ods in who.practices) for word in WORDS
        }
        found[row.definition] = Total(
            {
                word: Number(n, True) if who.sees_all else Number(suppress(n), False)
                for word, n in sums.items()
            },
            len(who.practices & set(row.not_assessed)),
        )
    return found


def subjects_of(snapshot_id: str, only: Collection[str] | None = None) -> dict[tuple[str, str, str], int]:
    """(definition, practice, word) -> how many subjects; of these definitions, or of all. Not narrowed."""
    # any attribute will do: each cuts all subjects of a word; by sex, into the fewest rows
    rows = AttributeCount.objects.filter(snapshot_id=snapshot_id, attribute="sex")
    if only is not None:
        rows = rows.filter(definition__in=list(only))
    summed = rows.values_list("definition", "practice", "word").annotate(Sum("n"))
    return {(definition, practice, word): n for definition, practice, word, n in summed}
