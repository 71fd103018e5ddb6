"""Registers of diabetes, kidneys, weight and lipids."""

from __future__ import annotations

from openpcn.rules.language import Register

REGISTERS: tuple[Register, ...] = ()
