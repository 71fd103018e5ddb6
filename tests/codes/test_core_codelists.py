"""The core codelists: whole, checked, sourced and honest about what they are."""

from pathlib import Path

import pytest

from openpcn.codes import CodelistError, codelist, core_codelists
from openpcn.codes.codelist import read_codes
from openpcn.codes.core_lists import load_folder
from openpcn.terms import sctid

DAMAGED = "1239511000000000"  # 1239511000000100 after a spreadsheet kept 15 digits


def test_every_code_passes_its_check_digit_and_is_a_concept():
    for entry in core_codelists().values():
        for code in entry:
            assert sctid.is_valid(code.code) and code.code[-3:-1] in {"00", "10"}, (entry.id, code.code)


def test_every_list_names_its_source_and_says_it_is_a_subset():
    for entry in core_codelists().values():
        assert entry.source.strip()
        assert entry.status == "demonstration subset"


def test_a_list_is_unconfirmed_exactly_when_its_source_says_so():
    for entry in core_codelists().values():
        assert entry.confirmed == ("unconfirmed" not in entry.source), entry.id


def test_stand_in_codes_only_appear_in_unconfirmed_lists():
    """0989121 is SNOMED International's example namespace: such a code is this project's own stand-in."""
    for entry in core_codelists().values():
        stand_ins = [code.code for code in entry if code.code[-10:-3] == "0989121"]
        assert not stand_ins or not entry.confirmed, entry.id


def test_an_unknown_id_names_the_nearest():
    with pytest.raises(CodelistError, match="structured_medication_review"):
        codelist("structured_medication_reviews")


def test_a_general_medication_review_is_not_a_structured_one():
    assert not codelist("medication_review").ids & codelist("structured_medication_review").ids


def test_clinic_and_home_readings_share_no_code():
    assert not codelist("systolic_clinic").ids & codelist("systolic_home").ids
    assert not codelist("diastolic_clinic").ids & codelist("diastolic_home").ids


def test_ethnicity_covers_the_sixteen_groups_and_not_stated_is_apart():
    groups = {code.group for code in codelist("ethnicity")}
    assert groups == set("ABCDEFGHJKLMNPRS")
    assert {code.group for code in codelist("ethnicity_not_stated")} == {"Z"}
    assert not codelist("ethnicity").ids & codelist("ethnicity_not_stated").ids


@pytest.mark.hazard("H02", "a damaged codelist is refused with file and line")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"code,term\n{DAMAGED},Structured medication review\n", "line 2.*check digit"),
        ("code,term\n38341003,Hypertension\n38341003,Hypertension\n", "line 3.*twice"),
        ("code,term\n38341003,\n", "line 2.*term is empty"),
        ("code,term\n38341003\n", "line 2.*2 columns"),
        ("id,name\n38341003,Hypertension\n", "line 1.*header"),
        ("code,term\n", "no codes"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(tmp_path: Path, text: str, reason: str):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodelistError, match=reason):
        read_codes(path)


def test_a_list_without_a_file_and_a_file_without_an_entry_are_refused(tmp_path: Path):
    (tmp_path / "lists.yaml").write_text(
        "version: '1'\nstatus: demonstration subset\nlists:\n  a:\n    title: A\n    source: s\n"
    )
    with pytest.raises(CodelistError, match=r"a\.csv is missing"):
        load_folder(tmp_path)
    (tmp_path / "a.csv").write_text("code,term\n38341003,Hypertension\n")
    (tmp_path / "b.csv").write_text("code,term\n38341003,Hypertension\n")
    with pytest.raises(CodelistError, match="has an entry for b"):
        load_folder(tmp_path)


def _manifest(folder: Path, *entries: str) -> None:
    folder.mkdir(exist_ok=True)
    lists = "".join(f"  {entry}\n" for entry in entries)
    (folder / "lists.yaml").write_text(f"version: '1'\nstatus: demonstration subset\nlists:\n{lists}")
    (folder / "a.csv").write_text("code,term\n38341003,Hypertension\n")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("a: {title: A}", r"lists\.yaml, a: missing source"),
        ("a: {source: s}", r"lists\.yaml, a: missing title"),
        ("a: {title: A, source: s, confirmd: false}", r"lists\.yaml, a: unknown field confirmd"),
    ],
)
def test_an_entry_that_says_too_little_or_misspells_is_refused(tmp_path: Path, entry: str, message: str):
    _manifest(tmp_path, entry)
    with pytest.raises(CodelistError, match=message):
        load_folder(tmp_path)


def test_a_list_declared_in_two_folders_is_refused(tmp_path: Path):
    for folder in (tmp_path / "one", tmp_path / "two"):
        _manifest(folder, "a: {title: A, source: s}")
    with pytest.raises(CodelistError, match="a is declared twice, the second time in two"):
        load_folder(tmp_path)
