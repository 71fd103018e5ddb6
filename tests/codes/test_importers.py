"""Published codelists in: any columns, text ids, damaged ids refused with what they must have been."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from openpcn.codes import Codelist, CodelistError, Library, codelist, core_codelists
from openpcn.codes.importers import DamagedCodesError, read_codelists, suggest
from openpcn.codes.library import install, using
from openpcn.terms import sctid

SHARED = Path(__file__).parents[3] / "shared" / "codelists"
HYPERTENSION, WHITE_COAT = "38341003", "697930002"
LONG = sctid.with_check_digit("878781100000110")  # 16 digits, of dm+d
ROUNDED = LONG[:15] + "0"  # what a spreadsheet leaves of it


@pytest.fixture
def put(tmp_path):
    def put(text: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8-sig")
        return path

    return put


def test_the_column_of_ids_is_the_one_whose_check_digits_agree(put):
    text = f"id,term,code\n1,Hypertension,{HYPERTENSION}\n2,White coat,{WHITE_COAT}\n"
    (found,) = read_codelists(put(text))
    assert [code.code for code in found.codes] == [HYPERTENSION, WHITE_COAT]
    assert found.codes[0].term == "Hypertension" and found.system == "snomed"


def test_a_reference_set_file_holds_a_list_for_every_cluster(put):
    text = (
        "Cluster_ID\tCluster_Description\tSNOMED_code\tSNOMED_code_description\n"
        f"HYP_COD\tHypertension\t{HYPERTENSION}\tHypertension\n"
        f"XYZ_COD\tElse\t{WHITE_COAT}\tWhite coat\n"
    )
    assert [(found.cluster, len(found.codes)) for found in read_codelists(put(text))] == [
        ("HYP_COD", 1),
        ("XYZ_COD", 1),
    ]


def test_an_rf2_snapshot_gives_the_active_members_of_each_set(put):
    text = (
        "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\n"
        f"a\t20250101\t1\t999000011000000103\t999000000000000104\t{HYPERTENSION}\n"
        f"b\t20250101\t0\t999000011000000103\t999000000000000104\t{WHITE_COAT}\n"
    )
    (found,) = read_codelists(put(text))
    assert (found.name, [code.code for code in found.codes]) == ("999000000000000104", [HYPERTENSION])


def test_a_copy_of_a_reference_set_says_so_in_its_name(put):
    name = "nhsd-primary-care-domain-refsets-hyp_cod.csv"
    assert read_codelists(put(f"code,term\n{HYPERTENSION},H\n", name))[0].cluster == "HYP_COD"


@pytest.mark.hazard("H02", "a list with ids that a spreadsheet damaged is refused, never mended in silence")
def test_a_rounded_id_refuses_the_file_and_is_suggested(put):
    with pytest.raises(DamagedCodesError, match=f"must have been {LONG}") as fault:
        read_codelists(put(f"code,term\n{HYPERTENSION},H\n{ROUNDED},Review\n"))
    assert fault.value.count == 1 and fault.value.lines[0].startswith("line 3:")


@pytest.mark.parametrize("text", ["1.23951E+15", "38341003.0", "38341004", "999", "38341003x9 "])
def test_other_damage_is_refused_too(put, text):
    with pytest.raises(CodelistError):
        read_codelists(put(f"code,term\n{text},Something\n"))


def test_a_suggestion_is_made_only_where_one_id_alone_fits():
    assert suggest(ROUNDED) == LONG
    assert suggest(LONG) is None, "nothing is wrong with it"
    assert suggest("38341004") is None, "fifteen digits and fewer are not what a spreadsheet rounds"
    seventeen = sctid.with_check_digit("3881411100000110")
    assert suggest(seventeen[:15] + "00") == seventeen
    assert suggest("123456789012345000") is None, "two concepts begin with these fifteen digits"


def test_codes_of_another_coding_are_kept_beside_and_a_list_of_nothing_else_is_ctv3(put):
    (found,) = read_codelists(put(f"code,term\n{HYPERTENSION},H\nXE0Uc,Essential\n"))
    assert (len(found.codes), found.other_codes) == (1, ("XE0Uc",))
    (found,) = read_codelists(put("code,term\nXE0Uc,Essential\nG20..,Essential\n"))
    assert (found.system, len(found.codes)) == ("ctv3", 2)


def test_a_file_without_a_column_of_ids_says_what_it_expects(put):
    with pytest.raises(CodelistError, match="no column of ids"):
        read_codelists(put("name,colour\nx,blue\n"))


def hypertension_of(*codes: str) -> Codelist:
    ours = core_codelists()["hypertension"]
    kept = tuple(code for code in ours if code.code in codes)
    return Codelist("hypertension", ours.title, "snomed", kept, "test", "1", "local")


def test_a_site_s_list_stands_in_the_place_of_the_core_one_and_only_where_it_is_used():
    core = codelist("hypertension")
    with using(Library({"hypertension": hypertension_of(HYPERTENSION)})):
        assert codelist("hypertension").ids == {HYPERTENSION}
        assert codelist("learning_disability") is core_codelists()["learning_disability"]
    assert codelist("hypertension") is core
    install(Library({"hypertension": hypertension_of(HYPERTENSION)}))
    try:
        assert codelist("hypertension").ids == {HYPERTENSION}
    finally:
        install(Library())


@pytest.mark.skipif(not SHARED.is_dir(), reason="no published codelists beside the checkout")
def test_every_published_list_at_hand_loads_or_is_refused_for_its_damage():
    with (SHARED / "manifest.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        path, damaged = SHARED / row["file"], int(row["check_digit_failures"])
        if damaged:
            with pytest.raises(DamagedCodesError) as fault:
                read_codelists(path)
            assert fault.value.count == damaged
            continue
        (found,) = read_codelists(path)
        assert found.codes and (found.system == "ctv3") == (row["system"] == "CTV3")
