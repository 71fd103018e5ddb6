"""What one person's other outcome would do to an indicator and to the money, and whose money it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openpcn.rules.language import Indicator as IndicatorDefinition
from openpcn.rules.language import Word
from openpcn.terms.scope import Purpose
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import practices_of
from openpcn.work.finance.standing import NOT_PAID, Standing
from openpcn.work.finance.worth import as_worth
from openpcn.work.measures.earning import earned
from openpcn.work.measures.models import Indicator
from openpcn.work.measures.tables import reader
from openpcn.work.measures.totals import subjects_of
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.rows import Worth


@dataclass(frozen=True)
class Effect:
    """Percentage points that the indicator moves by, and what it then earns more (less: negative pence)."""

    points: float | None
    worth: Worth


@dataclass(frozen=True)
class Standpoint:
    """Where an indicator stands for the one it pays (or the practice, unpaid): counts of these practices."""

    row: Indicator
    achieved: int
    due: int
    practices: tuple[str, ...]
    exact: bool

    def effect(self, now: Word, then: Word) -> Effect:
        """Of one subject whose word changes."""
        achieved = self.achieved + (then is Word.ACHIEVED) - (now is Word.ACHIEVED)
        due = self.due + (then is Word.DUE) - (now is Word.DUE)
        was, will = self._percent(self.achieved, self.due), self._percent(achieved, due)
        before, after = self._earned(self.achieved, self.due), self._earned(achieved, due)
        more = None if before.pence is None or after.pence is None else after.pence - before.pence
        return Effect(
            None if was is None or will is None or not self.exact else will - was,
            replace(as_worth(after), pence=more),
        )

    def _percent(self, achieved: int, due: int) -> float | None:
        if achieved + due == 0:
            return None
        return 100 * (achieved if self.row.numerator == "achieved" else due) / (achieved + due)

    def _earned(self, achieved: int, due: int) -> Standing:
        if not self.row.paid_to:
            return NOT_PAID
        # exact for everybody: what one more is worth stands on every list
        return earned(self.row, achieved, due, self.practices, exact=True, on=self.row.achievement_date)


def standpoint(post: Post, definition: IndicatorDefinition, practice: str) -> Standpoint | None:
    """Of a definition, for somebody of a practice. None before the first night.

    Network money is counted over all practices, as on the lists; a practice's over itself. The change in per
    cent is told where the reader has a right to exact numbers; the pounds stand on every list.
    """
    live = live_snapshot_id() or ""
    row = Indicator.objects.filter(snapshot_id=live, definition=definition.id).first()
    if row is None:
        return None
    who = reader(post, row, practices_of(post, Purpose(row.purpose)))
    practices = tuple(sorted(row.list_sizes)) if row.paid_to == "network" else (practice,)
    counts = subjects_of(live, [definition.id])
    achieved, due = (
        sum(counts.get((definition.id, ods, word.value), 0) for ods in practices)
        for word in (Word.ACHIEVED, Word.DUE)
    )
    return Standpoint(row, achieved, due, practices, who.exact.issuperset(practices))
