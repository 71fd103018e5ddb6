"""Worked examples of the contract, to the penny."""

from datetime import date
from decimal import Decimal

import pytest

from openpcn.rules.contract import (
    Contract,
    MonthConvention,
    Populations,
    arrs_claim,
    enhanced_access_minutes,
    indicator_points,
    indicator_terms,
    marginal_worth,
    network_income,
    people_to,
    points_payment,
)
from openpcn.terms.dates import ContractYear
from openpcn.terms.money import pence

CONTRACT = Contract.load()
PEOPLE = Populations(
    registered=48_000, adjusted=Decimal(47_250), weighted=Decimal(48_900), care_home_beds=310
)


def test_network_income_2025_26():
    lines = {line.id: line for line in network_income(CONTRACT, ContractYear(2025), PEOPLE)}
    assert {id: line.amount_pence for id, line in lines.items()} == {
        "core": 143_402_25,
        "enhanced_access": 398_175_75,
        "care_home_premium": 40_378_43,
        "capacity_support": 151_578_00,
        "capacity_improvement": 64_968_75,
        "arrs": 1_302_255_90,
    }
    assert pence(Decimal("130.253") * 310 / 12) == 3_364_87
    assert all(line.confirmed for line in lines.values())


def test_network_income_2026_27_knows_what_it_does_not_know():
    lines = {line.id: line for line in network_income(CONTRACT, ContractYear(2026), PEOPLE)}
    assert lines["arrs"].amount_pence == 1_352_965_20
    assert not lines["arrs"].confirmed
    assert lines["capacity_support"].amount_pence == 0
    assert lines["capacity_improvement"].amount_pence == 0
    for id in ("core", "enhanced_access", "care_home_premium"):
        assert lines[id].amount_pence is None, "unknown money is not known, never zero"
        assert lines[id].on_last_rates


def test_income_before_any_publication_is_not_known():
    lines = network_income(CONTRACT, ContractYear(2019), PEOPLE)
    assert all(line.amount_pence is None and line.on_last_rates is None for line in lines)


def test_the_parts_of_core_add_up():
    on = date(2025, 4, 1)
    assert CONTRACT.value("core.list", on).amount + CONTRACT.value("core.adjusted", on).amount == Decimal(
        "2.999"
    )


def _pharmacist(convention: MonthConvention):
    maximum = CONTRACT.value("arrs.maximum.band_7_8a", date(2025, 5, 12))
    return arrs_claim(
        annual_maximum=maximum.amount,
        annual_cost=Decimal(62_000),
        wte=Decimal("0.8"),
        month=date(2025, 5, 1),
        starts=date(2025, 5, 12),
        convention=convention,
    )


def test_additional_roles_claim_of_a_part_month():
    claim = _pharmacist(MonthConvention.DAYS_OF_MONTH)
    assert (claim.cap, claim.claim) == (2_880_52, 2_666_67)
    assert "20 of 31 days" in claim.trace[0]


def test_additional_roles_claim_by_days_of_the_year():
    assert _pharmacist(MonthConvention.DAYS_OF_YEAR).claim == 2_717_81


def test_additional_roles_claim_stops_at_the_cap_and_at_the_contract():
    over = arrs_claim(
        annual_maximum=Decimal(12_000), annual_cost=Decimal(24_000), wte=Decimal(1), month=date(2025, 6, 1)
    )
    assert over.claim == over.cap == 1_000_00
    gone = arrs_claim(
        annual_maximum=Decimal(12_000),
        annual_cost=Decimal(12_000),
        wte=Decimal(1),
        month=date(2025, 6, 1),
        ends=date(2025, 5, 31),
    )
    assert gone.claim == 0


def test_indicator_payment_of_hi03():
    points = indicator_points(71, 100, Decimal(60), Decimal(80), Decimal(36))
    assert points == Decimal("19.8")
    assert pence(points_payment(points, Decimal(198))) == 3_920_40
    adjusted = points_payment(points, Decimal(198), Decimal(48_000) / 50_000, Decimal("1.1"))
    assert pence(adjusted) == 4_139_94


