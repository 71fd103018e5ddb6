"""What counted numbers earn, for whoever reads them: of one payee, and of practices together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openpcn.work.finance.standing import WHOSE, Standing, standing
from openpcn.work.finance.worth import prevalence
from openpcn.work.measures.models import Indicator
from openpcn.work.worklists.rows import UNCONFIRMED
from openpcn.work.worklists.small_numbers import suppress


def earned(
    row: Indicator, achieved: int | None, due: int | None, practices: Sequence[str], *, exact: bool, on: date
) -> Standing:
    """The standing of these practices as one payee, by the contract values of a day.

    achieved, due: as the reader may see them, None where hidden: then what they earn is not known. exact: the
    size of the register too is the reader's to know.
    """
    if achieved is None or due is None:
        return Standing(WHOSE[row.paid_to], known=False, confirmed=False, note="Not known: hidden")
    size = sum(row.list_sizes.get(ods, 0) for ods in practices)
    members = sum(row.register_sizes.get(ods, 0) for ods in practices)
    on_register = members if exact else suppress(members) or 0
    return standing(
        row.paid_to, row.paid_indicator, achieved, achieved + due, on,
        list_size=size or None, prevalence=prevalence(on_register, size or None),
    )  # fmt: skip


def together(each: Sequence[Standing]) -> Standing:
    """Practices' money in one sum. What one more is worth differs from practice to practice."""
    known = [held for held in each if held.known and held.pence is not None]
    notes = sorted({note for held in known for note in held.note.split("; ") if UNCONFIRMED in note})
    if len(known) < len(each):
        notes.append(f"without {len(each) - len(known)} practices whose numbers are hidden or not known")
    first = known[0] if known else None
    return Standing(
        "practice",
        known=bool(known),
        confirmed=bool(known) and all(held.confirmed for held in known),
        lower=first.lower if first else None,
        upper=first.upper if first else None,
        pence=sum(held.pence or 0 for held in known) if known else None,
        note="; ".join(["the sum of what each practice earns", *notes]),
        values=first.values if first else (),
    )
