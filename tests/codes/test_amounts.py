"""Tables of amounts per unit of a code: read whole, or refused with file and line."""

from pathlib import Path

import pytest

from openpcn.codes import CodelistError
from openpcn.codes.amounts import Amount, amounts, names, read_amounts, table

MORPHINE = "322708003"


def test_the_amount_of_a_code_and_where_it_is_from(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(f"code,amount,source\n{MORPHINE},10,Somewhere\n")
    assert read_amounts(path) == (Amount(MORPHINE, 10.0, "Somewhere"),)


def test_amounts_as_remembered_say_so():
    """None of them was read in the published table, so none may look as if it had been."""
    assert names() == ("oral_morphine_equivalent",)
    assert amounts("oral_morphine_equivalent")[MORPHINE] == 10
    assert all("unconfirmed" in row.source for row in table("oral_morphine_equivalent"))


def test_an_unknown_table_names_the_known():
    with pytest.raises(
        CodelistError, match="no table of amounts 'morphine'; known: oral_morphine_equivalent"
    ):
        table("morphine")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code,amount\n", "line 1: expected the header code,amount,source"),
        ("", "line 1: expected the header"),
        (f"code,amount,source\n{MORPHINE},10\n", "line 2: expected a code with its check digit"),
        ("code,amount,source\n322708004,10,s\n", "line 2: expected a code with its check digit"),
        (f"code,amount,source\n{MORPHINE},10, \n", "line 2: .*and a source"),
        (f"code,amount,source\n{MORPHINE},ten,s\n", "line 2: 'ten' is not an amount of zero or more"),
        (f"code,amount,source\n{MORPHINE},-1,s\n", "line 2: '-1' is not an amount of zero or more"),
        (f"code,amount,source\n{MORPHINE},inf,s\n", "line 2: 'inf' is not an amount of zero or more"),
        (f"code,amount,source\n{MORPHINE},nan,s\n", "line 2: 'nan' is not an amount of zero or more"),
        (
            f"code,amount,source\n{MORPHINE},1,s\n{MORPHINE},2,s\n",
            f"line 3: {MORPHINE} is in the table twice",
        ),
    ],
)
def test_a_damaged_table_is_refused_with_file_and_line(tmp_path: Path, text: str, reason: str):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(CodelistError, match=rf"a\.csv, {reason}"):
        read_amounts(path)
