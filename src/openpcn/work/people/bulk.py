"""Rows straight into a table: a night writes tens of thousands, and model instances cost ten times it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert rows given as plain Python values in the order of ``columns`` (attributes of the model).

    Values are written as Django would write them on either database; nothing is validated, no default is
    filled in and no signal is sent: the caller gives every column. Runs in the caller's transaction.
    """
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"
        f"{' ON CONFLICT DO NOTHING' if ignore_conflicts else ''}"
    )
    written = [_writer(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            statement, [[write(value) for write, value in zip(written, row, strict=True)] for row in rows]
        )


def _writer(field: Any) -> Any:
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    return _plain


def _plain(value: Any) -> Any:
    return value


def _json(value: Any) -> str:
    return json.dumps(value)
