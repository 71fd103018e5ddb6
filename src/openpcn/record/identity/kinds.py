"""What can be doubtful about who somebody is: what it means here, and what the practice does about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of issue.

    sentence: what was found. meaning: what follows from it here. remedy: what to do in the clinical system.
    set_aside: the people are on no list until it is solved.
    """

    sentence: str
    meaning: str
    remedy: str
    set_aside: bool = False


KINDS: dict[str, Kind] = {
    "birth_dates_differ": Kind(
        "one NHS number is held with different dates of birth: set aside until corrected",
        "One of the records carries somebody else's number, or a date of birth is mistyped. These people are "
        "on no list and in no figure until it is known which.",
        "Trace each person on the Spine (PDS) by name, date of birth and address. Correct the number or the "
        "date of birth in the record that is wrong; the next extract brings the people back.",
        set_aside=True,
    ),
    "two_registrations": Kind(
        "registered more than once; the later registration is taken as current",
        "Two registrations are open. The later one counts; the person is on one list only.",
        "Where the person has left, end the registration with its date. Where both are at your practice, "
        "merge the two records in the clinical system.",
    ),
    "number_is_placeholder": Kind(
        "the NHS number is a placeholder, not an identity: known by the practice's own id",
        "A made-up number stands where the NHS number should. The person is on the lists of this practice "
        "and cannot be matched with records elsewhere.",
        "Trace the person on the Spine (PDS) and replace the number; leave it empty where there is none.",
    ),
    "superseded_number": Kind(
        "the practice still holds a superseded NHS number: taken as the current one",
        "The number was replaced. The person is one here, under the current number.",
        "Update the number from the Spine (PDS).",
    ),
    "superseded_birth_date_differs": Kind(
        "the NHS number was superseded for somebody with another date of birth: nothing was linked",
        "The person may be somebody else, or the date of birth is mistyped. They stay as the practice has "
        "them.",
        "Trace the person on the Spine (PDS) and correct the number or the date of birth.",
    ),
    "decisions_disagree": Kind(
        "what was decided about this person contradicts itself: nothing was linked",
        "Two decisions, or two rows of the file of superseded numbers, name different people.",
        "Undo the decision that is wrong, under People who could not be matched.",
    ),
    "split": Kind(
        "one NHS number is held by different people: taken apart by decision",
        "The number belongs to somebody else. The person is known by the practice's own id until the number "
        "is corrected.",
        "Trace the person on the Spine (PDS) and correct the number in the clinical system.",
    ),
    "death_held_elsewhere": Kind(
        "a death is recorded at another practice than the current one: taken as dead",
        "The current practice's record does not say that the person has died. Nobody contacts them.",
        "Check the death on the Spine (PDS). Record it, or ask the other practice to correct its record.",
    ),
}
