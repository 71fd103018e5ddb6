"""Find people by NHS number or the beginning of their names, inside whatever may be seen."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from openpcn.record.home import home
from openpcn.record.identity import site_key
from openpcn.terms import nhs_number, person_key
from openpcn.work.people.aliases import now_known_as
from openpcn.work.people.keys import after_prefix, name_key
from openpcn.work.people.models import PersonState

SHORTEST = 2


def search(visible: QuerySet[PersonState], query: str) -> QuerySet[PersonState]:
    """Those of ``visible`` who match: a whole NHS number, or *family*, *family, given* or *given family*.

    ``visible`` comes from ``access.searchable_states``. A superseded number finds who has another one now. A
    number with a wrong check digit, or fewer than two letters, finds nobody.
    """
    digits = query.strip()
    if any(c.isdigit() for c in digits):
        try:
            number = nhs_number.read(digits).number
        except nhs_number.NhsNumberError:
            return visible.none()
        return visible.filter(Q(nhs_number=number) | Q(person__in=_known_by(number)))
    matches = Q(pk__in=[])
    for family, given in _readings(query):
        if len(family) + len(given) < SHORTEST:
            continue
        matches |= _prefix("family_key", family) & _prefix("given_key", given)
    return visible.filter(matches).order_by("family_key", "given_key", "birth_date", "person")


def _known_by(number: str) -> list[int]:
    """Ids of whoever has or had a number: a superseded one finds the person under the current one."""
    return now_known_as(person_key.person_id(site_key(home()), f"nhs:{number}"))[1:]


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
