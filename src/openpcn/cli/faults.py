"""The faults a command answers with one line instead of a traceback: written for people to read."""

from __future__ import annotations


class Fault(Exception):
    """A command cannot do what was asked; the message names the thing, what was expected and what to do."""


def _known() -> tuple[type[BaseException], ...]:
    from openpcn.codes import CodelistError
    from openpcn.record.store import StoreError
    from openpcn.rules.catalogue import UnknownDefinitionError
    from openpcn.terms.clock import ClockError
    from openpcn.terms.scope import ScopeError

    return (Fault, ClockError, CodelistError, ScopeError, StoreError, UnknownDefinitionError)


KNOWN_FAULTS = _known()
