"""Commands over a small live record: what they print where, what they leave, with which status they end."""

from __future__ import annotations

import json
import stat
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from openpcn.cli.faults import Fault
from openpcn.cli.main import app
from openpcn.terms import clock, person_key
from openpcn.terms.scope import Purpose
from openpcn.work.access.models import AuditEvent
from openpcn.work.night import NightRun

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments, status=0):
    answer = CliRunner().invoke(app, [str(each) for each in arguments])
    if isinstance(answer.exception, Fault):
        assert status == 1, answer.exception
        return SimpleNamespace(stdout=answer.stdout, stderr=f"{answer.stderr}{answer.exception}")
    assert answer.exit_code == status, answer.output
    return answer


@pytest.fixture
def folder(small_practice, riverbank, tmp_path):
    """One submission of Z99001, not taken yet."""
    small_practice(people=3).write(tmp_path / "in" / "Z99001", "2026-02-09")
    return tmp_path / "in"


@pytest.fixture
def live(folder):
    run("ingest", folder)


def test_ingest_says_what_became_of_each_folder(folder):
    taken = run("ingest", folder)
    assert taken.stdout.startswith(f"{folder / 'Z99001'}: Z99001 2026-02-09 accepted")
    assert "Live:" in taken.stderr
    again = run("ingest", folder, "--json")
    [receipt] = json.loads(again.stdout)["receipts"]
    assert (receipt["folder"], receipt["verdict"]) == (str(folder / "Z99001"), "unchanged")
    assert "Live:" not in again.stderr


def test_ingest_tells_a_night_taken_in_part_and_one_not_taken(folder):
    broken = folder / "broken"
    broken.mkdir()
    (broken / "manifest.json").write_text("{}")
    partly = run("ingest", folder, status=3)
    assert "1 of 2 submissions were not taken" in partly.stderr
    assert f"{broken}: " in partly.stdout
    nothing = run("ingest", broken, status=1)
    assert "nothing was taken" in nothing.stderr
    assert "Live:" not in nothing.stdout + nothing.stderr


def test_evaluate_writes_outcomes_for_their_owner_alone_and_says_so_in_the_audit(live, tmp_path):
    answer = json.loads(run("evaluate", "--json", "--definition", "SMR01B", "--out", tmp_path / "out").stdout)
    file = tmp_path / "out" / "outcomes.parquet"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    columns = pq.read_schema(file).names
    assert {"subject", "definition", "outcome", "rule", "parts", "versions"} <= set(columns)
    assert [each.name for each in file.parent.iterdir()] == ["outcomes.parquet"]
    table = pq.read_table(file)
    said = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert said["openpcn.snapshot"] == answer["snapshot"]
    assert (said["openpcn.as_at"], said["openpcn.achievement_date"]) == ("2026-02-09", "2026-03-31")
    for kind in ("definitions", "codelists", "parameters"):
        assert json.loads(said[f"openpcn.{kind}"]) == answer["versions"][kind]
    event = AuditEvent.objects.get(object_id="evaluate --out")
    assert set(event.people) == {person_key.encode(each) for each in table["person_id"].to_pylist()}
    assert len(event.people) == 3


def test_evaluate_prints_counts_to_standard_output_and_audits_nothing_without_a_file(live):
    assert "SMR01B: due 3" in run("evaluate", "--definition", "SMR01B").stdout
    assert not AuditEvent.objects.filter(action="disclosed").exists()


def test_evaluate_names_values_that_are_not_sure_and_whom_it_leaves_out():
    from openpcn.cli.ask import _caveats

    standing = "last published for 1 April 2025 to 31 March 2026, unconfirmed"
    answer = {
        "versions": {
            "parameters": {
                "sure": {"amount": "1", "unit": "months", "standing": ""},
                "old": {"amount": "2", "unit": "months", "standing": standing},
                "gone": None,
            }
        },
        "not_assessed": [{"definition": "HYP008", "practice": "Z99002", "missing": ["readings"]}],
    }
    assert list(_caveats(answer)) == [
        f"Contract value old 2 months: {standing}",
        "Contract value gone: not known",
        "Not assessed: HYP008 at Z99002, readings",
    ]


def test_dates_outside_the_record_or_its_contract_year_are_refused(live):
    for arguments, words in (
        (["--as-at", "2026-02-10"], "ends on 2026-02-09"),
        (["--achievement-date", "2026-02-08"], "from 2026-02-09 (as at) to 2026-03-31"),
        (["--achievement-date", "2026-04-01"], "contract year 2025/26"),
        (["--as-at", "2025-03-31", "--achievement-date", "2026-03-31"], "to 2025-03-31"),
        (["--as-at", "yesterday"], "expected a day"),
    ):
        assert words in run("evaluate", *arguments, status=1).stderr


def test_explain_reads_for_care_without_confidential_entries_and_says_so(live, monkeypatch):
    from openpcn.rules import engine

    scopes = []
    true = engine.explain
    monkeypatch.setattr(engine, "explain", lambda *a, **k: scopes.append(k["scope"]) or true(*a, **k))
    from openpcn.work.people.models import PersonState

    who = PersonState.objects.order_by("pk").first()
    answer = run("explain", "--person", person_key.encode(who.person_id), "--definition", "SMR01B")
    assert answer.stdout.startswith("SMR01B")
    [scope] = scopes
    assert (scope.purpose, scope.people) == (Purpose.INDIVIDUAL_CARE, frozenset([who.person_id]))
    event = AuditEvent.objects.get(object_id="explain")
    assert event.purpose == "individual_care"
    assert event.staff.startswith("command line (")


def test_words_and_data_are_results(live):
    for command in ("state", "definitions", "urls", "audit"):
        assert run(command).stdout
        assert json.loads(run(command, "--json").stdout)


def test_the_log_of_a_night_from_a_page_holds_no_values(folder, monkeypatch):
    started = NightRun.objects.create(folder="x", started_at=clock.now(), started_by="manager")

    def fail(*_, **__):
        raise ValueError("could not convert 'Avery Example'")

    monkeypatch.setattr("openpcn.work.night.running.run", fail)
    answer = run("ingest", folder, "--run", started.pk, status=1)
    assert "ValueError at:" in answer.stderr
    assert "Avery" not in answer.stdout + answer.stderr
    started.refresh_from_db()
    assert started.state == NightRun.FAILED
    assert f"log/night-{started.pk}.log" in started.words
