"""Registers of the heart and the vessels."""

from __future__ import annotations

from openpcn.rules.language import Register

REGISTERS: tuple[Register, ...] = ()
