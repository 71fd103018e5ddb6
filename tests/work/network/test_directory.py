"""The public directory: shapes, which row wins, what is said of what was not used."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from openpcn.work import network
from openpcn.work.network.directory import import_directory
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.finding import directory_state, find_practices, network_found
from openpcn.work.network.membership import choose_network, members, network_of
from openpcn.work.network.models import Membership, Network, Practice
from openpcn.work.network.names import clinical_system, key, postcode, tidy

pytestmark = pytest.mark.django_db

CORE_HEADER = (
    "Partner Organisation Code,Partner Name,Practice Parent Sub ICB Location Code,"
    "Practice Parent Sub ICB Location Name,PCN Code,PCN Name,PCN Parent Sub ICB Location Code,"
    "PCN Parent Sub ICB Location Name,Practice to PCN Relationship Start Date,"
    "Practice to PCN Relationship End Date,Practice Sub ICB and PCN Sub ICB Match?"
).split(",")


def core(practice, name, pcn, pcn_name, starts, ends=""):
    icb = ("16C", "NHS NORTH EAST ICB - 16C")
    return [practice, name, *icb, pcn, pcn_name, *icb, starts, ends, "TRUE"]


def surgery(code, name, closed="", setting="4"):
    row = [""] * 27
    row[0], row[1], row[4], row[9], row[10] = code, name, "1 HIGH STREET", "ts18 1hu", "19740401"
    row[11], row[12], row[25] = closed, "C" if closed else "A", setting
    return row


def write(path: Path, rows, header=None) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(([header] if header else []) + rows)
    return path


@pytest.fixture
def folder(tmp_path):
    write(
        tmp_path / "core.csv",
        [
            core("A81001", "THE DENSHAM SURGERY", "U89141", "STOCKTON PCN", "20200401"),
            core("A81001", "THE DENSHAM SURGERY", "U07032", "NORTH STOCKTON PCN", "20190701", "20200331"),
            core("A81002", "QUEENS PARK MEDICAL CENTRE", "U89141", "STOCKTON PCN", "20190701"),
            core("NOTACODE", "SOMETHING", "U89141", "STOCKTON PCN", "20190701"),
        ],
    )
    write(
        tmp_path / "epraccur.csv",
        [
            surgery("A81001", "THE DENSHAM SURGERY"),
            surgery("A81002", "QUEENS PARK MEDICAL CENTRE"),
            surgery("A81003", "ST JOHN'S PRACTICE", closed="20171031"),
            surgery("Y00001", "A WALK-IN CENTRE", setting="2"),
        ],
    )
    write(
        tmp_path / "sizes.csv",
        [
            ["GP", "01May2022", "A81001", "ALL", "ALL", "20000"],
            ["GP", "01May2022", "A81002", "ALL", "ALL", "9000"],
        ],
        ["TYPE", "EXTRACT_DATE", "CODE", "SEX", "AGE", "NUMBER_OF_PATIENTS"],
    )
    write(tmp_path / "unrelated.csv", [["1", "2"]], ["a", "b"])
    return tmp_path


def test_what_is_read_and_reported(folder):
    report = import_directory(folder)
    assert {f["file"]: (f["shape"], f["rows"]) for f in report.files} == {
        "core.csv": ("core partners of PCNs", 4),
        "epraccur.csv": ("practices (epraccur)", 4),
        "sizes.csv": ("list sizes", 2),
    }
    assert report.not_recognised == ["unrelated.csv"]
    assert report.rejected == ["core.csv, line 4: expected a practice code, a PCN code and a start date"]
    assert report.counts == {
        "networks": 2, "networks_open": 1, "practices": 3, "practices_in_networks": 2,
        "memberships": 3, "list_sizes": 2,
    }  # fmt: skip
    assert not Practice.objects.filter(pk="Y00001").exists(), "prescribing setting 4 is a GP practice"
    densham = Practice.objects.get(pk="A81001")
    assert (densham.name, densham.postcode, densham.list_size) == ("The Densham Surgery", "TS18 1HU", 20_000)
    assert densham.list_size_on == date(2022, 5, 1)
    assert Practice.objects.get(pk="A81003").closed == date(2017, 10, 31)


def test_the_open_row_wins_and_history_is_kept(folder):
    import_directory(folder)
    assert network_of("A81001").code == "U89141"
    assert network_of("A81001", date(2020, 3, 31)).code == "U07032"
    assert network_of("A81001", date(2019, 6, 30)) is None
    assert [p.ods for p in members("U89141")] == ["A81002", "A81001"], "by name"
    assert not members("U07032")


def test_twice_the_same_changes_nothing(folder):
    import_directory(folder)
    before = list(Membership.objects.order_by("pk").values()), list(Practice.objects.order_by("pk").values())
    import_directory(folder)
    after = list(Membership.objects.order_by("pk").values()), list(Practice.objects.order_by("pk").values())
    assert before == after


def test_a_later_report_ends_what_an_earlier_one_left_open(folder, tmp_path):
    import_directory(folder)
    later = tmp_path / "later"
    later.mkdir()
    write(
        later / "core.csv",
        [
            core("A81002", "QUEENS PARK", "U89141", "STOCKTON PCN", "20190701", "20250331"),
            core("A81002", "QUEENS PARK", "U07032", "NORTH STOCKTON PCN", "20250401"),
        ],
        CORE_HEADER,
    )
    import_directory(later)
    assert network_of("A81002").code == "U07032"
    import_directory(folder)
    assert network_of("A81002").code == "U07032", "an older report does not open it again"


def test_two_open_rows_leave_the_newest(tmp_path):
    write(
        tmp_path / "core.csv",
        [
            core("A81001", "X", "U89141", "STOCKTON PCN", "20190701"),
            core("A81001", "X", "U07032", "NORTH STOCKTON PCN", "20230601"),
        ],
    )
    import_directory(tmp_path)
    assert Membership.objects.get(network="U89141").ends == date(2023, 5, 31)
    assert network_of("A81001").code == "U07032"


def test_the_workbook_and_the_maps(tmp_path):
    book = openpyxl.Workbook()
    details = book.active
    details.append(["PCN Code", "PCN Name", "Current Clinical \nCommissioning \nGroup Code", "CCG\nName",
                    "Open Date", "Close Date", "Address Line 1", "Postcode"])  # fmt: skip
    details.append(
        ["U89141", "STOCKTON PCN", "16C", "NHS TEES VALLEY CCG", "20191001", "", "A HOUSE", "TS181HU"]
    )
    details.append(["U00001", "CLOSED PCN", "16C", "NHS TEES VALLEY CCG", "20191001", "20200331", "", ""])
    partners = book.create_sheet("PCN Core Partner Details")
    partners.append([name.replace(" ", "\n") for name in CORE_HEADER])
    partners.append(core("A81001", "THE DENSHAM SURGERY", "U89141", "STOCKTON PCN", 20191001, None))
    book.save(tmp_path / "ePCN.xlsx")
    write(
        tmp_path / "gpad.csv",
        [
            [
                "A81001",
                "D",
                "TPP/EMIS",
                "U89141",
                "STOCKTON PCN",
                "16C",
                "NHS North East ICB - 16C",
                "QHM",
                "NHS North East ICB",
                "R",
            ]
        ],
        "GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ICB_CODE,"
        "ICB_NAME,REGION_NAME".split(","),
    )
    write(
        tmp_path / "old-map.csv",
        [
            [
                "01Jan2022",
                "A81001",
                "D",
                "TS18 1HU",
                "U89141",
                "S",
                "16C",
                "NHS TEES VALLEY CCG",
                "QHM",
                "OLD STP",
            ]
        ],
        "EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,CCG_CODE,CCG_NAME,STP_CODE,"
        "STP_NAME".split(","),
    )
    import_directory(tmp_path)
    practice, stockton = Practice.objects.get(pk="A81001"), Network.objects.get(pk="U89141")
    assert practice.clinical_system == "TPP SystmOne"
    assert practice.icb_name == stockton.icb_name == "NHS North East ICB", "today's name, not the STP of 2022"
    assert stockton.postcode == "TS18 1HU"
    assert Network.objects.get(pk="U00001").closed == date(2020, 3, 31)
    with pytest.raises(NetworkError, match="closed"):
        choose_network("U00001")


def test_no_file_of_the_directory_is_an_error_that_names_them(tmp_path):
    write(tmp_path / "unrelated.csv", [["1", "2"]], ["a", "b"])
    with pytest.raises(NetworkError, match="ePCN workbook"):
        import_directory(tmp_path)
    assert not Network.objects.exists()
    assert directory_state().files_wanted


@pytest.mark.parametrize(
    "query, expected",
    [
        ("A81001", ["A81001"]),
        ("a8100", ["A81001", "A81002", "A81003"]),
        ("ts18 1hu", ["A81002", "A81001", "A81003"]),
        ("densham", ["A81001"]),
        ("SURG dens", ["A81001"]),
        ("st. johns", ["A81003"]),
        ("St John's Practice", ["A81003"]),
        ("U89141", ["A81002", "A81001"]),
        ("nowhere", []),
        ("", []),
        ("'; --", []),
    ],
)
def test_finding(folder, query, expected):
    import_directory(folder)
    assert [found.practice.ods for found in find_practices(query)] == expected


def test_what_is_found_says_the_network_its_members_and_its_list(folder):
    import_directory(folder)
    (found,) = find_practices("densham")
    assert found.network.network.name == "Stockton PCN" and found.since == date(2020, 4, 1)
    assert {p.ods for p in found.network.members} == {"A81001", "A81002"}
    assert found.network.list_size == 29_000 and "Below the typical" in found.network.size_note
    Practice.objects.filter(pk="A81002").update(list_size=10_000)
    assert network_found("U89141").size_note == ""
    Practice.objects.filter(pk="A81002").update(list_size=30_001)
    assert "Above the typical" in network_found("U89141").size_note
    (closed,) = find_practices("johns")
    assert closed.network is None


def test_finding_takes_few_queries(folder, django_assert_max_num_queries):
    import_directory(folder)
    with django_assert_max_num_queries(10):
        find_practices("a8100")


@pytest.mark.parametrize(
    "written, read",
    [
        ("THE DENSHAM SURGERY", "The Densham Surgery"),
        ("ST JOHN'S & ST MARY'S", "St John's & St Mary's"),
        ("BHR PCN AT THE MILL", "BHR PCN at the Mill"),
        ("NHS NORTH EAST ICB - 16C", "NHS North East ICB - 16C"),
        ("Already Written", "Already Written"),
    ],
)
def test_names_are_written_as_people_write_them(written, read):
    assert tidy(written) == read


def test_keys_postcodes_and_systems():
    assert key("St. Mary's & Café") == "st marys and cafe"
    assert postcode("sw1a1aa") == "SW1A 1AA" and postcode("TS18") == "TS18"
    assert clinical_system("TPP/EMIS") == "TPP SystmOne" and clinical_system("EMIS") == "EMIS"


@pytest.mark.shared
def test_the_real_files(shared):
    report = network.import_directory([shared / "data"])
    assert 1_200 <= report.counts["networks_open"] <= 1_320
    assert 6_000 <= report.counts["practices_in_networks"] <= 6_500
    assert report.rejected_count == 0
    (found,) = find_practices("A81001")
    assert found.network.network.code == "U89141" and found.network.list_size > 30_000
    assert found.practice.icb_name.startswith("NHS North East and North Cumbria")
    assert Membership.objects.filter(ends__isnull=False).count() > 1_500, "history is kept"
    one_open = Membership.objects.filter(ends__isnull=True).values_list("practice", flat=True)
    assert len(set(one_open)) == len(one_open), "one open row a practice"
