"""Known traps of early cancer, inequalities and their registers, each told as people on both sides of it."""

from __future__ import annotations

import pytest

from openpcn.record import reference
from openpcn.rules import catalogue
from openpcn.rules.engine import check_story
from openpcn.rules.language import (
    DeprivationFifth,
    Expected,
    Register,
    Source,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    member,
    outside,
    person,
    story,
)

_ADULT = person(born="1966-09-09")


def _told(id: str, about: StoryPerson, expect: Expected, as_at: str = "2026-02-10") -> None:
    """Every evaluator says what is expected."""
    year_end = "2031-03-31" if as_at > "2026-03-31" else "2026-03-31"
    case = story(
        catalogue.definition(id), "a trap", about, expect=expect, as_at=as_at, achievement_date=year_end
    )
    told = check_story(case)
    assert told.true, told.faults


def test_trap_05_copd_is_counted_with_or_without_spirometry():
    """Version 50 asks for spirometry since April 2023 in rules 2 and 3; rule 4 takes in everybody left."""
    _told("copd", _ADULT.has("copd", on="2023-03-31"), member())
    _told("copd", _ADULT.has("copd", on="2023-04-01"), member())
    _told("copd", _ADULT.has("copd", on="2025-11-01").on_list_since("2025-10-01"), member())
    _told("copd", _ADULT.has("copd", on="2023-04-01").has("copd_resolved", on="2024-01-01"), outside())


