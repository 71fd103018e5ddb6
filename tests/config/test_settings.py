"""Settings of each environment, read by a process of its own."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

PRINTED = (
    "DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT", "SESSION_COOKIE_HTTPONLY", "TIME_ZONE", "X_FRAME_OPTIONS",
)  # fmt: skip
PROGRAM = (
    "import json; from openpcn.config import settings as s; "
    f"print(json.dumps({{n: getattr(s, n) for n in {PRINTED!r}}} | "
    "{'key': s.SECRET_KEY, 'database': s.DATABASES['default']}, default=str))"
)


def load(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OPENPCN_") and k != "DATABASE_URL"}
    source = str(Path(__file__).resolve().parents[2] / "src")
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**kept, "PYTHONPATH": source, "OPENPCN_HOME": str(home), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


PRODUCTION = {
    "OPENPCN_ENV": "production",
    "OPENPCN_SECRET_KEY": "k" * 50,
    "OPENPCN_ALLOWED_HOSTS": "pcn.example.nhs.uk",
}


def test_development_needs_nothing_and_makes_its_key_once(tmp_path):
    first, second = (json.loads(load(tmp_path / "home").stdout) for _ in range(2))
    assert first["key"] == second["key"] and len(first["key"]) >= 50
    assert stat.S_IMODE((tmp_path / "home" / "secret.key").stat().st_mode) == 0o600
    assert first["DEBUG"] is False and first["TIME_ZONE"] == "Europe/London"
    options = first["database"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"] and "synchronous=FULL" in options["init_command"]


def test_production_is_strict(tmp_path):
    read = json.loads(load(tmp_path, **PRODUCTION, DATABASE_URL="postgresql://u:p@db/openpcn").stdout)
    assert read["ALLOWED_HOSTS"] == ["pcn.example.nhs.uk"]
    assert read["SESSION_COOKIE_SECURE"] and read["CSRF_COOKIE_SECURE"] and read["SECURE_SSL_REDIRECT"]
    assert read["SECURE_HSTS_SECONDS"] >= 31_536_000 and read["SESSION_COOKIE_HTTPONLY"]
    assert read["database"]["ENGINE"] == "django.db.backends.postgresql"


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"OPENPCN_SECRET_KEY": ""}, "OPENPCN_SECRET_KEY is not set"),
        ({"OPENPCN_SECRET_KEY": "short"}, "too short"),
        ({"OPENPCN_ALLOWED_HOSTS": ""}, "OPENPCN_ALLOWED_HOSTS is empty"),
        ({"OPENPCN_NOW": "2026-02-10T09:00"}, "OPENPCN_NOW is set in production"),
        ({"OPENPCN_ENV": "staging"}, "expected development, demo or production"),
        ({"DATABASE_URL": "mysql://u:p@db/openpcn"}, "expected sqlite"),
    ],
)
def test_what_production_refuses_to_start_with(tmp_path, changes, said):
    done = load(tmp_path, **(PRODUCTION | changes))
    assert done.returncode != 0 and said in done.stderr


@pytest.mark.django_db
def test_every_response_says_not_to_be_kept_and_where_scripts_come_from(client):
    for path in ("/", "/no-such-page", "/sign-in"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store" or "no-store" in response["Cache-Control"]
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy
        assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
        assert response["X-Frame-Options"] == "DENY" and response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin" and response["X-Request-Id"]


@pytest.mark.django_db
def test_sqlite_is_durable_and_keeps_its_foreign_keys():
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        found = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
