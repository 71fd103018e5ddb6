"""The words somebody gives for what they do: kept, shown to others, and so about nobody by number."""

from __future__ import annotations

from openpcn.terms import nhs_number
from openpcn.work.network.errors import WorkError


def names_nobody(text: str, fault: type[WorkError]) -> str:
    """The text as it was given. Raises ``fault`` where it holds an NHS number, which it does not repeat."""
    if nhs_number.stands_in(text):
        raise fault("the reason holds an NHS number: say it without the number, and without naming anybody")
    return text
