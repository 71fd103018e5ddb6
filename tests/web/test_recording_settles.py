"""Whatever a form offers settles the need it is offered for, by every definition there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import pytest

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import outcomes
from openpcn.rules.engine.stories import switched_on
from openpcn.rules.language import Indicator, LatestValue, Outcome, RuleKind, Story, Word, walk
from openpcn.rules.language.expressions import NumberConstant
from openpcn.terms.analytes import ANALYTES
from openpcn.web.views.people.working import WorkForm
from openpcn.work.entries.forms import Choice, FormError, NewEntry, check, choices, medicines
from openpcn.work.entries.record import row_of
from openpcn.work.worklists import settling as settles

WORKED = [each for each in catalogue.indicators() if each.work is not None]
OFFERED = [each for each in WORKED if choices(each.work.counts)]
AGO = (5, 10, 40, 90)  # days: where a clock has run out, work done in time may still be written down
Line = tuple[Choice, float | None]
Way = tuple[tuple[Line, ...], Line, int]  # what is sent besides, the line of the list, how many days ago


@dataclass(frozen=True)
class Due:
    """Somebody of a story who is due."""

    definition: Indicator
    story: Story
    before: Outcome

    def settled_by(self, way: Way) -> bool:
        """Due without the line, and with it not due or with fewer parts missing."""
        besides, line, ago = way
        before, after = self.after(besides, ago), self.after((*besides, line), ago)
        if before is None or before.word is not Word.DUE:
            return False
        return after is None or after.word is not Word.DUE or set(after.parts) < set(before.parts)

    def after(self, lines: tuple[Line, ...], ago: int) -> Outcome | None:
        """The outcome once these lines are sent with the form; None: no longer a subject."""
        if not lines:
            return self.before
        day = self.story.as_at - timedelta(days=ago)
        rows = [row_of(line, "Z99001") for line in sent(self.definition, lines, day)]
        person = replace(self.story.about.person, rows=(*self.story.about.person.rows, *rows))
        found = _outcomes(self.definition, self.story, person)
        start = self.before.episode_start
        return next((each for each in found if each.episode_start == start), None)


@cache
def sent(definition, lines, day):
    """The lines as the form reads them from a browser, checked as they are before they are written."""
    data = {"done_on-day": str(day.day), "done_on-month": str(day.month), "done_on-year": str(day.year)}
    for choice, value in lines:
        if value is None and len(offered(definition)[choice.codelist]) == 1:
            data.setdefault("done", []).append(choice.codelist)
        else:
            data[choice.codelist] = choice.code if value is None else f"{value:g}"
    form = WorkForm(data, choices=_choices(definition))
    assert form.is_valid(), form.errors
    return check(form.entries, definition.work.counts, born=date(1900, 1, 1), today=day)


def offered(definition) -> dict[str, list[Choice]]:
    """The form's fields: by list, the codes to choose from."""
    return WorkForm(choices=_choices(definition)).lists


@cache
def _choices(definition) -> tuple[Choice, ...]:
    return choices(definition.work.counts)


def _outcomes(definition, story, person):
    parameters = Parameters(story.achievement_date, scores=_scores(definition))
    return outcomes(person, [definition], Dates(story.as_at, story.achievement_date), parameters)


@cache
def _scores(definition) -> frozenset[str]:
    return switched_on([definition])


@cache
def told(service) -> tuple[Story, ...]:
    return tuple(story for each in service.definitions for story in catalogue.stories(each.id))


def due_of(definition, stories) -> Iterator[Due]:
    """Those of the stories who are due."""
    for story in stories:
        for each in _outcomes(definition, story, story.about.person):
            if each.word is Word.DUE:
                yield Due(definition, story, each)


@cache
def values(choice, definition) -> list[float | None]:
    """What may be typed: both ends of what can be, and the limits that the definition itself names."""
    limits = choice.limits
    if limits is None:
        return [None]
    named = {
        node.amount for root in definition.nodes for node in walk(root) if isinstance(node, NumberConstant)
    }
    between = sorted(each for each in named if limits.lowest < each < limits.highest)
    return [limits.lowest, limits.highest, *between]


def alone(definition, name) -> Iterator[Way]:
    for choice in offered(definition)[name]:
        yield from (((), (choice, value), 0) for value in values(choice, definition))


