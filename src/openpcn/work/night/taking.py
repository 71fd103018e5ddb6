"""Takes in the submissions of a night two practices at a time, so that neither core waits for the other.

A practice's own submissions follow each other. Nothing here reads or writes the database: threads have no
part in its transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from openpcn.record.intake import Taken
from openpcn.record.store import Part, PartRef, Store
from openpcn.work.night.folders import practice_named

LANES = 2
ALONE = 1_500_000_000  # bytes of text from which on a submission has the memory for itself
UNPACKED = 10  # times the bytes of a compressed file, about

TakeOne = Callable[[Path, Part | None], Taken]  # folder and the practice's part so far


class SideBySide:
    """``with SideBySide(...) as taking: taking.result(folder)``; the caller holds the store's lock.

    parts: each practice's part before the night. take_one may be called in other threads.
    """

    def __init__(
        self, store: Store, folders: Sequence[Path], parts: Mapping[str, PartRef], take_one: TakeOne
    ) -> None:
        self._store, self._folders, self._parts, self._take_one = store, folders, parts, take_one
        self._shared = store.shared()
        self._results: dict[Path, Future[tuple[Taken, PartRef | None]]] = {}

    def __enter__(self) -> SideBySide:
        join = self._shared.__enter__()
        large = any(_bytes_of_text(folder) > ALONE for folder in self._folders)
        self._pool = ThreadPoolExecutor(1 if large else LANES, initializer=join)
        before: dict[str, Future[tuple[Taken, PartRef | None]]] = {}
        for folder in self._folders:
            practice = practice_named(folder)
            self._results[folder] = self._pool.submit(self._take, folder, practice, before.get(practice))
            before[practice] = self._results[folder]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)  # waits for what has begun
        self._shared.__exit__(kind, fault, trace)

    def result(self, folder: Path) -> Taken:
        """What became of a submission, when it is known. Raises what ``take_one`` raised."""
        return self._results[folder].result()[0]

    def _take(
        self, folder: Path, practice: str, before: Future[tuple[Taken, PartRef | None]] | None
    ) -> tuple[Taken, PartRef | None]:
        """``before`` was begun earlier, so that waiting for it cannot stop both lanes."""
        ref = self._parts.get(practice) if before is None else before.result()[1]
        taken = self._take_one(folder, self._store.part(ref.part_id) if ref else None)
        return taken, taken.part or ref


def _bytes_of_text(folder: Path) -> int:
    sizes = ((path.suffix, path.stat().st_size) for path in folder.iterdir() if path.is_file())
    return sum(size * (UNPACKED if suffix in {".gz", ".zip"} else 1) for suffix, size in sizes)
