"""Where a definition stands: counts, per cent, thresholds, money; by practice, fifth and ethnic group."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from openpcn.terms.scope import Purpose
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import practices_of
from openpcn.work.finance.standing import NOT_PAID, Standing
from openpcn.work.measures.attributes import FURTHER, title_of
from openpcn.work.measures.earning import earned, together
from openpcn.work.measures.models import Indicator
from openpcn.work.measures.tables import Number, Reader, Tables, cells_of, further_of, reader, tables
from openpcn.work.network.models import Practice
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.submissions.models import DEPRIVATION, GoingBack, SnapshotRow

NOTHING = Number(0, True)


@dataclass(frozen=True)
class Line:
    """One row of a table: a practice, a fifth, an ethnic group or the whole.

    percent: of achieved and due, as the numbers are shown; None where one is hidden or nobody counts. change:
    of the counted word since the snapshot before, between the numbers as shown; None where one is hidden or
    there is none before.
    """

    key: str
    title: str
    achieved: Number
    due: Number
    adjusted: Number
    excluded: Number
    members: Number  # of a register; 0 for the others
    percent: float | None
    change: int | None


@dataclass(frozen=True)
class RuleCount:
    """How many one rule decided."""

    code: str
    word: str
    sentence: str
    number: Number


@dataclass(frozen=True)
class Cut:
    """One more way to tell people apart: age, sex, a register."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Position:
    """A definition's position in the live snapshot, narrowed to what the reader may see.

    gap: per cent of the least deprived fifth minus that of the most deprived. deprivation: edition of the
    index that fifths are of; two, and there is no table by fifth. money: of the network, or the
    sum over practices where it is theirs; by_practice_money: then each one's. exact: False where small
    numbers are hidden, and others and totals rounded each by itself.
    """

    definition: str
    title: str
    kind: str
    purpose: Purpose
    as_at: date
    achievement_date: date
    whole: Line
    percent_change: float | None
    rules: tuple[RuleCount, ...]
    by_practice: tuple[Line, ...]
    by_fifth: tuple[Line, ...]
    by_ethnic_group: tuple[Line, ...]
    by_attribute: tuple[Cut, ...]  # of one definition looked at by itself
    gap: float | None
    gap_change: float | None
    deprivation: tuple[str, ...]
    not_assessed: tuple[tuple[str, str, str], ...]  # practice, its name, what its feed lacks
    not_sharing: tuple[tuple[str, str], ...]  # practices outside these numbers: no agreement for the purpose
    money: Standing
    by_practice_money: tuple[tuple[str, Standing], ...]
    practice_as_at: tuple[tuple[str, date], ...]
    exact: bool
    note: str


def positions(
    post: Post, only: Collection[str] | None = None, *, compare: bool = True
) -> tuple[Position, ...]:
    """Definitions counted in the live snapshot, in the order in which they were run: these, or all.

    compare: with the snapshot before; without, every change is None.
    """
    return _positions(post, only, compare=compare)


def position(definition: str, post: Post) -> Position:
    """Raises KeyError where the live snapshot has no count of the definition."""
    found = _positions(post, (definition,), further=True)
    if not found:
        raise KeyError(definition)
    return found[0]


def _positions(
    post: Post, wanted: Collection[str] | None, *, further: bool = False, compare: bool = True
) -> tuple[Position, ...]:
    if not may(post, Action.MEASURES):
        audit.refuse(post, "measures")
        raise NotAllowedError("measures")
    only = {} if wanted is None else {"definition__in": list(wanted)}
    live, before = live_snapshot_id() or "", (previous_snapshot_id() or "") if compare else ""
    rows = list(Indicator.objects.filter(snapshot_id=live, **only).order_by("pk"))
    earlier = {row.definition: row for row in Indicator.objects.filter(snapshot_id=before, **only)}
    now, then = cells_of(live, wanted), cells_of(before, wanted)
    names = dict(
        Practice.objects.filter(pk__in={ods for r in rows for ods in r.list_sizes}).values_list("ods", "name")
    )
    deprivation, deprivation_before = editions(live), editions(before)
    shared = {purpose: practices_of(post, Purpose(purpose)) for purpose in {row.purpose for row in rows}}
    found = []
    for row in rows:
        who = reader(post, row, shared[row.purpose])
        worked = post.role in row.roles
        old = earlier.get(row.definition)
        found.append(
            _position(
                row,
                who,
                tables(
                    now[row.definition],
                    row,
                    who,
                    worked=worked,
                    further=further_of(live, row.definition, who) if further else None,
                ),
                tables(then[row.definition], old, who, worked=worked) if old else None,
                names,
                deprivation,
                deprivation_before,
            )
        )
    return tuple(found)


def editions(snapshot_id: str) -> tuple[str, ...]:
    """Editions of the deprivation index that a snapshot's deciles are of: one, or none where none is loaded.

    Two, where practices have sent since and before another index was loaded.
    """
    row = SnapshotRow.objects.filter(pk=snapshot_id).values_list("versions", flat=True).first()
    return tuple((row or {}).get(DEPRIVATION, ()))


