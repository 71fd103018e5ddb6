"""Small stories about one person: what a rule means, for a clinician to check and a test to run.

::

    story(HYP008, "target met outranks a declined reading",
          person(born="1950-05-01").has("hypertension", on="2019-03-02")
              .reads(bp(138, 88), on="2026-01-10").declines("bp_declined", on="2026-01-20"),
          expect=achieved("R2"))

``openpcn.rules.engine.check_story`` runs one through every evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from openpcn.terms.units import Unit

from .codelists import Codes, CodesArgument
from .definitions import Definition
from .outcomes import Word
from .people import Person, Registered, Row

Day = str | date
AS_AT_IN_STORIES = date(2026, 2, 10)
ACHIEVEMENT_DATE_IN_STORIES = date(2026, 3, 31)


def _day(day: Day) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


@dataclass(frozen=True)
class Reading:
    """A blood pressure in mmHg; ``comparator`` applies to both halves."""

    systolic: float
    diastolic: float
    comparator: str | None = None


def bp(systolic: float, diastolic: float, comparator: str | None = None) -> Reading:
    return Reading(systolic, diastolic, comparator)


@dataclass(frozen=True)
class StoryPerson:
    """A person with a life; each method gives a new one with one more thing that happened."""

    registered: Registered
    rows: tuple[Row, ...] = ()
    told: tuple[str, ...] = ()

    def _with(self, told: str, *rows: Row) -> StoryPerson:
        return replace(self, rows=self.rows + rows, told=(*self.told, told))

    def has(self, codes: CodesArgument, *, on: Day, code: str | None = None) -> StoryPerson:
        """An entry with the list's first code (or the one given)."""
        return self._entry(codes, on, code, "has")

    def declines(self, codes: CodesArgument, *, on: Day) -> StoryPerson:
        return self._entry(codes, on, None, "declines:")

    def invited(self, codes: CodesArgument, *, on: Day) -> StoryPerson:
        return self._entry(codes, on, None, "is invited:")

    def _entry(self, codes: CodesArgument, on: Day, code: str | None, verb: str) -> StoryPerson:
        chosen = Codes.of(codes)
        first = chosen.lists[0].codes[0]
        row = Row(code or first.code, _day(on), term=first.term)
        return self._with(f"{verb} {chosen.title} on {_day(on):%-d %B %Y}", row)

    def measures(
        self,
        codes: CodesArgument,
        value: float | None,
        unit: Unit | str | None,
        *,
        on: Day,
        comparator: str | None = None,
        implausible: bool = False,
    ) -> StoryPerson:
        """An entry with a value."""
        first = Codes.of(codes).lists[0].codes[0]
        row = Row(
            first.code, _day(on), value, str(unit) if unit else None, comparator, first.term,
            implausible=implausible,
        )  # fmt: skip
        shown = "no value" if value is None else f"{comparator or ''}{value:g} {unit or ''}".strip()
        return self._with(f"{Codes.of(codes).title}: {shown} on {_day(on):%-d %B %Y}", row)

    def reads(self, reading: Reading, *, on: Day, at: str = "clinic") -> StoryPerson:
        """A blood pressure, ``at="clinic"`` or ``at="home"``."""
        told = f"blood pressure {reading.comparator or ''}{reading.systolic:g}/{reading.diastolic:g} ({at})"
        rows = []
        for half, value in (("systolic", reading.systolic), ("diastolic", reading.diastolic)):
            first = Codes.of(f"{half}_{at}").lists[0].codes[0]
            rows.append(Row(first.code, _day(on), value, Unit.MMHG.value, reading.comparator, first.term))
        return self._with(f"{told} on {_day(on):%-d %B %Y}", *rows)

    def issued(self, medicines: CodesArgument, *, on: Day) -> StoryPerson:
        first = Codes.of(medicines).lists[0].codes[0]
        row = Row(first.code, _day(on), term=first.term, table="issue")
        return self._with(f"is issued {first.term} on {_day(on):%-d %B %Y}", row)

    def on_list_since(self, day: Day) -> StoryPerson:
        there = replace(self.registered, registered_on=_day(day))
        return replace(self, registered=there, told=(*self.told, f"registered on {_day(day):%-d %B %Y}"))

    def leaves(self, *, on: Day) -> StoryPerson:
        gone = replace(self.registered, deregistered_on=_day(on))
        return replace(self, registered=gone, told=(*self.told, f"leaves the list on {_day(on):%-d %B %Y}"))

    def dies(self, *, on: Day) -> StoryPerson:
        dead = replace(self.registered, death_date=_day(on))
        return replace(self, registered=dead, told=(*self.told, f"dies on {_day(on):%-d %B %Y}"))

    def lives(self, *, deprivation_decile: int) -> StoryPerson:
        there = replace(self.registered, deprivation_decile=deprivation_decile)
        return replace(self, registered=there, told=(*self.told, f"deprivation decile {deprivation_decile}"))

    @property
    def person(self) -> Person:
        return Person(self.registered, self.rows)

    def __str__(self) -> str:
        return "; ".join(self.told)


def person(
    *, born: Day, sex: str = "female", on_list_since: Day = "2001-01-01", registration_type: str = "regular"
) -> StoryPerson:
    """Somebody regularly registered since 2001 unless the story says otherwise."""
    birth = _day(born)
    since = max(birth, _day(on_list_since))
    return StoryPerson(
        Registered(birth, sex, since, registration_type=registration_type),
        told=(f"born on {birth:%-d %B %Y}",),
    )


@dataclass(frozen=True)
class Expected:
    """The word, and where given the rule, the missing parts, the due date and the episode's start."""

    word: Word
    rule: str | None = None
    parts: tuple[str, ...] | None = None
    due_by: date | None = None
    episode_start: date | None = None

    def __str__(self) -> str:
        rule = f" by {self.rule}" if self.rule else ""
        parts = f", missing {', '.join(self.parts)}" if self.parts else ""
        return f"{self.word.label}{rule}{parts}"


def achieved(rule: str | None = None) -> Expected:
    return Expected(Word.ACHIEVED, rule)


def adjusted(rule: str | None = None) -> Expected:
    return Expected(Word.ADJUSTED, rule)


def excluded(rule: str | None = None) -> Expected:
    return Expected(Word.EXCLUDED, rule)


def due(*missing: str, by: Day | None = None, episode_start: Day | None = None) -> Expected:
    """Due; the names of the missing parts where the definition has several."""
    return Expected(
        Word.DUE,
        parts=missing or None,
        due_by=None if by is None else _day(by),
        episode_start=None if episode_start is None else _day(episode_start),
    )


def member() -> Expected:
    return Expected(Word.MEMBER)


def outside() -> Expected:
    return Expected(Word.OUTSIDE)


@dataclass(frozen=True)
class Story:
    """One person, one definition, what is expected; printed on the definition's page."""

    definition: Definition
    title: str
    about: StoryPerson
    expect: Expected
    as_at: date = AS_AT_IN_STORIES
    achievement_date: date = ACHIEVEMENT_DATE_IN_STORIES

    def __str__(self) -> str:
        return f"{self.definition.id}: {self.title}. {self.about} -> {self.expect}"


def story(
    definition: Definition,
    title: str,
    about: StoryPerson,
    *,
    expect: Expected,
    as_at: Day = AS_AT_IN_STORIES,
    achievement_date: Day = ACHIEVEMENT_DATE_IN_STORIES,
) -> Story:
    return Story(definition, title, about, expect, _day(as_at), _day(achievement_date))
