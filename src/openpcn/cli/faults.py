"""The faults a command answers with one line instead of a traceback: written for people to read."""

from __future__ import annotations


class Fault(Exception):
    """A command cannot do what was asked; the message names the thing, what was expected and what to do."""


def known() -> tuple[type[BaseException], ...]:
    """The faults of every floor whose messages are written for people."""
    from openpcn.codes import CodelistError
    from openpcn.record.identity import IdentityError
    from openpcn.record.reference import LookupFileError
    from openpcn.record.store import StoreError
    from openpcn.rules.catalogue import CatalogueError
    from openpcn.rules.contract import ContractError
    from openpcn.terms.clock import ClockError
    from openpcn.work.network.errors import WorkError

    return (
        Fault, CatalogueError, ClockError, CodelistError, ContractError, IdentityError, LookupFileError,
        StoreError, WorkError,
    )  # fmt: skip
