"""The edition that a snapshot was run with, and the one that the next night will use.

A snapshot's row names the changes it was evaluated with and the scores that were on. Pages explain and
preview with those, so that what was accepted this morning does not change an explanation before the lists
have changed too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import AS_PUBLISHED, Edition, install
from openpcn.rules.language import Definition, DefinitionError
from openpcn.rules.language.altering import altered
from openpcn.work.network.membership import our_network
from openpcn.work.rules.models import RuleChange
from openpcn.work.submissions.live import live_versions

CHANGES_KEY = "site_rules"  # in SnapshotRow.versions: key -> primary key of the accepted change
SCORES_KEY = "scores"  # in SnapshotRow.versions: ids of the score modules that were on


def key(kind: str, about: str) -> str:
    """How a snapshot's row names what a change is about."""
    return f"{kind} {about}"


def accepted() -> dict[str, int]:
    """Key -> the change accepted now: what the next night uses."""
    rows = RuleChange.objects.filter(state=RuleChange.ACCEPTED).order_by("kind", "about")
    return {key(row.kind, row.about): row.pk for row in rows}


def of_tonight() -> tuple[Edition, dict[str, Any]]:
    """The edition of the next night, and what its snapshot's row is to name.

    A score is off unless the site switched it on; at a fictional network all are on unless switched off.
    """
    rows = accepted()
    on = scores_on()
    return edition_of(rows, on), {CHANGES_KEY: rows, SCORES_KEY: sorted(on)}


def scores_on() -> frozenset[str]:
    """The score modules that the next night may calculate."""
    network = our_network()
    fictional = network is not None and network.is_fictional
    decided = {
        row.about: row.turns_on
        for row in RuleChange.objects.filter(kind=RuleChange.SCORE, state=RuleChange.ACCEPTED)
    }
    return frozenset(one.id for one in catalogue.scores() if decided.get(one.id, fictional))


def of_live() -> Edition:
    """The edition that the live snapshot was run with; as published before the first night."""
    versions = live_versions(CHANGES_KEY, SCORES_KEY)
    if not versions:
        return AS_PUBLISHED
    return edition_of(versions[CHANGES_KEY] or {}, frozenset(versions[SCORES_KEY] or ()))


def settings_of_live(definition: str) -> dict[str, Any]:
    """The settings that a definition ran with in the live record; none where it ran as published."""
    rows = live_versions(CHANGES_KEY).get(CHANGES_KEY) or {}
    decided = rows.get(key(RuleChange.SETTINGS, definition))
    if decided is None:
        return {}
    chosen: dict[str, Any] = RuleChange.objects.get(pk=decided).wanted["settings"]
    return chosen


def use_edition_of_live() -> None:
    """In this process, from now on: the edition of the live snapshot."""
    install(of_live())


def use_edition_of_tonight() -> dict[str, Any]:
    """In this process, from now on: what is accepted now. Returns what a snapshot's row is to name."""
    chosen, named = of_tonight()
    install(chosen)
    return named


def edition_of(rows: dict[str, int], scores: frozenset[str]) -> Edition:
    """The edition with these accepted changes; the same object for the same changes."""
    return _edition(tuple(sorted(rows.items())), scores)


@lru_cache(maxsize=8)
def _edition(rows: tuple[tuple[str, int], ...], scores: frozenset[str]) -> Edition:
    chosen: dict[str, Definition] = {}
    listed: dict[str, bool] = {}
    aside: dict[str, str] = {}
    published = {each.id: each for each in catalogue.definitions()}
    for row in RuleChange.objects.filter(pk__in=[pk for _, pk in rows]):
        definition = published.get(row.about)
        if row.kind == RuleChange.SCORE:
            continue
        if definition is None:
            aside[row.about] = "there is no such definition any more"
        elif row.kind == RuleChange.LISTED:
            listed[row.about] = row.turns_on
        elif row.turns_on:
            try:
                chosen[row.about] = altered(definition, row.wanted["settings"])
            except DefinitionError as fault:  # it has other settings since: nobody decided about those
                aside[row.about] = f"it runs as published: {fault}"
    return Edition(chosen, listed, scores, aside)
