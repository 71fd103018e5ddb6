"""Every kind of node of the language is known to all three evaluators; a strange one is refused by name."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import date

import pytest

from openpcn.rules import language
from openpcn.rules.engine import MemoryPractice, evaluate_practices, ibis
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import outcomes
from openpcn.rules.engine.stories import agree, outcomes_by_person
from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    AS_AT,
    AgeOn,
    BirthDate,
    BloodPressure,
    Count,
    DeprivationFifth,
    Earliest,
    Episode,
    Indicator,
    Latest,
    LatestValue,
    Node,
    Pair,
    Param,
    Register,
    RegisteredSince,
    Sex,
    Source,
    Work,
    achieve,
    all_of,
    bp,
    days,
    earliest_of,
    known,
    latest_of,
    missing,
    months,
    person,
    value_at_least,
    working_days,
)
from openpcn.rules.language.definitions import On
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import EPISODE_START, Always, BoolExpr, walk
from openpcn.rules.language.medicines import CountDistinct, CurrentRepeats, SumOf
from openpcn.rules.language.numbers import (
    at_least_of,
    choose,
    exp,
    first_known,
    ln,
    points,
    power,
    total,
)
from openpcn.rules.language.scores import Input, Scored, ScoreModule
from openpcn.rules.language.stays import Stays
from openpcn.terms.units import Unit

MOMENTS = (date(2026, 2, 10), date(2026, 3, 31))
SOURCE = Source("Made for a test", edition="1")
#: Nodes that stand for others and are never evaluated themselves.
ABSTRACT = {
    "Node", "BoolExpr", "DateExpr", "NumberExpr", "TextExpr", "Fact", "EntryFact", "DayFact", "_OfSeveral",
}  # fmt: skip

hypertension = Latest("hypertension")
weight = LatestValue("systolic_clinic", unit=Unit.MMHG)
pressure = BloodPressure("systolic_clinic", "diastolic_clinic")
statins = Count("statin", table="issue")
age = AgeOn("achievement_date")
score = ScoreModule(
    "score_of_a_test", "A score", version="1", purpose="to be a test", source=SOURCE,
    inputs=(Input("age", age),), value=age.plain / 3,
)  # fmt: skip
register = Register(
    "register_of_a_test", "A register", source=SOURCE, rationale="To be a test.", member=hypertension.exists
)
CONDITIONS = (
    hypertension.exists & ~(weight.value > 140) & missing(Latest("dementia")),
    Earliest("hypertension").date < AS_AT,
    (statins.count >= 2) | Sex().is_("female"),
    known(latest_of(hypertension.date, RegisteredSince())) & (BirthDate() + months(12) < ACHIEVEMENT_DATE),
    earliest_of(hypertension.date, pressure.date) + days(3) > date(2019, 1, 1),
    Pair(hypertension, Latest("systolic_clinic"), within_days=4000).exists,
    pressure.at_most(140, 90) | (DeprivationFifth() <= 2) | (Param("qof.HYP008.clinic_systolic") > 100),
    On(register) & Always(),
    CountDistinct("statin").count > 0,
    CurrentRepeats("statin").count > 0,
    SumOf("opioid_strong", amounts="oral_morphine_equivalent").amount < 10,
    Stays("hospital_stay", kinds=("emergency_admission",)).count > 0,
    exp(ln(age.plain + 1)) * power(age.plain, 0.5) / 7 - 1 > 2,
    (at_least_of(weight.value, 120.0).plain.rounded(0) > first_known(weight.value.plain, age)),
    choose((Sex().is_("female"), age), otherwise=0.0) + total(points(hypertension.exists, 2, "hypertension"))
    > 50,
    weight.value.plain.as_unit(Unit.MMHG) >= 100,
    Scored(score) > 20,
    LatestValue("systolic_clinic", unit=Unit.MMHG, where=value_at_least(130, Unit.MMHG)).exists,
)
PEOPLE = tuple(
    each.person
    for each in (
        person(born="1950-05-01")
        .has("hypertension", on="2019-03-02")
        .reads(bp(152, 80), on="2026-01-10")
        .issued("statin", on="2026-01-20"),
        person(born="1980-02-29", sex="male").reads(bp(130, 70), on="2025-01-10"),
        person(born="1990-02-28").has("hypertension", on="2025-12-24").has("dementia", on="2020-01-01"),
    )
)


def _definitions() -> list[language.Definition]:
    found: list[language.Definition] = [register]
    found += [
        Register(f"node_{at}", "A condition", source=SOURCE, rationale="To be a test.", member=condition)
        for at, condition in enumerate(CONDITIONS)
    ]
    found.append(
        Indicator(
            "episode_of_a_test", "An episode", source=SOURCE, rationale="To be a test.",
            per=Episode(hypertension, working_days(7)),
            rules=(
                achieve("R1", all_of(review=Latest("dementia", after=EPISODE_START).exists,
                                     reading=pressure.exists), "Reviewed"),
            ),
            work=Work("work", "Work", by=("gp",), minutes=10),
        )
    )  # fmt: skip
    return found


def test_three_evaluators_agree_on_every_kind_of_node() -> None:
    definitions = _definitions()
    given = {"as_at": MOMENTS[0], "achievement_date": MOMENTS[1], "scores": frozenset({score.id})}
    practices = [MemoryPractice(PEOPLE)]
    arrays = outcomes_by_person(evaluate_practices(practices, definitions, **given))
    queries = outcomes_by_person(ibis.evaluate_practices(ibis.DuckDB(), practices, definitions, **given))
    for number, each in enumerate(PEOPLE, start=1):
        plain = outcomes(each, definitions, Dates(*MOMENTS), Parameters(MOMENTS[1], scores=given["scores"]))
        for found in (arrays, queries):
            order = {one.id: at for at, one in enumerate(definitions)}
            assert agree(plain, sorted(found[number], key=lambda one: order[one.definition]))
    assert sum(len(each) for each in arrays.values()) > len(CONDITIONS)


def _kinds() -> set[str]:
    """Every concrete class of node that the language declares."""
    for module in pkgutil.iter_modules(language.__path__):
        importlib.import_module(f"{language.__name__}.{module.name}")
    found: set[str] = set()
    waiting: list[type] = [Node]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(language.__name__) and kind.__name__ not in ABSTRACT:
            found.add(kind.__name__)
    return found


def test_no_kind_of_node_is_left_out_above() -> None:
    used = {type(node).__name__ for each in _definitions() for root in each.nodes for node in walk(root)}
    assert _kinds() <= used, f"not tried: {sorted(_kinds() - used)}"


@dataclass(frozen=True)
class Strange(BoolExpr):
    """A node that no evaluator knows."""

    def describe(self) -> str:
        return "strange"


def test_an_unknown_node_is_refused_by_its_name() -> None:
    strange = Register("strange", "Strange", source=SOURCE, rationale="To be a test.", member=Strange())
    with pytest.raises(DefinitionError, match="the Ibis evaluator does not know Strange"):
        ibis.evaluate_practices(
            ibis.DuckDB(), [MemoryPractice(PEOPLE)], [strange], as_at=MOMENTS[0], achievement_date=MOMENTS[1]
        )
