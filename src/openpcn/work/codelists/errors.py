"""What cannot be done with a codelist."""

from __future__ import annotations

from openpcn.work.network.errors import WorkError


class CodelistChangeError(WorkError):
    """A list cannot be proposed, accepted or put aside; the message says why and what to do.

    ``damaged``: every damaged id of a file, with its line and what it must have been.
    """

    def __init__(self, message: str, damaged: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.damaged = damaged
