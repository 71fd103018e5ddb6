"""Repeat templates and issues in the SystmOne set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.synthetic import labels
from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.lives.medicines import ACUTE
from openpcn.synthetic.randomness import Ints
from openpcn.synthetic.sheet import Column, Sheet, flags, long_moments, lookup, whole

from .writing import SystmOne, row_ids


def templates(w: SystmOne) -> Iterable[Sheet]:
    """Repeat authorisations."""
    drugs = w.lives.medicines
    rows = w.extract.courses[drugs.kind[w.extract.courses] != ACUTE]
    end = np.where(drugs.end[rows] > w.extract.as_at, j.NONE, drugs.end[rows])
    quantity = (
        whole(drugs.quantity[rows]),
        " ",
        lookup([f"{u}s" for u in drugs.units], drugs.unit[rows]),
    )
    yield w.sheet(
        "SRRepeatTemplate",
        len(rows),
        {
            **w.recorded(drugs.start[rows], 540 + rows % 500, rows % labels.GPS),
            **_drug(w, drugs.code[rows]),
            "RowIdentifier": w.ids("template", rows),
            "IDPatient": w.patients_of(drugs.person[rows]),
            "DateMedicationTemplateStart": long_moments(drugs.start[rows]),
            "DateMedicationTemplateEnd": long_moments(end),
            "DateMedicationTemplateReview": long_moments(
                np.where(end == j.NONE, w.lives.people.as_at + 30 + rows % 300, j.NONE)
            ),
            "MedicationDosage": lookup(drugs.doses, drugs.dose[rows]),
            "MedicationQuantity": quantity,
            "MaxIssues": "12",
            "CourseLengthPerIssue": whole(drugs.days[rows]),
            "DrugStatus": "-1",
        },
    )


def medication(w: SystmOne) -> Iterable[Sheet]:
    """Issues of repeats, and acute courses."""
    drugs, rows = w.lives.medicines, w.extract.issues
    course = drugs.issue_course[rows]
    acute = drugs.kind[course] == ACUTE
    day = drugs.issue_day[rows]
    quantity = (
        whole(drugs.quantity[course]),
        " ",
        lookup([f"{u}s" for u in drugs.units], drugs.unit[course]),
    )
    template = pc.if_else(pa.array(acute), "-1", w.ids("template", course))
    yield w.sheet(
        "SRPrimaryCareMedication",
        len(rows),
        {
            **w.recorded(day, 480 + rows % 600, course % labels.GPS),
            **_drug(w, drugs.code[course]),
            "RowIdentifier": w.ids("drug", rows),
            "IDPatient": w.patients_of(drugs.person[course]),
            "DateMedicationStart": long_moments(day),
            "DateMedicationEnd": long_moments(day + drugs.days[course]),
            "MedicationDosage": lookup(drugs.doses, drugs.dose[course]),
            "MedicationQuantity": quantity,
            "IsRepeatMedication": flags(~acute, "TRUE", "FALSE"),
            "IsOtherMedication": "FALSE",
            "IsDentalMedication": "FALSE",
            "IsHospitalMedication": "FALSE",
            "IDRepeatTemplate": template,
        },
        rows,
    )
    if len(w.extract.deleted_issues):
        yield w.removed("SRPrimaryCareMedication", row_ids(w.place, "drug", w.extract.deleted_issues))


def _drug(w: SystmOne, code: Ints) -> dict[str, Column]:
    return {
        "IDMultiLexProduct": whole(41_000 + code),
        "IDMultiLexPack": "-1",
        "IDMultiLexDMD": lookup(w.concepts, code),
        "NameOfMedication": lookup(w.terms, code),
        "IDEvent": "-1",
    }
