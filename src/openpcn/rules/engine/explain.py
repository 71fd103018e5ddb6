"""Why somebody is, or is not, on a list: the rules in order with their trees, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from openpcn.record.store import Snapshot
from openpcn.rules.contract import Contract
from openpcn.rules.language.definitions import Definition, Indicator, Ratio
from openpcn.rules.language.expressions import DateExpr, NumberExpr
from openpcn.rules.language.facts import CODED_TABLES
from openpcn.rules.language.outcomes import Outcome, Word
from openpcn.rules.language.people import Person, Row
from openpcn.rules.language.scores import Scored, scores_in
from openpcn.terms.scope import Fields, Scope

from .calculated import is_worked_out
from .changes import Change, what_would_change
from .dates import Dates
from .parameters import Parameters
from .person import read_person
from .plain import Plain
from .requirements import codelists_needed, lacking, not_looked_at, tables_read
from .scores import ScoreOf, score_in
from .tree import MISSING, Branch, condition, number_branch, row_as_json, row_in_words, value_in_words


@dataclass(frozen=True)
class ExplainedRule:
    """A rule for this subject. decided: the first that held. reached: no earlier one had decided."""

    code: str
    kind: str
    sentence: str
    tree: Branch
    decided: bool
    reached: bool


@dataclass(frozen=True)
class Reason:
    """A reason as shown on a list, with the rows that made it."""

    sentence: str
    value: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Explanation:
    """One definition for one subject. other_episodes: starts of the person's other subjects of it.

    scores: those it asks for that were worked out here, because the record holds none. not_looked_at: tables
    read only where they are supplied, and not supplied here.
    """

    definition: Definition
    as_at: date
    achievement_date: date
    outcome: Outcome
    sentence: str
    listed: bool
    population: Branch | None = None
    rules: tuple[ExplainedRule, ...] = ()
    reasons: tuple[Reason, ...] = ()
    scores: tuple[ScoreOf, ...] = ()
    changes: tuple[Change, ...] = ()
    other_episodes: tuple[date, ...] = ()
    not_assessed: tuple[str, ...] = ()
    not_looked_at: tuple[str, ...] = ()
    parameters: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values only; truth is the word true, false or unknown."""
        outcome = self.outcome
        amount = {} if outcome.amount is None else {"amount": outcome.amount}
        return {
            **amount,
            "definition": self.definition.id,
            "title": self.definition.title,
            "as_at": self.as_at.isoformat(),
            "achievement_date": self.achievement_date.isoformat(),
            "outcome": outcome.word.value,
            "rule": outcome.rule or None,
            "sentence": self.sentence,
            "missing": list(outcome.parts),
            "due_by": outcome.due_by.isoformat() if outcome.due_by else None,
            "episode_start": outcome.episode_start.isoformat() if outcome.episode_start else None,
            "nearly": list(outcome.nearly),
            "red_flag": outcome.red_flag,
            "listed": self.listed,
            "population": self.population.as_json() if self.population else None,
            "rules": [
                {
                    "code": rule.code,
                    "kind": rule.kind,
                    "sentence": rule.sentence,
                    "value": rule.tree.value,
                    "decided": rule.decided,
                    "reached": rule.reached,
                    "tree": rule.tree.as_json(),
                }
                for rule in self.rules
            ],
            "reasons": [
                {"sentence": r.sentence, "value": r.value, "rows": [row_as_json(row) for row in r.rows]}
                for r in self.reasons
            ],
            "scores": [score.as_json() for score in self.scores],
            "changes": [change.as_json() for change in self.changes],
            "other_episodes": [day.isoformat() for day in self.other_episodes],
            "not_assessed": list(self.not_assessed),
            "not_looked_at": list(self.not_looked_at),
            "parameters": self.parameters,
        }

    def lines(self) -> Iterator[str]:
        """The same for a terminal."""
        outcome = self.outcome
        by = f" ({outcome.rule})" if outcome.rule else ""
        yield f"{self.definition.id}, {self.definition.title}: {outcome.word.label}{by}"
        yield self.sentence
        if outcome.parts:
            yield f"Missing: {', '.join(part.replace('_', ' ') for part in outcome.parts)}"
        if outcome.due_by:
            yield f"Due by {outcome.due_by:%-d %B %Y}"
        yield from outcome.nearly
        yield from (f"Not looked at: {each}" for each in self.not_looked_at)
        for name, value in self.parameters.items():
            if value is None:
                yield f"Contract value {name}: not known"
            elif value["standing"]:
                yield f"Contract value {name} {value['amount']} {value['unit']}: {value['standing']}"
        for reason in self.reasons:
            yield f"{reason.sentence}: {reason.value}"
            yield from (f"  - {row_in_words(row)}" for row in reason.rows)
        for score in self.scores:
            yield f"{score.module.title}: {score.words}, {score.module.version}"
            yield from (
                f"  - {each.name}: {each.value or MISSING}{f' ({each.dated})' if each.dated else ''}"
                for each in score.inputs
            )
            if score.module.notice:
                yield f"  {score.module.notice}"
        if self.population is not None:
            yield "Who it is for"
            yield from self.population.lines(1)
        for rule in self.rules:
            mark = "decided" if rule.decided else ("" if rule.reached else "not reached")
            yield f"{rule.code} {rule.kind}: {rule.sentence} {mark}".rstrip()
            yield from rule.tree.lines(1)
        for change in self.changes:
            yield f"Would be {change.outcome.word.label}: {' and '.join(change.sentences)}"


