"""What is checked when a definition is built: a faulty one fails at import, before anybody is evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from openpcn.codes import CodelistError

from .codelists import Codes, check_groups
from .errors import DefinitionError, nearest
from .expressions import (
    EPISODE_START,
    AllOf,
    Always,
    And,
    BoolExpr,
    Compare,
    Known,
    Node,
    Not,
    NumberConstant,
    NumberExpr,
    Op,
    Or,
    walk,
)
from .facts import Fact
from .parts import ROLES, Episode, Rule, RuleKind, Source, Work
from .registration import AgeOn

_ID = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")


def check_common(id: str, title: str, source: Source) -> None:
    """Id, title, source with edition."""
    if not _ID.match(id):
        raise DefinitionError(f"definition {id!r}: an id has letters, digits and underscores, such as HYP008")
    if not title.strip():
        raise DefinitionError(f"{id}: a definition needs a title")
    if not isinstance(source, Source) or not source.title.strip():
        raise DefinitionError(f"{id}: a definition names its source: Source(title, edition, reference)")
    if not source.edition.strip():
        raise DefinitionError(
            f"{id}: the source {source.title!r} has no edition: say which year, version or date was followed"
        )


def check_review(id: str, owner: str | None, reviewed_on: date | None, next_review: date | None) -> None:
    """Nobody has reviewed it, or somebody with a name has, and will again."""
    if reviewed_on is not None and owner is None:
        raise DefinitionError(f"{id}: reviewed on {reviewed_on}, but by nobody: name the owner")
    if next_review is not None and reviewed_on is not None and next_review <= reviewed_on:
        raise DefinitionError(f"{id}: the next review is not after the last")


def check_tree(id: str, roots: Iterable[Node], *, episode: Episode | None) -> None:
    """Every codelist exists; nothing asks for an episode's start where there is none."""
    for root in roots:
        for node in walk(root):
            if isinstance(node, Fact):
                for codes in node.codes_used:
                    _check_codes(id, codes)
            if node == EPISODE_START and episode is None:
                raise DefinitionError(
                    f"{id}: EPISODE_START is used, but the definition has no per=Episode(...): "
                    f"a register and a person's indicator have no episode"
                )
    check_beside(id, roots)
    if episode is not None:
        for start in episode.start:
            if any(node == EPISODE_START for node in walk(start)):
                raise DefinitionError(f"{id}: an episode's start cannot depend on the episode's start")


def check_beside(id: str, roots: Iterable[Node]) -> None:
    """Where a fact is read only if its table is supplied, finding nothing may mean that nobody was asked.

    So it adds to what else is there: nothing follows from its absence, and it is part of no number.
    """
    for root in roots:
        if not any(_read_if_supplied(node) for node in walk(root)):
            continue
        for node in walk(root):
            if isinstance(node, Not | NumberExpr) and any(_read_if_supplied(below) for below in walk(node)):
                raise DefinitionError(
                    f"{id}: {node.describe()}: with if_supplied=True nothing may be concluded from what is "
                    "not found: ask only for .exists and .date, and under neither ~ nor missing()"
                )


def _read_if_supplied(node: Node) -> bool:
    return isinstance(node, Fact) and node.tables_required != node.tables


def _check_codes(id: str, codes: Codes) -> None:
    try:
        lists = codes.lists
    except CodelistError as fault:
        raise DefinitionError(f"{id}: {fault}") from fault
    try:
        check_groups(codes)
    except DefinitionError as fault:
        raise DefinitionError(f"{id}: {fault}") from fault
    empty = [each.id for each in lists if not each.ids]
    if empty:
        raise DefinitionError(f"{id}: codelist {empty[0]} holds no codes")


def check_work(id: str, work: Work | None) -> None:
    """Roles and codelists of the work exist; minutes are real."""
    if work is None:
        return
    if not work.by:
        raise DefinitionError(f"{id}: work {work.id} is nobody's: name the roles in by=")
    for role in work.by:
        if role not in ROLES:
            raise DefinitionError(f"{id}: work {work.id}: role {role!r}: {nearest(role, ROLES)}")
    if work.minutes <= 0:
        raise DefinitionError(f"{id}: work {work.id} takes {work.minutes} minutes")
    if work.counts:
        _check_codes(id, Codes.of(work.counts))
    if work.red_flag is not None and not work.red_flag_sentence:
        raise DefinitionError(f"{id}: work {work.id}: a red flag needs its sentence")


