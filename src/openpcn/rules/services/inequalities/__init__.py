"""Tackling neighbourhood health inequalities."""

from openpcn.rules.services.inequalities.hi03 import HI03

DEFINITIONS = (HI03,)

__all__ = ["DEFINITIONS", "HI03"]
