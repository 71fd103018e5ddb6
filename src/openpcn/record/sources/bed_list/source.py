"""Beds and residents of care homes: one table, and its way into the record."""

from __future__ import annotations

from typing import ClassVar

import duckdb

from openpcn.record.sources.base import ColumnRule, Kind, RecordContext, SetAside, SupplierTable
from openpcn.record.sources.companion import (
    BIRTH_DATE,
    DAYS,
    NHS_NUMBER,
    NOBODY_NAMED,
    OTHER_PRACTICE,
    PRACTICE,
    CompanionCsv,
    day,
    optional,
    required,
)

ALL_GONE = 3  # a home in which so many lived, and nobody any more, is for a person to look at

BED = SupplierTable(
    "bed",
    "(?i)(bed_?list|beds|care_home_beds|residents)([-_ .].*)?",
    (
        PRACTICE,
        required("home"),
        optional("home_name"),
        optional("bed"),
        NHS_NUMBER,
        BIRTH_DATE,
        ColumnRule("from", Kind.DATE, formats=DAYS, future=False, aliases=("admitted_on", "date_from")),
        day("to", future=True),
        optional("temporary", Kind.BOOL),
        optional("nursing", Kind.BOOL),
    ),
    key=("home", "nhs_number", "from"),
    delete_keeps=True,
    set_aside=(
        OTHER_PRACTICE,
        SetAside(
            "empty_bed",
            "a bed without a resident: it says that the list covers the home, and nothing about a person",
            "nhs_number",
            'nhs_number IS NULL AND birth_date IS NULL AND "from" IS NULL',
        ),
        NOBODY_NAMED,
        SetAside("missing_value", "the first day in the home is required", "from", '"from" IS NULL'),
        SetAside(
            "left_before_arrival", "the last day in the home lies before the first", "to", '"to" < "from"'
        ),
    ),
    becomes="`care_home_stay`",
)


class BedList(CompanionCsv):
    """Who lives in a care home. The list is a snapshot: who is not on the next one has left by its day."""

    name: ClassVar[str] = "bed_list"
    tables: ClassVar[tuple[SupplierTable, ...]] = (BED,)
    supplies: ClassVar[frozenset[str]] = frozenset({"care_home_stay"})
    speaks_for: ClassVar[str | None] = "home"

    def held(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """A home that this list empties."""
        emptied = con.sql(
            "SELECT home, count(*) FROM state.bed s "
            "WHERE home IN (SELECT home FROM new.bed WHERE home IS NOT NULL) "
            "GROUP BY home HAVING count(*) FILTER (ended_on IS NULL) = 0 "
            f"AND count(*) FILTER (ended_on = (SELECT max(ended_on) FROM state.bed)) >= {ALL_GONE} "
            "ORDER BY home"
        ).fetchall()
        return [
            f"home {home}: nobody who was there is on the list any more: check it with the home"
            for home, _ in emptied
        ]

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """One stay for each first day. A stay that the home now dates from another day is given once.

        A last day in the future is a plan, not an end.
        """
        con.execute(
            f"""
            CREATE TABLE record.care_home_stay AS SELECT
                b.local_id,
                'bed_list:' || md5(concat_ws('|', b.home, b.nhs_number, b."from")) AS source_key,
                b.home,
                b.home_name,
                b."from" AS date,
                coalesce(CASE WHEN b."to" <= DATE '{context.as_at}' THEN b."to" END, b.ended_on) AS left_on,
                coalesce(b.temporary, false) AS temporary,
                coalesce(b.nursing, false) AS nursing,
                b.file,
                b.line
            FROM main.bed b
            WHERE NOT EXISTS (
                SELECT 1 FROM main.bed c
                WHERE c.home = b.home AND c.nhs_number = b.nhs_number AND c."from" <> b."from"
                  AND b.ended_on IS NOT NULL AND b."to" IS NULL AND c.ended_on IS NULL
                  AND c."from" < b.ended_on AND coalesce(c."to", b.ended_on) >= b."from"
            )
            """
        )


SOURCE = BedList()
