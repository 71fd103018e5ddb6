"""The opaque public name of a person: what a URL and a log may carry.

A person id is a 63-bit keyed hash (HMAC-SHA256 under the site's own key) of the NHS number, or of practice
and local id where there is none: stable from night to night, meaningless outside the site.
"""

from __future__ import annotations

import hashlib
import hmac

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u
_LENGTH = 13


def person_id(key: bytes, identity: str) -> int:
    """63-bit id of an identity text such as ``nhs:9990000018`` or ``local:Z99001:{guid}``."""
    digest = hmac.new(key, identity.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def encode(person: int) -> str:
    """Thirteen characters for a URL."""
    characters = []
    for _ in range(_LENGTH):
        person, digit = divmod(person, 32)
        characters.append(_ALPHABET[digit])
    return "".join(reversed(characters))


def decode(text: str) -> int:
    """Raises ValueError for anything ``encode`` does not make."""
    if len(text) != _LENGTH:
        raise ValueError("a person reference has 13 characters")
    person = 0
    for character in text:
        person = person * 32 + _ALPHABET.index(character)
    return person
