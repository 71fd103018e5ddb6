"""Contacts, coded entries, problems and vaccinations in the SystmOne set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.synthetic import beside, labels
from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.randomness import Floats
from openpcn.synthetic.sheet import Sheet, decimals, flags, long_moments, lookup

from .writing import MAPPING, METHODS, PENICILLINS, URGENCIES, SystmOne, row_ids


def events(w: SystmOne) -> Iterable[Sheet]:
    """Contacts."""
    contacts, rows = w.lives.contacts, w.extract.contacts
    yield w.sheet(
        "SREvent",
        len(rows),
        {
            **w.recorded(contacts.day[rows], contacts.minute[rows], contacts.clinician[rows]),
            "RowIdentifier": w.ids("event", rows),
            "IDPatient": w.patients_of(contacts.person[rows]),
            "ContactEventLocation": "-1",
            "ContactMethod": lookup([str(i) for i in METHODS.values()], contacts.setting[rows]),
            "EventIncomplete": "FALSE",
            "ClinicalEvent": flags(contacts.setting[rows] != j.OFFICE, "TRUE", "FALSE"),
            "IDTeam": "-1",
            "IDBranch": "-1",
        },
    )


def entries(w: SystmOne) -> Iterable[Sheet]:
    """Coded entries; a blood pressure is two rows of one event, without a heading."""
    events = w.lives.events
    mine = w.extract.events
    rows = mine[~events.header[mine] & (events.kind[mine] != j.IMMUNISATION)]
    contact = w.lives.contact_of_event[rows]
    contacts = w.lives.contacts
    code = events.code[rows].astype(np.int64)
    numeric = ~np.isnan(events.value[rows])
    columns = w.recorded(contacts.day[contact], contacts.minute[contact], contacts.clinician[contact])
    clinical = np.where(events.precision[rows] == j.UNKNOWN, j.NONE, events.day[rows])
    columns["DateEvent"] = long_moments(
        clinical, np.where(events.precision[rows] > 0, 0, contacts.minute[contact])
    )
    yield w.sheet(
        "SRCode",
        len(rows),
        {
            **columns,
            "RowIdentifier": w.ids("code", rows),
            "IDPatient": w.patients_of(events.person[rows]),
            "CTV3Code": lookup(w.ctv3, code),
            "CTV3Text": lookup(w.terms, code),
            "SNOMEDCode": lookup(w.concepts, code),
            "SNOMEDText": pc.if_else(pc.equal(lookup(w.concepts, code), "-1"), "", lookup(w.terms, code)),
            "IsNumeric": flags(numeric, "TRUE", "FALSE"),
            "NumericValue": _trimmed(events.value[rows]),
            "NumericUnit": lookup(j.UNITS, events.unit[rows]),
            "EpisodeType": "-1",
            "IDTemplate": "-1",
            "IDQuestionnaire": "-1",
            "IDEvent": w.ids("event", contact),
            "IDAppointment": "-1",
            "IDVisit": "-1",
        },
        rows,
    )
    if len(w.extract.deleted_events):
        yield w.removed("SRCode", row_ids(w.place, "code", w.extract.deleted_events))


def problems(w: SystmOne) -> Iterable[Sheet]:
    """Problems: each points to its coded entry."""
    events = w.lives.events
    rows = w.extract.problems
    contact = w.lives.contact_of_event[rows]
    contacts = w.lives.contacts
    ended = events.end[rows] != j.NONE
    yield w.sheet(
        "SRProblem",
        len(rows),
        {
            **w.recorded(contacts.day[contact], contacts.minute[contact], contacts.clinician[contact]),
            "RowIdentifier": w.ids("problem", rows),
            "IDPatient": w.patients_of(events.person[rows]),
            "CTV3Code": lookup(w.ctv3, events.code[rows].astype(np.int64)),
            "DateEnd": long_moments(events.end[rows]),
            "Severity": flags(ended, str(MAPPING["Minor"]), str(MAPPING["Major"])),
            "IDCode": w.ids("code", rows),
            "IDEvent": w.ids("event", contact),
        },
    )


def immunisations(w: SystmOne) -> Iterable[Sheet]:
    """Vaccinations."""
    events = w.lives.events
    rows = w.events_of(events.kind[w.extract.events] == j.IMMUNISATION)
    contact = w.lives.contact_of_event[rows]
    contacts = w.lives.contacts
    code = events.code[rows].astype(np.int64)
    yield w.sheet(
        "SRImmunisation",
        len(rows),
        {
            **w.recorded(contacts.day[contact], contacts.minute[contact], contacts.clinician[contact]),
            "RowIdentifier": w.ids("imms", rows),
            "IDPatient": w.patients_of(events.person[rows]),
            "IDVaccination": "-1",
            "IDImmunisationContent": "-1",
            "ImmsReadCode": lookup(w.ctv3, code),
            "ImmsSNOMEDCode": lookup(w.concepts, code),
            "IDEvent": w.ids("event", contact),
        },
    )


def referrals(w: SystmOne) -> Iterable[Sheet]:
    """Referrals sent, to the one provider there is."""
    rows = beside.referring(w.extract)
    contacts = w.lives.contacts
    yield w.sheet(
        "SRReferralOut",
        len(rows),
        {
            **w.recorded(contacts.day[rows], contacts.minute[rows], contacts.clinician[rows]),
            "RowIdentifier": w.ids("referral", rows),
            "IDPatient": w.patients_of(contacts.person[rows]),
            "TypeOfReferral": str(MAPPING["Outpatient referral"]),
            "Reason": "-1",
            "ServiceOffered": "-1",
            "ReReferral": "FALSE",
            "Urgency": lookup([str(i) for i in URGENCIES.values()], beside.urgency(rows)),
            "SNOMEDPrimaryDiagnosis": "-1",
            "RecipientID": "VZ901",
            "IDEvent": w.ids("event", rows),
        },
    )


def sensitivities(w: SystmOne) -> Iterable[Sheet]:
    """Allergies, noted when the person registered."""
    rows = beside.allergic(w.extract)
    registrations = w.lives.registrations
    day = registrations.start[rows]
    yield w.sheet(
        "SRDrugSensitivity",
        len(rows),
        {
            **w.recorded(day, np.full(len(rows), 540), rows % labels.GPS),
            "RowIdentifier": w.ids("sensitivity", rows),
            "IDPatient": w.ids("patient", rows),
            "DateStarted": long_moments(day),
            "FormulationSpecific": "FALSE",
            "IDDrugCode": str(PENICILLINS[0]),
            "IDMultiLexAction": "-1",
            "IDEvent": "-1",
        },
    )


def _trimmed(values: Floats) -> pa.Array:
    """Numbers without trailing zeros; empty where there is none."""
    return pc.replace_substring_regex(decimals(values, 2), r"\.?0+$", "")
