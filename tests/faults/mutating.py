"""Bytes changed at random from a seed corpus, and what may be said of them: nothing but a documented refusal.

Every input is made from a seed, so that a failure names the seed that makes it again.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

SLOWEST = 1.0  # seconds of processor time for one small input
HUNG = 20  # seconds after which it is stopped

TOKENS = (
    b"",
    b"\0",
    b'"',
    b'""',
    b",",
    b"\r",
    b"\n",
    b"\r\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x92\x89",
    b"\xc2\xa0",
    b"0",
    b"-1",
    b"1e309",
    b"NaN",
    b"Infinity",
    b"9" * 40,
    b"2026-02-30",
    b"0000-00-00",
    b"9999-12-31",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[" * 2000,
    b'{"a":' * 500,
    b"null",
    b"true",
    b"\\ud800",
    b"\\u0000",
    b"\x1b[31m",
    b"'; DROP TABLE patient; --",
    b"=1+1",
    b"../../etc/passwd",
    b"%s%n",
    b"{x}",
    b"'",
    b"$1",
)


def mutated(corpus: Sequence[bytes], chance: Random) -> bytes:
    """One of the corpus with one to eight changes."""
    held = bytearray(chance.choice(corpus))
    for _ in range(chance.randint(1, 8)):
        place = chance.randint(0, len(held))
        length = chance.randint(1, 1 + min(64, len(held)))
        match chance.randrange(9):
            case 0 if held:
                held[place % len(held)] ^= 1 << chance.randrange(8)
            case 1:
                held[place:place] = bytes(chance.randrange(256) for _ in range(length))
            case 2:
                del held[place : place + length]
            case 3:
                held[place:place] = held[place : place + length] * chance.randint(1, 4)
            case 4 | 5:
                held[place:place] = chance.choice(TOKENS)
            case 6:
                held[place : place + length] = chance.choice(TOKENS)
            case 7:
                other = chance.choice(corpus)
                start = chance.randint(0, len(other))
                held[place:] = other[start : start + 4_096]
            case _:
                del held[place:]
    return bytes(held[: 1 << 16])


@dataclass
class Found:
    """What a run came to."""

    inputs: int = 0
    slowest: float = 0.0


class _HungError(Exception):
    pass


def fuzz(
    name: str,
    corpus: Sequence[bytes],
    one: Callable[[bytes], object],
    refusals: tuple[type[BaseException], ...],
    *,
    inputs: int = 0,
    seconds: float = 0.0,
    seed: int = 1,
    slowest: float = SLOWEST,
    as_it_is: bool = True,
) -> Found:
    """Try the corpus as it is, then changed: so many inputs, or for so long. AssertionError names the input.

    as_it_is: begin with the corpus itself.

    A refusal must be one of ``refusals`` and say something in words that can be printed and stored.
    """
    found = Found()
    until = time.monotonic() + seconds
    number = 0 if as_it_is else len(corpus)
    while number < len(corpus) + inputs or time.monotonic() < until:
        chance = Random(f"{name} {seed} {number}")
        data = corpus[number] if number < len(corpus) else mutated(corpus, chance)
        where = f"{name}, seed {seed}, input {number}: {data[:300]!r}"
        signal.signal(signal.SIGALRM, _stop)
        signal.alarm(HUNG)
        began = time.process_time()
        try:
            one(data)
        except refusals as fault:
            assert str(fault), f"{where}: refused without a word"
            str(fault).encode()
        except _HungError:
            raise AssertionError(f"{where}: it hung") from None
        except Exception as fault:
            raise AssertionError(f"{where}: {type(fault).__name__}: {fault}") from fault
        finally:
            signal.alarm(0)
        took = time.process_time() - began
        assert took < slowest, f"{where}: {took:.1f} s"
        found.slowest = max(found.slowest, took)
        number += 1
    found.inputs = number
    return found


def _stop(*_: object) -> None:
    raise _HungError
