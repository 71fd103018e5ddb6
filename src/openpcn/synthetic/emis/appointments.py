"""Sessions, who holds them, and slots in the EMIS set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.synthetic import labels
from openpcn.synthetic.lives.contacts import (
    BOOKED,
    CANCELLED,
    FACE,
    FULFILLED,
    HOME_VISIT,
    KINDS,
    NO_SHOW,
    PHONE,
    VIDEO,
)
from openpcn.synthetic.randomness import Ints
from openpcn.synthetic.sheet import Sheet, flags, iso_days, lookup, times, whole

from .writing import Emis, guid, guids


def _session_keys(w: Emis, rows: Ints) -> Ints:
    book = w.lives.appointments
    return book.day[rows] * 32 + book.clinician[rows] * 2 + (book.minute[rows] >= 780)


def sessions(w: Emis) -> Iterable[Sheet]:
    """Half days of one clinician."""
    keys = np.unique(_session_keys(w, w.extract.appointments))
    day, half, clinician = keys // 32, keys % 2, keys // 2 % 16
    yield w.sheet(
        "Appointment_Session",
        len(keys),
        {
            "AppointmentSessionGuid": guids(w.place, "session", keys),
            "Description": lookup([f"{s[2]} clinic" for s in labels.STAFF], clinician),
            "LocationGuid": guid(w.place, "location", 0),
            "SessionTypeDescription": "Timed",
            "SessionCategoryDisplayName": "General",
            "StartDate": iso_days(day),
            "EndDate": iso_days(day),
            "StartTime": lookup(("08:30:00", "13:00:00"), half),
            "EndTime": lookup(("13:00:00", "18:30:00"), half),
            "Private": "false",
        },
    )


def session_users(w: Emis) -> Iterable[Sheet]:
    """Who holds each session."""
    keys = np.unique(_session_keys(w, w.extract.appointments))
    yield w.sheet(
        "Appointment_SessionUser",
        len(keys),
        {
            "SessionGuid": guids(w.place, "session", keys),
            "UserInRoleGuid": w.clinicians(keys // 2 % 16),
        },
        keys,
    )


def slots(w: Emis) -> Iterable[Sheet]:
    """Slots with a patient; a cancelled one has lost its patient, and most of those have long been filled."""
    book, rows = w.lives.appointments, w.extract.appointments
    if w.extract.full:
        rows = rows[(book.status[rows] != CANCELLED) | (rows % 10 == 0)]
    status, mode, minute = book.status[rows], book.mode[rows], book.minute[rows]
    done = status == FULFILLED
    patient = pc.if_else(pa.array(status == CANCELLED), "", w.patients_of(book.person[rows]))
    yield w.sheet(
        "Appointment_Slot",
        len(rows),
        {
            "SlotGuid": guids(w.place, "slot", rows),
            "AppointmentDate": iso_days(book.day[rows]),
            "AppointmentStartTime": times(minute),
            "PlannedDurationInMinutes": whole(book.length[rows]),
            "PatientGuid": patient,
            "SendInTime": pc.if_else(pa.array(done), times(minute + rows % 19), ""),
            "LeftTime": pc.if_else(pa.array(done), times(minute + rows % 19 + book.length[rows]), ""),
            "DidNotAttend": flags(status == NO_SHOW, "true", "false"),
            "ActualDurationInMinutes": pc.if_else(pa.array(done), whole(book.length[rows]), ""),
            "SessionGuid": guids(w.place, "session", _session_keys(w, rows)),
            "BookedDate": iso_days(book.booked[rows]),
            "BookedTime": times(500 + rows % 500),
            "SlotStatus": lookup(
                ("Booked", "Left", "DNA", "Cancelled"),
                _position(status, (BOOKED, FULFILLED, NO_SHOW, CANCELLED)),
            ),
            "SlotType": "Routine appointment",
            "IsBookableOnline": flags(rows % 4 == 0, "true", "false"),
            "BookingMethod": flags(rows % 5 == 0, "Online", "Practice"),
            "ModeOfContact": lookup(
                ("Face to Face", "Telephone", "Home Visit", "Video"),
                _position(mode, (FACE, PHONE, HOME_VISIT, VIDEO)),
            ),
            "IsBlocked": "false",
            "NationalSlotCategoryName": lookup(KINDS, book.kind[rows]),
            "ContextType": "Care Related Encounter",
            "ServiceSetting": "General Practice",
        },
        rows,
    )
    gone = w.extract.deleted_appointments
    yield w.sheet(
        "Appointment_Slot", len(gone), {"SlotGuid": guids(w.place, "slot", gone), "Deleted": "true"}
    )


def _position(values: Ints, order: tuple[int, ...]) -> Ints:
    table = np.zeros(max(order) + 1, dtype=np.int64)
    table[list(order)] = np.arange(len(order))
    return table[values]
