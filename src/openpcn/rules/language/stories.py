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

from openpcn.codes import Code
from openpcn.terms.units import Unit

from .codelists import Codes, CodesArgument
from .definitions import Definition
from .errors import DefinitionError, nearest
from .facts import EntryTable
from .outcomes import Word
from .people import Person, Registered, Row
from .stays import CONTACT, KINDS, STATUSES

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
        entry = _entry_of(chosen, code)
        row = Row(entry.code, _day(on), term=entry.term)
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
        first = Codes.of(codes).first
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
            first = Codes.of(f"{half}_{at}").first
            rows.append(Row(first.code, _day(on), value, Unit.MMHG.value, reading.comparator, first.term))
        return self._with(f"{told} on {_day(on):%-d %B %Y}", *rows)

    def issued(
        self,
        medicines: CodesArgument,
        *,
        on: Day,
        quantity: float | None = None,
        days: int | None = None,
        code: str | None = None,
    ) -> StoryPerson:
        """One issue of the list's first medicine (or the one given)."""
        entry = _entry_of(Codes.of(medicines), code)
        amount = "" if quantity is None else f"{quantity:g} of "
        supply = "" if days is None else f" for {days} days"
        row = Row(entry.code, _day(on), quantity, term=entry.term, table="issue", days=days)
        return self._with(f"is issued {amount}{entry.term}{supply} on {_day(on):%-d %B %Y}", row)

    def repeat(
        self,
        medicines: CodesArgument,
        *,
        since: Day,
        last_issued: Day | None = None,
        days: int | None = None,
        ended: Day | None = None,
        code: str | None = None,
    ) -> StoryPerson:
        """A repeat authorisation, and its last issue where there was one."""
        entry = _entry_of(Codes.of(medicines), code)
        end = None if ended is None else _day(ended)
        rows = [Row(entry.code, _day(since), term=entry.term, table="medication", end=end, status="repeat")]
        told = f"has {entry.term} on repeat from {_day(since):%-d %B %Y}"
        told += f" to {end:%-d %B %Y}" if end else ""
        if last_issued is not None:
            rows.append(Row(entry.code, _day(last_issued), term=entry.term, table="issue", days=days))
            supply = "" if days is None else f" for {days} days"
            told += f", last issued{supply} on {_day(last_issued):%-d %B %Y}"
        return self._with(told, *rows)

    def admitted(self, kind: str, *, on: Day, until: Day | None = None) -> StoryPerson:
        """A stay in hospital, or an attendance, by the kinds that ``Stays`` knows."""
        word = _kind(kind, KINDS[EntryTable.HOSPITAL_STAY], "admitted")
        end = None if until is None else _day(until)
        if end is None and word.endswith("attendance"):
            end = _day(on)
        told = f"{word.replace('_', ' ')} on {_day(on):%-d %B %Y}"
        told += f", until {end:%-d %B %Y}" if until is not None and end else ""
        return self._with(
            told, Row(word, _day(on), table="hospital_stay", term=word.replace("_", " "), end=end)
        )

    def lives_in_home(
        self, home: str = "", *, since: Day, until: Day | None = None, temporary: bool = False
    ) -> StoryPerson:
        """A stay in a care home, as the home's own bed list has it."""
        word = "temporary" if temporary else "permanent"
        end = None if until is None else _day(until)
        told = f"in a care home{f' ({home})' if home else ''} from {_day(since):%-d %B %Y}"
        told += f" to {end:%-d %B %Y}" if end else ""
        told += ", for a time" if temporary else ""
        return self._with(told, Row(word, _day(since), table="care_home_stay", term=home or word, end=end))

    def consults(self, *, on: Day, kind: str = CONTACT) -> StoryPerson:
        """A contact with the practice, by mode where the story says how."""
        row = Row(kind, _day(on), table="consultation", term=kind)
        return self._with(f"{kind} on {_day(on):%-d %B %Y}", row)

    def appointment(self, type: str, *, on: Day, status: str = "fulfilled") -> StoryPerson:
        """An appointment by national category."""
        word = _kind(status, STATUSES, "appointment: status")
        row = Row(type, _day(on), table="appointment", term=type, status=word)
        return self._with(f"appointment ({type}) on {_day(on):%-d %B %Y}: {word}", row)

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


def _entry_of(codes: Codes, code: str | None) -> Code:
    """The code given, which must be one of the list's, else the first of the list."""
    if code is None:
        return codes.first
    for each in codes.entries:
        if each.code == code:
            return each
    raise DefinitionError(f"code {code} is not in {codes.title}: the story would tell of something else")


def _kind(word: str, known: tuple[str, ...], where: str) -> str:
    if word not in known:
        raise DefinitionError(f"{where} {word!r}: {nearest(word, known)}")
    return word


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
    amount: float | None = None

    def __str__(self) -> str:
        rule = f" by {self.rule}" if self.rule else ""
        parts = f", missing {', '.join(self.parts)}" if self.parts else ""
        amount = "" if self.amount is None else f", amount {self.amount:g}"
        return f"{self.word.label}{rule}{parts}{amount}"


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


def amounts_to(amount: float) -> Expected:
    """In the population of a ratio, with this amount."""
    return Expected(Word.MEMBER, amount=float(amount))


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