def check_rules(id: str, rules: Sequence[Rule], population: BoolExpr | None, numerator: str) -> None:
    """Codes are unique, sentences there, parts only where they mean something, and each rule can decide."""
    if numerator not in {"achieved", "due"}:
        raise DefinitionError(f"{id}: numerator is 'achieved' or 'due', found {numerator!r}")
    if not rules:
        raise DefinitionError(f"{id}: an indicator needs at least one rule")
    if numerator == "achieved" and not any(rule.kind is RuleKind.ACHIEVE for rule in rules):
        raise DefinitionError(f"{id}: no rule achieves; a hazard indicator says numerator='due'")
    seen: list[Rule] = []
    for rule in rules:
        if not isinstance(rule, Rule):
            raise DefinitionError(f"{id}: rules are made by exclude(), achieve() and adjust(): {rule!r}")
        if not rule.code.strip() or not rule.sentence.strip():
            raise DefinitionError(
                f"{id}: every rule has a code and a sentence: {rule.code!r} {rule.sentence!r}"
            )
        for earlier in seen:
            if earlier.code == rule.code:
                raise DefinitionError(f"{id}: two rules have the code {rule.code}")
            if implies(rule.when, earlier.when):
                raise DefinitionError(
                    f"{id}: rule {rule.code} is unreachable: "
                    f"whenever it holds, {earlier.code} has decided already"
                )
        if decide_for_everybody([earlier.when for earlier in seen]):
            raise DefinitionError(
                f"{id}: rule {rule.code} is unreachable: the rules before it decide for everybody"
            )
        if population is not None and implies(population, Not(rule.when)):
            raise DefinitionError(
                f"{id}: rule {rule.code} is unreachable: nobody in the population can meet it"
            )
        if rule.kind is not RuleKind.ACHIEVE and any(isinstance(n, AllOf) for n in walk(rule.when)):
            raise DefinitionError(f"{id}: rule {rule.code}: all_of() names parts of an achievement only")
        seen.append(rule)


def implies(a: BoolExpr, b: BoolExpr) -> bool:
    """Whether ``b`` is surely true whenever ``a`` is. Sound, not complete: False means not seen to.

    Sees through and, or, not, and comparisons of one thing with two numbers.
    """
    if a == b or isinstance(b, Always):
        return True
    if isinstance(a, Not) and isinstance(a.part, Always):
        return True
    if isinstance(a, Or):
        return all(implies(part, b) for part in a.parts)
    if isinstance(b, And | AllOf):
        return all(implies(a, part) for part in b.parts)
    if isinstance(a, And | AllOf) and any(implies(part, b) for part in a.parts):
        return True
    if isinstance(b, Or) and any(implies(a, part) for part in b.parts):
        return True
    if isinstance(a, Not) and isinstance(b, Not):
        return implies(b.part, a.part)
    if isinstance(a, Compare) and isinstance(b, Not) and isinstance(b.part, Compare):
        return _excludes(a, b.part)
    if isinstance(a, Compare) and isinstance(b, Compare):
        return _narrower(a, b)
    return False


def decide_for_everybody(conditions: Iterable[BoolExpr]) -> bool:
    """Whether surely one of some conditions holds for everybody. Sound, not complete, as ``implies`` is."""
    held = [part for each in conditions for part in (each.parts if isinstance(each, Or) else (each,))]
    return any(_never_unknown(a) and implies(_otherwise(a), b) for a in held for b in held)


def _never_unknown(a: BoolExpr) -> bool:
    """Everybody has a date of birth, and either has an entry or has not."""
    if isinstance(a, Not):
        return _never_unknown(a.part)
    age = isinstance(a, Compare) and isinstance(a.left, AgeOn) and isinstance(a.right, NumberConstant)
    return age or isinstance(a, Known)


_OPPOSITE = {Op.GE: Op.LT, Op.LT: Op.GE, Op.GT: Op.LE, Op.LE: Op.GT}


def _otherwise(a: BoolExpr) -> BoolExpr:
    """What holds of everybody of whom a condition that is never unknown does not."""
    if isinstance(a, Not):
        return a.part
    if isinstance(a, Compare) and a.op in _OPPOSITE:
        return Compare(_OPPOSITE[a.op], a.left, a.right)
    return Not(a)


def _limits(a: Compare, b: Compare) -> tuple[float, float] | None:
    if a.left == b.left and isinstance(a.right, NumberConstant) and isinstance(b.right, NumberConstant):
        return a.right.amount, b.right.amount
    return None


def _narrower(a: Compare, b: Compare) -> bool:
    limits = _limits(a, b)
    if limits is None:
        return False
    x, y = limits
    match b.op:
        case Op.GE:
            return a.op in {Op.GE, Op.GT, Op.EQ} and x >= y
        case Op.GT:
            return (a.op is Op.GT and x >= y) or (a.op in {Op.GE, Op.EQ} and x > y)
        case Op.LE:
            return a.op in {Op.LE, Op.LT, Op.EQ} and x <= y
        case Op.LT:
            return (a.op is Op.LT and x <= y) or (a.op in {Op.LE, Op.EQ} and x < y)
        case Op.EQ:
            return a.op is Op.EQ and x == y


def _excludes(a: Compare, b: Compare) -> bool:
    """Both cannot hold: a number cannot be at least 18 and under 14."""
    limits = _limits(a, b)
    if limits is None:
        return False
    x, y = limits
    if a.op in {Op.GE, Op.GT} and b.op in {Op.LE, Op.LT}:
        return x > y or (x == y and not (a.op is Op.GE and b.op is Op.LE))
    if a.op in {Op.LE, Op.LT} and b.op in {Op.GE, Op.GT}:
        return x < y or (x == y and not (a.op is Op.LE and b.op is Op.GE))
    return a.op is Op.EQ and b.op is Op.EQ and x != y
