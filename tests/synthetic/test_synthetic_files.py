"""Files, manifests and the shapes of both suppliers."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from openpcn.synthetic import write_network
from openpcn.synthetic.emis.tables import TABLES as EMIS
from openpcn.synthetic.systmone.tables import TABLES as SYSTMONE
from openpcn.terms import sctid

EMIS_PRACTICES, SYSTMONE_PRACTICE = ("Z99001", "Z99003"), "Z99002"


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_write_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_network(tmp_path / name, people=300, practices=2, seed=5)
    assert _hashes(tmp_path / "one") == _hashes(tmp_path / "two")


def test_another_seed_writes_other_people(tmp_path):
    for name, seed in (("one", 5), ("two", 6)):
        write_network(tmp_path / name, people=300, practices=2, nights=1, seed=seed)
    one, two = _hashes(tmp_path / "one"), _hashes(tmp_path / "two")
    patients = "night-1/Z99002/SRPatient.csv.gz"
    assert one[patients] != two[patients]


@pytest.mark.parametrize("people, practices, nights", [(300, 2, 3), (50, 1, 2), (400, 7, 2)])
def test_small_networks_work(tmp_path, people, practices, nights):
    summary = write_network(tmp_path, people=people, practices=practices, nights=nights)
    assert len(summary.rows) == practices * nights
    assert summary.rows_per_person > 60
    assert json.loads((tmp_path / "network.json").read_text())["people"] == people


@pytest.mark.parametrize(
    "arguments", [{"people": 10, "practices": 2}, {"practices": 0}, {"nights": 0}, {"people": 900_000}]
)
def test_impossible_networks_are_refused_before_anything_is_written(tmp_path, arguments):
    with pytest.raises(ValueError, match="expected"):
        write_network(tmp_path / "out", **arguments)
    assert not (tmp_path / "out").exists()


def test_manifests_name_every_file_with_its_hash_and_rows(network):
    for manifest_path in network.out.glob("night-*/*/manifest.json"):
        folder = manifest_path.parent
        manifest = json.loads(manifest_path.read_text())
        assert manifest["format"] == "openpcn-submission/1"
        assert manifest["test_data"] is True
        assert manifest["practice"] == folder.name
        assert {f["name"] for f in manifest["files"]} == {p.name for p in folder.glob("*.csv.gz")}
        for entry in manifest["files"]:
            raw = (folder / entry["name"]).read_bytes()
            assert hashlib.sha256(raw).hexdigest() == entry["sha256"], entry["name"]
            assert raw[4:8] == b"\0\0\0\0", "a time in the gzip header"


def test_manifest_rows_are_the_rows_of_the_file(network):
    for practice, table in (("Z99001", "CareRecord_Observation"), (SYSTMONE_PRACTICE, "SRCode")):
        name = network.path(1, practice, table).name
        counts = {f["name"]: f["rows"] for f in network.manifest(1, practice)["files"]}
        assert counts[name] == len(network.rows(1, practice, table))


def test_night_one_is_full_and_night_two_a_delta_of_it(network):
    for practice in network.summary.practices:
        first, second = network.manifest(1, practice), network.manifest(2, practice)
        assert (first["kind"], first["as_at"]) == ("full", "2026-02-09")
        assert (second["kind"], second["as_at"]) == ("delta", "2026-02-10")
        assert second["based_on"] == "2026-02-09"
        assert sum(f["rows"] for f in second["files"]) < sum(f["rows"] for f in first["files"]) / 10


def test_half_of_the_practices_use_each_system(network):
    assert [network.manifest(1, p)["source"] for p in network.summary.practices] == [
        "emis",
        "systmone",
        "emis",
    ]


def test_about_a_hundred_rows_a_person(network):
    assert 85 <= network.summary.rows_per_person <= 115


@pytest.mark.parametrize("practice", EMIS_PRACTICES)
@pytest.mark.parametrize("night", [1, 2])
def test_emis_sets_hold_all_21_files_with_their_headings(network, practice, night):
    assert len(EMIS) == 21
    names = [f["name"] for f in network.manifest(night, practice)["files"]]
    assert len(names) == 21
    assert len({name.split("_")[0] + name.rsplit("_", 2)[1] + name.rsplit("_", 1)[1] for name in names}) == 1
    for table, header in EMIS.items():
        content = gzip.decompress(network.path(night, practice, table).read_bytes()).decode("utf-8")
        first = content.split("\r\n", 1)[0]
        assert first == ",".join(f'"{name}"' for name in header)
        assert content.endswith("\r\n")


def test_emis_version_8_2_columns_are_there():
    assert {"IsBlocked", "NationalSlotCategoryName", "ContextType", "ServiceSetting"} <= set(
        EMIS["Appointment_Slot"]
    )
    observation = EMIS["CareRecord_Observation"]
    assert observation.index("AssociatedText") == observation.index("ConsultationGuid") + 1
    assert observation[-2:] == ("NumericOperator", "ProcessingId")
    assert "OrganisationGuid" not in EMIS["Appointment_SessionUser"]
    assert "ProcessingId" not in EMIS["Agreements_SharingOrganisation"]


def test_every_emis_field_is_quoted(network):
    content = gzip.decompress(network.path(2, "Z99001", "CareRecord_Observation").read_bytes()).decode()
    for line in content.split("\r\n")[:-1]:
        if line.startswith('"{') or line.startswith('"Obs'):
            assert line.count('","') == len(EMIS["CareRecord_Observation"]) - 1 or '""' in line


def test_emis_code_ids_are_the_supplier_s_own_and_lead_to_snomed(network):
    codes = {row["CodeId"]: row for row in network.rows("2-full", "Z99001", "Coding_ClinicalCode")}
    assert len(codes) == len(network.rows("2-full", "Z99001", "Coding_ClinicalCode"))
    assert all(sctid.is_valid(code) and len(code) >= 16 for code in codes)
    local = [row for row in codes.values() if row["ReadTermId"].startswith("EMISNQ")]
    assert local, "local codes are part of a real dictionary"
    assert any(not row["SnomedCTConceptId"] for row in local)


def test_systmone_sets_name_their_tables_in_the_manifest_file(network):
    listed = {row["FileName"]: row for row in network.rows(1, SYSTMONE_PRACTICE, "SRManifest")}
    files = {p.name.removesuffix(".csv.gz") for p in network.folder(1, SYSTMONE_PRACTICE).glob("*.csv.gz")}
    assert files - set(listed) == {"SRManifest", "SRMapping", "SRMappingGroup"}
    assert {row["IsDelta"] for row in listed.values()} == {"N"}
    assert {r["IsDelta"] for r in network.rows(2, SYSTMONE_PRACTICE, "SRManifest")} == {"Y"}
    for table in files:
        content = gzip.decompress(network.path(1, SYSTMONE_PRACTICE, table).read_bytes()).decode("cp1252")
        assert content.split("\r\n", 1)[0] == ",".join(f'"{name}"' for name in SYSTMONE[table])


def test_systmone_clinical_tables_begin_alike():
    shared = (
        "RowIdentifier IDOrganisationVisibleTo DateEventRecorded DateEvent IDProfileEnteredBy IDDoneBy "
        "TextualEventDoneBy IDOrganisationDoneAt"
    ).split()
    for table in ("SRCode", "SRProblem", "SRPrimaryCareMedication", "SRRepeatTemplate", "SRImmunisation"):
        assert list(SYSTMONE[table][:8]) == shared


def test_systmone_pairs_a_blood_pressure_by_event(network):
    rows = network.rows("2-full", SYSTMONE_PRACTICE, "SRCode")
    systolic = {r["IDEvent"]: r for r in rows if r["CTV3Code"] == "2469."}
    diastolic = {r["IDEvent"]: r for r in rows if r["CTV3Code"] == "246A."}
    assert len(systolic) > 100
    both = set(systolic) & set(diastolic)
    assert len(both) > 0.95 * len(systolic)


def test_emis_hangs_both_values_under_a_heading(network):
    rows = {r["ObservationGuid"]: r for r in network.rows(1, "Z99001", "CareRecord_Observation")}
    children: dict[str, int] = {}
    for row in rows.values():
        if row["NumericUnit"].startswith("mm") and row["ParentObservationGuid"] in rows:
            children[row["ParentObservationGuid"]] = children.get(row["ParentObservationGuid"], 0) + 1
    assert sum(count == 2 for count in children.values()) > 0.95 * len(children) > 50
    assert all(rows[parent]["Value"] == "" for parent in children)


def test_postcodes_are_of_an_area_that_does_not_exist(network):
    lines = (network.out / "reference" / "postcodes.csv").read_text().splitlines()
    assert lines[0] == "postcode,lsoa,imd_decile,imd_edition"
    assert all(line.startswith("ZZ") for line in lines[1:])
    assert {int(line.split(",")[2]) for line in lines[1:]} == set(range(1, 11))
    known = {line.split(",")[0].replace(" ", "") for line in lines[1:]}
    assert {r["Postcode"] for r in network.rows(1, "Z99001", "Admin_Patient")} <= known
