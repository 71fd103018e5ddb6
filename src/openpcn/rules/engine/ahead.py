"""Reading ahead: rows are put in order in a thread of their own while definitions are being decided.

Copying and sorting arrays needs no interpreter, so on two cores the two go on beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from threading import Event

from openpcn.rules.language.facts import Fact

from .lookups import read
from .selections import Selections


@contextmanager
def reading_ahead(facts: Iterable[Fact], selections: Selections, as_at: int) -> Iterator[None]:
    """Read for these facts, in their order, until the work inside is done. Raises what the reading raised."""
    over = Event()

    def go_through() -> None:
        for fact in facts:
            if over.is_set():
                return
            read(fact, selections, as_at)

    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(copy_context().run, go_through)  # the codelists in use are of the context
        try:
            yield
        finally:
            over.set()
        reading.result()
