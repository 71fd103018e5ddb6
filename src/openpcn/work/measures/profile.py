"""The needs of the population: how many are on each register, of how many, and by deprivation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count

from openpcn.rules.services.inequalities import NEEDS_PROFILE
from openpcn.work.access.models import Post
from openpcn.work.measures.position import Line, positions
from openpcn.work.measures.tables import Number
from openpcn.work.people.models import PersonState
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.reach import ON_A_LIST


@dataclass(frozen=True)
class Need:
    """One register: how many, and per 100 of everybody on the lists; the same at each practice.

    most, least: per 100 in the most and in the least deprived fifth. None where a number is hidden.
    """

    definition: str
    title: str
    members: Number
    rate: float | None
    most: float | None
    least: float | None
    by_practice: tuple[tuple[str, float | None], ...]
    not_assessed: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """practices: code and name, in the order of each need's by_practice. exact: nothing hidden or rounded."""

    as_at: date | None
    practices: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    exact: bool


def profile(post: Post) -> Profile:
    """As far as the reader may see numbers. Raises NotAllowedError for a role without measures."""
    asked = [each.id for each in NEEDS_PROFILE]
    found = {one.definition: one for one in positions(post, asked, compare=False)}
    sizes, fifths = _population(live_snapshot_id() or "")
    names = {line.key: line.title for one in found.values() for line in one.by_practice}
    practices = tuple(sorted(names.items(), key=lambda each: each[1]))
    needs = []
    for register in NEEDS_PROFILE:
        one = found.get(register.id)
        if one is None:
            continue
        reached = {line.key for line in one.by_practice} - {ods for ods, _, _ in one.not_assessed}
        of_fifth: dict[str, int] = defaultdict(int)
        for (ods, fifth), n in fifths.items():
            if ods in reached:
                of_fifth[fifth] += n
        here = {line.key: line for line in one.by_practice}
        rates = tuple(
            (ods, _rate(here[ods].members, sizes.get(ods, 0)) if ods in reached else None)
            for ods, _ in practices
        )
        by_fifth = {line.key: line for line in one.by_fifth}
        needs.append(
            Need(
                one.definition, one.title, one.whole.members,
                _rate(one.whole.members, sum(sizes.get(ods, 0) for ods in reached)),
                _of(by_fifth.get("1"), of_fifth["1"]), _of(by_fifth.get("5"), of_fifth["5"]), rates,
                tuple(name for _, name, _ in one.not_assessed),
            )
        )  # fmt: skip
    first = next(iter(found.values()), None)
    return Profile(
        first.as_at if first else None, practices, tuple(needs), all(one.exact for one in found.values())
    )


@lru_cache(maxsize=2)
def _population(snapshot_id: str) -> tuple[Mapping[str, int], Mapping[tuple[str, str], int]]:
    """People on the lists of a snapshot, by practice, and by practice and fifth; worked out once."""
    rows = PersonState.objects.filter(ON_A_LIST, snapshot_id=snapshot_id)
    fifths = {
        (ods, str(fifth or 0)): n
        for ods, fifth, n in rows.values_list("practice", "deprivation_fifth").annotate(Count("pk"))
    }
    sizes: dict[str, int] = defaultdict(int)
    for (ods, _), n in fifths.items():
        sizes[ods] += n
    return sizes, fifths


def _of(line: Line | None, size: int) -> float | None:
    return None if line is None else _rate(line.members, size)


def _rate(number: Number, size: int) -> float | None:
    return None if number.value is None or not size else 100 * number.value / size
