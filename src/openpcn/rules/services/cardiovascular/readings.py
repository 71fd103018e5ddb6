"""Blood pressure in the surgery and at home, and from where on it is raised, or dangerous."""

from __future__ import annotations

from typing import NamedTuple

from openpcn.rules.language import BloodPressure, BoolExpr, LastReading, Window, missing

READING_CODES = ("systolic_clinic", "diastolic_clinic", "systolic_home", "diastolic_home")


class Band(NamedTuple):
    """From where on a pressure belongs to a band: systolic and diastolic, in the surgery and at home."""

    clinic: tuple[float, float]
    home: tuple[float, float]


#: The limits of NCL's searches, which repeat NICE NG136 (not re-read there). RAISED is stage 1.
RAISED = Band((140, 90), (135, 85))
RAISED_FROM_80 = Band((150, 90), (145, 85))
STAGE_2 = Band((160, 100), (150, 95))
SEVERE = Band((180, 120), (170, 115))

SEVERE_SENTENCE = (
    "The last reading is severe: 180/120 or more in the surgery, 170/115 or more at home. See today; this "
    "list does not replace the handling of results."
)


def clinic(window: Window | None = None) -> BloodPressure:
    return BloodPressure("systolic_clinic", "diastolic_clinic", setting="surgery", window=window)


def home(window: Window | None = None) -> BloodPressure:
    return BloodPressure("systolic_home", "diastolic_home", setting="home", window=window)


def readings(window: Window | None = None) -> LastReading:
    """The last reading of either setting inside a window."""
    return LastReading(clinic(window), home(window))


def none_reaches(band: Band, window: Window) -> BoolExpr:
    """No reading inside the window reaches the band of its setting."""
    reaching = clinic(window).of_at_least(*band.clinic), home(window).of_at_least(*band.home)
    return missing(reaching[0]) & missing(reaching[1])


LAST = readings()
LAST_IS_SEVERE = LAST.at_least(*SEVERE)