def previous_snapshot_id() -> str | None:
    """The snapshot before the live one: made earlier, live once, and not the one that was undone for it."""
    live = SnapshotRow.objects.filter(snapshot_id=live_snapshot_id()).first()
    if live is None:
        return None
    undone = GoingBack.objects.filter(to_snapshot=live).values("from_snapshot")
    rows = SnapshotRow.objects.filter(live_from__isnull=False, created_at__lte=live.created_at)
    rows = rows.exclude(pk=live.pk).exclude(pk__in=undone)
    return rows.order_by("-created_at").values_list("snapshot_id", flat=True).first()


def _position(
    row: Indicator,
    who: Reader,
    now: Tables,
    then: Tables | None,
    names: Mapping[str, str],
    deprivation: tuple[str, ...],
    deprivation_before: tuple[str, ...],
) -> Position:
    whole = _line("", "All practices", now.whole, then.whole if then else None, row.numerator)
    # fifths of different editions are different people: no table mixes them, no change is told between them
    one_edition = len(deprivation) < 2
    comparable = then if deprivation == deprivation_before else None
    by_fifth = _lines("deprivation_fifth", now, comparable, row.numerator, _fifth) if one_edition else ()
    gap, gap_before = _gap(by_fifth), None
    if comparable and one_edition:
        gap_before = _gap(_lines("deprivation_fifth", comparable, None, row.numerator, _fifth))
    percent_before = _percent(then.whole, row.numerator) if then else None
    money, by_practice_money = _money(row, now, who)
    return Position(
        definition=row.definition,
        title=row.title,
        kind=row.kind,
        purpose=Purpose(row.purpose),
        as_at=row.as_at,
        achievement_date=row.achievement_date,
        whole=whole,
        percent_change=_difference(whole.percent, percent_before),
        rules=tuple(
            RuleCount(
                rule["code"],
                rule["word"],
                rule["sentence"],
                now.cuts["rule"][rule["code"]].get(rule["word"], NOTHING),
            )
            for rule in row.rules
        ),
        by_practice=_lines("practice", now, then, row.numerator, lambda key: names.get(str(key), str(key))),
        by_fifth=by_fifth,
        by_ethnic_group=_lines(
            "ethnic_group", now, then, row.numerator, lambda key: str(key) or "Not recorded"
        ),
        by_attribute=tuple(
            Cut(one.id, one.title, _lines(one.id, now, None, row.numerator, partial(title_of, one)))
            for one in FURTHER
            if one.id in now.cuts
        ),
        gap=gap,
        gap_change=_difference(gap, gap_before),
        deprivation=deprivation,
        not_assessed=tuple(
            (ods, names.get(ods, ods), lacks)
            for ods, lacks in sorted(row.not_assessed.items())
            if ods in who.practices
        ),
        not_sharing=tuple(
            (ods, names.get(ods, ods)) for ods in sorted(row.list_sizes) if ods not in who.practices
        ),
        money=money,
        by_practice_money=by_practice_money,
        practice_as_at=tuple(
            (ods, date.fromisoformat(day))
            for ods, day in sorted(row.practice_as_at.items())
            if ods in who.practices
        ),
        exact=who.sees_all,
        note=""
        if who.sees_all
        else "Numbers from 1 to 7 are hidden, others and totals are to the nearest 5 and need not add up.",
    )


def _fifth(key: str | int) -> str:
    return {0: "Not known", 1: "1, most deprived", 5: "5, least deprived"}.get(int(key), str(key))


def _lines(
    cut: str, now: Tables, then: Tables | None, numerator: str, title: Callable[[Any], str]
) -> tuple[Line, ...]:
    return tuple(
        _line(str(key), title(key), words, then.cuts[cut].get(key) if then else None, numerator)
        for key, words in now.cuts[cut].items()
    )


def _line(
    key: str,
    title: str,
    now: Mapping[str, Number],
    then: Mapping[str, Number] | None,
    numerator: str,
) -> Line:
    counted = numerator or "member"
    change = None
    if then is not None:
        change = _difference(now[counted].value, then[counted].value)
    return Line(
        key=key,
        title=title,
        achieved=now["achieved"],
        due=now["due"],
        adjusted=now["adjusted"],
        excluded=now["excluded"],
        members=now["member"],
        percent=_percent(now, numerator),
        change=None if change is None else int(change),
    )


def _percent(words: Mapping[str, Number], numerator: str) -> float | None:
    achieved, due = words["achieved"].value, words["due"].value
    if not numerator or achieved is None or due is None or achieved + due == 0:
        return None
    return 100 * (achieved if numerator == "achieved" else due) / (achieved + due)


def _gap(fifths: tuple[Line, ...]) -> float | None:
    """Least deprived minus most deprived, in percentage points."""
    by_key = {line.key: line.percent for line in fifths}
    return _difference(by_key.get("5"), by_key.get("1"))


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _money(row: Indicator, now: Tables, who: Reader) -> tuple[Standing, tuple[tuple[str, Standing], ...]]:
    """Network money over the whole; practice money practice by practice, and its sum."""
    if not row.paid_to:
        return NOT_PAID, ()
    if row.paid_to == "network":
        return _standing(row, now.whole, sorted(who.practices), who), ()
    each = tuple(
        (str(ods), _standing(row, words, [str(ods)], who)) for ods, words in now.cuts["practice"].items()
    )
    return together([held for _, held in each]), each


def _standing(row: Indicator, words: Mapping[str, Number], practices: list[str], who: Reader) -> Standing:
    return earned(
        row, words["achieved"].value, words["due"].value, practices,
        exact=who.exact.issuperset(practices), on=row.achievement_date,
    )  # fmt: skip
