"""People made from definitions: lives that meet their rules, at the limits, and lives that just miss them.

Each person is led towards a few outcomes, one entry after another: the condition that does not hold yet is
looked up in the definition, and what would make it hold is entered, on the first or last day of its window or
beside it, with the value it is compared with or the next one. Then some are damaged: entries moved by a day,
without unit or date, with a comparator, confidential, in the future. Nothing here knows any definition by
name: what is written later is met in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.edits import Edit, additions, last_day
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import Plain
from openpcn.rules.engine.stories import switched_on
from openpcn.rules.language import Definition, Indicator, Person, Registered, Row, Rule
from openpcn.rules.language import expressions as x
from openpcn.rules.language.definitions import On
from openpcn.rules.language.facts import DateOf, Fact, LatestValue, NumberOf
from openpcn.rules.language.registration import AgeOn, BirthDate, DeprivationFifth, RegisteredSince
from openpcn.rules.language.windows import Window
from openpcn.terms.dates import add_months

AS_AT, ACHIEVEMENT = date(2026, 2, 10), date(2026, 3, 31)
#: The main year, the first day of the next, and a day on which achievement is looked back at.
MOMENTS = ((AS_AT, ACHIEVEMENT), (date(2026, 4, 1), date(2027, 3, 31)), (AS_AT, date(2025, 9, 30)))
Target = tuple[Definition, Rule | None]  # None: due, on the register, or counted
STEPS = 14


def targets(definitions: Sequence[Definition]) -> list[Target]:
    """Every outcome that a person may be led to."""
    found: list[Target] = []
    for each in definitions:
        found.append((each, None))
        if isinstance(each, Indicator):
            found += [(each, rule) for rule in each.rules]
    return found


def people(
    count: int,
    definitions: Sequence[Definition],
    *,
    seed: int = 0,
    moments: tuple[date, date] = MOMENTS[0],
    together: int = 3,
) -> list[Person]:
    """So many people, each led to a few outcomes; between them to as many of all as there is room for."""
    random = Random(seed)
    maker = Maker(random, definitions, moments)
    wanted: list[Target] = []
    made = []
    for _ in range(count):
        while len(wanted) < together:
            more = targets(definitions)
            random.shuffle(more)
            wanted += more
        made.append(maker.person([wanted.pop() for _ in range(together)]))
    return made


class Maker:
    """Makes one person after another."""

    def __init__(self, random: Random, definitions: Sequence[Definition], moments: tuple[date, date]) -> None:
        self.random = random
        self.dates = Dates(*moments)
        self.parameters = Parameters(moments[1], scores=switched_on(definitions))

    def person(self, wanted: Sequence[Target]) -> Person:
        person = Person(self._registered())
        for definition, rule in wanted:
            person = self._led(person, definition, rule)
        if self.random.random() < 0.5:
            person = self._damaged(person)
        return person

    def _registered(self) -> Registered:
        chance = self.random.random
        born = date(self.random.randint(1930, 2012), self.random.randint(1, 12), self.random.randint(1, 28))
        as_at = self.dates.as_at
        return Registered(
            birth_date=born,
            sex=self.random.choice(("female", "female", "male", "male", "other", "unknown")),
            registered_on=date(2013, 5, 1),
            deregistered_on=as_at + timedelta(days=self.random.randint(0, 1)) if chance() < 0.03 else None,
            registration_type="temporary" if chance() < 0.02 else "regular",
            death_date=as_at + timedelta(days=self.random.randint(0, 1)) if chance() < 0.03 else None,
            deprivation_decile=self.random.choice((None, *range(1, 11))),
        )

    # Towards an outcome -------------------------------------------------------------------------------

    def _led(self, person: Person, definition: Definition, rule: Rule | None) -> Person:
        for _ in range(STEPS):
            subject = self._subject(person, definition)
            moved = self._step_to(subject, definition, rule)
            if moved is None:
                break
            person = moved
        return person

    def _subject(self, person: Person, definition: Definition) -> Plain:
        alone = Plain(person, self.dates, self.parameters)
        episodes = alone.episodes(definition)
        return episodes[-1] if episodes else alone

    def _step_to(self, subject: Plain, definition: Definition, rule: Rule | None) -> Person | None:
        """The person one step nearer; None where the outcome is there, or no step is known."""
        if isinstance(definition, Indicator) and definition.per and subject.episode_start is None:
            return self._found(subject, self.random.choice(definition.per.start), definition)
        population = definition.population
        if population is not None and subject.truth(population) is not True:
            return self._step(subject, population, True, definition)
        if not isinstance(definition, Indicator):
            return None
        for each in definition.rules:
            if each is rule:
                return self._step(subject, each.when, True, definition)
            if subject.truth(each.when) is True:
                return self._step(subject, each.when, False, definition)
        return None

    def _step(self, subject: Plain, node: x.BoolExpr, want: bool, of: Definition) -> Person | None:
        if subject.truth(node) is want or (not want and subject.truth(node) is None):
            return None
        match node:
            case x.And(parts) | x.AllOf(_, parts):
                return self._step_in(subject, parts, want, of, every=want)
            case x.Or(parts):
                return self._step_in(subject, parts, want, of, every=not want)
            case x.Not(part):
                return self._step(subject, part, not want, of)
            case On(register):
                return self._step(subject, register.population, want, of)
            case x.OneOf(_, options):
                others = [each for each in ("female", "male", "other") if each not in options]
                sex = self.random.choice(list(options) if want else others or ["unknown"])
                return self._registering(subject, sex=sex)
            case x.Known(whose):
                return self._known(subject, whose, want, of)
            case x.Compare():
                return self._compare(subject, node, want, of)
        return None

    def _step_in(
        self, subject: Plain, parts: Sequence[x.BoolExpr], want: bool, of: Definition, *, every: bool
    ) -> Person | None:
        """Towards all parts, or any one of them."""
        wrong = [part for part in parts if subject.truth(part) is not want]
        if every:
            wrong = wrong[:1] if self.random.random() < 0.8 else wrong
        order = self.random.sample(wrong, len(wrong))
        for part in order:
            moved = self._step(subject, part, want, of)
            if moved is not None:
                return moved
        return None

    def _known(self, subject: Plain, whose: x.Node, want: bool, of: Definition) -> Person | None:
        facts = [whose] if isinstance(whose, Fact) else [n for n in x.walk(whose) if isinstance(n, Fact)]
        if not facts:
            return None
        fact = self.random.choice(facts[:2])
        if not want:
            return self._without(subject, fact)
        return self._found(subject, fact, of)

    def _compare(self, subject: Plain, node: x.Compare, want: bool, of: Definition) -> Person | None:
        leaves = [each for each in x.walk(node) if isinstance(each, Fact | AgeOn | DeprivationFifth)]
        left, right = node.left, node.right
        if isinstance(left, AgeOn) and isinstance(right, x.NumberConstant):
            return self._aged(subject, left, int(right.amount))
        if isinstance(left, RegisteredSince | BirthDate) and isinstance(right, x.DateExpr):
            return self._since(subject, subject.day(right), isinstance(left, BirthDate))
        if any(isinstance(each, DeprivationFifth) for each in leaves) and self.random.random() < 0.5:
            return self._registering(subject, deprivation_decile=self.random.randint(1, 10))
        if isinstance(left, DateOf) and isinstance(right, x.DateExpr):
            moved = self._dated(subject, left.fact, subject.day(right), of)
            if moved is not None:
                return moved
        facts = [each for each in leaves if isinstance(each, Fact)]
        if not facts:
            ages = [each for each in leaves if isinstance(each, AgeOn)]
            return self._aged(subject, ages[0], self.random.randint(16, 90)) if ages else None
        fact = left.fact if isinstance(left, NumberOf) else self.random.choice(facts)
        if not want and self.random.random() < 0.3:
            return self._without(subject, fact)
        return self._found(subject, fact, of)

    # Single entries -----------------------------------------------------------------------------------

    def _found(self, subject: Plain, fact: Fact, of: Definition) -> Person | None:
        """With an entry that the fact looks for; where its window opens with another, with that one first."""
        tried = additions(subject, fact, of) or self._any_value(subject, fact)
        if not tried:
            before = [node for child in fact.children() for node in x.walk(child) if isinstance(node, Fact)]
            missing = [each for each in before if not subject.find(each).rows]
            sides = [
                side
                for name in ("a", "b")
                if isinstance(side := getattr(fact, "__dict__", {}).get(name), Fact)
            ]
            for each in (*missing, *sides):
                for edit in self._shuffled(additions(subject, each, of)):
                    return edit.apply(subject.person)
            return None
        edit = self.random.choice(tried)
        if fact.all_windows and self.random.random() < 0.7:
            edit = self._elsewhere(subject, edit, fact.all_windows[0])
        return edit.apply(subject.person)

    def _any_value(self, subject: Plain, fact: Fact) -> list[Edit]:
        """Values of what is only ever calculated with, so that no limit says which are worth trying."""
        day = last_day(subject, fact.window) if isinstance(fact, LatestValue) else None
        if not isinstance(fact, LatestValue) or day is None:
            return []
        unit = fact.unit.value if fact.unit else None
        code = fact.codes.first
        values = (0.5, 3, 8, 25, 45, 58, 64, 72, 80, 95, 140, 170, 300)
        return [Edit(f"{value}", (Row(code.code, day, value, unit, term=code.term),)) for value in values]

    def _shuffled(self, edits: list[Edit]) -> list[Edit]:
        return self.random.sample(edits, len(edits))

    def _elsewhere(self, subject: Plain, edit: Edit, window: Window) -> Edit:
        """The entries at the other end of the window, beside it, or anywhere in it."""
        last = max(row.date for row in edit.add if row.date is not None)
        first = self._first_day(subject, window) or add_months(last, -self.random.choice((3, 12, 60)))
        near = self.random.choice((first, first, last)) + timedelta(days=self.random.choice((-1, 0, 0, 1)))
        anywhere = first + timedelta(days=self.random.randint(0, max((last - first).days, 0)))
        return _moved(edit, (self.random.choice((near, anywhere)) - last).days)

    def _first_day(self, subject: Plain, window: Window) -> date | None:
        days = [
            day + timedelta(days=1 if bound.op is x.Op.GT else 0)
            for bound in window.bounds
            if bound.op in {x.Op.GT, x.Op.GE} and (day := subject.day(bound.date)) is not None
        ]
        return max(days, default=None)

    def _dated(self, subject: Plain, fact: Fact, day: date | None, of: Definition) -> Person | None:
        """With an entry of the fact on a day, or the day before or after."""
        tried = additions(subject, fact, of)
        if day is None or not tried:
            return None
        edit = self.random.choice(tried)
        last = max(row.date for row in edit.add if row.date is not None)
        aim = day + timedelta(days=self.random.choice((-1, 0, 1)))
        return _moved(edit, (aim - last).days).apply(subject.person)

    def _without(self, subject: Plain, fact: Fact) -> Person | None:
        gone = set(subject.find(fact).rows)
        if not gone:
            return None
        return replace(subject.person, rows=tuple(row for row in subject.person.rows if row not in gone))

    def _aged(self, subject: Plain, node: AgeOn, limit: int) -> Person | None:
        day = subject.day(node.day)
        if day is None:
            return None
        age = max(limit + self.random.choice((-1, 0, 0, 1, 5)), 0)
        born = add_months(day, -12 * age) + timedelta(days=self.random.choice((-1, 0, 0, 1, -100)))
        return self._registering(subject, birth_date=min(born, date(2025, 1, 1)))

    def _since(self, subject: Plain, day: date | None, birth: bool) -> Person | None:
        if day is None:
            return None
        day += timedelta(days=self.random.choice((-1, 0, 1)))
        return self._registering(subject, **({"birth_date": day} if birth else {"registered_on": day}))

    def _registering(self, subject: Plain, **changes: object) -> Person:
        changed = replace(subject.person.registered, **changes)  # type: ignore[arg-type]
        return replace(subject.person, registered=changed)

    # Damage -------------------------------------------------------------------------------------------

    def _damaged(self, person: Person) -> Person:
        """Entries as records have them: a day off, without unit or date, repeated, confidential, too late."""
        random, rows = self.random, []
        for row in person.rows:
            chance = random.random()
            if chance < 0.08 and row.date is not None:
                row = replace(row, date=row.date + timedelta(days=random.choice((-1, 1, 7, -28))))
            elif chance < 0.12 and row.value is not None:
                row = replace(row, value=row.value + random.choice((-1, -0.1, 0.1, 1)))
            elif chance < 0.15 and row.value is not None:
                row = replace(row, comparator=random.choice(("<", "<=", ">", ">=")))
            elif chance < 0.17 and row.unit is not None:
                row = replace(row, unit=random.choice((None, "%", "mmHg", "g/L")))
            elif chance < 0.19:
                row = replace(row, date=None)
            elif chance < 0.21:
                row = replace(row, date=self.dates.as_at + timedelta(days=1))
            elif chance < 0.23:
                row = replace(row, confidential=True)
            elif chance < 0.25:
                row = replace(
                    row, implausible=row.table == "event", value=None if chance < 0.24 else row.value
                )
            elif chance < 0.28 and row.table == "issue":
                row = replace(row, days=random.choice((7, 27, 28, 56, 0)))
            elif chance < 0.31 and row.table in {"hospital_stay", "care_home_stay", "medication"}:
                row = replace(row, end=self.dates.as_at + timedelta(days=random.choice((-1, 0, 1))))
            rows.append(row)
            if random.random() < 0.05:
                rows.append(
                    replace(row, value=None if row.value is None else row.value + random.choice((-2, 2)))
                )
        return replace(person, rows=tuple(rows))


def _moved(edit: Edit, days: int) -> Edit:
    rows = tuple(
        row if row.date is None else replace(
            row, date=row.date + timedelta(days=days), end=row.end + timedelta(days=days) if row.end else None
        )
        for row in edit.add
    )  # fmt: skip
    return Edit(edit.sentence, rows)


def told(person: Person) -> str:
    """The person as a story, for somebody who has to find out why two evaluators differ."""
    who = person.registered
    lines = [f"{who.sex}, born {who.birth_date}, registered {who.registered_on}: {who}"]
    for row in sorted(person.rows, key=lambda row: str(row.date)):
        extra = [
            f"{row.comparator or ''}{row.value} {row.unit}" if row.value is not None else "",
            f"for {row.days} days" if row.days is not None else "",
            f"until {row.end}" if row.end else "",
            row.status,
            "implausible" if row.implausible else "",
            "confidential" if row.confidential else "",
        ]
        lines.append(f"  {row.date} {row.table} {row.code} {row.term} " + ", ".join(e for e in extra if e))
    return "\n".join(lines)
