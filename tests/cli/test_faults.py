"""An ordinary fault is one line and exit status 1, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from typer.testing import CliRunner

from openpcn.cli import main
from openpcn.cli.faults import Fault, sentence
from openpcn.cli.main import app
from openpcn.work.submissions.backups import BackupError, restore

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("as it is"), "as it is"),
        (ImproperlyConfigured("OPENPCN_ENV is 'x'"), "OPENPCN_ENV"),
        (OperationalError("connection refused\nis it running?"), "connection refused. Check DATABASE_URL"),
        (FileExistsError(17, "File exists", "/a/file"), "/a/file: is there already"),
        (NotADirectoryError(20, "Not a directory", "/a/file/b"), "/a/file/b: part of this path is a file"),
        (PermissionError(13, "Permission denied", "/proc/x"), "/proc/x: Permission denied"),
        (OSError(28, "No space left on device"), "the disk is full"),
        (OSError(27, "File too large", "/a/file"), "the disk is full"),
        (OSError(5, "Input/output error"), "Look at the disk"),
        (OperationalError("database or disk is full"), "the disk is full"),
        (OperationalError("disk I/O error"), "Look at the disk"),
        (duckdb.IOException('Could not write file "/x": No space left on device'), "the disk is full"),
        (zipfile.BadZipFile("File is not a zip file"), "not a whole Excel workbook"),
    ],
)
def test_every_foreseen_fault_has_a_sentence(fault, words):
    said = sentence(fault)
    assert said is not None
    assert words in said
    assert "\n" not in said


def test_an_unforeseen_fault_has_none():
    assert sentence(ZeroDivisionError()) is None


def test_a_broken_workbook_is_named(tmp_path):
    (tmp_path / "ePCN.xlsx").write_bytes(b"PK\x03\x04 and no more")
    for named in (tmp_path, tmp_path / "ePCN.xlsx"):
        said = sentence(zipfile.BadZipFile("x"), ["network", "import", str(named)])
        assert said is not None
        assert said.startswith(str(tmp_path / "ePCN.xlsx"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", "--limit", "-5"],
        ["audit", "--limit", "0"],
        ["serve", "--port", "70000"],
        ["demo", "--port", "0"],
    ],
)
def test_a_number_out_of_range_is_called_wrongly(arguments):
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_synth_over_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine")
    answer = CliRunner().invoke(app, ["synth", str(tmp_path / "file")])
    assert isinstance(answer.exception, Fault)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("manifest", [{}, {"files": {}}, {"files": []}])
def test_a_backup_whose_manifest_is_not_whole_is_refused(tmp_path, manifest):
    (tmp_path / "manifest.json").write_text(json.dumps({"format": "openpcn-backup/1", **manifest}))
    with pytest.raises(BackupError, match="manifest"):
        restore(tmp_path)


def test_usage_names_the_script(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["anything", "explain"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 2
    assert "./openpcn explain" in capsys.readouterr().err


def test_a_wrong_environment_is_one_line(tmp_path):
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "OPENPCN_HOME": str(tmp_path)}
    wrong = [
        ({"OPENPCN_ENV": "garbage"}, "OPENPCN_ENV is 'garbage'"),
        ({"OPENPCN_HOME": __file__}, "is there already"),
        ({"DATABASE_URL": "mysql://u:secret@h/x"}, "DATABASE_URL: expected"),
        ({"DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/x"}, "the database does not answer"),
    ]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "openpcn.cli", "state"],
            env={**environment, **surroundings}, stderr=subprocess.PIPE, text=True,
        )
        for surroundings, _ in wrong
    ]  # fmt: skip
    for process, (_, words) in zip(started, wrong, strict=True):
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert said.startswith("openpcn: ")
        assert words in said
        assert said.count("\n") == 1
        assert "secret" not in said
