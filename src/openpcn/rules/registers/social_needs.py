"""People whose record speaks of a social need."""

from __future__ import annotations

from openpcn.rules.language import Register

REGISTERS: tuple[Register, ...] = ()
