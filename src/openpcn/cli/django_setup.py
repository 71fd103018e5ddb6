"""Start Django once, only for the commands that need it."""

from __future__ import annotations

import os


def start() -> None:
    """Load settings and apps. Idempotent."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpcn.config.settings")
    import django

    django.setup()


def migrate() -> None:
    """Bring the database to the present schema; creates it where there is none."""
    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
