"""Stories of direct oral anticoagulants: when to test, and whether the dose is the licence's."""

from __future__ import annotations

from openpcn.rules.language import Story, StoryPerson, achieved, due, excluded, outside, person, story
from openpcn.rules.services.medication_review.doac import DOAC_DOSE_CHECK, DOAC_MONITORING
from openpcn.terms.units import Unit

APIXABAN_5, APIXABAN_2_5 = "703908001", "703907006"
RIVAROXABAN_20, RIVAROXABAN_15 = "19842211000001107", "19842111000001101"
EDOXABAN_60, EDOXABAN_30 = "29903411000001101", "29903311000001108"
DABIGATRAN_150, DABIGATRAN_110 = "19469811000001101", "13532811000001109"

#: First day of as many months as end on 10 February 2026, and the day before it.
FIRST = {
    1: "2026-01-11",
    2: "2025-12-11",
    3: "2025-11-11",
    4: "2025-10-11",
    5: "2025-09-11",
    12: "2025-02-11",
}
BEFORE = {
    1: "2026-01-10",
    2: "2025-12-10",
    3: "2025-11-10",
    4: "2025-10-10",
    5: "2025-09-10",
    12: "2025-02-10",
}


def _taking(born: str = "1960-08-15") -> StoryPerson:
    return (
        person(born=born)
        .issued("doac", on="2026-01-20")
        .has("full_blood_count", on="2025-06-01")
        .has("liver_function", on="2025-06-01")
    )


def _kidneys(about: StoryPerson, clearance: float, on: str, tested: str | None = None) -> StoryPerson:
    """A recorded clearance, and creatinine and weight of a day."""
    return (
        about.measures("creatinine_clearance", clearance, Unit.ML_PER_MINUTE, on=on)
        .measures("creatinine", 90, Unit.UMOL_PER_L, on=tested or on)
        .measures("weight", 80, Unit.KG, on=tested or on)
    )


def _both_sides(clearance: float, number: int, born: str = "1960-08-15", whom: str = "") -> tuple[Story, ...]:
    about = _taking(born)
    named = f"clearance of {clearance:g}{whom}: {number} months"
    return (
        story(
            DOAC_MONITORING,
            f"{named}, tested on the first day",
            _kidneys(about, clearance, FIRST[number]),
            expect=achieved("R1"),
        ),
        *(
            story(
                DOAC_MONITORING,
                f"{named}, only {late} a day before",
                about.measures("creatinine_clearance", clearance, Unit.ML_PER_MINUTE, on=FIRST[number])
                .measures(
                    "creatinine",
                    90,
                    Unit.UMOL_PER_L,
                    on=(BEFORE if late == "creatinine" else FIRST)[number],
                )
                .measures("weight", 80, Unit.KG, on=(BEFORE if late == "weight" else FIRST)[number]),
                expect=due("kidneys_and_weight", by="2026-03-10"),
            )
            for late in ("creatinine", "weight")
        ),
        story(
            DOAC_MONITORING,
            f"{named}, tested a day before",
            _kidneys(about, clearance, FIRST[12] if number == 12 else BEFORE[number], BEFORE[number]),
            expect=due("kidneys_and_weight", by="2026-03-10"),
        ),
    )


