"""The seven roles, and what each may see. The table is the policy: nothing is decided elsewhere.

A cell says how much of a person a post opens: ``own`` people of the post's own practice, ``unclaimed`` people
on a list that the role works, ``granted`` people whom the post has claimed or opened with a stated purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openpcn.terms.scope import Fields


class Role(StrEnum):
    """What somebody does in the network."""

    CLINICAL_DIRECTOR = "clinical_director"
    CLINICAL_PHARMACIST = "clinical_pharmacist"
    CARE_COORDINATOR = "care_coordinator"
    LINK_WORKER = "link_worker"
    PRACTICE_MANAGER = "practice_manager"
    RECEPTIONIST = "receptionist"
    PCN_MANAGER = "pcn_manager"

    @property
    def label(self) -> str:
        return "PCN manager" if self is Role.PCN_MANAGER else self.value.replace("_", " ").capitalize()


CLINICAL = frozenset({Role.CLINICAL_DIRECTOR, Role.CLINICAL_PHARMACIST})


@dataclass(frozen=True)
class Sees:
    """What a role opens. ``Fields.COUNTS`` means no people."""

    own: Fields  # people of the practice, for a post at a practice
    unclaimed: Fields  # people of the network on a list this role works
    granted: Fields  # people claimed, or opened with a stated purpose
    may_state_purpose: bool  # may open somebody who is on no list of theirs
    restricted: bool  # sees restricted people of their own practice
    at: tuple[str, ...] = ("network", "practice")  # where the post may be


SEES: dict[Role, Sees] = {
    Role.CLINICAL_DIRECTOR: Sees(
        own=Fields.RECORD,
        unclaimed=Fields.COUNTS,
        granted=Fields.RECORD,
        may_state_purpose=True,
        restricted=True,
    ),
    Role.CLINICAL_PHARMACIST: Sees(
        own=Fields.RECORD,
        unclaimed=Fields.LIST,
        granted=Fields.RECORD,
        may_state_purpose=True,
        restricted=True,
    ),
    Role.CARE_COORDINATOR: Sees(
        own=Fields.DEMOGRAPHICS,
        unclaimed=Fields.LIST,
        granted=Fields.RECORD,
        may_state_purpose=True,
        restricted=True,
    ),
    Role.LINK_WORKER: Sees(
        own=Fields.COUNTS,
        unclaimed=Fields.LIST,
        granted=Fields.DEMOGRAPHICS,
        may_state_purpose=False,
        restricted=False,
    ),
    Role.PRACTICE_MANAGER: Sees(
        own=Fields.DEMOGRAPHICS,
        unclaimed=Fields.COUNTS,
        granted=Fields.DEMOGRAPHICS,
        may_state_purpose=False,
        restricted=True,
        at=("practice",),
    ),
    Role.RECEPTIONIST: Sees(
        own=Fields.DEMOGRAPHICS,
        unclaimed=Fields.COUNTS,
        granted=Fields.DEMOGRAPHICS,
        may_state_purpose=False,
        restricted=True,
        at=("practice",),
    ),
    Role.PCN_MANAGER: Sees(
        own=Fields.COUNTS,
        unclaimed=Fields.COUNTS,
        granted=Fields.COUNTS,
        may_state_purpose=False,
        restricted=False,
        at=("network",),
    ),
}
