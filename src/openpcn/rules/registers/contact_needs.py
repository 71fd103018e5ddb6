"""What somebody who contacts a person must know first, and which contacts count as having reached them."""

from __future__ import annotations

from openpcn.rules.language import Latest, Register, Show, Source
from openpcn.rules.registers.holding import still_holds

_AIS = Source("Accessible Information Standard", "DAPB1605", confirmed=False)
#: Seen or spoken with; letters, results and notes in the record are contacts of another kind.
SEEN_OR_SPOKEN_WITH = ("face to face", "telephone", "video", "home visit")

_interpreter = Latest("interpreter_required")
_need = Latest("communication_need")
_housebound = Latest("housebound")

INTERPRETER_NEEDED = Register(
    "interpreter_needed",
    "Interpreter needed",
    source=_AIS,
    rationale="Any code that an interpreter is needed, whatever the language; no code says it no longer is.",
    member=_interpreter.exists,
    shows=(Show("Interpreter", _interpreter),),
)

COMMUNICATION_NEEDS = Register(
    "communication_needs",
    "Communication or information need",
    source=_AIS,
    rationale="Any code of a need in how to contact, speak with or write to the person.",
    member=_need.exists,
    shows=(Show("Communication need", _need),),
)

HOUSEBOUND = Register(
    "housebound",
    "Housebound",
    source=Source(
        "OpenSAFELY codelists housebound and no-longer-housebound", "as read in 2026", confirmed=True
    ),
    rationale="Housebound and no later code that the person no longer is; on the same day, still housebound.",
    member=still_holds(_housebound, "housebound_no_longer"),
    shows=(Show("Housebound since", _housebound),),
)
