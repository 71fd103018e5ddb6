"""The contract as it reads at this site: the national one, with the local variations that the site added.

Variations are files in ``OPENPCN_HOME/contract``; one that not every practice agreed to changes nothing.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from openpcn.record.home import home
from openpcn.rules.contract.values import Contract
from openpcn.rules.contract.variations import LocalVariation, read_variation


def folder() -> Path:
    """Where a site keeps its variations; it need not exist."""
    return home() / "contract"


def variations() -> tuple[LocalVariation, ...]:
    """Those that this site added, by file name. Raises ContractError for a damaged file."""
    return _read(_stamps(folder()))


def in_use() -> Contract:
    """The contract that definitions, money and pages go by here."""
    return _varied(_stamps(folder()))


def _stamps(where: Path) -> tuple[tuple[Path, int], ...]:
    """The files with the moment each was last written: a changed file is read anew."""
    return tuple((path, path.stat().st_mtime_ns) for path in sorted(where.glob("*.yaml")))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[LocalVariation, ...]:
    return tuple(read_variation(path) for path, _ in files)


@lru_cache(maxsize=4)
def _varied(files: tuple[tuple[Path, int], ...]) -> Contract:
    contract = Contract.load()
    for variation in _read(files):
        contract = variation.applied_to(contract)
    return contract
