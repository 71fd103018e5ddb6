"""What makes care unequal, and what is done about it: groups, carers, checks in serious mental illness."""

from __future__ import annotations

import numpy as np

from . import journal as j
from .care import Care
from .conditions import Conditions
from .entries import Pen
from .population import FEMALE

#: Share of the parts of the physical health check that are done by themselves, without the whole check.
_PART_DONE = 0.62
_CHECKED, _INVITED, _DECLINED_A_PART = 0.52, 0.3, 0.06


def write_inequality(pen: Pen, conditions: Conditions, care: Care) -> None:
    """Groups that meet inequality, and their care."""
    _groups(pen, care)
    _carers(pen)
    _mental_illness(pen, conditions)
    _long_term(pen, conditions)
    _births(pen)
    _children(pen)


def _groups(pen: Pen, care: Care) -> None:
    people, rng = pen.people, pen.rng
    harder = np.exp(0.28 * (5.5 - people.decile))
    adult = people.age >= 18
    homeless = pen.chosen(np.where(adult & (people.age < 70), 0.0022, 0.0) * harder)
    day = pen.ago(len(homeless), 900)
    pen.write(
        homeless,
        day,
        "homeless",
        code=pen.codes.draw(rng, "homeless", len(homeless), 0.5),
        kind=j.ADMINISTRATIVE,
    )
    housed = pen.part(len(homeless), 0.35)
    pen.write(homeless[housed], day[housed] + 150, "homeless_no_longer", kind=j.ADMINISTRATIVE)
    asylum = pen.chosen(np.where(care.language & (people.age < 60), 0.06, 0.0))
    arrived = pen.ago(len(asylum), 1500)
    pen.write(
        asylum,
        arrived,
        "asylum_or_refugee",
        code=pen.codes.draw(rng, "asylum_or_refugee", len(asylum), 0.5),
        kind=j.ADMINISTRATIVE,
    )
    for person, since, share in ((homeless, day + 20, 0.4), (asylum, arrived + 14, 0.55)):
        assessed = pen.part(len(person), share)
        pen.write(person[assessed], since[assessed], "inclusion_health_assessment")
        declined = ~assessed & pen.part(len(person), 0.1)
        pen.write(person[declined], pen.ago(int(declined.sum()), 300), "inclusion_health_assessment_declined")
    drugs = pen.chosen(np.where(adult & (people.age < 65), 0.007, 0.0) * harder)
    pen.write(
        drugs,
        pen.ago(len(drugs), 1100),
        "drug_misuse",
        code=pen.codes.draw(rng, "drug_misuse", len(drugs), 0.5),
        kind=j.PROBLEM,
    )
    alcohol = pen.chosen(np.where(adult, 0.016, 0.0) * np.exp(0.12 * (5.5 - people.decile)))
    pen.write(
        alcohol,
        pen.ago(len(alcohol), 1100),
        "alcohol_misuse",
        code=pen.codes.draw(rng, "alcohol_misuse", len(alcohol), 0.5),
    )
    autistic = pen.chosen(np.interp(people.age, (2, 5, 12, 25, 45, 80), (0, 1.6, 2.9, 1.6, 0.5, 0.1)) / 100)
    pen.write(
        autistic,
        pen.ago(len(autistic), 3500, 60),
        "autism",
        code=pen.codes.draw(rng, "autism", len(autistic), 0.2),
        kind=j.PROBLEM,
    )
    asked = pen.chosen(np.where(adult, 0.16, 0.0))
    pen.write(
        asked,
        pen.ago(len(asked), 720),
        "alcohol_intake",
        code=pen.codes.draw(rng, "alcohol_intake", len(asked), 0.7),
    )
    answered = pen.chosen(np.where(care.hearing | care.easy_read, 0.0, 0.05))
    pen.write(
        answered,
        pen.ago(len(answered), 900),
        "communication_need_none",
        kind=j.ADMINISTRATIVE,
        setting=j.OFFICE,
    )
    refused = pen.chosen(np.where(people.age >= 65, 0.05, np.where(adult, 0.012, 0.0)))
    pen.write(refused, pen.ago(len(refused), 140), "influenza_vaccination_declined", setting=j.TELEPHONE)


def _carers(pen: Pen) -> None:
    """Carers are written with the other statements; here is what came of it."""
    cares = np.unique(pen.written("carer")[0])
    no_longer = cares[pen.part(len(cares), 0.14)]
    pen.write(no_longer, pen.ago(len(no_longer), 300), "carer_no_longer", kind=j.ADMINISTRATIVE)
    checked = cares[pen.part(len(cares), 0.36)]
    pen.write(
        checked,
        pen.ago(len(checked), 480),
        "carer_assessment",
        code=pen.codes.draw(pen.rng, "carer_assessment", len(checked)),
    )
    declined = cares[pen.part(len(cares), 0.04)]
    pen.write(declined, pen.ago(len(declined), 330), "carer_assessment_declined", setting=j.TELEPHONE)


