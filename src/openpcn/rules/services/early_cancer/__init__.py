"""Early cancer diagnosis."""

from openpcn.rules.language import Definition

DEFINITIONS: tuple[Definition, ...] = ()

__all__ = ["DEFINITIONS"]
