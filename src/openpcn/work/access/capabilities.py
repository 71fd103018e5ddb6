"""What a role may do, beyond whom it may see. One table; a page or an action not in it is refused."""

from __future__ import annotations

from enum import StrEnum

from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.access.visibility import holds, own_practice


class Action(StrEnum):
    """Something a post may or may not do."""

    WORK = "work"  # has a worklist: claim, release, record, close by hand, give feedback
    ASSIGN = "assign"  # give work to somebody else
    SEARCH = "search"
    OPEN_RECORD = "open_record"  # state a purpose
    HAND_OVER = "hand_over"  # receive the hand-over of the own practice
    MEASURES = "measures"
    SMALL_NUMBERS = "small_numbers"  # sees counts of 1 to 7, of the own practice's people or worked ones
    SUBMISSIONS = "submissions"
    QUARANTINE = "quarantine"  # reads quarantined rows, which name people: own practice
    APPROVE_HELD = "approve_held"
    UPLOAD = "upload"  # hands in extracts: of the own practice, or of any member
    UNDO = "undo"  # makes an earlier snapshot live again, for the whole network
    AGREEMENTS = "agreements"  # reads the register
    AGREE = "agree"  # registers an agreement
    WITHDRAW = "withdraw"  # takes the own practice out
    STAFF = "staff"  # grants roles to others
    MINUTES = "minutes"  # sets weekly minutes
    AUDIT = "audit"  # reads who looked
    DEFINITIONS = "definitions"
    RETENTION = "retention"  # sets holds, applies the schedule
    IDENTITY = "identity"  # sees who could not be matched; decides for the own practice
    CODELISTS = "codelists"  # proposes and accepts codelists
    RULES = "rules"  # switches lists and scores on and off, sets local definitions


_EVERYBODY = frozenset(Role)
_PRACTICE = frozenset({Role.PRACTICE_MANAGER, Role.RECEPTIONIST})
_WORKERS = frozenset({Role.CLINICAL_PHARMACIST, Role.CARE_COORDINATOR, Role.LINK_WORKER})
_MANAGERS = frozenset({Role.PCN_MANAGER, Role.PRACTICE_MANAGER})

MAY: dict[Action, frozenset[Role]] = {
    Action.WORK: _WORKERS | {Role.CLINICAL_DIRECTOR},
    Action.ASSIGN: _WORKERS - {Role.LINK_WORKER},
    Action.SEARCH: _EVERYBODY - {Role.PCN_MANAGER},
    Action.OPEN_RECORD: frozenset({Role.CLINICAL_DIRECTOR, Role.CLINICAL_PHARMACIST, Role.CARE_COORDINATOR}),
    Action.HAND_OVER: _PRACTICE,
    Action.MEASURES: _EVERYBODY - {Role.RECEPTIONIST, Role.LINK_WORKER},
    Action.SMALL_NUMBERS: frozenset({Role.CLINICAL_PHARMACIST, Role.PRACTICE_MANAGER}),
    Action.SUBMISSIONS: _MANAGERS | {Role.CLINICAL_DIRECTOR},
    Action.QUARANTINE: frozenset({Role.PRACTICE_MANAGER}),
    Action.APPROVE_HELD: _MANAGERS,
    Action.UPLOAD: _MANAGERS,
    Action.UNDO: frozenset({Role.PCN_MANAGER}),
    Action.AGREEMENTS: _MANAGERS | {Role.CLINICAL_DIRECTOR},
    Action.AGREE: frozenset({Role.PCN_MANAGER}),
    Action.WITHDRAW: frozenset({Role.PRACTICE_MANAGER}),
    Action.STAFF: _MANAGERS,
    Action.MINUTES: _WORKERS | {Role.PCN_MANAGER, Role.CLINICAL_DIRECTOR},
    Action.AUDIT: frozenset({Role.PRACTICE_MANAGER, Role.PCN_MANAGER}),
    Action.DEFINITIONS: _EVERYBODY,
    Action.RETENTION: _MANAGERS,
    Action.IDENTITY: _MANAGERS,
    Action.CODELISTS: frozenset({Role.CLINICAL_DIRECTOR, Role.PCN_MANAGER}),
    Action.RULES: frozenset({Role.CLINICAL_DIRECTOR, Role.PCN_MANAGER}),
}


def may(post: Post, action: Action, *, practice: str | None = None) -> bool:
    """Whether the post may do this now; ``practice``: at that practice, for what binds to the own one.

    Somebody at the network may approve for any member; somebody at a practice acts for that practice alone.
    """
    if not holds(post) or post.role_word not in MAY[action]:
        return False
    own = own_practice(post)
    return practice is None or own is None or own == practice
