"""The patient banner: the same facts in the same order on every page about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openpcn.terms import clock, dates
from openpcn.web.layout import organisation_name
from openpcn.web.views.people.opening import Opened
from openpcn.work.worklists.presenting import appointment, contact_flags, full_name


@dataclass(frozen=True)
class Banner:
    """What the banner shows. None: not opened to this reader, or not held."""

    person: int
    name: str
    age: int
    born: date | None
    died: date | None
    gender: str
    nhs_number: str | None
    practice: str
    practice_code: str
    contact_needs: tuple[str, ...]
    restricted: bool
    next_appointment: str | None
    personal: bool
    why_open: str


def banner(opened: Opened) -> Banner:
    """The banner of a person, narrowed to what the reader opens. Location is never part of it."""
    state = opened.state
    return Banner(
        person=state.person_id,
        name=full_name(state),
        age=dates.age_on(state.birth_date, state.death_date or clock.today()),
        born=state.birth_date if opened.personal else None,
        died=state.death_date,
        gender=state.sex.capitalize() if opened.personal else "",
        nhs_number=state.nhs_number if opened.personal else None,
        practice=organisation_name(state.practice),
        practice_code=state.practice,
        contact_needs=contact_flags(state),
        restricted=state.restricted,
        next_appointment=appointment(state) if opened.personal else None,
        personal=opened.personal,
        why_open=opened.access.why,
    )
