"""Counts a candidate snapshot's outcomes, invisible until the snapshot is live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from django.db import transaction

from openpcn.rules.language import Definition, Indicator, Word
from openpcn.work.finance.worth import Tally, base_register, list_sizes_of
from openpcn.work.measures.attributes import FURTHER, population
from openpcn.work.measures.models import AttributeCount, IndicatorCount, RatioAmount
from openpcn.work.measures.models import Indicator as IndicatorRow
from openpcn.work.measures.ratios import amounts_of
from openpcn.work.people.models import PersonState
from openpcn.work.worklists.prepare import not_assessed

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot
    from openpcn.rules.engine import Evaluation

BATCH = 2_000
CELL = ("definition", "practice", "deprivation_fifth", "ethnic_group", "word", "rule")


def prepare(
    snapshot_id: str, evaluation: Evaluation, definitions: Sequence[Definition], snapshot: Snapshot
) -> int:
    """Write a snapshot's counts; returns how many rows. Needs its PersonState rows."""
    forget(snapshot_id)
    _write_indicators(snapshot_id, evaluation, definitions, snapshot)
    cells = _cells(snapshot_id, evaluation)
    for start in range(0, len(cells), BATCH):
        with transaction.atomic():
            IndicatorCount.objects.bulk_create(cells[start : start + BATCH])
    further = _attributes(snapshot_id, evaluation)
    for start in range(0, len(further), BATCH):
        with transaction.atomic():
            AttributeCount.objects.bulk_create(further[start : start + BATCH])
    ratios = amounts_of(snapshot_id, evaluation)
    with transaction.atomic():
        RatioAmount.objects.bulk_create(ratios)
    return len(cells) + len(further) + len(ratios)


def forget(snapshot_id: str) -> int:
    """Remove the counts of a snapshot that is neither live nor the one before; returns the rows."""
    removed: int = IndicatorCount.objects.filter(snapshot_id=snapshot_id).delete()[0]
    removed += AttributeCount.objects.filter(snapshot_id=snapshot_id).delete()[0]
    removed += RatioAmount.objects.filter(snapshot_id=snapshot_id).delete()[0]
    return removed + IndicatorRow.objects.filter(snapshot_id=snapshot_id).delete()[0]


def _write_indicators(
    snapshot_id: str, evaluation: Evaluation, definitions: Sequence[Definition], snapshot: Snapshot
) -> None:
    tally = Tally.from_evaluation(evaluation)
    sizes = list_sizes_of(snapshot)
    lacking = not_assessed(evaluation)
    rows = []
    for definition in definitions:
        indicator = definition if isinstance(definition, Indicator) else None
        register = base_register(indicator) if indicator else None
        paid = indicator.paid if indicator else None
        rows.append(
            IndicatorRow(
                snapshot_id=snapshot_id,
                definition=definition.id,
                title=definition.title,
                kind=definition.kind,
                purpose=definition.purpose.value,
                as_at=evaluation.as_at,
                achievement_date=evaluation.achievement_date,
                rules=[
                    {"code": rule.code, "word": rule.kind.word.value, "sentence": rule.sentence}
                    for rule in (indicator.rules if indicator else ())
                ],
                not_assessed=lacking.get(definition.id, {}),
                practice_as_at={ods: part.as_at.isoformat() for ods, part in snapshot.parts.items()},
                versions={"definition": evaluation.versions["definitions"].get(definition.id)},
                roles=list(indicator.work.by) if indicator and indicator.work else [],
                numerator=indicator.numerator if indicator else "",
                paid_to=paid.to if paid else "",
                paid_indicator=paid.indicator if paid else "",
                list_sizes=sizes,
                register_sizes={ods: tally.count(register, [ods], Word.MEMBER) for ods in sizes}
                if register
                else {},
            )
        )
    IndicatorRow.objects.bulk_create(rows)


def _cells(snapshot_id: str, evaluation: Evaluation) -> list[IndicatorCount]:
    """One row per cell that holds somebody."""
    outcomes = evaluation.outcomes
    people, fifths, groups = _people(snapshot_id)
    ids = outcomes["person_id"].to_numpy()
    at = np.searchsorted(people, ids)
    at[at == len(people)] = 0
    known = people[at] == ids if len(people) else np.zeros(len(ids), np.bool_)
    table = pa.table(
        {
            "definition": outcomes["definition"],
            "practice": outcomes["practice"],
            "deprivation_fifth": pa.array(
                np.where(known, fifths[at], 0) if len(people) else np.zeros(len(ids))
            ),
            "ethnic_group": pa.array(np.where(known, groups[at], "") if len(people) else [""] * len(ids)),
            "word": outcomes["word"],
            "rule": outcomes["rule"].fill_null(""),
        }
    )
    counted = table.group_by(list(CELL)).aggregate([([], "count_all")]).to_pylist()
    counted.sort(key=lambda row: tuple(row[name] for name in CELL))
    return [
        IndicatorCount(snapshot_id=snapshot_id, n=row["count_all"], **{name: row[name] for name in CELL})
        for row in counted
    ]


def _attributes(snapshot_id: str, evaluation: Evaluation) -> list[AttributeCount]:
    """One row per group of an attribute that holds somebody."""
    outcomes = evaluation.outcomes
    everybody = population(snapshot_id, evaluation)
    at, known = everybody.at(outcomes["person_id"].to_numpy())
    names = ("definition", "practice", "word")
    rows = []
    for attribute in FURTHER:
        keys = everybody.keys[attribute.id]
        # whoever left or died since is in no group: counted with those not recorded
        key = np.where(known, keys[at], "") if len(keys) else np.full(len(at), "", object)
        table = pa.table({**{name: outcomes[name] for name in names}, "key": pa.array(key, pa.string())})
        for row in table.group_by([*names, "key"]).aggregate([([], "count_all")]).to_pylist():
            n = row.pop("count_all")
            rows.append(AttributeCount(snapshot_id=snapshot_id, attribute=attribute.id, n=n, **row))
    return rows


def _people(snapshot_id: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Person ids in order, with fifth (0 not known) and ethnic group (empty: not recorded)."""
    rows = list(
        PersonState.objects.filter(snapshot_id=snapshot_id)
        .order_by("person_id")
        .values_list("person_id", "deprivation_fifth", "ethnic_group")
    )
    return (
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] or 0 for row in rows], np.int64),
        np.array([row[2] for row in rows], object),
    )
