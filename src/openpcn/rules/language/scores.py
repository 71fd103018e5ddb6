"""Scores: modules that may be switched on one by one, each with its purpose, version, inputs and limits.

A coded score in the record is preferred to one worked out here. A module that is switched off works nothing
out: then only the coded score counts, and where there is none the score is missing, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from openpcn.terms.units import Unit

from .checks import check_common, check_tree
from .errors import DefinitionError, TakesItsKeywords
from .expressions import BoolExpr, DateExpr, Node, NumberExpr, TextExpr, as_condition, known, walk
from .facts import Fact, LatestValue
from .frozen import remember_hash
from .parts import Source

#: A score is compared as worked out. Past these decimals there is only the noise of floating point, which
#: must not put 50 below 50, or differ from one evaluator to the next.
DECIMALS_COMPARED = 9


@dataclass(frozen=True)
class Input:
    """One thing a score is worked out from. needed: without it the score cannot be calculated."""

    name: str
    of: Fact | DateExpr | NumberExpr | TextExpr | BoolExpr
    needed: bool = True

    @property
    def there(self) -> BoolExpr | None:
        """The condition that it is there; None for a condition, which is always answered."""
        return None if isinstance(self.of, BoolExpr) else known(self.of)


@dataclass(frozen=True)
class Limit:
    """Whom a score is not for: where the condition is true it is not worked out; the sentence says why."""

    condition: BoolExpr
    sentence: str


@dataclass(frozen=True, eq=False, repr=False)
class ScoreModule(TakesItsKeywords):
    """One calculator. Its version is that of the published method; what it is for is said on every page.

    value: the number worked out. coded: the score as the record may hold it, within its own window.
    decimals: what the result is rounded to where it is shown; limits are compared with the whole of it.
    notice: words that must stand beside every result.
    """

    id: str
    title: str
    version: str = field(default="", kw_only=True)
    purpose: str = field(default="", kw_only=True)
    source: Source = field(default=Source(""), kw_only=True)
    inputs: tuple[Input, ...] = field(default=(), kw_only=True)
    value: NumberExpr = field(kw_only=True)
    coded: LatestValue | None = field(default=None, kw_only=True)
    limits: tuple[Limit, ...] = field(default=(), kw_only=True)
    unit: Unit | None = field(default=None, kw_only=True)
    decimals: int = field(default=2, kw_only=True)
    notice: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_common(self.id, self.title, self.source)
        if not self.purpose.strip():
            raise DefinitionError(f"{self.id}: a score says what it is for: purpose= a sentence or two")
        if not self.version.strip():
            raise DefinitionError(f"{self.id}: a score says which version of its method it follows")
        if not self.inputs:
            raise DefinitionError(f"{self.id}: a score names its inputs: Input(name, fact)")
        for limit in self.limits:
            as_condition(limit.condition, f"{self.id}: limit {limit.sentence!r}")
        if self.coded is not None and self.coded.unit != self.unit:
            raise DefinitionError(
                f"{self.id}: the coded score is in {self.coded.unit}, the module in {self.unit}"
            )
        if self.value.unit is not None and self.value.unit != self.unit:
            raise DefinitionError(f"{self.id}: the value is in {self.value.unit}, the module in {self.unit}")
        check_tree(self.id, self.nodes, episode=None)

    def __repr__(self) -> str:
        said = (self.id, self.version, self.inputs, self.value, self.coded, self.limits, self.decimals)
        return f"ScoreModule{said!r}"

    @property
    def calculated(self) -> NumberExpr:
        """The value as rules compare it; whether it may be used is for ``needed`` and the limits to say."""
        return self.value.rounded(DECIMALS_COMPARED)

    @property
    def needed(self) -> tuple[Input, ...]:
        return tuple(each for each in self.inputs if each.needed)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The roots of every tree in the module."""
        coded: tuple[Node, ...] = () if self.coded is None else (self.coded,)
        inputs = tuple(each.of for each in self.inputs)
        return (*coded, *inputs, self.value, *(limit.condition for limit in self.limits))


@remember_hash
@dataclass(frozen=True)
class Scored(NumberExpr):
    """A score of somebody: the coded one, else the one worked out, else missing."""

    module: ScoreModule

    def __post_init__(self) -> None:
        if not isinstance(self.module, ScoreModule):
            raise DefinitionError(f"Scored(...): expected a ScoreModule, found {self.module!r}")

    @property
    def unit(self) -> Unit | None:
        return self.module.unit

    @property
    def known(self) -> BoolExpr:
        """The score is there, coded or worked out."""
        return known(self)

    @property
    def coded(self) -> BoolExpr:
        """The record holds a coded score."""
        if self.module.coded is None:
            raise DefinitionError(f"{self.module.id}: no coded score is known")
        return self.module.coded.exists

    def children(self) -> tuple[Node, ...]:
        return self.module.nodes

    def describe(self) -> str:
        return self.module.title


def scores_in(roots: Iterable[Node]) -> tuple[ScoreModule, ...]:
    """The modules that some trees ask for, those inside other modules too."""
    found = {node.module.id: node.module for root in roots for node in walk(root) if isinstance(node, Scored)}
    return tuple(found[id] for id in sorted(found))
