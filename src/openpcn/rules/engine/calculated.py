"""Numbers worked out of numbers by the plain evaluator: scores, points, choices. One subject, one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpcn.rules.language import expressions as x
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.numbers import Choose, FirstKnown, Function, Points, Smallest, Total
from openpcn.rules.language.scores import Scored, ScoreModule

from .span import Span

if TYPE_CHECKING:
    from .plain import Plain


def calculate(subject: Plain, node: x.NumberExpr) -> Span | None:
    """The number, None where missing."""
    if isinstance(node, x.Arithmetic):
        return _arithmetic(subject, node)
    if isinstance(node, x.InUnit):
        return subject.number(node.of)
    if isinstance(node, x.Rounded):
        number = subject.number(node.of)
        return None if number is None else number.rounded(node.decimals)
    if isinstance(node, Function):
        number = subject.number(node.of)
        return None if number is None else number.function(node.name, node.exponent)
    if isinstance(node, Points):
        return Span.reported(node.amount if subject.truth(node.condition) is True else 0.0)
    if isinstance(node, Choose):
        return _choose(subject, node)
    if isinstance(node, Scored):
        return scored(subject, node.module)
    if isinstance(node, FirstKnown):
        for part in node.parts:
            number = subject.number(part)
            if number is not None:
                return number
        return None
    if isinstance(node, Smallest | Total):
        return _together(subject, node)
    raise DefinitionError(f"the plain evaluator does not know {type(node).__name__}")


def _arithmetic(subject: Plain, node: x.Arithmetic) -> Span | None:
    a, b = subject.number(node.left), subject.number(node.right)
    if a is None or b is None:
        return None
    match node.op:
        case "+":
            return a.plus(b)
        case "-":
            return a.minus(b)
        case "*":
            return a.times(b)
        case "/":
            return a.over(b)
    raise DefinitionError(f"the plain evaluator does not know the operation {node.op!r}")


def _choose(subject: Plain, node: Choose) -> Span | None:
    for condition, number in zip(node.conditions, node.numbers, strict=True):
        holds = subject.truth(condition)
        if holds is None:
            return None
        if holds:
            return subject.number(number)
    return None if node.otherwise is None else subject.number(node.otherwise)


def _together(subject: Plain, node: Smallest | Total) -> Span | None:
    found: list[Span] = []
    for part in node.parts:
        number = subject.number(part)
        if number is None:
            return None
        found.append(number)
    if isinstance(node, Total):
        sum_of_all = found[0]
        for each in found[1:]:
            sum_of_all = sum_of_all.plus(each)
        return sum_of_all
    pick = max if node.largest else min
    return Span(pick(each.ends[0] for each in found), pick(each.ends[1] for each in found))


def scored(subject: Plain, module: ScoreModule) -> Span | None:
    """The coded score, else the one worked out."""
    if module.coded is not None:
        coded = subject.number(module.coded.value)
        if coded is not None:
            return coded
    return None if cannot_be_calculated(subject, module) else subject.number(module.calculated)


def score_shown(subject: Plain, module: ScoreModule) -> Span | None:
    """The score as people read it: a coded one as recorded, one worked out to the module's decimals."""
    value = scored(subject, module)
    return value.rounded(module.decimals) if value is not None and not is_coded(subject, module) else value


def is_coded(subject: Plain, module: ScoreModule) -> bool:
    """Whether the record holds the score."""
    return module.coded is not None and subject.number(module.coded.value) is not None


def is_worked_out(subject: Plain, module: ScoreModule) -> bool:
    """Whether there is a score, and it is worked out here: the record holds none."""
    return scored(subject, module) is not None and not is_coded(subject, module)


def cannot_be_calculated(subject: Plain, module: ScoreModule) -> tuple[str, ...]:
    """Why a score is not worked out for this subject, in words; empty where it is."""
    if module.id not in subject.parameters.scores:
        return (f"{module.title} is switched off",)
    words = [
        f"{each.name} is not recorded"
        for each in module.needed
        if each.there is not None and subject.truth(each.there) is not True
    ]
    for limit in module.limits:
        holds = subject.truth(limit.condition)
        if holds is True:
            words.append(limit.sentence)
        elif holds is None and not words:
            words.append(f"it is not known whether this holds: {limit.condition.describe()}")
    if not words and subject.number(module.calculated) is None:
        words.append("one of the numbers it is made of is missing")
    return tuple(words)
