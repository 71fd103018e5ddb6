"""What the contract asks for, year by year; roles and their limits; the years held."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openpcn.rules.contract import (
    Base,
    Contract,
    ContractError,
    NotPublished,
    Populations,
    highest_reimbursement,
    network_income,
    requirements,
    roles,
)
from openpcn.rules.contract.requirements import every_national, requirement_of
from openpcn.rules.contract.roles import read_roles
from openpcn.terms.dates import ContractYear

CONTRACT = Contract.load()


def _services(on: date) -> set[str]:
    return {service for each in requirements(on) for service in each.services}


def test_seven_services_were_planned_in_2019_20():
    assert _services(date(2019, 10, 1)) == {
        "medication_review", "care_homes", "early_cancer", "cardiovascular", "inequalities", "proactive_care",
        "personalised_care",
    }  # fmt: skip


def test_until_31_march_2024_they_are_services_and_from_the_next_day_functions():
    before, after = requirements(date(2024, 3, 31)), requirements(date(2024, 4, 1))
    assert not any(each.functions for each in before)
    assert {one for each in after for one in each.functions} == {
        "resources", "outcomes", "need", "collaboration",
    }  # fmt: skip
    assert _services(date(2024, 4, 1)) == _services(date(2024, 3, 31)), "all eight, and enhanced access"


def test_continuity_coding_is_asked_for_from_2026_27():
    def asked(on: date) -> bool:
        return any(each.id == "continuity_2026" for each in requirements(on, "proactive_care"))

    assert not asked(date(2026, 3, 31)) and asked(date(2026, 4, 1))


@pytest.mark.parametrize(("on", "confirmed"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False)])
def test_enhanced_access_is_unconfirmed_from_the_year_whose_text_was_not_read(on: date, confirmed: bool):
    (asked,) = requirements(on, "enhanced_access")
    assert asked.confirmed is confirmed


GOOD = {
    "id": "r", "title": "R", "text": "Do it.", "services": ["care_homes"], "valid_from": date(2025, 4, 1),
    "valid_to": date(2026, 3, 31), "source": "s", "confirmed": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": None}, "missing text"),
        ({"confirmed": None}, "missing confirmed"),
        ({"confirmed": "yes"}, "whether it was read there"),
        ({"source": ""}, "where it is from"),
        ({"valid_to": "March"}, "valid_to must be a date"),
        ({"valid_to": date(2025, 3, 31)}, "valid_to is before valid_from"),
        ({"sevices": []}, "unknown field sevices"),
        ({"functions": ["needs"]}, "functions needs: known are"),
    ],
)
def test_a_damaged_requirement_is_refused_with_file_and_id(changes: dict[str, object], message: str):
    entry = {name: said for name, said in (GOOD | changes).items() if said is not None}
    with pytest.raises(ContractError, match=rf"a\.yaml, r: .*{message}"):
        requirement_of("a.yaml", entry)


def test_nothing_inferred_or_remembered_is_called_confirmed():
    for each in (*every_national(), *roles(date(2026, 4, 1))):
        if re.search("recollection|inferred|commonly published|our reading|not read", each.source):
            assert not each.confirmed, each.id


def test_a_day_or_service_that_is_not_held_says_what_is():
    with pytest.raises(ContractError, match="held from 2019-07-01 to 2027-03-31, none for 2027-04-01"):
        requirements(date(2027, 4, 1))
    with pytest.raises(ContractError, match="it is one of cardiovascular, care_homes"):
        requirements(date(2025, 4, 1), "care_home")


def test_a_date_outside_the_contract_data_says_which_years_are_held():
    assert CONTRACT.outside(date(2026, 2, 10)) == ""
    assert CONTRACT.outside(date(2031, 5, 1)) == (
        "contract values are held for 2019/20 to 2026/27, none for 2031/32"
    )
    with pytest.raises(NotPublished, match=r"held for 2019/20 to 2026/27, none for 2015/16"):
        CONTRACT.value("core.list", date(2015, 5, 1))


def test_every_rate_per_head_says_which_population_it_is_multiplied_by():
    assert {
        name: CONTRACT.rows(name)[0].base
        for name in ("core.list", "core.adjusted", "enhanced_access", "care_home_premium", "arrs.sum")
    } == {
        "core.list": Base.REGISTERED,
        "core.adjusted": Base.ADJUSTED,
        "enhanced_access": Base.ADJUSTED,
        "care_home_premium": Base.BEDS,
        "arrs.sum": Base.WEIGHTED,
    }


def test_populations_of_another_day_are_refused():
    people = Populations(48_000, Decimal(47_250), Decimal(48_900), 310, as_at=date(2025, 4, 1))
    with pytest.raises(ContractError, match="populations of 2025-01-01; these are of 2025-04-01"):
        network_income(CONTRACT, ContractYear(2025), people)


def test_the_limit_of_a_role_is_that_of_its_band():
    on = date(2025, 5, 1)
    pharmacist = highest_reimbursement(CONTRACT, "clinical_pharmacist", on)
    technician = highest_reimbursement(CONTRACT, "pharmacy_technician", on, "outer_london")
    assert pharmacist is not None and pharmacist.amount == Decimal(66_972)
    assert technician is not None and technician.amount == Decimal(49_967)
    assert pharmacist.confirmed and technician.confirmed


def test_a_limit_inferred_from_the_band_is_unconfirmed():
    physiotherapist = highest_reimbursement(CONTRACT, "first_contact_physiotherapist", date(2025, 5, 1))
    assert physiotherapist is not None and physiotherapist.amount == Decimal(66_972)
    assert physiotherapist.standing == "unconfirmed"


def test_a_role_whose_limit_was_found_nowhere_is_a_role_with_its_limit_not_known():
    assert "paramedic" in {each.id for each in roles(date(2025, 5, 1))}
    assert highest_reimbursement(CONTRACT, "paramedic", date(2025, 5, 1)) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{title: N, valid_from: 2025-04-01, source: s, confirmed: true}", "missing bands"),
        ("{title: N, bands: '5', valid_from: 2025-04-01, source: s}", "missing confirmed"),
        (
            "{title: N, bands: '5', maximum: band5, valid_from: 2025-04-01, source: s, confirmed: true}",
            "no contract value 'arrs.maximum.band5'; did you mean arrs.maximum.band_5",
        ),
    ],
)
def test_a_damaged_role_is_refused_with_file_and_id(tmp_path: Path, line: str, message: str):
    path = tmp_path / "roles.yaml"
    path.write_text(f"nurse: {line}\n")
    with pytest.raises(ContractError, match=rf"roles\.yaml, nurse: .*{message}"):
        read_roles(path)


def test_general_practitioners_came_in_on_1_october_2024():
    assert "general_practitioner" not in {each.id for each in roles(date(2024, 9, 30))}
    assert "general_practitioner" in {each.id for each in roles(date(2024, 10, 1))}
    with pytest.raises(ContractError, match="no additional role on 2024-09-30"):
        highest_reimbursement(CONTRACT, "general_practitioner", date(2024, 9, 30))
