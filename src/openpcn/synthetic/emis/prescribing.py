"""Authorisations and issues in the EMIS set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from openpcn.synthetic import labels
from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.lives.medicines import ACUTE, REPEAT
from openpcn.synthetic.sheet import Sheet, decimals, flags, iso_days, lookup, times, whole

from .writing import Emis, guids


def drug_records(w: Emis) -> Iterable[Sheet]:
    """Authorisations."""
    drugs, rows = w.lives.medicines, w.extract.courses
    end = np.where(drugs.end[rows] > w.extract.as_at, j.NONE, drugs.end[rows])
    clinician = w.clinicians(rows % labels.GPS)
    kind = drugs.kind[rows]
    yield w.sheet(
        "Prescribing_DrugRecord",
        len(rows),
        {
            "DrugRecordGuid": guids(w.place, "course", rows),
            "PatientGuid": w.patients_of(drugs.person[rows]),
            "EffectiveDate": iso_days(drugs.start[rows]),
            "EffectiveDatePrecision": "YMD",
            "EnteredDate": iso_days(drugs.start[rows]),
            "EnteredTime": times(540 + rows % 500),
            "ClinicianUserInRoleGuid": clinician,
            "EnteredByUserInRoleGuid": clinician,
            "CodeId": w.drug_ids.take(pa.array(drugs.code[rows])),
            "Dosage": lookup(drugs.doses, drugs.dose[rows]),
            "Quantity": decimals(drugs.quantity[rows].astype(float), 3),
            "QuantityUnit": lookup(drugs.units, drugs.unit[rows]),
            "PrescriptionType": lookup(("Acute", "Repeat", "Repeat Dispensing"), kind),
            "IsActive": flags(end == j.NONE, "true", "false"),
            "CancellationDate": iso_days(np.where(kind == ACUTE, j.NONE, end)),
            "NumberOfIssues": whole(1 + rows % 6),
            "NumberOfIssuesAuthorised": flags(kind >= REPEAT, "12", "1"),
            "IsConfidential": "false",
        },
        rows,
    )


def issue_records(w: Emis) -> Iterable[Sheet]:
    """Issues."""
    drugs, rows = w.lives.medicines, w.extract.issues
    course = drugs.issue_course[rows]
    clinician = w.clinicians(course % labels.GPS)
    yield w.sheet(
        "Prescribing_IssueRecord",
        len(rows),
        {
            "IssueRecordGuid": guids(w.place, "issue", rows),
            "PatientGuid": w.patients_of(drugs.person[course]),
            "DrugRecordGuid": guids(w.place, "course", course),
            "EffectiveDate": iso_days(drugs.issue_day[rows]),
            "EffectiveDatePrecision": "YMD",
            "EnteredDate": iso_days(drugs.issue_day[rows]),
            "EnteredTime": times(480 + rows % 600),
            "ClinicianUserInRoleGuid": clinician,
            "EnteredByUserInRoleGuid": clinician,
            "CodeId": w.drug_ids.take(pa.array(drugs.code[course])),
            "Dosage": lookup(drugs.doses, drugs.dose[course]),
            "Quantity": decimals(drugs.quantity[course].astype(float), 3),
            "QuantityUnit": lookup(drugs.units, drugs.unit[course]),
            "CourseDurationInDays": whole(drugs.days[course]),
            "EstimatedNhsCost": "2.1500",
            "IsConfidential": "false",
            "IsPrescribedAsContraceptive": "false",
            "IsPrivatelyPrescribed": "false",
            "IssueMethodDescription": "Electronic",
        },
        rows,
    )
    gone = w.extract.deleted_issues
    yield w.sheet(
        "Prescribing_IssueRecord",
        len(gone),
        {
            "IssueRecordGuid": guids(w.place, "issue", gone),
            "PatientGuid": w.patients_of(drugs.person[drugs.issue_course[gone]]),
            "Deleted": "true",
        },
    )
