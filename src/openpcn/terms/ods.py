"""Organisation codes of the Organisation Data Service (ODS).

A practice is one letter and five digits; a Primary Care Network ``U`` and five digits. ``U99`` and ``Z99``
codes are this project's fictional ones, and nobody's.
"""

from __future__ import annotations

import re

_PRACTICE = re.compile(r"^[A-HJ-NP-TV-Z][0-9]{5}$")
_NETWORK = re.compile(r"^U[0-9]{5}$")


def is_practice_code(text: str) -> bool:
    """True for a code of a GP practice, such as A83035."""
    return bool(_PRACTICE.match(text))


def is_network_code(text: str) -> bool:
    """True for a code of a Primary Care Network, such as U12345."""
    return bool(_NETWORK.match(text))


def is_fictional(code: str) -> bool:
    """True for the codes that the synthetic network uses."""
    return code.startswith(("Z99", "U99"))
