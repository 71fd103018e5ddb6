"""What a network is entitled to in a contract year, line by line.

Three populations are used, each a snapshot at 1 January before the year: the registered list, the PCN
adjusted population and the contractor weighted population. None is computed here; using one where another
belongs is the classic error, so they are named arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openpcn.rules.contract.values import Base, Contract, ContractError, Value
from openpcn.terms.dates import ContractYear
from openpcn.terms.money import pence


@dataclass(frozen=True)
class Populations:
    """Of one network, as supplied. Beds are those of aligned homes of the CQC directory.

    as_at: the 1 January before the year; None where the supplier does not say.
    """

    registered: int
    adjusted: Decimal
    weighted: Decimal
    care_home_beds: int
    as_at: date | None = None

    def of(self, base: Base) -> Decimal:
        """The population that a rate is multiplied by."""
        return {
            Base.REGISTERED: Decimal(self.registered),
            Base.ADJUSTED: self.adjusted,
            Base.WEIGHTED: self.weighted,
            Base.BEDS: Decimal(self.care_home_beds),
        }[base]


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
    ("core", "Core network payment", ("core.list", "core.adjusted")),
    ("enhanced_access", "Enhanced access", ("enhanced_access",)),
    ("care_home_premium", "Care home premium", ("care_home_premium",)),
    ("capacity_support", "Capacity and access support", ("capacity_support",)),
    ("capacity_improvement", "Capacity and access improvement", ("capacity_improvement",)),
    ("arrs", "Additional roles, at most", ("arrs.sum",)),
)


def network_income(
    contract: Contract, year: ContractYear, populations: Populations, place: str | None = None
) -> tuple[IncomeLine, ...]:
    """The lines of a year, in pence rounded once a line. The additional-roles line is a limit, no payment.

    Raises ContractError for populations of another day than the 1 January before the year.
    """
    snapshot = date(year.starting, 1, 1)
    if populations.as_at not in (None, snapshot):
        raise ContractError(
            f"{year} is paid on populations of {snapshot}; these are of {populations.as_at}: "
            "use those of the day"
        )
    lines = []
    for id, title, names in _LINES:
        values = [contract.known(name, year.start, place) for name in names]
        found = tuple(value for value in values if value is not None)
        total: int | None = None
        if len(found) == len(names):
            pounds = Decimal(0)
            for value in found:
                if value.base is None:
                    raise ContractError(f"{value.name} has no base: say what the rate is multiplied by")
                pounds += value.amount * populations.of(value.base)
            total = pence(pounds)
        current = total is not None and not any(value.last_published for value in found)
        lines.append(IncomeLine(id, title, total if current else None, total, found))
    return tuple(lines)


def less_than_national(
    national: Contract, local: Contract, year: ContractYear, populations: Populations
) -> tuple[tuple[IncomeLine, IncomeLine], ...]:
    """Lines of which a local variation gives less than the national contract: national line, local line.

    A variation may move money between lines; whether all lines together are less is the caller's to add up.
    Lines not known on either side are left out.
    """
    both = zip(
        network_income(national, year, populations), network_income(local, year, populations), strict=True
    )
    return tuple(
        (ours, theirs)
        for ours, theirs in both
        if ours.on_last_rates is not None
        and theirs.on_last_rates is not None
        and theirs.on_last_rates < ours.on_last_rates
    )
