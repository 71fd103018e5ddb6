"""Reproducible draws: one named stream for each purpose, and selections whose counts hardly vary.

Every part of a life draws from its own stream, so that adding a draw in one place changes nothing elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Array = NDArray[Any]


def stream(seed: int, *names: object) -> np.random.Generator:
    """The random stream of a purpose: the same seed and names give the same draws on every machine."""
    text = "/".join(str(name) for name in (seed, *names))
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])))


def select(rng: np.random.Generator, probability: Floats, strata: Ints | None = None) -> Flags:
    """Choose each element with its probability, the number chosen within one of the sum of probabilities.

    Systematic sampling in random order: as random as tossing a coin each, without the chance variation
    of the total, nor (within one) of the total of each stratum.
    """
    order = rng.permutation(len(probability))
    if strata is not None:
        order = order[np.argsort(strata[order], kind="stable")]
    cumulative = np.cumsum(probability[order]) + rng.random()
    steps = np.floor(cumulative)
    chosen = np.empty(len(probability), dtype=bool)
    chosen[order] = np.diff(steps, prepend=0.0) >= 1
    return chosen


def choose(rng: np.random.Generator, probabilities: Floats) -> Ints:
    """One column index for each row of a (rows, options) matrix of non-negative weights."""
    cumulative = np.cumsum(probabilities, axis=1)
    draws = rng.random(len(probabilities))[:, None] * cumulative[:, -1:]
    chosen: Ints = np.minimum((draws >= cumulative).sum(axis=1), probabilities.shape[1] - 1)
    return chosen


def options(rng: np.random.Generator, weights: list[float], size: int) -> Ints:
    """``size`` option numbers with the given weights."""
    share = np.asarray(weights, dtype=float)
    return np.searchsorted(np.cumsum(share / share.sum())[:-1], rng.random(size), side="right")


def logistic(score: Floats) -> Floats:
    """Probability of a log-odds score."""
    return 1 / (1 + np.exp(-score))


def log_odds(probability: Floats) -> Floats:
    """Log-odds of a probability strictly between 0 and 1."""
    return np.log(probability / (1 - probability))


def intercept(score: Floats, mean: float) -> float:
    """The shift of log-odds scores after which their probabilities average ``mean``."""
    low, high = -25.0, 25.0
    for _ in range(36):
        middle = (low + high) / 2
        if logistic(score + middle).mean() < mean:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def root(function: Callable[[float], float], low: float, high: float, steps: int = 14) -> float:
    """Where a rising function crosses zero, by bisection; an end of the interval where it does not."""
    for _ in range(steps):
        middle = (low + high) / 2
        if function(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
