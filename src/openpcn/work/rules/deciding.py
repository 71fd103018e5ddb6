"""Accepting or declining a change of rules, always with a reason. In force from the next night.

Two people change a rule: whoever proposed a change may take it back, and another person accepts it. A score
needs a clinical role among the two.
"""

from __future__ import annotations

from openpcn.rules import catalogue
from openpcn.rules.engine.evaluation import definition_version
from openpcn.work.access.models import Post
from openpcn.work.access.proposals import decide, waiting
from openpcn.work.access.roles import CLINICAL
from openpcn.work.rules.errors import RuleChangeError
from openpcn.work.rules.models import RuleChange
from openpcn.work.submissions.live import live_snapshot_id


def accept(
    change: int, *, reason: str, by: str, post: Post | None = None, acknowledged: bool = False
) -> RuleChange:
    """Put the change in the place of the one in force, from the next night.

    A score that is switched on needs its intended purpose acknowledged; the role that did so is kept. Raises
    RuleChangeError where it was decided already, where the same person proposed it, where no clinical role is
    among the two for a score, where the definition or the record has changed since it was proposed, or where
    no reason is given.
    """
    row = waiting(RuleChange, change)
    if why := not_theirs(row, by, post):
        raise RuleChangeError(why)
    if row.version != _version(row):
        raise RuleChangeError(f"{row.about} has changed since this was proposed: propose it again")
    if row.preview.get("snapshot", "") != (live_snapshot_id() or ""):
        raise RuleChangeError(
            "the record has changed since this was worked out: propose it again to see anew"
        )
    role = ""
    if row.kind == RuleChange.SCORE and row.turns_on:
        if not acknowledged:
            raise RuleChangeError("a score is switched on by somebody who acknowledges its intended purpose")
        role = post.role if post else "command line"
    _with_reason(reason)
    return decide(row, RuleChange.ACCEPTED, reason=reason, by=by, post=post, acknowledged_as=role)


def not_theirs(row: RuleChange, by: str, post: Post | None = None) -> str:
    """Why somebody may not accept a proposal; empty where they may."""
    if (post.staff.username if post else by) == row.proposed_by:
        return "whoever proposed a change does not accept it: another person decides"
    if row.kind == RuleChange.SCORE and not CLINICAL & {row.proposed_as, post.role if post else ""}:
        known = " or ".join(sorted(role.label.lower() for role in CLINICAL))
        return f"a score is decided on with a {known} among the two: as proposer, or as whoever accepts"
    return ""


def decline(change: int, *, reason: str, by: str, post: Post | None = None) -> RuleChange:
    """Leave things as they are. Raises RuleChangeError where it was decided already, or without a reason."""
    row = waiting(RuleChange, change)
    _with_reason(reason)
    return decide(row, RuleChange.DECLINED, reason=reason, by=by, post=post)


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleChangeError("say why: the reason is kept beside the decision")


def _version(row: RuleChange) -> str:
    if row.kind == RuleChange.SCORE:
        return next((one.version for one in catalogue.scores() if one.id == row.about), "")
    return next((definition_version(one) for one in catalogue.definitions() if one.id == row.about), "")
