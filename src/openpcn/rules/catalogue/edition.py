"""How a site runs the catalogue: which definitions fill lists, which are set otherwise, which scores are on.

An edition is a value, like a library of codelists: the definitions as published with a site's own decisions
over them. One is in use at a time, in this process or, for a preview, in this context only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from openpcn.rules.catalogue import index
from openpcn.rules.language import Definition, Indicator


@dataclass(frozen=True)
class Edition:
    """altered: definitions that run with other settings, by id. listed: definitions switched on or off.

    scores: ids of the score modules that are switched on. set_aside: decisions that no longer fit, by the id
    of what they are about, with the reason: the definition changed since, so it runs as published.
    """

    altered: Mapping[str, Definition] = field(default_factory=dict)
    listed: Mapping[str, bool] = field(default_factory=dict)
    scores: frozenset[str] = frozenset()
    set_aside: Mapping[str, str] = field(default_factory=dict)

    def definitions(self) -> tuple[Definition, ...]:
        """Every definition as this edition runs it, in the order of the catalogue."""
        return tuple(self.altered.get(each.id, each) for each in index.definitions())

    def definition(self, id: str) -> Definition:
        """Raises CatalogueError naming the nearest ids."""
        published = index.definition(id)
        return self.altered.get(published.id, published)

    def fills_lists(self, definition: Definition) -> bool:
        """Whether those due of a definition are on the lists of those who do its work."""
        if not isinstance(definition, Indicator) or definition.work is None:
            return False
        return self.listed.get(definition.id, definition.listed)


AS_PUBLISHED = Edition()
_installed: list[Edition] = [AS_PUBLISHED]
_in_this_context: ContextVar[Edition | None] = ContextVar("edition", default=None)


def edition() -> Edition:
    """The edition in use, here and now."""
    return _in_this_context.get() or _installed[0]


def install(chosen: Edition) -> None:
    """Use an edition in this process from now on."""
    _installed[:] = [chosen]


@contextmanager
def using(chosen: Edition) -> Iterator[None]:
    """Use an edition inside the block only."""
    token = _in_this_context.set(chosen)
    try:
        yield
    finally:
        _in_this_context.reset(token)
