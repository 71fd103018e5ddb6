"""What a definition needs a practice's reports to list, and what is missing, in words.

A bulk extract holds every entry of the tables it supplies. A part made of reports holds what somebody asked
for, so it says as *tokens* which codelists it lists completely, of everybody on the practice's list::

    people                     everybody registered, with birth date, sex and start of registration
    people/postcode            and where they live
    hypertension               every entry of the codelist
    issue/antidepressant       every issue (or medication/...) of the codelist
    systolic_clinic:no_unit    every entry, but values have no unit; :no_value: no values at all
    frailty_severe:latest      the latest entry of each person only
    codes/hypertension@1a2b3c  with which version of the codelist the search was built

Flags add up. A fact is answered where a token names its list and table and lacks nothing that it reads. What
was authorised as a repeat, how much was supplied and for how long stands in no report: a fact that reads that
is never answered from reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from openpcn.codes import codelist

from .combined import Pair
from .definitions import Definition
from .expressions import ACHIEVEMENT_DATE, AS_AT, Op, walk
from .facts import BloodPressure, EntryFact, EntryTable, Fact, Latest, LatestValue
from .medicines import CurrentRepeats, SumOf
from .registration import DeprivationFifth
from .windows import Window

PEOPLE, POSTCODE = "people", "people/postcode"
NO_VALUE, NO_UNIT, LATEST = "no_value", "no_unit", "latest"
_WHERE = {"event": "", "issue": "issues of ", "medication": "courses of "}


@dataclass(frozen=True)
class Need:
    """What some fact reads of one codelist. may_lack: flags that do not keep it from being answered.

    supply: it reads the kind of authorisation, the quantity or the days of supply, which no report gives.
    """

    table: str
    codelist: str
    title: str
    may_lack: frozenset[str]
    supply: bool = False

    @property
    def token(self) -> str:
        return self.codelist if self.table == EntryTable.EVENT else f"{self.table}/{self.codelist}"

    @property
    def words(self) -> str:
        return f"{_WHERE[self.table]}{self.title}"


@cache
def needs(definition: Definition) -> tuple[Need, ...]:
    """Everything that a definition's facts read, also to explain themselves; the strictest of each list."""
    found: dict[tuple[str, str], Need] = {}
    for root in definition.nodes:
        for node in walk(root):
            for need in _of(node) if isinstance(node, Fact) else ():
                key = (need.table, need.codelist)
                before = found.get(key)
                may_lack = need.may_lack & before.may_lack if before else need.may_lack
                supply = need.supply or (before is not None and before.supply)
                found[key] = Need(need.table, need.codelist, need.title, may_lack, supply)
    return tuple(found[key] for key in sorted(found))


@cache
def needs_postcode(definition: Definition) -> bool:
    """Whether the definition asks where somebody lives."""
    return any(isinstance(node, DeprivationFifth) for root in definition.nodes for node in walk(root))


def not_covered(definition: Definition, covers: Iterable[str]) -> tuple[str, ...]:
    """What reports with these tokens lack for a definition, in words; empty: nothing."""
    held = _read(tuple(covers))
    words: list[str] = []
    if PEOPLE not in held.flags:
        words.append("no report lists everybody on the practice's list")
    elif needs_postcode(definition) and POSTCODE not in held.flags:
        words.append("the report of people has no postcode")
    for need in needs(definition):
        if need.supply:
            words.append(f"a report tells neither repeats nor the quantity and length of {need.words}")
            continue
        versions = held.versions.get(need.codelist, ())
        if versions and codelist(need.codelist).fingerprint not in versions:
            words.append(f"the search for {need.words} was built with other codes than its list has now")
            continue
        lacks = min(
            (flags - need.may_lack for flags in held.flags.get(need.token, ())), key=len, default=None
        )
        if lacks is None:
            words.append(f"no report of the last weeks lists {need.words}")
        elif lacks:
            words.append(f"the report of {need.words} {_says(lacks)}")
    return tuple(words)


@dataclass(frozen=True)
class _Held:
    """Tokens by name. flags: each set a name comes with. versions: fingerprints a search was built with."""

    flags: dict[str, list[frozenset[str]]]
    versions: dict[str, list[str]]


@lru_cache(maxsize=64)
def _read(covers: tuple[str, ...]) -> _Held:
    """The tokens of a part, read once for all definitions."""
    flags: dict[str, list[frozenset[str]]] = {}
    versions: dict[str, list[str]] = {}
    for each in covers:
        name, *lacks = each.split(":")
        flags.setdefault(name, []).append(frozenset(lacks))
        if name.startswith("codes/"):
            list_id, _, fingerprint = name.removeprefix("codes/").partition("@")
            versions.setdefault(list_id, []).append(fingerprint)
    return _Held(flags, versions)


def _says(lacks: frozenset[str]) -> str:
    if LATEST in lacks:
        return "lists only the latest entry of each person"
    return "gives no values" if NO_VALUE in lacks else "gives values without a unit"


def _of(fact: Fact) -> list[Need]:
    if isinstance(fact, Pair):
        return [*_of(fact.a), *_of(fact.b)]
    table = fact.table if isinstance(fact, EntryFact) else EntryTable.EVENT
    may_lack = frozenset[str]()
    if not _reads_values(fact):
        may_lack |= {NO_VALUE}
    if not _reads_units(fact):
        may_lack |= {NO_UNIT}
    if isinstance(fact, Latest | LatestValue) and fact.where is None and _open(fact.window):
        may_lack |= {LATEST}
    return [
        Need(table.value, each.id, each.title, may_lack, isinstance(fact, CurrentRepeats | SumOf))
        for codes in fact.codes_used
        for each in codes.lists
    ]


def _reads_values(fact: Fact) -> bool:
    narrowed = isinstance(fact, EntryFact) and fact.where is not None
    return narrowed or isinstance(fact, BloodPressure | LatestValue)


def _reads_units(fact: Fact) -> bool:
    """Of the facts that read values, scores have no unit."""
    if isinstance(fact, LatestValue):
        return fact.unit is not None
    if isinstance(fact, EntryFact):
        return fact.where is not None and fact.where.unit is not None
    return isinstance(fact, BloodPressure)


def _open(window: Window) -> bool:
    """Whether the window ends with the data: then the latest of all entries is the latest within it."""
    return all(
        bound.op in {Op.GT, Op.GE} or bound.date in {ACHIEVEMENT_DATE, AS_AT} for bound in window.bounds
    )