@pytest.mark.parametrize(
    ("achieved", "points"),
    [(0, 0), (59, 0), (60, 0), (61, Decimal("1.8")), (79, Decimal("34.2")), (80, 36), (100, 36)],
)
def test_points_at_both_sides_of_both_thresholds(achieved: int, points: Decimal):
    assert indicator_points(achieved, 100, Decimal(60), Decimal(80), Decimal(36)) == points


def test_nobody_in_the_denominator_earns_nothing():
    assert indicator_points(0, 0, Decimal(60), Decimal(80), Decimal(36)) == 0


@pytest.mark.parametrize(
    ("achieved", "worth"),
    [(58, "0"), (59, "0"), (60, "356.40"), (71, "356.40"), (79, "356.40"), (80, "0"), (100, "0")],
)
def test_one_more_person(achieved: int, worth: str):
    got = marginal_worth(achieved, 100, Decimal(60), Decimal(80), Decimal(36), Decimal(198))
    assert got == Decimal(worth)


def test_one_more_person_sums_to_the_whole():
    every = sum(
        marginal_worth(n, 137, Decimal(60), Decimal(80), Decimal(36), Decimal(198)) for n in range(137)
    )
    assert pence(every) == 36 * 198_00


@pytest.mark.parametrize(("achieved", "people"), [(71, 9), (79, 1), (80, 0), (95, 0)])
def test_people_to_the_upper_threshold(achieved: int, people: int):
    assert people_to(Decimal(80), achieved, 100) == people


def test_people_are_whole():
    assert people_to(Decimal(80), 0, 137) == 110  # 109.6
    assert people_to(Decimal(60), 0, 137) == 83  # 82.2
    points = indicator_points(110, 137, Decimal(60), Decimal(80), Decimal(36))
    assert points == 36


@pytest.mark.parametrize(("adjusted", "minutes"), [(47_250, 47 * 60 + 15), (47_374, 2_835), (47_375, 2_850)])
def test_enhanced_access_minutes(adjusted: int, minutes: int):
    per_thousand = CONTRACT.value("enhanced_access.minutes", date(2025, 4, 1)).amount
    assert enhanced_access_minutes(Decimal(adjusted), per_thousand) == minutes


def test_terms_of_hi03_belong_to_the_network_and_admit_what_is_unconfirmed():
    terms = indicator_terms(CONTRACT, "HI03", date(2026, 2, 10))
    assert terms is not None
    assert terms.payee == "network"
    assert terms.point_value.last_published, "no value of a point is known for 2025/26"
    assert not terms.confirmed
    assert pence(terms.pounds(71, 100)) == 3_920_40
    assert pence(terms.one_more(71, 100)) == 356_40
    assert terms.people_to_upper(71, 100) == 9
    assert terms.people_to_lower(58, 100) == 2
    adjusted = terms.pounds(71, 100, list_size=48_000, prevalence=Decimal("0.583"))
    assert pence(adjusted) == pence(Decimal("3920.40") * 48_000 / Decimal(51_136) * Decimal("1.1"))


def test_terms_of_hyp008_belong_to_the_practice():
    terms = indicator_terms(CONTRACT, "HYP008", date(2026, 2, 10))
    assert terms is not None
    assert terms.payee == "practice"
    assert (terms.points.amount, terms.lower.amount, terms.upper.amount) == (38, 40, 85)
    assert not terms.confirmed


def test_an_indicator_that_nobody_pays_has_no_terms():
    assert indicator_terms(CONTRACT, "SMR01B", date(2026, 2, 10)) is None
    assert indicator_terms(CONTRACT, "HI03", date(2020, 1, 1)) is None


def test_a_paid_indicator_whose_thresholds_nobody_knows_has_no_terms():
    assert CONTRACT.value("iif.CAN04.points", date(2026, 2, 10)).amount == 22
    assert indicator_terms(CONTRACT, "CAN04", date(2026, 2, 10)) is None
