"""A change proposed: a list switched on or off, settings of a local definition, a score on or off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from openpcn.rules import catalogue
from openpcn.rules.engine.evaluation import definition_version
from openpcn.rules.language import Definition, DefinitionError, Indicator
from openpcn.rules.language.altering import altered, settings
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.models import Post
from openpcn.work.rules.comparing import counted, difference
from openpcn.work.rules.errors import RuleChangeError
from openpcn.work.rules.in_use import accepted, of_tonight
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
    if of_tonight()[0].fills_lists(chosen) is on:
        raise RuleChangeError(f"{chosen.id} {'fills' if on else 'is on no'} lists already")
    said = f"{chosen.id}: {'on' if on else 'not on'} the lists of {_roles(chosen)}"
    preview = counted(chosen) | {"minutes": chosen.work.minutes}
    return _keep(RuleChange.LISTED, chosen.id, {"listed": on}, on, _version(chosen), said, preview, by, post)


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
    if not given and f"{RuleChange.SETTINGS} {chosen.id}" not in accepted():
        raise RuleChangeError(f"{chosen.id} runs as published already")
    try:
        changed = altered(chosen, given)
    except DefinitionError as fault:
        raise RuleChangeError(str(fault)) from None
    wanted = {id: given[id] for id in sorted(given)}
    said = f"{chosen.id}: {in_words(chosen, wanted) or 'as published'}"
    preview = difference(of_tonight()[0].definition(chosen.id), changed)
    return _keep(
        RuleChange.SETTINGS,
        chosen.id,
        {"settings": wanted},
        bool(wanted),
        _version(chosen),
        said,
        preview,
        by,
        post,
    )


def propose_score(score: str, *, on: bool, by: str, post: Post | None = None) -> RuleChange:
    """Let a score be calculated from the record, or stop. Raises RuleChangeError for an unknown score."""
    module = next((one for one in catalogue.scores() if one.id == score), None)
    if module is None:
        known = ", ".join(one.id for one in catalogue.scores()) or "none"
        raise RuleChangeError(f"there is no score {score!r}; known: {known}")
    if (score in of_tonight()[0].scores) is on:
        raise RuleChangeError(f"{module.title} is {'on' if on else 'off'} already")
    said = f"{module.title}: {'calculated where it can be' if on else 'not calculated'}"
    return _keep(RuleChange.SCORE, module.id, {"on": on}, on, module.version, said, counted(None), by, post)


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


def _version(definition: Definition) -> str:
    return definition_version(definition)


def _roles(definition: Indicator) -> str:
    return ", ".join(role.replace("_", " ") for role in (definition.work.by if definition.work else ()))


def _keep(
    kind: str, about: str, wanted: dict[str, Any], turns_on: bool, version: str, said: str,
    preview: dict[str, Any], by: str, post: Post | None,
) -> RuleChange:  # fmt: skip
    digest = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
    preview = {"snapshot": live_snapshot_id() or "", **preview}
    with transaction.atomic():
        waiting = RuleChange.objects.filter(
            kind=kind, about=about, wanted_hash=digest, state=RuleChange.PROPOSED
        )
        same = waiting.first()
        if same is not None:  # proposed before: said again, with today's preview
            waiting.update(preview=preview, version=version)
            same.refresh_from_db()
            return same
        row = RuleChange.objects.create(
            kind=kind, about=about, wanted=wanted, wanted_hash=digest, turns_on=turns_on, version=version,
            said=said[:1000], preview=preview, state=RuleChange.PROPOSED, proposed_at=clock.now(),
            proposed_by=post.staff.username if post else by, proposed_as=post.role if post else "",
        )  # fmt: skip
        audit.record(
            "rule_proposed", post=post, by=by, object_kind=kind, object_id=about, detail={"change": row.pk}
        )
    return row
