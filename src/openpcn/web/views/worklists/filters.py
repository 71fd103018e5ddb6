"""The worklist's filter, read from the address: what is wrong is left out, never an error page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from openpcn.work.worklists.lists import ASSIGNED, DUE, SORTS, Filters
from openpcn.work.worklists.rows import Status

DUE_LABELS = {
    "": "Any time",
    "overdue": "Overdue",
    "28_days": "In the next 28 days",
    "later": "Later",
    "no_date": "No date",
}
ASSIGNED_LABELS = {"anyone": "Anyone", "me": "Me", "role": "Somebody in my role", "nobody": "Nobody yet"}
SORT_LABELS = {
    "": "Red flags, then most needs, then oldest",
    "due": "Due date",
    "name": "Name",
    "age": "Age",
    "practice": "Practice",
    "needs": "Number of needs",
}
FIFTHS = {1: "1, most deprived", 2: "2", 3: "3", 4: "4", 5: "5, least deprived", 0: "Not known"}
assert set(DUE_LABELS) == set(DUE) and set(ASSIGNED_LABELS) == set(ASSIGNED)  # noqa: S101
assert set(SORT_LABELS) == set(SORTS)  # noqa: S101


def read(query: QueryDict, search: str = "") -> Filters:
    """Filters of an address. ``search`` comes from a POST, never from the address."""
    return Filters(
        practices=frozenset(query.getlist("practice")),
        definitions=frozenset(query.getlist("need")),
        status=frozenset(_known(query.getlist("status"), [one.value for one in Status])),
        assigned=_one(query.get("assigned"), ASSIGNED, "anyone"),
        due=_one(query.get("due"), DUE, ""),
        fifths=frozenset(int(text) for text in _known(query.getlist("fifth"), [str(n) for n in FIFTHS])),
        care_home={"yes": True, "no": False}.get(query.get("care_home", "")),
        red_flag=query.get("red_flag") == "1",
        search=search.strip()[:100],
    )


def sort(query: QueryDict) -> str:
    """The column to order by; a minus before it turns the order round."""
    given = query.get("sort", "")
    return given if given.removeprefix("-") in SORTS and given != "-" else ""


def chips(request: HttpRequest, names: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """The filters in force, each with the address that takes it away. names: parameter -> value -> words."""
    found = []
    for parameter, values in request.GET.lists():
        if parameter not in names:
            continue
        for value in values:
            words = names[parameter].get(value)
            if words:
                found.append({"text": words, "href": _without(request.GET, parameter, value)})
    return found


def _without(query: QueryDict, parameter: str, value: str) -> str:
    kept = [
        (name, one)
        for name, values in query.lists()
        for one in values
        if name != "page" and (name, one) != (parameter, value)
    ]
    return "?" + urlencode(kept)


def _known(given: Iterable[str], allowed: Iterable[str]) -> list[str]:
    allowed = set(allowed)
    return [one for one in given if one in allowed]


def _one(given: str | None, allowed: Iterable[str], otherwise: str) -> str:
    return given if given is not None and given in allowed else otherwise
