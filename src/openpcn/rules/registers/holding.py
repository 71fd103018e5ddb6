"""What still holds: it was said, and nothing later says that it is over.

QOF asks for an end *after* the latest entry, so an end of the same day takes nobody off (public
implementations disagree); an entry after the end makes it hold again. Decided here, once, for every register.
"""

from __future__ import annotations

from openpcn.rules.language import BoolExpr, Latest, after, missing


def still_holds(said: Latest, *over: str) -> BoolExpr:
    """Said, and no entry of the codelists ``over`` is dated after the latest day on which it was."""
    return said.exists & missing(Latest(over, window=after(said.date)))
