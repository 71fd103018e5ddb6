"""Every definition says where it comes from: source, edition, reason, and the origin of each codelist."""

import pytest

from openpcn import codes
from openpcn.codes import amounts
from openpcn.rules import catalogue
from openpcn.rules.language import Indicator, Source

DEFINITIONS = catalogue.definitions()
STAND_IN = "0989121"  # the namespace of codes that stand in for one that nobody has published


def test_every_definition_names_source_edition_and_reason() -> None:
    for each in DEFINITIONS:
        assert each.source.title.strip(), each.id
        assert each.source.edition.strip(), each.id
        assert len(each.rationale.split()) >= 4, f"{each.id}: {each.rationale!r} is no reason"


def test_every_definition_has_a_page_that_names_its_source() -> None:
    for each in DEFINITIONS:
        page = catalogue.render(each)
        assert each.source.title in page, each.id
        assert each.source.edition in page, each.id
        assert ("not re-read in the primary source" in page) or each.source.confirmed, each.id


def test_every_codelist_says_where_it_comes_from() -> None:
    used = {one.id: one for each in DEFINITIONS for one in catalogue.codelists_of(each)}
    for each in used.values():
        assert each.source.strip(), each.id
        assert each.version.strip(), each.id


def test_a_code_that_stands_in_is_never_called_confirmed() -> None:
    for each in codes.core_codelists().values():
        stand_ins = [code.code for code in each.codes if code.code[-10:-3] == STAND_IN]
        assert not (each.confirmed and stand_ins), f"{each.id}: {stand_ins} are not published"


def test_every_amount_says_where_it_was_read() -> None:
    for name in amounts.names():
        assert amounts.table(name), name
        assert all(row.source for row in amounts.table(name))


def test_every_score_says_what_it_is_for_and_which_version_it_follows() -> None:
    for module in catalogue.scores():
        assert module.purpose.strip(), module.id
        assert module.version.strip(), module.id
        assert module.source.edition.strip(), module.id


@pytest.mark.parametrize(
    "definition", [each for each in catalogue.indicators() if each.work is not None], ids=lambda each: each.id
)
def test_the_codes_that_work_will_write_are_read_by_the_rules(definition: Indicator) -> None:
    """A form must not offer a code that settles nothing."""
    assert definition.work is not None
    used = {each.id for each in catalogue.codelists_of(definition)}
    assert set(definition.work.counts) <= used


def test_ids_have_one_spelling() -> None:
    """No id differs from another id, or another name of another definition, by hyphens or case alone."""
    names: dict[str, str] = {}
    for each in DEFINITIONS:
        for name in (each.id, *each.also_known_as):
            folded = name.replace("-", "").replace("_", "").casefold()
            assert names.setdefault(folded, each.id) == each.id, f"{name}: {names[folded]} and {each.id}"


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("NCD011", "CVD01"), ("NCDMI176", "CVD03"), ("NCD102", "CVD04"), ("NCD117", "CVD07"),
        ("NCD121", "CVD08"), ("NCDMI101", "CVD10"), ("NCDMI102", "CVD11"), ("NCDMI061", "CVD13"),
        ("NCDMI103", "CVD14"), ("NCD112", "CAN01"), ("NCD123", "CAN02"), ("NCDMI182", "HI01"),
        ("NCD120", "HI03"), ("NCD114", "SMR01A"), ("NCD115", "SMR01B"), ("NCD116", "SMR01C"),
        ("NCD019", "SMR01D"), ("NCD101", "CVD03"), ("NCD013", "EHCH04"), ("NCDMI200", "HI02"),
    ],
)  # fmt: skip
def test_an_earlier_number_finds_its_indicator(name: str, id: str) -> None:
    found = catalogue.called(name)
    assert found is not None and found.id == id


def test_a_source_is_not_called_read_unless_somebody_says_so() -> None:
    assert not Source("A framework", "2025/26").confirmed
    assert catalogue.definition("CVD01").source.confirmed
    for repeated in ("nt_probnp_not_followed_up", "af_untreated", "hypertension_severe"):
        assert not catalogue.definition(repeated).source.confirmed, repeated
