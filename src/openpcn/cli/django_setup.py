"""Start Django once, only for the commands that need it."""

from __future__ import annotations

import os

from openpcn.cli.faults import Fault

_DATABASES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")


def start() -> None:
    """Load settings and apps. Idempotent. Raises Fault where DATABASE_URL names no database of ours."""
    url = os.environ.get("DATABASE_URL", "")
    if url and url.partition("://")[0] not in _DATABASES:  # never repeated: it may hold a password
        raise Fault("DATABASE_URL: expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpcn.config.settings")
    import django

    django.setup()


def migrate() -> None:
    """Bring the database to the present schema; creates it where there is none."""
    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def use_live() -> None:
    """The same, and run rules from here on as the live record does: its lists, its edition."""
    migrate()
    from openpcn.work.codelists.in_use import use_lists_of_live
    from openpcn.work.rules.in_use import use_edition_of_live

    use_lists_of_live()
    use_edition_of_live()
