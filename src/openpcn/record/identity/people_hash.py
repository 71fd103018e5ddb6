"""The hash of who is who: what identity decided beyond what each registration says by itself.

A person with one registration and nothing decided about it is a function of the record, which the content
hash covers. The others stand here, by practice and local id: the hash is the same on any site, and two
snapshots of the same content in which somebody was merged or taken apart differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from openpcn.record.store import IdentityIssue


def people_hash(people: Iterable[str], issues: Sequence[IdentityIssue]) -> str:
    """SHA-256 over the lines of the people concerned and the issues, in a fixed order."""
    told = [f"{each.kind} {each.set_aside} {each.sentence} {each.places}" for each in issues]
    return hashlib.sha256("\n".join([*sorted(people), "--", *sorted(told)]).encode()).hexdigest()
