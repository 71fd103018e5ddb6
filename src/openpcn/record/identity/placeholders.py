"""NHS numbers that pass every check and are nobody's: typed where a number is asked for and not known.

Source: the ten repeated digits (docs of the check digit: all ten pass it), and the runs of digits that pass
modulus 11. Found in an extract they are no identity: the person is known by the practice's own id.
"""

from __future__ import annotations

PLACEHOLDERS = frozenset(
    {
        *(str(digit) * 10 for digit in range(10)),
        "0123456789",
        "9876543210",
        "1234567881",
        "1234554321",
        "1000000001",
        "9000000009",
    }
)
