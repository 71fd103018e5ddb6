"""People whose repeat medicines add up to an anticholinergic burden that matters."""

from __future__ import annotations

from openpcn.rules.language import AgeOn, Register, Scored, Show
from openpcn.rules.scores.anticholinergic_burden import (
    ANTICHOLINERGIC_BURDEN,
    MODERATE,
    POSSIBLE,
    STRONG,
)

_burden = Scored(ANTICHOLINERGIC_BURDEN)

ANTICHOLINERGIC_BURDEN_3 = Register(
    "anticholinergic_burden_3",
    "People of 65 or over with an anticholinergic burden of 3 or more",
    source=ANTICHOLINERGIC_BURDEN.source,
    rationale=(
        "Three points or more are held to be clinically relevant. Empty where the score is not switched on. "
        "Older people only: the scale was made for them."
    ),
    of=AgeOn("as_at") >= 65,
    member=_burden >= 3,
    shows=(
        Show("Anticholinergic burden", _burden),
        Show("Medicines of 3 points", STRONG.count),
        Show("Medicines of 2 points", MODERATE.count),
        Show("Medicines of 1 point", POSSIBLE.count),
    ),
)

DEFINITIONS = (ANTICHOLINERGIC_BURDEN_3,)
