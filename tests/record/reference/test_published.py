"""Public files: recognised by their headers, every row accounted for, editions never mixed."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from openpcn.record import reference
from openpcn.record.reference import DatasetError, LookupFileError

SHARED = Path(__file__).parents[4] / "shared" / "data"

LISTS = (
    "PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS\n"
    "GP_PRAC_PAT_LIST,01Apr2026,GP,00L,E1,Z99001,AB1 2CD,ALL,ALL,7012\n"
    'GP_PRAC_PAT_LIST,01Apr2026,GP,00L,E1,Z99002,AB1 2CE,ALL,ALL,"5,400"\n'
    "GP_PRAC_PAT_LIST,01Apr2026,CCG,00L,E1,00L,,ALL,ALL,12412\n"
)
DECILES_2019 = (
    "lsoa11_code,IMD_decile,Income_decile,IMD_rank\nE01000001,9.0,10.0,29199\nE01000002,1.0,2.0,140\n"
)
DECILES_2025 = "lsoa21_code,IMD_decile,Income_decile,IMD_rank,IMD_score\nE01000001,8.0,9.0,26525,8.7\n"
NATIONAL = (
    "pcds,lsoa11cd,lsoa21cd\nAB1 2CD,E01000001,E01000001\nAB1 2CE,E01000002,E01009999\nEH1 1AA,S01,S01\n"
)


@pytest.fixture
def put(tmp_path):
    def put(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


@pytest.fixture
def home(tmp_path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def facts(home: Path, dataset: str, *places: str) -> dict[tuple[str, str, str], float | str | None]:
    (edition, *_) = reference.editions(home, dataset)
    found = reference.facts_of(edition, places)
    return {(fact.place, fact.measure, fact.part): fact.words or fact.value for fact in found}


def test_a_list_size_file_is_read_by_its_headers_and_every_row_is_accounted_for(put, home):
    loaded = reference.load(put("anything.csv", LISTS), home)
    assert (loaded.dataset, loaded.as_of) == ("list_size", date(2026, 4, 1))
    assert (loaded.rows, loaded.used, loaded.left_out, loaded.refused_count) == (3, 2, 1, 0)
    assert facts(home, "list_size", "Z99001", "Z99002") == {
        ("Z99001", "patients", "ALL · ALL"): 7012,
        ("Z99002", "patients", "ALL · ALL"): 5400,
    }


def test_columns_may_stand_in_any_order_under_a_byte_order_mark(put, home):
    header, *rows = LISTS.strip().split("\n")
    plain_rows = [row.replace('"5,400"', "5400").split(",")[::-1] for row in rows]
    text = "\n".join([",".join(header.split(",")[::-1]), *(",".join(row) for row in plain_rows)])
    assert reference.load(put("l.csv", ("\ufeff" + text).encode()), home).used == 2


def test_the_same_file_twice_changes_nothing_and_a_corrected_one_replaces_it(put, home):
    first = reference.load(put("l.csv", LISTS), home)
    assert not first.unchanged and reference.load(put("l.csv", LISTS), home).unchanged
    reference.load(put("l.csv", LISTS.replace("7012", "7013")), home)
    assert len(reference.editions(home)) == 1
    assert facts(home, "list_size", "Z99001")[("Z99001", "patients", "ALL · ALL")] == 7013
    assert len(list((home / "reference" / "list_size").iterdir())) == 2, "the older rows are gone"


def test_a_later_month_stands_beside_the_earlier_one_and_comes_first(put, home):
    reference.load(put("l.csv", LISTS), home)
    reference.load(put("m.csv", LISTS.replace("01Apr2026", "01May2026")), home)
    assert [each.as_of for each in reference.editions(home)] == [date(2026, 5, 1), date(2026, 4, 1)]


def test_a_file_of_two_months_is_refused(put, home):
    with pytest.raises(DatasetError, match="speaks of 2 days"):
        reference.load(
            put("l.csv", LISTS.replace("01Apr2026,GP,00L,E1,Z99002", "01May2026,GP,00L,E1,Z99002")), home
        )
    assert reference.editions(home) == ()


def test_a_file_of_no_known_kind_is_refused_and_says_where_the_kinds_are_listed(put, home):
    with pytest.raises(DatasetError, match="published kinds"):
        reference.load(put("x.csv", "a,b\n1,2\n"), home)


def test_one_odd_row_is_refused_by_line_and_many_refuse_the_file(put, home):
    loaded = reference.load(put("l.csv", LISTS.replace("7012", "seven")), home)
    assert (loaded.used, loaded.refused) == (1, ("line 2: NUMBER_OF_PATIENTS is not a number",))
    rows = "".join(f"P,01Apr2026,GP,0,E,Z{n:05d},A,ALL,ALL,x{n}\n" for n in range(9))
    with pytest.raises(DatasetError, match="9 of 12 rows"):
        reference.load(put("l.csv", LISTS + rows), home)


def test_a_row_said_twice_refuses_the_file(put, home):
    with pytest.raises(DatasetError, match="more than once"):
        reference.load(put("l.csv", LISTS + LISTS.split("\n")[1] + "\n"), home)


def test_suppressed_cells_are_no_facts(put, home):
    loaded = reference.load(put("l.csv", LISTS.replace("7012", "*")), home)
    assert (loaded.used, loaded.facts, loaded.refused_count) == (2, 1, 0)


def test_a_packed_file_that_is_torn_is_refused(put, home):
    whole = gzip.compress(DECILES_2019.encode() * 500)
    with pytest.raises(DatasetError, match="torn"):
        reference.load(put("imd.csv.gz", whole[: len(whole) // 2]), home)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("gp_list_may2022.csv", date(2022, 5, 1)),
        ("alloc_2025_26.csv", date(2025, 4, 1)),
        ("workforce_2022_09.csv", date(2022, 9, 1)),
        ("population_2023.csv", date(2023, 1, 1)),
        ("Aug_25.csv", date(2025, 8, 1)),
        ("lists.csv", None),
    ],
)
def test_the_day_in_a_name(name, day):
    assert reference.day_in_name(name) == day


def test_a_file_that_does_not_say_its_day_asks_for_it(put, home):
    text = "LSOA11CD,PCN_Code,PCN_Name\nE01000001,U99999,Riverbank PCN\n"
    with pytest.raises(DatasetError, match="--as-of"):
        reference.load(put("areas.csv", text), home)
    reference.load(put("areas.csv", text), home, as_of=date(2022, 2, 1))
    assert facts(home, "lsoa_network", "E01000001")[("E01000001", "network", "")] == "U99999"


def test_workforce_returns_are_added_up_by_role(put, home):
    head = "CENSUS_YEAR,CENSUS_MONTH,PCN_CODE,STAFF_GROUP,STAFF_ROLE,FTE,UNIQUE_IDENTIFIER\n"
    rows = "2025,9,U99999,Other,Pharmacist,0.5,1\n2025,9,U99999,Other,Pharmacist,1,2\n"
    reference.load(put("w.csv", (head + rows).encode("cp1252")), home)
    assert facts(home, "pcn_workforce", "U99999") == {
        ("U99999", "full-time equivalents", "Other · Pharmacist"): 1.5,
        ("U99999", "people", "Other · Pharmacist"): 2,
    }


def test_boundaries_are_kept_whole(put, home):
    feature = {"type": "Feature", "properties": {"PCN_Code": "U99999"}, "geometry": {"type": "Point"}}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    reference.load(put("b.geojson", text), home, as_of=date(2022, 2, 1))
    assert facts(home, "network_boundary", "U99999")[("U99999", "boundary", "")] == '{"type":"Point"}'


@pytest.mark.hazard(
    "H15", "deciles come from one edition of the deprivation index, on the areas it was made for"
)
def test_a_national_postcode_file_takes_each_index_on_its_own_areas(put, home):
    postcodes = put("nspl.csv", NATIONAL)
    with pytest.raises(LookupFileError, match="IMD 2019 is not loaded"):
        reference.load_postcodes(postcodes, home)
    reference.load(put("a.csv", DECILES_2019), home)
    reference.load(put("b.csv", DECILES_2025), home)
    assert reference.load_postcodes(postcodes, home, edition="IMD 2019") == 2, "Scotland has no area here"
    assert reference.Reference.of(home).edition == "IMD 2019"
    assert reference.load_postcodes(postcodes, home, edition="IoD 2025") == 1
    assert reference.Reference.of(home).edition == "IoD 2025"
    only_2011 = put("old.csv", "pcds,lsoa11cd\nAB1 2CD,E01000001\n")
    with pytest.raises(LookupFileError, match="lsoa21"):
        reference.load_postcodes(only_2011, home, edition="IoD 2025")


def test_a_look_up_of_two_editions_is_refused(put, home):
    text = (
        "postcode,lsoa,imd_decile,imd_edition\nAB1 2CD,E01000001,9,IMD 2019\nAB1 2CE,E01000002,1,IoD 2025\n"
    )
    with pytest.raises(LookupFileError, match="2 editions"):
        reference.load_postcodes(put("p.csv", text), home)


@pytest.mark.skipif(not SHARED.is_dir(), reason="no public files beside the checkout")
def test_every_public_file_at_hand_loads_whole(home):
    known = {
        "epraccur_2025.csv",
        "gp_practice_map_jan2022.csv",
        "gpad_practice_map_supplier_aug2025.csv",
        "qof_2020_21_practice_pcn_geography.csv",
    }  # fmt: skip - of the directory of practices
    files = [path for path in sorted(SHARED.iterdir()) if path.name.endswith((".csv", ".csv.gz", ".geojson"))]
    for path in files:
        if path.name in known:
            assert reference.recognise(path) is None
            continue
        given = None if reference.day_in_name(path.name) else date(2022, 2, 1)
        loaded = reference.load(path, home, as_of=given)
        assert loaded.refused_count == 0 and loaded.used + loaded.left_out == loaded.rows
    held = {each.dataset: each.places for each in reference.editions(home)}
    assert (held["imd2019"], held["iod2025"]) == (32_844, 33_755), "every area of England"
    assert len(held) == 17
