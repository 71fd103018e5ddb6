"""What people have said may not be done with their record. Each binds from the first list.

Where an objection and its withdrawal carry one date the objection holds: the mistake that can be undone is
the one to make.
"""

from __future__ import annotations

from openpcn.rules.language import Latest, Register, Show, Source
from openpcn.rules.registers.holding import still_holds


def _objection(id: str, title: str, codes: str, reference: str, meaning: str, *, confirmed: bool) -> Register:
    said = Latest(codes)
    return Register(
        id,
        title,
        source=Source(reference, "as read in 2026", confirmed=confirmed),
        rationale=f"{meaning} Holds until a withdrawal dated later; on the same day the objection holds.",
        member=still_holds(said, f"{codes}_withdrawn"),
        shows=(Show("Recorded", said),),
    )


TYPE1_OPT_OUT = _objection(
    "type1_opt_out",
    "Type 1 opt-out",
    "type1_opt_out",
    "NHS England, Type 1 opt-out",
    "Nothing from this record leaves the practice for any use beyond individual care.",
    confirmed=True,
)

SHARING_OBJECTION = _objection(
    "sharing_objection",
    "Objection to sharing between practices",
    "sharing_dissent",
    "NHS Digital structured headings specification, document consent",
    "Nobody outside the practice sees this person.",
    confirmed=True,
)

RISK_STRATIFICATION_OBJECTION = _objection(
    "risk_stratification_objection",
    "Objection to risk stratification",
    "risk_stratification_objection",
    "Local objection; no published code was found",
    "No case finding list shows this person, inside the practice or outside it.",
    confirmed=False,
)
