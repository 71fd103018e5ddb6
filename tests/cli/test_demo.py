"""The demonstration never destroys anything but a demonstration."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from openpcn.cli import demo as demonstration
from openpcn.cli.faults import Fault
from openpcn.cli.main import app


@pytest.fixture
def prepared(monkeypatch, site_home):
    """What was prepared, instead of preparing it; the marker must say so before anything is deleted."""
    made = []

    def prepare(people, seed):
        assert json.loads((site_home / "demo.json").read_text())["state"] == "preparing"
        made.append((people, seed))

    monkeypatch.setattr(demonstration, "_prepare", prepare)
    monkeypatch.setenv("OPENPCN_ENV", "demo")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    site_home.mkdir()
    return made


def run(*arguments):
    answer = CliRunner().invoke(app, ["demo", "--no-serve", *arguments])
    if isinstance(answer.exception, Fault):
        raise answer.exception
    assert answer.exit_code == 0, answer.output


def test_an_empty_folder_is_used_even_with_a_log_in_it(prepared, site_home):
    (site_home / "server.log").write_text("a server's words")
    run("--people", "6000")
    assert prepared == [(6000, 1)]
    assert json.loads((site_home / "demo.json").read_text()) == {"people": 6000, "seed": 1, "state": "ready"}


def test_a_second_run_only_opens_it(prepared):
    run("--people", "6000")
    run("--people", "6000")
    assert prepared == [(6000, 1)]


@pytest.mark.parametrize("name", ["openpcn.sqlite3", "record", "notes.txt", "old.log/kept"])
def test_a_folder_with_anything_else_is_refused_untouched(prepared, site_home, name):
    (site_home / name).parent.mkdir(exist_ok=True)
    (site_home / name).write_text("somebody's")
    for arguments in ([], ["--replace"]):
        with pytest.raises(Fault, match="no demonstration"):
            run(*arguments)
    assert (site_home / name).read_text() == "somebody's"
    assert not (site_home / "demo.json").exists()
    assert prepared == []


def test_another_database_is_refused(prepared, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/real")
    with pytest.raises(Fault, match="DATABASE_URL is set"):
        run()
    assert prepared == []


@pytest.mark.parametrize("other", [["--people", "300"], ["--people", "6000", "--seed", "2"]])
def test_a_finished_demonstration_of_other_people_is_replaced_only_when_asked(prepared, other):
    run("--people", "6000")
    with pytest.raises(Fault, match=r"--people 6000 --seed 1.*--replace"):
        run(*other)
    assert prepared == [(6000, 1)]
    run(*other, "--replace")
    assert len(prepared) == 2


def test_a_half_prepared_one_is_made_again_without_asking(prepared, site_home):
    (site_home / "demo.json").write_text('{"people": 300, "seed": 9, "state": "preparing"}')
    (site_home / "openpcn.sqlite3").write_text("half")
    run("--people", "6000")
    assert prepared == [(6000, 1)]


def test_a_marker_that_cannot_be_read_is_left_alone(prepared, site_home):
    (site_home / "demo.json").write_text("{")
    with pytest.raises(Fault, match="cannot be read"):
        run("--replace")
    assert prepared == []


def test_only_the_demonstration_says_to_sign_in_as_the_pharmacist(monkeypatch, capsys, prepared):
    monkeypatch.setattr(demonstration.os, "execv", lambda *_: None)
    monkeypatch.setattr(demonstration, "collect_static", lambda: None)
    monkeypatch.setattr(demonstration.django_setup, "migrate", lambda: None)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "openpcn.config.settings")
    demonstration.serve(8765, "127.0.0.1", 1)
    assert "pharmacist" not in capsys.readouterr().err
    demonstration.demo(people=6000, serve_it=True, port=8765, seed=1, replace=False)
    assert "pharmacist" in capsys.readouterr().err
