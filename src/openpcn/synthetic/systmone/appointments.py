"""The appointment book in the SystmOne set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.lives.contacts import BOOKED, CANCELLED, FULFILLED, HOME_VISIT, KINDS, NO_SHOW, PHONE
from openpcn.synthetic.sheet import Sheet, flags, long_moments, lookup

from .writing import MAPPING, SystmOne, row_ids


def appointments(w: SystmOne) -> Iterable[Sheet]:
    """The appointment book."""
    book, rows = w.lives.appointments, w.extract.appointments
    status, minute, day = book.status[rows], book.minute[rows], book.day[rows]
    done = status == FULFILLED
    arrived = np.where(done, day, j.NONE)
    names = np.empty(4, dtype=object)
    for number, text in (
        (BOOKED, "Booked"),
        (FULFILLED, "Finished"),
        (NO_SHOW, "Did Not Attend"),
        (CANCELLED, "Cancelled by Patient"),
    ):
        names[number] = str(MAPPING[text])
    mode = book.mode[rows]
    yield w.sheet(
        "SRAppointment",
        len(rows),
        {
            "RowIdentifier": w.ids("appointment", rows),
            "IDPatient": w.patients_of(book.person[rows]),
            "DateStart": long_moments(day, minute),
            "DateEnd": long_moments(day, minute + book.length[rows]),
            "AppointmentStatus": lookup(names.tolist(), status),
            "DateAppointmentBooked": long_moments(book.booked[rows], 500 + rows % 500),
            "DatePatientArrival": long_moments(arrived, minute),
            "DatePatientSeen": long_moments(arrived, minute + rows % 19),
            "FollowUpAppointment": "FALSE",
            "TelephoneAppointment": flags(mode == PHONE, "TRUE", "FALSE"),
            "IDClinician": w.ids("staff", book.clinician[rows]),
            "IDProfileClinician": w.ids("profile", book.clinician[rows]),
            "RotaName": flags(mode == HOME_VISIT, "Visits", "Surgery"),
            "RotaType": lookup(KINDS, book.kind[rows]),
            "RotaLocation": "-1",
            "DateAppointmentCancelled": long_moments(
                np.where(status == CANCELLED, day - 1, j.NONE), 600 + rows % 200
            ),
        },
        rows,
    )
    if len(w.extract.deleted_appointments):
        yield w.removed("SRAppointment", row_ids(w.place, "appointment", w.extract.deleted_appointments))
