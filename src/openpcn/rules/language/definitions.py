"""Registers, indicators, case finding and ratios: rules over facts, each checked when it is built."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from openpcn.terms.scope import Purpose

from .checks import check_common, check_review, check_rules, check_tree, check_work
from .errors import DefinitionError, TakesItsKeywords, nearest
from .expressions import (
    ACHIEVEMENT_DATE,
    AS_AT,
    EPISODE_START,
    BoolExpr,
    DateExpr,
    Node,
    NumberExpr,
    as_condition,
)
from .parts import Episode, Nearly, Paid, Rule, Show, Source, Work


@dataclass(frozen=True, eq=False, repr=False)
class Definition(TakesItsKeywords):
    """What every definition carries. of: whom it looks at; None: everybody registered.

    owner and reviewed_on None: shown as *not clinically reviewed*. What a definition must say has a default
    that says nothing, so that one which forgets it is refused by name.
    """

    id: str
    title: str
    source: Source = field(default=Source(""), kw_only=True)
    rationale: str = field(default="", kw_only=True)
    owner: str | None = field(default=None, kw_only=True)
    reviewed_on: date | None = field(default=None, kw_only=True)
    next_review: date | None = field(default=None, kw_only=True)
    also_known_as: tuple[str, ...] = field(default=(), kw_only=True)
    of: Register | BoolExpr | None = field(default=None, kw_only=True)
    purpose: Purpose = field(default=Purpose.INDIVIDUAL_CARE, kw_only=True)

    kind: ClassVar[str] = "definition"

    def __post_init__(self) -> None:
        check_common(self.id, self.title, self.source)
        if not self.rationale.strip():
            raise DefinitionError(f"{self.id}: a definition says why: rationale= a sentence or two")
        check_review(self.id, self.owner, self.reviewed_on, self.next_review)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"

    @property
    def population(self) -> BoolExpr | None:
        """Who is in it, of everybody registered; None: everybody."""
        if self.of is None:
            return None
        return On(self.of) if isinstance(self.of, Register) else as_condition(self.of, f"{self.id}: of")

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The roots of every tree in the definition."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False, repr=False)
class Register(Definition):
    """In or out: ``member`` for those the condition is true of."""

    member: BoolExpr = field(kw_only=True)
    shows: tuple[Show, ...] = field(default=(), kw_only=True)

    kind: ClassVar[str] = "register"

    def __post_init__(self) -> None:
        super().__post_init__()
        as_condition(self.member, f"{self.id}: member")
        check_tree(self.id, self.nodes, episode=None)

    @property
    def population(self) -> BoolExpr:
        """Everybody on the register."""
        within = super().population
        return self.member if within is None else within & self.member

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.population, *(show.of for show in self.shows))


@dataclass(frozen=True, eq=False, repr=False)
class Indicator(Definition):
    """Ordered rules over a population: the first that holds gives the outcome; nobody left over is lost: due.

    numerator: "achieved", or "due" for hazards (PINCER, SMR02). due_by: default the end of the episode's
    clock, else the work's window, else the achievement date. listed=False: computed and measured, but on
    nobody's worklist until a network switches it on.
    """

    rules: tuple[Rule, ...] = field(default=(), kw_only=True)
    due_sentence: str = field(default="", kw_only=True)
    per: Episode | None = field(default=None, kw_only=True)
    work: Work | None = field(default=None, kw_only=True)
    nearly: tuple[Nearly, ...] = field(default=(), kw_only=True)
    shows: tuple[Show, ...] = field(default=(), kw_only=True)
    paid: Paid | None = field(default=None, kw_only=True)
    numerator: str = field(default="achieved", kw_only=True)
    due_by: DateExpr | None = field(default=None, kw_only=True)
    listed: bool = field(default=True, kw_only=True)

    kind: ClassVar[str] = "indicator"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_rules(self.id, self.rules, self.population, self.numerator)
        check_work(self.id, self.work)
        check_tree(self.id, self.nodes, episode=self.per)

    @property
    def due_date(self) -> DateExpr:
        """The expression that gives ``due_by``."""
        if self.due_by is not None:
            return self.due_by
        if self.per is not None:
            return EPISODE_START + self.per.close_within
        if self.work is not None and self.work.window is not None:
            return AS_AT + self.work.window
        return ACHIEVEMENT_DATE

    @property
    def nodes(self) -> tuple[Node, ...]:
        roots: list[Node] = [] if self.population is None else [self.population]
        roots += [rule.when for rule in self.rules]
        roots += [each.when for each in self.nearly]
        roots += [show.of for show in self.shows]
        roots.append(self.due_date)
        if self.per is not None:
            roots += self.per.start
        if self.work is not None and self.work.red_flag is not None:
            roots.append(self.work.red_flag)
        return tuple(roots)


@dataclass(frozen=True, eq=False, repr=False)
class CaseFinding(Indicator):
    """An indicator that looks for people with unrecorded need: its purpose is risk stratification."""

    purpose: Purpose = field(default=Purpose.RISK_STRATIFICATION, kw_only=True)

    kind: ClassVar[str] = "case finding"


PER = {"person": 1, "100 people": 100, "1,000 people": 1000}


@dataclass(frozen=True, eq=False, repr=False)
class Ratio(Definition):
    """An amount for everybody in the population: the measure is their sum over how many they are.

    per: of how many people the measure speaks, one of PER. Nobody is *due*: nothing of it is on a worklist.
    """

    numerator: NumberExpr = field(kw_only=True)
    per: str = field(default="person", kw_only=True)
    shows: tuple[Show, ...] = field(default=(), kw_only=True)
    paid: Paid | None = field(default=None, kw_only=True)

    kind: ClassVar[str] = "ratio"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.numerator, NumberExpr):
            raise DefinitionError(f"{self.id}: numerator: expected a number, found {self.numerator!r}")
        if self.per not in PER:
            raise DefinitionError(f"{self.id}: per {self.per!r}: {nearest(self.per, PER)}")
        check_tree(self.id, self.nodes, episode=None)

    @property
    def scale(self) -> int:
        """How many people ``per`` stands for."""
        return PER[self.per]

    @property
    def nodes(self) -> tuple[Node, ...]:
        population = () if self.population is None else (self.population,)
        return (*population, self.numerator, *(show.of for show in self.shows))


@dataclass(frozen=True)
class On(BoolExpr):
    """Membership of a register. It is already defined, so there are no circles. Never unknown."""

    register: Register

    def __post_init__(self) -> None:
        if not isinstance(self.register, Register):
            raise DefinitionError(f"On(...): expected a register, found {self.register!r}")

    def children(self) -> tuple[Node, ...]:
        return (self.register.population,)

    def describe(self) -> str:
        return f"on the register: {self.register.title}"
