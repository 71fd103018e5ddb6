"""Small submissions in the project's own CSV form, for whole nights."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpcn.codes import codelist
from openpcn.record.intake import make_manifest
from openpcn.terms import nhs_number

if TYPE_CHECKING:
    from openpcn.rules.language import Definition

COLUMNS = {
    "patient": (
        "practice", "local_id", "nhs_number", "birth_date", "death_date", "sex", "family_name", "given_name",
        "address", "postcode", "registered_on", "deregistered_on", "confidential", "spine_sensitive",
    ),
    "event": ("practice", "local_id", "source_key", "code", "term", "date", "value", "unit"),
    "appointment": ("practice", "local_id", "source_key", "start", "status", "type"),
}  # fmt: skip


def test_number(serial: int) -> str:
    """A valid NHS number of the test range."""
    while (digit := nhs_number.check_digit(f"999{serial:06d}")) is None:
        serial += 500_000
    return f"999{serial:06d}{digit}"


class SmallPractice:
    """Rows of one practice, to be changed at will and written as a full submission."""

    def __init__(self, ods: str, first_number: int) -> None:
        self.ods = ods
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
        self._first = first_number

    def person(self, **changes: Any) -> str:
        """Somebody born in 1940; returns the local id."""
        local_id = f"{self.ods}-{len(self.rows['patient']):04d}"
        self.rows["patient"].append(
            {
                "practice": self.ods,
                "local_id": local_id,
                "nhs_number": test_number(self._first + len(self.rows["patient"])),
                "birth_date": "1940-05-01",
                "sex": "female",
                "family_name": "Example",
                "given_name": "Avery",
                "registered_on": "2010-01-01",
                **changes,
            }
        )
        return local_id

    def says(self, local_id: str, code_or_list: str, day: str, **changes: Any) -> None:
        """A coded entry, by code or by the first code of a codelist."""
        code = code_or_list if code_or_list.isdigit() else codelist(code_or_list).first.code
        self.rows["event"].append(
            {
                "practice": self.ods,
                "local_id": local_id,
                "source_key": f"{local_id}-{len(self.rows['event'])}",
                "code": code,
                "term": "a term",
                "date": day,
                **changes,
            }
        )

    def books(self, local_id: str, start: str, **changes: Any) -> None:
        """A booked appointment."""
        self.rows["appointment"].append(
            {
                "practice": self.ods,
                "local_id": local_id,
                "source_key": f"{local_id}-a{len(self.rows['appointment'])}",
                "start": start,
                "status": "booked",
                "type": "Clinic",
                **changes,
            }
        )

    def write(self, folder: Path, as_at: str = "2026-02-09") -> Path:
        """A full submission in ``folder``."""
        folder.mkdir(parents=True)
        for name, columns in COLUMNS.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(self.rows[name])
        make_manifest(
            folder,
            source="openpcn_csv",
            practice=self.ods,
            as_at=date.fromisoformat(as_at),
            rows={f"{name}.csv": len(self.rows[name]) for name in COLUMNS},
            test_data=True,
        )
        return folder


def frail_practice(ods: str = "Z99001", people: int = 12) -> SmallPractice:
    """A practice whose people are severely frail and so due a structured medication review."""
    made = SmallPractice(ods, int(ods[-3:]) * 1_000)
    for number in range(people):
        local_id = made.person(birth_date=f"{1930 + number % 20}-05-01", family_name=f"Example{number}")
        made.says(local_id, "frailty_severe", "2024-03-02")
    return made


def choose_fictional_network(*practices: str) -> None:
    """A fictional network of these practices as this site's own, for processes that start from nothing."""
    from openpcn.work.network.models import Membership, Network, Practice

    network = Network.objects.create(code="U99999", name="Riverbank PCN", is_fictional=True, is_ours=True)
    for ods in practices:
        practice = Practice.objects.create(ods=ods, name=ods, name_key=ods.lower(), is_fictional=True)
        Membership.objects.create(practice=practice, network=network, starts=date(2019, 7, 1))


WORK_FLOOR = (
    "HI03", "SMR01B", "SMR01D", "HYP008", "CVD01", "serious_mental_illness", "interpreter_needed",
    "language_other", "language_english", "communication_needs", "housebound", "care_home",
    "care_home_temporary", "type1_opt_out", "sharing_objection", "risk_stratification_objection",
)  # fmt: skip


@cache
def _chosen() -> tuple[Definition, ...]:
    """The few definitions that tests of the work floor speak of, and what they build on.

    A night evaluates whatever it is given; hundreds of definitions would only make its tests slow.
    """
    from openpcn.rules.catalogue import index

    wanted = {one.id for name in WORK_FLOOR for one in _with_registers(index.definition(name))}
    return tuple(one for one in index.definitions() if one.id in wanted)


def _with_registers(definition: Definition) -> list[Definition]:
    from openpcn.rules.catalogue import index

    return [definition, *index.registers_of(definition)]


def use_small_catalogue(put: Callable[[object, str, Any], None] = setattr) -> None:
    """In this process the catalogue is the small one. put: how it is set, default for good."""
    from openpcn.rules import catalogue

    few = _chosen()
    for module in (catalogue, catalogue.index):
        put(module, "definitions", lambda: few)
