"""What a changed rule would do to a ratio: how many people, what they add up to, the ratio; now and then.

As ``preview``, for what has no outcomes. A ratio names nobody and is not paid: there are no
people and no money to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpcn.rules.engine import Evaluation
from openpcn.rules.language import Ratio
from openpcn.terms.dates import ContractYear
from openpcn.work.access.models import Post
from openpcn.work.measures.models import RatioAmount
from openpcn.work.measures.preview import NothingToPreviewError, trial
from openpcn.work.measures.ratios import Amount, added_up, amounts_of
from openpcn.work.network.models import Practice
from openpcn.work.rules.proposing import is_official
from openpcn.work.submissions.evaluating import evaluate_live
from openpcn.work.worklists.small_numbers import HIDDEN_BELOW


@dataclass(frozen=True)
class RatioPreview:
    """lines: now and then, of each practice that the reader sees and of all. The others: as in Preview."""

    definition: Ratio
    changes: tuple[tuple[str, str, str], ...]
    year: ContractYear | None
    not_known: tuple[str, ...]
    lines: tuple[tuple[Amount, Amount], ...]
    not_assessed: tuple[str, ...]
    exact: bool
    official: bool
    as_at: date


def of_ratio(
    post: Post, definition: str, given: Mapping[str, Any], *, year: ContractYear | None = None
) -> RatioPreview:
    """Work out what settings, or another contract year's values, would change. Raises as ``preview`` does."""
    tried = trial(post, definition, given, year)
    runs, who = tried.runs, tried.who
    if not isinstance(runs, Ratio):
        raise NothingToPreviewError(f"{runs.id} is no ratio: see preview")
    before, after = evaluate_live([runs]), evaluate_live([tried.changed])
    if before is None or after is None:
        raise NothingToPreviewError(definition)
    was, will = _amounts(before), _amounts(after)
    names = dict(Practice.objects.values_list("ods", "name"))
    silent = who.practices & {one.practice for one in after.not_assessed}
    assessed = sorted(
        (who.practices & after.by_practice.keys()) - silent, key=lambda ods: names.get(ods, ods)
    )
    groups = [(names.get(ods, ods), [ods], ods in who.exact) for ods in assessed]
    if assessed:
        groups.append(("All practices", assessed, who.sees_all))
    return RatioPreview(
        definition=runs,
        changes=tried.changes,
        year=year,
        not_known=tried.not_known,
        lines=tuple(
            (_line(title, was, held, runs, exact=exact), _line(title, will, held, runs, exact=exact))
            for title, held, exact in groups
        ),
        not_assessed=tuple(sorted(silent)),
        exact=who.sees_all,
        official=is_official(runs),
        as_at=tried.row.as_at,
    )


def _amounts(found: Evaluation) -> dict[str, RatioAmount]:
    """By practice; a practice where nobody is looked at has none."""
    return {row.practice: row for row in amounts_of("", found)}


def _line(
    title: str, amounts: Mapping[str, RatioAmount], practices: Iterable[str], runs: Ratio, *, exact: bool
) -> Amount:
    """As where the ratio stands; but who may not see exact numbers sees none of fewer than 8, none included.

    Whoever asks again with the next threshold would learn from a 0 that becomes hidden that it is somebody.
    """
    rows = [amounts[ods] for ods in practices if ods in amounts]
    line = added_up(title, rows, runs, exact=exact)
    if exact:
        return line
    people = line.people if line.people is not None and line.people >= HIDDEN_BELOW else None
    if people is None or sum(row.with_some for row in rows) < HIDDEN_BELOW:
        return Amount(title, people, None, None)
    return line
