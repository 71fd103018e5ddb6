"""What the synthetic network is calibrated to: published figures for England, each with its source.

A register's target is a percentage of its own age base. Where two published years are equally usable the
target lies between them, and the note says so. Sources are public statistics, not records of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

QOF = "QOF England 2020/21"
LATER = "practice means, data pack labelled 2023-24"


@dataclass(frozen=True)
class RegisterTarget:
    """One register: percent wanted of people aged ``base`` and over, and crude rates by decile."""

    name: str
    percent: float
    base: int
    source: str
    most_deprived: float | None = None  # percent, decile 1, House of Commons Library 2019/20
    least_deprived: float | None = None  # decile 10


REGISTERS: tuple[RegisterTarget, ...] = (
    RegisterTarget("learning_disability", 0.53, 0, QOF, 0.67, 0.40),
    RegisterTarget("obesity", 13.2, 18, f"{LATER} ({QOF}: 6.88, a pandemic low)", 13.20, 8.45),
    RegisterTarget("hypertension", 14.6, 0, f"between {QOF} 13.93 and {LATER} 15.4", 14.07, 13.92),
    RegisterTarget("diabetes", 7.4, 17, f"between {QOF} 7.11 and {LATER} 7.7", 8.53, 5.84),
    RegisterTarget("ndh", 5.31, 18, QOF),
    RegisterTarget("asthma", 6.38, 6, QOF),
    RegisterTarget("chd", 3.07, 0, f"between {QOF} 3.05 and {LATER} 3.1", 3.34, 2.97),
    RegisterTarget("af", 2.12, 0, f"between {QOF} 2.05 and {LATER} 2.2", 1.78, 2.33),
    RegisterTarget("heart_failure", 0.91, 0, QOF),
    RegisterTarget("stroke_tia", 1.80, 0, QOF),
    RegisterTarget("pad", 0.59, 0, QOF),
    RegisterTarget("ckd", 3.98, 18, f"between {QOF} 3.96 and {LATER} 4.0"),
    RegisterTarget("copd", 1.87, 0, f"between {QOF} 1.93 and {LATER} 1.8", 2.62, 1.51),
    RegisterTarget("cancer", 3.21, 0, QOF, 2.66, 3.58),
    RegisterTarget("depression", 12.5, 18, f"between {QOF} 12.29 and {LATER} 12.8", 13.75, 10.69),
    RegisterTarget("serious_mental_illness", 0.945, 0, f"between {QOF} 0.95 and {LATER} 0.94", 1.18, 0.72),
    RegisterTarget("epilepsy", 0.80, 18, QOF, 0.99, 0.71),
    RegisterTarget("rheumatoid_arthritis", 0.77, 16, QOF),
    RegisterTarget("osteoporosis", 0.76, 50, QOF),
    RegisterTarget("dementia", 0.71, 0, QOF, 0.62, 0.94),
    RegisterTarget("palliative_care", 0.47, 0, QOF),
)

#: eFI categories of people aged 65 and over, percent: fit, mild, moderate, severe (after Clegg 2016).
FRAILTY_65 = (50.0, 35.0, 12.0, 3.0)
#: Some frailty at 50-64, percent (RCGP cohort), split like the older people's.
FRAILTY_50 = (90.0, 8.0, 1.7, 0.3)
#: Adults on 5 or more and 10 or more medicines, percent; 80-84 likewise (ICPE 2023 poster).
FIVE_MEDICINES, TEN_MEDICINES = 11.6, 1.9
FIVE_AT_80, TEN_AT_80 = 46.5, 8.0
#: Appointments a person a year (2024) and share of consultations of the busiest tenth (BMJ Open 2021).
APPOINTMENTS, TOP_TENTH = 5.8, 40.0
#: Appointments not attended, percent.
NOT_ATTENDED = 5.3
