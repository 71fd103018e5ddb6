"""What is measured about a practice's data, each because a rule depends on it, and what to do about it.

A figure is *n of of*: how many lack something, of how many. The people behind it are kept as a bit each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from openpcn.codes import codelist
from openpcn.record.store import UNITS
from openpcn.record.store.summing import Unmapped, implausible, on_list, unmapped
from openpcn.terms.units import Unit

if TYPE_CHECKING:
    from openpcn.record.store import Part, Snapshot

Bits = npt.NDArray[np.bool_]
LOOKED_BACK = timedelta(days=2 * 365)  # readings older than this decide nothing now


@dataclass(frozen=True)
class Measure:
    """One figure. counts: people or entries. why: what goes wrong without it. remedy: for the practice."""

    id: str
    title: str
    counts: str
    why: str
    remedy: str


def _readings(id_: str, what: str, unit: str) -> Measure:
    return Measure(
        f"{id_}_without_value",
        f"{what} recorded without a usable reading, last 2 years",
        "entries",
        f"An entry without a number, with an impossible one or without {unit} cannot be compared with a "
        "target: the person stays due.",
        f"Record the number in the value field with its unit, {unit}, not in free text.",
    )


MEASURES = (
    Measure(
        "ethnicity_missing", "Ethnic group not recorded", "people",
        "Who is missing out by ethnic group cannot be shown for them, and scores that need it are not made.",
        "Ask at registration and at reviews; record the answer with a code, also where it is not stated.",
    ),
    Measure(
        "nhs_number_missing", "NHS number missing", "people",
        "Nobody can be recognised at another practice or in a hospital's file without it.",
        "Trace the number in the clinical system (Personal Demographics Service) and save it.",
    ),
    Measure(
        "postcode_unknown", "Postcode missing or not in the look-up", "people",
        "Deprivation is not known for them: they are left out of tables by fifth.",
        "Correct the postcode. Where it is new and right, tell whoever looks after the site to load a newer "
        "look-up.",
    ),
    _readings("bp", "Blood pressure", "mmHg"),
    _readings("hba1c", "HbA1c", "mmol/mol"),
    _readings("egfr", "eGFR", "mL/min/1.73m2"),
    _readings("bmi", "Body mass index", "kg/m2"),
    Measure(
        "implausible", "Values outside plausible limits", "entries",
        "They stay visible in the record; rules do not use them: the person may look as if never measured.",
        "Check the entry in the clinical system: a decimal point or the unit is often the fault.",
    ),
    Measure(
        "unmapped", "Entries whose code has no SNOMED CT mapping", "people",
        "What such an entry says is seen by people and by no rule.",
        "Look at the list of codes: local codes in wide use are worth replacing by SNOMED CT codes.",
    ),
    Measure(
        "care_home_not_coded", "On a care home's bed list, not coded as living there", "people",
        "They are missing from the care home premium and from the home's weekly round.",
        "Add the code for living in a care home, with the date they moved in.",
    ),
    Measure(
        "care_home_not_on_list", "Coded as living in a care home, on no bed list", "people",
        "Either they have left, or the home's list was not sent.",
        "Ask the home. Where they have left, add the code for no longer living in a care home.",
    ),
)  # fmt: skip
BY_ID: Mapping[str, Measure] = {measure.id: measure for measure in MEASURES}

_READINGS: Mapping[str, tuple[tuple[str, ...], frozenset[Unit]]] = {
    "bp": (
        ("systolic_clinic", "systolic_home", "diastolic_clinic", "diastolic_home"), frozenset({Unit.MMHG})
    ),
    "hba1c": (("hba1c",), frozenset({Unit.MMOL_PER_MOL, Unit.PERCENT})),
    "egfr": (("egfr",), frozenset({Unit.ML_PER_MIN})),
    "bmi": (("bmi",), frozenset({Unit.KG_PER_M2})),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """How many lack something, of how many, and whose they are: a bit per patient of the part."""

    n: int
    of: int
    patients: Bits


def measure(
    snapshot: Snapshot, part: Part, *, ethnic: frozenset[int], in_a_home: frozenset[int]
) -> tuple[dict[str, Figure], Unmapped]:
    """Every figure of one practice. A figure that its feed cannot give is not among them.

    ethnic: people with a recorded ethnic group. in_a_home: people coded as living in a care home.
    """
    person = snapshot.places(part.practice).person_id
    listed = on_list(part)
    figures = {
        "ethnicity_missing": _lacking(listed, ~_are(person, ethnic)),
        **_from_patients(part, listed),
        **{f"{name}_without_value": _without_value(part, *said) for name, said in _READINGS.items()},
    }
    rows, of, who = implausible(part)
    figures["implausible"] = Figure(rows, of, who)
    codes = unmapped(part)
    figures["unmapped"] = _lacking(listed, codes.patients)
    figures.update(_care_homes(part, listed, _are(person, in_a_home)))
    return figures, codes


def _lacking(listed: Bits, lacking: Bits) -> Figure:
    found = listed & lacking
    return Figure(int(found.sum()), int(listed.sum()), found)


def _are(person: npt.NDArray[np.int64], people: frozenset[int]) -> Bits:
    return np.isin(person, np.fromiter(people, np.int64, len(people)))


def _from_patients(part: Part, listed: Bits) -> dict[str, Figure]:
    rows = part.table("patient", ["nhs_number", "area", "spine_sensitive"])
    nowhere = pc.is_null(rows["area"]).to_numpy() & ~rows["spine_sensitive"].to_numpy()
    return {
        "nhs_number_missing": _lacking(listed, pc.is_null(rows["nhs_number"]).to_numpy()),
        "postcode_unknown": _lacking(listed, nowhere),
    }


def _without_value(part: Part, lists: Sequence[str], units: frozenset[Unit]) -> Figure:
    """Entries of the last two years with no number, an implausible one, or no unit that says what it is."""
    codes = frozenset().union(*(codelist(name).ids for name in lists))
    rows = part.index.rows(codes)
    since = np.datetime64(part.as_at - LOOKED_BACK, "D").astype(np.int64)
    recent = rows.date >= since
    known = np.isin(rows.unit, [UNITS.index(unit) + 1 for unit in units])
    lacking = recent & (np.isnan(rows.value) | ~known)
    patients = np.zeros(part.n_patients, np.bool_)
    patients[rows.patient[lacking]] = True
    return Figure(int(lacking.sum()), int(recent.sum()), patients)


def _care_homes(part: Part, listed: Bits, coded: Bits) -> dict[str, Figure]:
    """Codes against the homes' own lists; nothing where no list was sent."""
    stays = part.table("care_home_stay", ["patient", "left_on"])
    if not len(stays):
        return {}
    there = stays.filter(pc.is_null(stays["left_on"]))["patient"].to_numpy()
    on_a_list = np.zeros(part.n_patients, np.bool_)
    on_a_list[there] = True
    not_coded, not_listed = listed & on_a_list & ~coded, listed & coded & ~on_a_list
    return {
        "care_home_not_coded": Figure(int(not_coded.sum()), int((listed & on_a_list).sum()), not_coded),
        "care_home_not_on_list": Figure(int(not_listed.sum()), int((listed & coded).sum()), not_listed),
    }
