"""The score modules of the catalogue, and the definitions that ask for each."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from openpcn.rules import scores as package
from openpcn.rules.catalogue.index import definitions
from openpcn.rules.language import Definition
from openpcn.rules.language.scores import ScoreModule, scores_in


@cache
def scores() -> tuple[ScoreModule, ...]:
    """Every score module, by id."""
    names = (f"{package.__name__}.{each.name}" for each in pkgutil.iter_modules(package.__path__))
    held = (one for name in names for one in vars(import_module(name)).values())
    found = {one.id: one for one in held if isinstance(one, ScoreModule)}
    return tuple(found[id] for id in sorted(found))


def scores_of(of: Definition) -> tuple[ScoreModule, ...]:
    """The modules that a definition asks for, those inside others too."""
    return scores_in(of.nodes)


def readers_of(score: ScoreModule) -> tuple[Definition, ...]:
    """The definitions that ask for a score."""
    return _readers().get(score.id, ())


@cache
def _readers() -> dict[str, tuple[Definition, ...]]:
    found: dict[str, tuple[Definition, ...]] = {}
    for definition in definitions():
        for score in scores_of(definition):
            found[score.id] = (*found.get(score.id, ()), definition)
    return found
