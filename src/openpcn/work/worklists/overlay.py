"""What becomes of a need with the entries made here laid over the extract.

*Waiting for the extract*: no longer due with the overlay. *Will not be counted*: something was done, here or
by the extract's look-alike evidence, and the rule still finds the person due; the missing piece is named.
Computed when a snapshot is prepared and when an entry is made or struck, never while a page is built.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from openpcn.codes import codelist
from openpcn.rules.catalogue.edition import edition
from openpcn.rules.engine import evaluate_person
from openpcn.rules.language import Indicator, Outcome, Row, RuleKind, Word
from openpcn.terms import dates
from openpcn.terms.scope import Scope
from openpcn.work.entries.models import Entry, WorkDone
from openpcn.work.entries.record import as_row, pending
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.submissions.fitness import lists_must_be_official
from openpcn.work.submissions.live import live_snapshot
from openpcn.work.worklists.models import Listed, Need, Progress

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot

AWAITING = "Recorded here; the practice's extract has to show it."


@dataclass(frozen=True)
class Found:
    """A need's progress, why, and the missing pieces in words."""

    progress: str = Progress.NONE
    sentence: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Foreseen:
    """What the needs of one person will be once new rows are written, given the entries that wait already."""

    person: int
    waiting: frozenset[int]  # primary keys of the pending entries that were taken into account
    by_need: Mapping[int, Found]  # primary key of the need


def assess(definition: Indicator, outcome: Outcome | None, worked: bool, tried: bool) -> Found:
    """Progress of a need by its outcome with the overlay; None: no longer a subject."""
    if outcome is None or outcome.word is not Word.DUE:
        return Found(Progress.AWAITING, AWAITING)
    return still_due(definition, outcome.parts, outcome.nearly, worked, tried)


def still_due(
    definition: Indicator, parts: Sequence[str], nearly: Sequence[str], worked: bool, tried: bool
) -> Found:
    """Progress of a need that is due.

    nearly: what looks done and does not count. worked: something was recorded here. tried: the look-alike is
    new since the need was first seen, so it is work that misses. An older one is only said, and the need
    stays to be done.
    """
    if not worked and not nearly:
        return Found()
    missing = tuple(part.replace("_", " ") for part in parts)
    if not missing:
        missing = tuple(rule.sentence for rule in definition.rules if rule.kind is RuleKind.ACHIEVE)
    sentence = ". ".join(nearly) if nearly else "Recorded here, and the rule still finds something missing"
    return Found(Progress.NOT_COUNTED if worked or tried else Progress.NONE, sentence[:400], missing)


def progress_of(
    needs: Sequence[Need],
    snapshot: Snapshot,
    definitions: Mapping[str, Indicator],
    rows: Mapping[int, Sequence[Row]],
    worked: set[tuple[str, str]],
    *,
    as_at: date,
    achievement_date: date,
) -> dict[int, Found]:
    """Primary key of each need -> its progress, by the plain evaluator, person by person.

    rows: person -> pending entries; where one is dated after ``as_at``, the person is evaluated as at that
    day: the extract that will hold it is no older. worked: (definition, subject) for which something was
    recorded here.
    """
    by_person: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        by_person[need.person_id].append(need)
    scope, official = Scope.evaluation(snapshot.practices), lists_must_be_official()
    found: dict[int, Found] = {}
    for person, theirs in by_person.items():
        wanted = [definitions[name] for name in sorted({need.definition for need in theirs})]
        outcomes = evaluate_person(
            snapshot,
            person,
            wanted,
            as_at=max([as_at, *(row.date for row in rows.get(person, ()) if row.date is not None)]),
            achievement_date=achievement_date,
            scope=scope,
            with_rows=tuple(rows.get(person, ())),
            require_official=official,
            scores=edition().scores,
        )
        for need in theirs:
            definition = definitions[need.definition]
            done = (need.definition, need.subject) in worked or _counts(definition, rows.get(person, ()))
            tried = need.progress == Progress.NOT_COUNTED
            found[need.pk] = assess(definition, _of(need, outcomes), done, tried)
    return found


def work_of(people: Iterable[int], achievement_date: date) -> set[tuple[str, str]]:
    """(definition, subject) for which entries that stand were made here in the contract year."""
    since = dates.ContractYear.of(achievement_date).start
    done = WorkDone.objects.filter(
        person_id__in=list(people), done_on__gte=since, entries__struck_at__isnull=True
    ).values_list("definition", "subject")
    return set(done.distinct())


def foresee(person: int, new: Sequence[Row]) -> Foreseen:
    """What a person's needs in the live snapshot will be once these rows are written. Reads only."""
    waiting = list(pending().filter(person_id=person).order_by("pk"))
    return Foreseen(
        person,
        frozenset(entry.pk for entry in waiting),
        _progress(person, [as_row(entry) for entry in waiting] + list(new)),
    )


def settle_progress(foreseen: Foreseen) -> None:
    """Write what was foreseen, in the transaction that wrote the entries.

    Where somebody else's entry for the same person came between, it is worked out again.
    """
    person = foreseen.person
    newest = (
        Entry.objects.filter(person_id=person).order_by("-pk").values_list("work_done_id", flat=True).first()
    )
    now = pending().filter(person_id=person).exclude(work_done_id=newest).values_list("pk", flat=True)
    if frozenset(now) == foreseen.waiting:
        write_progress(foreseen.by_need)
    else:
        refresh([person])


def refresh(people: Iterable[int]) -> None:
    """Work the progress of these people's live needs out again, and write it."""
    for person in people:
        rows = [as_row(entry) for entry in pending().filter(person_id=person).order_by("pk")]
        found = _progress(person, rows)
        with transaction.atomic():
            write_progress(found)


def _progress(person: int, rows: Sequence[Row]) -> dict[int, Found]:
    live = live_snapshot_id()
    needs = list(Need.objects.filter(snapshot_id=live or "", person_id=person))
    listed = Listed.objects.filter(snapshot_id=live or "").first()
    snapshot = live_snapshot()
    if not needs or listed is None or snapshot is None:
        return {}
    definitions = {d.id: d for d in edition().definitions() if isinstance(d, Indicator)}
    return progress_of(
        [need for need in needs if need.definition in definitions],
        snapshot,
        definitions,
        {person: rows},
        work_of([person], listed.achievement_date),
        as_at=listed.run_as_at,
        achievement_date=listed.achievement_date,
    )


def write_progress(found: Mapping[int, Found]) -> None:
    """Write the progress of needs, by primary key."""
    for pk, each in found.items():
        Need.objects.filter(pk=pk).update(
            progress=each.progress, progress_sentence=each.sentence, progress_missing=list(each.missing)
        )


def _of(need: Need, outcomes: Sequence[Outcome]) -> Outcome | None:
    """The outcome of the need's own subject: an episode is known by its start."""
    _, _, start = need.subject.partition("/")
    for outcome in outcomes:
        began = outcome.episode_start.isoformat() if outcome.episode_start else ""
        if outcome.definition == need.definition and began == start:
            return outcome
    return None


def _counts(definition: Indicator, rows: Sequence[Row]) -> bool:
    """Whether an entry waits that would count for this definition, whichever list it was made on."""
    work = definition.work
    return work is not None and any(row.code in codelist(name) for row in rows for name in work.counts)
