"""Anticholinergic burden of current repeat medicines, by one scale."""

from __future__ import annotations

from openpcn.rules.language import CurrentRepeats, Input, ScoreModule, Source

STRONG = CurrentRepeats("anticholinergic_3")
MODERATE = CurrentRepeats("anticholinergic_2")
POSSIBLE = CurrentRepeats("anticholinergic_1")

ANTICHOLINERGIC_BURDEN = ScoreModule(
    "anticholinergic_burden",
    "Anticholinergic burden (ACB scale)",
    version="Anticholinergic Cognitive Burden scale, 2012 update",
    purpose=(
        "Adds up the points of a person's current repeat medicines, to find people whose confusion, falls or "
        "constipation may come from them. A reason to review, not to stop. The points of each medicine are "
        "unconfirmed: they were not compared with the published table."
    ),
    source=Source(
        "Boustani M et al. Impact of anticholinergics on the aging brain: a review and practical application",
        "Aging Health 2008;4:311-320; scale as updated in 2012",
        "points of each medicine not compared with the published table; scales differ and are never mixed",
        confirmed=False,
    ),
    inputs=(
        Input("medicines of 3 points", STRONG.count),
        Input("medicines of 2 points", MODERATE.count),
        Input("medicines of 1 point", POSSIBLE.count),
    ),
    value=STRONG.count * 3 + MODERATE.count * 2 + POSSIBLE.count,
    decimals=0,
    notice=(
        "An ingredient counts once, whatever its strengths. Only medicines of the three lists count. "
        "Which medicine has how many points is unconfirmed: compare with the published scale before use."
    ),
)
