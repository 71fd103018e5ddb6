"""Counts of one definition in one snapshot as tables, narrowed to what a reader may see of each cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openpcn.terms.scope import Fields, Purpose
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import practices_of
from openpcn.work.access.visibility import own_fields, own_practice, shared_fields
from openpcn.work.measures.attributes import FURTHER, ordered
from openpcn.work.measures.models import AttributeCount, Indicator, IndicatorCount
from openpcn.work.worklists.small_numbers import protect

WORDS = ("achieved", "due", "adjusted", "excluded", "member")
CUTS = ("practice", "deprivation_fifth", "ethnic_group", "rule")
FIFTHS = (1, 2, 3, 4, 5, 0)


@dataclass(frozen=True)
class Number:
    """A count as the reader may see it. value: None where hidden. exact: not rounded, nor made of rounded."""

    value: int | None
    exact: bool
    opens: bool = False  # the reader may open the people behind it

    @property
    def shown(self) -> str:
        """The digits, or that they are hidden."""
        return "hidden" if self.value is None else f"{self.value:,}"


@dataclass(frozen=True)
class Reader:
    """What a post may know about one definition's numbers.

    practices: whose numbers it sees at all. exact: of which it has a right to the people, and so to exact
    numbers. own: its own practice, where it may open the people of every word.
    """

    practices: frozenset[str]
    exact: frozenset[str]
    own: str | None

    @property
    def sees_all(self) -> bool:
        return self.exact >= self.practices


def reader(post: Post, indicator: Indicator, practices: frozenset[str] | None = None) -> Reader:
    """An own practice's people, and the people of the network whose list the role works, are seen exactly.

    practices: access.practices_of for the indicator's purpose, where the caller has it already.
    """
    if practices is None:
        practices = practices_of(post, Purpose(indicator.purpose))
    own = own_practice(post)
    exact: set[str] = set()
    if may(post, Action.SMALL_NUMBERS):
        if own is not None and own_fields(post) is not Fields.COUNTS:
            exact.add(own)
        if post.role in indicator.roles and shared_fields(post) is not Fields.COUNTS:
            exact |= practices
    sees_people = own is not None and own_fields(post) is not Fields.COUNTS
    return Reader(practices, frozenset(exact) & practices, own if sees_people else None)


@dataclass(frozen=True)
class Tables:
    """cut -> key -> word -> number; and the whole, word by word, rounded by itself."""

    cuts: Mapping[str, Mapping[str | int, Mapping[str, Number]]]
    whole: Mapping[str, Number]


class Cell(NamedTuple):
    """How many subjects one cell holds: a row of IndicatorCount."""

    practice: str
    deprivation_fifth: int
    ethnic_group: str
    rule: str
    word: str
    n: int


def cells_of(snapshot_id: str, wanted: Collection[str] | None = None) -> dict[str, list[Cell]]:
    """Definition -> its cells in a snapshot; of these definitions, or of all."""
    rows = IndicatorCount.objects.filter(snapshot_id=snapshot_id)
    if wanted is not None:
        rows = rows.filter(definition__in=list(wanted))
    found: dict[str, list[Cell]] = defaultdict(list)
    for name, *cell in rows.values_list("definition", *Cell._fields):
        found[name].append(Cell(*cell))
    return found


Further = Mapping[str, Counter[tuple[str | int, str]]]  # attribute -> how many of (key, word)


def further_of(snapshot_id: str, definition: str, who: Reader) -> dict[str, Counter[tuple[str | int, str]]]:
    """The counts of a definition by age, sex and register, over the practices that the reader reaches."""
    rows = AttributeCount.objects.filter(snapshot_id=snapshot_id, definition=definition)
    found: dict[str, Counter[tuple[str | int, str]]] = {one.id: Counter() for one in FURTHER}
    for attribute, key, word, n in rows.filter(practice__in=who.practices).values_list(
        "attribute", "key", "word", "n"
    ):
        if attribute in found:
            found[attribute][key, word] += n
    return found


def tables(
    cells: Iterable[Cell], indicator: Indicator, who: Reader, *, worked: bool, further: Further | None = None
) -> Tables:
    """The four cuts of a definition, and further ones. All are protected together: they add up to one total.

    worked: the reader's role works its list (who is due can be opened). further: see further_of.
    """
    others: Further = further or {}
    counts = [cell for cell in cells if cell.practice in who.practices]
    raw = {cut: _cut(counts, Cell._fields.index(cut)) for cut in CUTS} | dict(others)
    keys: dict[str, Sequence[str | int]] = {
        "practice": sorted(who.practices),
        "deprivation_fifth": FIFTHS,
        "ethnic_group": sorted({key for key, _ in raw["ethnic_group"]}, key=lambda key: (key == "", key)),
        "rule": [rule["code"] for rule in indicator.rules],
    }
    for attribute in FURTHER:
        if attribute.id in others:
            keys[attribute.id] = ordered(attribute, {str(key) for key, _ in others[attribute.id]})
    shown: dict[str, dict[str | int, dict[str, Number]]] = {
        cut: {key: {} for key in keys[cut]} for cut in keys
    }
    whole: dict[str, Number] = {}
    for word in WORDS:
        cuts = [cut for cut in keys if cut != "rule" or word in ("achieved", "adjusted", "excluded")]
        counted = [{key: raw[cut][key, word] for key in keys[cut]} for cut in cuts]
        narrow: list[dict[str | int, int | None]]
        total: int | None
        if who.sees_all:
            narrow, total = [dict(table) for table in counted], sum(counted[0].values())
        else:
            narrow, total = protect(counted, frozenset((0, practice) for practice in who.exact))
        for cut, table in zip(cuts, narrow, strict=True):
            for key, value in table.items():
                exact = who.sees_all or (cut == "practice" and key in who.exact)
                shown[cut][key][word] = Number(value, exact, _opens(cut, key, word, value, who, worked))
        whole[word] = Number(total, who.sees_all, _opens("", "", word, total, who, worked))
    return Tables(shown, whole)


def _cut(cells: Iterable[Cell], at: int) -> Counter[tuple[str | int, str]]:
    found: Counter[tuple[str | int, str]] = Counter()
    for cell in cells:
        found[cell[at], cell.word] += cell.n
    return found


def _opens(cut: str, key: str | int, word: str, value: int | None, who: Reader, worked: bool) -> bool:
    """Who is due can be opened where the role works the list; every word at the own practice."""
    if not value or (cut and cut not in CUTS):
        return False
    if cut == "practice":
        return key == who.own or (word == "due" and worked and key in who.exact)
    return who.own is not None or (word == "due" and worked and bool(who.exact))
