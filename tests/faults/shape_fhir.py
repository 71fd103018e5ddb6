"""FHIR R4: one bundle, one entry a resource; a line is an entry, counted from 1."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from .book import MARKER, Line
from .shape import AS_AT, Place, Shape, write_manifest
from .specified import concept_id, nhs_number

SCT = "http://snomed.info/sct"
FILE = "bundle.json"


_STAGED = {"subject": "patient", "effectiveDateTime": "day", "resource": ""}
"""Elements that a receipt may name by their column after staging."""


class FhirShape(Shape):
    name: ClassVar[str] = "fhir_r4"
    key_field: ClassVar[str] = "id"
    roles: ClassVar[dict[str, Place]] = {
        "nhs_number": Place("Patient", "identifier.0.value"),
        "birth_date": Place("Patient", "birthDate"),
        "death_date": Place("Patient", "deceasedDateTime"),
        "left_date": Place("EpisodeOfCare", "period.end"),
        "name": Place("Patient", "name.0.family"),
        "postcode": Place("Patient", "address.0.postalCode"),
        "event_date": Place("Observation", "effectiveDateTime", "-dx"),
        "code": Place("Observation", "code.coding.0.code", "-dx"),
        "text": Place("Observation", "code.coding.0.display", "-dx"),
        "moment": Place("Observation", "issued", "-dx"),
        "patient": Place("Observation", "subject.reference", "-dx"),
        "key": Place("Observation", "id", "-dx"),
        "twice": Place("Observation", "id", "-sys"),
        "value": Place("Observation", "valueQuantity.value", "-sys"),
        "diastolic": Place("Observation", "valueQuantity.value", "-dia"),
        "hba1c": Place("Observation", "valueQuantity.value", "-hba"),
    }

    def tables(self) -> list[str]:
        return [FILE]

    def nobody(self, chance: Random) -> str:
        return f"Patient/nobody-{chance.randrange(10_000)}"

    def field_of(self, place: Place, reason: str) -> str:
        """The element, without its place in a list: what is wrong inside it is the element's fault."""
        return place.column.partition(".")[0]

    def same_field(self, expected: str, found: str) -> bool:
        """The receipt may name the resource's type before the element, and a part of the element after it."""
        return expected in found.split(".") or _STAGED.get(expected) == found

    def line_field(self, reason: str) -> str:
        return "Claim" if reason == "not_used" else "resource"

    def get(self, line: Line, column: str) -> str:
        held: Any = line.values
        for part in column.split("."):
            held = held[int(part)] if part.isdigit() else held.get(part, "")
        return str(held)

    def set(self, line: Line, column: str, text: str) -> None:
        *path, last = column.split(".")
        held: Any = line.values
        for part in path:
            held = held[int(part)] if part.isdigit() else held.setdefault(part, {})
        if not text:
            held.pop(last, None)
        elif last == "value" and path[-1] == "valueQuantity" and _plain(text):
            held[last] = float(text)
        else:
            held[last] = text

    def text_of(self, line: Line) -> str:
        return json.dumps({"resource": line.values})

    def _twice(self, line, fault, verdict, reason):  # type: ignore[no-untyped-def]
        if fault.also != "deletion":
            super()._twice(line, fault, verdict, reason)
            return
        gone = {"request": {"method": "DELETE", "url": f"Observation/{line.key}-never"}}
        other = self.book.add(
            Line("Observation", {}, f"{line.key}-never", line.person, text=json.dumps(gone))
        )
        other.expect(fault.name, verdict, reason, "")

    def add_person(self) -> int:
        number = self.people
        self.people += 1
        who, nhs = f"p{number}", nhs_number(number)
        self._resource(
            "Patient", who, number,
            {
                "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": nhs}],
                "name": [{"use": "official", "family": f"{MARKER}son{number}", "given": [MARKER]}],
                "gender": "female", "birthDate": "1950-05-01",
                "address": [{"line": [f"{number} {MARKER} Street"], "postalCode": "ZZ1 1AA"}],
                "managingOrganization": {
                    "identifier": {
                        "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": self.practice
                    }
                },
            },
            {"patient": (who, {"nhs_number": nhs})},
        )  # fmt: skip
        self._resource(
            "EpisodeOfCare", f"{who}-e", number,
            {"status": "active",
             "patient": {"reference": f"Patient/{who}"}, "period": {"start": "2001-02-03"}},
        )  # fmt: skip
        self._observation(number, "dx", concept_id(number), "2019-03-02", issued="2019-03-02T10:15:00+00:00")
        self._observation(number, "sys", "72313002", "2026-01-10", valueQuantity=_value(138, "mmHg"))
        self._observation(number, "dia", "1091811000000102", "2026-01-10", valueQuantity=_value(88, "mmHg"))
        self._observation(
            number, "hba", "999791000000106", "2026-01-10", valueQuantity=_value(53, "mmol/mol")
        )
        return number

    def _observation(self, person: int, what: str, code: str, day: str, **more: Any) -> None:
        key = f"p{person}-{what}"
        says: dict[str, object] = {"code": code, "implausible": False}
        if "valueQuantity" in more:
            says["value"] = more["valueQuantity"]["value"]
        held = {
            "status": "final", "subject": {"reference": f"Patient/p{person}"}, "effectiveDateTime": day,
            "code": {"coding": [{"system": SCT, "code": code, "display": f"term {MARKER}"}]}, **more,
        }  # fmt: skip
        self._resource("Observation", key, person, held, {"event": (f"Observation/{key}", says)})

    def _resource(
        self, kind: str, key: str, person: int, held: dict[str, Any],
        makes: dict[str, tuple[str, dict[str, Any]]] | None = None,
    ) -> None:  # fmt: skip
        line = Line(kind, {"resourceType": kind, "id": key, **held}, key, person, makes=makes or {})
        if kind == "Observation":
            line.refers = {"subject": ("Patient", f"p{person}", "patient")}
        if kind == "EpisodeOfCare":
            line.refers = {"patient": ("Patient", f"p{person}", "patient")}
        self.book.add(line)

    def write(
        self, folder: Path, *, as_at: str = AS_AT, kind: str = "full", based_on: str | None = None
    ) -> Path:
        folder.mkdir(parents=True)
        entries = []
        for number, line in enumerate(self.book.lines(), start=1):
            line.file, line.number = FILE, number
            entries.append(line.text or self.text_of(line))
        text = '{"resourceType": "Bundle", "type": "collection", "entry": [' + ",\n".join(entries) + "]}"
        (folder / FILE).write_text(text, encoding="utf-8")
        rows = {FILE: len(entries)}
        write_manifest(
            folder, rows, source=self.name, practice=self.practice, as_at=as_at, kind=kind, based_on=based_on
        )
        return folder


def _value(number: int, unit: str) -> dict[str, Any]:
    return {"value": float(number), "unit": unit}


def _plain(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()
