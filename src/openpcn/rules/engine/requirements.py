"""What a definition needs before it may say anything: record tables, and codelists fit for a live site."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from openpcn.codes import Codelist
from openpcn.rules.language.codelists import Codes
from openpcn.rules.language.coverage import not_covered
from openpcn.rules.language.definitions import Definition, Indicator
from openpcn.rules.language.expressions import Node
from openpcn.rules.language.facts import Fact


@lru_cache(maxsize=4096)
def nodes_of(definition: Definition) -> tuple[Node, ...]:
    """Every different node of a definition, and of the registers it stands on."""
    return tuple(nodes_below(definition.nodes))


def nodes_below(roots: Iterable[Node]) -> dict[Node, None]:
    """Every different node of some trees."""
    found: dict[Node, None] = {}
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = None
            waiting += node.children()
    return found


def _facts(definition: Definition) -> tuple[Fact, ...]:
    return tuple(node for node in nodes_of(definition) if isinstance(node, Fact))


@lru_cache(maxsize=4096)
def tables_read(definition: Definition) -> frozenset[str]:
    """The record tables that the definition's facts read."""
    return frozenset({"patient"}).union(*(fact.tables for fact in _facts(definition)))


@lru_cache(maxsize=4096)
def tables_needed(definition: Definition) -> frozenset[str]:
    """Those of them without which the definition may say nothing."""
    return frozenset({"patient"}).union(*(fact.tables_required for fact in _facts(definition)))


def codelists_needed(definition: Definition) -> tuple[Codelist, ...]:
    """The codelists that the definition's facts read and its work counts, by id."""
    groups = [codes for fact in _facts(definition) for codes in fact.codes_used]
    if isinstance(definition, Indicator) and definition.work is not None and definition.work.counts:
        groups.append(Codes.of(definition.work.counts))
    held = {each.id: each for codes in groups for each in codes.lists}
    return tuple(held[id] for id in sorted(held))


def not_looked_at(definition: Definition, supplies: frozenset[str]) -> tuple[str, ...]:
    """Tables that the definition reads only where they are supplied, and that are not, in words."""
    absent = sorted(tables_read(definition) - tables_needed(definition) - supplies)
    return tuple(f"table {name} is used where it is supplied: it is not in this feed" for name in absent)


def lacking(
    definition: Definition,
    supplies: frozenset[str],
    *,
    covers: Iterable[str] | None = None,
    require_official: bool,
) -> tuple[str, ...]:
    """What keeps a practice from being assessed, in words; empty where nothing does.

    covers: what a feed made of reports lists completely, see language.coverage; None: every entry of its
    tables. require_official: a codelist that is a demonstration subset does not do (a live site).
    """
    absent = sorted(tables_needed(definition) - supplies)
    words = [f"table {name} is not in the practice's feed" for name in absent]
    if covers is not None:
        words += not_covered(definition, covers)
    if require_official:
        words += [
            f"codelist {each.id} is a {each.status}: load the official list"
            for each in codelists_needed(definition)
            if each.status == "demonstration subset"
        ]
    return tuple(words)
