"""The network contract of a year as it is held here: what it asks for, what it pays, how sure that is."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse

from openpcn.rules import catalogue
from openpcn.rules.contract import Contract, ContractError, in_use, requirements, roles, variations
from openpcn.rules.contract.requirements import FUNCTIONS, Requirement
from openpcn.rules.contract.values import Value
from openpcn.terms import clock
from openpcn.terms.dates import ContractYear
from openpcn.web import files, guards
from openpcn.web.show import show
from openpcn.work.access.models import Post
from openpcn.work.worklists.sheets import Sheet


@guards.page(who=guards.EVERYBODY)
def contract(request: HttpRequest, post: Post) -> HttpResponse:
    """Requirements, values, additional roles and local variations of one contract year."""
    held = in_use()
    year = _year(request.GET.get("year", ""), held)
    if year is None:
        return show(request, post, "network/contract_unknown.jinja", {"years": held.years}, status=404)
    context = {
        "year": year,
        "years": held.years,
        "functions": FUNCTIONS,
        "asked": _asked(year),
        "values": _values(held, year),
        "roles": roles(year.end),
        "variations": [
            one for one in variations() if one.valid_from <= year.end and one.valid_to >= year.start
        ],
    }
    return show(request, post, "network/contract.jinja", context)


@guards.page(who=guards.EVERYBODY)
def export(request: HttpRequest, post: Post, kind: str) -> HttpResponse:
    """Every row of every value, all years, as CSV or Excel."""
    files.known_kind(kind)
    held = in_use()
    sheet = Sheet(
        "Contract values",
        (
            "Name", "What", "Amount", "Unit", "Multiplied by", "From", "To", "Published", "Place", "Source",
            "Confirmed",
        ),
        tuple(
            (
                row.name, row.title, str(row.amount), row.unit, str(row.base or ""), row.valid_from,
                row.valid_to, row.published_on, row.place or "England", row.source,
                "yes" if row.confirmed else "no",
            )
            for name in held.names
            for row in held.rows(name)
        ),
        (("From", "Each amount names its source. Unconfirmed: not read in that source."),),
    )  # fmt: skip
    return files.as_file((sheet,), kind, "contract-values")


def _year(said: str, held: Contract) -> ContractYear | None:
    """The year asked for, by default today's; None for a year that is not held."""
    if said:
        return next((year for year in held.years if str(year.starting) == said), None)
    now = ContractYear.of(clock.today())
    return now if now in held.years else held.years[-1]


def _asked(year: ContractYear) -> tuple[Requirement, ...]:
    """What is asked for at the end of the year, after every change in it; nothing where that is not held."""
    try:
        return requirements(year.end)
    except ContractError:
        return ()


def _values(held: Contract, year: ContractYear) -> list[tuple[str, list[Value]]]:
    """By what they are for: each row that holds on a day of the year, else the last published one."""
    groups: dict[str, list[Value]] = {}
    for name in held.names:
        rows = [row for row in held.rows(name) if row.valid_from <= year.end and row.valid_to >= year.start]
        if not rows:
            last = held.known(name, year.end)
            rows = [] if last is None else [last]
        if rows:
            groups.setdefault(_purpose(name), []).extend(rows)
    return [(title, groups[title]) for title in (*PAID.values(), IN_RULES) if title in groups]


PAID = {
    "": "Paid to the network",
    "arrs": "Additional roles",
    "iif": "Investment and Impact Fund",
    "qof": "Quality and Outcomes Framework",
}
IN_RULES = "Numbers inside rules"


def _purpose(name: str) -> str:
    """What a value is for: a rule reads it, or it is paid by a scheme, or to the network as such."""
    scheme = name.partition(".")[0]
    return IN_RULES if name in _read_by_rules() else PAID.get(scheme, PAID[""])


@cache
def _read_by_rules() -> frozenset[str]:
    return frozenset(name for one in catalogue.definitions() for name in catalogue.parameters_of(one))
