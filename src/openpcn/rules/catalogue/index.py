"""The definitions by id and by other names, their order, their stories, and what each of them needs."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import import_module

from openpcn.codes import Codelist
from openpcn.rules.catalogue.not_held import NOT_HELD
from openpcn.rules.language import Definition, Fact, Indicator, Node, On, Param, Register, Story, walk
from openpcn.rules.language.expressions import Shift
from openpcn.rules.registers import REGISTERS
from openpcn.rules.services import SERVICES, Service


class CatalogueError(LookupError):
    """There is no definition of that id; the message says what is known of it, or names the nearest."""


@cache
def definitions() -> tuple[Definition, ...]:
    """Every definition, each after those it builds on."""
    ordered: list[Definition] = []

    def place(each: Definition) -> None:
        if each in ordered:
            return
        for needed in registers_of(each):
            place(needed)
        ordered.append(each)

    for each in (*REGISTERS, *(one for service in SERVICES for one in service.definitions)):
        place(each)
    ids = [each.id for each in ordered]
    repeated = sorted({id for id in ids if ids.count(id) > 1})
    if repeated:
        raise CatalogueError(f"two definitions share the id {', '.join(repeated)}: give each its own")
    return tuple(ordered)


def registers() -> tuple[Register, ...]:
    return tuple(each for each in definitions() if isinstance(each, Register))


def indicators() -> tuple[Indicator, ...]:
    """Indicators and case finding: whatever can be *due*."""
    return tuple(each for each in definitions() if isinstance(each, Indicator))


def service_of(definition: Definition) -> Service | None:
    """The service that a definition belongs to; None for the registers that several share."""
    return next((each for each in SERVICES if definition in each.definitions), None)


def called(name: str) -> Definition | None:
    """The definition of an id or of another name, upper and lower case, hyphens and spaces aside."""
    return _by_name().get(_folded(name))


def definition(name: str) -> Definition:
    """The same, where there has to be one. CatalogueError says what is known, or names the nearest ids."""
    found = called(name)
    if found is None:
        near = " or ".join(each.id for each in nearest(name, 3))
        hint = f"did you mean {near}?" if near else "`./openpcn definitions` lists all"
        raise CatalogueError(f"there is no definition {name!r}: {known_of(name) or hint}")
    return found


def known_of(name: str) -> str:
    """What is known of a published name that nothing here answers; empty for any other name."""
    return next((each.known for each in NOT_HELD if _folded(name) in map(_folded, each.names)), "")


def nearest(name: str, most: int = 5) -> tuple[Definition, ...]:
    """The definitions whose ids, other names or titles are most like a name that nothing has."""
    names = _by_name() | {_folded(each.title): each for each in definitions()}
    close = get_close_matches(_folded(name), names, n=most, cutoff=0.5)
    return tuple(dict.fromkeys(names[each] for each in close))


@cache
def _by_name() -> dict[str, Definition]:
    names = {_folded(also): each for each in definitions() for also in each.also_known_as}
    return names | {_folded(each.id): each for each in definitions()}


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def stories(id: str | None = None) -> tuple[Story, ...]:
    """The stories of a definition, or all of them."""
    if id is None:
        return _stories()
    wanted = definition(id)
    return tuple(each for each in _stories() if each.definition is wanted)


@cache
def _stories() -> tuple[Story, ...]:
    """Every story. Read when first asked for: a night and most pages need none of the many hundred."""
    from openpcn.rules.registers.stories import STORIES

    told = [*STORIES]
    for service in SERVICES:
        told += import_module(f"openpcn.rules.services.{service.id}.stories").STORIES
    return tuple(told)


def _nodes(of: Definition) -> Iterator[Node]:
    for root in of.nodes:
        yield from walk(root)


def registers_of(of: Definition) -> tuple[Register, ...]:
    """The registers that a definition builds on, directly or not."""
    found = {node.register.id: node.register for node in _nodes(of) if isinstance(node, On)}
    if isinstance(of, Register):
        found.pop(of.id, None)
    return tuple(found.values())


def codelists_of(of: Definition) -> tuple[Codelist, ...]:
    """The codelists whose codes decide or explain a definition, by id."""
    found: dict[str, Codelist] = {}
    for node in _nodes(of):
        if isinstance(node, Fact):
            for codes in node.codes_used:
                found |= {each.id: each for each in codes.lists}
    return tuple(found[id] for id in sorted(found))


def parameters_of(of: Definition) -> tuple[str, ...]:
    """The names of the contract values that a definition reads."""
    names: set[str] = set()
    for node in _nodes(of):
        if isinstance(node, Param):
            names.add(node.name)
        elif isinstance(node, Shift) and node.period.param:
            names.add(node.period.param)
    return tuple(sorted(names))


@lru_cache(maxsize=1024)  # pages ask for all of them; a preview's altered definitions come and go
def tables_of(of: Definition) -> frozenset[str]:
    """The record tables that a practice's feed must supply for a definition to mean anything there."""
    tables = frozenset({"patient"})
    for node in _nodes(of):
        if isinstance(node, Fact):
            tables |= node.tables_required
    return tables


def tables_if_supplied(of: Definition) -> frozenset[str]:
    """The record tables that a definition reads as well where a practice's feed supplies them."""
    read = frozenset().union(*(node.tables for node in _nodes(of) if isinstance(node, Fact)))
    return read - tables_of(of)
