"""The SystmOne source: what it reads, whose rows they are, and the derivation of the record from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import duckdb

from openpcn.record.sources.base import CsvSource, Encoding, RecordContext, SupplierTable, UnreadTable
from openpcn.record.sources.joins import Joins
from openpcn.record.sources.systmone.derive import STATEMENTS
from openpcn.record.sources.systmone.joins import JOINS
from openpcn.record.sources.systmone.tables import NOT_USED, TABLES
from openpcn.record.sources.systmone.unread import UNREAD

_CARRIES_PEOPLE = (
    "SRPatient", "SRPatientRegistration", "SRPatientAddressHistory", "SREvent", "SRCode", "SRProblem",
    "SRImmunisation", "SRReferralOut", "SRDrugSensitivity", "SRPrimaryCareMedication", "SRRepeatTemplate",
    "SRAppointment",
)  # fmt: skip

_FILLED_FROM = {
    "patient": {"SRPatient"},
    "event": {"SRCode"},
    "medication": {"SRPrimaryCareMedication", "SRRepeatTemplate"},
    "issue": {"SRPrimaryCareMedication"},
    "appointment": {"SRAppointment"},
    "consultation": {"SREvent"},
    "referral": {"SRReferralOut"},
    "allergy": {"SRDrugSensitivity"},
}
"""Record table -> the supplier's tables of which one must be in the practice's reporting group."""

_NOT_LISTED = ("SRManifest", "SRMapping", "SRMappingGroup")
"""Files that the supplier's manifest never lists."""


class SystmOne(CsvSource):
    """The strategic reporting set of SystmOne, layout 93 and its neighbours."""

    name: ClassVar[str] = "systmone"
    encoding: ClassVar[Encoding] = "cp1252"
    tables: ClassVar[tuple[SupplierTable, ...]] = TABLES
    unread: ClassVar[tuple[UnreadTable, ...]] = UNREAD
    not_used: ClassVar[Mapping[str, str]] = NOT_USED
    group_files: ClassVar[bool] = True
    joins: ClassVar[Joins | None] = JOINS
    supplies: ClassVar[frozenset[str]] = frozenset(_FILLED_FROM)

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """What the tables of the practice's reporting group can fill; the supplier's manifest lists them."""
        listed = {name for (name,) in con.execute("SELECT FileName FROM SRManifest").fetchall()}
        return frozenset(table for table, needs in _FILLED_FROM.items() if needs & listed)

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """The ODS codes of the practices that a row of this submission is visible to."""
        visible = " UNION ".join(
            f"SELECT IDOrganisationVisibleTo FROM new_{table}" for table in _CARRIES_PEOPLE
        )
        rows = con.execute(visible).fetchall()
        return {code for (code,) in rows if code is not None}

    def sent_whole(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """The tables that SRManifest.csv does not mark as deltas: one delivery may mix both."""
        flags = con.execute("SELECT FileName FROM new_SRManifest WHERE NOT IsDelta").fetchall()
        return frozenset(name for (name,) in flags) & {table.name for table in self.tables}

    def check(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """SRManifest.csv must agree: a full submission has no deltas in it, and every file is listed."""
        flags = dict(con.execute("SELECT FileName, IsDelta FROM new_SRManifest").fetchall())
        if kind == "full" and (wrong := sorted(name for name, flag in flags.items() if flag)):
            return [
                f"SRManifest.csv: {wrong[0]} is marked IsDelta=Y in a full submission:"
                " send every table whole, or send the submission as a delta"
            ]
        unlisted = [
            table.name
            for table in self.tables
            if table.name not in (*flags, *_NOT_LISTED)
            and con.execute(f"SELECT 1 FROM new_{table.name} LIMIT 1").fetchall()
        ]
        if unlisted:
            return [f"SRManifest.csv: {unlisted[0]} is in the folder and not listed; send the folder whole"]
        return []

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Creates the record's tables that this shape supplies."""
        for statement in STATEMENTS:
            con.execute(statement)
