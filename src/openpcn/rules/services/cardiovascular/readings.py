"""Blood pressure in the surgery and at home, and when it is dangerous."""

from __future__ import annotations

from openpcn.rules.language import BloodPressure, LastReading, Window

READING_CODES = ("systolic_clinic", "diastolic_clinic", "systolic_home", "diastolic_home")
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


LAST = readings()
SEVERE_CLINIC = (180, 120)
SEVERE_HOME = (170, 115)
SEVERE = LAST.at_least(clinic=SEVERE_CLINIC, home=SEVERE_HOME)
