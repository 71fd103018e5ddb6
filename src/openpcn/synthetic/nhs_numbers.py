"""NHS numbers for people who do not exist: the 999 test range, valid check digits, all different."""

from __future__ import annotations

import numpy as np

from .randomness import stream

_RANGE = 1_000_000


def make_nhs_numbers(seed: int, count: int) -> list[str]:
    """``count`` numbers in an order that depends on the seed. Raises ValueError beyond the test range."""
    order = stream(seed, "nhs numbers").permutation(_RANGE)
    stems = 999_000_000 + order
    digits = (stems[:, None] // 10 ** np.arange(8, -1, -1)) % 10
    check = (11 - digits @ np.arange(10, 1, -1) % 11) % 11
    usable = stems[check != 10] * 10 + check[check != 10]
    if count > len(usable):
        raise ValueError(f"the 999 range holds {len(usable)} NHS numbers; {count} people were asked for")
    return [str(number) for number in usable[:count].tolist()]
