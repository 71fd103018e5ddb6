"""The SystmOne source: what it reads, whose rows they are, and the derivation of the record from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

import duckdb

from openpcn.record.sources.base import CsvSource, RecordContext, SupplierTable
from openpcn.record.sources.systmone.derive import STATEMENTS
from openpcn.record.sources.systmone.tables import NOT_USED, TABLES

_CARRIES_PEOPLE = (
    "SRPatient", "SRPatientRegistration", "SRPatientAddressHistory", "SRCode", "SRProblem",
    "SRPrimaryCareMedication", "SRRepeatTemplate", "SRAppointment",
)  # fmt: skip

_NOT_LISTED = ("SRManifest", "SRMapping", "SRMappingGroup")
"""Files that the supplier's manifest never lists."""


class SystmOne(CsvSource):
    """The strategic reporting set of SystmOne, layout 93 and its neighbours."""

    name: ClassVar[str] = "systmone"
    encoding: ClassVar[Literal["utf-8", "cp1252"]] = "cp1252"
    tables: ClassVar[tuple[SupplierTable, ...]] = TABLES
    not_used: ClassVar[Mapping[str, str]] = NOT_USED
    group_files: ClassVar[bool] = True
    supplies: ClassVar[frozenset[str]] = frozenset({"patient", "event", "medication", "issue", "appointment"})

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """The ODS codes of the practices that a row of this submission is visible to."""
        visible = " UNION ".join(
            f"SELECT IDOrganisationVisibleTo FROM new_{table}" for table in _CARRIES_PEOPLE
        )
        rows = con.execute(visible).fetchall()
        return {code for (code,) in rows if code is not None}

    def check(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """SRManifest.csv must agree with the submission: a full load of full tables, a delta of deltas.

        A reference table that is sent whole inside a delta does no harm. A clinical table sent whole inside a
        delta would leave behind what it no longer holds, so it is refused: load that night as a full one.
        """
        flags = dict(con.execute("SELECT FileName, IsDelta FROM new_SRManifest").fetchall())
        clinical = {name: flag for name, flag in flags.items() if name in _CARRIES_PEOPLE}
        if kind == "full" and (wrong := sorted(name for name, flag in flags.items() if flag)):
            return [
                f"SRManifest.csv: {wrong[0]} is marked IsDelta=Y in a full submission:"
                " send every table whole, or send the submission as a delta"
            ]
        if kind == "delta" and (wrong := sorted(name for name, flag in clinical.items() if not flag)):
            return [
                f"SRManifest.csv: {wrong[0]} is marked IsDelta=N in a delta submission:"
                " send the night's changes, or the whole extract as a full submission"
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
        """Creates record.patient, event, medication, issue and appointment."""
        for statement in STATEMENTS:
            con.execute(statement)
