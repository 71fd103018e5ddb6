"""How a fact names its codes: codelist ids, looked up in the library in use when the definition runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from openpcn.codes import Codelist, codelist, library

from .errors import DefinitionError

CodesArgument = str | Codelist | Iterable[str | Codelist]


@dataclass(frozen=True)
class Codes:
    """One or more codelists, by id. Two facts with the same ids read the same rows.

    ``given`` holds lists handed over as objects (not looked up by id).
    """

    names: tuple[str, ...]
    given: tuple[Codelist, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(cls, codes: CodesArgument) -> Codes:
        """Ids are sorted: the order in which lists are named carries no meaning."""
        items = [codes] if isinstance(codes, str | Codelist) else list(codes)
        if not items:
            raise DefinitionError("a fact needs at least one codelist: name it by its id")
        for item in items:
            if not isinstance(item, str | Codelist):
                raise DefinitionError(f"expected a codelist or its id, found {item!r}")
        names = sorted({item if isinstance(item, str) else item.id for item in items})
        return cls(tuple(names), tuple(item for item in items if isinstance(item, Codelist)))

    @property
    def lists(self) -> tuple[Codelist, ...]:
        """The codelists themselves. Raises openpcn.codes' error for an id that nobody holds."""
        given = {item.id: item for item in self.given}
        return tuple(given[name] if name in given else codelist(name) for name in self.names)

    @property
    def ids(self) -> frozenset[str]:
        """Every code of every list."""
        if not self.given:
            return library.in_use().ids(self.names)
        return frozenset().union(*(item.ids for item in self.lists))

    @property
    def title(self) -> str:
        return " or ".join(item.title for item in self.lists)
