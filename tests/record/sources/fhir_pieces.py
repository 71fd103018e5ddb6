"""FHIR resources invented for the tests, and folders of them."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

from openpcn.record.intake import make_manifest
from openpcn.record.sources import source

SCT = "http://snomed.info/sct"
READ = "http://read.info/readv2"
CTV3 = "http://read.info/ctv3"
LOINC = "http://loinc.org"
UK = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
NO_SUBJECT = {
    "Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Appointment",
    "EpisodeOfCare", "Immunization", "AllergyIntolerance", "List",
}  # fmt: skip
Resource = dict[str, Any]


def coded(code: str, text: str = "", system: str = SCT) -> Resource:
    """A CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code, "display": text}]}


def resource(kind: str, row: str, of: str = "p1", **fields: Any) -> Resource:
    """A resource of a patient; a field named with a trailing underscore loses it (``class_``)."""
    held: Resource = {"resourceType": kind, "id": row}
    if kind in ("EpisodeOfCare", "Immunization", "AllergyIntolerance"):
        held["patient"] = {"reference": f"Patient/{of}"}
    elif kind not in NO_SUBJECT:
        held["subject"] = {"reference": f"Patient/{of}"}
    return held | {name.rstrip("_"): value for name, value in fields.items()}


def patient(row: str = "p1", number: str = "9990000018", practice: str = "Z99001", **fields: Any) -> Resource:
    """Somebody on the practice's list."""
    return (
        resource(
            "Patient",
            row,
            identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": number}],
            name=[{"use": "official", "family": "Brook", "given": ["Ann", "May"], "prefix": ["Mrs"]}],
            gender="female",
            birthDate="1950-05-01",
            address=[{"line": ["1 Mill Lane"], "city": "Fenwick", "postalCode": "zz991aa"}],
            managingOrganization={
                "identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": practice}
            },
        )
        | fields
    )


def observation(row: str, code: Any = "59621000", on: str | None = "2026-01-10", **fields: Any) -> Resource:
    """A final observation; ``code``: a SNOMED CT id, or a CodeableConcept."""
    named = coded(code) if isinstance(code, str) else code
    when = {} if on is None else {"effectiveDateTime": on}
    return resource("Observation", row, status="final", code=named, **(when | fields))


def bundle(*entries: Resource, kind: str = "collection") -> Resource:
    """A bundle of resources; what has a ``request`` or a ``resource`` is an entry already."""
    made = [each if "request" in each or "resource" in each else {"resource": each} for each in entries]
    return {"resourceType": "Bundle", "type": kind, "entry": made}


def deletion(kind: str, row: str) -> Resource:
    """A transaction's entry that deletes a resource."""
    return {"request": {"method": "DELETE", "url": f"{kind}/{row}"}}


def lines(*resources: Any) -> bytes:
    """NDJSON; what is bytes already is put in as it stands."""
    return b"".join(
        each if isinstance(each, bytes) else json.dumps(each, separators=(",", ":")).encode() + b"\n"
        for each in resources
    )


class Delivery:
    """Folders of FHIR files, taken by a practice one after another."""

    def __init__(self, practice: Any, name: str = "fhir_r4", ods: str = "Z99001") -> None:
        self.practice, self.name, self.ods, self.serial = practice, name, ods, 0

    def folder(self, files: dict[str, Any]) -> Path:
        """A folder with the files: bytes as they stand, anything else as JSON; ``.gz`` is compressed."""
        self.serial += 1
        folder: Path = self.practice.home / f"{self.name}-{self.serial}"
        folder.mkdir()
        for name, content in files.items():
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return folder

    def take(self, files: dict[str, Any], as_at: str = "2026-02-09", based_on: str | None = None) -> Any:
        """The receipt of a folder with its manifest."""
        folder = self.folder(files)
        make_manifest(
            folder,
            source=self.name,
            practice=self.ods,
            as_at=date.fromisoformat(as_at),
            kind="delta" if based_on else "full",
            based_on=date.fromisoformat(based_on) if based_on else None,
            rows=dict(source(self.name).rows_of(folder)),  # type: ignore[attr-defined]
            test_data=True,
        )
        return self.practice.take_folder(folder)

    def of(self, *resources: Resource, **how: Any) -> Any:
        """The receipt of one bundle."""
        return self.take({"bundle.json": bundle(*resources)}, **how)

    def events(self) -> dict[str, Any]:
        return {row["source_key"]: row for row in self.practice.rows("event")}
