"""The faults a command answers with one line instead of a traceback: written for people to read."""

from __future__ import annotations

import errno
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path


class Fault(Exception):
    """A command cannot do what was asked; the message names the thing, what was expected and what to do."""


def known() -> tuple[type[BaseException], ...]:
    """The faults of every floor whose messages are written for people."""
    from django.core.exceptions import ImproperlyConfigured

    from openpcn.codes import CodelistError
    from openpcn.record.identity import IdentityError
    from openpcn.record.reference import DatasetError, LookupFileError
    from openpcn.record.store import StoreError
    from openpcn.rules.catalogue import CatalogueError
    from openpcn.rules.contract import ContractError
    from openpcn.terms.clock import ClockError
    from openpcn.work.network.errors import WorkError

    return (
        Fault, CatalogueError, ClockError, CodelistError, ContractError, DatasetError, IdentityError,
        ImproperlyConfigured, LookupFileError, StoreError, WorkError,
    )  # fmt: skip


def sentence(fault: BaseException, arguments: Iterable[str] = ()) -> str | None:
    """What to tell whoever called the command; None for a fault that nobody foresaw.

    ``arguments``: of the command line; they name the file where the fault itself does not.
    """
    from django.db import OperationalError

    if _no_room(fault):
        return _NO_ROOM
    if isinstance(fault, known()):
        return str(fault)
    if isinstance(fault, OperationalError) and "disk I/O error" in str(fault):
        return (
            "the database could not be written: disk I/O error. The record that is live is as it was. Look "
            "at the disk under OPENPCN_HOME (full, failing, or taken away), then give the same command again"
        )
    if isinstance(fault, OperationalError):
        return f"the database does not answer: {_first_line(fault)}. Check DATABASE_URL and its server"
    if isinstance(fault, zipfile.BadZipFile):
        name = _broken_workbook(arguments) or "an Excel file"
        return f"{name}: not a whole Excel workbook. Download it again"
    if isinstance(fault, OSError):
        return _of_the_system(fault)
    return None


_NO_ROOM = (
    "the disk is full, or a file may not grow any more: the record that is live is as it was. Make room "
    "where OPENPCN_HOME is (and for its database), then give the same command again"
)
_FULL = re.compile(r"no space left|file too large|disk quota|database or disk is full", re.IGNORECASE)


def _no_room(fault: BaseException) -> bool:
    """Whether a write found no room: DuckDB, Arrow and the databases each say so in their own words."""
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or bool(_FULL.search(str(fault)))
    return type(fault).__module__.split(".")[0] in (
        "duckdb",
        "_duckdb",
        "pyarrow",
        "django",
        "sqlite3",
    ) and bool(_FULL.search(str(fault)))


def _of_the_system(fault: OSError) -> str:
    """A file that cannot be read or written, by name where the system gives one."""
    what = fault.strerror or _first_line(fault)
    if fault.errno == errno.EIO:
        return (
            f"the disk answered {what}: the record that is live is as it was. Look at the disk under "
            "OPENPCN_HOME, then give the same command again"
        )
    if fault.filename is None:
        return f"{what}. Nothing more was done"
    if isinstance(fault, FileExistsError):
        return f"{fault.filename}: is there already, and is not what is needed there. Name another path"
    if isinstance(fault, NotADirectoryError):
        return f"{fault.filename}: part of this path is a file, not a folder. Name another path"
    return f"{fault.filename}: {what}. Check that the path is there and that you may use it"


def _first_line(fault: BaseException) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(fault).__name__


def _broken_workbook(arguments: Iterable[str]) -> Path | None:
    """The first workbook, named or in a folder named, that ends too early to be one."""
    for named in map(Path, arguments):
        files = sorted(named.rglob("*")) if named.is_dir() else [named]
        for file in files:
            if file.suffix.lower() == ".xlsx" and file.is_file() and not zipfile.is_zipfile(file):
                return file
    return None
