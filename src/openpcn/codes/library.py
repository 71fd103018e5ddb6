"""Which codelists are meant when a definition names one: the core lists, or the site's own in their place.

A library is a value: the core lists with some replaced. One is in use at a time, in this process or, for a
preview, in this context only. A name is looked up when a definition runs, so that a changed list needs no
change of any rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches

from openpcn.codes.codelist import Codelist, CodelistError
from openpcn.codes.core_lists import core_codelists


class Library:
    """Codelists by id: the core ones, with the site's own in the place of those they replace."""

    def __init__(self, site: Mapping[str, Codelist] | None = None) -> None:
        self.site = dict(site or {})
        self._held = {**core_codelists(), **self.site}
        self._ids: dict[tuple[str, ...], frozenset[str]] = {}

    def __getitem__(self, id: str) -> Codelist:
        """Raises CodelistError naming the nearest ids."""
        if id not in self._held:
            near = get_close_matches(id, self._held, n=3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise CodelistError(f"there is no codelist {id!r}{hint}")
        return self._held[id]

    def __iter__(self) -> Iterator[Codelist]:
        return iter(self._held.values())

    def ids(self, names: tuple[str, ...]) -> frozenset[str]:
        """Every code of these lists; worked out once."""
        if names not in self._ids:
            self._ids[names] = frozenset().union(*(self[name].ids for name in names))
        return self._ids[names]


_installed: list[Library] = []  # the process's own; empty: the core lists
_in_this_context: ContextVar[Library | None] = ContextVar("library", default=None)


def in_use() -> Library:
    """The library that names are looked up in, here and now."""
    chosen = _in_this_context.get()
    if chosen is not None:
        return chosen
    if not _installed:
        _installed.append(Library())
    return _installed[0]


def install(library: Library) -> None:
    """Use a library in this process from now on."""
    _installed[:] = [library]


@contextmanager
def using(library: Library) -> Iterator[None]:
    """Use a library inside the block only: for a preview, and for what an earlier night was run with."""
    token = _in_this_context.set(library)
    try:
        yield
    finally:
        _in_this_context.reset(token)


def codelist(id: str) -> Codelist:
    """The list in use under an id. Raises CodelistError naming the nearest ids."""
    return in_use()[id]
