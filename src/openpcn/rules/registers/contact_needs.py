"""What somebody who contacts a person must know first."""

from __future__ import annotations

from openpcn.rules.language import Latest, Register, Show, Source, after, missing

_AIS = Source("Accessible Information Standard", "DAPB1605", confirmed=False)
_interpreter = Latest("interpreter_required")
_need = Latest("communication_need")
_housebound = Latest("housebound")
_out_again = Latest("housebound_no_longer", window=after(_housebound.date))

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
    member=_housebound.exists & missing(_out_again),
    shows=(Show("Housebound since", _housebound),),
)
