"""Consultations, observations and problems in the EMIS set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.synthetic import beside
from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.randomness import Ints
from openpcn.synthetic.sheet import Sheet, decimals, flags, iso_days, lookup, times

from .writing import Emis, guids

_PRECISION = ("YMD", "YM", "Y", "U")
_TYPES = ("Observation", "Value", "Observation", "Immunisation", "Observation")
_SETTINGS = (
    "GP Surgery",
    "Telephone call to a patient",
    "Home visit note",
    "Laboratory result",
    "Administration note",
)


def consultations(w: Emis) -> Iterable[Sheet]:
    """Consultations."""
    contacts, rows = w.lives.contacts, w.extract.contacts
    slot = contacts.appointment[rows]
    slots = pc.if_else(pa.array(slot >= 0), guids(w.place, "slot", np.maximum(slot, 0)), "")
    clinician = w.clinicians(contacts.clinician[rows])
    yield w.sheet(
        "CareRecord_Consultation",
        len(rows),
        {
            "ConsultationGuid": guids(w.place, "contact", rows),
            "PatientGuid": w.patients_of(contacts.person[rows]),
            "EffectiveDate": iso_days(contacts.day[rows]),
            "EffectiveDatePrecision": "YMD",
            "EnteredDate": iso_days(contacts.day[rows]),
            "EnteredTime": times(contacts.minute[rows]),
            "ClinicianUserInRoleGuid": clinician,
            "EnteredByUserInRoleGuid": clinician,
            "AppointmentSlotGuid": slots,
            "ConsultationSourceTerm": lookup(_SETTINGS, contacts.setting[rows]),
            "Complete": "true",
            "ConsultationType": "Consultation",
            "IsConfidential": "false",
        },
    )


def observations(w: Emis) -> Iterable[Sheet]:
    """Coded entries; both values of a blood pressure hang under its heading entry."""
    events, rows = w.lives.events, w.extract.events
    contact = w.lives.contact_of_event[rows]
    contacts = w.lives.contacts
    precision = events.precision[rows]
    day = events.day[rows]
    clinician = w.clinicians(contacts.clinician[contact])
    parent = w.lives.heading_of_event[rows]
    parents = pc.if_else(pa.array(parent >= 0), guids(w.place, "event", np.maximum(parent, 0)), "")
    problem = events.kind[rows] == j.PROBLEM
    yield w.sheet(
        "CareRecord_Observation",
        len(rows),
        {
            "ObservationGuid": guids(w.place, "event", rows),
            "PatientGuid": w.patients_of(events.person[rows]),
            "EffectiveDate": iso_days(np.where(precision == j.UNKNOWN, j.NONE, _padded(day, precision))),
            "EffectiveDatePrecision": lookup(_PRECISION, precision),
            "EnteredDate": iso_days(contacts.day[contact]),
            "EnteredTime": times(contacts.minute[contact]),
            "ClinicianUserInRoleGuid": clinician,
            "EnteredByUserInRoleGuid": clinician,
            "ParentObservationGuid": parents,
            "CodeId": w.code_ids.take(pa.array(events.code[rows].astype(np.int64))),
            "ConsultationGuid": guids(w.place, "contact", contact),
            "Value": decimals(events.value[rows], 3),
            "NumericUnit": lookup(j.UNITS, events.unit[rows]),
            "ObservationType": lookup(_TYPES, events.kind[rows]),
            "Abnormal": "false",
            "Episode": flags(problem, "First", "None"),
            "IsConfidential": "false",
        },
        rows,
    )
    yield _allergies(w)
    yield _referred(w)
    gone = w.extract.deleted_events
    yield w.sheet(
        "CareRecord_Observation",
        len(gone),
        {
            "ObservationGuid": guids(w.place, "event", gone),
            "PatientGuid": w.patients_of(events.person[gone]),
            "Deleted": "true",
        },
    )


def problems(w: Emis) -> Iterable[Sheet]:
    """Problems: the extension rows of the observations that are one."""
    events = w.lives.events
    rows = w.extract.problems
    ended = events.end[rows] != j.NONE
    yield w.sheet(
        "CareRecord_Problem",
        len(rows),
        {
            "ObservationGuid": guids(w.place, "event", rows),
            "PatientGuid": w.patients_of(events.person[rows]),
            "EndDate": iso_days(events.end[rows]),
            "EndDatePrecision": flags(ended, "YMD", ""),
            "ExpectedDuration": "0",
            "ProblemStatusDescription": flags(ended, "Past Problem", "Active Problem"),
            "SignificanceDescription": flags(ended, "Minor Problem", "Significant Problem"),
        },
    )


def _allergies(w: Emis) -> Sheet:
    """Allergies, noted when the person registered."""
    rows = beside.allergic(w.extract)
    day = iso_days(w.lives.registrations.start[rows])
    return w.sheet(
        "CareRecord_Observation",
        len(rows),
        {
            "ObservationGuid": guids(w.place, "allergy", rows),
            "PatientGuid": guids(w.place, "patient", rows),
            "EffectiveDate": day,
            "EffectiveDatePrecision": "YMD",
            "EnteredDate": day,
            "EnteredTime": "09:00:00",
            "CodeId": str(w.code_ids[w.lives.codes.first(beside.PENICILLIN_ALLERGY)]),
            "ObservationType": "Allergy",
            "Abnormal": "false",
            "Episode": "None",
            "IsConfidential": "false",
        },
    )


def _referred(w: Emis) -> Sheet:
    """The entries that referrals are an extension of."""
    rows = beside.referring(w.extract)
    contacts = w.lives.contacts
    clinician = w.clinicians(contacts.clinician[rows])
    return w.sheet(
        "CareRecord_Observation",
        len(rows),
        {
            "ObservationGuid": guids(w.place, "referral", rows),
            "PatientGuid": w.patients_of(contacts.person[rows]),
            "EffectiveDate": iso_days(contacts.day[rows]),
            "EffectiveDatePrecision": "YMD",
            "EnteredDate": iso_days(contacts.day[rows]),
            "EnteredTime": times(contacts.minute[rows]),
            "ClinicianUserInRoleGuid": clinician,
            "EnteredByUserInRoleGuid": clinician,
            "CodeId": str(w.code_ids[w.lives.codes.first(beside.REFERRAL)]),
            "ConsultationGuid": guids(w.place, "contact", rows),
            "ObservationType": "Referral",
            "Abnormal": "false",
            "Episode": "None",
            "IsConfidential": "false",
        },
    )


def referrals(w: Emis) -> Iterable[Sheet]:
    """Referrals: the extension rows of the observations that are one."""
    rows = beside.referring(w.extract)
    spelt = ("Routine", "Urgent", "2 Week Wait", "Soon")
    yield w.sheet(
        "CareRecord_ObservationReferral",
        len(rows),
        {
            "ObservationGuid": guids(w.place, "referral", rows),
            "PatientGuid": w.patients_of(w.lives.contacts.person[rows]),
            "ReferralUrgency": lookup(spelt, beside.urgency(rows)),
            "ReferralServiceType": "Outpatient",
            "ReferralMode": "NHS e-Referral",
            "TransportRequired": "None Required",
        },
    )


def _padded(day: Ints, precision: Ints) -> Ints:
    """The first of the month or year where that is all that is known."""
    moments = day.astype("datetime64[D]")
    months = moments.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    years = moments.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return np.where(precision == j.YEAR, years, np.where(precision == j.MONTH, months, day))
