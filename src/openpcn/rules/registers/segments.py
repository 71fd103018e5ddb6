"""Groups of people who meet inequality, as Core20PLUS5 and the contract name them."""

from __future__ import annotations

from openpcn.rules.language import Register

REGISTERS: tuple[Register, ...] = ()
