"""File names as others read them: what a source prescribes of them, nothing that somebody wrote beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpcn.record.intake import Example, FileCount, Receipt, Verdict
from openpcn.record.intake.naming import masked, plain_name, shown_to_others
from openpcn.record.sources import names, source

EMIS = "Admin_Patient_20260209213004_A1B2C3D4-1111-2222-3333-123456789012.csv.gz"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("admissions_SMITH 9990004870.csv", "admissions-0003.csv"),
        ("bed_list 999 000 4870.csv.gz", "bed_list-0003.csv.gz"),
        ("admissions_2026-02-09.csv", "admissions_2026-02-09.csv"),
        ("hospital_stays.csv", "hospital_stays.csv"),
        (f"291_{EMIS}", f"291_{EMIS}"),
        (f"SMITH_9990004870_{EMIS}", f"extract-0003_{EMIS}"),
        ("SRPatient.csv", "SRPatient.csv"),
        ("SRSmith9990004870.csv", "file-0003.csv"),
        ("John Smith.NDJSON", "file-0003.ndjson"),
        ("9990004870", "file-0003.file"),
    ],
)
def test_only_what_a_source_prescribes_of_a_name_is_kept(sent, shown):
    assert plain_name(sent, 3) == shown
    assert plain_name(shown, 7) == shown


def test_a_name_that_fitted_a_table_still_fits_it():
    for name in ("admissions_SMITH.csv", "residents SMITH.csv", "bp_readings.SMITH.csv", f"SMITH_{EMIS}"):
        fits = {t.name for each in names() for t in source(each).tables if t.matches(name)}
        assert fits == {
            t.name for each in names() for t in source(each).tables if t.matches(plain_name(name, 1))
        }
        assert fits and "SMITH" not in plain_name(name, 1)


def test_days_are_no_numbers_of_persons():
    assert masked("2026-02-09 and 20260209213004") == "2026-02-09 and 20260209213004"
    assert masked("A83035-2026-02-09-after-2026-02-08") == "A83035-2026-02-09-after-2026-02-08"
    assert masked("SMITH 999 000 4870") == "SMITH #######"


@pytest.mark.hazard("H11", "a receipt names no file by what somebody wrote into its name")
def test_a_receipt_keeps_its_counts_and_loses_the_names(tmp_path: Path):
    (tmp_path / "manifest.json").touch()
    sent = "admissions_SMITH 9990004870.csv"
    (tmp_path / sent).touch()
    (tmp_path / "Jones.txt").touch()
    receipt = Receipt(
        "s", "Z99001", "2026-02-09", "full", "hospital", Verdict.REFUSED,
        reason="Jones.txt: in the folder but not in manifest.json; send only what it names",
        per_file=(FileCount(sent, "stay", 2, 1, 0, 1),),
        examples=(Example(sent, 2, "day", "not_a_date", f"{sent}: not a day"),),
        not_used={sent: 4}, noted=(f"{sent}: columns not known, not read: x",),
    )  # fmt: skip
    shown = shown_to_others(receipt, tmp_path)
    text = str(shown.as_json())
    assert "SMITH" not in text and "999000" not in text and "Jones" not in text
    assert shown.reason == "file-0001.txt: in the folder but not in manifest.json; send only what it names"
    assert shown.per_file[0].name == shown.examples[0].file == "admissions-0002.csv"
    assert (shown.per_file[0].rows, shown.not_used) == (2, {"admissions-0002.csv": 4})
