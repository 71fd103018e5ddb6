"""The small-number rule: 1 to 7 hidden, others to the nearest 5; nothing hidden follows from the rest.

For readers who have a right to numbers but not to the people behind them. Several tables cut the same people
in different ways (by practice, by fifth, by group), so their cells add up to one unknown total, and interval
arithmetic on that total can pin a hidden cell: ``protect`` hides more until it cannot. The total is itself
suppressed and rounded, so that the shown cells need not add up to it; the attack that is held off knows it.
Source: NHS England's disclosure-control convention for GP data; the attack is in tests.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

HIDDEN_BELOW = 8
NEAREST = 5

Key = TypeVar("Key", bound=Hashable)


def suppress(n: int) -> int | None:
    """None for 1 to 7, 0 for 0, otherwise the nearest 5 (8 is the lowest shown, as 10)."""
    if n < 0:
        raise ValueError(f"a count cannot be negative: {n}")
    if 0 < n < HIDDEN_BELOW:
        return None
    return (n + NEAREST // 2) // NEAREST * NEAREST


def bounds(shown: int | None, *, extra: bool = False) -> tuple[int, int | None]:
    """The lowest and highest count that a shown cell may stand for.

    extra: the cell was hidden although it is not small, so that it may be anything from 1 (no highest).
    """
    if shown is None:
        return (1, None) if extra else (1, HIDDEN_BELOW - 1)
    if shown == 0:
        return 0, 0
    return max(HIDDEN_BELOW, shown - NEAREST // 2), shown + NEAREST // 2


def narrowed(
    tables: Sequence[Mapping[Key, int | None]],
    extra: frozenset[tuple[int, Key]] = frozenset(),
    exact: frozenset[tuple[int, Key]] = frozenset(),
    whole: tuple[int, int | None] = (0, None),
) -> dict[tuple[int, Key], tuple[int, int | None]]:
    """What an attacker can say about each hidden cell, knowing that all tables add up to the same total.

    whole: the lowest and highest that the total may be, as far as it is shown. Returns (table, key) -> lowest
    and highest possible (None: no highest).
    """
    lows: list[int] = []
    highs: list[int | None] = []
    cells = [
        {
            key: (value, value)
            if (t, key) in exact and value is not None
            else bounds(value, extra=(t, key) in extra)
            for key, value in table.items()
        }
        for t, table in enumerate(tables)
    ]
    for table in cells:
        lows.append(sum(low for low, _ in table.values()))
        tops = [high for _, high in table.values()]
        highs.append(None if any(high is None for high in tops) else sum(h for h in tops if h is not None))
    known = [high for high in (*highs, whole[1]) if high is not None]
    total_low, total_high = max(whole[0], *lows), min(known, default=None)
    found: dict[tuple[int, Key], tuple[int, int | None]] = {}
    for t, table in enumerate(cells):
        for key, (low, high) in table.items():
            if tables[t][key] is not None:
                continue
            others_low = lows[t] - low
            others_high = None
            if all(h is not None for k, (_, h) in table.items() if k != key):
                others_high = sum(h for k, (_, h) in table.items() if k != key and h is not None)
            lowest = low if others_high is None else max(low, total_low - others_high)
            highest = high
            if total_high is not None:
                reach = total_high - others_low
                highest = reach if high is None else min(high, reach)
            found[t, key] = lowest, highest
    return found


def protect(
    tables: Sequence[Mapping[Key, int]], exact: frozenset[tuple[int, Key]] = frozenset()
) -> tuple[list[dict[Key, int | None]], int | None]:
    """Suppress each table's cells and the total; hide further cells until no hidden one can be worked out.

    tables: cuts of the same subjects, each adding up to the same total. exact: (table, key) of cells that
    the reader has a right to: they stay as they are, and an attacker is taken to know them. Returns the
    tables and the total, None where hidden.
    """
    shown = [
        {key: n if (t, key) in exact else suppress(n) for key, n in table.items()}
        for t, table in enumerate(tables)
    ]
    count = sum(tables[0].values())
    total = suppress(count)
    if count == max(sum(n for key, n in cut.items() if (t, key) in exact) for t, cut in enumerate(tables)):
        return shown, total  # nobody but the reader's own is counted: there is nothing to keep from them
    whole = bounds(total)
    extra: set[tuple[int, Key]] = set()
    while True:
        found = narrowed(shown, frozenset(extra), exact, whole)
        pinned = next((t for (t, _), (low, high) in found.items() if low == high), None)
        if pinned is None:
            return shown, total
        order = [pinned, *(t for t in range(len(shown)) if t != pinned)]
        still = ((t, key) for t in order for key in _smallest_first(shown[t]) if (t, key) not in exact)
        cell = next(still, None)
        if cell is not None:
            shown[cell[0]][cell[1]] = None
            extra.add(cell)
        elif whole != (0, None):
            total, whole = None, (0, None)
        else:  # nothing left to hide but the zeros
            return [
                {key: value if (t, key) in exact else None for key, value in table.items()}
                for t, table in enumerate(shown)
            ], None


def _smallest_first(table: Mapping[Key, int | None]) -> list[Key]:
    """The keys of shown cells that are not zero."""
    return sorted((key for key, value in table.items() if value), key=lambda key: (table[key], str(key)))
