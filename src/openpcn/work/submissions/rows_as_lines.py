"""Every row of the database as JSON lines, and back: the backup of a database that is not a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

_BATCH = 1_000
_LEFT_OUT = ("sessions", "contenttypes", "auth")  # signed-in browsers, and tables that migrations fill


def tables() -> list[type[models.Model]]:
    """Models whose rows are the site's, in a fixed order."""
    return [
        model
        for config in apps.get_app_configs()
        if config.label not in _LEFT_OUT
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def write(path: Path) -> None:
    """One line per row, ``[label, {column: value}]``, all of one moment."""
    with transaction.atomic(), path.open("w", encoding="utf-8") as file:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for line in lines():
            file.write(line + "\n")


def lines() -> Iterator[str]:
    """The rows as lines, in the order of their keys."""
    for model in tables():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.order_by("pk").values(*names).iterator(chunk_size=_BATCH):
            yield json.dumps(
                [model._meta.label, row], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False
            )


def load(path: Path) -> None:
    """Empty every table and fill it from the lines, in one transaction."""
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        with connection.cursor() as cursor:
            names = [model._meta.db_table for model in tables()]
            for statement in connection.ops.sql_flush(
                no_style(), [*names, "django_session"], reset_sequences=True
            ):
                cursor.execute(statement)
        batch: list[models.Model] = []
        with path.open(encoding="utf-8") as file:
            for text in file:
                label, row = json.loads(text)
                instance = _instance(apps.get_model(label), row)
                if batch and (type(batch[0]) is not type(instance) or len(batch) == _BATCH):
                    _insert(batch)
                    batch = []
                batch.append(instance)
        if batch:
            _insert(batch)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)


def _instance(model: type[models.Model], row: dict[str, Any]) -> models.Model:
    instance = model()
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        is_json = isinstance(field, models.JSONField)
        setattr(instance, field.attname, value if is_json else field.to_python(value))
    return instance


def _insert(batch: list[models.Model]) -> None:
    type(batch[0])._base_manager.bulk_create(batch)
