"""Definitions made to use every fact and every node, and crowds of people made to meet their rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest

from openpcn.rules.engine import codelists_needed
from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    AS_AT,
    EPISODE_START,
    IN_PERIOD,
    YEAR_START,
    AgeOn,
    Always,
    BirthDate,
    BloodPressure,
    CaseFinding,
    Count,
    Definition,
    DeprivationFifth,
    Earliest,
    Episode,
    Indicator,
    Issues,
    LastReading,
    Latest,
    LatestValue,
    Nearly,
    On,
    Pair,
    Param,
    Person,
    Register,
    Registered,
    RegisteredSince,
    Row,
    Sex,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    after,
    all_of,
    before,
    contract_period,
    days,
    earliest_of,
    exclude,
    known,
    last,
    latest_of,
    missing,
    months,
    on_or_after,
    on_or_before,
    value_at_least,
    value_at_most,
    within,
    working_days,
)
from openpcn.terms.units import Unit

TEST = Source("Written for a test", "of today")
MMOL = Unit.MMOL_PER_MOL

diagnosis = Latest("diabetes")
resolved = Latest("diabetes_resolved")
first = Earliest(("diabetes", "ndh"), window=on_or_after(resolved.date, or_ever=True))
hba1c = LatestValue("hba1c", unit=MMOL, window=last(months(12)))
worst = LatestValue("hba1c", unit=MMOL, same_day="highest", where=value_at_least(48, MMOL))
scale = LatestValue("clinical_frailty_scale", unit=None, window=before(YEAR_START) & after(date(2020, 2, 29)))
frailty = Latest(("frailty_mild", "frailty_moderate", "frailty_severe"))
clinic = BloodPressure("systolic_clinic", "diastolic_clinic", setting="clinic", window=last(months(12)))
home = BloodPressure("systolic_home", "diastolic_home", setting="home", in_period=True)
reading = LastReading(clinic, home)
invitations = Count("bp_invitation", window=IN_PERIOD & after(reading.date, or_ever=True), apart=days(7))
low = Latest("hba1c", where=value_at_most(41, MMOL))
statins = Issues("statin", window=last(days(90), until=AS_AT))

DIABETES = Register(
    "engine_diabetes",
    "Diabetes (test)",
    source=TEST,
    rationale="For a test",
    member=diagnosis.exists & ~(resolved.date > diagnosis.date) & (AgeOn("achievement_date") >= 17),
)
UNRESOLVED = Register(
    "engine_unresolved",
    "Diabetes not resolved (test)",
    source=TEST,
    rationale="For a test",
    member=diagnosis.exists & (missing(resolved) | (resolved.date <= diagnosis.date)),
)
EVERYBODY = Register(
    "engine_everybody", "Everybody (test)", source=TEST, rationale="For a test", member=Always()
)

CONTROL = Indicator(
    "ENGINE_CONTROL",
    "Control (test)",
    source=TEST,
    rationale="For a test",
    of=On(UNRESOLVED) & AgeOn("as_at").between(17, 79),
    rules=(
        exclude("R1", Sex().is_("male") & (DeprivationFifth() <= 2), "Test"),
        achieve("R2", hba1c.value <= 58, "Test"),
        adjust("R3", reading.at_least(clinic=(140, 90), home=(135, 85)) & (hba1c.value > 75), "Test"),
        adjust("R4", invitations.count >= 2, "Test"),
        adjust("R5", frailty.has_code("frailty_severe") | (missing(frailty) & (scale.value >= 7)), "Test"),
        adjust("R6", first.date > ACHIEVEMENT_DATE - months(9), "Test"),
        adjust("R7", RegisteredSince() > ACHIEVEMENT_DATE - months(9), "Test"),
        adjust("R8", known(worst) & (hba1c.value - worst.value < -10), "Test"),
        adjust("R9", ~known(Sex()), "Test"),
    ),
    due_by=earliest_of(ACHIEVEMENT_DATE, hba1c.date + months(6)),
    nearly=(Nearly(missing(hba1c) & worst.exists, "An older value"),),
    shows=(Show("HbA1c", hba1c, if_missing="None"), Show("Worst", worst), Show("Blood pressure", clinic)),
    work=Work(
        "engine_work",
        "Work (test)",
        by=("nurse",),
        minutes=5,
        red_flag=reading.at_least(clinic=(180, 120), home=(170, 115)),
        red_flag_sentence="Severe",
    ),
)

PARTS = Indicator(
    "ENGINE_PARTS",
    "Parts, pairs and counts (test)",
    source=TEST,
    rationale="For a test",
    of=None,
    rules=(
        exclude("R1", (statins.count >= 2) & (statins.first < statins.date), "Test"),
        achieve(
            "R2",
            all_of(
                pressure=reading.at_most(
                    clinic=(Param("qof.HYP008.clinic_systolic", Unit.MMHG), 90), home=(135, 85)
                ),
                soon=Pair(Latest("hba1c", in_period=True), Latest("statin", table="issue"), 28).exists,
                twice=Count("hba1c", window=last(contract_period("cvd01.lookback")), per="day").count >= 2,
            ),
            "Test",
        ),
        adjust(
            "R3",
            Pair(Latest("diabetes"), Latest("hba1c"), 60, at_least_days=10, a_first=True).date
            > date(2024, 2, 29),
            "Test",
        ),
        adjust("R4", low.date.between(BirthDate() + months(12 * 50), AS_AT), "Test"),
        adjust("R5", low.date.same_day_as(hba1c.date), "Test"),
    ),
    due_by=latest_of(diagnosis.date, resolved.date) + days(10),
)

OVERDUE = Indicator(
    "ENGINE_HAZARD",
    "Hazard (test)",
    source=TEST,
    rationale="For a test",
    of=DIABETES,
    numerator="due",
    rules=(
        exclude("R1", missing(statins), "Test"),
        exclude("R2", Count("hba1c", window=on_or_before(ACHIEVEMENT_DATE)).count + 1 > 3, "Test"),
    ),
    work=Work("engine_look", "Look (test)", by=("gp",), minutes=5, window=working_days(10)),
)

EPISODES = CaseFinding(
    "ENGINE_EPISODES",
    "Every raised reading (test)",
    source=TEST,
    rationale="For a test",
    of=~On(DIABETES) & (AgeOn("year_start") >= 18),
    per=Episode(
        start=(clinic.of_at_least(140, 90), LatestValue("hba1c", unit=MMOL, where=value_at_least(48, MMOL))),
        close_within=months(6),
        keep="each",
    ),
    rules=(
        achieve("R1", Latest("abpm", window=within(months(6), of=EPISODE_START)).exists, "Test"),
        achieve(
            "R2",
            BloodPressure("systolic_home", "diastolic_home", after=EPISODE_START).at_most(134, 84),
            "Test",
        ),
        exclude("R3", diagnosis.date < EPISODE_START, "Test"),
        adjust("R4", Latest("bp_declined", window=after(EPISODE_START)).exists, "Test"),
    ),
    shows=(Show("Started", EPISODE_START),),
)
LAST_EPISODE = CaseFinding(
    "ENGINE_LAST",
    "The last invitation (test)",
    source=TEST,
    rationale="For a test",
    per=Episode(start=Latest("bp_invitation"), close_within=days(30)),
    rules=(
        achieve("R1", Count("bp_invitation", window=within(days(30), of=EPISODE_START)).count >= 3, "Test"),
    ),
)

EVER = {"systolic": "systolic_clinic", "diastolic": "diastolic_clinic"}
year = IN_PERIOD
spaced = Count("bp_invitation", apart=days(7))
all_hba1c = LatestValue("hba1c", unit=MMOL)
all_clinic = BloodPressure(**EVER)
follows = Pair(Latest("bp_invitation", window=year), Latest("abpm", window=year), 28, 1, a_first=True)

# One condition each, so that nothing hides behind another rule.
CONDITIONS = {
    "spaced_twice": spaced.count >= 2,
    "spaced_thrice": spaced.count >= 3,
    "spaced_in_window": Count("bp_invitation", in_period=True, apart=days(28)).count.equals(2),
    "entries": Count("bp_invitation").count.between(2, 3),
    "entries_not": ~(Count("bp_invitation").count < 4),
    "days": Count("bp_invitation", per="day").count >= 2,
    "span": spaced.date > spaced.first + days(60),
    "above": all_hba1c.value > 58,
    "not_above": ~(all_hba1c.value > 58),
    "at_least": all_hba1c.value >= 58,
    "not_at_least": ~(all_hba1c.value >= 58),
    "below": all_hba1c.value < 58,
    "not_below": ~(all_hba1c.value < 58),
    "at_most": all_hba1c.value <= 58,
    "not_at_most": ~(all_hba1c.value <= 58),
    "equal": all_hba1c.value.equals(58),
    "not_equal": ~all_hba1c.value.equals(58),
    "highest": LatestValue("hba1c", unit=MMOL, same_day="highest").value >= 58,
    "fell": (all_hba1c.value - worst.value < -1) | (all_hba1c.value + 1 > worst.value),
    "value_kept": Latest("hba1c", where=value_at_least(58, MMOL)).date > all_hba1c.date - days(28),
    "value_any_unit": LatestValue("hba1c", unit=None).value >= 48,
    "systolic": all_clinic.systolic >= 140,
    "not_systolic": ~(all_clinic.systolic >= 140),
    "raised": all_clinic.at_least(140, 90),
    "target": all_clinic.at_most(140, 90),
    "raised_ever": all_clinic.of_at_least(140, 90).exists,
    "below_ever": all_clinic.of_below(140, 90).exists,
    "low_ever": all_clinic.of_at_most(139, 89).date > all_clinic.date - months(6),
    "pair_windowed": follows.exists,
    "pair_date": follows.date >= date(2025, 8, 31),
    "pair_either": Pair(Latest("bp_invitation"), Latest("abpm", window=year), 10, 7).exists,
    "pair_within": Pair(Latest("bp_invitation", window=last(months(6))), Latest("abpm"), 6).exists,
    "earliest": Earliest("bp_invitation", window=last(months(6), until=AS_AT)).date < date(2025, 9, 1),
    "same_day": Latest(("bp_invitation", "abpm")).has_code("abpm"),
    "month_end": Latest("bp_invitation").date + months(6) >= AS_AT,
    "month_back": Latest("bp_invitation", window=before(Latest("abpm").date - months(6))).exists,
    "on_the_day": Latest("bp_invitation", window=on_or_before(Latest("abpm").date, or_ever=True)).exists,
    "after_ever": Latest("bp_invitation", window=after(Latest("abpm").date, or_ever=True)).exists,
    "after_only": Latest("bp_invitation", window=after(Latest("abpm").date)).exists,
    "from_birthday": Latest("bp_invitation", window=within(months(12 * 80), of=BirthDate())).exists,
    "earlier": earliest_of(Latest("bp_invitation").date, Latest("abpm").date) >= YEAR_START,
    "later": latest_of(Latest("bp_invitation").date, Latest("abpm").date) >= YEAR_START,
    "later_missing": missing(latest_of(Latest("bp_invitation").date, Latest("abpm").date)),
    "working_days": AS_AT + working_days(30) < ACHIEVEMENT_DATE,
    "adult": AgeOn("achievement_date") >= 18,
    "not_adult": AgeOn("as_at") < 18,
    "age_at_start": AgeOn("year_start").equals(17),
    "deprived": DeprivationFifth() <= 2,
    "not_deprived": ~(DeprivationFifth() <= 2),
    "female": Sex().is_("female"),
    "not_female": ~Sex().is_("female"),
    "newly": RegisteredSince() > ACHIEVEMENT_DATE - months(9),
    "issued": Issues("statin", in_period=True).count >= 2,
    "unknown_and": (all_hba1c.value > 58) & Latest("abpm").exists,
    "unknown_or": ~((all_hba1c.value > 58) | Latest("abpm").exists),
}  # fmt: skip
ONE_CONDITION = tuple(
    Register(f"one_{name}", name, source=TEST, rationale="For a test", member=condition)
    for name, condition in CONDITIONS.items()
)
DEFINITIONS = (
    DIABETES, UNRESOLVED, EVERYBODY, CONTROL, PARTS, OVERDUE, EPISODES, LAST_EPISODE, *ONE_CONDITION,
)  # fmt: skip

TODAY, YEAR_END = date(2026, 2, 10), date(2026, 3, 31)
# Days on which windows, clocks, ages and years begin and end, and leap days; each is met with its neighbours.
EDGES = (
    TODAY, YEAR_END, date(2025, 3, 31), date(2025, 4, 1), date(2025, 6, 30), date(2025, 11, 12),
    date(2024, 2, 29), date(2025, 8, 31), date(2025, 2, 28), date(2024, 9, 30), date(2021, 4, 1),
    date(2022, 4, 1), date(2008, 4, 1),
)  # fmt: skip
PRESSURES = {
    "systolic": (118, 134, 135, 136, 139, 140, 141, 170, 180),
    "diastolic": (76, 84, 85, 86, 89, 90, 91, 120),
}
VALUES = {"hba1c": (40, 41, 42, 47, 48, 58, 59, 75, 76, 90), "clinical_frailty_scale": (5, 6, 7, 8, 9)}
UNITS = {"hba1c": "mmol/mol", "systolic": "mmHg", "diastolic": "mmHg"}
AGES = (13, 14, 16, 17, 18, 49, 50, 79, 80)


class Crowd:
    """Makes people whose entries meet: few codes each, days bunched together and on the edges."""

    def __init__(self, random: Random, definitions: Sequence[Definition]) -> None:
        self.random = random
        self.codes = {
            each.id: [code.code for code in each.codes[:2]]
            for definition in definitions
            for each in codelists_needed(definition)
        }

    def person(self) -> Person:
        names = self.random.sample(sorted(self.codes), min(len(self.codes), self.random.randint(2, 8)))
        bunch = self._any_day()
        rows: list[Row] = []
        for _ in range(self.random.randint(0, 30) if names else 0):
            name = self.random.choice(names)
            day = self._day(bunch)
            rows.append(self._row(name, day))
            if name.startswith(("systolic", "diastolic")) and self.random.random() < 0.8:
                stem, _, setting = name.partition("_")
                other = f"{'diastolic' if stem == 'systolic' else 'systolic'}_{setting}"
                rows.append(self._row(other, day))
        return Person(self._registered(), tuple(rows))

    def _any_day(self) -> date:
        if self.random.random() < 0.5:
            return self.random.choice(EDGES) + timedelta(days=self.random.randint(-2, 2))
        return TODAY - timedelta(days=int(self.random.expovariate(1 / 400)))

    def _day(self, bunch: date) -> date:
        if self.random.random() < 0.5:
            return bunch + timedelta(
                days=self.random.choice((0, 0, 1, 6, 7, 8, 10, 27, 28, 29, 60, 61, 181, 184))
            )
        return self._any_day()

    def _row(self, name: str, day: date) -> Row:
        chance = self.random.random
        stem = name.partition("_")[0] if name.startswith(("systolic", "diastolic")) else name
        values = PRESSURES.get(stem) or VALUES.get(name)
        value = float(self.random.choice(values)) if values and chance() < 0.95 else None
        return Row(
            self.random.choice(self.codes[name]),
            None if chance() < 0.02 else day,
            value,
            self.random.choice((None, "%", "mmHg")) if chance() < 0.05 else UNITS.get(stem),
            self.random.choice(("<", "<=", ">", ">=")) if value is not None and chance() < 0.15 else None,
            name,
            "issue" if name == "statin" and chance() < 0.8 else "event",
            implausible=chance() < 0.04,
            confidential=chance() < 0.03,
        )

    def _registered(self) -> Registered:
        chance = self.random.random
        if chance() < 0.4:
            edge = self.random.choice((TODAY, YEAR_END, date(2025, 4, 1), date(2024, 2, 29)))
            year = edge.year - self.random.choice(AGES)
            born = date(year, edge.month, min(edge.day, 28)) + timedelta(days=self.random.randint(-2, 3))
        else:
            born = date(1930, 1, 1) + timedelta(days=self.random.randint(0, 30_000))
        since = date(2001, 1, 1) if chance() < 0.8 else self._any_day()
        return Registered(
            birth_date=born,
            sex=self.random.choice(("female", "female", "male", "male", "other", "unknown")),
            registered_on=max(since, born),
            deregistered_on=self._any_day() if chance() < 0.05 else None,
            registration_type="temporary" if chance() < 0.03 else "regular",
            death_date=self._any_day() if chance() < 0.05 else None,
            deprivation_decile=self.random.choice((None, *range(1, 11))),
        )


@pytest.fixture(scope="session")
def every_kind() -> tuple[Definition, ...]:
    """Registers, indicators and case finding that between them use every fact and every node."""
    return DEFINITIONS


@pytest.fixture(scope="session")
def crowd_of() -> type[Crowd]:
    """Makes people for definitions: ``crowd_of(random, definitions).person()``."""
    return Crowd
