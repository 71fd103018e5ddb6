"""The EMIS source: what it reads, whose rows they are, and the derivation of the record from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import duckdb

from openpcn.record.sources.base import CsvSource, Encoding, RecordContext, SupplierTable, UnreadTable
from openpcn.record.sources.emis.derive import STATEMENTS
from openpcn.record.sources.emis.joins import JOINS
from openpcn.record.sources.emis.tables import NOT_USED, TABLES
from openpcn.record.sources.emis.unread import UNREAD
from openpcn.record.sources.joins import Joins

_OWNED = (
    "Admin_Patient", "CareRecord_Consultation", "CareRecord_Observation", "CareRecord_ObservationReferral",
    "CareRecord_Problem", "Prescribing_DrugRecord", "Prescribing_IssueRecord", "Appointment_Session",
    "Appointment_Slot",
)  # fmt: skip


class Emis(CsvSource):
    """The bulk CSV set of EMIS Web, versions 5.1 to 8.2; one delivery may hold several practices."""

    name: ClassVar[str] = "emis"
    encoding: ClassVar[Encoding] = "utf-8 or cp1252"
    tables: ClassVar[tuple[SupplierTable, ...]] = TABLES
    unread: ClassVar[tuple[UnreadTable, ...]] = UNREAD
    not_used: ClassVar[Mapping[str, str]] = NOT_USED
    group_files: ClassVar[bool] = True
    joins: ClassVar[Joins | None] = JOINS
    supplies: ClassVar[frozenset[str]] = frozenset(
        {"patient", "event", "medication", "issue", "appointment", "consultation", "referral", "allergy"}
    )

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """The ODS codes of every organisation that a row of this submission belongs to.

        An organisation that the submission's rows name and the organisation table does not hold is reported
        by its own id and the first line that names it, so that it can be found and never passes for the
        practice.
        """
        owners = " UNION ALL ".join(
            f"SELECT OrganisationGuid AS guid, '{table}' AS held_in, min(line) AS line "
            f"FROM new_{table} GROUP BY 1"
            for table in _OWNED
        )
        rows = con.execute(
            f"""
            SELECT upper(o.ODSCode), owner.guid, owner.held_in, owner.line
            FROM ({owners}) owner LEFT JOIN Admin_Organisation o ON o.OrganisationGuid = owner.guid
            WHERE owner.guid IS NOT NULL ORDER BY owner.held_in
            """
        ).fetchall()
        found: dict[str, str] = {}
        for code, guid, table, line in rows:
            unknown = (
                f"an organisation without an ODS code in Admin_Organisation ({table}, line {line}: {guid})"
            )
            found.setdefault(guid, code or unknown)
        return set(found.values())

    def held(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Holds a delivery of a practice that has stopped sharing: deletes of all its patients follow.

        Whether they are to be applied is a person's decision, not the night's.
        """
        stopped = con.execute(
            """
            SELECT 1 FROM Agreements_SharingOrganisation a
            JOIN (SELECT DISTINCT OrganisationGuid FROM Admin_Patient) p USING (OrganisationGuid)
            WHERE coalesce(a.Disabled, false) OR NOT coalesce(a.IsActivated, true)
            LIMIT 1
            """
        ).fetchall()
        if not stopped:
            return []
        return [
            "Agreements_SharingOrganisation: the practice's sharing agreement with the supplier is"
            " disabled or not activated, and deletes of all its patients follow: ask the practice whether it"
            " has left, then approve this delivery or leave it"
        ]

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Creates the record's tables that this shape supplies."""
        for statement in STATEMENTS:
            con.execute(statement)
