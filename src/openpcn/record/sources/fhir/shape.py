"""What a FHIR shape declares: which resources it reads, into which table, and which it leaves out and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpcn.record.sources.base import SupplierTable
from openpcn.record.sources.fhir import elements as fhir
from openpcn.record.sources.fhir.elements import Addresses, Json

Row = dict[str, Any]
Make = Callable[[Json, Addresses], Row]


def nothing_else(resource: Json) -> list[Json]:
    """Resources that are held within this one and are rows of their own: none."""
    return []


@dataclass(frozen=True)
class Shape:
    """A FHIR shape.

    read: resource type -> the staged table and the function that makes its row, which raises ElementError.
    not_used: known types that are not read, and why. why_not: why a resource of a type that is read is not.
    within: resources held within one that are rows of their own. unnamed: types that may be without an id.
    """

    tables: tuple[SupplierTable, ...]
    read: Mapping[str, tuple[str, Make]]
    not_used: Mapping[str, str]
    why_not: Callable[[Json], str | None]
    within: Callable[[Json], list[Json]] = nothing_else
    unnamed: frozenset[str] = frozenset()
    columns: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        columns = {table.name: tuple(rule.name for rule in table.columns) for table in self.tables}
        object.__setattr__(self, "columns", columns)


def entered_in_error(resource: Json) -> bool:
    """Withdrawn by its author: it removes what was there."""
    verification = fhir.codes_of(resource.get("verificationStatus"))
    stu3 = resource.get("verificationStatus")
    return (
        "entered-in-error" in {resource.get("status"), stu3 if isinstance(stu3, str) else None} | verification
    )