_MONITORING = (
    *_both_sides(60, 12),
    *_both_sides(59.9, 5),
    *_both_sides(50, 5),
    *_both_sides(49.9, 4),
    *_both_sides(40, 4),
    *_both_sides(34, 3),
    *_both_sides(30, 3),
    *_both_sides(39.9, 3),
    *_both_sides(29.9, 2),
    *_both_sides(20, 2),
    *_both_sides(19.9, 1),
    *_both_sides(90, 4, "1951-02-10", " at 75"),
    *_both_sides(55, 4, "1951-02-10", " at 75"),
    *_both_sides(34, 3, "1951-02-10", " at 75"),
    *_both_sides(90, 12, "1951-02-11", " at 74"),
    story(
        DOAC_MONITORING,
        "no clearance recorded, none to be estimated",
        _taking().measures("creatinine", 90, Unit.UMOL_PER_L, on="2026-01-05"),
        expect=due("creatinine_clearance", "kidneys_and_weight"),
    ),
    story(
        DOAC_MONITORING,
        "no clearance recorded, estimated from weight and creatinine",
        _taking()
        .measures("creatinine", 90, Unit.UMOL_PER_L, on="2026-01-05")
        .measures("weight", 80, Unit.KG, on="2026-01-05"),
        expect=achieved("R1"),
    ),
    story(
        DOAC_MONITORING,
        "the clearance is more than a year old, and nothing newer",
        _kidneys(_taking(), 80, BEFORE[12]),
        expect=due("creatinine_clearance", "kidneys_and_weight"),
    ),
    story(
        DOAC_MONITORING,
        "a recorded clearance of the day of the creatinine is preferred to the estimate",
        _kidneys(_taking(), 90, "2025-09-15"),
        expect=achieved("R1"),
    ),
    story(
        DOAC_MONITORING,
        "a creatinine tested a day after the recorded clearance: the estimate counts",
        _kidneys(_taking(), 90, "2025-09-15").measures("creatinine", 200, Unit.UMOL_PER_L, on="2025-09-16"),
        expect=due("kidneys_and_weight"),
    ),
    story(
        DOAC_MONITORING,
        "tests in time, but the clearance is under 15",
        _kidneys(_taking(), 14.9, "2026-02-01"),
        expect=due("may_be_given"),
    ),
    story(
        DOAC_MONITORING,
        "tests in time, the clearance is 15",
        _kidneys(_taking(), 15, "2026-02-01"),
        expect=achieved("R1"),
    ),
    story(
        DOAC_MONITORING,
        "tests in time, the clearance is under 15, the dose confirmed since",
        _kidneys(_taking(), 14.9, "2026-02-01").has("doac_dose_confirmed", on="2026-02-01"),
        expect=achieved("R1"),
    ),
    story(
        DOAC_MONITORING,
        "tests in time, the clearance is under 15, the dose confirmed the day before",
        _kidneys(_taking(), 14.9, "2026-02-01").has("doac_dose_confirmed", on="2026-01-31"),
        expect=due("may_be_given"),
    ),
    story(
        DOAC_MONITORING,
        "tests in time, dabigatran at a clearance of 29.9",
        _kidneys(_taking().issued("doac", on="2026-01-21", code=DABIGATRAN_110), 29.9, "2026-02-01"),
        expect=due("may_be_given"),
    ),
    story(
        DOAC_MONITORING,
        "tests in time, dabigatran at a clearance of 30",
        _kidneys(_taking().issued("doac", on="2026-01-21", code=DABIGATRAN_110), 30, "2026-02-01"),
        expect=achieved("R1"),
    ),
    story(
        DOAC_MONITORING,
        "sex not known: nothing is estimated",
        person(born="1960-08-15", sex="unknown")
        .issued("doac", on="2026-01-20")
        .has("full_blood_count", on="2025-06-01")
        .has("liver_function", on="2025-06-01")
        .measures("creatinine", 90, Unit.UMOL_PER_L, on="2026-01-05")
        .measures("weight", 80, Unit.KG, on="2026-01-05"),
        expect=due("creatinine_clearance", "kidneys_and_weight"),
    ),
    story(
        DOAC_MONITORING,
        "an eGFR is not a clearance",
        _taking().measures("egfr", 70, Unit.ML_PER_MIN, on="2026-01-05"),
        expect=due("creatinine_clearance", "kidneys_and_weight"),
    ),
    story(
        DOAC_MONITORING,
        "blood count and liver a day before the year",
        _kidneys(
            person(born="1960-08-15")
            .issued("doac", on="2026-01-20")
            .has("full_blood_count", on=BEFORE[12])
            .has("liver_function", on=BEFORE[12]),
            80,
            "2026-01-05",
        ),
        expect=due("full_blood_count", "liver_function"),
    ),
    story(
        DOAC_MONITORING,
        "last issued three months ago to the day",
        person(born="1960-08-15").issued("doac", on="2025-11-10"),
        expect=outside(),
    ),
    story(
        DOAC_MONITORING,
        "last issued a day later than that",
        person(born="1960-08-15").issued("doac", on="2025-11-11"),
        expect=due(),
    ),
    story(
        DOAC_MONITORING,
        "warfarin is monitored otherwise",
        person(born="1960-08-15").issued("anticoagulant", on="2026-01-20", code="319733000"),
        expect=outside(),
    ),
)


def _dosed(
    code: str,
    clearance: float | None,
    *,
    born: str = "1960-08-15",
    sex: str = "female",
    weight: float = 80,
    creatinine: float = 90,
    af: bool = True,
) -> StoryPerson:
    about = (
        person(born=born, sex=sex)
        .issued("doac", on="2026-01-20", code=code)
        .measures("weight", weight, Unit.KG, on="2026-01-05")
        .measures("creatinine", creatinine, Unit.UMOL_PER_L, on="2026-01-05")
    )
    if clearance is not None:
        about = about.measures("creatinine_clearance", clearance, Unit.ML_PER_MINUTE, on="2026-01-05")
    return about.has("af", on="2019-01-01") if af else about


