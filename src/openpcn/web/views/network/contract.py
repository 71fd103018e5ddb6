"""The network contract of a year as it is held here: what it asks for, what it pays, how sure that is."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

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
    asked = _asked(year)
    context = {
        "year": year,
        "years": held.years,
        "functions": FUNCTIONS,
        "asked": asked,
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


def _year(said: str, held: Contract) -> ContractYear:
    """The year asked for, else today's; a year that is not held is absent."""
    if not said:
        now = ContractYear.of(clock.today())
        return now if now in held.years else held.years[-1]
    chosen = {str(year.starting): year for year in held.years}
    if said not in chosen:
        raise Http404
    return chosen[said]


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
            groups.setdefault(_group(name), []).extend(rows)
    return [(title, groups[title]) for title in _GROUPS.values() if title in groups]


_GROUPS = {
    "": "Paid to the network",
    "arrs": "Additional roles",
    "iif": "Investment and Impact Fund",
    "qof": "Quality and Outcomes Framework",
    "rule": "Numbers inside rules",
}


_MONEY = {"points", "lower", "upper", "point_value", "average_list", "national_prevalence", "total_points"}
_PAID = {
    "core", "network_participation", "practice_gp_scheme", "ld_health_check", "enhanced_access",
    "care_home_premium", "capacity_support", "capacity_improvement",
}  # fmt: skip


def _group(name: str) -> str:
    """What a value is for, by its name."""
    first, *rest = name.split(".")
    if first in _PAID:
        return _GROUPS[""]
    if (first in ("iif", "qof") and rest[-1] in _MONEY) or first == "arrs":
        return _GROUPS[first]
    return _GROUPS["rule"]