def explain(
    snapshot: Snapshot,
    person_id: int,
    definition: Definition,
    *,
    as_at: date,
    achievement_date: date,
    scope: Scope,
    with_rows: Sequence[Row] = (),
    episode_start: date | None = None,
    require_official: bool = False,
    contract: Contract | None = None,
    scores: frozenset[str] = frozenset(),
) -> Explanation:
    """Explain a definition for a person, by the plain evaluator.

    episode_start: which episode, default the latest. Raises StoreError for somebody outside the scope,
    ScopeError below the whole record.
    """
    scope.require(Fields.RECORD)
    record = snapshot.person(person_id, scope)
    part = snapshot.parts[record.practice]
    absent = lacking(definition, part.supplies, covers=part.covers, require_official=require_official)
    if absent:
        return Explanation(
            definition,
            as_at,
            achievement_date,
            Outcome(definition.id, Word.NOT_ASSESSED),
            f"Not assessed at practice {record.practice}: {'; '.join(absent)}",
            listed=False,
            not_assessed=absent,
        )
    explained = explain_person(
        read_person(record, with_rows),
        definition,
        Dates(as_at, achievement_date),
        Parameters(achievement_date, contract, scores),
        episode_start,
    )
    return replace(explained, not_looked_at=not_looked_at(definition, part.supplies))


def explain_person(
    person: Person,
    definition: Definition,
    dates: Dates,
    parameters: Parameters,
    episode_start: date | None = None,
) -> Explanation:
    """The same for a person in hand."""
    used = frozenset().union(*(each.ids for each in codelists_needed(definition)))
    words = tables_read(definition).difference(CODED_TABLES)
    person = replace(person, rows=tuple(row for row in person.rows if row.code in used or row.table in words))
    subjects = Plain(person, dates, parameters).episodes(definition)
    alone = Plain(person, dates, parameters)
    chosen = [s for s in subjects if episode_start is None or s.episode_start == episode_start]
    listed = person.registered.on_list(dates.as_at)
    if not chosen:
        outcome = Outcome(definition.id, Word.OUTSIDE)
        changes = tuple(what_would_change(alone, definition, outcome)) if listed else ()
        sentence = "No episode: nothing has started the clock" if listed else _NOT_LISTED
        return Explanation(
            definition,
            dates.as_at,
            dates.achievement_date,
            outcome,
            sentence,
            listed,
            changes=changes,
            parameters=parameters.as_json(),
        )
    subject = chosen[-1]
    outcome = subject.outcome(definition)
    return Explanation(
        definition,
        dates.as_at,
        dates.achievement_date,
        outcome,
        _sentence(definition, outcome, listed),
        listed,
        _population(subject, definition),
        _rules(subject, definition) if outcome.word is not Word.OUTSIDE else (),
        _reasons(subject, definition),
        _worked_out(subject, definition),
        tuple(what_would_change(subject, definition, outcome)) if listed else (),
        tuple(s.episode_start for s in subjects if s is not subject and s.episode_start is not None),
        parameters=parameters.as_json(),
    )


def _population(subject: Plain, definition: Definition) -> Branch | None:
    """The tree of the population; of a ratio the tree of its number too."""
    population = definition.population
    tree = None if population is None else condition(subject, population)
    if not isinstance(definition, Ratio):
        return tree
    of = () if tree is None else (tree,)
    amount = number_branch(subject, definition.numerator)
    return Branch("counted, with this amount", "true" if tree is None else tree.value, (), (*of, amount))


_NOT_LISTED = "Not on the practice's list on this day, or not alive"


def _sentence(definition: Definition, outcome: Outcome, listed: bool) -> str:
    if outcome.word is Word.OUTSIDE:
        return "Not one of the people this definition is for" if listed else _NOT_LISTED
    if isinstance(definition, Ratio):
        said = "not known" if outcome.amount is None else f"{outcome.amount:g}"
        return f"Counted, with {said}: {definition.title}"
    if outcome.word is Word.MEMBER or not isinstance(definition, Indicator):
        return f"On the register: {definition.title}"
    for rule in definition.rules:
        if rule.code == outcome.rule:
            return rule.sentence
    return (
        definition.due_sentence or "Would benefit now: no rule of achievement, exclusion or adjustment holds"
    )


def _rules(subject: Plain, definition: Definition) -> tuple[ExplainedRule, ...]:
    if not isinstance(definition, Indicator):
        return ()
    explained = []
    reached = True
    for rule in definition.rules:
        tree = condition(subject, rule.when)
        decided = reached and tree.value == "true"
        explained.append(ExplainedRule(rule.code, rule.kind.value, rule.sentence, tree, decided, reached))
        reached = reached and not decided
    return tuple(explained)


def _reasons(subject: Plain, definition: Definition) -> tuple[Reason, ...]:
    shows = getattr(definition, "shows", ())
    reasons = []
    for each in shows:
        if isinstance(each.of, DateExpr | NumberExpr):
            value = value_in_words(subject, each.of)
            rows = _recorded(subject, each.of)
            there = value != MISSING
        else:
            found = subject.find(each.of)
            rows, there = found.rows, bool(found.rows)
            value = "/".join(str(number) for number in found.numbers.values())
        if there:
            reasons.append(Reason(each.sentence, value, rows))
        elif each.if_missing:
            reasons.append(Reason(each.if_missing, "", ()))
    return tuple(reasons)


def _recorded(subject: Plain, of: DateExpr | NumberExpr) -> tuple[Row, ...]:
    """The entry of a score that is recorded; a date or a number is explained by the tree."""
    if not isinstance(of, Scored) or of.module.coded is None:
        return ()
    return subject.find(of.module.coded).rows


def _worked_out(subject: Plain, definition: Definition) -> tuple[ScoreOf, ...]:
    """The scores of the definition that are worked out here."""
    return tuple(
        score_in(subject, module) for module in scores_in(definition.nodes) if is_worked_out(subject, module)
    )
