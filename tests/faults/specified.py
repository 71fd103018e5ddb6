"""NHS numbers and SNOMED CT ids from their specifications, worked out otherwise than the product does."""

from __future__ import annotations


def nhs_check_digit(nine: str) -> int | None:
    """NHS Data Dictionary: weights 10 to 2, 11 less the remainder by 11; 11 stands for 0, 10 for none."""
    total = 0
    for position in range(9):
        total += (10 - position) * int(nine[position])
    rest = 11 - total % 11
    if rest == 10:
        return None
    return 0 if rest == 11 else rest


def nhs_number(serial: int) -> str:
    """A number of the test range; different for different serials below 500,000."""
    for block in (0, 500_000):
        nine = f"999{(serial + block) % 1_000_000:06d}"
        if (digit := nhs_check_digit(nine)) is not None:
            return f"{nine}{digit}"
    return nhs_number(serial + 7)


def nhs_number_is_good(text: str) -> bool:
    return len(text) == 10 and len(set(text)) > 1 and nhs_check_digit(text[:9]) == int(text[9])


def _dihedral(first: int, second: int) -> int:
    """The product of two symmetries of a pentagon: 0 to 4 turns, 5 to 9 reflections."""
    turn, other = first % 5, second % 5
    if first < 5:
        return (turn + other) % 5 + (5 if second >= 5 else 0)
    return (turn - other) % 5 + (0 if second >= 5 else 5)


_SCRAMBLE = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _verhoeff(digits: str) -> int:
    """Verhoeff's check of a number whose last digit is the check digit: 0 where it agrees."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        scrambled = int(digit)
        for _ in range(position % 8):
            scrambled = _SCRAMBLE[scrambled]
        total = _dihedral(total, scrambled)
    return total


def sctid(stem: str) -> str:
    """The id whose digits before the check digit are ``stem``; its last two are the partition."""
    return next(f"{stem}{digit}" for digit in range(10) if _verhoeff(f"{stem}{digit}") == 0)


def concept_id(serial: int) -> str:
    """A concept of the UK extension (namespace 1000000, partition 10), 15 digits and more."""
    return sctid(f"{900_000 + serial}1000000" + "10")


def description_id(serial: int) -> str:
    """A description of the UK extension (partition 11): a good check digit, and not a concept."""
    return sctid(f"{900_000 + serial}1000000" + "11")
