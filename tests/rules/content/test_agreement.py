"""The real definitions on generated people: the arrays evaluator says what the plain one says, of everybody.

Lives are made of the codes that the definitions read, on days that crowd around the limits of their windows,
with pressures that crowd around their thresholds.
"""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.engine import MemoryPractice, evaluate_practices
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import outcomes
from openpcn.rules.engine.stories import as_outcome
from openpcn.rules.language import Outcome, Person, Registered, Row

YEARS = (
    (date(2026, 2, 10), date(2026, 3, 31)),
    (date(2026, 3, 31), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2027, 3, 31)),
    (date(2026, 2, 10), date(2025, 9, 30)),
)
LIMITS = [
    date(2008, 4, 1),
    date(2021, 4, 1),
    date(2024, 4, 1),
    date(2024, 10, 1),
    date(2025, 4, 1),
    date(2025, 6, 30),
    date(2025, 8, 10),
    date(2025, 10, 1),
    date(2026, 2, 10),
    date(2026, 3, 31),
]
BIRTHS = [date(1946, 3, 31), date(2008, 3, 31), date(2012, 3, 31), date(1970, 2, 28), date(1960, 6, 1)]
PRESSURES = {
    "systolic": (110, 134, 135, 136, 139, 140, 141, 169, 170, 179, 180),
    "diastolic": (70, 84, 85, 86, 89, 90, 91, 114, 115, 119, 120),
}


DOORS = {
    "SMR01B": ("frailty_severe",),
    "SMR01D": ("care_home_permanent",),
    "HI03": ("learning_disability",),
    "HYP008": ("hypertension",),
    "CVD01": (),
}
#: Lists that must meet in one life for a rare rule to decide.
MEETINGS = {
    "SMR01B": [("palliative_care", "smr_declined")],
    "SMR01D": [("alignment_registration_declined", "smr_declined")],
    "HI03": [("ld_health_check", "ld_health_action_plan", "ethnicity")],
    "HYP008": [("bp_invitation",)],
    "CVD01": [("home_monitoring_declined",)],
}
_POOLS = {each.id: [one.id for one in catalogue.codelists_of(each)] for each in catalogue.indicators()}
_ALL = sorted({one.id for each in catalogue.definitions() for one in catalogue.codelists_of(each)})
_PERIODS = [(date(2025, 4, 1), 315), (date(2024, 4, 1), 365), (date(2021, 3, 25), 1400)]


def _day(rng: Random) -> date:
    """Half of the days crowd around the limits, the others lie anywhere in the year, or in those before."""
    if rng.random() < 0.5:
        return rng.choice(LIMITS) + timedelta(days=rng.randint(-8, 8))
    first, length = rng.choice(_PERIODS)
    return first + timedelta(days=rng.randint(0, length))


def _entries(rng: Random, list_id: str) -> list[Row]:
    """One entry of a list; a pressure mostly comes with its other half."""
    code = rng.choice(codelist(list_id).codes[:2]).code
    day = None if rng.random() < 0.05 else _day(rng)
    kind, _, setting = list_id.partition("_")
    if kind in PRESSURES:
        halves = [f"systolic_{setting}", f"diastolic_{setting}"] if rng.random() < 0.85 else [list_id]
        comparator = rng.choice([None] * 9 + ["<", ">", "<=", ">="])
        implausible = rng.random() < 0.06
        return [
            Row(
                codelist(half).first.code,
                day,
                rng.choice(PRESSURES[half.partition("_")[0]]),
                "mmHg",
                comparator,
                implausible=implausible,
            )
            for half in halves
        ]
    if list_id == "clinical_frailty_scale":
        return [Row(code, day, rng.choice([None, 6, 7, 8, 9]))]
    return [Row(code, day)]


def _person(rng: Random) -> Person:
    """Somebody who is likely in the population of one indicator, with entries that matter there."""
    indicator = rng.choice(sorted(DOORS))
    pool = _ALL if rng.random() < 0.15 else _POOLS[indicator]
    # a few lists in a life, so that entries of one matter meet each other
    chosen = rng.sample(pool, k=min(len(pool), rng.randint(1, 4)))
    if rng.random() < 0.1:
        chosen = list(rng.choice(MEETINGS[indicator]))
    if indicator in ("HYP008", "CVD01"):
        chosen += ["systolic_clinic", "systolic_home"]
    rows: list[Row] = []
    if rng.random() < 0.95:
        rows += [Row(codelist(each).first.code, date(2019, 6, 1)) for each in DOORS[indicator]]
    for _ in range(rng.randint(1, 9)):
        rows += _entries(rng, rng.choice(chosen))
    registered = Registered(
        birth_date=rng.choice(BIRTHS) + timedelta(days=rng.randint(-2, 2)),
        registered_on=rng.choice([date(2012, 5, 1)] * 4 + [date(2025, 6, 30), date(2025, 7, 1)]),
        deregistered_on=rng.choice([None] * 14 + [date(2026, 2, 10)]),
        death_date=rng.choice([None] * 14 + [date(2026, 2, 9)]),
    )
    return Person(registered, tuple(rows))


def _compare(members: list[Person], as_at: date, achievement_date: date) -> Counter[str]:
    """Every outcome of every definition for each person, by both evaluators; which rules decided, counted."""
    definitions = catalogue.definitions()
    table = evaluate_practices(
        [MemoryPractice(tuple(members))], definitions, as_at=as_at, achievement_date=achievement_date
    ).outcomes
    arrays: dict[int, Counter[Outcome]] = {number: Counter() for number in range(1, len(members) + 1)}
    for row in table.to_pylist():
        arrays[row["person_id"]][as_outcome(row)] += 1
    dates, parameters = Dates(as_at, achievement_date), Parameters(achievement_date)
    seen: Counter[str] = Counter()
    for number, each in enumerate(members, start=1):
        plain = Counter(outcomes(each, definitions, dates, parameters))
        assert arrays[number] == plain, f"{as_at} to {achievement_date}: {each}"
        seen.update(f"{one.definition} {one.rule or one.word}" for one in plain)
    return seen


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rng=st.randoms(use_true_random=False), year=st.sampled_from(YEARS))
def test_the_evaluators_agree_on_any_life(rng: Random, year: tuple[date, date]):
    _compare([_person(rng) for _ in range(2)], *year)


@pytest.mark.parametrize("year", YEARS[1:], ids=str)
def test_the_evaluators_agree_on_a_population_of_another_year(year: tuple[date, date]):
    rng = Random(11)
    assert _compare([_person(rng) for _ in range(400)], *year)


def test_the_evaluators_agree_on_a_population_in_which_every_rule_decides():
    rng = Random(7)
    seen = _compare([_person(rng) for _ in range(2500)], *YEARS[0])
    every = {f"{each.id} {rule.code}" for each in catalogue.indicators() for rule in each.rules}
    every |= {f"{each.id} due" for each in catalogue.indicators()}
    every |= {f"{each.id} member" for each in catalogue.registers()}
    assert every <= set(seen), f"never decided: {sorted(every - set(seen))}"