@pytest.mark.parametrize("decile", range(1, 11))
def test_trap_07_every_decile_lies_in_one_fifth_the_least_deprived_too(decile: int):
    lives = _ADULT.lives(deprivation_decile=decile)
    for fifth in range(1, 6):
        one = Register(
            f"fifth_{fifth}_of_{decile}",
            "A fifth",
            source=Source("a test", "2026"),
            rationale="Two deciles make a fifth.",
            member=DeprivationFifth().equals(fifth),
        )
        told = check_story(
            story(one, "a decile", lives, expect=member() if (decile + 1) // 2 == fifth else outside())
        )
        assert told.true, told.faults
    _told("core20", lives, member() if decile <= 2 else outside())


def test_trap_07_the_decile_is_the_published_one_of_its_edition_to_the_last_area(tmp_path):
    """Nothing recomputes a decile from a rank: rounded ranks shift the edges and drop the last area."""
    edges = {
        "E01000001": (3284, 1),
        "E01000002": (3285, 2),
        "E01000003": (32843, 10),
        "E01000004": (32844, 10),
    }
    rows = "".join(f"{area},{decile}.0,{rank}\n" for area, (rank, decile) in edges.items())
    csv = tmp_path / "imd.csv"
    csv.write_text(f"lsoa11_code,IMD_decile,IMD_rank\n{rows}")
    home = tmp_path / "home"
    home.mkdir()
    loaded = reference.load(csv, home)
    assert (loaded.used, loaded.refused_count) == (4, 0)
    (edition,) = reference.editions(home, "imd2019")
    held = {
        each.place: each.value
        for each in reference.facts_of(edition, tuple(edges))
        if each.measure == "IMD decile"
    }
    assert held == {area: decile for area, (_, decile) in edges.items()}


NEGATIVE, POSITIVE, CYTOLOGY = "888091000000108", "888111000000103", "417036008"


@pytest.mark.hazard(
    "H03", "a screening interval is that of the day and result of the last test, from both sides"
)
@pytest.mark.parametrize(
    ("born", "test", "result", "as_at", "is_due"),
    [
        ("1995-01-01", "2025-06-30", NEGATIVE, "2028-06-29", False),  # three years before July 2025
        ("1995-01-01", "2025-06-30", NEGATIVE, "2028-06-30", True),
        ("1995-01-01", "2025-07-01", NEGATIVE, "2028-07-01", False),  # five years from 1 July 2025 on
        ("1995-01-01", "2025-07-01", NEGATIVE, "2030-06-30", False),
        ("1995-01-01", "2025-07-01", NEGATIVE, "2030-07-01", True),
        ("1995-01-01", "2025-07-01", CYTOLOGY, "2028-07-01", True),  # not known to be HPV negative
        ("1995-01-01", "2025-07-01", POSITIVE, "2026-06-30", False),  # a year after HPV was found
        ("1995-01-01", "2025-07-01", POSITIVE, "2026-07-01", True),
        ("1972-03-01", "2022-03-01", NEGATIVE, "2027-02-28", False),  # 50 at the test: five years before, too
        ("1972-03-02", "2022-03-01", NEGATIVE, "2025-03-01", True),  # 49 at the test, whatever her age now
    ],
)
def test_trap_13_the_cervical_interval_is_that_of_the_test(born, test, result, as_at, is_due):
    screened = person(born=born).has("cervical_screening_done", on=test, code=result)
    _told("cervical_screening_due", screened, due() if is_due else achieved(), as_at)


@pytest.mark.parametrize(
    ("id", "done", "last_in", "first_due"),
    [
        ("bowel_screening_due", "bowel_screening_done", "2024-02-11", "2024-02-10"),
        ("breast_screening_due", "breast_screening_done", "2023-02-11", "2023-02-10"),
    ],
)
def test_trap_13_bowel_lasts_two_years_and_breast_three(id, done, last_in, first_due):
    woman = person(born="1964-09-09")
    _told(id, woman.has(done, on=last_in), achieved("R1"))
    _told(id, woman.has(done, on=first_due), due())


def test_trap_13_bowel_screening_starts_at_50():
    _told("bowel_screening_due", person(born="1976-02-10"), due())
    _told("bowel_screening_due", person(born="1976-02-11"), outside())


@pytest.mark.parametrize("days_apart", [6, 7, 8])
def test_trap_15_two_invitations_at_least_7_days_apart(days_apart: int):
    ill = _ADULT.has("serious_mental_illness", on="2009-06-01")
    asked = ill.invited("smi_check_invitation", on="2025-10-01").invited(
        "smi_check_invitation", on=f"2025-10-{1 + days_apart:02}"
    )
    _told("MH012", asked, adjusted("R5") if days_apart >= 7 else due())


@pytest.mark.parametrize(
    ("id", "born", "sex", "expected"),
    [
        ("cervical_screening_due", "1990-01-01", "female", due()),
        ("breast_screening_due", "1966-01-01", "female", due()),
        ("aaa_screening_due", "1960-01-01", "male", due()),
        ("HI02", "1990-01-01", "unknown", due()),
        ("cervical_screening_due", "1990-01-01", "unknown", outside()),
    ],
)
def test_trap_17_somebody_without_any_entry_is_decided_not_unknown(id, born, sex, expected):
    """A comparison with a missing date is not true; absence is asked for by name, so nobody falls through."""
    _told(id, person(born=born, sex=sex), expected)


def test_trap_17_a_missing_white_cell_count_does_not_stand_for_a_normal_or_a_raised_one():
    found = _ADULT.has("haematuria_non_visible", on="2026-01-20")
    old_enough = person(born="1950-01-01").has("haematuria_non_visible", on="2026-01-20")
    _told("haematuria_non_visible", found, outside())
    _told("haematuria_non_visible", old_enough, excluded("R0"))
    _told("haematuria_non_visible", old_enough.has("dysuria", on="2026-01-20"), due())


@pytest.mark.hazard("H02", "a resolved code of the day of the diagnosis takes nobody off a register")
@pytest.mark.parametrize(
    ("id", "codes", "resolved", "medicine"),
    [
        ("asthma", "asthma", "asthma_resolved", "inhaler_preventer"),
        ("copd", "copd", "copd_resolved", ""),
        ("epilepsy", "epilepsy", "epilepsy_resolved", "antiepileptic"),
        ("depression", "depression", "depression_resolved", ""),
        ("smi_health_check", "serious_mental_illness", "mental_illness_in_remission", ""),
        ("carer", "carer", "carer_no_longer", ""),
        ("homeless", "homeless", "homeless_no_longer", ""),
    ],
)
def test_trap_19_resolved_on_the_day_of_the_diagnosis_stays_on(id, codes, resolved, medicine):
    ill = _ADULT.has(codes, on="2020-03-03")
    if medicine:
        ill = ill.issued(medicine, on="2026-01-10")
    _told(id, ill.has(resolved, on="2020-03-03"), member())
    _told(id, ill.has(resolved, on="2020-03-04"), outside())
    _told(id, ill.has(resolved, on="2020-03-02"), member())
