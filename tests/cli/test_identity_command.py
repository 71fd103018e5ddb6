"""``identity`` on the command line: by practice and local id; no NHS number in an argument or an answer."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from openpcn.cli.main import app
from openpcn.record.identity import SupersededError
from openpcn.work import night
from openpcn.work.people.models import IdentityDecision
from openpcn.work.submissions import state

pytestmark = [pytest.mark.django_db(transaction=True)]
WHY = "traced on the Spine"


def command(*words: str) -> str:
    """Run one command in this process; its standard output."""
    result = CliRunner().invoke(app, ["identity", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    assert not re.search(r"\d{10}", result.output)
    return result.output


def test_list_merge_undo_and_superseded_numbers(small_practice, tmp_path, riverbank):
    practice = small_practice(people=4)
    rows = practice.rows["patient"]
    for row in rows:
        row["birth_date"] = "1940-05-01"
    rows[3]["nhs_number"] = "9876543210"
    night.run([practice.write(tmp_path / "n")], by="test")
    before = state()

    listed = json.loads(command("list", "--json"))
    [issue] = listed["issues"]
    assert (issue["kind"], issue["registrations"]) == ("number_is_placeholder", ["Z99001:Z99001-0003"])
    one, other = "Z99001:Z99001-0000", "Z99001:Z99001-0001"
    assert "next night" in command("merge", "--gone", one, "--into", other, "--reason", WHY)
    night.run([], by="test")
    merged = state()
    assert merged["people_hash"] != before["people_hash"] and merged["content_hash"] == before["content_hash"]
    assert "in force" in command("list", "--practice", "Z99001")
    command("undo", str(IdentityDecision.objects.get().pk), "--reason", "they are two people")
    night.run([], by="test")
    assert state()["people_hash"] == before["people_hash"]

    header = "old_nhs_number,new_nhs_number,from_date,birth_date"
    text = f"{header}\n{rows[2]['nhs_number']},{rows[1]['nhs_number']},2026-01-01,1940-05-01\n"
    path = tmp_path / "superseded.csv"
    path.write_text(text, encoding="utf-8-sig")
    assert command("superseded", str(path)).startswith("1 superseded numbers are new, 0 were known")
    assert command("superseded", str(path)).startswith("0 superseded numbers are new, 1 were known")
    night.run([], by="test")
    assert state()["prepared"]["people.PersonState"] == before["prepared"]["people.PersonState"] - 1
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SupersededError, match="UTF-8"):
        command("superseded", str(path))
