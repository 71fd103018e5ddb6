"""Texts of many subjects at once: person references, episode starts, numbers as shown."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.terms import person_key

from .kernels import MISSING, Days, Ints

_LENGTH = len(person_key.encode(0))
# The alphabet is person_key's own: what it writes for the numbers 0 to 31 in the last place.
_ALPHABET = np.frombuffer("".join(person_key.encode(n)[-1] for n in range(32)).encode(), dtype=np.uint8)


def references(person_id: Ints) -> pa.Array:
    """``person_key.encode`` of many ids."""
    shifts = np.arange(_LENGTH - 1, -1, -1, dtype=np.int64) * 5
    digits = (person_id[:, None] >> shifts[None, :]) & 31
    letters = np.ascontiguousarray(_ALPHABET[digits])
    return pa.array(letters.view(f"S{_LENGTH}").ravel()).cast(pa.string())


def subjects(names: pa.Array, episode_start: Days | None) -> pa.Array:
    """A person's reference, with ``/`` and the start of the episode where the subject is one."""
    if episode_start is None:
        return names
    return pc.binary_join_element_wise(names, dates(episode_start).cast(pa.string()), "/")


def dates(days: Days) -> pa.Array:
    """Days as date32, MISSING as null."""
    none = days == MISSING
    return pa.array(np.where(none, 0, days).astype(np.int32), mask=none).cast(pa.date32())


def number_text(low: float, high: float) -> str:
    """A number, or the comparator it was reported with: the ends of an open interval are one float inside."""
    if low == high:
        return f"{low:g}"
    if low == -math.inf:
        above = float(np.nextafter(high, math.inf))
        return f"<{above:g}" if above == float(f"{above:.6g}") else f"<={high:g}"
    if high == math.inf:
        below = float(np.nextafter(low, -math.inf))
        return f">{below:g}" if below == float(f"{below:.6g}") else f">={low:g}"
    return f"{low:g} to {high:g}"
