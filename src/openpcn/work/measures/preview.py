"""What a changed rule would do, seen before anything is proposed: people, minutes, money, who gains from it.

The definition is run over the live record twice, as it runs here and with the settings asked about; only it
and the registers it builds on. Nothing is kept. Whoever has a right to numbers but not to the people behind
them gets numbers under the small-number rule, and every preview is in the audit trail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction

from openpcn.rules.catalogue.edition import edition
from openpcn.rules.contract import in_use
from openpcn.rules.language import Definition, Ratio, Word
from openpcn.rules.language import Indicator as IndicatorDefinition
from openpcn.rules.language.altering import altered, settings
from openpcn.terms.dates import ContractYear
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import practices_of
from openpcn.work.finance.standing import NOT_PAID, Standing
from openpcn.work.measures.attributes import EVERY, Population, of_live, ordered, title_of
from openpcn.work.measures.earning import earned, together
from openpcn.work.measures.models import Indicator
from openpcn.work.measures.tables import Reader, reader
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.rules.comparing import WORDS, Outcomes, outcomes
from openpcn.work.rules.proposing import is_official
from openpcn.work.worklists.small_numbers import HIDDEN_BELOW, protect, suppress

MANY = 25  # people named at once on a page


@dataclass(frozen=True)
class Move:
    """How many, as the reader may see it: None where hidden."""

    before: int | None
    after: int | None
    joins: int | None
    leaves: int | None


@dataclass(frozen=True)
class Group:
    """One group of an attribute. rate: per 100 people of the group, before and after; None where hidden."""

    title: str
    move: Move
    rate_before: float | None
    rate_after: float | None


@dataclass(frozen=True)
class Cut:
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Preview:
    """What the changes would do, for the practices that the reader reaches.

    counted: the word that joins and leaves speak of: due, or member of a register. words: every word's move.
    not_known: labels of contract values that the year asked for does not have; today's run in their place.
    joining, leaving: person ids whom the reader may open (the own practice's). practices: those that share
    for the purpose. minutes: of work, before and after; None for what names no work, or where hidden.
    """

    definition: Definition
    changes: tuple[tuple[str, str, str], ...]
    year: ContractYear | None
    not_known: tuple[str, ...]
    counted: str
    words: tuple[tuple[str, Move], ...]
    by_practice: tuple[tuple[str, Move], ...]
    minutes: tuple[int, int] | None
    money_before: Standing
    money_after: Standing
    cuts: tuple[Cut, ...]
    joining: tuple[int, ...]
    leaving: tuple[int, ...]
    practices: tuple[str, ...]
    not_assessed: tuple[str, ...]
    exact: bool
    official: bool
    as_at: date


class NothingToPreviewError(LookupError):
    """No record is live, or the definition was not counted in it."""


@dataclass(frozen=True)
class Trial:
    """A definition as it runs and with settings to try: its counts in the live record, and who reads them.

    changes and not_known: as in Preview.
    """

    runs: Definition
    changed: Definition
    changes: tuple[tuple[str, str, str], ...]
    not_known: tuple[str, ...]
    row: Indicator
    who: Reader


def changes_of_year(definition: Definition, year: ContractYear) -> dict[str, Any]:
    """The settings that another contract year's published values give a definition."""
    then = {one.id: one.value for one in settings(definition, year.end) if one.contract}
    return {
        one.id: then[one.id]
        for one in settings(definition, None)
        if one.contract and then.get(one.id) is not None
    }


def not_known_in(definition: Definition, year: ContractYear) -> tuple[str, ...]:
    """Labels of the contract values that have no row for the year or before."""
    return tuple(one.label for one in settings(definition, year.end) if one.contract and one.value is None)


def trial(post: Post, definition: str, given: Mapping[str, Any], year: ContractYear | None) -> Trial:
    """What a preview is about; that somebody looks is in the audit trail. Raises as ``preview`` does."""
    if not may(post, Action.MEASURES):
        audit.refuse(post, "preview")
        raise NotAllowedError("preview")
    runs = edition().definition(definition)
    asked = (changes_of_year(runs, year) if year else {}) | dict(given)
    changed = altered(runs, asked)
    row = Indicator.objects.filter(snapshot_id=live_snapshot_id() or "", definition=runs.id).first()
    if row is None:
        raise NothingToPreviewError(definition)
    who = reader(post, row, practices_of(post, Purpose(row.purpose)))
    with transaction.atomic():
        audit.record(
            "rule_previewed", post=post, object_kind="definition", object_id=runs.id,
            detail={"settings": {id: str(value) for id, value in asked.items()}, "year": str(year or "")},
        )  # fmt: skip
    changes = _in_words(runs, asked, row.achievement_date)
    return Trial(runs, changed, changes, not_known_in(runs, year) if year else (), row, who)


def preview(
    post: Post, definition: str, given: Mapping[str, Any], *, year: ContractYear | None = None
) -> Preview:
    """Work out what settings, or another contract year's values, would change. A ratio: see ratio_preview.

    Raises DefinitionError for a setting that cannot be, CatalogueError for an unknown definition,
    NothingToPreviewError before the first night, and for a ratio, which has no outcomes.
    """
    tried = trial(post, definition, given, year)
    runs, row, who = tried.runs, tried.row, tried.who
    if isinstance(runs, Ratio):
        raise NothingToPreviewError(f"{runs.id} is a ratio, which has no outcomes: see ratio_preview")
    was, will, people = outcomes(runs), outcomes(tried.changed), of_live()
    if was is None or will is None or people is None:
        raise NothingToPreviewError(definition)
    counted = Word.DUE if isinstance(runs, IndicatorDefinition) else Word.MEMBER
    before, after = _within(was, who), _within(will, who)
    joins, leaves = _moved(before, after, counted)
    on = year.end if year else row.achievement_date
    whole, by_practice, cuts = _cuts(people, before, after, counted, who)
    others = [word for word in _words(before, after) if word is not counted]
    moves = {counted: whole, **{word: _move(before, after, word, who.sees_all) for word in others}}
    return Preview(
        definition=runs,
        changes=tried.changes,
        year=year,
        not_known=tried.not_known,
        counted=counted.value,
        words=tuple((word.value, move) for word, move in moves.items()),
        by_practice=by_practice,
        minutes=_minutes(runs, whole),
        money_before=_money(row, before, who, row.achievement_date),
        money_after=_money(row, after, who, on),
        cuts=cuts,
        joining=_openable(after, joins, who),
        leaving=_openable(before, leaves, who),
        practices=tuple(sorted(who.practices)),
        not_assessed=tuple(ods for ods in will.not_assessed if ods in who.practices),
        exact=who.sees_all,
        official=is_official(runs),
        as_at=row.as_at,
    )


def _in_words(runs: Definition, asked: Mapping[str, Any], on: date) -> tuple[tuple[str, str, str], ...]:
    """Label, what it is and what it would be, of settings that differ."""
    named = {one.id: one for one in settings(runs, on)}
    found = []
    for id, value in asked.items():
        one = named[id]
        becomes = f"{float(value):g}" if isinstance(one.value, float) else str(value)
        if one.value is None or becomes != (f"{one.value:g}" if isinstance(one.value, float) else one.value):
            found.append((one.label, one.value_in_words, f"{becomes} {one.unit}".strip()))
    return tuple(found)


def _within(found: Outcomes, who: Reader) -> Outcomes:
    return found.where(np.isin(found.practice, sorted(who.practices)))


def _of(found: Outcomes, practice: str) -> Outcomes:
    return found.where(found.practice == practice)


def _words(before: Outcomes, after: Outcomes) -> list[Word]:
    there = {*before.word.tolist(), *after.word.tolist()}
    return [word for word in WORDS if word.value in there]


def _moved(
    before: Outcomes, after: Outcomes, word: Word
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Masks: of ``after``, who joins; of ``before``, who leaves."""
    old, new = before.of(word), after.of(word)
    had, has = set(before.subject[old].tolist()), set(after.subject[new].tolist())
    joins = np.fromiter((one not in had for one in after.subject.tolist()), np.bool_, len(after.subject))
    leaves = np.fromiter((one not in has for one in before.subject.tolist()), np.bool_, len(before.subject))
    return new & joins, old & leaves


def _move(before: Outcomes, after: Outcomes, word: Word, exact: bool) -> Move:
    joins, leaves = _moved(before, after, word)
    return _shown(
        int(before.of(word).sum()), int(after.of(word).sum()), int(joins.sum()), int(leaves.sum()), exact
    )


def _shown(before: int, after: int, joins: int, leaves: int, exact: bool) -> Move:
    if exact:
        return Move(before, after, joins, leaves)
    return Move(*(suppress(n) for n in (before, after, joins, leaves)))


def _minutes(runs: Definition, move: Move) -> tuple[int, int] | None:
    if not isinstance(runs, IndicatorDefinition) or runs.work is None:
        return None
    if move.before is None or move.after is None:
        return None
    return runs.work.minutes * move.before, runs.work.minutes * move.after


def _cuts(
    people: Population, before: Outcomes, after: Outcomes, word: Word, who: Reader
) -> tuple[Move, tuple[tuple[str, Move], ...], tuple[Cut, ...]]:
    """The whole, by practice, and by each attribute: cuts of the same people, protected together."""
    here = np.isin(people.practice, sorted(who.practices))
    joins, leaves = _moved(before, after, word)
    masks = ((before, before.of(word)), (after, after.of(word)), (after, joins), (before, leaves))
    sizes = [_tally(people.keys[one.id][here]) for one in EVERY]
    shown: list[tuple[list[dict[str, int | None]], int | None]] = []
    for of, mask in masks:
        tables = [{ods: int((of.practice[mask] == ods).sum()) for ods in sorted(who.practices)}]
        for one, size in zip(EVERY, sizes, strict=True):
            counts = _tally(_keys(people, people.keys[one.id], of.person[mask]))
            tables.append({key: counts.get(key, 0) for key in ordered(one, {*size, *counts})})
        if who.sees_all:
            shown.append(([dict(table) for table in tables], int(mask.sum())))
        else:
            shown.append(protect(tables, frozenset((0, ods) for ods in who.exact)))
    whole = Move(*(total for _, total in shown))
    by_practice = tuple(
        (ods, _at(shown, 0, ods) if ods in who.exact else _of_few(_at(shown, 0, ods)))
        for ods in sorted(who.practices)
    )
    cuts = []
    for number, (one, size) in enumerate(zip(EVERY, sizes, strict=True), 1):
        keys = dict.fromkeys(key for tables, _ in shown for key in tables[number])
        groups = tuple(
            _group(title_of(one, key), _at(shown, number, key), size.get(key, 0), exact=who.sees_all)
            for key in keys
        )
        cuts.append(Cut(one.title, tuple(group for group in groups if group is not None)))
    return whole, by_practice, tuple(cuts)


def _at(shown: Sequence[tuple[list[dict[str, int | None]], int | None]], table: int, key: str) -> Move:
    return Move(*(tables[table].get(key, 0) for tables, _ in shown))


def _of_few(move: Move) -> Move:
    """A group's move without what is under 8, none included.

    Whoever asks again with the next threshold would learn from a 0 that becomes hidden that somebody of the
    group lies between the two.
    """
    after, joins, leaves = (
        None if n is not None and n < HIDDEN_BELOW else n for n in (move.after, move.joins, move.leaves)
    )
    return Move(move.before, after, joins, leaves)


def _group(title: str, move: Move, size: int, *, exact: bool) -> Group | None:
    """None for a group that nobody is in."""
    if not size and move == Move(0, 0, 0, 0):
        return None
    if not exact:
        move = _of_few(move)
    return Group(title, move, _rate(move.before, size), _rate(move.after, size))


def _keys(
    people: Population, keys: npt.NDArray[np.object_], chosen: npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    at, known = people.at(chosen)
    return keys[at[known]]


def _tally(keys: npt.NDArray[np.object_]) -> dict[str, int]:
    return dict(Counter(keys.tolist()))


def _rate(n: int | None, size: int) -> float | None:
    return None if n is None or not size else 100 * n / size


def _openable(found: Outcomes, mask: npt.NDArray[np.bool_], who: Reader) -> tuple[int, ...]:
    if who.own is None:
        return ()
    own = mask & (found.practice == who.own)
    return tuple(sorted(set(found.person[own].tolist())))


def _money(row: Indicator, found: Outcomes, who: Reader, on: date) -> Standing:
    """What it earns with these outcomes: the network's, or the sum of the practices'."""
    practices = sorted(who.practices)
    if not row.paid_to:
        return NOT_PAID
    if row.paid_to == "network":
        return _standing(row, found, practices, who, on)
    return together([_standing(row, _of(found, ods), [ods], who, on) for ods in practices])


def _standing(row: Indicator, found: Outcomes, practices: Sequence[str], who: Reader, on: date) -> Standing:
    exact = who.exact.issuperset(practices)
    achieved, due = (int(found.of(word).sum()) for word in (Word.ACHIEVED, Word.DUE))
    return earned(
        row, achieved if exact else suppress(achieved), due if exact else suppress(due), practices,
        exact=exact, on=on,
    )  # fmt: skip


def years_held() -> tuple[ContractYear, ...]:
    """The contract years whose values are known here."""
    return in_use().years
