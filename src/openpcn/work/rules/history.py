"""How a definition has run here: what changed from night to night, from the versions that snapshots name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpcn.rules import catalogue
from openpcn.rules.language import Definition
from openpcn.work.rules.in_use import CHANGES_KEY, SCORES_KEY, key
from openpcn.work.rules.models import RuleChange
from openpcn.work.submissions.models import SnapshotRow

CODELISTS, DEFINITIONS, PARAMETERS = "codelists", "definitions", "parameters"
NIGHTS = 100  # each is read whole: about a millisecond and a half


@dataclass(frozen=True)
class Changed:
    """A night from which a definition ran otherwise than before, and in what."""

    live_from: datetime
    as_at: date
    version: str
    what: tuple[str, ...]


def history(definition: Definition) -> tuple[Changed, ...]:
    """Newest first, of the last hundred nights. The first night of all says that it began."""
    lists = {one.id: one.title for one in catalogue.codelists_of(definition)}
    scores = {one.id: one.title for one in catalogue.scores_of(definition)}
    decided = {row.pk: row for row in RuleChange.objects.filter(about=definition.id)}
    live = SnapshotRow.objects.filter(live_from__isnull=False).order_by("-live_from")
    nights = list(live.values_list("live_from", "as_at", "versions")[: NIGHTS + 1])
    before: Mapping[str, Any] | None = None
    if len(nights) > NIGHTS:  # the oldest is only what the next one is compared with
        oldest: Mapping[str, Any] = nights.pop()[2]
        before = oldest if definition.id in oldest.get(DEFINITIONS, {}) else None
    found: list[Changed] = []
    for live_from, as_at, versions in reversed(nights):
        version = versions.get(DEFINITIONS, {}).get(definition.id)
        if version is None or live_from is None:
            continue
        if before is None:
            what: tuple[str, ...] = ("first run here",)
        else:
            what = (
                *(("its rules or words",) if before[DEFINITIONS].get(definition.id) != version else ()),
                *_lists(lists, before, versions),
                *_parameters(definition, before, versions),
                *_decisions(definition.id, decided, before, versions),
                *_scores(scores, before, versions),
            )
        if what:
            found.append(Changed(live_from, as_at, version, what))
        before = versions
    return tuple(reversed(found))


def _lists(lists: Mapping[str, str], old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    was, now = old.get(CODELISTS, {}), new.get(CODELISTS, {})
    return [
        f"the codelist {title}, version {now[id]['version']}"
        for id, title in lists.items()
        if id in now and was.get(id, {}).get("hash") != now[id]["hash"]
    ]


def _parameters(definition: Definition, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    was, now = old.get(PARAMETERS, {}), new.get(PARAMETERS, {})
    return [
        f"the contract value {name}: {_amount(now.get(name))} instead of {_amount(was.get(name))}"
        for name in catalogue.parameters_of(definition)
        if _amount(was.get(name)) != _amount(now.get(name))
    ]


def _amount(value: Mapping[str, Any] | None) -> str:
    return "not known" if value is None else f"{value['amount']} {value['unit']}"


def _decisions(
    id: str, decided: Mapping[int, RuleChange], old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[str]:
    said = []
    for kind in (RuleChange.LISTED, RuleChange.SETTINGS):
        was, now = (each.get(CHANGES_KEY, {}).get(key(kind, id)) for each in (old, new))
        if was != now and now in decided:
            said.append(f"decided here, {decided[now].said}")
    return said


def _scores(scores: Mapping[str, str], old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    was, now = set(old.get(SCORES_KEY, ())), set(new.get(SCORES_KEY, ()))
    return [
        f"{title} {'is calculated' if id in now else 'is no longer calculated'}"
        for id, title in scores.items()
        if (id in was) is not (id in now)
    ]
