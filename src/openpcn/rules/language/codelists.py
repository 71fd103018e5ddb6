"""How a fact names its codes: codelist ids, looked up in the library in use when the definition runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openpcn.codes import Code, Codelist, codelist, library

from .errors import DefinitionError, nearest


@dataclass(frozen=True)
class Codes:
    """One or more codelists, by id. Two facts with the same ids read the same rows.

    narrowed: lists of which only some groups are meant, see ``In``. words: kinds of rows of a table that has
    no codes, such as an emergency admission; None: there are codelists. ``given`` holds lists handed over as
    objects (not looked up by id).
    """

    names: tuple[str, ...]
    given: tuple[Codelist, ...] = field(default=(), compare=False, repr=False)
    narrowed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[str, ...] | None = None

    @classmethod
    def of(cls, codes: CodesArgument) -> Codes:
        """Ids are sorted: the order in which lists are named carries no meaning."""
        if isinstance(codes, Codes):
            return codes
        items = [codes] if isinstance(codes, str | Codelist) else list(codes)
        if not items:
            raise DefinitionError("a fact needs at least one codelist: name it by its id")
        names: dict[str, tuple[str, ...] | None] = {}
        given: list[Codelist] = []
        for item in items:
            if isinstance(item, Codes):
                given += item.given
                for name in item.names:
                    groups = dict(item.narrowed).get(name)
                    held = names.get(name, ())
                    names[name] = None if groups is None or held is None else (*held, *groups)
            elif isinstance(item, Codelist):
                given.append(item)
                names[item.id] = None
            elif isinstance(item, str):
                names[item] = None
            else:
                raise DefinitionError(f"expected a codelist or its id, found {item!r}")
        narrowed = tuple((name, tuple(sorted(set(of)))) for name, of in sorted(names.items()) if of)
        return cls(tuple(sorted(names)), tuple(given), narrowed)

    @classmethod
    def of_words(cls, words: Iterable[str]) -> Codes:
        """Rows of a table without codes, by their kinds; none: every row."""
        return cls((), words=tuple(sorted(set(words))))

    @property
    def lists(self) -> tuple[Codelist, ...]:
        """The codelists themselves, whole. Raises openpcn.codes' error for an id that nobody holds."""
        given = {item.id: item for item in self.given}
        return tuple(given[name] if name in given else codelist(name) for name in self.names)

    @property
    def entries(self) -> tuple[Code, ...]:
        """The codes that are meant, each once, in the order of the lists."""
        only = dict(self.narrowed)
        found = {
            code.code: code
            for each in self.lists
            for code in each.codes
            if each.id not in only or code.group in only[each.id]
        }
        return tuple(found.values())

    @property
    def first(self) -> Code:
        """The code that a story or a form writes."""
        return self.entries[0]

    @property
    def ids(self) -> frozenset[str] | None:
        """Every code that is meant, or every word; None: whatever is in the table."""
        if self.words is not None:
            return frozenset(self.words) or None
        if not self.given and not self.narrowed:
            return library.in_use().ids(self.names)
        return frozenset(code.code for code in self.entries)

    def holds(self, code: str) -> bool:
        """Whether a row of this code, or word, is meant."""
        ids = self.ids
        return ids is None or code in ids

    @property
    def groups(self) -> Mapping[str, str]:
        """Code -> the group it falls in, such as a medicine's ingredient; its own where it has none."""
        return {code.code: code.group or code.code for code in self.entries}

    @property
    def title(self) -> str:
        if self.words is not None:
            return " or ".join(word.replace("_", " ") for word in self.words)
        only = dict(self.narrowed)
        return " or ".join(
            f"{item.title} ({', '.join(only[item.id])})" if item.id in only else item.title
            for item in self.lists
        )


CodesArgument = str | Codelist | Codes | Iterable[str | Codelist | Codes]


def In(codes: str | Codelist, *groups: str | Iterable[str]) -> Codes:
    """Only the codes of some groups of a list: ``In("ethnicity", "H", "J")``."""
    wanted = tuple(name for each in groups for name in ([each] if isinstance(each, str) else each))
    if not wanted:
        raise DefinitionError("In(...): name at least one group of the list")
    name, given = (codes, ()) if isinstance(codes, str) else (codes.id, (codes,))
    return Codes((name,), given, ((name, tuple(sorted(set(wanted)))),))


def check_groups(codes: Codes) -> None:
    """Raises DefinitionError for a group that its list does not have, naming those it has."""
    for each in codes.lists:
        known = {code.group for code in each.codes if code.group}
        for group in dict(codes.narrowed).get(each.id, ()):
            if group not in known:
                raise DefinitionError(f"codelist {each.id} has no group {group!r}: {nearest(group, known)}")
