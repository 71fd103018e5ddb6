"""What practices also write down and no rule of the demonstration reads: allergies, and referrals sent.

Drawn from the numbers of people and contacts, not from a random stream: lives stay as they are calibrated.
"""

from __future__ import annotations

from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.lives.population import TEST

from .extract import Extract
from .randomness import Ints

PENICILLIN_ALLERGY, REFERRAL = "penicillin_allergy", "patient_referral"  # lists of one code each
URGENCIES = ("Routine", "Urgent", "Two week wait", "Soon")
_EVERY_ALLERGY, _EVERY_REFERRAL = 17, 61


def allergic(extract: Extract) -> Ints:
    """The registrations, of those in the extract, of people with an allergy to penicillin."""
    person = extract.lives.registrations.person[extract.patients]
    real = extract.lives.people.status[person] != TEST
    rows: Ints = extract.patients[(person % _EVERY_ALLERGY == 5) & real]
    return rows


def referring(extract: Extract) -> Ints:
    """The contacts, of those in the extract, in which somebody was referred."""
    seen = extract.lives.contacts.setting[extract.contacts] == j.SURGERY
    rows: Ints = extract.contacts[(extract.contacts % _EVERY_REFERRAL == 7) & seen]
    return rows


def urgency(contact: Ints) -> Ints:
    """Positions in ``URGENCIES``: most are routine."""
    number = contact // _EVERY_REFERRAL % 10
    positions: Ints = (number == 1) * 1 + (number == 2) * 2 + (number == 3) * 3
    return positions