def together(definition, name) -> Iterator[Way]:
    """Alone, or with something of another list: a reading has two halves, an assessment several parts."""
    yield from alone(definition, name)
    for other, held in offered(definition).items():
        for value in values(held[0], definition)[:2] if other != name else ():
            yield from ((((held[0], value),), line, 0) for _, line, _ in alone(definition, name))


def earlier(definition, name) -> Iterator[Way]:
    for ago in AGO:
        yield from (((), line, ago) for _, line, _ in alone(definition, name))


@pytest.mark.hazard("H06", "what the form offers to record settles the need, or a named part of it")
@pytest.mark.parametrize("definition", OFFERED, ids=lambda each: each.id)
def test_every_evidence_that_is_offered_settles_the_need_or_its_part(definition, clock_at):
    own = catalogue.stories(definition.id)
    others = [each for each in told(catalogue.service_of(definition)) if each not in own]
    left = set(offered(definition))
    for stories, ways in ((own, together), (others, alone), (own, earlier)):
        for somebody in due_of(definition, stories) if left else ():
            clock_at(f"{somebody.story.as_at}T09:00")
            left -= {name for name in left if any(map(somebody.settled_by, ways(definition, name)))}
    assert not left, f"{definition.id}: recording {', '.join(sorted(left))} settles nothing of anybody due"


def test_a_list_that_a_rule_reads_by_its_value_is_recorded_with_one_in_that_unit():
    asked = 0
    for definition in OFFERED:
        for node in (node for root in definition.nodes for node in walk(root)):
            for held in node.codes.lists if isinstance(node, LatestValue) else ():
                for choice in offered(definition).get(held.id, ()):
                    asked += 1
                    where = f"{definition.id}, {choice.codelist}"
                    assert choice.limits is not None, f"{where}: a number is read and none is asked for"
                    assert node.unit is None or choice.limits.unit == node.unit, where
    assert asked > 100


def test_what_can_be_typed_is_what_an_extract_may_hold():
    for analyte in ANALYTES:
        for choice in choices([analyte.codelist]):
            limits = choice.limits
            assert (limits.unit, limits.lowest, limits.highest) == (
                analyte.unit,
                analyte.lowest,
                analyte.highest,
            ), analyte.codelist


def test_a_code_that_carries_a_number_is_asked_for_with_it_or_not_at_all():
    offered_here = {choice.term: choice.limits for choice in choices(["renal_function", "full_blood_count"])}
    assert offered_here == {"Blood urea/renal function": None, "Full blood count": None}
    creatinine = codelist("creatinine").first.code
    assert creatinine in codelist("renal_function")
    day = date(2026, 2, 10)
    with pytest.raises(FormError, match="expected a number from 10 to 2500 umol/L"):
        check(
            [NewEntry("renal_function", creatinine, day)],
            ["renal_function"],
            born=date(1950, 1, 1),
            today=day,
        )


def test_a_medicine_is_no_entry():
    counted = {name for each in WORKED for name in each.work.counts}
    issued = {held.id for held in medicines(counted)}
    assert {"statin", "doac"} <= issued
    assert not issued & {choice.codelist for choice in choices(counted)}
    statin, day = codelist("statin").first.code, date(2026, 2, 10)
    with pytest.raises(FormError, match="line 1, code: expected one of the codes that count"):
        check([NewEntry("statin", statin, day)], ["statin"], born=date(1950, 1, 1), today=day)


def test_where_nothing_can_be_recorded_the_rules_say_how_it_settles_itself():
    silent = [each for each in WORKED if each not in OFFERED]
    assert silent
    for each in silent:
        sentences = [rule.sentence for rule in each.rules if rule.kind is RuleKind.ACHIEVE]
        assert sentences and all(sentences), each.id


def test_what_counts_and_is_not_recorded_here_is_named(monkeypatch):
    counted = {each.id: list(each.work.counts) for each in WORKED}
    monkeypatch.setattr(settles, "counts_of", counted.__getitem__)
    for id, (medicines_named, elsewhere) in {
        "af_untreated": (("Direct oral anticoagulant", "Vitamin K antagonist"), ()),
        "medicines_safety": ((), ("what is prescribed",)),
        "doac_monitoring": ((), ("what is prescribed",)),
        "care_home_round_due": ((), ("appointments",)),
        "frail_housebound_alone": ((), ("contacts with the practice",)),
        "repeated_emergency_admissions": ((), ("stays in hospital",)),
        "HYP008": ((), ()),
    }.items():
        found = settles.settling(id)
        assert (found.medicines, found.elsewhere) == (medicines_named, elsewhere), id
