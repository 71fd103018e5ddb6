"""Find people by NHS number or the beginning of their names, inside whatever may be seen."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from openpcn.terms import nhs_number
from openpcn.work.people.keys import after_prefix, name_key
from openpcn.work.people.models import PersonState

SHORTEST = 2


def search(visible: QuerySet[PersonState], query: str) -> QuerySet[PersonState]:
    """Those of ``visible`` who match: a whole NHS number, or *family*, *family, given* or *given family*.

    ``visible`` comes from ``access.searchable_states``. A number with a wrong check digit, or fewer than two
    letters, finds nobody.
    """
    digits = query.strip()
    if any(c.isdigit() for c in digits):
        try:
            return visible.filter(nhs_number=nhs_number.read(digits).number)
        except nhs_number.NhsNumberError:
            return visible.none()
    matches = Q(pk__in=[])
    for family, given in _readings(query):
        if len(family) + len(given) < SHORTEST:
            continue
        matches |= _prefix("family_key", family) & _prefix("given_key", given)
    return visible.filter(matches).order_by("family_key", "given_key", "birth_date", "person")


def _prefix(column: str, prefix: str) -> Q:
    if not prefix:
        return Q()
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": after_prefix(prefix)})


def _readings(query: str) -> list[tuple[str, str]]:
    """(family, given) as the query may mean it."""
    if "," in query:
        family, given = query.split(",", 1)
        return [(name_key(family), name_key(given))]
    words = [key for key in map(name_key, query.split()) if key]
    if not words:
        return []
    readings = [("".join(words), "")]
    for at in range(1, len(words)):
        first, second = "".join(words[:at]), "".join(words[at:])
        readings += [(second, first), (first, second)]
    return readings
