"""Registers of mental health and dementia."""

from __future__ import annotations

from openpcn.rules.language import Register

REGISTERS: tuple[Register, ...] = ()
