"""Registers of other long-term conditions."""

from __future__ import annotations

from openpcn.rules.language import Register

REGISTERS: tuple[Register, ...] = ()
