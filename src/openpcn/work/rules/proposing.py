"""A change proposed: a list switched on or off, settings of a local definition, a score on or off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from openpcn.rules import catalogue
from openpcn.rules.engine.evaluation import definition_version
from openpcn.rules.language import Definition, DefinitionError, Indicator, Work
from openpcn.rules.language.altering import altered, settings
from openpcn.work.access.models import Post
from openpcn.work.access.proposals import propose
from openpcn.work.rules.comparing import counted, difference
from openpcn.work.rules.errors import RuleChangeError
from openpcn.work.rules.in_use import accepted, key, of_tonight
from openpcn.work.rules.models import RuleChange
from openpcn.work.submissions.live import live_snapshot_id

CONTRACTS = ("Network Contract DES", "Quality and Outcomes Framework", "Investment and Impact Fund")


def is_official(definition: Definition) -> bool:
    """Whether the contract defines it: paid, or of its own papers. Such a definition runs as published."""
    return bool(getattr(definition, "paid", None)) or definition.source.title.startswith(CONTRACTS)


def propose_listing(definition: str, *, on: bool, by: str, post: Post | None = None) -> RuleChange:
    """Fill the lists of those who do its work with those due, or stop. Raises RuleChangeError."""
    chosen = _definition(definition)
    if not isinstance(chosen, Indicator) or chosen.work is None:
        raise RuleChangeError(f"{chosen.id} names no work: it fills no list")
    tonight, _ = of_tonight()
    if tonight.fills_lists(chosen) is on:
        raise RuleChangeError(f"{chosen.id} {'fills' if on else 'is on no'} lists already")
    row = RuleChange(
        kind=RuleChange.LISTED,
        about=chosen.id,
        wanted={"listed": on},
        turns_on=on,
        version=definition_version(chosen),
        said=f"{chosen.id}: {'on' if on else 'off'} the worklists of {_roles(chosen.work)}",
        preview={"minutes": chosen.work.minutes},
    )
    return _keep(row, counted(tonight.definition(chosen.id)), by, post)


def propose_settings(
    definition: str, given: Mapping[str, Any], *, by: str, post: Post | None = None
) -> RuleChange:
    """Run a local definition with other settings; none: as published. Raises RuleChangeError."""
    chosen = _definition(definition)
    if not isinstance(chosen, Indicator):
        raise RuleChangeError(
            f"{chosen.id} is a {chosen.kind}, which others build on: it can be previewed only"
        )
    if is_official(chosen):
        raise RuleChangeError(f"{chosen.id} is the contract's: it can be previewed, not altered")
    if not given and key(RuleChange.SETTINGS, chosen.id) not in accepted():
        raise RuleChangeError(f"{chosen.id} runs as published already")
    try:
        changed = altered(chosen, given)
    except DefinitionError as fault:
        raise RuleChangeError(str(fault)) from None
    wanted = {id: given[id] for id in sorted(given)}
    row = RuleChange(
        kind=RuleChange.SETTINGS,
        about=chosen.id,
        wanted={"settings": wanted},
        turns_on=bool(wanted),
        version=definition_version(chosen),
        said=f"{chosen.id}: {in_words(chosen, wanted) or 'as published'}",
    )
    tonight, _ = of_tonight()
    return _keep(row, difference(tonight.definition(chosen.id), changed), by, post)


def propose_score(score: str, *, on: bool, by: str, post: Post | None = None) -> RuleChange:
    """Let a score be calculated from the record, or stop. Raises RuleChangeError for an unknown score."""
    module = next((one for one in catalogue.scores() if one.id == score), None)
    if module is None:
        known = ", ".join(one.id for one in catalogue.scores()) or "none"
        raise RuleChangeError(f"there is no score {score!r}; known: {known}")
    if (score in of_tonight()[0].scores) is on:
        raise RuleChangeError(f"{module.title} is {'on' if on else 'off'} already")
    row = RuleChange(
        kind=RuleChange.SCORE,
        about=module.id,
        wanted={"on": on},
        turns_on=on,
        version=module.version,
        said=f"{module.title}: {'calculated where it can be' if on else 'not calculated'}",
    )
    return _keep(row, [], by, post)


def in_words(definition: Definition, given: Mapping[str, Any]) -> str:
    """Each setting with what it was and what it is to be."""
    named = {one.id: one for one in settings(definition)}
    return "; ".join(
        f"{named[id].label}: {value} {named[id].unit}".rstrip() + f" instead of {named[id].value_in_words}"
        for id, value in given.items()
        if id in named
    )


def _definition(id: str) -> Definition:
    try:
        return catalogue.definition(id)
    except catalogue.CatalogueError as fault:
        raise RuleChangeError(str(fault)) from None


def _roles(work: Work) -> str:
    """Clinical pharmacists, GPs and nurses."""
    *most, last = ("GPs" if role == "gp" else f"{role.replace('_', ' ')}s" for role in work.by)
    return f"{', '.join(most)} and {last}" if most else last


def _keep(row: RuleChange, changes: list[dict[str, Any]], by: str, post: Post | None) -> RuleChange:
    """changes: who joins and leaves, for the preview, which names the record that it was worked out on."""
    row.wanted_hash = hashlib.sha256(json.dumps(row.wanted, sort_keys=True).encode()).hexdigest()
    row.said = row.said[:1000]
    row.preview = {"snapshot": live_snapshot_id() or "", "changes": changes, **row.preview}
    row.proposed_as = post.role if post else ""
    return propose(row, by=by, post=post)
