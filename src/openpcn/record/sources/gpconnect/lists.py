"""The lists of a GP Connect record: what was asked for, what is missing, what belongs to a consultation.

A list without entries says that there is nothing; a list that is absent says that nobody asked.
"""

from __future__ import annotations

import json
from typing import Any

import duckdb

from openpcn.record.sources.base import ColumnRule, Kind, Reference, SupplierTable
from openpcn.record.sources.fhir import elements as fhir
from openpcn.record.sources.fhir.elements import Addresses, Json, words

ALLERGIES = "886921000000105"
ENDED_ALLERGIES = "1103671000000101"
MEDICINES = "933361000000108"
PROBLEMS = "717711000000103"
IMMUNISATIONS = "1102181000000102"
CONSULTATIONS = "1149501000000101"
UNCATEGORISED = "826501000000100"
INVESTIGATIONS = "887191000000108"
REFERRALS = "792931000000107"

NAMES = {
    ALLERGIES: "allergies",
    ENDED_ALLERGIES: "ended allergies",
    MEDICINES: "medications",
    PROBLEMS: "problems",
    IMMUNISATIONS: "immunisations",
    CONSULTATIONS: "consultations",
    UNCATEGORISED: "uncategorised data",
    INVESTIGATIONS: "investigations",
    REFERRALS: "outbound referrals",
}

NEEDED: dict[str, tuple[str, ...]] = {
    "patient": (),
    "event": (PROBLEMS, IMMUNISATIONS, UNCATEGORISED, INVESTIGATIONS),
    "medication": (MEDICINES,),
    "issue": (MEDICINES,),
    "consultation": (CONSULTATIONS,),
    "referral": (REFERRALS,),
    "allergy": (ALLERGIES,),
}
"""Table of the record -> the lists that everybody's record must have for the table to be supplied."""

LIST = SupplierTable(
    "GpcList",
    r"(?!)",
    (
        ColumnRule("id", required=True),
        ColumnRule("patient", required=True),
        ColumnRule("code"),
        ColumnRule("warnings"),  # JSON list of codes
        ColumnRule("encounter"),
        ColumnRule("entries"),  # JSON list of Type/id
        ColumnRule("deleted", Kind.BOOL),
    ),
    key=("id",),
    deleted="deleted",
    references=(Reference("patient", "FhirPatient", "id", "patient"),),
    expected=False,
)


def make(resource: Json, addresses: Addresses) -> dict[str, Any]:
    """One staged row of a List."""
    warnings = [
        words(each.get("valueCode")) or fhir.code_of(each.get("valueCodeableConcept"))
        for each in fhir.extensions(resource, "ListWarningCode")
    ]
    items = [fhir.reference(each.get("item"), addresses) for each in fhir.objects(resource.get("entry"))]
    return {
        "patient": fhir.subject(resource, addresses),
        "code": fhir.code_of(resource.get("code")),
        "warnings": json.dumps([each for each in warnings if each]) if warnings else None,
        "encounter": fhir.id_of(resource.get("encounter"), addresses),
        "entries": json.dumps([each for each in items if each]),
    }


def ended_allergies(resource: Json) -> list[Json]:
    """The allergies that a list of ended ones contains: they are nowhere else."""
    if resource.get("resourceType") != "List":
        return []
    return [
        each
        for each in fhir.objects(resource.get("contained"))
        if each.get("resourceType") == "AllergyIntolerance"
    ]


def not_asked(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """List -> how many people's records are without it, from the current rows, where any is."""
    people = con.execute("SELECT count(*) FROM FhirPatient").fetchall()[0][0]
    with_it = dict(con.execute("SELECT code, count(DISTINCT patient) FROM GpcList GROUP BY code").fetchall())
    return {code: people - with_it.get(code, 0) for code in NAMES if people > with_it.get(code, 0)}


def supplied(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The tables whose lists are in everybody's record.

    A rule reads a practice's table or does not: where it was not asked for one person, its emptiness would be
    taken for evidence of that person, so that the table is not supplied by the practice.
    """
    missing = not_asked(con)
    return frozenset(table for table, needed in NEEDED.items() if not set(needed) & set(missing))


def notes(con: duckdb.DuckDBPyConnection) -> list[str]:
    """What the receipt says of lists and warnings, from the staged rows: how many people, never who."""
    people = con.execute('SELECT count(DISTINCT id) FROM "fhir FhirPatient"').fetchall()[0][0]
    with_it = dict(
        con.execute('SELECT code, count(DISTINCT patient) FROM "fhir GpcList" GROUP BY code').fetchall()
    )
    found = []
    for code, name in NAMES.items():
        without = people - with_it.get(code, 0)
        tables = [table for table, needed in NEEDED.items() if code in needed]
        if without and tables:
            found.append(
                f"{without} of {people} records have no list of {name}: not asked for; "
                f"{' and '.join(tables)} not supplied"
            )
    warned = con.execute(
        "SELECT warning, code, count(DISTINCT patient) FROM (SELECT code, patient, "
        'unnest(from_json(warnings, \'["VARCHAR"]\')) AS warning FROM "fhir GpcList" '
        "WHERE warnings IS NOT NULL) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found += [
        f"{n} records with {warning} in the list of {NAMES.get(code, 'another kind')}: it is incomplete"
        for warning, code, n in warned
    ]
    return found


# What a consultation's lists hold belongs to it, also where the entry itself does not name its encounter.
LINKED = """
CREATE OR REPLACE TABLE record.event AS
WITH
held AS (
    SELECT encounter, unnest(from_json(entries, '["VARCHAR"]')) AS source_key
    FROM GpcList
    WHERE encounter IS NOT NULL
),
link AS (
    SELECT source_key, min('Encounter/' || encounter) AS consultation_key
    FROM held
    WHERE encounter IN (SELECT id FROM FhirEncounter)
    GROUP BY source_key
)
SELECT e.* REPLACE (coalesce(e.consultation_key, l.consultation_key) AS consultation_key)
FROM record.event e
LEFT JOIN link l USING (source_key)
"""