_80 = "1946-02-10"
_AF = (
    person(born="1960-08-15")
    .has("af", on="2019-01-01")
    .measures("weight", 80, Unit.KG, on="2026-01-05")
    .measures("creatinine", 90, Unit.UMOL_PER_L, on="2026-01-05")
    .measures("creatinine_clearance", 80, Unit.ML_PER_MINUTE, on="2026-01-05")
)
_RIGHT, _WRONG = achieved("R1"), due(by="2026-03-10")
_CASES = (
    ("apixaban 5, no reason for less", _dosed(APIXABAN_5, 80), _RIGHT),
    ("apixaban 2.5, no reason for less", _dosed(APIXABAN_2_5, 80), _WRONG),
    ("apixaban 2.5, clearance of 29", _dosed(APIXABAN_2_5, 29), _RIGHT),
    ("apixaban 2.5, clearance of 30", _dosed(APIXABAN_2_5, 30), _WRONG),
    ("apixaban 5, one reason: 80", _dosed(APIXABAN_5, 60, born=_80), _RIGHT),
    ("apixaban 5, one reason: creatinine of 133", _dosed(APIXABAN_5, 60, creatinine=133), _RIGHT),
    (
        "apixaban 2.5, two reasons: 80 and creatinine of 133",
        _dosed(APIXABAN_2_5, 40, born=_80, creatinine=133),
        _RIGHT,
    ),
    (
        "apixaban 5, two reasons: 80 and creatinine of 133",
        _dosed(APIXABAN_5, 40, born=_80, creatinine=133),
        _WRONG,
    ),
    ("apixaban 5, 80 and creatinine of 132", _dosed(APIXABAN_5, 40, born=_80, creatinine=132), _RIGHT),
    ("apixaban 2.5, two reasons: 80 and 60 kg", _dosed(APIXABAN_2_5, 50, born=_80, weight=60), _RIGHT),
    ("apixaban 5, 80 and 60.1 kg", _dosed(APIXABAN_5, 50, born=_80, weight=60.1), _RIGHT),
    ("apixaban 5, 79 and 60 kg", _dosed(APIXABAN_5, 50, born="1946-02-11", weight=60), _RIGHT),
    (
        "apixaban 2.5, all three reasons",
        _dosed(APIXABAN_2_5, 35, born=_80, weight=50, creatinine=150),
        _RIGHT,
    ),
    ("rivaroxaban 20, clearance of 50", _dosed(RIVAROXABAN_20, 50), _RIGHT),
    ("rivaroxaban 15, clearance of 50", _dosed(RIVAROXABAN_15, 50), _WRONG),
    ("rivaroxaban 15, clearance of 49.9", _dosed(RIVAROXABAN_15, 49.9), _RIGHT),
    (
        "rivaroxaban 20, clearance worked out as 49.97, shown as 50",
        _dosed(RIVAROXABAN_20, None, sex="male", creatinine=147.69),
        _WRONG,
    ),
    (
        "rivaroxaban 20, clearance worked out as 50.03",
        _dosed(RIVAROXABAN_20, None, sex="male", creatinine=147.51),
        _RIGHT,
    ),
    (
        "rivaroxaban 20, clearance worked out as 50",
        _dosed(RIVAROXABAN_20, None, sex="male", creatinine=147.6),
        _RIGHT,
    ),
    ("edoxaban 30, clearance of 50", _dosed(EDOXABAN_30, 50), _RIGHT),
    ("edoxaban 60, clearance of 50.1", _dosed(EDOXABAN_60, 50.1), _RIGHT),
    ("edoxaban 30, 60 kg and nothing else", _dosed(EDOXABAN_30, 80, weight=60), _RIGHT),
    (
        "edoxaban 30, with ciclosporin",
        _dosed(EDOXABAN_30, 80).issued("edoxaban_dose_inhibitor", on="2026-01-20"),
        _RIGHT,
    ),
    ("edoxaban 30, no reason for less", _dosed(EDOXABAN_30, 80), _WRONG),
    ("dabigatran 150, 79 years old", _dosed(DABIGATRAN_150, 80, born="1946-02-11"), _RIGHT),
    ("dabigatran 110, 80 years old", _dosed(DABIGATRAN_110, 80, born=_80), _RIGHT),
    (
        "dabigatran 110, with verapamil",
        _dosed(DABIGATRAN_110, 80).issued("dabigatran_dose_inhibitor", on="2026-01-20"),
        _RIGHT,
    ),
    ("dabigatran 150, clearance of 29.9: not to be used", _dosed(DABIGATRAN_150, 29.9), _WRONG),
    ("dabigatran 110, clearance of 29.9: not to be used", _dosed(DABIGATRAN_110, 29.9), _WRONG),
    ("dabigatran 150, clearance of 30", _dosed(DABIGATRAN_150, 30), _RIGHT),
    ("apixaban 2.5, clearance of 14.9: not to be used", _dosed(APIXABAN_2_5, 14.9), _WRONG),
    ("apixaban 2.5, clearance of 15", _dosed(APIXABAN_2_5, 15), _RIGHT),
    ("rivaroxaban 15, clearance of 14.9: not to be used", _dosed(RIVAROXABAN_15, 14.9), _WRONG),
    ("edoxaban 30, clearance of 14.9: not to be used", _dosed(EDOXABAN_30, 14.9), _WRONG),
    ("edoxaban 15, clearance of 14.9: not to be used", _dosed("29903211000001100", 14.9), _WRONG),
    (
        "no atrial fibrillation recorded, dabigatran at a clearance of 29.9",
        _dosed(DABIGATRAN_150, 29.9, af=False),
        _WRONG,
    ),
    (
        "no atrial fibrillation recorded, dabigatran at a clearance of 30",
        _dosed(DABIGATRAN_150, 30, af=False),
        outside(),
    ),
    (
        "not to be used, confirmed on the day of the clearance",
        _dosed(APIXABAN_2_5, 14.9).has("doac_dose_confirmed", on="2026-01-05"),
        achieved("R2"),
    ),
    (
        "not to be used, confirmed the day before the clearance",
        _dosed(APIXABAN_2_5, 14.9).has("doac_dose_confirmed", on="2026-01-04"),
        _WRONG,
    ),
    (
        "a recorded clearance of 80, and a worse creatinine after it",
        _dosed(DABIGATRAN_150, 80).measures("creatinine", 300, Unit.UMOL_PER_L, on="2026-01-06"),
        _WRONG,
    ),
    (
        "a recorded clearance of 80, and a worse creatinine before it",
        _dosed(DABIGATRAN_150, 80).measures("creatinine", 300, Unit.UMOL_PER_L, on="2026-01-04"),
        _RIGHT,
    ),
    ("edoxaban 15, a strength of tapering", _dosed("29903211000001100", 80), excluded("OTHER_STRENGTH")),
    (
        "no weight: the dose cannot be worked out",
        person(born="1960-08-15").has("af", on="2019-01-01").issued("doac", on="2026-01-20"),
        excluded("NOT_KNOWN"),
    ),
    ("no atrial fibrillation recorded", _dosed(APIXABAN_2_5, 80, af=False), outside()),
    (
        "another dose, confirmed on the first day of the year",
        _dosed(APIXABAN_2_5, 80).has("doac_dose_confirmed", on=FIRST[12]),
        achieved("R2"),
    ),
    (
        "another dose, confirmed a day before the year",
        _dosed(APIXABAN_2_5, 80).has("doac_dose_confirmed", on=BEFORE[12]),
        _WRONG,
    ),
    (
        "the right dose, and confirmed: the earlier rule decides",
        _dosed(APIXABAN_5, 80).has("doac_dose_confirmed", on="2026-01-20"),
        achieved("R1"),
    ),
    (
        "edoxaban 15 and no weight: the earlier rule decides",
        person(born="1960-08-15")
        .has("af", on="2019-01-01")
        .issued("doac", on="2026-01-20", code="29903211000001100"),
        excluded("NOT_KNOWN"),
    ),
    (
        "last issued on the first day of the three months",
        _AF.issued("doac", on=FIRST[3], code=APIXABAN_2_5),
        _WRONG,
    ),
    (
        "last issued a day before the three months",
        _AF.issued("doac", on=BEFORE[3], code=APIXABAN_2_5),
        outside(),
    ),
    (
        "the strength last issued counts",
        _dosed(APIXABAN_2_5, 80).issued("doac", on="2026-02-01", code=APIXABAN_5),
        _RIGHT,
    ),
)

STORIES: tuple[Story, ...] = (
    *_MONITORING,
    *(story(DOAC_DOSE_CHECK, title, about, expect=expect) for title, about, expect in _CASES),
)