def _mental_illness(pen: Pen, conditions: Conditions) -> None:
    people, rng = pen.people, pen.rng
    ill = np.flatnonzero(conditions.has["serious_mental_illness"])
    size = len(ill)
    checked = pen.part(size, _CHECKED)
    day = pen.ago(size, 355, 3)
    parts = (
        ("alcohol_intake", None, j.U_NONE, "alcohol_declined"),
        ("bmi", np.round(rng.normal(29, 4.5, size), 1), j.U_BMI, "weight_declined"),
        ("hba1c", np.round(np.clip(rng.normal(41, 6, size), 30, 90)), j.U_MMOL_MOL, "glucose_declined"),
        ("cholesterol", np.round(rng.normal(5.2, 0.9, size), 1), j.U_MMOL, "cholesterol_declined"),
        ("smoking_status", None, j.U_NONE, "smoking_status_declined"),
    )
    group = pen.book.new_groups(size)
    for list_id, value, unit, declined in parts:
        refused = checked & pen.part(size, _DECLINED_A_PART)
        done = (checked & ~refused) | (~checked & pen.part(size, _PART_DONE * 0.6))
        if value is None:
            pen.write(ill[done], day[done], list_id)
        else:
            pen.measure(ill[done], day[done], list_id, np.clip(value[done], 1.0, 120.0), unit)
        pen.write(ill[refused], day[refused], declined)
    done = checked | pen.part(size, 0.5)
    for half, mean, spread in (("systolic_clinic", 126, 11), ("diastolic_clinic", 78, 7)):
        pressure = np.round(rng.normal(mean, spread, size))
        come = done & (day < people.as_at)
        pen.book.add(
            ill[come],
            day[come],
            pen.codes.first(half),
            value=pressure[come],
            unit=j.U_MMHG,
            kind=j.VALUE,
            group=group[come],
        )
    invited = ~checked & pen.part(size, _INVITED)
    first = pen.ago(size, 300, 20)
    pen.write(ill[invited], first[invited], "smi_check_invitation", setting=j.OFFICE)
    twice = invited & pen.part(size, 0.5)
    pen.write(
        ill[twice],
        first[twice] + rng.integers(5, 15, int(twice.sum())),
        "smi_check_invitation",
        setting=j.OFFICE,
    )
    for list_id, share in (("smi_pca_declined", 0.03), ("smi_pca_unsuitable", 0.012)):
        said = ~checked & pen.part(size, share)
        pen.write(ill[said], pen.ago(int(said.sum()), 300), list_id)
    well = pen.part(size, 0.025)
    pen.write(ill[well], pen.ago(int(well.sum()), 800), "mental_illness_in_remission")


def _long_term(pen: Pen, conditions: Conditions) -> None:
    """Fractures and scans in osteoporosis; asthma and epilepsy that are over; anxiety."""
    people = pen.people
    thin = np.flatnonzero(conditions.has["osteoporosis"])
    for list_id, share in (("fragility_fracture", 0.62), ("dxa_scan", 0.66)):
        some = thin[pen.part(len(thin), share)]
        pen.write(
            some,
            pen.ago(len(some), 3600, 60),
            list_id,
            kind=j.PROBLEM if "fracture" in list_id else j.OBSERVATION,
        )
    n = len(people)
    for name, share, youngest in (("asthma", 0.012, 16), ("epilepsy", 0.0015, 18)):
        past = np.flatnonzero(~conditions.has[name] & (people.age > youngest) & pen.part(n, share))
        start = pen.ago(len(past), 4500, 2600)
        pen.write(past, start, name, kind=j.PROBLEM)
        pen.write(past, start + 1500, f"{name}_resolved")
    worried = pen.chosen(np.interp(people.age, (8, 14, 20, 50, 85), (0.2, 2.0, 6.0, 5.0, 2.5)) / 100)
    pen.write(
        worried,
        pen.ago(len(worried), 2500, 20),
        "anxiety",
        code=pen.codes.draw(pen.rng, "anxiety", len(worried)),
        kind=j.PROBLEM,
    )


def _births(pen: Pen) -> None:
    people = pen.people
    chance = np.where(
        people.sex == FEMALE,
        np.interp(people.age, (16, 20, 30, 36, 44, 46), (0.2, 3.0, 9.5, 7.0, 0.8, 0.0)) / 100,
        0.0,
    )
    pregnant = pen.chosen(chance)
    day = pen.ago(len(pregnant), 330)
    pen.write(pregnant, day, "pregnancy", kind=j.PROBLEM)
    ended = pen.rng.random(len(pregnant)) < 0.93
    after = np.where(
        pen.part(len(pregnant), 0.1),
        pen.rng.integers(14, 60, len(pregnant)),
        pen.rng.integers(200, 235, len(pregnant)),
    )
    pen.write(pregnant[ended], (day + after)[ended], "pregnancy_ended")


def _children(pen: Pen) -> None:
    people = pen.people
    decay = pen.chosen(
        np.where((people.age >= 3) & (people.age < 16), 0.012, 0.0) * np.exp(0.15 * (5.5 - people.decile))
    )
    pen.write(decay, pen.ago(len(decay), 1200), "tooth_decay")
    for name, percent in (("epilepsy", 0.4), ("diabetes", 0.25)):
        ill = pen.chosen(np.where((people.age >= 5) & (people.age < 16), percent / 100, 0.0))
        pen.write(ill, pen.ago(len(ill), 900, 30), name, kind=j.PROBLEM)
