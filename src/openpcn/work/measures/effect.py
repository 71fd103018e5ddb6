"""What one person's other outcome would do to an indicator and to the money, and whose money it is."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.rules.language import Indicator as IndicatorDefinition
from openpcn.rules.language import Word
from openpcn.terms.scope import Purpose
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import practices_of
from openpcn.work.finance.standing import WHOSE, Standing, standing
from openpcn.work.finance.worth import prevalence
from openpcn.work.measures.models import AttributeCount, Indicator
from openpcn.work.measures.tables import reader
from openpcn.work.people.states import live_snapshot_id

_COUNTED = "sex"  # any attribute will do: each cuts all subjects of a word, in few rows


@dataclass(frozen=True)
class Effect:
    """Points of per cent that the indicator moves by, and pence that it earns more (less: negative).

    whose: pcn, practice or nobody. pence None: not known. confirmed: its contract values were read in a
    source.
    """

    percent: float | None
    pence: int | None
    whose: str
    confirmed: bool
    note: str = ""


@dataclass(frozen=True)
class Standpoint:
    """Where an indicator stands for the one it pays (or the practice, unpaid): counts, sizes, terms."""

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
        percent = None if was is None or will is None or not self.exact else will - was
        if not self.row.paid_to:
            return Effect(percent, None, "nobody", confirmed=True)
        before, after = self._standing(self.achieved, self.due), self._standing(achieved, due)
        pence = None if before.pence is None or after.pence is None else after.pence - before.pence
        return Effect(percent, pence, before.whose, before.confirmed and after.confirmed, after.note)

    def _percent(self, achieved: int, due: int) -> float | None:
        if achieved + due == 0:
            return None
        return 100 * (achieved if self.row.numerator == "achieved" else due) / (achieved + due)

    def _standing(self, achieved: int, due: int) -> Standing:
        size = sum(self.row.list_sizes.get(ods, 0) for ods in self.practices)
        members = sum(self.row.register_sizes.get(ods, 0) for ods in self.practices)
        return standing(
            self.row.paid_to, self.row.paid_indicator, achieved, achieved + due, self.row.achievement_date,
            list_size=size or None, prevalence=prevalence(members, size or None),
        )  # fmt: skip


def standpoint(post: Post, definition: IndicatorDefinition, practice: str) -> Standpoint | None:
    """Of a definition, for somebody of a practice. None before the first night.

    Network money is counted over the practices that share with the reader; the practice's over itself. The
    change in per cent is told where the reader has a right to exact numbers; the pounds stand on every list.
    """
    live = live_snapshot_id() or ""
    row = Indicator.objects.filter(snapshot_id=live, definition=definition.id).first()
    if row is None:
        return None
    who = reader(post, row, practices_of(post, Purpose(row.purpose)))
    network = WHOSE.get(row.paid_to) == "pcn"
    practices = tuple(sorted(row.list_sizes)) if network else (practice,)
    counts = {Word.ACHIEVED.value: 0, Word.DUE.value: 0}
    held = AttributeCount.objects.filter(
        snapshot_id=live,
        definition=definition.id,
        practice__in=practices,
        attribute=_COUNTED,
        word__in=counts,
    )
    for word, n in held.values_list("word", "n"):
        counts[word] += n
    exact = who.exact.issuperset(practices)
    return Standpoint(row, counts[Word.ACHIEVED.value], counts[Word.DUE.value], practices, exact)
