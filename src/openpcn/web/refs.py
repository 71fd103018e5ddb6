"""Person references of addresses and forms."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from openpcn.terms import person_key

_END = 2**63  # ids are 63 bits; thirteen characters could say more


def decode(ref: str) -> int:
    """The person id of a reference. Raises ValueError for what is none."""
    person = person_key.decode(ref)
    if person >= _END:
        raise ValueError("no person has this reference")
    return person


def person(ref: str) -> int:
    """The person id of a form's field. What is no reference is not found, like who may not be seen."""
    try:
        return decode(ref)
    except ValueError:
        raise Http404 from None


def people(given: Iterable[str]) -> list[int]:
    """Person ids of ticked boxes, once each, in their order; a box that was tampered with is not found."""
    return list(dict.fromkeys(person(ref) for ref in given))


class RefConverter:
    """``<ref:person>`` in a route: thirteen characters, arriving in the view as a person id."""

    regex = "[0-9a-hjkmnp-tv-z]{13}"

    def to_python(self, value: str) -> int:
        return decode(value)

    def to_url(self, value: int) -> str:
        return person_key.encode(value)
