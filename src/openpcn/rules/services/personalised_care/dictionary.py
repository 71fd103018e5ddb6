"""PC14, PC15 and PC17 as the dictionary counts them: of everybody registered, in the contract year."""

from __future__ import annotations

from openpcn.rules.language import IN_PERIOD, Latest, Ratio, Show, Source, points
from openpcn.rules.services.personalised_care.plans import dictionary

_NO_RULES = (
    " The dictionary gives a numerator and a denominator and no rules between them, and no codes: the codes "
    "here are ours. The population is everybody registered, so the figure is small by design: it tells a "
    "trend, not a gap. Collected for the last time in 2024/25."
)


def _of_everybody(id: str, title: str, codes: str, source: Source, why: str, also: str) -> Ratio:
    recorded = Latest(codes, window=IN_PERIOD)
    return Ratio(
        id,
        title,
        source=source,
        rationale=why + _NO_RULES,
        also_known_as=(also,),
        numerator=points(recorded.exists, 1, title),
        per="100 people",
        shows=(Show("Recorded", recorded),),
    )


PC14 = _of_everybody(
    "PC14",
    "Registered people with a personalised plan agreed",
    "pcsp_agreed",
    dictionary("PC14"),
    "How many people agreed a personalised care and support plan in the contract year.",
    "PC-14",
)
PC15 = _of_everybody(
    "PC15",
    "Registered people whose personalised plan was reviewed",
    "pcsp_reviewed",
    dictionary("PC15"),
    "How many people had their personalised care and support plan reviewed in the contract year.",
    "PC-15",
)
PC17 = _of_everybody(
    "PC17",
    "Registered people with a shared decision",
    "shared_decision",
    dictionary("PC17"),
    "How many people's care was discussed as a shared decision in the contract year.",
    "PC-17",
)

DEFINITIONS = (PC14, PC15, PC17)
