"""What a network is entitled to in a contract year, line by line.

Three populations are used, each a snapshot at 1 January before the year: the registered list, the PCN
adjusted population and the contractor weighted population. None is computed here; using one where another
belongs is the classic error, so they are named arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openpcn.rules.contract.values import Contract, Value
from openpcn.terms.dates import ContractYear
from openpcn.terms.money import pence


@dataclass(frozen=True)
class Populations:
    """Of one network, as supplied. Beds are those of aligned homes of the CQC directory."""

    registered: int
    adjusted: Decimal
    weighted: Decimal
    care_home_beds: int


@dataclass(frozen=True)
class IncomeLine:
    """One stream of a year. ``amount_pence`` is None where the rate of that year is not known.

    ``on_last_rates`` is what the last published rates would give, for planning only; equal to the amount
    where the rates are of the year.
    """

    id: str
    title: str
    amount_pence: int | None
    on_last_rates: int | None
    values: tuple[Value, ...]

    @property
    def confirmed(self) -> bool:
        return bool(self.values) and all(value.confirmed for value in self.values)


_LINES = (
    ("core", "Core network payment", (("core.list", "registered"), ("core.adjusted", "adjusted"))),
    ("enhanced_access", "Enhanced access", (("enhanced_access", "adjusted"),)),
    ("care_home_premium", "Care home premium", (("care_home_premium", "care_home_beds"),)),
    ("capacity_support", "Capacity and access support", (("capacity_support", "adjusted"),)),
    ("capacity_improvement", "Capacity and access improvement", (("capacity_improvement", "adjusted"),)),
    ("arrs", "Additional roles, at most", (("arrs.sum", "weighted"),)),
)


def network_income(
    contract: Contract, year: ContractYear, populations: Populations, place: str | None = None
) -> tuple[IncomeLine, ...]:
    """The lines of a year, in pence rounded once a line. The additional-roles line is a limit, no payment."""
    lines = []
    for id, title, parts in _LINES:
        values = [contract.known(name, year.start, place) for name, _ in parts]
        found = tuple(value for value in values if value is not None)
        total: int | None = None
        if len(found) == len(parts):
            pounds = sum(
                (
                    value.amount * Decimal(getattr(populations, base))
                    for value, (_, base) in zip(found, parts, strict=True)
                ),
                Decimal(0),
            )
            total = pence(pounds)
        current = total is not None and not any(value.last_published for value in found)
        lines.append(IncomeLine(id, title, total if current else None, total, found))
    return tuple(lines)
