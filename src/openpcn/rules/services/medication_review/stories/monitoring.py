"""Stories of the monitoring of medicines, each told by the same turns at its own limits."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.rules.language import (
    Indicator,
    Story,
    StoryPerson,
    achieved,
    due,
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.medication_review.monitoring import (
    AMIODARONE,
    ANTIPSYCHOTIC,
    AZATHIOPRINE,
    BLOOD_PRESSURE_MEDICINES,
    CICLOSPORIN,
    DIGOXIN,
    LEFLUNOMIDE,
    LEVOTHYROXINE,
    LITHIUM,
    METHOTREXATE,
    MONITORING_OVERDUE,
    SULFASALAZINE,
    VALPROATE,
)

_adult = person(born="1985-08-15")
#: First day of the period that ends on 10 February 2026, and the day before it, by months.
FIRST = {3: "2025-11-11", 6: "2025-08-11", 12: "2025-02-11"}
BEFORE = {3: "2025-11-10", 6: "2025-08-10", 12: "2025-02-10"}


@dataclass(frozen=True)
class Check:
    """A part of the indicator, a codelist that counts for it, and its interval in months."""

    part: str
    codes: str
    months: int


def _checked(
    about: StoryPerson, checks: tuple[Check, ...], *, without: str = "", late: str = ""
) -> StoryPerson:
    """Every check on the first day of its period; one left out, one a day early."""
    for each in checks:
        if each.part != without:
            about = about.has(each.codes, on=(BEFORE if each.part == late else FIRST)[each.months])
    return about


def _told(definition: Indicator, medicine: str, *checks: Check, named: bool = True) -> tuple[Story, ...]:
    shortest = min(each.months for each in checks)
    taking = _adult.issued(medicine, on=BEFORE[shortest]).issued(medicine, on="2026-01-20")
    parts = [each.part for each in checks] if named else []
    return (
        story(definition, "nothing checked", taking, expect=due(*parts, by="2026-03-10")),
        story(
            definition,
            "everything on the first day of its period",
            _checked(taking, checks),
            expect=achieved("R1"),
        ),
        *(
            story(
                definition,
                f"{each.part.replace('_', ' ')} a day before its period",
                _checked(taking, checks, late=each.part),
                expect=due(*([each.part] if named else [])),
            )
            for each in checks
        ),
        *(
            story(
                definition,
                f"all but {each.part.replace('_', ' ')}",
                _checked(taking, checks, without=each.part),
                expect=due(each.part),
            )
            for each in checks
            if named
        ),
        story(
            definition,
            "on repeat for long enough, issues of last year not held",
            _adult.repeat(medicine, since=BEFORE[shortest], last_issued="2026-01-20"),
            expect=due(),
        ),
        story(
            definition,
            "started a day later than the interval asks",
            _adult.issued(medicine, on=FIRST[shortest]).issued(medicine, on="2026-01-20"),
            expect=outside(),
        ),
        story(
            definition,
            "last issued on the first day of the last three months",
            _adult.issued(medicine, on=BEFORE[shortest]).issued(medicine, on=FIRST[3]),
            expect=due(),
        ),
        story(
            definition,
            "last issued a day before the last three months",
            _adult.issued(medicine, on=BEFORE[shortest]).issued(medicine, on=BEFORE[3]),
            expect=outside(),
        ),
        story(definition, "never taken", _adult, expect=outside()),
    )


_ANTIPSYCHOTIC = (
    Check("weight", "weight", 12),
    Check("hba1c", "hba1c", 12),
    Check("lipids", "cholesterol", 12),
    Check("blood_pressure", "systolic_home", 12),
)
_FBC = Check("full_blood_count", "full_blood_count", 3)
_RENAL = Check("renal_function", "renal_function", 3)
_LIVER = Check("liver_function", "liver_function", 3)
_PRESSURE = Check("blood_pressure", "systolic_clinic", 3)

_sulfasalazine = _adult.issued("sulfasalazine", on="2025-06-01").issued("sulfasalazine", on="2026-01-20")
_SULFASALAZINE = (
    *_told(SULFASALAZINE, "sulfasalazine", _FBC, _LIVER),
    story(
        SULFASALAZINE,
        "started a year ago to the day: over",
        _sulfasalazine.repeat("sulfasalazine", since="2025-02-10"),
        expect=outside(),
    ),
    story(
        SULFASALAZINE,
        "first issued a year ago to the day: over",
        _sulfasalazine.issued("sulfasalazine", on="2025-02-10"),
        expect=outside(),
    ),
    story(
        SULFASALAZINE,
        "started a day less than a year ago",
        _sulfasalazine.repeat("sulfasalazine", since="2025-02-11"),
        expect=due(),
    ),
)

_woman = person(born="1971-02-11")  # 54 until the day after the data
_valproate = _woman.issued("valproate", on="2026-01-20")
_FORM, _PROGRAMME = "valproate_risk_acknowledged", "valproate_pregnancy_prevention"
_VALPROATE = (
    story(
        VALPROATE,
        "54, neither recorded",
        _valproate,
        expect=due("risk_acknowledged", "pregnancy_prevention", by="2026-03-10"),
    ),
    story(
        VALPROATE,
        "both on the first day of the year",
        _valproate.has(_FORM, on="2025-02-11").has(_PROGRAMME, on="2025-02-11"),
        expect=achieved("R1"),
    ),
    story(
        VALPROATE,
        "the form a day before the year",
        _valproate.has(_FORM, on="2025-02-10").has(_PROGRAMME, on="2025-02-11"),
        expect=due("risk_acknowledged"),
    ),
    story(
        VALPROATE,
        "the form alone",
        _valproate.has(_FORM, on="2026-01-20"),
        expect=due("pregnancy_prevention"),
    ),
    story(
        VALPROATE,
        "pregnancy prevention a day before the year",
        _valproate.has(_FORM, on="2025-02-11").has(_PROGRAMME, on="2025-02-10"),
        expect=due("pregnancy_prevention"),
    ),
    story(
        VALPROATE,
        "started on the day of the data",
        _woman.issued("valproate", on="2026-02-10"),
        expect=due(),
    ),
    story(
        VALPROATE,
        "55 on the day of the data",
        person(born="1971-02-10").issued("valproate", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        VALPROATE,
        "a girl of 9",
        person(born="2016-05-05").issued("valproate", on="2026-01-20"),
        expect=due(),
    ),
    story(
        VALPROATE,
        "a man",
        person(born="1990-05-05", sex="male").issued("valproate", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        VALPROATE,
        "sex not known",
        person(born="1990-05-05", sex="unknown").issued("valproate", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        VALPROATE,
        "last issued three months ago to the day",
        _woman.issued("valproate", on="2025-11-10"),
        expect=outside(),
    ),
    story(
        VALPROATE,
        "last issued a day later than that",
        _woman.issued("valproate", on="2025-11-11"),
        expect=due(),
    ),
)


def _another_test(definition: Indicator, medicine: str, instead: Check, *others: Check) -> Story:
    """A test of another list that counts for the same part."""
    shortest = min(each.months for each in (instead, *others))
    taking = _adult.issued(medicine, on=BEFORE[shortest]).issued(medicine, on="2026-01-20")
    return story(
        definition,
        f"{instead.codes.replace('_', ' ')} counts for {instead.part.replace('_', ' ')}",
        _checked(taking, (instead, *others)),
        expect=achieved("R1"),
    )


_methotrexate = _adult.issued("methotrexate", on="2025-09-01").issued("methotrexate", on="2026-01-20")
_OVERDUE = (
    story(MONITORING_OVERDUE, "methotrexate, nothing checked", _methotrexate, expect=member()),
    *(
        story(
            MONITORING_OVERDUE,
            f"{medicine}, nothing checked",
            _adult.issued(medicine, on="2025-06-01").issued(medicine, on="2026-01-20"),
            expect=member(),
        )
        for medicine in (
            "azathioprine",
            "leflunomide",
            "ciclosporin",
            "sulfasalazine",
            "lithium",
            "amiodarone",
        )
    ),
    story(
        MONITORING_OVERDUE,
        "methotrexate, one check missing",
        _methotrexate.has("full_blood_count", on="2026-01-05").has("liver_function", on="2026-01-05"),
        expect=member(),
    ),
    story(
        MONITORING_OVERDUE,
        "methotrexate, all checked",
        _methotrexate.has("full_blood_count", on="2026-01-05")
        .has("liver_function", on="2026-01-05")
        .has("renal_function", on="2026-01-05"),
        expect=outside(),
    ),
    story(
        MONITORING_OVERDUE,
        "two medicines, one of them not checked",
        _methotrexate.has("full_blood_count", on="2026-01-05")
        .has("liver_function", on="2026-01-05")
        .has("renal_function", on="2026-01-05")
        .issued("amiodarone", on="2025-06-01")
        .issued("amiodarone", on="2026-01-20"),
        expect=member(),
    ),
    story(
        MONITORING_OVERDUE,
        "levothyroxine is not one of them",
        _adult.issued("levothyroxine", on="2024-06-01").issued("levothyroxine", on="2026-01-20"),
        expect=outside(),
    ),
    story(MONITORING_OVERDUE, "no medicines", _adult, expect=outside()),
)

STORIES: tuple[Story, ...] = (
    *_told(METHOTREXATE, "methotrexate", _FBC, _RENAL, _LIVER),
    *_told(AZATHIOPRINE, "azathioprine", _FBC, _RENAL, _LIVER),
    *_told(LEFLUNOMIDE, "leflunomide", _FBC, _RENAL, _LIVER, _PRESSURE),
    *_told(
        CICLOSPORIN,
        "ciclosporin",
        _RENAL,
        Check("electrolytes", "electrolytes", 3),
        _PRESSURE,
        Check("lipids", "cholesterol", 12),
    ),
    *(
        _another_test(
            CICLOSPORIN,
            "ciclosporin",
            instead,
            _RENAL,
            Check("electrolytes", "electrolytes", 3),
            *others,
        )
        for instead, *others in (
            (Check("lipids", "ldl", 12), _PRESSURE),
            (Check("lipids", "non_hdl", 12), _PRESSURE),
            (Check("blood_pressure", "systolic_home", 3), Check("lipids", "cholesterol", 12)),
        )
    ),
    *_SULFASALAZINE,
    *_told(
        LITHIUM,
        "lithium",
        Check("lithium_level", "lithium_level", 3),
        Check("renal_function", "renal_function", 6),
        Check("thyroid_function", "thyroid_function", 6),
        Check("calcium", "serum_calcium", 6),
        Check("weight", "weight", 6),
    ),
    *_told(
        AMIODARONE,
        "amiodarone",
        Check("thyroid_function", "thyroid_function", 6),
        Check("liver_function", "liver_function", 6),
    ),
    *_told(
        BLOOD_PRESSURE_MEDICINES,
        "angiotensin_receptor_blocker",
        Check("renal_function", "renal_function", 12),
        Check("electrolytes", "electrolytes", 12),
    ),
    *(
        story(
            BLOOD_PRESSURE_MEDICINES,
            f"on {medicine.replace('_', ' ')}, nothing checked",
            _adult.issued(medicine, on=BEFORE[12]).issued(medicine, on="2026-01-20"),
            expect=due("renal_function", "electrolytes"),
        )
        for medicine in ("ace_inhibitor", "loop_diuretic", "thiazide")
    ),
    *_told(LEVOTHYROXINE, "levothyroxine", Check("tsh", "thyroid_stimulating_hormone", 12), named=False),
    *_told(
        DIGOXIN,
        "digoxin",
        Check("renal_function", "renal_function", 12),
        Check("electrolytes", "electrolytes", 12),
    ),
    *_told(ANTIPSYCHOTIC, "antipsychotic", *_ANTIPSYCHOTIC),
    *(
        _another_test(
            ANTIPSYCHOTIC,
            "antipsychotic",
            Check(part, codes, 12),
            *(each for each in _ANTIPSYCHOTIC if each.part != part),
        )
        for part, codes in (
            ("hba1c", "glucose"),
            ("lipids", "non_hdl"),
            ("lipids", "ldl"),
            ("blood_pressure", "systolic_clinic"),
        )
    ),
    _another_test(
        LEFLUNOMIDE, "leflunomide", Check("blood_pressure", "systolic_home", 3), _FBC, _RENAL, _LIVER
    ),
    *_VALPROATE,
    *_OVERDUE,
)
