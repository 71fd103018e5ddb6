"""The fictional network's places: practices, small areas, postcodes and care homes.

Postcodes lie in the ZZ area, which does not exist; area codes use a block of numbers that is not issued.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .names import HOMES, PRACTICES
from .randomness import Ints, stream

NETWORK_CODE, NETWORK_NAME = "U99999", "Riverbank PCN (fictional)"

#: Shares of the network's list: practices differ in size as in England (quartiles 5,500-12,100).
_SHARES = (0.235, 0.205, 0.175, 0.15, 0.13, 0.105)
#: How strongly each practice draws on deprived (-) or affluent (+) areas.
_LEANING = (-0.9, 0.5, -0.3, 0.8, 0.2, -0.5)
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Practice:
    """One practice: its place in the network, code, name, clinical system and share of the people."""

    index: int
    code: str
    name: str
    system: str  # emis or systmone
    share: float
    leaning: float


@dataclass(frozen=True)
class CareHome:
    """One care home: its number, name, address, the practice aligned to it and its beds."""

    index: int
    code: str
    name: str
    practice: int
    beds: int
    nursing: bool
    postcode: int
    street: str


@dataclass(frozen=True)
class Places:
    """Practices, homes, and areas with their deprivation decile (1 most deprived) and postcodes."""

    practices: tuple[Practice, ...]
    homes: tuple[CareHome, ...]
    lsoa: tuple[str, ...]
    decile: Ints  # of each area
    postcodes: tuple[str, ...]
    postcode_area: Ints  # area of each postcode


def lay_out(seed: int, people: int, practices: int, residents: int) -> Places:
    """Places for a network of ``people`` with ``residents`` in care homes."""
    rng = stream(seed, "places")
    shares = np.array([_SHARES[i % 6] for i in range(practices)])
    shares /= shares.sum()
    surgeries = tuple(
        Practice(
            i,
            f"Z99{i + 1:03d}",
            PRACTICES[i % 6] if i < 6 else f"{PRACTICES[i % 6]} {i // 6 + 1}",
            "emis" if i % 2 == 0 else "systmone",
            float(shares[i]),
            _LEANING[i % 6],
        )
        for i in range(practices)
    )
    per_decile = max(1, round(people / 16_000))
    decile = np.repeat(np.arange(1, 11), per_decile)
    lsoa = tuple(f"E0199{i + 1:04d}" for i in range(len(decile)))
    each = max(4, round(people / len(decile) / 38))
    postcodes: list[str] = []
    for area in range(len(decile)):
        for i in range(each):
            number = area * each + i
            sector, unit = divmod(number, 400)
            outward, digit = divmod(sector, 10)
            postcodes.append(f"ZZ{outward + 1} {digit}{_INWARD[unit // 20]}{_INWARD[unit % 20]}")
    count = max(min(practices, 3), round(residents / 30)) if residents else 0
    weights = rng.dirichlet(np.full(max(count, 1), 6.0))
    homes = []
    for i in range(count):
        beds = max(4, round(residents * weights[i] / 0.89))
        homes.append(
            CareHome(
                i,
                f"VZ9{i + 1:02d}",
                HOMES[i % len(HOMES)] if i < len(HOMES) else f"{HOMES[i % len(HOMES)]} {i // len(HOMES) + 1}",
                i % practices,
                beds,
                bool(rng.random() < 0.45),
                int(rng.integers(len(postcodes))),
                f"{int(rng.integers(1, 90))} Towpath Lane",
            )
        )
    return Places(
        surgeries,
        tuple(homes),
        lsoa,
        decile,
        tuple(postcodes),
        np.repeat(np.arange(len(decile)), each),
    )
