"""Whatever the contract called a thing, in whichever year: it is found here, or said to be missing."""

from __future__ import annotations

import pytest

from openpcn.rules import catalogue
from openpcn.rules.catalogue import CatalogueError

#: Every id of the indicator dictionaries of the Network Contract DES, 2022/23 to 2025/26, by its letters.
PUBLISHED = {
    "NCD": "001-005 010-014 018-019 026 101-117 120-121 123",
    "NCDMI": (
        "001-004 010 021 023-050 060-061 063-064 068 074-076 089 101-110 112-114 116-127 129-167 170-178 "
        "180-182 188-189 198-200 205"
    ),
    "ACC": "09 15",
    "CAN": "01-04",
    "CVD": "01 03-04 07-08 10-11 13-14",
    "EHCH": "01-02 04-05 14 24 27-29",
    "ES": "01",
    "HI": "01-04 08-09 17-18 21 27",
    "PC": "01-03 14-15 17 20",
    "PR": "001-002",
    "RESP": "01-02",
    "SMR": "01A 01B 01C 01D 02A 02B 02C 02D 03 25-26 30-37",
    "VI": "01-03",
}


def published() -> list[str]:
    """The ids that the ranges stand for."""
    found = []
    for letters, ranges in PUBLISHED.items():
        for each in ranges.split():
            first, _, last = each.partition("-")
            numbers = range(int(first), int(last) + 1) if last else ()
            found += [f"{letters}{number:0{len(first)}}" for number in numbers] or [letters + first]
    return found


def test_every_published_id_is_either_defined_or_said_to_be_missing() -> None:
    ids = published()
    assert len(ids) == len(set(ids)) == 226
    for id in ids:
        assert (catalogue.called(id) is None) is bool(catalogue.known_of(id)), id


def test_a_name_that_is_not_held_names_no_definition_and_stands_once_on_the_page_of_names() -> None:
    """Whoever looks for it is told that it is not held, not sent to another."""
    names = [name for each in catalogue.NOT_HELD for name in each.names]
    assert len(names) == len(set(names))
    page = catalogue.render_names()
    for each in catalogue.NOT_HELD:
        assert each.known.strip(), each.names
        assert f"| {', '.join(each.names)} | {each.known[:1].upper()}{each.known[1:]}. |" in page
        assert [name for name in each.names if catalogue.called(name)] == []


def test_what_a_name_that_is_not_held_is_said_to_be_near_is_held() -> None:
    ids = {one.id for one in catalogue.definitions()}
    said = {word.strip(".,") for each in catalogue.NOT_HELD for word in each.known.split()}
    named = {word for word in said if word in ids}
    assert {"hypertension", "AF008", "CHOL004", "GI_P3A", "GI_P3D", "GI_P3E", "GI_P3F"} <= named
    assert {"PC01", "PC03", "PC20", "SMR01A", "SMR01C", "SMR01D", "NCDMI152", "NCDMI153"} <= named
    assert {"flu_learning_disability", "flu_carers", "flu_core20plus_copd"} <= named


@pytest.mark.parametrize("name", ["CVD02", "cvd-02", "NCD 015"])
def test_asking_for_what_is_not_held_says_what_is_known_of_it(name: str) -> None:
    with pytest.raises(CatalogueError, match="QOF hypertension register") as caught:
        catalogue.definition(name)
    assert name in str(caught.value) and "did you mean" not in str(caught.value)


@pytest.mark.parametrize("name", ["HI-03", "hi 03", "hi03", "NCD120", "ncd 120"])
def test_a_definition_is_found_however_its_names_are_spelt(name: str) -> None:
    assert catalogue.definition(name).id == "HI03"


def test_a_name_that_nothing_resembles_says_where_all_names_are() -> None:
    assert catalogue.nearest("zzzz") == ()
    with pytest.raises(CatalogueError, match=r"'zzzz': `\./openpcn definitions` lists all"):
        catalogue.definition("zzzz")
