"""The audit trail as the command line reads it, and the disclosures that commands make."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from openpcn.terms.scope import Purpose
from openpcn.work.access import audit, chain


def command_line() -> str:
    """Who acts where somebody with access to the machine gives a command: their login there."""
    return f"command line ({getpass.getuser()})"


def verify_chain() -> str:
    """The first place where the sealed audit trail is broken, in words; empty where it is whole."""
    return chain.verify().broken


def audit_events(*, person: int | None = None, limit: int | None = None) -> list[dict[str, Any]]:
    """Audit rows for a machine, newest first."""
    return [audit.as_json(event) for event in audit.events(person=person, limit=limit)]


def disclose_command(command: str, people: Iterable[int], *, purpose: Purpose, **detail: Any) -> None:
    """Somebody with access to the machine was shown people by a command: an audit row under their login.

    ``purpose``: what the command is for; commits before anything is shown.
    """
    with transaction.atomic():
        audit.record(
            audit.DISCLOSED,
            by=command_line(),
            purpose=purpose,
            object_kind="command",
            object_id=command,
            people=people,
            detail=detail,
        )
