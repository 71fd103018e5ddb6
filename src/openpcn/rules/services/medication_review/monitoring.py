"""Blood tests and checks that medicines with a narrow margin need, each by its own interval.

Who is counted: issued in the last three months, and started longer ago than the interval, by an issue or by
the start of the repeat. Tests are often closer together in the first months: that is for whoever started it.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from openpcn.rules.language import (
    AS_AT,
    AgeOn,
    BoolExpr,
    Indicator,
    Latest,
    Period,
    Register,
    Sex,
    Show,
    Source,
    Work,
    achieve,
    all_of,
    last,
    months,
)
from openpcn.rules.services.medication_review.hazards import left_over
from openpcn.rules.services.medication_review.issues import Lists, issued, out_of_date, started_by

_QUARTER, _HALF_YEAR, _YEAR = months(3), months(6), months(12)
_READINGS = ("systolic_clinic", "systolic_home")
_LIPIDS = ("cholesterol", "non_hdl", "ldl")

_SPS = Source(
    "Specialist Pharmacy Service, Medicines monitoring",
    "2023",
    "intervals once treatment is stable, with the BNF; local shared care may ask for others",
    confirmed=False,
)
_MHRA = Source(
    "MHRA Drug Safety Update, valproate: regulatory measures for men and women under 55",
    "January 2024",
    "yearly risk acknowledgement and pregnancy prevention programme; as NCL's public SQL computes them",
    confirmed=False,
)


def _done(codes: Lists, interval: Period) -> BoolExpr:
    return Latest(codes, window=last(interval, until=AS_AT)).exists


def _monitoring(
    id: str,
    title: str,
    medicine: Lists,
    checks: dict[str, tuple[str, Lists, Period]],
    sentence: str,
    due_sentence: str,
    why: str,
    *,
    of: BoolExpr | None = None,
    source: Source = _SPS,
    settled: bool = True,
    by: tuple[str, ...] = ("clinical_pharmacist", "healthcare_assistant", "nurse", "pharmacy_technician"),
    work: tuple[str, str] = ("medicines_blood_test", "Blood test for a medicine"),
    minutes: int = 10,
    listed: bool = False,
) -> Indicator:
    """``checks``: part -> (name, codelists, how often, in months).

    settled: only who has taken it for at least the shortest interval; of: who else is looked at only.
    """
    shortest = min((interval for _, _, interval in checks.values()), key=lambda each: each.amount)
    taking = issued(medicine, _QUARTER, AS_AT).exists
    if settled:
        taking = taking & started_by(medicine, AS_AT - shortest)
    parts = {name: _done(codes, interval) for name, (_, codes, interval) in checks.items()}
    counts = [
        each for _, codes, _ in checks.values() for each in ((codes,) if isinstance(codes, str) else codes)
    ]
    return Indicator(
        id,
        title,
        source=source,
        rationale=why,
        of=taking if of is None else of & taking,
        rules=(achieve("R1", all_of(**parts) if len(parts) > 1 else next(iter(parts.values())), sentence),),
        due_sentence=due_sentence,
        nearly=(out_of_date(((codes, interval) for _, codes, interval in checks.values()), AS_AT),),
        shows=(
            Show("Last issue", Latest(medicine, table="issue")),
            *(
                Show(named, Latest(codes), if_missing=f"{named}: none on record")
                for named, codes, _ in checks.values()
            ),
        ),
        work=Work(work[0], work[1], by=by, minutes=minutes, counts=tuple(sorted(counts)), window=months(1)),
        listed=listed,
    )


_BLOODS = {
    "full_blood_count": ("Full blood count", "full_blood_count", _QUARTER),
    "renal_function": ("Kidney function", "renal_function", _QUARTER),
    "liver_function": ("Liver function", "liver_function", _QUARTER),
}


def _disease_modifying(medicine: str, more: dict[str, tuple[str, Lists, Period]], why: str) -> Indicator:
    return _monitoring(
        f"{medicine}_monitoring",
        f"{medicine.capitalize()}: blood tests in time",
        medicine,
        _BLOODS | more,
        "All checks done in the last three months",
        f"On {medicine}, and a check of three months is missing",
        why,
    )


METHOTREXATE = _disease_modifying(
    "methotrexate",
    {},
    "It can stop the bone marrow from making blood cells, and harm liver and kidneys. Blood count, kidneys "
    "and liver every three months once stable; PINCER and the contract look at blood count and liver only.",
)
AZATHIOPRINE = _disease_modifying(
    "azathioprine",
    {},
    "It can stop the bone marrow from making blood cells. Blood count, kidneys and liver every three months.",
)
LEFLUNOMIDE = _disease_modifying(
    "leflunomide",
    {"blood_pressure": ("Blood pressure", _READINGS, _QUARTER)},
    "As methotrexate, and it can raise blood pressure: a systolic reading in the surgery or at home counts.",
)
CICLOSPORIN = _monitoring(
    "ciclosporin_monitoring",
    "Ciclosporin: kidneys, blood pressure and lipids in time",
    "ciclosporin",
    {
        "renal_function": ("Kidney function", "renal_function", _QUARTER),
        "electrolytes": ("Electrolytes", "electrolytes", _QUARTER),
        "blood_pressure": ("Blood pressure", _READINGS, _QUARTER),
        "lipids": ("Lipids", _LIPIDS, _YEAR),
    },
    "Kidneys, electrolytes and blood pressure in three months, lipids in a year",
    "On ciclosporin, and a check is missing",
    "It can harm the kidneys and raise blood pressure and lipids. Three months, and a year for lipids, are "
    "our choice: sources differ.",
)

SULFASALAZINE = _monitoring(
    "sulfasalazine_monitoring",
    "Sulfasalazine: blood tests in the first year",
    "sulfasalazine",
    {name: _BLOODS[name] for name in ("full_blood_count", "liver_function")},
    "Blood count and liver function in the last three months",
    "In the first year of sulfasalazine, and a blood test of three months is missing",
    "Blood disorders come early: tests every three months in the first year, none after it.",
    of=~started_by("sulfasalazine", AS_AT - _YEAR),
)
LITHIUM = _monitoring(
    "lithium_monitoring",
    "Lithium: level, kidneys, thyroid, calcium and weight in time",
    "lithium",
    {
        "lithium_level": ("Lithium level", "lithium_level", _QUARTER),
        "renal_function": ("Kidney function", "renal_function", _HALF_YEAR),
        "thyroid_function": ("Thyroid function", "thyroid_function", _HALF_YEAR),
        "calcium": ("Calcium", "serum_calcium", _HALF_YEAR),
        "weight": ("Weight", "weight", _HALF_YEAR),
    },
    "Level in three months, the other checks in six",
    "On lithium, and a check is missing",
    "A level every three months (six after the first year where the risk is low: not taken over here, "
    "because the record does not say who that is), kidneys, thyroid, calcium and weight every six.",
)
AMIODARONE = _monitoring(
    "amiodarone_monitoring",
    "Amiodarone: thyroid and liver in time",
    "amiodarone",
    {
        "thyroid_function": ("Thyroid function", "thyroid_function", _HALF_YEAR),
        "liver_function": ("Liver function", "liver_function", _HALF_YEAR),
    },
    "Thyroid and liver function in the last six months",
    "On amiodarone, and a blood test of six months is missing",
    "It can harm the thyroid and the liver for as long as it is taken, and for months after.",
)
BLOOD_PRESSURE_MEDICINES = _monitoring(
    "ace_inhibitor_diuretic_monitoring",
    "ACE inhibitor, ARB or diuretic: kidneys and electrolytes in a year",
    ("ace_inhibitor", "angiotensin_receptor_blocker", "loop_diuretic", "thiazide"),
    {
        "renal_function": ("Kidney function", "renal_function", _YEAR),
        "electrolytes": ("Electrolytes", "electrolytes", _YEAR),
    },
    "Kidney function and electrolytes in the last twelve months",
    "On an ACE inhibitor, an ARB or a diuretic, and kidneys or electrolytes were not tested in a year",
    "These medicines change potassium and kidney function at any age; PINCER looks at those of 75 or over.",
)
LEVOTHYROXINE = _monitoring(
    "levothyroxine_monitoring",
    "Levothyroxine: thyroid stimulating hormone in a year",
    "levothyroxine",
    {"tsh": ("Thyroid stimulating hormone", "thyroid_stimulating_hormone", _YEAR)},
    "Thyroid stimulating hormone in the last twelve months",
    "On levothyroxine, and thyroid stimulating hormone was not tested in a year",
    "The dose is set by this hormone, which is measured once a year when stable.",
)
DIGOXIN = _monitoring(
    "digoxin_monitoring",
    "Digoxin: kidneys and electrolytes in a year",
    "digoxin",
    {
        "renal_function": ("Kidney function", "renal_function", _YEAR),
        "electrolytes": ("Electrolytes", "electrolytes", _YEAR),
    },
    "Kidney function and electrolytes in the last twelve months",
    "On digoxin, and kidneys or electrolytes were not tested in a year",
    "Failing kidneys and low potassium make it toxic. A level is taken only where toxicity is suspected.",
)
ANTIPSYCHOTIC = _monitoring(
    "antipsychotic_monitoring",
    "Antipsychotic: yearly weight, HbA1c, lipids and blood pressure",
    "antipsychotic",
    {
        "weight": ("Weight", "weight", _YEAR),
        "hba1c": ("HbA1c or glucose", ("hba1c", "glucose"), _YEAR),
        "lipids": ("Lipids", _LIPIDS, _YEAR),
        "blood_pressure": ("Blood pressure", _READINGS, _YEAR),
    },
    "Weight, HbA1c, lipids and blood pressure in the last twelve months",
    "On an antipsychotic, and a yearly check is missing",
    "They can bring weight gain, diabetes and heart disease, whatever they are given for: on the mental "
    "health register or not. Prolactin is measured where there is a reason, so it is not a part.",
    work=("antipsychotic_check", "Yearly check of somebody on an antipsychotic"),
    minutes=20,
)
VALPROATE = _monitoring(
    "valproate_monitoring",
    "Valproate in women and girls under 55: yearly acknowledgement and pregnancy prevention",
    "valproate",
    {
        "risk_acknowledged": ("Risk acknowledgement form", "valproate_risk_acknowledged", _YEAR),
        "pregnancy_prevention": ("Pregnancy prevention programme", "valproate_pregnancy_prevention", _YEAR),
    },
    "Risk acknowledged and pregnancy prevention recorded in the last twelve months",
    "Woman or girl under 55 on valproate, and the yearly form or the pregnancy prevention is missing",
    "Valproate taken in pregnancy harms the unborn child, at birth and in later development. People who "
    "started less than a year ago count too: the form is signed before the first tablet. The rules for men "
    "under 55 of January 2024 are for specialists and are not computed.",
    of=(AgeOn("as_at") < 55) & Sex().is_("female"),
    settled=False,
    source=_MHRA,
    by=("clinical_pharmacist", "gp"),
    work=("valproate_review", "Valproate review and risk form"),
    minutes=20,
    listed=True,
)

INDICATORS = (
    METHOTREXATE,
    AZATHIOPRINE,
    LEFLUNOMIDE,
    CICLOSPORIN,
    SULFASALAZINE,
    LITHIUM,
    AMIODARONE,
    BLOOD_PRESSURE_MEDICINES,
    LEVOTHYROXINE,
    DIGOXIN,
    ANTIPSYCHOTIC,
    VALPROATE,
)


HIGH_RISK = (METHOTREXATE, AZATHIOPRINE, LEFLUNOMIDE, CICLOSPORIN, SULFASALAZINE, LITHIUM, AMIODARONE)

MONITORING_OVERDUE = Register(
    "high_risk_monitoring_overdue",
    "People on a high-risk medicine whose monitoring is overdue",
    source=_SPS,
    rationale=(
        "At least one check is missing of methotrexate, azathioprine, leflunomide, ciclosporin, "
        "sulfasalazine, lithium or amiodarone: medicines that are often given under shared care. Those for "
        "blood pressure, thyroid and heart are left out: so many people take them that the register would "
        "not tell whom to review first. Which medicines are high-risk is this project's choice."
    ),
    member=reduce(or_, (left_over(each) for each in HIGH_RISK)),
)

DEFINITIONS = (*INDICATORS, MONITORING_OVERDUE)
