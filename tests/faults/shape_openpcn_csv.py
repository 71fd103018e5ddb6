"""The simple form: five tables, one line of each per person and a few entries."""

from __future__ import annotations

from typing import ClassVar

from .book import MARKER, Line
from .shape import Place, Shape
from .specified import concept_id, nhs_number

HEADERS = {
    "patient": (
        "practice local_id nhs_number birth_date death_date sex family_name given_name address postcode "
        "registered_on deregistered_on deleted"
    ),
    "event": (
        "practice local_id source_key code term date recorded_at value unit confidential deleted"
    ),
    "medication": "local_id source_key code term start_date course_type",
    "issue": "local_id source_key medication_key code term date",
    "appointment": "local_id source_key start minutes status",
}  # fmt: skip


class OpenpcnShape(Shape):
    name: ClassVar[str] = "openpcn_csv"
    key_field: ClassVar[str] = "source_key"
    roles: ClassVar[dict[str, Place]] = {
        "nhs_number": Place("patient", "nhs_number"),
        "birth_date": Place("patient", "birth_date"),
        "death_date": Place("patient", "death_date"),
        "left_date": Place("patient", "deregistered_on"),
        "name": Place("patient", "family_name"),
        "postcode": Place("patient", "postcode"),
        "choice": Place("patient", "sex"),
        "event_date": Place("event", "date", "-dx"),
        "code": Place("event", "code", "-dx"),
        "text": Place("event", "term", "-dx"),
        "moment": Place("event", "recorded_at", "-dx"),
        "flag": Place("event", "confidential", "-dx"),
        "patient": Place("event", "local_id", "-dx"),
        "key": Place("event", "source_key", "-dx"),
        "practice": Place("event", "practice", "-dx"),
        "twice": Place("event", "source_key", "-sys"),
        "value": Place("event", "value", "-sys"),
        "diastolic": Place("event", "value", "-dia"),
        "hba1c": Place("event", "value", "-hba"),
        "booking": Place("appointment", "start"),
        "whole": Place("appointment", "minutes"),
    }

    def header(self, table: str) -> list[str]:
        return HEADERS[table].split()

    def add_person(self) -> int:
        number = self.people
        self.people += 1
        person = f"P{number:05d}"
        nhs = nhs_number(number)
        self._line(
            "patient", person, number,
            {
                "practice": self.practice, "local_id": person, "nhs_number": nhs, "birth_date": "1950-05-01",
                "sex": "female", "family_name": f"{MARKER}son{number}", "given_name": MARKER,
                "address": f"{number} {MARKER} Street", "postcode": "ZZ1 1AA", "registered_on": "2001-02-03",
            },
            {"nhs_number": nhs},
        )  # fmt: skip
        concept = concept_id(number)
        self._event(number, f"{person}-dx", concept, "2019-03-02", recorded_at="2019-03-02 10:15:00")
        self._event(number, f"{person}-sys", "72313002", "2026-01-10", value="138", unit="mmHg")
        self._event(number, f"{person}-dia", "1091811000000102", "2026-01-10", value="88", unit="mmHg")
        self._event(number, f"{person}-hba", "999791000000106", "2026-01-10", value="53", unit="mmol/mol")
        self._line(
            "medication", f"{person}-rx", number,
            {"code": "319775004", "term": "Amlodipine 5mg tablets", "start_date": "2020-01-01",
             "course_type": "repeat"},
        )  # fmt: skip
        self._line(
            "issue", f"{person}-is", number,
            {"medication_key": f"{person}-rx", "code": "319775004", "term": "Amlodipine 5mg tablets",
             "date": "2026-01-20"},
        )  # fmt: skip
        self._line(
            "appointment", f"{person}-ap", number,
            {"start": "2026-02-20 09:30:00", "minutes": "10", "status": "booked"},
        )  # fmt: skip
        return number

    def _event(self, person: int, key: str, code: str, day: str, **more: str) -> None:
        values = {"practice": self.practice, "code": code, "term": f"term {MARKER}", "date": day, **more}
        says: dict[str, object] = {"code": code, "implausible": False}
        if "value" in more:
            says["value"] = float(more["value"])
        self._line("event", key, person, values, says)

    def _line(
        self, table: str, key: str, person: int, values: dict[str, str], says: dict[str, object] | None = None
    ) -> None:
        line = Line(table, values, key, person, makes={table: (key, says or {})})
        if table != "patient":
            who = f"P{person:05d}"
            line.values = {"local_id": who, "source_key": key, **values}
            line.refers = {"local_id": ("patient", who, "patient")}
        self.book.add(line)
