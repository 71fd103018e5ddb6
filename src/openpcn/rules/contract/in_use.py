"""The contract as it reads at this site: the national one, with the local variations that the site added.

Variations are files in ``OPENPCN_HOME/contract``; one that not every practice agreed to changes nothing.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from openpcn.record.home import home
from openpcn.rules.contract.requirements import Requirement, national_requirements, of_service
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


def requirements(on: date, service: str | None = None) -> tuple[Requirement, ...]:
    """What is asked for here on a day, of one service where named.

    Raises ContractError for a service that does not exist, and for a day outside the years held.
    """
    asked = national_requirements(on)
    for variation in variations():
        asked = variation.asks(asked, on)
    return asked if service is None else of_service(asked, service)


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
