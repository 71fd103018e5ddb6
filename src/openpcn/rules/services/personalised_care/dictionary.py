"""PC14, PC15, PC17 and NCDMI064 as the dictionary counts them, in the contract year."""

from __future__ import annotations

from openpcn.rules.language import IN_PERIOD, AgeOn, Latest, Ratio, Show, points
from openpcn.rules.registers.multimorbidity import CONDITIONS
from openpcn.rules.registers.sources import SERVICE_YEAR_END, WIDER_SET, network_des

_NO_RULES = (
    " The dictionary gives a numerator and a denominator, no rules between them and no codes: the codes here "
    "are ours. It says 'by the end of the reporting period' and names no first day; the contract year is "
    "meant, because the published figures start anew each 1 April. The population is everybody registered, "
    "so the figure is small by design: it tells a trend, not a gap. Collected for the last time in 2024/25."
)


def _of_everybody(id: str, title: str, codes: str, why: str, *also: str) -> Ratio:
    recorded = Latest(codes, window=IN_PERIOD)
    return Ratio(
        id,
        title,
        source=network_des(id, WIDER_SET),
        rationale=why + _NO_RULES,
        also_known_as=also,
        numerator=points(recorded.exists, 1, title),
        per="100 people",
        shows=(Show("Recorded", recorded),),
    )


PC14 = _of_everybody(
    "PC14",
    "Registered people with a personalised plan agreed",
    "pcsp_agreed",
    "How many people agreed a personalised care and support plan in the contract year.",
    "PC-14",
    "NCDMI001",
)
PC15 = _of_everybody(
    "PC15",
    "Registered people whose personalised plan was reviewed",
    "pcsp_reviewed",
    "How many people had their personalised care and support plan reviewed in the contract year.",
    "PC-15",
    "NCDMI002",
)
PC17 = _of_everybody(
    "PC17",
    "Registered people with a shared decision",
    "shared_decision",
    "How many people's care was discussed as a shared decision in the contract year.",
    "PC-17",
    "NCDMI003",
)

_decided = Latest("shared_decision", window=IN_PERIOD)

NCDMI064 = Ratio(
    "NCDMI064",
    "Adults with a long-term condition and a shared decision",
    source=network_des("NCDMI064", "2023/24"),
    rationale=(
        "Adults with at least one long-term condition, and of them those with a shared decision in the "
        "contract year. Under 18 at the end of the year are left out (PAT_AGEU18); which conditions are "
        "long-term is not published: those of the other definitions here. In the dictionary of 2023/24 only."
    ),
    of=(AgeOn(SERVICE_YEAR_END) >= 18) & (CONDITIONS >= 1),
    numerator=points(_decided.exists, 1, "a shared decision in the contract year"),
    per="100 people",
    shows=(Show("Shared decision", _decided), Show("Long-term conditions", CONDITIONS)),
)

DEFINITIONS = (PC14, PC15, PC17, NCDMI064)
