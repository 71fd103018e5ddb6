"""``./openpcn contract``: values of a day, what is asked for, and a site's own variation."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from openpcn.cli.main import app
from openpcn.work.access.models import AuditEvent

RUN = CliRunner()
VARIATION = """
place: U99991
title: Neighbourhood variation
source: agreement
valid_from: 2026-05-01
valid_to: 2027-03-31
practices: {Z99001: 2026-05-18, Z99002: null}
values:
  arrs.sum: {amount: "28.00"}
"""


def test_values_of_a_day_say_how_sure_they_are():
    found = RUN.invoke(app, ["contract", "values", "enhanced_access", "--on", "2026-05-01"])
    assert "8.427" in found.output and "unconfirmed" in " ".join(found.output.split())


def test_a_day_outside_the_data_says_which_years_are_held():
    found = RUN.invoke(app, ["contract", "values", "arrs.sum", "--on", "2031-05-01", "--json"])
    answer = json.loads(found.stdout)
    assert answer["outside"] == "contract values are held for 2019/20 to 2026/27, none for 2031/32"


def test_what_a_service_is_asked_for():
    found = RUN.invoke(app, ["contract", "asks", "proactive_care", "--on", "2026-05-01"])
    assert "Continuity cohort" in found.output


@pytest.mark.django_db(transaction=True)
def test_a_variation_waits_for_every_practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENPCN_HOME", str(tmp_path))
    monkeypatch.setattr("openpcn.cli.django_setup.migrate", lambda: None)
    path = tmp_path / "lva.yaml"
    path.write_text(VARIATION)
    waits = RUN.invoke(app, ["contract", "vary", str(path)])
    assert "not in force: Z99002 has not agreed" in " ".join(waits.output.split())
    path.write_text(VARIATION.replace("Z99002: null", "Z99002: 2026-05-20"))
    agreed = RUN.invoke(app, ["contract", "vary", str(path)])
    assert "in force from 2026-05-20" in " ".join(agreed.output.split())
    assert AuditEvent.objects.filter(action="contract_varied").count() == 2
    values = RUN.invoke(app, ["contract", "values", "arrs.sum", "--on", "2026-06-01", "--json"])
    assert json.loads(values.stdout)["values"][0]["amount"] == "28.00"
